//! Events of which the log does not say what a filter asks: they name no app or no user, or no pool is known of them. Nobody knows whether
//! they belong to what is judged, so a rule that would fire with them is not clear.

use super::asking::ask;
use super::data::{Doubt, JudgedDay};
use super::gate::Gate;
use super::judged::Judged;
use super::pass::Pass;
use super::verdict::RuleVerdict;
use crate::alerts::alert::RuleState;
use crate::base::Day;
use crate::event::Pool;
use crate::ledger::Ledger;
use crate::report::Request;
use crate::report::facts::Facts;
use crate::report::words::gate as words;

/// Turns clear verdicts into "not judged" if the same rule fires once these events are counted.
pub(super) fn apply(
    judged: &mut [Judged],
    doubts: &mut Vec<Doubt>,
    facts: &Facts,
    gate: &Gate,
    requests: &[(JudgedDay, Request)],
) {
    let Some((_, request)) = requests.last() else { return };
    let asked: Vec<Option<Pool>> = match request.pools.as_slice() {
        [] => vec![None],
        pools => pools.iter().copied().map(Some).collect(),
    };
    for pool in asked {
        let is_clear = |Judged { verdict, .. }: &Judged| {
            verdict.state == RuleState::Clear && (pool.is_none() || verdict.pool == pool)
        };
        if !judged.iter().any(is_clear) {
            continue;
        }
        let Some(ledger) = facts.ledger.with_undecided(pool) else { return };
        let all = judge(&Facts { ledger: &ledger, ..*facts }, gate, requests);
        for Judged { verdict, .. } in judged.iter_mut().filter(|j| is_clear(j)) {
            let Some(fired) = all.iter().find(|with| is_same(with, verdict)) else { continue };
            let (from, to) = days(fired, requests);
            let events = dropped(facts.ledger, from, to);
            let message = words::undecided(events, from, to, &unknown(request), &fired.message);
            verdict.state = RuleState::NotJudged;
            verdict.reason = Some(message.clone());
            let doubt = Doubt {
                pools: verdict.pool.map(|pool| vec![pool]),
                ..Doubt::of("undecided", message)
            };
            doubts.extend(Some(doubt).filter(|doubt| !doubts.contains(doubt)));
        }
    }
}

/// The verdicts that fire on a log.
fn judge(facts: &Facts, gate: &Gate, requests: &[(JudgedDay, Request)]) -> Vec<RuleVerdict> {
    let passes: Vec<Pass> = requests
        .iter()
        .filter_map(|(day, request)| Pass::of(facts, request, *day, gate.widest_baseline()))
        .collect();
    let Some(last) = passes.last() else { return Vec::new() };
    let all = gate.rules.iter().flat_map(|rule| ask(rule, gate, &passes, last, &mut Vec::new()));
    all.map(|judged| judged.verdict).filter(|v| v.state == RuleState::Fired).collect()
}

fn is_same(one: &RuleVerdict, other: &RuleVerdict) -> bool {
    (&one.rule, one.pool, &one.scope) == (&other.rule, other.pool, &other.scope)
}

/// The days whose events decide: the day that fired, or all since the log's first.
fn days(fired: &RuleVerdict, requests: &[(JudgedDay, Request)]) -> (Day, Day) {
    let last = requests.last().map(|(day, _)| day.day);
    let day = fired.day.or(last).unwrap_or(Day::from_number(0));
    match &fired.window {
        Some(window) => (window.from, day),
        None => (day, day),
    }
}

/// The events that are dropped because the log does not say what the filters ask.
fn dropped(ledger: &Ledger, from: Day, to: Day) -> u64 {
    let kept = |pool: Pool| ledger.span(pool, from, to).total().events;
    ledger.events_that_may_count(from, to) - Pool::ALL.into_iter().map(kept).sum::<u64>()
}

/// What the filters ask and the events do not say.
fn unknown(request: &Request) -> String {
    let mut unknown: Vec<&str> = Vec::new();
    for (flag, what) in [("app=", "app"), ("user=", "user"), ("pool=", "pool")] {
        if request.filters.iter().any(|filter| filter.raw().starts_with(flag)) {
            unknown.push(what);
        }
    }
    unknown.join(" or ")
}
