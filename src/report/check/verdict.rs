//! The verdict of one rule on one pool and scope.

use serde::{Deserialize, Serialize};

use super::gate::Action;
use crate::alerts::alert::{RuleState, Severity, Window};
use crate::base::{Credits, Day, Quotient, Six, Untrusted};
use crate::event::Pool;

/// What one rule says of one pool and scope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RuleVerdict {
    /// `spike`, `budget`, …, `unclassified`.
    pub rule: String,
    /// What it came to.
    pub state: RuleState,
    /// What happens where it fires.
    pub action: Action,
    /// How much it matters where it fired.
    pub severity: Severity,
    /// Null: all pools together.
    pub pool: Option<Pool>,
    /// Null: the whole pool.
    pub scope: Option<Scope>,
    /// The day that the figures are of.
    pub day: Option<Day>,
    /// That day is over.
    pub complete: bool,
    /// The first of the consecutive days on which it fired; null where it did not fire.
    pub since: Option<Day>,
    /// What was compared.
    pub value: Option<Credits>,
    /// What it was compared with.
    pub baseline: Option<Six>,
    /// value ÷ baseline.
    pub ratio: Option<Quotient<4>>,
    /// Above which it fires.
    pub threshold: Option<Credits>,
    /// The days of the baseline.
    pub window: Option<Window>,
    /// Credits of the day above the average of the window's days; null for rules about the cycle.
    pub excess: Option<Six>,
    /// What the excess is made of, by app, class and user; sums to it exactly. Only where it fired.
    pub causes: Vec<GateCause>,
    /// The same by app and class, whoever the user is; sums to it exactly, too.
    pub groups: Vec<GateCause>,
    /// One sentence, in plain words. Holds no text from the log.
    pub message: String,
    /// Why it could not be judged.
    pub reason: Option<String>,
    /// What it came to on each judged day, where it looks at days.
    pub days: Vec<DayVerdict>,
    /// The known event that covers it.
    pub acknowledged: Option<Acknowledged>,
    /// The same for the same event, run after run.
    pub fingerprint: String,
}

/// A part of a pool that was judged on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One app.
    App(Untrusted),
    /// One user.
    User(Untrusted),
    /// One class, by its id.
    Class(Untrusted),
}

impl Scope {
    /// `app`, `user`, `class`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::App(_) => "app",
            Self::User(_) => "user",
            Self::Class(_) => "class",
        }
    }

    /// Which one.
    pub const fn name(&self) -> &Untrusted {
        match self {
            Self::App(name) | Self::User(name) | Self::Class(name) => name,
        }
    }
}

/// A part of an excess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GateCause {
    /// The app; null where the log does not say, or for the rest.
    pub app: Option<Untrusted>,
    /// The class id; `others` for the rest beyond the first twenty.
    pub class: String,
    /// What a person calls the class.
    pub title: String,
    /// The user; null in a group.
    pub user: Option<Untrusted>,
    /// Credits above its own average (below, where negative).
    pub excess: Six,
}

/// What a rule came to on one of the judged days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayVerdict {
    /// The day.
    pub day: Day,
    /// It is over.
    pub complete: bool,
    /// What the rule came to.
    pub state: RuleState,
    /// The day's credits.
    pub value: Option<Credits>,
    /// What they were compared with.
    pub baseline: Option<Six>,
    /// value ÷ baseline.
    pub ratio: Option<Quotient<4>>,
}

/// The entry of the baseline file that knows of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Acknowledged {
    /// The day that was acknowledged.
    pub day: Day,
    /// Why it is fine.
    pub reason: Untrusted,
    /// The last day on which it is.
    pub expires: Day,
    /// as-of is after that day: the rule fails again.
    pub expired: bool,
}

impl RuleVerdict {
    /// Fired and not known.
    pub fn is_new(&self) -> bool {
        self.state == RuleState::Fired && !self.is_acknowledged()
    }

    /// Fired, known, and not expired.
    pub fn is_acknowledged(&self) -> bool {
        self.state == RuleState::Fired
            && self.acknowledged.as_ref().is_some_and(|known| !known.expired)
    }

    /// It is said where it fires, and the exit code stays as it is.
    pub fn warns_only(&self) -> bool {
        self.action == Action::Warn
    }

    /// The gate fails for it.
    pub fn fails(&self) -> bool {
        self.is_new() && self.action == Action::Fail
    }

    /// The gate cannot be judged for it: a part of a pool or a rule that only warns never holds it up.
    pub fn is_unknown(&self) -> bool {
        self.is_open() && self.scope.is_none() && self.action == Action::Fail
    }

    /// Neither fired nor clear.
    pub fn is_open(&self) -> bool {
        matches!(self.state, RuleState::NotJudged | RuleState::WarmingUp)
    }
}
