//! Estimates the need of the next cycle, to choose a plan.

use crate::base::Credits;
use crate::forecast::range::Range;
use crate::forecast::state::PoolState;

/// The credits that a pool needs in a cycle of `next_cycle_days` days: the median, and the amount that is enough in four of five
/// cycles.
/// `None` with fewer than 14 whole days of log.
pub(crate) fn needs(state: &PoolState, next_cycle_days: i32) -> Option<(f64, f64)> {
    let range = Range::of(state)?;
    let need = |q: f64| (f64::from(next_cycle_days) * range.rate_at(q)).max(0.0);
    Some((need(0.5), need(0.8)))
}

/// The probability that a pool needs more than `capacity` in a cycle of `next_cycle_days` days: an odd number of half percents, or
/// 0. `None` with fewer than 14 whole days of log.
pub(crate) fn exceeds_next(
    state: &PoolState,
    next_cycle_days: i32,
    capacity: Credits,
) -> Option<Credits> {
    let range = Range::of(state)?;
    if range.idle() {
        return Some(Credits::ZERO);
    }
    let capacity = capacity.to_f64();
    let need = |percent: i32| {
        (f64::from(next_cycle_days) * range.rate_at(f64::from(percent) / 100.0)).max(0.0)
    };
    let over: i64 = (1..=99).map(|percent| i64::from(need(percent) > capacity)).sum();
    Credits::whole(2 * over + 1).divide(Credits::whole(200), 3)
}
