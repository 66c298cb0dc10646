//! What a fix is worth: a share of the allowance, days of use, dollars, and the price of the hours that it takes.

use serde::{Deserialize, Serialize};

use super::super::PlanInfo;
use super::super::facts::ReportContext;
use super::finding::{Finding, Worth};
use crate::audit::Total;
use crate::audit::finding::Saving;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;

/// The price of a credit. A plan buys two pools together; what it costs is divided by the allowance of the pool that binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CreditPrice {
    /// The plan in force.
    pub plan: PlanInfo,
    /// The pool that binds: of the pools in the log, the one of which the period used the largest share of the allowance.
    pub pool: Pool,
    /// Its allowance a cycle.
    pub allowance: Credits,
    /// US dollars for one of its credits.
    pub usd: Ratio6,
}

/// What all fixes and habits are worth in a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolWorth {
    /// The pool.
    pub pool: Pool,
    /// What they are worth together. The dollars of the findings add up to these.
    pub worth: Worth,
}

/// What a worth is computed from.
pub(super) struct Scale<'a> {
    asked: &'a ReportContext<'a>,
    totals: &'a [Total],
    rate: Option<Credits>,
    pub(super) price: Option<CreditPrice>,
}

impl<'a> Scale<'a> {
    pub(super) fn of(
        asked: &'a ReportContext<'a>,
        totals: &'a [Total],
        rate: Option<Credits>,
    ) -> Self {
        let mut scale = Self { asked, totals, rate, price: None };
        scale.price = scale.credit_price();
        scale
    }

    fn spent(&self, pool: Pool) -> Option<&Total> {
        self.totals.iter().find(|total| total.pool == pool)
    }

    fn allowance(&self, pool: Pool) -> Option<Credits> {
        let allowance = self.asked.allowance(pool, self.asked.timeline.cycle);
        allowance.filter(|a| a.is_positive() && self.asked.request.sees_whole(pool))
    }

    fn credit_price(&self) -> Option<CreditPrice> {
        let plan = self.asked.request.plan_on(self.asked.timeline.as_of)?;
        let price = plan.usd_month.filter(|usd| usd.is_positive())?;
        let pools = self.asked.pools_of_plan().into_iter();
        let shares = pools.filter_map(|pool| {
            let allowance = self.allowance(pool)?;
            let spent = self.spent(pool).map_or(Credits::ZERO, |total| total.spent.typical);
            Some((Ratio6::of(spent, allowance)?.value(), pool, allowance))
        });
        let (_, pool, allowance) = shares.max_by_key(|(share, ..)| *share)?;
        let usd = Ratio6::of(price, allowance)?;
        Some(CreditPrice { plan: PlanInfo::of(plan), pool, allowance, usd })
    }

    /// Dollars for some credits of a pool, exact up to the cent.
    fn dollars(&self, pool: Pool, credits: Credits) -> Option<Credits> {
        let price = self.price.as_ref().filter(|price| price.pool == pool)?;
        price.plan.usd_month?.checked_mul(credits)?.divide(price.allowance, 2)
    }

    fn worth(&self, pool: Pool, period: Credits, cycle: Credits) -> Worth {
        let days = self.asked.timeline.as_of.since(self.asked.timeline.from) + 1;
        let spent = self.spent(pool).map_or(Credits::ZERO, |total| total.spent.typical);
        Worth {
            of_allowance: self.allowance(pool).and_then(|all| Ratio6::of(cycle, all)),
            days_of_use: Ratio6::of(period.times(i64::from(days)), spent),
            usd: self.dollars(pool, period),
            usd_cycle: self.dollars(pool, cycle),
            usd_effort_low: None,
            usd_effort_high: None,
        }
    }

    /// Adds to each finding what its fix is worth. The dollars of fixes and habits are differences of rounded sums, so that they add up.
    pub(super) fn add_to(&self, findings: &mut [Finding]) {
        let mut so_far = Credits::ZERO;
        for finding in findings {
            let Some((pool, saving)) = finding.pool.zip(finding.saving) else { continue };
            if !saving.period.high.is_positive() {
                continue;
            }
            let mut worth = self.worth(pool, saving.period.typical, saving.cycle.typical);
            if worth.usd.is_some() && finding.class.counts() {
                let before = self.dollars(pool, so_far);
                so_far += saving.period.typical;
                worth.usd = self.dollars(pool, so_far).zip(before).map(|(all, rest)| all - rest);
            }
            if let (Some(rate), Some([low, high])) = (self.rate, finding.effort_hours) {
                let price = |hours: u8| rate.times(i64::from(hours));
                worth.usd_effort_low = Some(price(low));
                worth.usd_effort_high = Some(price(high));
            }
            finding.worth = Some(worth);
        }
    }

    /// What all fixes and habits are worth, by pool.
    pub(super) fn together(&self, findings: &[Finding]) -> Vec<PoolWorth> {
        let of_pool = |total: &Total| {
            let own = findings.iter().filter(|f| f.class.counts() && f.pool == Some(total.pool));
            let savings: Vec<Saving> = own.filter_map(|f| f.saving).collect();
            let cycle = savings.iter().map(|s| s.cycle.typical).sum();
            let worth = self.worth(total.pool, total.saving.typical, cycle);
            total.saving.high.is_positive().then_some(PoolWorth { pool: total.pool, worth })
        };
        self.totals.iter().filter_map(of_pool).collect()
    }
}
