//! What the rules say.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Day, Quotient, Six, Untrusted};
use crate::event::Pool;

/// What a rule came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RuleState {
    /// Its condition holds.
    Fired,
    /// Its condition does not hold.
    Clear,
    /// The log is too young.
    WarmingUp,
    /// Something that it needs is not known.
    NotJudged,
}

impl fmt::Display for RuleState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fired => "fired",
            Self::Clear => "clear",
            Self::WarmingUp => "warming-up",
            Self::NotJudged => "not-judged",
        })
    }
}

/// How much a fired rule matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Look at it.
    Warning,
    /// Act now.
    Urgent,
}

/// A part of the pool that was judged on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleScope {
    /// The app; null inside means: events without an app.
    pub app: Option<Untrusted>,
}

/// One rule, for one pool and scope (and threshold), at as-of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Alert {
    /// `spike`, `steady`, `leak`, `pace`, `budget`, `daily-cap`, `forecast`.
    pub rule: String,
    /// What it came to.
    pub state: RuleState,
    /// How much it matters where it fired.
    pub severity: Severity,
    /// Which pool.
    pub pool: Pool,
    /// Null: the whole pool.
    pub scope: Option<RuleScope>,
    /// The day that was judged.
    pub day: Option<Day>,
    /// What was compared: the day's credits, the credits used, a probability.
    pub value: Option<Credits>,
    /// What it was compared with: the trailing average, the capacity.
    pub baseline: Option<Six>,
    /// value ÷ baseline; null where the baseline is 0.
    pub ratio: Option<Quotient<4>>,
    /// Above which it fires, in the unit of `ratio` (spike, pace), of percent (budget), of credits (daily-cap), of probability (forecast).
    pub threshold: Option<Credits>,
    /// The days of the baseline.
    pub window: Option<Window>,
    /// What the excess is made of; sums to it exactly.
    pub causes: Vec<Cause>,
    /// One sentence, in plain words. Holds no text from the log.
    pub message: String,
}

/// The days that a baseline was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// How many days.
    pub days: i32,
    /// Of them, days without use.
    pub zero_days: i32,
}

/// A part of an excess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cause {
    /// The app; null where the log does not say, or for the rest.
    pub app: Option<Untrusted>,
    /// The class id; `others` for the rest beyond the first twenty.
    pub class: String,
    /// The user.
    pub user: Option<Untrusted>,
    /// Credits above its own average (below, where negative).
    pub excess: Six,
}

/// A day of the period on which a daily rule fired, judged with the data up to its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AlertDay {
    /// `spike`, `steady`, `leak`, `daily-cap`.
    pub rule: String,
    /// Which pool.
    pub pool: Pool,
    /// Null: the whole pool.
    pub scope: Option<RuleScope>,
    /// The day.
    pub day: Day,
    /// The day's credits.
    pub value: Credits,
    /// What it was compared with.
    pub baseline: Option<Six>,
    /// value ÷ baseline.
    pub ratio: Option<Quotient<4>>,
}
