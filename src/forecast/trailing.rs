//! The trailing 14-day average, carried to the reset. Exact: every comparison is one of whole multiples, never of quotients.

use super::{FULL_HISTORY, PoolState};
use crate::base::{Credits, Day, Six};

/// Σu and the number of days it was taken over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trailing {
    days: i32,
    sum: Credits,
}

impl Trailing {
    /// Over the last 14 whole days, or the days there are. Days of refunds count as 0, not below.
    pub(crate) fn of(state: &PoolState) -> Self {
        let last = state.last_whole_day();
        let days = state.history().min(FULL_HISTORY);
        let sum = state.net.window(last.plus(1 - days), last).map(Credits::floor_zero).sum();
        Self { days, sum }
    }

    /// Mean credits a day; 0 where there are no days.
    pub(crate) fn daily_average(self) -> Six {
        Six::of(self.sum, self.whole_days()).unwrap_or_default()
    }

    /// Used at the reset at this pace.
    pub(crate) fn total(self, state: &PoolState) -> Six {
        Six::of(self.scaled_total(state), self.whole_days()).unwrap_or_default()
    }

    /// Whether the total is above the capacity; equal is not. `None` without a capacity.
    pub(crate) fn exceeds(self, state: &PoolState) -> Option<bool> {
        state.capacity.map(|capacity| self.scaled_total(state) > self.scaled(capacity))
    }

    /// The day on which the capacity is used up at this pace, if the total exceeds it and it is not used up yet.
    pub(crate) fn out_date(self, state: &PoolState) -> Option<Day> {
        let capacity = state.capacity.filter(|_| self.exceeds(state) == Some(true))?;
        let gap = self.scaled(capacity) - self.scaled_through_as_of(state);
        if !gap.is_positive() {
            // Only where today is not over: the rest of an average day will use it up.
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

    /// What will have been used by the end of as-of, × days. A day that is not over is taken to reach the average at least.
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
