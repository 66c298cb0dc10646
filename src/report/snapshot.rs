//! What a report can say of a snapshot: the use of the cycle that holds its day, by app and user, and the plan that this pace needs. It
//! has no days, so nothing is said of days, and nothing of the days after it.

use super::advice::{Advice, Need, PlanFit, PoolFit};
use super::facts::ReportContext;
use super::pool::{Breakdown, PoolReport};
use super::{CycleInfo, PlanInfo};
use crate::base::{Credits, Cycle, Quotient};
use crate::event::Pool;
use crate::ingest::{Reading, Snapshot};
use crate::model::Plan;

/// Days of a cycle after which its pace says something.
const LEAST_DAYS: i32 = 3;

impl ReportContext<'_> {
    /// The snapshot, if its day is in a cycle and not after as-of.
    pub(super) fn snapshot_in(&self, cycle: Cycle) -> Option<&Snapshot> {
        let snapshot = self.request.snapshot.as_ref()?;
        (cycle.holds(snapshot.day) && snapshot.day <= self.timeline.as_of).then_some(snapshot)
    }

    /// The last reading of a pool, if it is of a cycle and not after as-of.
    fn reading(&self, pool: Pool, cycle: Cycle) -> Option<Reading> {
        let reading = *self.request.snapshot.as_ref()?.readings.get(&pool)?;
        (cycle.holds(reading.day) && reading.day <= self.timeline.as_of).then_some(reading)
    }

    /// What a pool used in a cycle up to its last reading: as noted, or the capacity without what is left.
    pub(super) fn used_by_reading(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        let Reading { used, left, .. } = self.reading(pool, cycle)?;
        let capacity = || Some(self.allowance(pool, cycle)? + self.granted(pool, cycle));
        used.or_else(|| Some(capacity()? - left?))
    }

    /// Credits that were given in a cycle, because what is left rose between two readings of it. They are at least as many, and what was
    /// used between the two is not known. Of an assumed cycle nobody knows whether it was a reset.
    pub(super) fn risen(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        if self.request.cycle.assumes(cycle) {
            return None;
        }
        let rises = self.request.snapshot.as_ref()?.rises.get(&pool)?;
        let last = cycle.last().min(self.timeline.as_of);
        let of_cycle = rises.iter().filter(|rise| cycle.start <= rise.from && rise.to <= last);
        let given: Credits = of_cycle.map(|rise| rise.credits).sum();
        Some(given).filter(|credits| !credits.is_zero())
    }

    /// What is left of a pool, if that was noted in the current cycle and nothing is unknown since.
    pub(super) fn left(&self, pool: Pool) -> Option<Credits> {
        let is_whole = self.timeline.ended().is_none() && self.request.sees_whole(pool);
        self.reading(pool, self.timeline.cycle).filter(|_| is_whole)?.left
    }

    /// Whether the totals begin before a cycle does, so that its own use is not known.
    pub(super) fn is_of_longer_period(&self, cycle: Cycle) -> bool {
        let since = self.request.snapshot.as_ref().and_then(|snapshot| snapshot.since);
        since.is_some_and(|since| since < cycle.start)
    }

    /// Whether the log has all that a pool used in a cycle up to as-of: it reaches back to the cycle's start, or `--used-before` was
    /// given, or it is a snapshot of that cycle.
    pub(super) fn covers(&self, pool: Pool, cycle: Cycle) -> bool {
        let is_given = cycle == self.timeline.cycle && self.request.used_before.contains_key(&pool);
        match &self.request.snapshot {
            None => self.timeline.covers(cycle) || is_given,
            Some(snapshot) if snapshot.is_of_readings => {
                self.used_by_reading(pool, cycle).is_some() && self.risen(pool, cycle).is_none()
            }
            Some(snapshot) => {
                self.snapshot_in(cycle).is_some()
                    && !snapshot.is_part
                    && snapshot.since.is_none_or(|since| since == cycle.start)
            }
        }
    }

    /// Whether the log covers a cycle from its start to its end, or to as-of if that comes first.
    pub(super) fn covers_whole(&self, pool: Pool, cycle: Cycle) -> bool {
        if self.request.snapshot.is_none() {
            return self.timeline.covers_whole(cycle);
        }
        let last = cycle.last().min(self.timeline.as_of);
        self.covers(pool, cycle) && last <= self.timeline.known_until
    }

    /// The cycle that holds as-of.
    pub(super) fn cycle_info(&self) -> CycleInfo {
        let cycle = self.timeline.cycle;
        let covered = if self.request.snapshot.is_none() {
            self.timeline.covers(cycle)
        } else {
            let mut pools = Pool::ALL.into_iter().filter(|pool| self.observes(*pool));
            pools.all(|pool| self.covers(pool, cycle))
        };
        self.timeline.cycle_info(covered)
    }
}

/// The plans at the pace of the cycle so far. `None` in its first days, or if the use of a pool is not known.
pub(super) fn advice(context: &ReportContext, current: Option<&Plan>) -> Option<Advice> {
    let cycle = context.timeline.cycle;
    let next = context.request.cycle.next(cycle).days();
    let so_far = context.timeline.as_of.since(cycle.start) + 1;
    let pools: Vec<Pool> = context.pools_of_plan();
    let is_whole = |pool: &Pool| context.request.sees_whole(*pool);
    if so_far < LEAST_DAYS || pools.is_empty() || !pools.iter().all(is_whole) {
        return None;
    }
    let need = |pool: &Pool| {
        let used =
            context.used_if_known(*pool, cycle).filter(|_| context.covers_whole(*pool, cycle))?;
        Some((*pool, used.to_f64() / f64::from(so_far) * f64::from(next)))
    };
    let needs: Vec<(Pool, f64)> = pools.iter().map(need).collect::<Option<_>>()?;
    let priced = context.facts.published.iter().filter(|plan| plan.usd_month.is_some());
    let is_current = |plan: &Plan| current.is_some_and(|own| own.id == plan.id);
    let mut plans: Vec<PlanFit> =
        priced.filter_map(|plan| fit(context, &needs, plan, is_current(plan))).collect();
    plans.sort_by_key(|fit| fit.plan.usd_month);
    let row = |(pool, p50): &(Pool, f64)| {
        Some(Need { pool: *pool, p50: Quotient::from_f64(*p50)?, p80: None })
    };
    Some(Advice {
        plan: plans.iter().find(|fit| fit.fits).map(|fit| fit.plan.clone()),
        safe: None,
        needs: needs.iter().map(row).collect::<Option<_>>()?,
        plans,
    })
}

/// How a plan fits the needs; `None` if an allowance is not published.
fn fit(
    context: &ReportContext,
    needs: &[(Pool, f64)],
    plan: &Plan,
    current: bool,
) -> Option<PlanFit> {
    let own = |pool: Pool| context.allowance(pool, context.timeline.cycle).filter(|_| current);
    let of_pool = |(pool, need): &(Pool, f64)| {
        let allowance = own(*pool).or_else(|| plan.allowance(*pool))?;
        let covers = *need <= allowance.to_f64();
        Some(PoolFit { pool: *pool, allowance, covers, p_exhausted: None, out_on: None })
    };
    let pools: Vec<PoolFit> = needs.iter().map(of_pool).collect::<Option<_>>()?;
    let fits = pools.iter().all(|pool| pool.covers);
    let plan = PlanInfo::of(plan);
    Some(PlanFit { plan, current, fits, safe: false, this_cycle_alone: false, pools })
}

/// Leaves out the parts of a pool that a snapshot does not have: kinds of call and days, and names if it has none.
pub(super) fn without_kinds(pool: &mut PoolReport) {
    for rows in
        [&mut pool.by_source, &mut pool.by_class, &mut pool.by_model, &mut pool.by_operation]
    {
        rows.clear();
    }
    for rows in [&mut pool.by_app, &mut pool.by_user] {
        if rows.iter().all(|row: &Breakdown| row.name.is_none()) {
            rows.clear();
        }
        for row in rows.iter_mut() {
            row.recent.clear();
        }
    }
    pool.daily.clear();
    pool.hours.clear();
    pool.history = None;
}
