//! The order of the pools on the page.

use crate::event::Pool;
use crate::report::diff::{Comparison, Outcome, PoolChange};

/// Returns the pools with events: worse ones first, then by the size of their change a day.
pub(crate) fn by_weight(c: &Comparison) -> Vec<(Pool, &PoolChange)> {
    let mut pools: Vec<_> = c.pools.each().filter(|(_, change)| change.is_used()).collect();
    let rank = |outcome| match outcome {
        Outcome::Worse => 0,
        Outcome::NotComparable => 1,
        Outcome::Better => 2,
        Outcome::NoRealChange => 3,
    };
    let size =
        |change: &PoolChange| change.per_day.change.map(|x| x.value().abs()).unwrap_or_default();
    pools.sort_by(|(_, a), (_, b)| {
        rank(a.verdict.outcome).cmp(&rank(b.verdict.outcome)).then_with(|| size(b).cmp(&size(a)))
    });
    pools
}
