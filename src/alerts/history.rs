//! The days before a judged day, and whether there are enough of them.

use super::{Alert, Params, RuleState, Subject, Window};
use crate::base::{Credits, Day};
use crate::ledger::Series;

/// What a day can be compared with.
pub(super) enum History {
    /// Too little log.
    Young {
        /// Days there are.
        days: i32,
        /// Days there must be.
        need: i32,
    },
    /// How many days before it make the baseline.
    Known(i32),
}

/// The trailing window of a day: whole calendar days before it, zero days too.
pub(super) fn history(subject: &Subject, params: &Params, day: Day) -> History {
    let have = day.since(subject.first).max(0);
    let need = params.min_history.unwrap_or(params.baseline_days).max(1);
    if have < need {
        return History::Young { days: have, need };
    }
    History::Known(have.min(params.baseline_days))
}

/// The `days` days before `day`.
pub(super) fn window(series: &Series, day: Day, days: i32) -> Window {
    let (from, to) = (day.plus(-days), day.plus(-1));
    let used: i32 = series.within(from, to).iter().map(|u| i32::from(!u.is_zero())).sum();
    Window { from, to, days, zero_days: days - used }
}

impl Window {
    /// Its number of days, for exact multiples.
    pub(super) fn count(&self) -> Credits {
        Credits::whole(i64::from(self.days))
    }

    /// The credits of its days.
    pub(super) fn sum(&self, series: &Series) -> Credits {
        series.sum(self.from, self.to)
    }
}

/// An entry that waits for more days.
pub(super) fn warming_up(alert: Alert, days: i32, need: i32) -> Alert {
    Alert {
        state: RuleState::WarmingUp,
        message: format!("warming up: {days} of {need} days"),
        ..alert
    }
}
