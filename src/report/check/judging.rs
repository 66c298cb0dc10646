//! Ledger → what each rule of the gate says, and what that comes to.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::acknowledged::Entry;
use super::data::{
    Balance, BaselineUse, Check, Counts, JudgedDay, LeftOut, Reach, SCHEMA, Stale, Verdict,
};
use super::doubt::{self, Doubt};
use super::episodes::{Event, events};
use super::gate::{Expires, Gate, GateRule, UNCLASSIFIED};
use super::scopes::{self, PartOfPool};
use super::unclassified;
use super::verdict::{Acknowledged, DayVerdict, GateCause, RuleVerdict, Scope};
use crate::alerts::words::NO_ALLOWANCE;
use crate::alerts::{
    self, Alert, Cause, Part, Parts, Rule, RuleScope, RuleState, Severity, Subject, cause,
};
use crate::base::{Credits, Day, Quotient, Six, Stamp, Untrusted};
use crate::event::Pool;
use crate::forecast::{self, ProjectionOutcome};
use crate::ledger::Series;
use crate::report::facts::{Facts, ReportContext};
use crate::report::judge::PoolOfLog;
use crate::report::reading;
use crate::report::timeline::Timeline;
use crate::report::{AsOf, PlanInfo, Request, words};

const NO_EVENTS: &str = "the log has no events up to this day";

/// A gate, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What it came to.
    pub check: Check,
    /// What became known in this run and is to be written down.
    pub added: Vec<Entry>,
}

/// Judges a gate.
pub(crate) fn judge(facts: &Facts, request: &Request, gate: &Gate) -> Judgement {
    let request = asked_days(request, gate);
    let Some(timeline) = Timeline::of(facts.ledger, &request) else {
        let mut check = envelope(facts, &request, gate, None);
        check.rules = nothing(gate, &request, None, &mut check.left_out);
        check.doubts = vec![Doubt {
            id: "no-events".to_owned(),
            message: "the log holds no events".to_owned(),
        }];
        check.settle(gate);
        return Judgement { check, added: Vec::new() };
    };
    let mut check = envelope(facts, &request, gate, Some(timeline));
    let requests: Vec<(JudgedDay, Request)> =
        check.judged_days.iter().map(|day| (*day, on(&request, *day))).collect();
    let passes: Vec<Pass> = requests
        .iter()
        .filter_map(|(day, request)| Pass::of(facts, request, *day, gate.widest_baseline()))
        .collect();
    let Some(last) = passes.last() else { return Judgement { check, added: Vec::new() } };

    let global = [
        doubt::too_old(&check.log, judged_at(&request, gate, timeline), request.zone, &gate.limits),
        doubt::rejected(&check.quality, &gate.limits),
        doubt::cut(facts.inputs),
    ];
    check.doubts.extend(global.into_iter().flatten());
    let kept_events: u64 = Pool::ALL
        .into_iter()
        .map(|pool| facts.ledger.span(pool, first_day(timeline), timeline.as_of).total().events)
        .sum();
    let mut judged: Vec<Judged> = Vec::new();
    if kept_events == 0 {
        let message =
            if check.quality.filtered > 0 { "the filters leave no events" } else { NO_EVENTS };
        check.doubts.push(Doubt { id: "no-events".to_owned(), message: message.to_owned() });
        let rules = nothing(gate, &request, Some(timeline.as_of), &mut check.left_out);
        judged.extend(rules.into_iter().map(|verdict| Judged {
            verdict,
            event: None,
            history: Vec::new(),
        }));
    } else {
        for rule in &gate.rules {
            judged.extend(ask(rule, gate, &passes, last, &mut check.left_out));
        }
        apply_doubts(&mut judged, &mut check.doubts, facts, gate, timeline);
    }
    check.balances = last.balances();
    let added = acknowledge(&mut judged, gate, timeline.as_of, &mut check.baseline);
    check.rules = judged.into_iter().map(|j| j.verdict).collect();
    check.settle(gate);
    Judgement { check, added }
}

/// With `--complete-days`, as-of is yesterday.
fn asked_days(request: &Request, gate: &Gate) -> Request {
    match request.as_of {
        AsOf::Today(day) if gate.complete_days => {
            Request { as_of: AsOf::Day(day.plus(-1)), ..request.clone() }
        }
        _ => request.clone(),
    }
}

/// The same request, judged on another day.
fn on(request: &Request, day: JudgedDay) -> Request {
    let as_of = if day.complete { AsOf::Day(day.day) } else { AsOf::Today(day.day) };
    Request { as_of, until: None, ..request.clone() }
}

fn first_day(timeline: Timeline) -> Day {
    timeline.log_first.unwrap_or(timeline.as_of)
}

/// The moment against which the log's age is taken; none where as-of is the log's own last day.
fn judged_at(request: &Request, gate: &Gate, timeline: Timeline) -> Option<crate::base::Instant> {
    match (gate.now, request.as_of) {
        (Some(now), _) => Some(now),
        (None, AsOf::LastEvent) => None,
        (None, _) => Some(timeline.as_of.end(&request.zone)),
    }
}

/// Everything but the rules.
fn envelope(facts: &Facts, request: &Request, gate: &Gate, timeline: Option<Timeline>) -> Check {
    let complete = |day| JudgedDay { day, complete: true };
    let judged_days = match timeline {
        Some(t) if t.partial => {
            vec![complete(t.as_of.plus(-1)), JudgedDay { day: t.as_of, complete: false }]
        }
        Some(t) => vec![complete(t.as_of)],
        None => Vec::new(),
    };
    let extents = || facts.extents.iter().flatten();
    let moment = |stamp: &Stamp| doubt::latest(*stamp, request.zone).micros();
    let first = extents().map(|extent| extent.first).min_by_key(moment);
    let last = extents().map(|extent| extent.last).max_by_key(moment);
    let at = timeline.and_then(|t| judged_at(request, gate, t));
    let age_hours = last.zip(at).map(|(last, at)| doubt::age_hours(last, at, request.zone));
    Check {
        schema: SCHEMA.to_owned(),
        tool: reading::tool(facts, timeline),
        verdict: Verdict::Clear,
        exit: 0,
        remapped: None,
        as_of: timeline.map(|t| t.as_of),
        partial_today: timeline.is_some_and(|t| t.partial),
        timezone: request.zone.to_string(),
        unit: request.unit.clone(),
        filters: request.filters.clone(),
        cycle: timeline.map(|t| t.cycle_info()),
        plan: timeline.and_then(|t| request.plan_on(t.as_of)).map(PlanInfo::of),
        judged_days,
        log: Reach { first, last, age_hours },
        limits: gate.limits,
        doubts: Vec::new(),
        counts: Counts::default(),
        rules: Vec::new(),
        left_out: Vec::new(),
        balances: Vec::new(),
        baseline: gate.baseline.as_ref().map(|file| BaselineUse {
            path: file.path.as_str().into(),
            entries: file.entries.len() as u64,
            added: 0,
            stale: Vec::new(),
        }),
        inputs: reading::inputs(facts),
        quality: reading::quality(facts, timeline),
        error: None,
    }
}

/// The rules on a log without events: not judged, in every pool that they could speak of.
fn nothing(
    gate: &Gate,
    request: &Request,
    day: Option<Day>,
    left_out: &mut Vec<LeftOut>,
) -> Vec<RuleVerdict> {
    let on = day.unwrap_or(Day::from_number(i32::MAX / 2));
    let allowance = [Pool::Message, Pool::Integration]
        .into_iter()
        .any(|pool| request.allowance_on(pool, on).is_some());
    let mut verdicts = Vec::new();
    for rule in &gate.rules {
        let compares = alerts::find(&rule.rule).is_some_and(crate::alerts::Rule::needs_capacity);
        if compares && !rule.explicit && !allowance {
            left_out.push(LeftOut {
                rule: rule.rule.clone(),
                pool: None,
                reason: NO_ALLOWANCE.to_owned(),
            });
            continue;
        }
        let pools: Vec<Option<Pool>> = match rule.rule.as_str() {
            UNCLASSIFIED => vec![None],
            "daily-cap" => vec![Some(Pool::Message)],
            _ => [Pool::Message, Pool::Integration]
                .into_iter()
                .filter(|p| request.keeps(*p))
                .map(Some)
                .collect(),
        };
        verdicts.extend(
            pools.into_iter().map(|pool| unjudged(rule, pool, day, "the log has no events")),
        );
    }
    verdicts
}

fn unjudged(rule: &GateRule, pool: Option<Pool>, day: Option<Day>, reason: &str) -> RuleVerdict {
    RuleVerdict {
        rule: rule.rule.clone(),
        state: RuleState::NotJudged,
        action: rule.action,
        severity: rule.severity.unwrap_or(Severity::Warning),
        pool,
        scope: None,
        day,
        complete: true,
        since: None,
        value: None,
        baseline: None,
        ratio: None,
        threshold: None,
        window: None,
        excess: None,
        causes: Vec::new(),
        groups: Vec::new(),
        message: reason.to_owned(),
        reason: Some(reason.to_owned()),
        days: Vec::new(),
        acknowledged: None,
        fingerprint: fingerprint(&rule.rule, pool, None, None, None),
    }
}

/// The log as it stands on one of the judged days.
struct Pass<'a> {
    asked: ReportContext<'a>,
    day: JudgedDay,
    pools: Vec<(PoolOfLog<'a>, ProjectionOutcome)>,
}

impl<'a> Pass<'a> {
    fn of(
        facts: &'a Facts<'a>,
        request: &'a Request,
        day: JudgedDay,
        baseline_days: i32,
    ) -> Option<Self> {
        let timeline = Timeline::of(facts.ledger, request)?;
        let asked = ReportContext { facts, request, timeline };
        let mut pools = Vec::new();
        if let Some(first) = timeline.log_first {
            let empty = |pool| asked.span(pool, first).is_empty();
            for pool in Pool::ALL
                .into_iter()
                .filter(|p| request.keeps(*p) && (*p != Pool::Unassigned || !empty(*p)))
            {
                let of_log = PoolOfLog::of(&asked, pool, first, baseline_days);
                let projection = forecast::project(&of_log.state(&asked));
                pools.push((of_log, projection));
            }
        }
        Some(Self { asked, day, pools })
    }

    fn pool(&self, pool: Pool) -> Option<Subject<'_>> {
        let (of_log, projection) = self.pools.iter().find(|(p, _)| p.pool == pool)?;
        Some(of_log.subject(&self.asked, &of_log.state(&self.asked), projection))
    }

    fn balances(&self) -> Vec<Balance> {
        let whole = self
            .pools
            .iter()
            .filter(|(p, _)| self.asked.request.sees_whole(p.pool) && p.pool != Pool::Unassigned);
        whole
            .map(|(of_log, _)| {
                let state = of_log.state(&self.asked);
                let p_exhausted =
                    forecast::p_exhausted(&state).and_then(|p| Quotient::from_f64(p.to_f64()));
                Balance {
                    pool: of_log.pool,
                    used: state.used,
                    capacity: of_log.capacity,
                    p_exhausted,
                }
            })
            .collect()
    }
}

/// A verdict, and what it is the verdict of.
struct Judged {
    verdict: RuleVerdict,
    /// The event that fires now.
    event: Option<Event>,
    /// All events of the same rule, pool and scope.
    history: Vec<Event>,
}

/// Everything that one rule of the gate says.
fn ask(
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
    let passes: Vec<&Pass> = if known.judges_days() { passes.iter().collect() } else { vec![last] };
    let (mut judged, before) = (Vec::new(), left_out.len());
    let request = last.asked.request;
    let has_capacity =
        |pool: Pool| last.pools.iter().any(|(p, _)| p.pool == pool && p.capacity.is_some());
    let any_capacity = has_capacity(Pool::Message) || has_capacity(Pool::Integration);
    let out =
        |pool, reason: &str| LeftOut { rule: rule.rule.clone(), pool, reason: reason.to_owned() };
    let compares = known.needs_capacity() && known.id() != "daily-cap";
    if compares && !rule.explicit && request.part_of_pool {
        left_out.push(out(
            None,
            "a filter by app or user is set, and the allowance is the whole workspace's",
        ));
        return judged;
    }
    if compares && !rule.explicit && !any_capacity {
        left_out.push(out(None, NO_ALLOWANCE));
        return judged;
    }
    for (of_log, _) in &last.pools {
        let pool = of_log.pool;
        if compares && pool != Pool::Unassigned && !has_capacity(pool) {
            if !rule.explicit {
                left_out.push(out(Some(pool), NO_ALLOWANCE));
                continue;
            }
            if of_log.events == 0 && any_capacity {
                left_out.push(out(Some(pool), "neither events nor an allowance"));
                continue;
            }
        }
        // Once for the pool and all its parts: a subject asks the whole ledger.
        let wholes: Vec<(JudgedDay, Option<Subject>)> =
            passes.iter().map(|pass| (pass.day, pass.pool(pool))).collect();
        let facts = last.asked.facts;
        judged.extend(one(rule, known, gate, facts, &wholes, pool, None));
        if known.judges_apps() {
            for dimension in &rule.per {
                for part in scopes::of(&last.asked, pool, *dimension, of_log.parts.list()) {
                    judged.extend(one(rule, known, gate, facts, &wholes, pool, Some(&part)));
                }
            }
        }
    }
    if judged.is_empty()
        && left_out.len() == before
        && rule.explicit
        && !gate_switched_off(rule, gate, last)
    {
        let day = Some(last.asked.timeline.as_of);
        let verdict = unjudged(rule, None, day, "the filters leave no pool that it is about");
        judged.push(Judged { verdict, event: None, history: Vec::new() });
    }
    judged
}

/// Whether overrides switch the rule off everywhere, so that its silence is wanted.
fn gate_switched_off(rule: &GateRule, gate: &Gate, last: &Pass) -> bool {
    !last.pools.is_empty()
        && last.pools.iter().all(|(p, _)| gate.action(rule, p.pool, None).is_none())
}

/// One rule on one pool or a part of it.
fn one(
    rule: &GateRule,
    known: &dyn Rule,
    gate: &Gate,
    facts: &Facts,
    wholes: &[(JudgedDay, Option<Subject>)],
    pool: Pool,
    part: Option<&PartOfPool>,
) -> Option<Judged> {
    let app = part.and_then(|p| p.app.as_deref());
    let action = gate.action(rule, pool, app)?;
    let params = gate.params(rule, pool, app);
    let (mut alerts, mut subjects) = (Vec::new(), Vec::new());
    for (day, whole) in wholes {
        // The log begins after this day.
        let Some(whole) = whole else {
            alerts.push((*day, None));
            continue;
        };
        let subject = part.map_or_else(|| whole.clone(), |part| narrowed(whole, part));
        let alert = known.judge(&subject, &params).into_iter().next()?;
        alerts.push((*day, Some(alert)));
        subjects.push(subject);
    }
    let subject = subjects.last()?;
    let scope = part.map(|p| p.scope.clone());
    let state = |alert: &Option<Alert>| alert.as_ref().map_or(RuleState::NotJudged, |a| a.state);
    let open =
        |alert: &Option<Alert>| matches!(state(alert), RuleState::NotJudged | RuleState::WarmingUp);
    let fired = alerts.iter().rposition(|(_, a)| state(a) == RuleState::Fired);
    let chosen = fired.or_else(|| alerts.iter().position(|(_, a)| open(a))).unwrap_or(0);
    let days = alerts.iter().map(|(day, alert)| DayVerdict {
        day: day.day,
        complete: day.complete,
        state: state(alert),
        value: alert.as_ref().and_then(|a| a.value),
        baseline: alert.as_ref().and_then(|a| a.baseline),
        ratio: alert.as_ref().and_then(|a| a.ratio),
    });
    let mut verdict = unjudged(rule, Some(pool), Some(alerts[chosen].0.day), NO_EVENTS);
    verdict.days = if known.judges_days() { days.collect() } else { Vec::new() };
    (verdict.action, verdict.scope, verdict.complete) = (action, scope, alerts[chosen].0.complete);
    let threshold = (rule.rule == "budget").then(|| params.budget.last().copied()).flatten();
    verdict.fingerprint =
        fingerprint(&rule.rule, Some(pool), verdict.scope.as_ref(), threshold, None);
    let history = if gate.baseline.is_some() || fired.is_some() {
        events(known, subject, &params)
    } else {
        Vec::new()
    };
    let mut event = None;
    if let Some(alert) = alerts.swap_remove(chosen).1 {
        let at = subjects.iter().find(|s| Some(s.as_of) == alert.day).unwrap_or(subject);
        fill(&mut verdict, alert, at, facts);
        if let Some(severity) = rule.severity {
            verdict.severity = severity;
        }
    }
    if verdict.state == RuleState::Fired {
        event = verdict.day.and_then(|day| history.iter().copied().find(|event| event.holds(day)));
        verdict.since = event
            .map(|event| event.first)
            .or(verdict.day)
            .filter(|_| known.judges_days() || known.id() == "budget");
        verdict.fingerprint = fingerprint(
            &rule.rule,
            Some(pool),
            verdict.scope.as_ref(),
            threshold,
            event.map(|event| event.said).or(verdict.day),
        );
    }
    Some(Judged { verdict, event, history })
}

fn narrowed<'a>(whole: &Subject<'a>, part: &'a PartOfPool) -> Subject<'a> {
    Subject {
        // The rules only ask whether there is a scope; which one is known here.
        scope: Some(RuleScope { app: Some(part.scope.name().clone()) }),
        floored: &part.floored,
        first: part.first,
        events_in_log: part.events,
        parts: &part.parts,
        ..whole.clone()
    }
}

/// The same parts by app and class.
fn without_users(parts: &[Part]) -> Vec<Part> {
    let mut groups: BTreeMap<(Option<&Untrusted>, &str), Vec<&Part>> = BTreeMap::new();
    for part in parts {
        groups.entry((part.app.as_ref(), &part.class)).or_default().push(part);
    }
    let merged = |((app, class), parts): ((Option<&Untrusted>, &str), Vec<&Part>)| {
        let first = parts.iter().map(|p| p.net.first()).min()?;
        let last = parts.iter().map(|p| p.net.last()).max()?;
        let days =
            first.through(last).map(|day| parts.iter().map(|p| p.net.at(day)).sum()).collect();
        Some(Part {
            app: app.cloned(),
            class: class.to_owned(),
            user: None,
            net: Series::new(first, days),
        })
    };
    groups.into_iter().filter_map(merged).collect()
}

/// What an alert says, in the gate's words.
fn fill(verdict: &mut RuleVerdict, alert: Alert, subject: &Subject, facts: &Facts) {
    let window = alert.window.clone();
    let mean = window.as_ref().and_then(|w| {
        Six::of(subject.floored.sum(w.from, w.to), Credits::whole(i64::from(w.days)))
    });
    verdict.excess = alert.value.zip(mean).map(|(value, mean)| Six::rounded(value - mean.value()));
    if let (RuleState::Fired, Some(window)) = (alert.state, &window) {
        let titled = |cause: Cause| GateCause {
            title: facts
                .classes
                .iter()
                .find(|c| c.id == cause.class)
                .map_or_else(|| cause.class.clone(), |c| c.title.clone()),
            app: cause.app,
            class: cause.class,
            user: cause.user,
            excess: cause.excess,
        };
        let of = |parts: &dyn Parts| {
            let subject = Subject { parts, ..subject.clone() };
            cause::causes(&subject, subject.as_of, window).into_iter().map(titled).collect()
        };
        (verdict.causes, verdict.groups) =
            (of(subject.parts), of(&without_users(subject.parts.list())));
    }
    verdict.message = words::alert::of_gate(verdict.pool, &alert, subject.partial);
    verdict.state = alert.state;
    verdict.severity = alert.severity;
    verdict.reason =
        matches!(alert.state, RuleState::NotJudged | RuleState::WarmingUp).then_some(alert.message);
    (verdict.value, verdict.baseline, verdict.ratio) = (alert.value, alert.baseline, alert.ratio);
    (verdict.threshold, verdict.window) = (alert.threshold, window);
}

fn ask_unclassified(rule: &GateRule, gate: &Gate, last: &Pass) -> Judged {
    let timeline = last.asked.timeline;
    let from = first_day(timeline).max(timeline.as_of.plus(-gate.params.baseline_days));
    let share = unclassified::judge(
        last.asked.facts,
        from,
        timeline.as_of,
        rule.number.unwrap_or_default(),
    );
    let mut verdict = unjudged(rule, None, Some(timeline.as_of), &share.message);
    (verdict.state, verdict.value, verdict.threshold, verdict.window) =
        (share.state, share.value, rule.number, Some(share.window));
    verdict.complete = last.day.complete;
    verdict.message = share.message;
    if verdict.state != RuleState::NotJudged {
        verdict.reason = None;
    }
    let event = Event { first: from, said: from, last: timeline.as_of };
    Judged {
        event: (verdict.state == RuleState::Fired).then_some(event),
        verdict,
        history: vec![event],
    }
}

/// Clear becomes not judged; what fired, fired.
fn apply_doubts(
    judged: &mut [Judged],
    doubts: &mut Vec<Doubt>,
    facts: &Facts,
    gate: &Gate,
    timeline: Timeline,
) {
    let mut by_first_day: BTreeMap<Day, Option<Doubt>> = BTreeMap::new();
    for Judged { verdict, .. } in judged {
        let window = verdict.window.as_ref();
        let from = window.map_or(timeline.cycle.start, |w| w.from);
        // A cap of one day reads that day alone.
        let from = if verdict.rule == "daily-cap" { verdict.day.unwrap_or(from) } else { from };
        let unpriced = || doubt::unpriced(facts.ledger, from, timeline.as_of, &gate.limits);
        let unpriced = by_first_day.entry(from).or_insert_with(unpriced);
        if let Some(doubt) = unpriced.clone().filter(|_| verdict.state == RuleState::Clear) {
            verdict.state = RuleState::NotJudged;
            verdict.reason = Some(doubt.message.clone());
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
        if let Some(doubt) =
            doubts.first().filter(|d| d.id != "unpriced" && verdict.state == RuleState::Clear)
        {
            verdict.state = RuleState::NotJudged;
            verdict.reason = Some(doubt.message.clone());
        }
    }
}

/// Looks up what fires in the baseline, adds what is to become known, and names what is stale.
fn acknowledge(
    judged: &mut [Judged],
    gate: &Gate,
    as_of: Day,
    used: &mut Option<BaselineUse>,
) -> Vec<Entry> {
    let Some(baseline) = &gate.baseline else { return Vec::new() };
    let mut matched = vec![false; baseline.entries.len()];
    let mut added = Vec::new();
    for Judged { verdict, event, .. } in &mut *judged {
        let Some(event) = event.filter(|_| verdict.state == RuleState::Fired) else { continue };
        let covers = |entry: &Entry| {
            let about = entry.is_about(
                &verdict.rule,
                verdict.pool,
                verdict.scope.as_ref(),
                verdict.threshold,
            );
            about && event.said <= entry.day && entry.day <= event.last
        };
        let best = baseline
            .entries
            .iter()
            .enumerate()
            .filter(|(_, e)| covers(e))
            .max_by_key(|(_, e)| e.expires);
        if let Some((at, entry)) = best {
            matched[at] = true;
            verdict.acknowledged = Some(known(entry, as_of));
        }
        if let (Some(how), true) = (&gate.acknowledge, verdict.fails()) {
            let expires = match how.expires {
                Expires::On(day) => day,
                Expires::After(days) => as_of.plus(days),
            };
            let entry = Entry {
                line: 0,
                rule: verdict.rule.clone(),
                pool: verdict.pool,
                scope: verdict.scope.clone(),
                threshold: verdict.threshold.filter(|_| verdict.rule == "budget"),
                day: verdict.day.unwrap_or(as_of),
                reason: how.reason.clone(),
                expires,
            };
            verdict.acknowledged = Some(known(&entry, as_of));
            added.push(entry);
        }
    }
    if let Some(used) = used {
        used.added = added.len() as u64;
        let unmatched = baseline
            .entries
            .iter()
            .zip(&matched)
            .filter(|(entry, matched)| !**matched && entry.day <= as_of);
        used.stale = unmatched.map(|(entry, _)| stale(entry, judged, as_of)).collect();
    }
    added
}

fn known(entry: &Entry, as_of: Day) -> Acknowledged {
    let expired = entry.expires < as_of;
    Acknowledged {
        day: entry.day,
        reason: entry.reason.as_str().into(),
        expires: entry.expires,
        expired,
    }
}

fn stale(entry: &Entry, judged: &[Judged], as_of: Day) -> Stale {
    let about = judged.iter().find(|j| {
        let threshold = j.verdict.threshold.filter(|_| j.verdict.rule == "budget");
        entry.is_about(&j.verdict.rule, j.verdict.pool, j.verdict.scope.as_ref(), threshold)
    });
    let reason = match about {
        None => "this run does not judge such a rule, pool and scope".to_owned(),
        Some(_) if entry.expires < as_of => format!("it expired on {}", entry.expires),
        Some(j) => match j.history.iter().find(|event| event.holds(entry.day)) {
            Some(event) if j.verdict.state == RuleState::Fired && event.last == as_of => {
                "the event has grown by half since, or another entry covers it".to_owned()
            }
            Some(event) if event.last < as_of => format!("the event ended on {}", event.last),
            _ => "it does not fire on that day".to_owned(),
        },
    };
    Stale {
        line: entry.line,
        rule: entry.rule.clone(),
        pool: entry.pool,
        scope: entry.scope.clone(),
        day: entry.day,
        reason,
    }
}

/// The same for the same event on any machine.
fn fingerprint(
    rule: &str,
    pool: Option<Pool>,
    scope: Option<&Scope>,
    threshold: Option<Credits>,
    day: Option<Day>,
) -> String {
    let parts = [
        rule.to_owned(),
        pool.map(|p| p.name().to_owned()).unwrap_or_default(),
        scope.map(|s| s.kind().to_owned()).unwrap_or_default(),
        scope.map(|s| s.name().raw().to_owned()).unwrap_or_default(),
        threshold.map(|t| t.to_string()).unwrap_or_default(),
        day.map(|d| d.to_string()).unwrap_or_default(),
    ];
    let mut hash = Sha256::new();
    for part in &parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    hash.finalize().iter().take(8).fold(String::new(), hex)
}

/// A rule that was asked for by name and means nothing under a filter by app or user.
pub(crate) fn refused(gate: &Gate, request: &Request) -> Option<String> {
    let needs = |rule: &&GateRule| {
        rule.explicit && alerts::find(&rule.rule).is_some_and(crate::alerts::Rule::needs_capacity)
    };
    gate.rules.iter().filter(|_| request.part_of_pool).find(needs).map(|rule| rule.rule.clone())
}
