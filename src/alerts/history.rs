//! The days before a judged day, and whether there are enough of them.

use super::alert::{Alert, RuleState, Window};
use super::facts::Facts;
use super::params::Params;
use super::subject::Subject;
use crate::base::{Credits, Day};
use crate::ledger::Series;

/// The history of a day.
pub(super) enum History {
    /// The log has only `days` of the `need` days before it.
    Young { days: i32, need: i32 },
    /// The baseline is taken from this many days before it.
    Known(i32),
}

/// Whole calendar days before `day`, including days without use.
pub(super) fn history(subject: &Subject, params: &Params, day: Day) -> History {
    let have = day.since(subject.first).max(0);
    let need = params.min_history.unwrap_or(params.baseline_days).max(1);
    if have < need {
        return History::Young { days: have, need };
    }
    History::Known(have.min(params.baseline_days))
}

/// The window of the `days` days before `day`.
pub(super) fn window(series: &Series, day: Day, days: i32) -> Window {
    let (from, to) = (day.plus(-days), day.plus(-1));
    let used: i32 = series.within(from, to).iter().map(|(_, u)| i32::from(!u.is_zero())).sum();
    Window { from, to, days, zero_days: days - used }
}

impl Window {
    /// Number of days, for exact multiplication.
    pub(super) fn count(&self) -> Credits {
        Credits::whole(i64::from(self.days))
    }

    /// Credits of its days.
    pub(super) fn sum(&self, series: &Series) -> Credits {
        series.sum(self.from, self.to)
    }
}

/// The alert of a rule that needs more days.
pub(super) fn warming_up(alert: Alert, days: i32, need: i32) -> Alert {
    Alert { state: RuleState::WarmingUp, facts: Facts::WarmingUp { days, need }, ..alert }
}
