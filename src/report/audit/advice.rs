//! Advises to keep the plan, to fix first, or to upgrade.
//!
//! The need is that of the report's advice ([`crate::report::advice`]), before and after the fixes; the price of a larger plan is
//! compared with that of the hours that answering the open questions would take.

use serde::{Deserialize, Serialize};

use super::super::advice::{self, PlanFit, PoolOutlook};
use super::super::facts::ReportContext;
use super::super::{PlanInfo, judge};
use super::plans::{Hours, PlanOption, SavedByDay};
use crate::audit::CycleUse;
use crate::base::{Credits, Day, Quotient};
use crate::event::Pool;

/// The right size is judged by the last three cycles at most.
const CYCLES: usize = 3;

/// A plan is the right size if each of the last cycles used at least this percentage of a pool.
const RIGHT_PERCENT: i64 = 90;

/// The pools of a plan. If the log lacks one, what it needs is unknown, so no smaller plan is advised.
const BOTH: usize = 2;

/// The least number of finished cycles for the right size, and for a smaller plan.
const RIGHT_CYCLES: u64 = 2;

/// What to do about the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PlanVerdict {
    /// It fits, and each of the last cycles used at least 90 % of a pool.
    SizedRight,
    /// It fits.
    Keep,
    /// A cheaper plan is on the safe side, too, and would have covered every finished cycle.
    Smaller,
    /// It does not fit, but it does with the fixes.
    FixFirst,
    /// It covers the next cycle, and not the rest of this one.
    ThisCycle,
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
            Self::ThisCycle => "this-cycle",
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

/// The median need of a pool in the next cycle, as the report's advice has it.
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
    /// Probability that allowance and grants are used up in this cycle.
    pub p_exhausted: Option<Quotient<2>>,
}

/// Credits that fixes save, and that the questions would save on top of them.
pub(super) struct Saved {
    pub fixes: SavedByDay,
    pub questions: SavedByDay,
}

/// The pools of the plan in three worlds.
struct Worlds {
    /// As it is.
    now: Vec<PoolOutlook>,
    /// With the fixes and habits.
    fixed: Vec<PoolOutlook>,
    /// Without everything that the questions ask about, too.
    all: Vec<PoolOutlook>,
}

impl Worlds {
    /// `None` with fewer than 14 days of log.
    fn of(asked: &ReportContext, saved: &Saved) -> Option<Self> {
        let none = SavedByDay::new();
        let world = |less: [&SavedByDay; 2]| -> Option<Vec<PoolOutlook>> {
            let of_pool = |pool: Pool| {
                let on = |day: Day| {
                    less.iter().filter_map(|saved| saved.get(&(pool, day))).copied().sum()
                };
                judge::outlook_without(asked, pool, on)
            };
            asked.pools_of_plan().into_iter().map(of_pool).collect()
        };
        Some(Self {
            now: world([&none, &none])?,
            fixed: world([&saved.fixes, &none])?,
            all: world([&saved.fixes, &saved.questions])?,
        })
    }
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
    let worlds = Worlds::of(asked, saved)?;
    let published = asked.facts.published;
    let in_force = asked.request.plan_on(asked.timeline.as_of)?;
    let fit = |world: &[PoolOutlook], option: &PlanOption| -> Option<PlanFit> {
        let plan = published.iter().find(|plan| plan.id == option.plan.name)?;
        advice::fit(world, plan, plan.id == in_force.id)
    };
    let [now, fixed, all] =
        [&worlds.now, &worlds.fixed, &worlds.all].map(|world| fit(world, current));
    let (now, fixed, all) = (now?, fixed?, all?);
    let pools = needs(&worlds, &now)?;
    let is_larger = |o: &&PlanOption| o.usd_month_more.is_some_and(Credits::is_positive);
    let cheapest = |world: &[PoolOutlook]| {
        let fitting = options.iter().filter(is_larger);
        let fitting = fitting.filter(|o| fit(world, o).is_some_and(|fit| fit.fits));
        fitting.min_by_key(|option| option.usd_month_more)
    };
    let larger = cheapest(&worlds.fixed);
    let dollars = |h: Credits| hours.rate.and_then(|rate| rate.checked_mul(h));
    let (low, high) = (dollars(hours.low), dollars(hours.high));
    let is_safe = |option: &&PlanOption| {
        option.usd_month_more.is_some_and(Credits::is_negative)
            && fit(&worlds.now, option).is_some_and(|fit| fit.safe)
            && option.pools.len() == BOTH
            && option.cycles >= RIGHT_CYCLES
            && option.covered == option.cycles
    };
    let smaller = options.iter().filter(is_safe).min_by_key(|option| option.usd_month_more);
    let covers = |fit: &PlanFit| fit.pools.iter().all(|own| own.covers);
    let verdict = match () {
        () if now.fits && sized_right(cycles) => PlanVerdict::SizedRight,
        () if now.fits && smaller.is_some() => PlanVerdict::Smaller,
        () if now.fits => PlanVerdict::Keep,
        () if fixed.fits => PlanVerdict::FixFirst,
        () if now.this_cycle_alone => PlanVerdict::ThisCycle,
        () if fixed.this_cycle_alone => PlanVerdict::FixFirst,
        () => {
            let more = larger.and_then(|option| option.usd_month_more);
            weigh(more, low.zip(high), covers(&all))
        }
    };
    let target = match verdict {
        PlanVerdict::Smaller => smaller,
        PlanVerdict::ThisCycle => cheapest(&worlds.now),
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

/// The needs of the three worlds, by pool.
fn needs(worlds: &Worlds, current: &PlanFit) -> Option<Vec<PoolNeed>> {
    let need = |own: &PoolOutlook| own.need(0.5).map(Quotient::value);
    let row = |at: usize| {
        let fit = &current.pools[at];
        Some(PoolNeed {
            pool: fit.pool,
            allowance: fit.allowance,
            need: need(&worlds.now[at])?,
            need_after_fixes: need(&worlds.fixed[at])?,
            need_after_all: need(&worlds.all[at])?,
            p_exhausted: fit.p_exhausted,
        })
    };
    (0..current.pools.len()).map(row).collect()
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
        assert!(!sized_right(&[month(1, 225), month(2, 224)]), "89.6%");
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
