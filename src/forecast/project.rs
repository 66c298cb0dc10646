//! Puts the methods together: the projection of a pool to the end of its cycle.

use crate::base::{Credits, Quotient};
use crate::forecast::projection::{Projection, ProjectionOutcome};
use crate::forecast::range::Range;
use crate::forecast::state::{FULL_HISTORY, LEAST_HISTORY, PoolState};
use crate::forecast::trailing::Trailing;

/// The method's name in the report.
pub(crate) const METHOD: &str = "trailing-14-day-average";

/// Projects a pool to the reset of its cycle, or says why that is not possible.
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
    // If the capacity is already used up, the day is known and the same at every quantile.
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

/// The probability that the capacity is used up before the reset: an odd number of half percents, or 0, or 1. `None` without a
/// capacity or with fewer than 14 whole days of log. Rules compare this number, not the rounded one that is printed.
pub(crate) fn p_exhausted(state: &PoolState) -> Option<Credits> {
    exhausted_by(&Range::of(state)?, state.used, state.capacity?)
}

/// The probability that a capacity is used up before the reset.
pub(super) fn exhausted_by(range: &Range, used: Credits, capacity: Credits) -> Option<Credits> {
    if used >= capacity { Some(Credits::whole(1)) } else { range.exceeds(capacity - used) }
}
