//! The projection of a changed world: another plan, without an app, with half of the calls. The log's own events are replayed with the
//! change from its first day on, so the figures are those of the report, had it been so all along.

use serde::{Deserialize, Serialize};

use super::advice::{Advice, PoolOutlook, advise};
use super::facts::ReportContext;
use super::judge::{self, PoolOfLog};
use super::request::{Change, ChangeOf, Changes, PlanPeriod};
use super::{Facts, PlanInfo, Request};
use crate::base::{Credits, Day, Symbol, Untrusted, letters};
use crate::event::Pool;
use crate::forecast::{PoolState, ProjectionOutcome};
use crate::ledger::{Key, Series};

/// The present world and changed ones, beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WhatIf {
    /// The first one is the present; each other one is changed further.
    pub worlds: Vec<World>,
}

impl WhatIf {
    /// True if a change of the events was asked for, not another plan alone.
    pub(crate) fn is_changed(&self) -> bool {
        self.worlds.iter().any(|world| !world.changes.is_empty())
    }
}

/// A world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct World {
    /// What is changed: `without app=shop`; empty for the events as they are.
    pub changes: Vec<Untrusted>,
    /// The plan in force in it.
    pub plan: Option<PlanInfo>,
    /// The pools of the log.
    pub pools: Vec<WorldPool>,
    /// The plan advice in it.
    pub advice: Option<Advice>,
}

/// A pool of a world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WorldPool {
    /// Which pool.
    pub pool: Pool,
    /// Net credits used in the cycle.
    pub used: Credits,
    /// Allowance and grants; null if no allowance is known.
    pub capacity: Option<Credits>,
    /// The end of the cycle.
    pub projection: ProjectionOutcome,
}

/// Whether a change applies to events of a key.
fn applies(change: &Change, facts: &Facts, key: &Key) -> bool {
    let names = |symbol: Option<Symbol>| {
        symbol.is_some_and(|s| letters(facts.names.symbols.name(s)) == letters(&change.name))
    };
    let class = &facts.classes[usize::from(key.class.0)];
    let is_class = || {
        letters(&class.id) == letters(&change.name)
            || letters(&class.title) == letters(&change.name)
    };
    match change.of {
        ChangeOf::App => names(key.app),
        ChangeOf::User => names(key.user),
        ChangeOf::Class => is_class(),
        ChangeOf::Model => names(key.model),
        ChangeOf::Operation => names(key.operation),
        ChangeOf::Call => names(key.operation) || is_class() || names(key.model),
    }
}

/// The worlds; `None` if nothing is asked.
pub(super) fn what_if(context: &ReportContext, asked: &Changes) -> Option<WhatIf> {
    let first = context.timeline.log_first?;
    let Changes { changes, present } = asked;
    let present = present.as_ref().filter(|plans| **plans != context.request.plans);
    if changes.is_empty() && present.is_none() {
        return None;
    }
    let now = present.unwrap_or(&context.request.plans);
    let mut worlds = vec![world(context, first, now, &[])];
    if present.is_some() {
        worlds.push(world(context, first, &context.request.plans, &[]));
    }
    if !changes.is_empty() {
        worlds.push(world(context, first, &context.request.plans, changes));
    }
    Some(WhatIf { worlds })
}

fn world(context: &ReportContext, first: Day, plans: &[PlanPeriod], changes: &[Change]) -> World {
    let request = Request { plans: plans.to_vec(), ..context.request.clone() };
    let context = ReportContext { request: &request, ..*context };
    let (mut pools, mut outlooks) = (Vec::new(), Vec::new());
    for pool in Pool::ALL.into_iter().filter(|p| request.keeps(*p) && context.observes(*p)) {
        let of_log = PoolOfLog::of(&context, pool, first, 0);
        if pool == Pool::Unassigned && of_log.events == 0 {
            continue;
        }
        let state = of_log.state(&context);
        let net = changed(&context, pool, first, changes);
        let cycle = context.timeline.cycle;
        let used = state.used_before + net.sum(cycle.start, state.as_of);
        let state = PoolState { net: &net, used, ..state };
        if request.sees_whole(pool) && pool != Pool::Unassigned {
            outlooks.push(PoolOutlook::of(&context, pool, &state));
        }
        pools.push(WorldPool {
            pool,
            used,
            capacity: state.capacity,
            projection: judge::projection(&context, &state),
        });
    }
    let current = request.plan_on(context.timeline.as_of);
    let outlooks: Option<Vec<PoolOutlook>> =
        outlooks.into_iter().collect::<Option<_>>().filter(|_| context.timeline.ended().is_none());
    World {
        changes: changes.iter().map(|change| change.words.clone()).collect(),
        plan: current.map(PlanInfo::of),
        pools,
        advice: outlooks.and_then(|all| advise(&all, context.facts.published, current)),
    }
}

/// Which changes apply to events of a key.
fn applied(facts: &Facts, changes: &[Change], key: &Key) -> Vec<bool> {
    changes.iter().map(|change| applies(change, facts, key)).collect()
}

/// A pool's days with the changes. Several changes of an event multiply.
fn changed(context: &ReportContext, pool: Pool, first: Day, changes: &[Change]) -> Series {
    let facts = context.facts;
    let span = context.span(pool, first);
    let last = context.timeline.as_of;
    let mut days = vec![Credits::ZERO; usize::try_from(last.since(first) + 1).unwrap_or(0)];
    for (applied, series) in span.series_by(|key| applied(facts, changes, key)) {
        let factors = changes.iter().zip(&applied).filter(|(_, applies)| **applies);
        let factor = factors.fold(Credits::whole(1), |product, (change, _)| {
            product.checked_mul(change.factor).unwrap_or(product)
        });
        for (sum, credits) in days.iter_mut().zip(series.window(first, last)) {
            *sum += credits.checked_mul(factor).unwrap_or(credits);
        }
    }
    Series::new(first, days)
}

/// The changes that apply to no event of the log.
pub(crate) fn unmatched<'c>(facts: &Facts, changes: &'c [Change]) -> Vec<&'c Untrusted> {
    let (Some(first), Some(last)) = (facts.ledger.first_day(), facts.ledger.last_day()) else {
        return Vec::new();
    };
    let mut seen = vec![false; changes.len()];
    for pool in Pool::ALL {
        let span = facts.ledger.span(pool, first, last);
        for applied in span.by(|key| applied(facts, changes, key)).into_keys() {
            seen.iter_mut().zip(applied).for_each(|(seen, applies)| *seen |= applies);
        }
    }
    changes.iter().zip(seen).filter(|(_, seen)| !seen).map(|(change, _)| &change.words).collect()
}
