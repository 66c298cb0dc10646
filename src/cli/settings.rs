//! What the settings mean: every default applied, every conflict resolved, every contradiction an error. Made once for each run.

pub mod audit;
pub mod check;
pub mod display;
pub mod model;
pub mod output;
pub mod page;
pub mod plan;
pub mod read;
pub mod rules;
pub mod select;
pub mod time;
mod words;

use std::path::PathBuf;

use clap::ArgMatches;

use super::config;
use super::env::Env;
use super::error::Failure;
use super::layer::{Layer, Merged, Origin, Text};
use crate::alerts::Params;
use crate::base::Instant;
use crate::ingest::ReadOptions;
use crate::report::AuditRequest;

pub use check::CheckSettings;
pub use display::{Color, Display};
pub use model::ModelChoice;
pub use output::{Output, Redact, Target};
pub use page::PageSettings;
pub use plan::{Granted, PlanChoice, PlanSettings};
pub use select::{By, Selection};
pub use time::{AsOf, TimeSettings};

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Days, zone, cycle.
    pub time: TimeSettings,
    /// Plans, allowances, what was used and granted.
    pub plan: PlanSettings,
    /// Filters and further tables.
    pub select: Selection,
    /// How to read.
    pub read: ReadOptions,
    /// Where rejected rows are written.
    pub rejects: Option<PathBuf>,
    /// Which rate cards.
    pub model: ModelChoice,
    /// The numbers of the rules.
    pub rules: Params,
    /// What the gate asks.
    pub check: CheckSettings,
    /// What an audit is told.
    pub audit: AuditRequest,
    /// What to write where; at least one.
    pub outputs: Vec<Output>,
    /// What stands on an HTML page, and whether to open it.
    pub page: PageSettings,
    /// What to hide.
    pub redact: Redact,
    /// Colour, width, how much to say.
    pub display: Display,
    /// This moment, for `--as-of now` and for "the log ends n days before now".
    pub now: Instant,
    /// The values as they were written, each with where it was, for `credits config`.
    pub written: Merged,
    /// The configuration file that was read.
    pub config_file: Option<PathBuf>,
}

impl Settings {
    /// The settings of a command line in its surroundings: flag > variable > configuration file > built-in default.
    pub fn of(matches: &ArgMatches, env: &Env) -> Result<Self, Failure> {
        Self::with(matches, env, Layer::default())
    }

    /// The same with defaults of the command's own, above the built-in ones.
    pub fn with(matches: &ArgMatches, env: &Env, own: Layer) -> Result<Self, Failure> {
        let flag = matches.try_get_one::<PathBuf>("config").ok().flatten();
        // A command without settings of its own does not look for a file; one that is named must still be sound.
        let wants_file = flag.is_some() || matches.try_contains_id("json").is_ok();
        let file = if wants_file { config::path(flag.map(PathBuf::as_path), env) } else { None };
        let mut layers = vec![Layer::of_flags(matches), Layer::of_variables(env, matches)];
        if let Some(path) = &file {
            let mut layer = config::load(path)?;
            layer.keep(matches);
            layers.push(layer);
        }
        layers.extend([own, config::defaults()]);
        let mut settings = Self::resolve(Merged::of(layers)?, env)?;
        settings.config_file = file;
        Ok(settings)
    }

    /// What merged values mean.
    pub fn resolve(written: Merged, env: &Env) -> Result<Self, Failure> {
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
        })
    }

    /// Whether JSON goes to standard output, so that an error should, too.
    pub fn json_on_stdout(&self) -> bool {
        self.outputs.iter().any(|o| {
            o.target == Target::Stdout && o.format.as_deref().is_some_and(|f| f.starts_with("json"))
        })
    }

    /// Whether JSON was asked for on the command line itself.
    pub fn typed_json(&self) -> bool {
        let typed = |name: &str| {
            self.text(name).is_some_and(|t| t.origin.rank() == Origin::Flag(String::new()).rank())
        };
        typed("json")
            || (typed("format")
                && self.text("format").is_some_and(|t| t.text.eq_ignore_ascii_case("json")))
    }

    /// The value of a setting as it was written, for an error about it.
    pub fn text(&self, name: &str) -> Option<&Text> {
        self.written.one(name)
    }
}

#[cfg(test)]
mod tests;
