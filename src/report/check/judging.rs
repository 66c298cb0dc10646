//! Judges a gate: the ledger in, verdicts and the exit code out.

use super::acknowledge::acknowledge;
use super::asking::{ask, without_events};
use super::baseline::Entry;
use super::data::{Check, Doubt, JudgedDay};
use super::envelope::{envelope, judged_at};
use super::gate::{Gate, GateRule};
use super::judged::Judged;
use super::pass::Pass;
use super::{day_doubts, doubts, input_doubts, undecided};
use crate::alerts;
use crate::base::Instant;
use crate::event::Pool;
use crate::report::facts::Facts;
use crate::report::request::CREDITS;
use crate::report::timeline::Timeline;
use crate::report::words::alert::NO_EVENTS;
use crate::report::words::gate::{ALL_FILTERED, EMPTY_LOG, NOT_IN_LOG, later};
use crate::report::{AsOf, Request};

/// A judged gate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    pub check: Check,
    /// Alerts acknowledged in this run, to be written to the file of known events.
    pub added: Vec<Entry>,
}

/// Judges a gate.
pub(crate) fn judge(facts: &Facts, request: &Request, gate: &Gate) -> Judgement {
    // A log may be as old as the gate allows: the days since are days without use.
    let allowed = i32::try_from(gate.limits.max_age_hours / 24).unwrap_or(i32::MAX);
    let quiet_days = request.quiet_days.max(allowed);
    let request = Request { quiet_days, ..without_today(request, gate) };
    let Some(timeline) = Timeline::of(facts.ledger, &request) else {
        let mut check = envelope(facts, &request, gate, None);
        check.rules = without_events(gate, &request, None, &mut check.left_out);
        check.doubts = vec![Doubt::of("no-events", EMPTY_LOG.to_owned())];
        check.doubts.extend(doubts::unread(facts.left_out));
        check.settle(gate);
        return Judgement { check, added: Vec::new() };
    };
    let mut check = envelope(facts, &request, gate, Some(timeline));
    let requests: Vec<(JudgedDay, Request)> =
        check.judged_days.iter().map(|day| (*day, as_of(&request, *day))).collect();
    let passes: Vec<Pass> = requests
        .iter()
        .filter_map(|(day, request)| Pass::of(facts, request, *day, gate.widest_baseline()))
        .collect();
    let Some(last) = passes.last() else { return Judgement { check, added: Vec::new() } };

    let at = judged_at(&request, gate, timeline);
    check.doubts = doubts_about(facts, &request, gate, &check, at);
    for judged in &check.judged_days {
        let of_day = day_doubts::remarks(facts, *judged, request.zone, &gate.limits);
        check.remarks.extend(of_day);
    }
    if check.quality.after_as_of > 0 {
        check.remarks.push(later(check.quality.after_as_of, timeline.as_of));
    }
    let mut judged: Vec<Judged> = Vec::new();
    if has_events(facts, timeline) {
        for rule in &gate.rules {
            judged.extend(ask(rule, gate, &passes, last, &mut check.left_out));
        }
        doubts::apply(&mut judged, &mut check.doubts, &last.asked, gate);
        undecided::apply(&mut judged, &mut check.doubts, facts, gate, &requests);
    } else {
        let is_in_log = |pool: &Pool| facts.ledger.observes(*pool, timeline.as_of);
        let message = if !request.pools.is_empty() && !request.pools.iter().any(is_in_log) {
            NOT_IN_LOG
        } else if check.quality.filtered > 0 {
            ALL_FILTERED
        } else {
            NO_EVENTS
        };
        check.doubts.push(Doubt::of("no-events", message.to_owned()));
        let rules = without_events(gate, &request, Some(timeline.as_of), &mut check.left_out);
        judged.extend(rules.into_iter().map(Judged::bare));
    }
    check.balances = last.balances();
    // An empty log has no pool at all, and the pools are the platform's.
    if request.unit == CREDITS && has_events(facts, timeline) {
        check.not_in_log = last.not_in_log();
    }
    check.apps = last.apps();
    let cycle_end = check.cycle.as_ref().map(|cycle| cycle.end);
    let added = acknowledge(&mut judged, gate, timeline.as_of, cycle_end, &mut check.baseline);
    check.rules = judged.into_iter().map(|j| j.verdict).collect();
    check.settle(gate);
    Judgement { check, added }
}

/// The doubts about the log, its inputs and the judged days.
fn doubts_about(
    facts: &Facts,
    request: &Request,
    gate: &Gate,
    check: &Check,
    at: Option<Instant>,
) -> Vec<Doubt> {
    let (zone, limits) = (request.zone, &gate.limits);
    let too_old = doubts::ended(request.until, at, zone, limits)
        .or_else(|| doubts::too_old(&check.log, at, zone, limits));
    // If all of the log is too old, each of its inputs is.
    let since = at.filter(|_| too_old.is_none());
    let of_inputs = input_doubts::of_inputs(facts, request, since, limits.max_age_hours);
    let rejected = doubts::rejected(&check.quality, limits);
    let of_days = check
        .judged_days
        .iter()
        .flat_map(|day| day_doubts::of_day(facts, day.day, request, limits));
    let mut all: Vec<Doubt> = Vec::new();
    let unread = doubts::unread(facts.left_out);
    let first = too_old.into_iter().chain(of_inputs).chain(unread);
    for doubt in first.chain(rejected).chain(of_days) {
        if !all.contains(&doubt) {
            all.push(doubt);
        }
    }
    all
}

/// Returns the id of a rule that was asked for by name although an app or user filter makes it meaningless.
pub(crate) fn refused(gate: &Gate, request: &Request) -> Option<String> {
    let needs = |rule: &&GateRule| {
        rule.explicit && alerts::find(&rule.rule).is_some_and(alerts::Rule::needs_capacity)
    };
    gate.rules.iter().filter(|_| request.part_of_pool).find(needs).map(|rule| rule.rule.clone())
}

/// With `--complete-days`, as-of is yesterday.
fn without_today(request: &Request, gate: &Gate) -> Request {
    match request.as_of {
        AsOf::Today(day) if gate.complete_days => {
            Request { as_of: AsOf::Day(day.plus(-1)), ..request.clone() }
        }
        _ => request.clone(),
    }
}

/// The same request as of another day.
fn as_of(request: &Request, day: JudgedDay) -> Request {
    let as_of = if day.complete { AsOf::Day(day.day) } else { AsOf::Today(day.day) };
    Request { as_of, until: None, ..request.clone() }
}

/// Whether any event is left after the filters.
fn has_events(facts: &Facts, timeline: Timeline) -> bool {
    let first = timeline.log_first.unwrap_or(timeline.as_of);
    Pool::ALL
        .into_iter()
        .any(|pool| facts.ledger.span(pool, first, timeline.as_of).total().events > 0)
}
