//! The state of one pool at the end of a day: the input of every forecast.

use crate::base::{Credits, Cycle, Day};
use crate::ledger::Series;

/// With fewer days of log, the average is only a first impression and there is no range.
pub(crate) const FULL_HISTORY: i32 = 14;

/// With fewer days of log, there is no projection at all.
pub(crate) const LEAST_HISTORY: i32 = 3;

/// One pool at the end of a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolState<'a> {
    /// Net credits per day, from the log's first day to as-of. A day with refunds may be negative.
    pub net: &'a Series,
    /// The day of the log's first event in any pool, before filters.
    pub log_first: Day,
    /// The day at whose end the pool is judged.
    pub as_of: Day,
    /// The as-of day is not over (`--as-of now`), so averages end the day before.
    pub partial: bool,
    /// The cycle that contains as-of.
    pub cycle: Cycle,
    /// Net credits used in the cycle up to as-of, including `used_before`.
    pub used: Credits,
    /// Credits used in the cycle before the log begins (`--used-before`).
    pub used_before: Credits,
    /// Allowance plus grants; `None` if no allowance is known.
    pub capacity: Option<Credits>,
}

impl PoolState<'_> {
    /// The last day in averages: as-of, or the day before if as-of is not over.
    pub(crate) fn last_whole_day(&self) -> Day {
        if self.partial { self.as_of.plus(-1) } else { self.as_of }
    }

    /// The number of whole days of log.
    pub(crate) fn history(&self) -> i32 {
        (self.last_whole_day().since(self.log_first) + 1).max(0)
    }

    /// The number of days after as-of and before the reset.
    pub(crate) fn days_left(&self) -> i32 {
        (self.cycle.reset.since(self.as_of) - 1).max(0)
    }

    /// True if the capacity is already used up; `None` without a capacity.
    pub(crate) fn exhausted(&self) -> Option<bool> {
        self.capacity.map(|capacity| self.used >= capacity)
    }

    /// The first day of the cycle on which the running total reached an amount. The total starts at `used_before`.
    pub(super) fn reached(&self, amount: Credits) -> Option<Day> {
        let mut running = self.used_before;
        self.cycle.start.max(self.log_first).through(self.as_of).find(|day| {
            running += self.net.at(*day);
            running >= amount
        })
    }
}
