//! The plan advice: which published plan covers the need of the next cycle, and lasts in this one. Report, audit and comparison show
//! this and nothing else.

use serde::{Deserialize, Serialize};

use super::PlanInfo;
use super::facts::ReportContext;
use crate::base::{Credits, Day, Quotient};
use crate::event::Pool;
use crate::forecast::{Outlook, PoolState};
use crate::model::Plan;

/// A plan fits if it covers the need at this quantile, and runs out in this cycle with less than the probability beside it.
const FITS: (f64, i64) = (0.5, 50);

/// The same for a plan on the safe side. The probability is in hundredths.
const SAFE: (f64, i64) = (0.8, 20);

/// The cheapest plans that fit the use of the pools in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Advice {
    /// The cheapest plan that fits: it covers the median need of the next cycle in every pool, and runs out in this cycle with a
    /// probability below 0.5. Null if no published plan does.
    pub plan: Option<PlanInfo>,
    /// The cheapest that covers the need of four cycles in five, and runs out in this one with a probability below 0.2.
    pub safe: Option<PlanInfo>,
    /// The likely need of the next cycle, by pool.
    pub needs: Vec<Need>,
    /// Each plan with published allowances and price, cheapest first.
    #[serde(default)]
    pub plans: Vec<PlanFit>,
}

/// The likely need of a pool in the next cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Need {
    /// Which pool.
    pub pool: Pool,
    /// Median.
    pub p50: Quotient<3>,
    /// Enough in four of five cycles; null if the log has no days that tell.
    pub p80: Option<Quotient<3>>,
}

/// How a plan fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(clippy::struct_excessive_bools, reason = "independent answers about a plan")]
pub struct PlanFit {
    /// The plan.
    pub plan: PlanInfo,
    /// It is in force at as-of.
    pub current: bool,
    /// It covers the median need of the next cycle, and is not expected to run out in this one.
    pub fits: bool,
    /// The same on the safe side.
    pub safe: bool,
    /// It covers the need of the next cycle, and this cycle alone rules it out.
    pub this_cycle_alone: bool,
    /// The pools of the log.
    pub pools: Vec<PoolFit>,
}

/// How a plan fits a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolFit {
    /// The pool.
    pub pool: Pool,
    /// Credits a cycle.
    pub allowance: Credits,
    /// True if that covers the median need of the next cycle.
    pub covers: bool,
    /// Probability that allowance and grants would be used up in this cycle.
    pub p_exhausted: Option<Quotient<2>>,
    /// The likely day of that: as-of, if more is used already; null if they would last.
    pub out_on: Option<Day>,
}

/// A pool in this cycle and the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct PoolOutlook {
    pub pool: Pool,
    outlook: Outlook,
    granted: Credits,
    /// The allowance in force, which a setting may have changed.
    allowance: Option<Credits>,
}

impl PoolOutlook {
    /// `None` with fewer than 14 whole days of log.
    pub(super) fn of(context: &ReportContext, pool: Pool, state: &PoolState) -> Option<Self> {
        let cycle = context.timeline.cycle;
        let outlook = Outlook::of(state, context.request.cycle.next(cycle).days())?;
        let granted = context.granted(pool, cycle);
        Some(Self { pool, outlook, granted, allowance: context.allowance(pool, cycle) })
    }

    /// The need of the next cycle at a quantile.
    pub(super) fn need(&self, q: f64) -> Option<Quotient<3>> {
        Quotient::from_f64(self.outlook.need.at(q))
    }

    fn covers(&self, q: f64, allowance: Credits) -> bool {
        self.outlook.need.at(q) <= allowance.to_f64()
    }

    fn lasts(&self, percent: i64, allowance: Credits) -> bool {
        let p = self.outlook.p_exhausted(allowance + self.granted);
        p.is_some_and(|p| p.times(100) < Credits::whole(percent))
    }

    fn fit(&self, allowance: Credits) -> PoolFit {
        let capacity = allowance + self.granted;
        let p = self.outlook.p_exhausted(capacity);
        PoolFit {
            pool: self.pool,
            allowance,
            covers: self.covers(FITS.0, allowance),
            p_exhausted: p.and_then(|p| Quotient::from_f64(p.to_f64())),
            out_on: self.outlook.out_on(capacity),
        }
    }
}

/// Looks at every priced plan; `None` without a pool. `current` is the plan in force.
pub(super) fn advise(
    pools: &[PoolOutlook],
    published: &[Plan],
    current: Option<&Plan>,
) -> Option<Advice> {
    let needs: Option<Vec<Need>> = pools
        .iter()
        .map(|own| {
            Some(Need { pool: own.pool, p50: own.need(FITS.0)?, p80: Some(own.need(SAFE.0)?) })
        })
        .collect();
    let needs = needs.filter(|needs| !needs.is_empty())?;
    let priced = published.iter().filter(|plan| plan.usd_month.is_some());
    let mut plans: Vec<PlanFit> = priced
        .filter_map(|plan| fit(pools, plan, current.is_some_and(|c| c.id == plan.id)))
        .collect();
    plans.sort_by_key(|fit| fit.plan.usd_month);
    let cheapest =
        |is: fn(&PlanFit) -> bool| plans.iter().find(|fit| is(fit)).map(|f| f.plan.clone());
    Some(Advice { plan: cheapest(|fit| fit.fits), safe: cheapest(|fit| fit.safe), needs, plans })
}

/// How a plan fits; `None` if an allowance is not published.
pub(super) fn fit(pools: &[PoolOutlook], plan: &Plan, current: bool) -> Option<PlanFit> {
    let allowances: Option<Vec<Credits>> = pools
        .iter()
        .map(|own| own.allowance.filter(|_| current).or_else(|| plan.allowance(own.pool)))
        .collect();
    let each: Vec<(&PoolOutlook, Credits)> = pools.iter().zip(allowances?).collect();
    let covers = |q: f64| each.iter().all(|(own, allowance)| own.covers(q, *allowance));
    let lasts = |percent: i64| each.iter().all(|(own, allowance)| own.lasts(percent, *allowance));
    Some(PlanFit {
        plan: PlanInfo::of(plan),
        current,
        fits: covers(FITS.0) && lasts(FITS.1),
        safe: covers(SAFE.0) && lasts(SAFE.1),
        this_cycle_alone: covers(FITS.0) && !lasts(FITS.1),
        pools: each.iter().map(|(own, allowance)| own.fit(*allowance)).collect(),
    })
}
