//! What any capacity would mean for a pool: in the rest of the cycle, and in the next one. Plans are chosen by it.

use crate::base::{Credits, Day};
use crate::forecast::advice::Need;
use crate::forecast::project::exhausted_by;
use crate::forecast::range::Range;
use crate::forecast::state::PoolState;

/// A pool's range and need, without a capacity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outlook {
    pub need: Need,
    range: Range,
    used: Credits,
    as_of: Day,
}

impl Outlook {
    /// The outlook, with a next cycle of some days; `None` with fewer than 14 whole days of log.
    pub(crate) fn of(state: &PoolState, next_cycle_days: i32) -> Option<Self> {
        let (need, range) = (Need::of(state, next_cycle_days)?, Range::of(state)?);
        Some(Self { need, range, used: state.used, as_of: state.as_of })
    }

    /// The probability that a capacity is used up before the reset.
    pub(crate) fn p_exhausted(&self, capacity: Credits) -> Option<Credits> {
        exhausted_by(&self.range, self.used, capacity)
    }

    /// The likely day on which a capacity is used up; `None` if that is after the reset. As-of, if it is used up already.
    pub(crate) fn out_on(&self, capacity: Credits) -> Option<Day> {
        if self.used >= capacity {
            return Some(self.as_of);
        }
        self.range.reaches(capacity - self.used, self.as_of, 0.5)
    }
}
