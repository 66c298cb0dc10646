//! Asks one rule of the gate about every pool and part, or says why it is left out.

use super::data::{JudgedDay, LeftOut};
use super::episodes::FiringDays;
use super::gate::{Gate, GateRule, UNCLASSIFIED};
use super::judged::{Judged, unjudged};
use super::pass::Pass;
use super::question::Question;
use super::verdict::RuleVerdict;
use super::{gross, scopes, unclassified};
use crate::alerts;
use crate::alerts::alert::RuleState;
use crate::alerts::rule::Rule;
use crate::alerts::subject::{Parts as _, Subject};
use crate::base::Day;
use crate::event::Pool;
use crate::report::Request;
use crate::report::facts::ReportContext;
use crate::report::judge::PoolOfLog;
use crate::report::words::alert::{CAPACITY_OF_PART, NO_ALLOWANCE};
use crate::report::words::gate::{
    EMPTY_LOG, IDLE_POOL, MAY_BE_OF_POOL, NO_POOL, NO_POOL_IN_LOG, NOT_IN_LOG,
};

/// All verdicts of one rule.
pub(super) fn ask(
    rule: &GateRule,
    gate: &Gate,
    passes: &[Pass],
    last: &Pass,
    left_out: &mut Vec<LeftOut>,
) -> Vec<Judged> {
    if rule.rule == UNCLASSIFIED {
        return vec![ask_unclassified(rule, gate, last)];
    }
    let Some(known) = alerts::find(&rule.rule) else { return Vec::new() };
    if let Some(reason) = why_not_anywhere(rule, known, last) {
        left_out.push(leave_out(rule, None, reason));
        return Vec::new();
    }
    let passes: Vec<&Pass> = if known.judges_days() { passes.iter().collect() } else { vec![last] };
    let (mut judged, before) = (Vec::new(), left_out.len());
    for (of_log, _) in &last.pools {
        match why_not_in(rule, known, last, of_log) {
            Some(reason) => left_out.push(leave_out(rule, Some(of_log.pool), reason)),
            None => judged.extend(ask_about(of_log, rule, known, gate, &passes, last)),
        }
    }
    for pool in last.not_in_log() {
        match why_open(known, gate, last, pool) {
            _ if known.only_pool().is_some_and(|only| only != pool) => {}
            Some(reason) => {
                let day = Some(last.asked.timeline.as_of);
                judged.push(Judged::bare(unjudged(rule, Some(pool), day, reason)));
            }
            None => left_out.push(leave_out(rule, Some(pool), NOT_IN_LOG)),
        }
    }
    // A rule that was asked for by name must not vanish in silence, unless overrides switch it off everywhere.
    let is_absent = left_out.len() > before;
    let is_silent =
        judged.is_empty() && left_out[before..].iter().all(|out| out.reason == NOT_IN_LOG);
    if is_silent && rule.explicit && !is_switched_off(rule, gate, last) {
        let day = Some(last.asked.timeline.as_of);
        let reason = if is_absent { NO_POOL_IN_LOG } else { NO_POOL };
        judged.push(Judged::bare(unjudged(rule, None, day, reason)));
    }
    judged
}

/// Why a rule of the default set is asked about no pool at all.
fn why_not_anywhere(rule: &GateRule, known: &dyn Rule, last: &Pass) -> Option<&'static str> {
    if rule.explicit || !known.needs_allowance() {
        None
    } else if last.asked.request.part_of_pool {
        Some(CAPACITY_OF_PART)
    } else {
        (!last.has_any_allowance()).then_some(NO_ALLOWANCE)
    }
}

/// Why a rule about a pool that the log says nothing about is open and not just left out: the gate was asked about that pool, or the
/// cycle has credits that may be of it.
fn why_open(known: &dyn Rule, gate: &Gate, last: &Pass, pool: Pool) -> Option<&'static str> {
    let ReportContext { request, timeline, .. } = last.asked;
    if gate.asked.contains(&pool) {
        return Some(NOT_IN_LOG);
    }
    let has_plan = request.allowance_on(pool, timeline.as_of).is_some();
    let has_unassigned = || {
        let used = last.asked.used_if_known(Pool::Unassigned, timeline.cycle);
        used.is_some_and(|credits| !credits.is_zero())
    };
    (known.needs_allowance() && has_plan && has_unassigned()).then_some(MAY_BE_OF_POOL)
}

/// Why the rule is not asked about a pool.
fn why_not_in(
    rule: &GateRule,
    known: &dyn Rule,
    last: &Pass,
    of_log: &PoolOfLog,
) -> Option<&'static str> {
    let pool = of_log.pool;
    if !known.needs_allowance() || pool == Pool::Unassigned || last.has_capacity(pool) {
        None
    } else if !rule.explicit {
        Some(NO_ALLOWANCE)
    } else {
        (of_log.events == 0 && last.has_any_capacity()).then_some(IDLE_POOL)
    }
}

fn leave_out(rule: &GateRule, pool: Option<Pool>, reason: &str) -> LeftOut {
    LeftOut { rule: rule.rule.clone(), pool, reason: reason.to_owned() }
}

fn ask_about(
    of_log: &PoolOfLog,
    rule: &GateRule,
    known: &dyn Rule,
    gate: &Gate,
    passes: &[&Pass],
    last: &Pass,
) -> Vec<Judged> {
    let pool = of_log.pool;
    // Built once for the pool and all its parts, because each queries the whole ledger.
    let wholes: Vec<(JudgedDay, Option<Subject>)> =
        passes.iter().map(|pass| (pass.day, pass.pool(pool))).collect();
    let facts = last.asked.facts;
    let whole = Question { rule, known, gate, facts, pool, part: None };
    let mut judged: Vec<Judged> = whole.judge(&wholes).into_iter().collect();
    if known.judges_days() {
        gross::mend(&mut judged, &whole, &wholes);
    }
    if known.judges_apps() {
        for dimension in &rule.per {
            for part in scopes::of(&last.asked, pool, *dimension, of_log.parts.list()) {
                judged.extend(Question { part: Some(&part), ..whole }.judge(&wholes));
            }
        }
    }
    judged
}

fn is_switched_off(rule: &GateRule, gate: &Gate, last: &Pass) -> bool {
    !last.pools.is_empty()
        && last.pools.iter().all(|(p, _)| gate.action(rule, p.pool, None).is_none())
}

fn ask_unclassified(rule: &GateRule, gate: &Gate, last: &Pass) -> Judged {
    let timeline = last.asked.timeline;
    let (from, to) = (
        timeline
            .log_first
            .unwrap_or(timeline.as_of)
            .max(timeline.as_of.plus(-gate.params.baseline_days)),
        timeline.as_of,
    );
    let over =
        |from| unclassified::judge(last.asked.facts, from, to, rule.number.unwrap_or_default());
    let (mut share, of_day) = (over(from), over(to));
    // Good days do not make up for the judged one.
    if (share.state, of_day.state) == (RuleState::Clear, RuleState::Fired) {
        share.state = RuleState::NotJudged;
        share.message = of_day.message;
    }
    let mut verdict = unjudged(rule, None, Some(to), &share.message);
    (verdict.state, verdict.value, verdict.threshold, verdict.window) =
        (share.state, share.value, rule.number, Some(share.window));
    verdict.complete = last.day.complete;
    if verdict.state != RuleState::NotJudged {
        verdict.reason = None;
    }
    let firing = FiringDays { first: from, reported: from, last: to };
    Judged {
        firing: (verdict.state == RuleState::Fired).then_some(firing),
        verdict,
        history: vec![firing],
    }
}

/// The rules on a log without events: not judged, in every pool that they could judge.
pub(super) fn without_events(
    gate: &Gate,
    request: &Request,
    day: Option<Day>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<RuleVerdict> {
    // Without a day, ask for the plan that will be in force at last.
    let on = day.unwrap_or(Day::from_number(i32::MAX / 2));
    let both = [Pool::Message, Pool::Integration];
    let has_allowance = both.iter().any(|pool| request.allowance_on(*pool, on).is_some());
    let mut verdicts = Vec::new();
    for rule in &gate.rules {
        let known = alerts::find(&rule.rule);
        if known.is_some_and(Rule::needs_capacity) && !rule.explicit && !has_allowance {
            left_out.push(leave_out(rule, None, NO_ALLOWANCE));
            continue;
        }
        let pools: Vec<Option<Pool>> = match known {
            None => vec![None],
            Some(known) => match known.only_pool() {
                Some(pool) => vec![Some(pool)],
                None => both.into_iter().filter(|p| request.keeps(*p)).map(Some).collect(),
            },
        };
        verdicts.extend(pools.into_iter().map(|pool| unjudged(rule, pool, day, EMPTY_LOG)));
    }
    verdicts
}
