//! The alerts of a report: what the rules returned, and the sentence about it.

use serde::{Deserialize, Serialize};

use super::words;
use crate::alerts::alert::{Alert, Cause, RuleScope, RuleState, Severity, Window};
use crate::base::{Credits, Day, Quotient, Ratio6};
use crate::event::Pool;

/// The result of one rule on one pool and scope (and threshold) at as-of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Alert"))]
pub struct AlertRow {
    /// `spike`, `excess`, `steady`, `leak`, `pace`, `budget`, `daily-cap`, `forecast`.
    pub rule: String,
    /// Whether it fired.
    pub state: RuleState,
    /// How much it matters if it fired.
    pub severity: Severity,
    /// It fired, and a whole cycle of days like the judged one would not use more than the capacity.
    #[serde(default)]
    pub minor: bool,
    /// The pool.
    pub pool: Pool,
    /// Null for the whole pool.
    pub scope: Option<RuleScope>,
    /// The judged day.
    pub day: Option<Day>,
    /// The compared value: credits of the day, credits used, or a probability.
    pub value: Option<Credits>,
    /// What the value was compared with: the average, the capacity.
    pub baseline: Option<Ratio6>,
    /// value ÷ baseline; null if the baseline is 0. Of `excess`, the sum of what lies above fair days, in fair days.
    pub ratio: Option<Quotient<4>>,
    /// The limit, in the unit of `ratio` (spike, excess, pace), percent (budget), credits (daily-cap) or probability (forecast).
    pub threshold: Option<Credits>,
    /// Days of the baseline.
    pub window: Option<Window>,
    /// What the excess is made of, by app, class and user; sums to it exactly.
    pub causes: Vec<Cause>,
    /// The same by app and class, summed over all users: what sentences name.
    #[serde(default)]
    pub groups: Vec<Cause>,
    /// One sentence for people. It holds no text from the log.
    pub message: String,
}

impl AlertRow {
    /// Fired, to be looked at, and not within the even pace of the plan.
    pub(crate) fn is_loud(&self) -> bool {
        self.state == RuleState::Fired && self.severity > Severity::Info && !self.minor
    }
}

impl From<Alert> for AlertRow {
    fn from(alert: Alert) -> Self {
        Self {
            message: words::alert::sentence(&alert),
            rule: alert.rule.to_owned(),
            state: alert.state,
            severity: alert.severity,
            minor: alert.minor,
            pool: alert.pool,
            scope: alert.scope,
            day: Some(alert.day),
            value: alert.value,
            baseline: alert.baseline,
            ratio: alert.ratio,
            threshold: alert.threshold,
            window: alert.window,
            causes: alert.causes.parts,
            groups: alert.causes.groups,
        }
    }
}
