//! Compares each published plan with the log's finished cycles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::facts::ReportContext;
use super::super::{PlanInfo, judge};
use crate::audit::CycleUse;
use crate::audit::estimate::portion;
use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::model::Plan;

/// The hours of engineering that answering the questions takes, and what an hour costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// At least.
    pub low: Credits,
    /// At most.
    pub high: Credits,
    /// US dollars an hour; `None` if not given.
    pub rate: Option<Credits>,
}

impl Default for Hours {
    /// 5 to 10 hours a cycle, the experience of an audit practice.
    fn default() -> Self {
        Self { low: Credits::whole(5), high: Credits::whole(10), rate: None }
    }
}

/// Credits that fixes save, by pool and day.
pub(super) type SavedByDay = BTreeMap<(Pool, Day), Credits>;

/// A published plan, compared with the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanOption {
    /// The plan.
    pub plan: PlanInfo,
    /// The plan in force at as-of.
    pub current: bool,
    /// Finished cycles that the log covers.
    pub cycles: u64,
    /// Of them, those in which the allowances of all pools in the log would have been enough.
    pub covered: u64,
    /// The same with every fix and habit applied.
    pub covered_after_fixes: u64,
    /// The pools of the plan, of those in the log.
    pub pools: Vec<PlanPool>,
    /// US dollars a month more than the plan in force (negative if less); null if either price is not published.
    pub usd_month_more: Option<Credits>,
}

/// A pool of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanPool {
    /// The pool.
    pub pool: Pool,
    /// Credits a cycle.
    pub allowance: Credits,
    /// Credits that would have been left at the reset, averaged over the finished cycles; null if there are none.
    pub unused: Option<Credits>,
    /// Probability that the allowance is used up before the end of the next cycle; null with fewer than 14 days of log.
    pub p_exhausted: Option<Credits>,
}

/// Lists every plan with published allowances, smallest first. Empty if a filter hides part of the pools.
pub(super) fn options(
    asked: &ReportContext,
    cycles: &[CycleUse],
    saved: &SavedByDay,
) -> Vec<PlanOption> {
    let both = [Pool::Message, Pool::Integration];
    let pools = asked.pools_of_plan();
    if pools.is_empty() || !both.iter().all(|pool| asked.request.sees_whole(*pool)) {
        return Vec::new();
    }
    let allowances = |plan: &Plan| -> Option<Vec<Credits>> {
        pools.iter().map(|pool| plan.allowance(*pool)).collect()
    };
    let is_published = |plan: &&Plan| both.iter().all(|pool| plan.allowance(*pool).is_some());
    let plans: Vec<(&Plan, Vec<Credits>)> = asked
        .facts
        .published
        .iter()
        .filter(is_published)
        .filter_map(|plan| Some((plan, allowances(plan)?)))
        .collect();
    let likely: Vec<Vec<Option<Credits>>> = (0..pools.len())
        .map(|at| {
            let own: Vec<Credits> = plans.iter().map(|(_, allowances)| allowances[at]).collect();
            judge::exhausted_next(asked, pools[at], &own)
        })
        .collect();
    let finished: Vec<Vec<&CycleUse>> = pools
        .iter()
        .map(|pool| cycles.iter().filter(|c| c.pool == *pool && c.over && c.covered).collect())
        .collect();
    let current = asked.request.plan_on(asked.timeline.as_of);
    let fixed = |used: &CycleUse| {
        let own = saved.range((used.pool, used.cycle.start)..=(used.pool, used.cycle.last()));
        used.used - own.map(|(_, credits)| credits).sum::<Credits>()
    };
    let option = |(at, (plan, allowances)): (usize, &(&Plan, Vec<Credits>))| {
        let count = |used: &dyn Fn(&CycleUse) -> Credits| {
            let is_enough = |cycle: &usize| {
                finished.iter().zip(allowances).all(|(own, a)| used(own[*cycle]) <= *a)
            };
            (0..finished[0].len()).filter(is_enough).count() as u64
        };
        let pool = |which: usize| {
            let left: Credits =
                finished[which].iter().map(|c| (allowances[which] - c.used).floor_zero()).sum();
            let n = i64::try_from(finished[which].len()).unwrap_or(i64::MAX);
            PlanPool {
                pool: pools[which],
                allowance: allowances[which],
                unused: (n > 0).then(|| portion(left, 1, n)),
                p_exhausted: likely[which].get(at).copied().flatten(),
            }
        };
        let more =
            plan.usd_month.zip(current.and_then(|c| c.usd_month)).map(|(own, now)| own - now);
        PlanOption {
            plan: PlanInfo::of(plan),
            current: current.is_some_and(|c| c.id == plan.id),
            cycles: finished[0].len() as u64,
            covered: count(&|c| c.used),
            covered_after_fixes: count(&fixed),
            pools: (0..pools.len()).map(pool).collect(),
            usd_month_more: more,
        }
    };
    plans.iter().enumerate().map(option).collect()
}
