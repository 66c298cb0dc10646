//! The order of the pools on a page.

use super::balance;
use super::outlook::{Outlook, outlook};
use crate::event::Pool;
use crate::report::{PoolReport, Report};

/// Returns the pools that have events or credits, those in trouble first.
pub(crate) fn pools_by_need(report: &Report) -> Vec<(Pool, &PoolReport)> {
    let mut pools: Vec<_> =
        report.pools.each().filter(|(_, p)| p.events > 0 || !p.credits.is_zero()).collect();
    // What has happened comes before what will, and the nearer day before the later one.
    let place = |(pool, p): &(Pool, &PoolReport)| {
        let (is_ahead, day) = match outlook(report, p) {
            Outlook::WentOut(day) => (false, Some(day)),
            Outlook::IsOut => (false, None),
            Outlook::RunsOut { on, .. } => (true, Some(on)),
            _ => (true, report.cycle.as_ref().map(|cycle| cycle.end)),
        };
        (balance::flag(report, *pool, p), is_ahead, day)
    };
    pools.sort_by_key(place);
    pools
}
