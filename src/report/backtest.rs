//! What the projection said in the log's own finished cycles, and what happened. Every figure is made by the projection of the report
//! itself, as of the day in question: it reads no later day.

use serde::Serialize;

use super::facts::ReportContext;
use super::judge::{PoolOfLog, projection};
use super::timeline::Timeline;
use super::{Analysis, Redaction, Request};
use crate::alerts::{self, AlertDay, Params};
use crate::base::{Credits, Cycle, Day, Quotient, Ratio6};
use crate::event::Pool;
use crate::forecast::{self, PoolState, Projection, ProjectionOutcome};

/// The days of a cycle on which the projection is asked, from 1.
const ASKED: [i32; 3] = [7, 14, 21];

/// The projection in the finished cycles of a log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Backtest {
    /// The last day that was read; null for an empty log.
    pub as_of: Option<Day>,
    pub timezone: String,
    /// The pools that are in the log.
    pub pools: Vec<PoolBacktest>,
}

/// One pool.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PoolBacktest {
    pub pool: Pool,
    /// The finished cycles that the log covers, oldest first.
    pub cycles: Vec<PastCycle>,
    pub summary: Summary,
    /// How often the rules of days rang in the whole log.
    pub rules: Vec<Rings>,
}

/// A finished cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PastCycle {
    pub start: Day,
    /// First day of the next cycle.
    pub end: Day,
    /// Allowance and grants at its end; null if no allowance is known.
    pub capacity: Option<Credits>,
    /// What was used in all.
    pub used: Credits,
    /// The day on which the capacity was used up; null if it lasted.
    pub out_on: Option<Day>,
    /// The first day on which the rule `forecast` would have warned, before that.
    pub warned_on: Option<Day>,
    /// What was said on days 7, 14 and 21.
    pub said: Vec<Said>,
}

/// What was said on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Said {
    /// Day of the cycle, from 1.
    pub day: i32,
    pub date: Day,
    pub projection: ProjectionOutcome,
    /// The use of the cycle lies within P10 and P90; null without a range.
    pub held: Option<bool>,
    /// The said out date less the true one, in days; null unless both exist and the capacity was not used up yet.
    pub days_off: Option<i32>,
}

/// All finished cycles of a pool together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Summary {
    /// By the day on which it was asked.
    pub ranges: Vec<RangesOfDay>,
    /// Σ |likely − used| ÷ Σ used; null without a range.
    pub likely_error: Option<Ratio6>,
    /// Σ |total − used| ÷ Σ used of the same days.
    pub total_error: Option<Ratio6>,
    /// Out dates that were said and came true, and by how many days they were off on average.
    pub out_dates: u64,
    pub mean_days_off: Option<Quotient<2>>,
    /// Cycles that used up their capacity, with 14 days of log before that; and those in which `forecast` warned before.
    pub ran_out: u64,
    pub warned: u64,
    /// Cycles that lasted, and those in which it warned all the same.
    pub lasted: u64,
    pub false_alarms: u64,
}

/// The ranges said on one day of the cycle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RangesOfDay {
    pub day: i32,
    pub held: u64,
    pub of: u64,
}

/// How often a rule rang.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Rings {
    pub rule: &'static str,
    /// Alerts: days in a row are one.
    pub alerts: u64,
    pub days: u64,
    /// Of these days, those within the even pace of the plan.
    pub minor: u64,
}

impl Analysis<'_> {
    /// Asks the projection in every finished cycle of the log.
    pub(crate) fn backtest(&self, request: &Request, rules: &Params) -> Backtest {
        let redaction = Redaction::default();
        let facts = self.facts(&redaction);
        // What was used before the log begins is told of the current cycle only.
        let request = Request { used_before: std::collections::BTreeMap::new(), ..request.clone() };
        let timeline = Timeline::of(facts.ledger, &request);
        let mut all = Backtest {
            as_of: timeline.map(|t| t.known_until),
            timezone: request.zone.to_string(),
            pools: Vec::new(),
        };
        let Some(timeline) = timeline else { return all };
        let context = ReportContext { facts: &facts, request: &request, timeline };
        let Some(first) = timeline.log_first else { return all };
        let is_shown = |pool: &Pool| request.keeps(*pool) && context.observes(*pool);
        for pool in Pool::ALL.into_iter().filter(is_shown) {
            let of_log = PoolOfLog::of(&context, pool, first, rules.baseline_days);
            if pool != Pool::Unassigned || of_log.events > 0 {
                all.pools.push(of_pool(&context, &of_log, rules));
            }
        }
        all
    }
}

fn of_pool(context: &ReportContext, of_log: &PoolOfLog, rules: &Params) -> PoolBacktest {
    let timeline = context.timeline;
    let state = of_log.state(context);
    let finished = context.request.cycle.cycles(of_log.first, timeline.as_of);
    let finished = finished
        .into_iter()
        .filter(|cycle| timeline.covers(*cycle) && cycle.last() <= timeline.known_until);
    let past = Past { context, pool: of_log.pool, state: &state, rules };
    let cycles: Vec<PastCycle> = finished.map(|cycle| past.cycle(cycle)).collect();
    let projection = projection(context, &state);
    let subject = of_log.subject(context, &state, &projection);
    let rings = |rule: &&'static dyn alerts::Rule| {
        let days = rule.days(&subject, rules, of_log.first, timeline.known_until);
        let count = |is: fn(&AlertDay) -> bool| days.iter().filter(|day| is(day)).count() as u64;
        Rings {
            rule: rule.id(),
            alerts: alerts::fold(&days).len() as u64,
            days: count(|_| true),
            minor: count(|day| day.minor),
        }
    };
    let judges_days = |rule: &&&'static dyn alerts::Rule| rule.judges_days();
    let summary = summary(&cycles, of_log.first);
    let rules = alerts::ALL.iter().filter(judges_days).map(rings).collect();
    PoolBacktest { pool: of_log.pool, cycles, summary, rules }
}

/// A pool's past.
struct Past<'a> {
    context: &'a ReportContext<'a>,
    pool: Pool,
    state: &'a PoolState<'a>,
    rules: &'a Params,
}

impl Past<'_> {
    /// The pool at the end of a day, with the plan and the grants of that day.
    fn at(&self, cycle: Cycle, day: Day) -> PoolState<'_> {
        let ReportContext { facts, request, timeline } = *self.context;
        let then = Timeline { as_of: day, known_until: day, cycle, partial: false, ..timeline };
        let context = ReportContext { facts, request, timeline: then };
        let granted = context.granted(self.pool, cycle);
        let capacity = context.allowance(self.pool, cycle).map(|a| a + granted);
        PoolState {
            as_of: day,
            partial: false,
            cycle,
            used: self.state.net.sum(cycle.start, day),
            capacity: capacity.filter(|_| request.sees_whole(self.pool)),
            ..*self.state
        }
    }

    fn cycle(&self, cycle: Cycle) -> PastCycle {
        let end = self.at(cycle, cycle.last());
        let is_out = |day: &Day| self.at(cycle, *day).exhausted() == Some(true);
        let out_on = end.capacity.and_then(|_| cycle.start.through(cycle.last()).find(is_out));
        let before_out = out_on.map_or(cycle.last(), |day| day.plus(-1));
        let warns = |day: &Day| {
            let p = forecast::p_exhausted(&self.at(cycle, *day));
            p.is_some_and(|p| p >= self.rules.forecast_warn)
        };
        let warned_on = cycle.start.through(before_out).find(warns);
        let said = ASKED.iter().filter_map(|day| self.said(cycle, *day, end.used, out_on));
        PastCycle {
            start: cycle.start,
            end: cycle.reset,
            capacity: end.capacity,
            used: end.used,
            out_on,
            warned_on,
            said: said.collect(),
        }
    }

    fn said(&self, cycle: Cycle, day: i32, used: Credits, out_on: Option<Day>) -> Option<Said> {
        let date = cycle.start.plus(day - 1);
        if date >= cycle.last() {
            return None;
        }
        let projection = forecast::project(&self.at(cycle, date));
        let said = match &projection {
            ProjectionOutcome::Projected(said) => Some(said.as_ref()),
            ProjectionOutcome::Unavailable { .. } => None,
        };
        let held = said.and_then(|said| {
            let (low, high) = (said.p10?.value(), said.p90?.value());
            let used = used.round(3);
            Some(low <= used && used <= high)
        });
        let off = |said: &Projection| Some(said.out_date?.since(out_on.filter(|out| *out > date)?));
        let days_off = said.and_then(off);
        Some(Said { day, date, projection, held, days_off })
    }
}

fn summary(cycles: &[PastCycle], log_first: Day) -> Summary {
    let said = || cycles.iter().flat_map(|cycle| cycle.said.iter().map(move |said| (cycle, said)));
    let ranges = ASKED.iter().map(|day| {
        let of = || said().filter(|(_, said)| said.day == *day).filter_map(|(_, said)| said.held);
        RangesOfDay {
            day: *day,
            held: of().filter(|held| *held).count() as u64,
            of: of().count() as u64,
        }
    });
    let with_range = || {
        said().filter_map(|(cycle, said)| match &said.projection {
            ProjectionOutcome::Projected(p) => Some((cycle.used, p.p50?.value(), p.total.value())),
            ProjectionOutcome::Unavailable { .. } => None,
        })
    };
    let used: Credits = with_range().map(|(used, ..)| used).sum();
    let likely: Credits = with_range().map(|(used, likely, _)| (likely - used).abs()).sum();
    let total: Credits = with_range().map(|(used, _, total)| (total - used).abs()).sum();
    let off: Vec<i64> =
        said().filter_map(|(_, said)| said.days_off).map(|n| i64::from(n.abs())).collect();
    let number = |n: usize| Credits::whole(i64::try_from(n).unwrap_or(i64::MAX));
    // A cycle counts if the rule could judge a day of it before its end.
    let judged = |cycle: &&PastCycle| {
        let end = cycle.out_on.unwrap_or(cycle.end.plus(-1));
        cycle.capacity.is_some() && end.since(log_first) >= forecast::FULL_HISTORY
    };
    let count = |is_out: bool, is_warned: bool| {
        let of = cycles.iter().filter(judged).filter(|c| c.out_on.is_some() == is_out);
        of.filter(|c| !is_warned || c.warned_on.is_some()).count() as u64
    };
    Summary {
        ranges: ranges.collect(),
        likely_error: Ratio6::of(likely, used),
        total_error: Ratio6::of(total, used),
        out_dates: off.len() as u64,
        mean_days_off: Quotient::of(Credits::whole(off.iter().sum()), number(off.len())),
        ran_out: count(true, false),
        warned: count(true, true),
        lasted: count(false, false),
        false_alarms: count(false, true),
    }
}
