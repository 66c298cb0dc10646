//! Advises to keep the plan, to fix first, or to upgrade.
//!
//! The advice compares what the next cycle needs, before and after the fixes, with the allowances; and the price of a larger plan
//! with that of the hours that answering the open questions would take.

use serde::{Deserialize, Serialize};

use super::super::PlanInfo;
use super::super::facts::ReportContext;
use super::plans::{Hours, PlanOption, PlanPool, SavedByDay};
use crate::audit::CycleUse;
use crate::audit::estimate::portion;
use crate::base::{Credits, Day};
use crate::event::Pool;

/// Days over which the pace is measured.
const PACE_DAYS: i32 = 14;

/// The mean of finished cycles is that of the last three at most.
const CYCLES: usize = 3;

/// A smaller plan is advised only if it runs out in the next cycle with at most this probability, in hundredths.
const SMALLER_PERCENT: i64 = 20;

/// A plan is the right size if each of the last cycles used at least this percentage of a pool.
const RIGHT_PERCENT: i64 = 90;

/// The pools of a plan. If the log lacks one, what it needs is unknown, so no smaller plan is advised.
const BOTH: usize = 2;

/// The least number of finished cycles for a mean, and for the right size.
const RIGHT_CYCLES: u64 = 2;

/// What to do about the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlanVerdict {
    /// It is enough at this pace, and each of the last cycles used at least 90 % of a pool.
    SizedRight,
    /// It is enough at this pace.
    Keep,
    /// A cheaper plan is enough, too: it would have covered every finished cycle, and runs out in the next one with a probability of at
    /// most 20 %.
    Smaller,
    /// It is not enough at this pace, but it is with the fixes.
    FixFirst,
    /// It is not enough even with the fixes, and a larger plan costs less than the hours for the open questions.
    Upgrade,
    /// The hours for the open questions cost less than a larger plan.
    FixMore,
    /// Both cost about the same, or no hourly rate is known.
    Weigh,
    /// No published plan is enough.
    NoPlan,
}

impl PlanVerdict {
    /// The verdict as JSON spells it.
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
    /// The first day of the next cycle: the best day to change the plan.
    pub from: Day,
    /// The plan in force.
    pub current: PlanInfo,
    /// The plan to change to; null if there is no reason to change.
    pub plan: Option<PlanInfo>,
    /// US dollars a month more (negative if less).
    pub usd_month_more: Option<Credits>,
    /// Price of the hours for the open questions in US dollars, at least; null without an hourly rate.
    pub usd_hours_low: Option<Credits>,
    /// The same, at most.
    pub usd_hours_high: Option<Credits>,
    /// Hours for the open questions, at least.
    pub hours_low: Credits,
    /// The same, at most.
    pub hours_high: Credits,
    /// The most that the credits behind the open questions are worth in US dollars a month: the larger of their shares of the two
    /// allowances, of the price of the plan in force (which buys both pools together).
    pub usd_month_rest: Option<Credits>,
    /// The pools.
    pub pools: Vec<PoolNeed>,
}

/// What a pool needs in the next cycle: the pace of the last 14 days of the log, or the mean of the last three finished cycles (at
/// least two), whichever is more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolNeed {
    /// The pool.
    pub pool: Pool,
    /// Credits that the plan in force gives per cycle.
    pub allowance: Credits,
    /// Credits of the next cycle without any fix.
    pub need: Credits,
    /// The same, with the fixes and habits of this audit.
    pub need_after_fixes: Credits,
    /// The same, without everything that the questions ask about, too.
    pub need_after_all: Credits,
    /// Probability that the allowance is used up in the next cycle; null with fewer than 14 days of log.
    pub p_exhausted: Option<Credits>,
}

/// Credits that fixes save, and that the questions would save on top of them.
pub(super) struct Saved {
    pub fixes: SavedByDay,
    pub questions: SavedByDay,
}

/// Returns `None` if the allowances of the plan in force are unknown, if a filter hides part of the pools, or with fewer than 14
/// days of log.
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
    let is_enough = |need: fn(&PoolNeed) -> Credits, option: &PlanOption| {
        pools
            .iter()
            .all(|p| option.pools.iter().any(|own| own.pool == p.pool && need(p) <= own.allowance))
    };
    let larger = options
        .iter()
        .filter(|option| {
            option.usd_month_more.is_some_and(Credits::is_positive)
                && is_enough(|p| p.need_after_fixes, option)
        })
        .min_by_key(|option| option.usd_month_more);
    let dollars = |h: Credits| hours.rate.and_then(|rate| rate.checked_mul(h));
    let (low, high) = (dollars(hours.low), dollars(hours.high));
    let more = larger.and_then(|option| option.usd_month_more);
    let is_safe = |option: &&PlanOption| {
        let unlikely = |p: Credits| p.times(100) <= Credits::whole(SMALLER_PERCENT);
        option.usd_month_more.is_some_and(Credits::is_negative)
            && is_enough(|p| p.need, option)
            && option.pools.len() == BOTH
            && option.cycles >= RIGHT_CYCLES
            && option.covered == option.cycles
            && option.pools.iter().all(|own| own.p_exhausted.is_some_and(unlikely))
    };
    let smaller = options.iter().filter(is_safe).min_by_key(|option| option.usd_month_more);
    let verdict = if is_enough(|p| p.need, current) {
        match smaller {
            _ if sized_right(cycles) => PlanVerdict::SizedRight,
            Some(_) => PlanVerdict::Smaller,
            None => PlanVerdict::Keep,
        }
    } else if is_enough(|p| p.need_after_fixes, current) {
        PlanVerdict::FixFirst
    } else {
        weigh(more, low.zip(high), is_enough(|p| p.need_after_all, current))
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

/// Compares the price of a larger plan with that of the hours for the open questions. `enough` is true if removing everything that
/// they ask about would make the current plan enough.
fn weigh(more: Option<Credits>, hours: Option<(Credits, Credits)>, enough: bool) -> PlanVerdict {
    match (more, hours) {
        (None, _) => PlanVerdict::NoPlan,
        _ if !enough => PlanVerdict::Upgrade,
        (Some(more), Some((low, _))) if more <= low => PlanVerdict::Upgrade,
        (Some(more), Some((_, high))) if more > high => PlanVerdict::FixMore,
        _ => PlanVerdict::Weigh,
    }
}

/// Returns what a pool needs; `None` with fewer than 14 days of log.
fn need(
    asked: &ReportContext,
    own: &PlanPool,
    cycles: &[CycleUse],
    days: i32,
    saved: &Saved,
) -> Option<PoolNeed> {
    if asked.timeline.ended().is_some() {
        return None;
    }
    let pool = own.pool;
    let last = asked.timeline.as_of.plus(-i32::from(asked.timeline.partial));
    let from = last.plus(1 - PACE_DAYS);
    asked.timeline.log_first.filter(|first| *first <= from)?;
    let of = |saved: &SavedByDay, from, to| {
        saved.range((pool, from)..=(pool, to)).map(|(_, credits)| *credits).sum::<Credits>()
    };
    let per_cycle = |sum: Credits| portion(sum.floor_zero(), i64::from(days), i64::from(PACE_DAYS));
    // A day with more refunds than use counts as 0, as in every pace.
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
        need: per_cycle(spent).max(mean(&|c| c.used)),
        need_after_fixes: per_cycle(fixed).max(mean(&|c| c.used - in_cycle(&saved.fixes, c))),
        need_after_all: per_cycle(fixed - of(&saved.questions, from, last))
            .max(mean(&|c| c.used - in_cycle(&saved.fixes, c) - in_cycle(&saved.questions, c))),
        p_exhausted: own.p_exhausted,
    })
}

/// Returns the last finished cycles of a pool that the log covers, latest first.
fn last_cycles(cycles: &[CycleUse], pool: Pool) -> Vec<&CycleUse> {
    let mut own: Vec<&CycleUse> =
        cycles.iter().filter(|c| c.pool == pool && c.over && c.covered).collect();
    own.sort_by_key(|c| std::cmp::Reverse(c.cycle.start));
    own.truncate(CYCLES);
    own
}

/// Returns true if the last finished cycles, at least two, each used 90 % or more of a pool.
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

/// Prices the credits behind the open questions by their share of the allowance.
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
