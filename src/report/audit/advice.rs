//! Keep the plan, fix first, or upgrade: what the next cycle needs, before and after the fixes, and what a larger plan costs against the hours that looking into the rest would take.

use serde::{Deserialize, Serialize};

use super::super::PlanInfo;
use super::super::facts::ReportContext;
use super::plans::{Hours, PlanOption, PlanPool, SavedByDay};
use crate::audit::CycleUse;
use crate::audit::estimate::portion;
use crate::base::{Credits, Day};
use crate::event::Pool;

/// Days that the pace is taken over.
const PACE_DAYS: i32 = 14;

/// How many finished cycles are looked at, at most.
const CYCLES: usize = 3;

/// A smaller plan may run out in the next cycle with this probability, in hundredths, at most.
const SMALLER_PERCENT: i64 = 20;

/// A plan is sized right where each of its last cycles used this percentage of a pool or more.
const RIGHT_PERCENT: i64 = 90;

/// How many finished cycles that takes, at least.
const RIGHT_CYCLES: u64 = 2;

/// What to do about the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlanVerdict {
    /// It holds at this pace, and cycle after cycle at least 90 % of a pool was used.
    SizedRight,
    /// It holds at this pace.
    Keep,
    /// A cheaper plan holds as well, would have covered every finished cycle, and runs out in the next with 20 % at most.
    Smaller,
    /// It does not hold at this pace; with the fixes it does.
    FixFirst,
    /// It does not hold even with the fixes, and a larger plan costs less than the hours that removing the rest would take.
    Upgrade,
    /// Removing the rest costs less than a larger plan.
    FixMore,
    /// The two cost about the same, or no hourly rate is known.
    Weigh,
    /// No published plan holds.
    NoPlan,
}

impl PlanVerdict {
    /// As the JSON spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SizedRight => "sized-right",
            Self::Keep => "keep",
            Self::Smaller => "smaller",
            Self::FixFirst => "fix-first",
            Self::Upgrade => "upgrade",
            Self::FixMore => "fix-more",
            Self::Weigh => "weigh",
            Self::NoPlan => "no-plan",
        }
    }
}

/// The advice on the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanAdvice {
    /// What to do.
    pub verdict: PlanVerdict,
    /// The first day of the next cycle: when a change of plan takes least.
    pub from: Day,
    /// The plan in force.
    pub current: PlanInfo,
    /// The plan to change to; null where there is no reason to.
    pub plan: Option<PlanInfo>,
    /// What that costs more a month in US dollars; less: negative.
    pub usd_month_more: Option<Credits>,
    /// What the hours that looking into the rest would take cost in US dollars, from; null without an hourly rate.
    pub usd_hours_low: Option<Credits>,
    /// To.
    pub usd_hours_high: Option<Credits>,
    /// How many hours those are, from.
    pub hours_low: Credits,
    /// To.
    pub hours_high: Credits,
    /// What the rest is worth in US dollars a month, at most: its share of the allowance, in the pool where that is larger, of the
    /// price of the plan in force (a plan's price buys both pools together).
    pub usd_month_rest: Option<Credits>,
    /// The pools.
    pub pools: Vec<PoolNeed>,
}

/// What a pool needs in the next cycle: at the pace of the last 14 days of the log, or the mean of the last three finished cycles
/// (two at least) where that is more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolNeed {
    /// Which pool.
    pub pool: Pool,
    /// Credits that the plan in force gives in a cycle.
    pub allowance: Credits,
    /// Credits of the next cycle, as it goes.
    pub need: Credits,
    /// With the fixes and habits of this audit.
    pub need_after_fixes: Credits,
    /// And with everything that its questions ask about removed, too.
    pub need_after_all: Credits,
    /// How likely the allowance is used up in the next cycle; null with fewer than 14 days of log.
    pub p_exhausted: Option<Credits>,
}

/// What fixes save, and what questions would save on top of them, by pool and day.
pub(super) struct Saved {
    pub fixes: SavedByDay,
    pub questions: SavedByDay,
}

/// `None` without a plan in force whose allowances are known, with a part of the pools alone, and with fewer than 14 days of log.
pub(super) fn advise(
    asked: &ReportContext,
    cycles: &[CycleUse],
    options: &[PlanOption],
    saved: &Saved,
    hours: &Hours,
) -> Option<PlanAdvice> {
    let current = options.iter().find(|option| option.current)?;
    let next = asked.request.cycle.next(asked.timeline.cycle);
    let pools: Vec<PoolNeed> = current
        .pools
        .iter()
        .map(|own| need(asked, own, cycles, next.days(), saved))
        .collect::<Option<_>>()?;
    let holds = |need: fn(&PoolNeed) -> Credits, option: &PlanOption| {
        pools
            .iter()
            .all(|p| option.pools.iter().any(|own| own.pool == p.pool && need(p) <= own.allowance))
    };
    let larger = options
        .iter()
        .filter(|option| {
            option.usd_month_more.is_some_and(Credits::is_positive)
                && holds(|p| p.need_after_fixes, option)
        })
        .min_by_key(|option| option.usd_month_more);
    let dollars = |h: Credits| hours.rate.and_then(|rate| rate.checked_mul(h));
    let (low, high) = (dollars(hours.low), dollars(hours.high));
    let more = larger.and_then(|option| option.usd_month_more);
    let safe = |option: &&PlanOption| {
        let unlikely = |p: Credits| p.times(100) <= Credits::whole(SMALLER_PERCENT);
        option.usd_month_more.is_some_and(Credits::is_negative)
            && holds(|p| p.need, option)
            && option.cycles >= RIGHT_CYCLES
            && option.covered == option.cycles
            && option.pools.iter().all(|own| own.p_exhausted.is_some_and(unlikely))
    };
    let smaller = options.iter().filter(safe).min_by_key(|option| option.usd_month_more);
    let verdict = if holds(|p| p.need, current) {
        match smaller {
            _ if sized_right(cycles) => PlanVerdict::SizedRight,
            Some(_) => PlanVerdict::Smaller,
            None => PlanVerdict::Keep,
        }
    } else if holds(|p| p.need_after_fixes, current) {
        PlanVerdict::FixFirst
    } else {
        weigh(more, low.zip(high), holds(|p| p.need_after_all, current))
    };
    let target = match verdict {
        PlanVerdict::Smaller => smaller,
        PlanVerdict::Upgrade | PlanVerdict::FixMore | PlanVerdict::Weigh => larger,
        _ => None,
    };
    Some(PlanAdvice {
        verdict,
        from: next.start,
        current: current.plan.clone(),
        plan: target.map(|option| option.plan.clone()),
        usd_month_more: target.and_then(|option| option.usd_month_more),
        usd_hours_low: low,
        usd_hours_high: high,
        hours_low: hours.low,
        hours_high: hours.high,
        usd_month_rest: current.plan.usd_month.and_then(|price| rest_in_dollars(&pools, price)),
        pools,
    })
}

/// A larger plan's price a month against what removing the rest costs; `enough`: whether that would close the gap.
fn weigh(more: Option<Credits>, hours: Option<(Credits, Credits)>, enough: bool) -> PlanVerdict {
    match (more, hours) {
        (None, _) => PlanVerdict::NoPlan,
        _ if !enough => PlanVerdict::Upgrade,
        (Some(more), Some((low, _))) if more <= low => PlanVerdict::Upgrade,
        (Some(more), Some((_, high))) if more > high => PlanVerdict::FixMore,
        _ => PlanVerdict::Weigh,
    }
}

/// A pool's need; `None` with fewer than 14 days of log.
fn need(
    asked: &ReportContext,
    own: &PlanPool,
    cycles: &[CycleUse],
    days: i32,
    saved: &Saved,
) -> Option<PoolNeed> {
    let pool = own.pool;
    let last = asked.timeline.as_of.plus(-i32::from(asked.timeline.partial));
    let from = last.plus(1 - PACE_DAYS);
    asked.timeline.log_first.filter(|first| *first <= from)?;
    let of = |saved: &SavedByDay, from, to| {
        saved.range((pool, from)..=(pool, to)).map(|(_, credits)| *credits).sum::<Credits>()
    };
    let carried = |sum: Credits| portion(sum.floor_zero(), i64::from(days), i64::from(PACE_DAYS));
    // Days of refunds count as 0, as in every pace.
    let used = asked.facts.ledger.span(pool, from, last).series();
    let spent: Credits = used.window(from, last).map(Credits::floor_zero).sum();
    let fixed = spent - of(&saved.fixes, from, last);
    let finished = last_cycles(cycles, pool);
    let mean = |of: &dyn Fn(&CycleUse) -> Credits| {
        let n = i64::try_from(finished.len()).unwrap_or(i64::MAX);
        let sum: Credits = finished.iter().map(|c| of(c)).sum();
        if (finished.len() as u64) < RIGHT_CYCLES { Credits::ZERO } else { portion(sum, 1, n) }
    };
    let in_cycle = |saved, c: &CycleUse| of(saved, c.cycle.start, c.cycle.last());
    Some(PoolNeed {
        pool,
        allowance: own.allowance,
        need: carried(spent).max(mean(&|c| c.used)),
        need_after_fixes: carried(fixed).max(mean(&|c| c.used - in_cycle(&saved.fixes, c))),
        need_after_all: carried(fixed - of(&saved.questions, from, last))
            .max(mean(&|c| c.used - in_cycle(&saved.fixes, c) - in_cycle(&saved.questions, c))),
        p_exhausted: own.p_exhausted,
    })
}

/// The last finished cycles of a pool that the log covers.
fn last_cycles(cycles: &[CycleUse], pool: Pool) -> Vec<&CycleUse> {
    let mut own: Vec<&CycleUse> =
        cycles.iter().filter(|c| c.pool == pool && c.over && c.covered).collect();
    own.sort_by_key(|c| std::cmp::Reverse(c.cycle.start));
    own.truncate(CYCLES);
    own
}

/// Whether the last finished cycles each used 90 % or more of a pool, two cycles at least.
fn sized_right(cycles: &[CycleUse]) -> bool {
    let right = |c: &&CycleUse| {
        c.capacity.is_some_and(|capacity| {
            capacity.is_positive() && c.used.times(100) >= capacity.times(RIGHT_PERCENT)
        })
    };
    [Pool::Message, Pool::Integration].into_iter().any(|pool| {
        let own = last_cycles(cycles, pool);
        own.len() as u64 >= RIGHT_CYCLES && own.iter().all(right)
    })
}

fn rest_in_dollars(pools: &[PoolNeed], price: Credits) -> Option<Credits> {
    let shares = pools.iter().map(|p| {
        let rest = p.need_after_fixes - p.need_after_all;
        price
            .checked_mul(rest)
            .and_then(|dollars| dollars.divide(p.allowance, 2))
            .unwrap_or_default()
    });
    shares.max().map(|dollars| dollars.min(price))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::CycleRule;

    fn month(number: u32, used: i64) -> CycleUse {
        let day = |month| Day::new(2026, month, 1).unwrap();
        let cycle = CycleRule::Monthly { day: 1, assumed: false }.cycle_of(day(number));
        let capacity = Some(Credits::whole(250));
        CycleUse {
            cycle,
            pool: Pool::Message,
            used: Credits::whole(used),
            capacity,
            covered: true,
            over: true,
        }
    }

    #[test]
    fn sized_right_is_ninety_percent_cycle_after_cycle() {
        assert!(sized_right(&[month(1, 225), month(2, 250)]));
        assert!(!sized_right(&[month(1, 225), month(2, 224)]), "89.6 %");
        assert!(!sized_right(&[month(1, 250)]), "one cycle is no habit");
        assert!(
            sized_right(&[month(1, 0), month(2, 230), month(3, 240), month(4, 250)]),
            "the last three count"
        );
        assert!(!sized_right(&[CycleUse { over: false, ..month(1, 240) }, month(2, 240)]));
    }

    #[test]
    fn a_larger_plan_is_bought_where_it_costs_less_than_the_hours() {
        let whole = Credits::whole;
        let hours = Some((whole(450), whole(900)));
        assert_eq!(weigh(Some(whole(50)), hours, true), PlanVerdict::Upgrade);
        assert_eq!(weigh(Some(whole(600)), hours, true), PlanVerdict::Weigh);
        assert_eq!(weigh(Some(whole(901)), hours, true), PlanVerdict::FixMore);
        assert_eq!(
            weigh(Some(whole(901)), hours, false),
            PlanVerdict::Upgrade,
            "more fixing would not be enough"
        );
        assert_eq!(weigh(Some(whole(50)), None, true), PlanVerdict::Weigh);
        assert_eq!(weigh(None, hours, true), PlanVerdict::NoPlan);
    }

    #[test]
    fn the_rest_is_worth_its_share_of_the_price() {
        let pool = |allowance, after_fixes, after_all| PoolNeed {
            pool: Pool::Message,
            allowance: Credits::whole(allowance),
            need: Credits::whole(after_fixes),
            need_after_fixes: Credits::whole(after_fixes),
            need_after_all: Credits::whole(after_all),
            p_exhausted: None,
        };
        // 50 of 250 are a fifth of 50 $; 1,000 of 10,000 a tenth.
        let worth =
            rest_in_dollars(&[pool(250, 300, 250), pool(10_000, 9_000, 8_000)], Credits::whole(50));
        assert_eq!(worth, Some(Credits::whole(10)));
    }
}
