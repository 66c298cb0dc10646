//! The verdict of one rule on one pool and scope.

use serde::{Deserialize, Serialize};

use super::gate::Action;
use super::scope::Scope;
use crate::alerts::alert::{RuleState, Severity, Window};
use crate::base::{Credits, Day, Quotient, Ratio6, Untrusted};
use crate::event::Pool;

/// The verdict of one rule on one pool and scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleVerdict {
    /// `spike`, `budget`, …, `unclassified`.
    pub rule: String,
    /// Whether it fired.
    pub state: RuleState,
    /// What happens if it fires.
    pub action: Action,
    /// How much it matters if it fired.
    pub severity: Severity,
    /// It fired on a day within the even pace of the plan. That fails the gate only if the rule is named in `fail-on`.
    #[serde(default)]
    pub minor: bool,
    /// Null for all pools together.
    pub pool: Option<Pool>,
    /// Null for the whole pool.
    pub scope: Option<Scope>,
    /// The day of the figures.
    pub day: Option<Day>,
    /// Whether that day is over.
    pub complete: bool,
    /// The first of the consecutive days on which it fired; null if it did not fire.
    pub since: Option<Day>,
    /// The compared value.
    pub value: Option<Credits>,
    /// What the value was compared with.
    pub baseline: Option<Ratio6>,
    /// value ÷ baseline; of `excess`, its sum.
    pub ratio: Option<Quotient<4>>,
    /// The limit above which it fires.
    pub threshold: Option<Credits>,
    /// Days of the baseline.
    pub window: Option<Window>,
    /// Credits of the day above the average of the window; null for rules about the cycle.
    pub excess: Option<Ratio6>,
    /// What the excess is made of, by app, class and user; sums to it exactly. Empty unless it fired.
    pub causes: Vec<GateCause>,
    /// The same by app and class, for all users together; also sums to it exactly.
    pub groups: Vec<GateCause>,
    /// Refunds of the day that are not taken off its value, because without them the rule would be clear; null otherwise. The
    /// excess is then not divided into causes.
    #[serde(default)]
    pub refunds: Option<Credits>,
    /// One sentence for people. It holds no text from the log.
    pub message: String,
    /// Why it was not judged.
    pub reason: Option<String>,
    /// The result on each judged day; empty for rules about the cycle.
    pub days: Vec<DayVerdict>,
    /// The known event that covers it.
    pub acknowledged: Option<Acknowledged>,
    /// An id that is the same in every run for the same alert.
    pub fingerprint: String,
}

/// One part of an excess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GateCause {
    /// The app; null if the log names none, and for the rest.
    pub app: Option<Untrusted>,
    /// The class id; `others` for the rest after the first twenty.
    pub class: String,
    /// Title of the class.
    pub title: String,
    /// The user; null in a group.
    pub user: Option<Untrusted>,
    /// Credits above the part's own average; negative if below.
    pub excess: Ratio6,
}

/// The result of a rule on one of the judged days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayVerdict {
    /// The day.
    pub day: Day,
    /// Whether the day is over.
    pub complete: bool,
    /// Whether the rule fired.
    pub state: RuleState,
    /// The day's credits.
    pub value: Option<Credits>,
    /// What they were compared with.
    pub baseline: Option<Ratio6>,
    /// value ÷ baseline.
    pub ratio: Option<Quotient<4>>,
}

/// The entry of the file of known events that covers a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Acknowledged {
    /// The day that was acknowledged.
    pub day: Day,
    /// Why it is fine.
    pub reason: Untrusted,
    /// The last day on which the entry counts.
    pub expires: Day,
    /// As-of is after that day, so the rule fails again.
    pub expired: bool,
}

impl RuleVerdict {
    /// Fired and not acknowledged.
    pub fn is_new(&self) -> bool {
        self.state == RuleState::Fired && !self.is_acknowledged()
    }

    /// Fired and acknowledged, and the entry has not expired.
    pub fn is_acknowledged(&self) -> bool {
        self.state == RuleState::Fired
            && self.acknowledged.as_ref().is_some_and(|known| !known.expired)
    }

    /// If it fires, it is reported, but does not change the exit code.
    pub fn warns_only(&self) -> bool {
        self.action == Action::Warn
    }

    /// A minor alert that does not fail the gate. Texts fold all of them into one line.
    pub fn is_folded(&self) -> bool {
        self.minor && self.warns_only() && self.state == RuleState::Fired
    }

    /// It makes the gate fail.
    pub fn fails(&self) -> bool {
        self.is_new() && self.action == Action::Fail
    }

    /// It makes the gate indeterminate. A part of a pool or a rule that only warns never does.
    pub fn is_unknown(&self) -> bool {
        self.is_open() && self.scope.is_none() && self.action == Action::Fail
    }

    /// Neither fired nor clear.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RuleState::NotJudged | RuleState::WarmingUp)
    }
}
