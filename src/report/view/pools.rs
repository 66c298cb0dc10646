//! The order of the pools on a page.

use super::balance;
use crate::event::Pool;
use crate::report::{PoolReport, Report};

/// Returns the pools that have events or credits, those in trouble first.
pub(crate) fn pools_by_need(report: &Report) -> Vec<(Pool, &PoolReport)> {
    let mut pools: Vec<_> =
        report.pools.each().filter(|(_, p)| p.events > 0 || !p.credits.is_zero()).collect();
    pools.sort_by_key(|(pool, p)| balance::flag(report, *pool, p));
    pools
}
