//! What a rule returns: values, never sentences. `report/words` writes the sentence about an alert, so that a rule can be read,
//! tested and translated without its wording.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::base::{Credits, Day, Quotient, Ratio6, Untrusted};
use crate::event::Pool;

/// State of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RuleState {
    /// Its condition holds.
    Fired,
    /// Its condition does not hold.
    Clear,
    /// The log has too few days.
    WarmingUp,
    /// A value that it needs is unknown.
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

/// The part of a pool that was judged on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleScope {
    /// The app; null for the events without an app.
    pub app: Option<Untrusted>,
}

/// The result of one rule on one pool and scope (and threshold) at as-of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alert {
    /// Id of the rule.
    pub rule: &'static str,
    pub state: RuleState,
    /// How much it matters if it fired.
    pub severity: Severity,
    /// Fired on a day within the even pace of the plan.
    pub minor: bool,
    pub pool: Pool,
    /// `None` for the whole pool.
    pub scope: Option<RuleScope>,
    /// The judged day.
    pub day: Day,
    /// The judged day is not over: its figures are "so far".
    pub partial: bool,
    /// The compared value: credits of the day, credits used, or a probability.
    pub value: Option<Credits>,
    /// What the value was compared with: the average, the capacity.
    pub baseline: Option<Ratio6>,
    /// value ÷ baseline; `None` if the baseline is 0. Of `excess`, its sum.
    pub ratio: Option<Quotient<4>>,
    /// The limit, in the unit of `ratio` (spike, excess, pace), percent (budget), credits (daily-cap) or probability (forecast).
    pub threshold: Option<Credits>,
    /// Days of the baseline.
    pub window: Option<Window>,
    /// What the excess is made of; sums to it exactly.
    pub causes: Causes,
    /// The values that only the sentence needs.
    pub facts: Facts,
}

/// The days that a baseline is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Window {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Number of days.
    pub days: i32,
    /// Number of those without use.
    pub zero_days: i32,
}

/// One part of an excess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cause {
    /// The app; null if the log names none, and for the rest.
    pub app: Option<Untrusted>,
    /// The class id; `others` for the rest after the first twenty.
    pub class: String,
    /// The user; null if the log names none, and for the rest.
    pub user: Option<Untrusted>,
    /// Credits above the part's own average; negative if below.
    pub excess: Ratio6,
}

/// An excess in parts. Both lists sum to it: they are cut only after they have been summed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Causes {
    /// By app, class and user.
    pub parts: Vec<Cause>,
    /// By app and class, over all users.
    pub groups: Vec<Cause>,
}

/// A day of the period on which a daily rule fired, judged with the data up to that day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AlertDay {
    /// `spike`, `excess`, `steady`, `leak`, `daily-cap`.
    pub rule: String,
    /// The pool.
    pub pool: Pool,
    /// Null for the whole pool.
    pub scope: Option<RuleScope>,
    /// The day.
    pub day: Day,
    /// The day's credits.
    pub value: Credits,
    /// What they were compared with.
    pub baseline: Option<Ratio6>,
    /// value ÷ baseline; of `excess`, the sum of what lies above fair days.
    pub ratio: Option<Quotient<4>>,
    /// A whole cycle of such days would not use more than the capacity.
    #[serde(default)]
    pub minor: bool,
}
