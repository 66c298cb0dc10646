//! Where values are written (flags, variables, the configuration file, built-in defaults), and how
//! these four layers are merged into one.
//!
//! A value stays text here and keeps its origin, so that an error about it names the flag, the
//! variable, or the line and column of the file.

use std::collections::BTreeMap;
use std::fmt;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::env::Env;
use super::error::{Failure, Kind};
use super::setting_names::{self, Key, Shape};
use super::suggest::did_you_mean;

/// Where a value was written. A later variant wins over an earlier one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Origin {
    Default,
    /// In the configuration file: its path, the line and the column (in characters), both from 1.
    File {
        path: String,
        line: u64,
        column: u64,
    },
    Variable(String),
    Flag(String),
}

impl Origin {
    /// Higher wins.
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File { .. } => 1,
            Self::Variable(_) => 2,
            Self::Flag(_) => 3,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, column } => write!(f, "{path}:{line}:{column}"),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A value as written, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

impl Text {
    /// An error about this value.
    pub(crate) fn wrong(&self, why: impl fmt::Display) -> Failure {
        match &self.origin {
            Origin::File { path, line, column } => Failure::new(Kind::Config, why.to_string()).at(
                path.clone(),
                Some(*line),
                Some(*column),
            ),
            Origin::Flag(name) => Failure::new(Kind::Usage, format!("{name}: {why}")),
            other => Failure::new(Kind::Config, format!("{other}: {why}")),
        }
    }

    /// Returns whether it was typed on the command line.
    pub(crate) fn is_typed(&self) -> bool {
        matches!(self.origin, Origin::Flag(_))
    }

    /// A part of this value, with the same origin.
    pub(crate) fn part(&self, text: impl Into<String>) -> Self {
        Self { text: text.into(), origin: self.origin.clone() }
    }
}

/// One `[[plan]]` table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PlanText {
    /// Its first day; `None` for the plan before the first dated one.
    pub(crate) from: Option<Text>,
    pub(crate) name: Option<Text>,
    /// Amounts that differ from the plan's own.
    pub(crate) allowance: Vec<Text>,
}

/// One `[[balance.granted]]` table: credits earned or bought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GrantText {
    pub(crate) date: Text,
    pub(crate) pool: Text,
    pub(crate) credits: Text,
}

/// One `[check.pool.NAME]` or `[check.app.NAME]` table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct OverrideText {
    /// `pool` or `app`.
    pub(crate) kind: &'static str,
    pub(crate) name: Text,
    /// Setting and value.
    pub(crate) values: Vec<(String, Text)>,
}

/// A threshold in `[audit]` or `[audit.DETECTOR]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AuditText {
    /// `None` for a threshold of all detectors.
    pub(crate) detector: Option<String>,
    pub(crate) name: String,
    pub(crate) value: Text,
}

/// A word in a list of `[words]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct WordText {
    /// One of `OwnWords::LISTS`.
    pub(crate) list: &'static str,
    pub(crate) word: Text,
}

/// Everything that one origin sets.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Layer {
    /// Values by the name of their setting.
    pub(crate) values: BTreeMap<&'static str, Vec<Text>>,
    pub(crate) history: Vec<PlanText>,
    pub(crate) granted: Vec<GrantText>,
    pub(crate) overrides: Vec<OverrideText>,
    pub(crate) audit: Vec<AuditText>,
    pub(crate) words: Vec<WordText>,
}

impl Layer {
    /// The flags that were typed.
    pub(crate) fn of_flags(matches: &ArgMatches) -> Self {
        let mut layer = Self::default();
        for key in setting_names::KEYS.iter().filter(|k| k.is_flag()) {
            let id = argument_id(key);
            if !has(matches, &id) || matches.value_source(&id) != Some(ValueSource::CommandLine) {
                continue;
            }
            let origin = Origin::Flag(format!("--{}", key.name));
            let raw = matches.get_raw(&id).into_iter().flatten();
            let mut texts: Vec<Text> = raw
                .map(|value| Text {
                    text: value.to_string_lossy().into_owned(),
                    origin: origin.clone(),
                })
                .collect();
            if key.shape == Shape::Switch {
                texts = vec![Text { text: "true".to_owned(), origin }];
            }
            layer.values.insert(key.name, texts);
        }
        layer
    }

    /// The variables of the settings that this command has.
    pub(crate) fn of_variables(env: &Env, matches: &ArgMatches) -> Self {
        let mut layer = Self::default();
        let flags =
            env.vars.keys().filter_map(|name| Some((name, setting_names::of_variable(name)?)));
        for (name, key) in flags.filter(|(_, key)| has(matches, &argument_id(key))) {
            let Some(value) = env.var(name) else { continue };
            let text = |text: &str| Text {
                text: text.trim().to_owned(),
                origin: Origin::Variable(name.clone()),
            };
            let texts = match key.shape {
                Shape::Many => value.split(',').map(text).filter(|t| !t.text.is_empty()).collect(),
                _ => vec![text(value)],
            };
            layer.values.insert(key.name, texts);
        }
        if env.var("NO_COLOR").is_some() && !layer.values.contains_key("color") {
            let origin = Origin::Variable("NO_COLOR".to_owned());
            layer.values.insert("color", vec![Text { text: "never".to_owned(), origin }]);
        }
        layer
    }

    /// Drops the settings that this command does not have.
    pub(crate) fn keep(&mut self, matches: &ArgMatches) {
        self.values.retain(|name, _| {
            setting_names::find(name).is_some_and(|k| !k.is_flag() || has(matches, &argument_id(k)))
        });
        if !has(matches, "plan") {
            self.history.clear();
            self.granted.clear();
        }
        if !has(matches, "fail_on") {
            self.overrides.clear();
        }
    }
}

/// The id that clap derives for a setting's flag.
pub(crate) fn argument_id(key: &Key) -> String {
    key.name.replace('-', "_")
}

fn has(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).is_ok()
}

/// Variables that begin with `CREDITS_` and are no setting, with the one that was probably meant.
pub(crate) fn unknown_variables(env: &Env) -> Vec<(String, Option<String>)> {
    let is_known =
        |name: &str| setting_names::of_variable(name).is_some() || name == "CREDITS_CONFIG";
    let ours = env.vars.keys().filter(|name| name.starts_with("CREDITS_") && !is_known(name));
    let near = |name: &String| {
        let flags = setting_names::KEYS.iter().filter(|k| k.is_flag()).map(Key::variable);
        let known: Vec<String> = flags.chain(["CREDITS_CONFIG".to_owned()]).collect();
        (name.clone(), did_you_mean(name, known.iter().map(String::as_str)))
    };
    ours.map(near).collect()
}

/// The values in force: for each setting those of the highest layer that sets it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Merged {
    values: BTreeMap<&'static str, Vec<Text>>,
    /// Empty if a higher layer names one plan.
    pub(crate) history: Vec<PlanText>,
    pub(crate) granted: Vec<GrantText>,
    pub(crate) overrides: Vec<OverrideText>,
    pub(crate) audit: Vec<AuditText>,
    pub(crate) words: Vec<WordText>,
    /// The plans of the file or the environment, if the command line names another one.
    pub(crate) present: Option<PresentPlan>,
}

/// Plans that a higher layer replaces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PresentPlan {
    pub(crate) plan: Option<Text>,
    pub(crate) allowance: Vec<Text>,
    pub(crate) history: Vec<PlanText>,
}

impl Merged {
    /// Merges layers, the highest first. Settings of one group replace each other across layers and
    /// contradict each other within one.
    pub(crate) fn of(layers: Vec<Layer>) -> Result<Self, Failure> {
        let mut merged = Self::default();
        for layer in layers {
            let higher: Vec<&Key> =
                merged.values.iter().filter_map(|(name, texts)| claims(name, texts)).collect();
            contradictions(&layer)?;
            let is_typed = |texts: &Vec<Text>| texts.last().is_some_and(Text::is_typed);
            let has_plan = layer.values.contains_key("plan") || !layer.history.is_empty();
            if has_plan
                && merged.present.is_none()
                && merged.values.get("plan").is_some_and(is_typed)
            {
                let all = |name: &str| layer.values.get(name).cloned().unwrap_or_default();
                merged.present = Some(PresentPlan {
                    plan: all("plan").pop(),
                    allowance: all("allowance"),
                    history: layer.history.clone(),
                });
            }
            for (name, texts) in layer.values {
                let group = setting_names::find(name).and_then(|k| k.group);
                let replaced = group.is_some() && higher.iter().any(|k| k.group == group);
                if !replaced && !merged.values.contains_key(name) {
                    merged.values.insert(name, texts);
                }
            }
            if merged.history.is_empty() && !merged.values.contains_key("plan") {
                merged.history = layer.history;
            }
            if merged.audit.is_empty() {
                merged.audit = layer.audit;
            }
            if merged.words.is_empty() {
                merged.words = layer.words;
            }
            if merged.granted.is_empty() {
                merged.granted = layer.granted;
            }
            if merged.overrides.is_empty() {
                merged.overrides = layer.overrides;
            }
        }
        // A plan set on a higher layer brings its own allowance.
        let rank =
            |name: &str| merged.values.get(name).and_then(|t| t.first()).map(|t| t.origin.rank());
        if rank("plan") > rank("allowance") {
            merged.values.remove("allowance");
        }
        Ok(merged)
    }

    /// All values of a setting.
    pub(crate) fn all(&self, name: &str) -> &[Text] {
        debug_assert!(setting_names::find(name).is_some(), "{name} is a setting");
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of a setting that has one. The last one counts.
    pub(crate) fn one(&self, name: &str) -> Option<&Text> {
        self.all(name).last()
    }

    /// Returns whether a switch is on.
    pub(crate) fn on(&self, name: &str) -> Result<bool, Failure> {
        self.one(name).map_or(Ok(false), |text| {
            switch(&text.text)
                .ok_or_else(|| text.wrong(format!("{:?} is neither true nor false", text.text)))
        })
    }
}

/// The setting, if it takes part in a choice. A switch that is off does not.
fn claims(name: &str, texts: &[Text]) -> Option<&'static Key> {
    let key = setting_names::find(name).filter(|k| k.group.is_some())?;
    let off =
        key.shape == Shape::Switch && texts.last().and_then(|t| switch(&t.text)) == Some(false);
    (!off).then_some(key)
}

fn contradictions(layer: &Layer) -> Result<(), Failure> {
    let claimed = || {
        layer.values.iter().filter_map(|(name, texts)| Some((claims(name, texts)?, texts.last()?)))
    };
    for (first, text) in claimed().filter(|(k, _)| k.exclusive) {
        let other =
            claimed().find(|(k, _)| k.exclusive && k.group == first.group && k.name > first.name);
        if let Some((second, other)) = other {
            let (one, two) = (name_in(text, first), name_in(other, second));
            return Err(other
                .wrong(format!("{two} contradicts {one}"))
                .hint(format!("use only one of them: {one} or {two}")));
        }
    }
    Ok(())
}

/// The name of a setting at its origin.
fn name_in(text: &Text, key: &Key) -> String {
    match &text.origin {
        Origin::File { .. } | Origin::Default => key.place.to_owned(),
        Origin::Variable(name) | Origin::Flag(name) => name.clone(),
    }
}

fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" => Some(false),
        _ => None,
    }
}
