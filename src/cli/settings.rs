//! The meaning of the settings: texts from flags, variables, `credits.toml` and defaults become one
//! checked, typed value per run. A contradiction is an error that names its origin.
//!
//! Adding a setting takes five places, and a test fails until the first four agree:
//!
//! 1. `cli/setting_names.rs`: one line with its name, its place in the file, and what happens
//!    without it. This alone gives it a variable, a line of `credits config` and error messages.
//! 2. `cli/args/groups.rs` (or `args/check.rs` for a setting of the gate): the flag and its help.
//! 3. `cli/templates/credits.toml`: a commented example.
//! 4. `docs/reference/cli.md`: generated with `UPDATE=1 cargo test --lib reference`.
//! 5. One file of this folder: parse the text into a field of its group. `values` has parsers for
//!    days, amounts, counts and closed lists of words.
//!
//! A default value, if it has one, goes into `cli/defaults.toml`.

pub(crate) mod audit;
pub(crate) mod check;
pub(crate) mod display;
pub(crate) mod model;
pub(crate) mod output;
pub(crate) mod page;
pub(crate) mod plan;
pub(crate) mod read;
pub(crate) mod rules;
pub(crate) mod select;
pub(crate) mod time;
mod values;
pub(crate) mod what_if;

use std::path::PathBuf;

use clap::ArgMatches;

use super::config::{self, automatic};
use super::env::Env;
use super::error::Failure;
use super::origin::{Layer, Merged, Text};
use crate::alerts::Params;
use crate::base::Instant;
use crate::ingest::ReadOptions;
use crate::report::AuditRequest;

pub(crate) use check::CheckSettings;
pub(crate) use display::Display;
pub(crate) use model::ModelChoice;
pub(crate) use output::{Output, Redact, Target};
pub(crate) use page::PageSettings;
pub(crate) use plan::PlanSettings;
pub(crate) use select::{By, Selection};
pub(crate) use time::{AsOf, TimeSettings};

/// The settings in force.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) time: TimeSettings,
    pub(crate) plan: PlanSettings,
    pub(crate) what_if: Vec<what_if::Written>,
    pub(crate) select: Selection,
    pub(crate) read: ReadOptions,
    /// The file for rejected rows.
    pub(crate) rejects: Option<PathBuf>,
    pub(crate) model: ModelChoice,
    pub(crate) rules: Params,
    pub(crate) check: CheckSettings,
    pub(crate) audit: AuditRequest,
    /// At least one.
    pub(crate) outputs: Vec<Output>,
    pub(crate) page: PageSettings,
    pub(crate) redact: Redact,
    pub(crate) display: Display,
    /// The current time, for `--as-of now` and for "the log ended 3 days ago".
    pub(crate) now: Instant,
    /// The values as written, with their origins.
    pub(crate) written: Merged,
    /// The configuration file, if one was read.
    pub(crate) config_file: Option<PathBuf>,
    /// The files that a configuration file asks for that nobody named, in words.
    pub(crate) announced: Vec<String>,
}

impl Settings {
    /// Merges flag > variable > configuration file > built-in default.
    #[cfg(test)]
    pub(crate) fn of(matches: &ArgMatches, env: &Env) -> Result<Self, Failure> {
        Self::with(matches, env, Layer::default())
    }

    /// Merges flag > variable > configuration file > default of the command > built-in default.
    pub(crate) fn with(matches: &ArgMatches, env: &Env, own: Layer) -> Result<Self, Failure> {
        let flag = matches.try_get_one::<PathBuf>("config").ok().flatten();
        // A command without settings does not look for a file, but one that is named is checked.
        let wants_file = flag.is_some() || matches.try_contains_id("json").is_ok();
        let file = if wants_file { config::path(flag.map(PathBuf::as_path), env) } else { None };
        let mut layers = vec![Layer::of_flags(matches), Layer::of_variables(env, matches)];
        if let Some((path, _)) = &file {
            let mut layer = config::load(path)?;
            layer.keep(matches);
            layers.push(layer);
        }
        layers.extend([own, config::defaults()?]);
        let mut settings = Self::resolve(Merged::of(layers)?, env)?;
        if let Some((path, true)) = &file {
            settings.announced = automatic::confine(&settings.written, path)?;
            let open = settings.written.one("open");
            settings.page.open &= !open.is_some_and(automatic::is_of_file);
        }
        settings.config_file = file.map(|(path, _)| path);
        Ok(settings)
    }

    fn resolve(written: Merged, env: &Env) -> Result<Self, Failure> {
        let time = TimeSettings::of(&written, env)?;
        let outputs = output::outputs(&written)?;
        let rejects = written.one("rejects").map(|t| PathBuf::from(&t.text));
        output::no_target_twice(&outputs, rejects.as_deref(), &written)?;
        let rules = rules::params(&written)?;
        Ok(Self {
            check: CheckSettings::of(
                &written,
                &rules,
                (time.as_of == AsOf::Now).then_some(env.now),
            )?,
            plan: PlanSettings::of(&written)?,
            what_if: what_if::changes(&written)?,
            select: Selection::of(&written)?,
            read: read::options(&written, env, &time)?,
            rejects,
            model: ModelChoice::of(&written)?,
            rules,
            audit: audit::request(&written)?,
            page: PageSettings::of(&written)?,
            redact: Redact::of(&written)?,
            display: Display::of(&written, env)?,
            now: env.now,
            time,
            outputs,
            written,
            config_file: None,
            announced: Vec::new(),
        })
    }

    /// Returns whether JSON goes to standard output. An error is then written as JSON, too.
    pub(crate) fn json_on_stdout(&self) -> bool {
        self.outputs.iter().any(|o| {
            o.target == Target::Stdout && o.format.as_deref().is_some_and(|f| f.starts_with("json"))
        })
    }

    /// Returns whether JSON was asked for on the command line.
    pub(crate) fn typed_json(&self) -> bool {
        let format = self.text("format").filter(|text| text.is_typed());
        self.is_typed("json") || format.is_some_and(|text| text.text.eq_ignore_ascii_case("json"))
    }

    /// Returns whether a setting was typed on the command line.
    pub(crate) fn is_typed(&self, name: &str) -> bool {
        self.text(name).is_some_and(Text::is_typed)
    }

    /// The value of a setting as written, for an error about it.
    pub(crate) fn text(&self, name: &str) -> Option<&Text> {
        self.written.one(name)
    }
}

#[cfg(test)]
mod tests;
