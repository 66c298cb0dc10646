//! The largest sources of the burn, by app and class.

use serde::{Deserialize, Serialize};

use super::super::facts::ReportContext;
use crate::base::{Credits, Ratio6, Untrusted};
use crate::event::Pool;

/// How many sources are listed in all.
const LISTED: usize = 5;

/// How many of them are kept for the pools in less need.
const LISTED_OF_OTHERS: usize = 2;

/// One of the largest sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BurnSource {
    /// The pool that it uses.
    pub pool: Pool,
    /// The app; null if the log does not say.
    pub app: Option<Untrusted>,
    /// The class's id.
    pub class: String,
    /// The class's title.
    pub title: Untrusted,
    /// Net credits of the period.
    pub credits: Credits,
    /// Share of the pool; null if nothing was used.
    pub share: Option<Ratio6>,
    /// How many events.
    pub events: u64,
}

/// A pool with its sources, largest first.
struct PoolSources {
    /// Used share of the capacity; `None` if the capacity is unknown.
    need: Option<Ratio6>,
    total: Credits,
    sources: Vec<BurnSource>,
}

/// Lists the five largest sources. Credits of different pools do not add up, so each pool lists its own: three for the pool in
/// more need (by share of its capacity, else by credits) and two for the others.
pub(super) fn largest(asked: &ReportContext) -> Vec<BurnSource> {
    let mut pools: Vec<PoolSources> =
        Pool::ALL.iter().filter_map(|pool| of_pool(asked, *pool)).collect();
    pools.sort_by(|a, b| b.need.cmp(&a.need).then_with(|| b.total.cmp(&a.total)));
    let others: usize = pools.iter().skip(1).map(|pool| pool.sources.len()).sum();
    let others = others.min(LISTED_OF_OTHERS);
    let mut largest = Vec::new();
    for (at, pool) in pools.into_iter().enumerate() {
        let room = if at == 0 { LISTED - others } else { LISTED - largest.len() };
        largest.extend(pool.sources.into_iter().take(room));
    }
    largest
}

/// The sources of a pool; `None` if it has none.
fn of_pool(asked: &ReportContext, pool: Pool) -> Option<PoolSources> {
    let span = asked.span(pool, asked.timeline.from);
    let total = span.total().credits;
    let by = span.by(|key| (asked.facts.names.app(key.app), key.class));
    let mut sources: Vec<BurnSource> = by
        .into_iter()
        .filter(|(_, tally)| tally.credits.is_positive())
        .map(|((app, class), tally)| {
            let class = &asked.facts.classes[usize::from(class.0)];
            BurnSource {
                pool,
                app,
                class: class.id.clone(),
                title: Untrusted::from(class.title.clone()),
                credits: tally.credits,
                share: share(tally.credits, total),
                events: tally.events,
            }
        })
        .collect();
    sources.sort_by(|a, b| {
        b.credits
            .cmp(&a.credits)
            .then_with(|| a.app.cmp(&b.app))
            .then_with(|| a.class.cmp(&b.class))
    });
    let cycle = asked.timeline.cycle;
    let capacity = asked.allowance(pool, cycle).filter(|_| asked.request.sees_whole(pool));
    let need = capacity.and_then(|capacity| share(asked.used(pool, cycle), capacity));
    (!sources.is_empty()).then_some(PoolSources { need, total, sources })
}

/// A share; `None` if the whole is not positive.
fn share(part: Credits, whole: Credits) -> Option<Ratio6> {
    if whole.is_positive() { Ratio6::of(part, whole) } else { None }
}
