//! Ledger → report. Each section's figures come from one place; here they are only put together.

use std::collections::BTreeMap;

use super::breakdowns::{extras, ranked};
use super::check::Limits;
use super::days::{DailyRow, HourRow};
use super::facts::{Facts, ReportContext};
use super::history::history;
use super::mix::mix;
use super::pool::{Breakdown, LastCycle, PoolReport, PoolReports};
use super::reading::{inputs, quality, tool};
use super::request::Request;
use super::timeline::Timeline;
use super::usage::Usage;
use super::{CycleRow, PlanInfo, Report, SCHEMA, judge, lines, what_if};
use crate::alerts::Params;
use crate::base::{Credits, Day, Ratio6, Untrusted, letters};
use crate::event::Pool;
use crate::ledger::Span;
use crate::model::{ClassInfo, Source};

/// Days of an app's latest course: those of the trailing average.
const RECENT: i32 = 14;
/// Apps that show their latest days. More small charts than this are not compared by eye.
const MOST_RECENT: usize = 50;

/// Builds the report.
pub(crate) fn build(facts: &Facts, request: &Request, rules: &Params) -> Report {
    let timeline = Timeline::of(facts.ledger, request);
    let mut report = Report {
        schema: SCHEMA.to_owned(),
        tool: tool(facts, timeline),
        as_of: timeline.map(|t| t.as_of),
        partial_today: timeline.is_some_and(|t| t.partial),
        log_ends: timeline.and_then(Timeline::ended),
        quiet_days: timeline.map_or(0, Timeline::quiet_days),
        timezone: request.zone.to_string(),
        period: timeline.map(|t| t.period()),
        cycle: timeline.map(|t| ReportContext { facts, request, timeline: t }.cycle_info()),
        plan: None,
        unit: request.unit.clone(),
        filters: request.filters.clone(),
        inputs: inputs(
            facts,
            request.zone,
            timeline.map(|t| t.as_of.end(&request.zone)),
            Limits::default().max_age_hours,
        ),
        quality: quality(facts, timeline),
        mix: Vec::new(),
        pools: PoolReports {
            message: PoolReport::default(),
            integration: PoolReport::default(),
            unassigned: None,
        },
        cycles: Vec::new(),
        alerts: Vec::new(),
        alert_days: Vec::new(),
        advice: None,
        what_if: None,
        by: Vec::new(),
        findings: Vec::new(),
        audit: None,
        usage: request.lines.then(Usage::default),
    };
    let Some(timeline) = timeline else { return report };
    let context = ReportContext { facts, request, timeline };
    report.plan = request.plan_on(timeline.as_of).map(PlanInfo::of);
    report.pools.message = without_parts(pool(&context, Pool::Message));
    report.pools.integration = without_parts(pool(&context, Pool::Integration));
    report.pools.unassigned = Some(without_parts(pool(&context, Pool::Unassigned)))
        .filter(|pool| pool.events > 0 || pool.used.is_some_and(|u| !u.is_zero()));
    if request.snapshot.is_none() {
        report.mix = mix(&request.unit, &report.pools);
    }
    report.cycles = cycles(&context);
    report.by = extras(&context);
    if request.lines {
        report.usage = Some(lines::usage(&context));
    }
    judge::judge(&context, rules, &mut report);
    // A snapshot has no days to replay.
    if request.snapshot.is_none() {
        report.what_if = what_if::what_if(&context, &request.what_if);
    }
    report
}

/// The section of one pool.
fn pool(context: &ReportContext, pool: Pool) -> PoolReport {
    if !context.observes(pool) {
        return PoolReport::default();
    }
    let names = context.facts.names;
    let span = context.span(pool, context.timeline.from);
    let total = span.total();
    let cycle = context.timeline.cycle;
    let allowance = context.allowance(pool, cycle);
    let granted = context.granted(pool, cycle);
    let whole = context.request.sees_whole(pool);
    let used = context.used_if_known(pool, cycle).filter(|_| whole);
    // After the log's end more may have been used, so what remains is unknown.
    let is_known = whole && context.timeline.ended().is_none();
    let capacity = allowance.map(|a| a + granted).filter(|_| is_known);
    let classes = context.facts.classes;
    let mut by_class = ranked(
        &span,
        |key| key.class,
        |class| Some(Untrusted::from(classes[usize::from(class.0)].id.clone())),
    );
    for row in &mut by_class {
        row.title = classes
            .iter()
            .find(|c| row.name.as_ref().is_some_and(|n| n.raw() == c.id))
            .map(|c| c.title.clone());
    }
    let mut by_model = ranked(&span, |key| key.model, |own| names.plain(own));
    let titles = model_titles(classes);
    for row in &mut by_model {
        let title = |name: &Untrusted| titles.get(&letters(name.raw())).copied();
        let title = row.name.as_ref().and_then(|name| title(name).filter(|t| *t != name.raw()));
        row.title = title.map(str::to_owned);
    }
    PoolReport {
        observed: true,
        known: context.timeline.from <= context.timeline.known_until,
        credits: total.credits,
        events: total.events,
        refunded: total.refunded,
        reported: total.reported,
        modeled: total.modeled,
        modeled_low: total.low,
        modeled_high: total.high,
        reported_estimates: total.estimates,
        unpriced_events: total.unpriced,
        allowance,
        allowance_from: context.allowance_from(pool, cycle),
        granted: Some(granted).filter(|_| !context.request.part_of_pool),
        used,
        remaining: capacity.zip(used).map(|(c, u)| c - u).or_else(|| context.left(pool)),
        used_share: capacity.zip(used).and_then(|(c, u)| Ratio6::of(u, c)),
        last_cycle: last_cycle(context, pool).filter(|_| whole),
        by_app: apps(context, pool, &span),
        by_source: ranked(
            &span,
            |key| classes[usize::from(key.class.0)].source,
            |source| Some(Untrusted::from(source.name())),
        ),
        by_class,
        by_model,
        by_user: ranked(&span, |key| key.user, |own| names.user(own)),
        by_operation: ranked(&span, |key| key.operation, |own| names.plain(own)),
        daily: daily(context, pool, &span),
        hours: hours(context, pool),
        history: history(context, pool),
        projection: None,
    }
}

/// The names for people of the models, which stand in brackets in the titles of classes, by their letters: `GPT-5` for `gpt_5`.
fn model_titles(classes: &[ClassInfo]) -> BTreeMap<String, &str> {
    let mut titles = BTreeMap::new();
    for class in classes {
        let before_end = class.title.strip_suffix(')');
        if let Some((_, title)) = before_end.and_then(|text| text.rsplit_once('(')) {
            titles.entry(letters(title)).or_insert(title);
        }
    }
    titles
}

/// Leaves out the parts of a pool of daily totals, which the log does not list: apps, users and kinds of call.
fn without_parts(mut pool: PoolReport) -> PoolReport {
    let are_all = |source: Source| {
        let is_it = |row: &Breakdown| row.name.as_ref().is_some_and(|n| n.raw() == source.name());
        !pool.by_source.is_empty() && pool.by_source.iter().all(is_it)
    };
    if are_all(Source::Snapshot) {
        super::snapshot::without_kinds(&mut pool);
    } else if are_all(Source::DailyTotals) {
        for rows in [
            &mut pool.by_app,
            &mut pool.by_source,
            &mut pool.by_class,
            &mut pool.by_model,
            &mut pool.by_user,
            &mut pool.by_operation,
        ] {
            rows.clear();
        }
        pool.daily.iter_mut().for_each(|day| day.by_source.clear());
    }
    pool
}

/// The same days of the cycle before. Of both cycles as many whole days count as have passed in this one; the earlier may be
/// shorter.
fn last_cycle(context: &ReportContext, pool: Pool) -> Option<LastCycle> {
    let Timeline { cycle, as_of, partial, log_first, .. } = context.timeline;
    let before = context.request.cycle.cycle_of(cycle.start.plus(-1));
    let days = (as_of.since(cycle.start) + i32::from(!partial)).min(before.days());
    let is_covered = log_first.is_some_and(|first| first <= before.start);
    let is_set = !context.request.cycle.assumes(cycle) && !context.request.cycle.assumes(before);
    let is_known = is_set
        && context.timeline.ended().is_none()
        && !context.request.used_before.contains_key(&pool);
    if days < 1 || !is_covered || !is_known {
        return None;
    }
    let used =
        |from: Day| context.facts.ledger.span(pool, from, from.plus(days - 1)).total().credits;
    let (now, then) = (used(cycle.start), used(before.start));
    let change =
        Some(then).filter(|then| then.is_positive()).and_then(|then| Ratio6::of(now - then, then));
    Some(LastCycle { from: before.start, to: before.start.plus(days - 1), used: then, change })
}

/// By app; the first ones with their latest days.
fn apps(context: &ReportContext, pool: Pool, span: &Span) -> Vec<Breakdown> {
    let names = context.facts.names;
    let mut rows = ranked(span, |key| key.app, |own| names.app(own));
    let last = context.timeline.known_until;
    let first = context.timeline.log_first.unwrap_or(last).max(last.plus(1 - RECENT));
    // A log can have 100,000 apps, and only the first ones need their days.
    let mut days: BTreeMap<Option<Untrusted>, Vec<Credits>> = rows
        .iter()
        .take(MOST_RECENT)
        .map(|row| (row.name.clone(), first.through(last).map(|_| Credits::ZERO).collect()))
        .collect();
    for (app, series) in context.span(pool, first).series_by(|key| key.app) {
        let Some(days) = days.get_mut(&names.app(app)) else { continue };
        days.iter_mut().zip(series.window(first, last)).for_each(|(sum, credits)| *sum += credits);
    }
    for row in rows.iter_mut().take(MOST_RECENT) {
        row.recent =
            days.remove(&row.name).filter(|d| d.iter().any(|c| !c.is_zero())).unwrap_or_default();
    }
    rows
}

/// By hour of the week.
fn hours(context: &ReportContext, pool: Pool) -> Vec<HourRow> {
    let hours = context.facts.ledger.hours(pool, context.timeline.from, context.timeline.as_of);
    let row = |((weekday, hour), (credits, events))| HourRow { weekday, hour, credits, events };
    hours.into_iter().map(row).collect()
}

/// By day: every day of the period.
fn daily(context: &ReportContext, pool: Pool, span: &Span) -> Vec<DailyRow> {
    let mut days: BTreeMap<Day, (Credits, u64)> = BTreeMap::new();
    let mut sources: BTreeMap<Day, BTreeMap<String, Credits>> = BTreeMap::new();
    for ((source, day), (credits, events)) in
        span.by_day(|key| context.facts.classes[usize::from(key.class.0)].source)
    {
        let sum = days.entry(day).or_default();
        *sum = (sum.0 + credits, sum.1 + events);
        if !credits.is_zero() {
            sources.entry(day).or_default().insert(source.name().to_owned(), credits);
        }
    }
    let first = context.timeline.log_first.unwrap_or(context.timeline.as_of);
    let series = context.span(pool, first).series().floored();
    let average = |date: Day| {
        let from = date.plus(-14);
        (from >= first)
            .then(|| Ratio6::of(series.sum(from, date.plus(-1)), Credits::whole(14)))
            .flatten()
    };
    let row = |date| {
        let (credits, events) = days.get(&date).copied().unwrap_or_default();
        let by_source = sources.remove(&date).unwrap_or_default();
        DailyRow { date, credits, events, average: average(date), by_source }
    };
    context.timeline.listed_from().through(context.timeline.known_until).map(row).collect()
}

/// Each pool in every cycle of the log.
fn cycles(context: &ReportContext) -> Vec<CycleRow> {
    let Some(first) = context.timeline.log_first else { return Vec::new() };
    let cycles = context.request.cycle.cycles(first, context.timeline.as_of);
    let mut rows = Vec::new();
    for cycle in cycles {
        for pool in Pool::ALL {
            let used = context.used_if_known(pool, cycle);
            let is_unassigned = pool == Pool::Unassigned
                && used.is_none_or(super::super::base::credits::Credits::is_zero);
            if !context.request.keeps(pool) || is_unassigned || !context.observes(pool) {
                continue;
            }
            let allowance = context.allowance(pool, cycle);
            let covered = context.covers_whole(pool, cycle);
            let over = cycle.reset <= context.timeline.as_of;
            let capacity = allowance.map(|a| a + context.granted(pool, cycle));
            let known = over && covered && context.request.sees_whole(pool);
            let unused = capacity
                .zip(used)
                .filter(|_| known)
                .map(|(capacity, used)| (capacity - used).floor_zero());
            rows.push(CycleRow {
                start: cycle.start,
                end: cycle.reset,
                pool,
                used,
                allowance,
                unused,
                covered,
            });
        }
    }
    rows
}
