//! Where values come from: the command line, the environment, the configuration file, the built-in defaults; and how the four become one.

use std::collections::BTreeMap;
use std::fmt;

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::env::Env;
use super::error::{Failure, Kind};
use super::keys::{self, Key, Shape};

/// Where a value was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// Built in.
    Default,
    /// In the configuration file.
    File {
        /// The file as it was named.
        path: String,
        /// Line, from 1.
        line: u64,
        /// Column, from 1, in characters.
        column: u64,
    },
    /// In an environment variable.
    Variable(String),
    /// On the command line.
    Flag(String),
}

impl Origin {
    /// Higher wins.
    pub const fn rank(&self) -> u8 {
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

/// A value as it was written, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    /// As it was written.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

impl Text {
    /// An error about this value.
    pub fn wrong(&self, why: impl fmt::Display) -> Failure {
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
}

/// A plan from a day on, as `[[plan]]` writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanText {
    /// The first day; none for the plan before the first dated one.
    pub from: Option<Text>,
    /// The plan's name.
    pub name: Option<Text>,
    /// What differs from the plan's own allowance.
    pub allowance: Vec<Text>,
}

/// Credits earned or bought, as `[[balance.granted]]` writes them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantText {
    /// The day.
    pub date: Text,
    /// The pool.
    pub pool: Text,
    /// How many.
    pub credits: Text,
}

/// Numbers of one pool or app, as `[check.pool.…]` and `[check.app.…]` write them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OverrideText {
    /// `pool` or `app`.
    pub kind: &'static str,
    /// Which one.
    pub name: Text,
    /// Its settings: name and value.
    pub values: Vec<(String, Text)>,
}

/// A threshold of the audit, as `[audit]` writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditText {
    /// The detector; none for the thresholds of all.
    pub detector: Option<String>,
    /// The threshold.
    pub name: String,
    /// Its value.
    pub value: Text,
}

/// Everything that one place says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layer {
    /// Values by the name of their setting.
    pub values: BTreeMap<&'static str, Vec<Text>>,
    /// `[[plan]]`.
    pub history: Vec<PlanText>,
    /// `[[balance.granted]]`.
    pub granted: Vec<GrantText>,
    /// `[check.pool.…]`, `[check.app.…]`.
    pub overrides: Vec<OverrideText>,
    /// `[audit]` and `[audit.DETECTOR]`.
    pub audit: Vec<AuditText>,
}

impl Layer {
    /// What was typed, for the settings that this command has.
    pub fn of_flags(matches: &ArgMatches) -> Self {
        let mut layer = Self::default();
        for key in keys::KEYS.iter().filter(|k| k.is_flag()) {
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

    /// What the environment says, for the settings that this command has.
    pub fn of_variables(env: &Env, matches: &ArgMatches) -> Self {
        let mut layer = Self::default();
        let flags = env.vars.keys().filter_map(|name| Some((name, keys::of_variable(name)?)));
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

    /// Without the settings that this command does not have.
    pub fn keep(&mut self, matches: &ArgMatches) {
        self.values.retain(|name, _| {
            keys::find(name).is_some_and(|k| !k.is_flag() || has(matches, &argument_id(k)))
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

/// The parser's id of a setting.
pub fn argument_id(key: &Key) -> String {
    key.name.replace('-', "_")
}

fn has(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).is_ok()
}

/// A variable that looks like one of ours and is none, with what was probably meant.
pub fn unknown_variables(env: &Env) -> Vec<(String, Option<String>)> {
    let is_known = |name: &str| keys::of_variable(name).is_some() || name == "CREDITS_CONFIG";
    let ours = env.vars.keys().filter(|name| name.starts_with("CREDITS_") && !is_known(name));
    let near = |name: &String| {
        let flags = keys::KEYS.iter().filter(|k| k.is_flag()).map(Key::variable);
        let known: Vec<String> = flags.chain(["CREDITS_CONFIG".to_owned()]).collect();
        (name.clone(), super::near::did_you_mean(name, known.iter().map(String::as_str)))
    };
    ours.map(near).collect()
}

/// What is in force: for each setting the values of the highest layer that sets it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    values: BTreeMap<&'static str, Vec<Text>>,
    /// `[[plan]]`, unless a higher layer names one plan.
    pub history: Vec<PlanText>,
    /// `[[balance.granted]]`.
    pub granted: Vec<GrantText>,
    /// `[check.pool.…]`, `[check.app.…]`.
    pub overrides: Vec<OverrideText>,
    /// `[audit]` and `[audit.DETECTOR]`.
    pub audit: Vec<AuditText>,
}

impl Merged {
    /// The layers, highest first. Settings of one group replace each other across layers, and contradict each other within one.
    pub fn of(layers: Vec<Layer>) -> Result<Self, Failure> {
        let mut merged = Self::default();
        for layer in layers {
            let higher: Vec<&Key> =
                merged.values.iter().filter_map(|(name, texts)| claims(name, texts)).collect();
            contradictions(&layer)?;
            for (name, texts) in layer.values {
                let group = keys::find(name).and_then(|k| k.group);
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
            if merged.granted.is_empty() {
                merged.granted = layer.granted;
            }
            if merged.overrides.is_empty() {
                merged.overrides = layer.overrides;
            }
        }
        // A plan that is named closer to the command brings its own allowance.
        let rank =
            |name: &str| merged.values.get(name).and_then(|t| t.first()).map(|t| t.origin.rank());
        if rank("plan") > rank("allowance") {
            merged.values.remove("allowance");
        }
        Ok(merged)
    }

    /// All values of a setting.
    pub fn all(&self, name: &str) -> &[Text] {
        debug_assert!(keys::find(name).is_some(), "{name} is a setting");
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// The value of a setting that has one. The last one counts.
    pub fn one(&self, name: &str) -> Option<&Text> {
        self.all(name).last()
    }

    /// Whether a switch is on.
    pub fn on(&self, name: &str) -> Result<bool, Failure> {
        self.one(name).map_or(Ok(false), |text| {
            switch(&text.text)
                .ok_or_else(|| text.wrong(format!("{:?} is neither true nor false", text.text)))
        })
    }
}

/// A switch that is off takes part in no choice.
fn claims(name: &str, texts: &[Text]) -> Option<&'static Key> {
    let key = keys::find(name).filter(|k| k.group.is_some())?;
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
                .hint(format!("give one of them: {one} or {two}")));
        }
    }
    Ok(())
}

/// What a setting is called where it was written.
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
