//! A finding: one detected waste pattern, in values.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::facts::Facts;
use crate::base::{Credits, Day, Stamp, Untrusted};
use crate::event::Pool;

/// Whether a finding's figures are counted or assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingBasis {
    /// The log reports the credits, and the cost after the fix follows from the log alone.
    Measured,
    /// The figures use a price of the card or an assumption about the fix; the docs page says which.
    Estimated,
}

/// What a finding asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingClass {
    /// Change the app once.
    Fix,
    /// Work differently from now on.
    Habit,
    /// Nothing: it is right as it is.
    Keep,
    /// An answer: the log does not show whether it is waste. Not in the total.
    Question,
}

impl FindingClass {
    /// Returns true if the total includes the saving.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Fix | Self::Habit)
    }
}

/// What a fix saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Saving {
    /// In the period, after the fixes of higher rank: the typical amounts of all counted findings add up to the total.
    pub period: Estimate,
    /// The same, scaled to the days of a cycle; as it was if it does not recur.
    pub cycle: Estimate,
    /// It happened on three days or more of a log of 14 days or more: it will again.
    #[serde(default)]
    pub recurs: bool,
    /// In the period, if this were the only fix.
    pub alone: Estimate,
}

/// A row that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceRow {
    /// Index into the log's inputs.
    pub input: u32,
    /// 1-based line on which the record begins.
    pub line: u64,
    /// The input's path; empty until a report fills it in.
    #[serde(default)]
    pub file: Untrusted,
}

/// What the name of a part refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// An app.
    App,
    /// A user.
    User,
    /// A feature, function, page or automation.
    Feature,
    /// A file.
    File,
    /// A model or an operation: never redacted.
    Plain,
}

/// Hours or change of habit that a fix takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    None,
    Habit,
    /// From, to.
    Hours(u8, u8),
}

/// One part of a finding: a feature, a file, a loop.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) kind: NameKind,
    /// `None` if the log does not say.
    pub(crate) name: Option<Untrusted>,
    pub(crate) events: u64,
    pub(crate) credits: Credits,
    pub(crate) note: PartNote,
}

/// A remark on a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PartNote {
    /// When a loop began, and over how many days it went.
    Loop { start: Stamp, days: i32 },
    /// How many prompts are broad.
    BroadPrompts(usize),
    /// Of how many calls, and how many of them a cache answers within an hour, a day, and ever.
    HitRates { calls: usize, hits: [usize; 3] },
    /// When a run of automatic fixes began, and the time of the prompt before it.
    FixRun { start: Stamp, prompt: Option<Stamp> },
    /// Credits of the part, and all credits.
    ShareOfAll(Credits, Credits),
    /// Credits of the part, and those of all its siblings.
    Share(Credits, Credits),
    /// Mean cost of a call.
    MeanCall(Credits),
    /// The first call of the hour.
    Hour(Stamp),
    /// The day.
    Day(Day),
    /// The longest run, in milliseconds.
    Longest(Credits),
}

/// One detected waste pattern (or its absence), with its size and its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The detector's letter and the rank among its findings: `R1`.
    pub id: String,
    /// The detector: `repeated-calls`.
    pub detector: &'static str,
    /// The values of its sentences.
    pub(crate) facts: Facts,
    /// The app, if the finding is about one.
    pub app: Option<Untrusted>,
    /// The feature, if the finding is about one.
    pub feature: Option<Untrusted>,
    /// The user, if the finding is about one.
    pub user: Option<Untrusted>,
    /// `None` if the finding is about both pools.
    pub pool: Option<Pool>,
    /// Measured or estimated.
    pub basis: FindingBasis,
    /// Fix, habit, keep or question.
    pub class: FindingClass,
    /// Credits that the pattern cost beyond what the work needed, in the period.
    pub wasted: Estimate,
    /// `None` if the fix cannot be replayed.
    pub saving: Option<Saving>,
    pub(crate) effort: Effort,
    /// Events that the detector examined: the volume by which a later log is compared.
    pub looked_at: u64,
    /// How many rows the finding rests on.
    pub rows: u64,
    /// The first of those rows, in the order of files and lines.
    pub evidence: Vec<EvidenceRow>,
    /// Largest first.
    pub(crate) parts: Vec<Part>,
}
