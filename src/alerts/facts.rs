//! The values in the sentence about an alert that the alert does not hold anyway.

use crate::base::{Credits, Day};

/// One variant for each kind of sentence, not for each rule: a new rule that compares as an existing one does uses its variant.
/// A new kind needs a variant here and its sentence in `report/words/alert.rs`, which does not compile without it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Facts {
    /// The rule was not judged.
    Unknown(Unknown),
    /// The log has `days` of the `need` days that the rule compares.
    WarmingUp { days: i32, need: i32 },
    /// The pool or app has no event up to the judged day.
    NoEvents,
    /// The credits of the day against a baseline of the window.
    Day {
        against: Baseline,
        /// The excess is too small: this many days like it would not use up the capacity.
        harmless_for: Option<i64>,
    },
    /// A sum of deviations over many days, which fires at `limit`.
    Rise { sum: f64, limit: i32 },
    /// The sum of what lies above fair days, in fair days, which fires at `limit`; `None` if the fair day is 0.
    Piled { sum: Option<f64>, limit: Credits },
    /// The probability that the capacity is used up before the reset.
    RunningOut {
        /// Not rounded.
        probability: Credits,
        warn_from: Credits,
        reset: Day,
        /// The day on which the capacity is or was used up.
        out: Option<Day>,
        at_least: Option<LowerBound>,
    },
    /// The share of the capacity that is used.
    Share {
        capacity: Credits,
        /// The capacity includes grants.
        with_grants: bool,
        at_least: Option<LowerBound>,
    },
    /// The day's credits against a cap.
    Cap { cap: Credits },
    /// The share used against the share of the cycle that has passed.
    Pace {
        /// Day of the cycle, from 1.
        day: i32,
        /// Days of the cycle.
        days: i32,
        at_least: Option<LowerBound>,
    },
}

/// The baseline of a daily rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Baseline {
    Average,
    /// A high quantile of the days with use.
    HighDay,
}

/// Why a rule was not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// No plan and no allowance is set.
    Allowance,
    /// A filter by app or user is set, and the capacity is shared by the workspace.
    CapacityOfPart,
    /// The plan has no daily cap, or no plan is set.
    Cap,
    /// A filter by app or user is set, and the cap is shared by the workspace.
    CapOfPart,
    /// The log's credits per UTC day were not summed.
    UtcDays,
    /// The log ends on this day, long before the judged one.
    LogEnds(Day),
    /// The log is a snapshot: totals so far, and no days.
    NoDays,
}

/// Why more may have been used than the log shows. A rule may then fire, but is never clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LowerBound {
    /// The log starts this many days into the cycle.
    LateStart { days: i32 },
    /// The log ends on this day, long before the judged one.
    EarlyEnd { last: Day },
    /// Some credits of the cycle belong to no known pool.
    Unassigned,
    /// The balances that were noted do not tell all that was used.
    Readings,
}
