//! Where a cycle ends up: one method per file, and the range.
//!
//! `trailing` is the exact one (the 14-day average, carried to the reset); `range` is the statistical one (quantiles, the
//! probability of running out); `advice` turns the same quantiles into the need of the next cycle.

pub(crate) mod advice;
pub(crate) mod projection;
pub(crate) mod range;
pub(crate) mod trailing;

pub(crate) use advice::{exceeds_next, needs};
pub(crate) use projection::{Projection, ProjectionOutcome};

use crate::base::{Credits, Cycle, Day, Quotient};
use crate::ledger::Series;
use range::Range;
use trailing::Trailing;

/// Days of log without which the average is only a first impression and there is no range.
pub(crate) const FULL_HISTORY: i32 = 14;

/// Days of log without which there is no projection at all.
pub(crate) const LEAST_HISTORY: i32 = 3;

/// The method's name, as the report gives it.
pub(crate) const METHOD: &str = "trailing-14-day-average";

/// All that a projection reads: one pool, as of the end of a day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolState<'a> {
    /// Net credits a day, from the log's first day to as-of; a day of refunds may be negative.
    pub net: &'a Series,
    /// The day of the log's first event, in any pool, before filters.
    pub log_first: Day,
    /// The day at whose end the projection is made.
    pub as_of: Day,
    /// The as-of day is not over (`--as-of now`): averages end the day before.
    pub partial: bool,
    /// The cycle that holds as-of.
    pub cycle: Cycle,
    /// Net credits used in the cycle through as-of, `used_before` included.
    pub used: Credits,
    /// Of them, what was used before the log begins (`--used-before`).
    pub used_before: Credits,
    /// Allowance and grants; `None` where no allowance is known.
    pub capacity: Option<Credits>,
}

impl PoolState<'_> {
    /// The last day that averages read: as-of, or the day before where as-of is not over.
    pub(crate) fn last_whole_day(&self) -> Day {
        if self.partial { self.as_of.plus(-1) } else { self.as_of }
    }

    /// Whole days of log.
    pub(crate) fn history(&self) -> i32 {
        (self.last_whole_day().since(self.log_first) + 1).max(0)
    }

    /// Days after as-of, before the reset.
    pub(crate) fn days_left(&self) -> i32 {
        (self.cycle.reset.since(self.as_of) - 1).max(0)
    }

    /// Whether the capacity is used up already; `None` without one.
    pub(crate) fn exhausted(&self) -> Option<bool> {
        self.capacity.map(|capacity| self.used >= capacity)
    }

    /// The first day of the cycle whose running total reached an amount. The total starts with what was used before the log.
    fn reached(&self, amount: Credits) -> Option<Day> {
        let mut running = self.used_before;
        self.cycle.start.max(self.log_first).through(self.as_of).find(|day| {
            running += self.net.at(*day);
            running >= amount
        })
    }
}

/// Where the cycle ends up, or why that cannot be said.
pub(crate) fn project(state: &PoolState) -> ProjectionOutcome {
    let history = state.history();
    if history < LEAST_HISTORY {
        let days =
            if history == 1 { "1 whole day".to_owned() } else { format!("{history} whole days") };
        let unavailable = format!("the log has {days}; a projection needs {LEAST_HISTORY}");
        return ProjectionOutcome::Unavailable { unavailable };
    }
    let trailing = Trailing::of(state);
    let range = Range::of(state);
    let quantile =
        |q: f64| range.as_ref().and_then(|r| Quotient::from_f64(state.used.to_f64() + r.rest(q)));
    let out_date = match (state.capacity, state.exhausted()) {
        (Some(capacity), Some(true)) => state.reached(capacity),
        _ => trailing.out_date(state),
    };
    // Used up already: the day is known, and no quantile moves it.
    let out_at = |q: f64| match state.exhausted() {
        Some(true) => range.as_ref().and(out_date),
        _ => range.as_ref().and_then(|r| r.out_date(state, q)),
    };
    ProjectionOutcome::Projected(Box::new(Projection {
        method: METHOD.to_owned(),
        daily_average: trailing.daily_average(),
        days_left: state.days_left(),
        total: trailing.total(state),
        exceeds: trailing.exceeds(state),
        out_date,
        low_history: history < FULL_HISTORY,
        p10: quantile(0.1),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p_exhausted: p_exhausted(state).and_then(|p| Quotient::from_f64(p.to_f64())),
        out_early: out_at(0.9),
        out_late: out_at(0.1),
    }))
}

/// The probability that the capacity is used up before the reset, not rounded: a whole number of hundredths and a half, or 0, or 1.
/// `None` without a capacity, and with fewer than 14 whole days of log. Gates are decided by this, not by the printed figure.
pub(crate) fn p_exhausted(state: &PoolState) -> Option<Credits> {
    let (capacity, range) = (state.capacity?, Range::of(state)?);
    if state.used >= capacity {
        return Some(Credits::whole(1));
    }
    if state.days_left() == 0 || range.idle() {
        return Some(Credits::ZERO);
    }
    let over = range.quantiles_above(capacity - state.used);
    Credits::whole(2 * over + 1).divide(Credits::whole(200), 3)
}

#[cfg(test)]
mod tests;
