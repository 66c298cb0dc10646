//! Everything of a gate's result but its rules: the judged days, the reach of the log, plan, cycle and inputs.

use super::data::{BaselineUse, Check, JudgedDay, Reach};
use super::doubts;
use super::gate::Gate;
use crate::base::{Instant, Stamp};
use crate::report::facts::{Facts, ReportContext};
use crate::report::freshness::latest;
use crate::report::reading;
use crate::report::timeline::Timeline;
use crate::report::{AsOf, PlanInfo, Request};

/// The moment from which the log's age is counted; `None` if as-of is the log's own last day.
pub(super) fn judged_at(request: &Request, gate: &Gate, timeline: Timeline) -> Option<Instant> {
    match (gate.now, request.as_of) {
        (Some(now), _) => Some(now),
        (None, AsOf::LastEvent) => None,
        (None, _) => Some(timeline.as_of.end(&request.zone)),
    }
}

/// The result before any rule is judged.
pub(super) fn envelope(
    facts: &Facts,
    request: &Request,
    gate: &Gate,
    timeline: Option<Timeline>,
) -> Check {
    Check {
        tool: reading::tool(facts, timeline),
        as_of: timeline.map(|t| t.as_of),
        partial_today: timeline.is_some_and(|t| t.partial),
        timezone: request.zone.to_string(),
        unit: request.unit.clone(),
        filters: request.filters.clone(),
        cycle: timeline.map(|t| ReportContext { facts, request, timeline: t }.cycle_info()),
        plan: timeline.and_then(|t| request.plan_on(t.as_of)).map(PlanInfo::of),
        judged_days: timeline.map(judged_days).unwrap_or_default(),
        log: reach(facts, request, gate, timeline),
        limits: gate.limits,
        baseline: gate.baseline.as_ref().map(|file| BaselineUse {
            path: file.path.as_str().into(),
            entries: file.entries.len() as u64,
            added: 0,
            stale: Vec::new(),
        }),
        inputs: reading::inputs(
            facts,
            request.zone,
            timeline.and_then(|t| judged_at(request, gate, t)),
            gate.limits.max_age_hours,
        ),
        quality: reading::quality(facts, timeline),
        ..Check::blank()
    }
}

/// As-of, after yesterday if as-of is not over: a rule may fire on either.
fn judged_days(timeline: Timeline) -> Vec<JudgedDay> {
    let complete = |day| JudgedDay { day, complete: true };
    if timeline.partial {
        vec![complete(timeline.as_of.plus(-1)), JudgedDay { day: timeline.as_of, complete: false }]
    } else {
        vec![complete(timeline.as_of)]
    }
}

fn reach(facts: &Facts, request: &Request, gate: &Gate, timeline: Option<Timeline>) -> Reach {
    let extents = || facts.extents.iter().flatten();
    let moment = |stamp: &Stamp| latest(*stamp, request.zone).micros();
    let first = extents().map(|extent| extent.first).min_by_key(moment);
    let last = extents().map(|extent| extent.last).max_by_key(moment);
    let at = timeline.and_then(|t| judged_at(request, gate, t));
    // The log ends with the last day that counts.
    let counted = last.map(|last| match request.until {
        Some(until) if until < last.day(&request.zone) => Stamp::On(until),
        _ => last,
    });
    let age_hours = counted.zip(at).map(|(last, at)| doubts::age_hours(last, at, request.zone));
    Reach { first, last, age_hours }
}
