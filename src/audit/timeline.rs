//! The usage events of the period, oldest first: the only input of a detector.

mod event;
mod refunds;

use std::collections::BTreeMap;

pub(crate) use event::TimelineEvent;

use super::estimate::Estimate;
use crate::base::{Credits, Cycle, Day, Stamp, Symbol, Symbols, Zone};
use crate::event::{Event, Pool, Scope};
use crate::model::{Basis, ClassInfo, Classified, Confidence};

/// What a timeline is built from.
#[derive(Clone, Copy, Debug)]
pub struct TimelineInput<'a> {
    /// The log's events, in any order.
    pub events: &'a [Event],
    /// One for each event.
    pub classified: &'a [Classified],
    /// For each event, true if the filters keep it; empty if all are kept.
    pub kept: &'a [bool],
    /// For each event, the scope that its evidence suggests (scope column, files or words, never credits); may be shorter.
    pub scopes: &'a [Option<(Scope, Confidence)>],
    /// The model's classes, by id.
    pub classes: &'a [ClassInfo],
    /// The log's names.
    pub symbols: &'a Symbols,
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// First day of the period.
    pub from: Day,
    /// Last day of the period.
    pub to: Day,
    /// The number of days that a saving "a cycle" is scaled to.
    pub cycle_days: i32,
    /// The log's cycles, for the detectors that judge the plan.
    pub cycles: &'a [CycleUse],
}

/// What a pool used in a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CycleUse {
    /// The cycle.
    pub cycle: Cycle,
    /// The pool.
    pub pool: Pool,
    /// Net credits; a lower bound if the log does not cover the cycle.
    pub used: Credits,
    /// Allowance and grants; `None` if unknown.
    pub capacity: Option<Credits>,
    /// The log reaches back to the cycle's start.
    pub covered: bool,
    /// The cycle has ended.
    pub over: bool,
}

/// Usage events of the period, oldest first. Detectors name an event by its position.
#[derive(Clone, Debug)]
pub struct Timeline<'a> {
    pub(crate) events: Vec<TimelineEvent<'a>>,
    pub(crate) from: Day,
    pub(crate) to: Day,
    /// The zone in which days begin and end.
    pub(crate) zone: Zone,
    /// The number of days that a saving "a cycle" is scaled to.
    pub(crate) cycle_days: i32,
    pub(crate) cycles: &'a [CycleUse],
    /// The cost of each pool: detectors ask for it once for each app.
    spent: BTreeMap<Pool, Estimate>,
}

impl<'a> Timeline<'a> {
    /// Keeps the usage events (done, failed, refunded) of the period. The order of the input does not matter.
    pub fn new(input: &TimelineInput<'a>) -> Self {
        let mut events = Vec::new();
        for (index, (event, classified)) in input.events.iter().zip(input.classified).enumerate() {
            let day = event.stamp.day(&input.zone);
            let kept = input.kept.get(index).copied().unwrap_or(true);
            if kept && event.outcome.is_usage() && day >= input.from && day <= input.to {
                events.push(timeline_event(input, index, event, classified, day));
            }
        }
        events.sort_by(|a, b| order(a).cmp(&order(b)));
        refunds::deduct(&mut events);
        let mut spent: BTreeMap<Pool, Estimate> = BTreeMap::new();
        for event in &events {
            *spent.entry(event.classified.pool).or_default() += event.cost.unwrap_or_default();
        }
        Self {
            events,
            spent,
            from: input.from,
            to: input.to,
            zone: input.zone,
            cycle_days: input.cycle_days.max(1),
            cycles: input.cycles,
        }
    }

    /// Number of days of the period, at least 1.
    pub(crate) fn days(&self) -> i32 {
        (self.to.since(self.from) + 1).max(1)
    }

    /// Groups the positions of events by a key, in the key's own order (never that of symbols). Events without a key are left out.
    pub(crate) fn group<K: Ord>(
        &self,
        key: impl Fn(&TimelineEvent<'a>) -> Option<K>,
    ) -> BTreeMap<K, Vec<usize>> {
        let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for (position, event) in self.events.iter().enumerate() {
            if let Some(key) = key(event) {
                groups.entry(key).or_default().push(position);
            }
        }
        groups
    }

    /// Groups some positions by feature.
    pub(crate) fn by_feature(&self, positions: &[usize]) -> BTreeMap<Option<&'a str>, Vec<usize>> {
        let mut features: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for position in positions {
            features.entry(self.events[*position].feature).or_default().push(*position);
        }
        features
    }

    /// Sums the cost of some events, without those whose cost is unknown.
    pub(crate) fn cost<'p>(&self, positions: impl IntoIterator<Item = &'p usize>) -> Estimate {
        positions.into_iter().filter_map(|p| self.events[*p].cost).sum()
    }

    /// The cost of a pool, or of all pools.
    pub fn spent(&self, pool: Option<Pool>) -> Estimate {
        match pool {
            Some(pool) => self.spent.get(&pool).copied().unwrap_or_default(),
            None => self.spent.values().copied().sum(),
        }
    }

    /// Cycles of a pool that have ended, are covered by the log and have a known capacity, oldest first.
    pub(crate) fn finished_cycles(&self, pool: Pool) -> Vec<(CycleUse, Credits)> {
        let finished = |c: &&CycleUse| c.pool == pool && c.over && c.covered;
        let mut cycles: Vec<(CycleUse, Credits)> = self
            .cycles
            .iter()
            .filter(finished)
            .filter_map(|c| Some((*c, c.capacity.filter(|capacity| capacity.is_positive())?)))
            .collect();
        cycles.sort_by_key(|(c, _)| c.cycle.start);
        cycles
    }
}

fn timeline_event<'a>(
    input: &TimelineInput<'a>,
    index: usize,
    event: &'a Event,
    classified: &'a Classified,
    day: Day,
) -> TimelineEvent<'a> {
    let name = |symbol: Option<Symbol>| {
        symbol.map(|s| input.symbols.name(s)).filter(|n| !n.trim().is_empty())
    };
    TimelineEvent {
        index,
        logged: event,
        classified,
        class: &input.classes[usize::from(classified.class.0)],
        day,
        at: match event.stamp {
            Stamp::At(instant) => Some(instant),
            Stamp::On(_) => None,
        },
        cost: cost(classified),
        scope: input.scopes.get(index).copied().flatten(),
        app: name(event.app),
        user: name(event.user),
        feature: name(event.feature),
        model: name(event.model),
        operation: name(event.operation),
        file_list: name(event.files),
    }
}

/// Reported credits are exact; so is a price without a published range. A refund costs nothing.
fn cost(classified: &Classified) -> Option<Estimate> {
    let credits = classified.credits?;
    if credits.is_negative() {
        return Some(Estimate::ZERO);
    }
    let price = classified.price.filter(|_| classified.basis == Basis::Modeled);
    let bound = |bound: Option<Credits>| bound.unwrap_or(credits).floor_zero();
    Some(Estimate::around(
        bound(price.and_then(|p| p.low)),
        credits,
        bound(price.and_then(|p| p.high)),
    ))
}

/// Orders events by time, then by everything that a detector can see. Events that are still equal are interchangeable; only for
/// those does the place in the file decide.
fn order<'r>(event: &'r TimelineEvent) -> impl Ord + use<'r> {
    (
        (event.day, event.at),
        (event.app, event.user, event.class.id.as_str(), event.operation),
        (
            event.feature,
            event.model,
            event.file_list,
            event.classified.credits,
            event.classified.quantity,
            event.scope,
        ),
        (
            event.logged.prompt.as_deref(),
            event.logged.metadata.as_deref(),
            event.logged.duration_ms,
            event.logged.outcome.name(),
        ),
        event.logged.provenance,
    )
}
