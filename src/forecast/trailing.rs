//! Carries the average of the last 14 days to the reset.
//!
//! Comparisons are exact: instead of an average, both sides are multiplied by the number of days.

use crate::base::{Credits, Day, Ratio6};
use crate::forecast::state::{FULL_HISTORY, PoolState};

/// The credits of some days, and the number of days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trailing {
    days: i32,
    sum: Credits,
}

impl Trailing {
    /// The last 14 whole days, or as many as the log has. A day with more refunds than usage counts as 0.
    pub(crate) fn of(state: &PoolState) -> Self {
        let last = state.last_whole_day();
        let days = state.history().min(FULL_HISTORY);
        let sum = state.net.window(last.plus(1 - days), last).map(Credits::floor_zero).sum();
        Self { days, sum }
    }

    /// Mean credits per day; 0 without days.
    pub(crate) fn daily_average(self) -> Ratio6 {
        Ratio6::of(self.sum, self.whole_days()).unwrap_or_default()
    }

    /// Credits used at the reset at this pace.
    pub(crate) fn total(self, state: &PoolState) -> Ratio6 {
        Ratio6::of(self.scaled_total(state), self.whole_days()).unwrap_or_default()
    }

    /// True if the total is above the capacity, not equal to it. `None` without a capacity.
    pub(crate) fn exceeds(self, state: &PoolState) -> Option<bool> {
        state.capacity.map(|capacity| self.scaled_total(state) > self.scaled(capacity))
    }

    /// The day on which the capacity is used up at this pace, if the total exceeds it and some of it is left.
    pub(crate) fn out_date(self, state: &PoolState) -> Option<Day> {
        let capacity = state.capacity.filter(|_| self.exceeds(state) == Some(true))?;
        let gap = self.scaled(capacity) - self.scaled_through_as_of(state);
        if !gap.is_positive() {
            // As-of is not over, and the rest of an average day will use up the capacity.
            return Some(state.as_of);
        }
        gap.ceil_div(self.sum)
            .and_then(|days| i32::try_from(days).ok())
            .map(|days| state.as_of.plus(days))
    }

    fn whole_days(self) -> Credits {
        Credits::whole(i64::from(self.days.max(1)))
    }

    fn scaled(self, amount: Credits) -> Credits {
        amount.times(i64::from(self.days.max(1)))
    }

    /// Credits used by the end of as-of, times the number of days. An as-of day that is not over is assumed to reach at least the
    /// average.
    fn scaled_through_as_of(self, state: &PoolState) -> Credits {
        if !state.partial {
            return self.scaled(state.used);
        }
        let today = state.net.at(state.as_of);
        self.scaled(state.used - today) + self.scaled(today.floor_zero()).max(self.sum)
    }

    fn scaled_total(self, state: &PoolState) -> Credits {
        self.scaled_through_as_of(state) + self.sum.times(i64::from(state.days_left()))
    }
}
