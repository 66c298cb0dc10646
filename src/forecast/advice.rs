//! What the next cycle is likely to need, for choosing a plan.

use super::PoolState;
use super::range::Range;

/// Credits that a pool needs in a cycle of `next_cycle_days` days: the median, and what is enough in four cycles of five.
/// `None` with fewer than 14 whole days of log.
pub fn needs(state: &PoolState, next_cycle_days: i32) -> Option<(f64, f64)> {
    let range = Range::of(state)?;
    let need = |q: f64| (f64::from(next_cycle_days) * range.rate_at(q)).max(0.0);
    Some((need(0.5), need(0.8)))
}
