//! Where most credits go: app × class.

use serde::{Deserialize, Serialize};

use super::super::facts::ReportContext;
use super::{class_title, names, part_of};
use crate::base::{Credits, Six, Untrusted};
use crate::event::Pool;

/// How many are named in all.
const LISTED: usize = 5;

/// One of the largest sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BurnSource {
    /// Which pool it takes from.
    pub pool: Pool,
    /// The app; null where the log does not say.
    pub app: Option<Untrusted>,
    /// The class's id.
    pub class: String,
    /// The class as a person calls it.
    pub title: Untrusted,
    /// Net credits of the period.
    pub credits: Credits,
    /// Of the pool; null where nothing was used.
    pub share: Option<Six>,
    /// How many events.
    pub events: u64,
}

/// The five largest. Credits of different pools do not add up, so each pool gives its own: three of the one that is in more need
/// (by share of its capacity, else by credits) and two of the other.
pub(super) fn largest(asked: &ReportContext) -> Vec<BurnSource> {
    let mut pools: Vec<(Option<Six>, Credits, Vec<BurnSource>)> = Vec::new();
    for pool in Pool::ALL {
        let span = asked.span(pool, asked.timeline.from);
        let total = span.total().credits;
        let by = span.by(|key| (names(asked).app(key.app), key.class));
        let mut rows: Vec<BurnSource> = by
            .into_iter()
            .filter(|(_, tally)| tally.credits.is_positive())
            .map(|((app, class), tally)| {
                let (class, title) = class_title(asked.facts.classes, usize::from(class.0));
                let share = part_of(tally.credits, total);
                BurnSource {
                    pool,
                    app,
                    class,
                    title,
                    credits: tally.credits,
                    share,
                    events: tally.events,
                }
            })
            .collect();
        rows.sort_by(|a, b| {
            b.credits
                .cmp(&a.credits)
                .then_with(|| a.app.cmp(&b.app))
                .then_with(|| a.class.cmp(&b.class))
        });
        if rows.is_empty() {
            continue;
        }
        let cycle = asked.timeline.cycle;
        let capacity = asked.allowance(pool, cycle).filter(|_| asked.request.sees_whole(pool));
        pools.push((capacity.and_then(|c| part_of(asked.used(pool, cycle), c)), total, rows));
    }
    pools.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| b.1.cmp(&a.1)));
    let others: usize = pools.iter().skip(1).map(|(_, _, rows)| rows.len()).sum::<usize>().min(2);
    let mut largest = Vec::new();
    for (at, (_, _, rows)) in pools.into_iter().enumerate() {
        let room = if at == 0 { LISTED - others } else { LISTED - largest.len() };
        largest.extend(rows.into_iter().take(room));
    }
    largest
}
