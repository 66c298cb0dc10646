//! Functions that run for long, and batches that call for each record inside the platform.

use std::collections::BTreeSet;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{BatchFacts, Facts, LongRunFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::inputs::is_person;
use crate::audit::params::{self, Params};
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::model::Source;

/// A scheduled batch starts in at most this many hours of the day.
const MOST_HOURS: usize = 2;

pub(super) struct LongFunctions;

impl Detector for LongFunctions {
    fn id(&self) -> &'static str {
        "long-functions"
    }
    fn letter(&self) -> char {
        'N'
    }
    fn title(&self) -> &'static str {
        "long runs of functions, and batches that call for each record"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("external")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/long-functions.md")
    }
    fn weakness(&self) -> &'static str {
        "Sources disagree on whether function runs are charged; only credits that the log reports are counted."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_call()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let mut all = self.long_runs(timeline, params);
        all.extend(self.batches(timeline, params));
        all
    }
}

impl LongFunctions {
    fn long_runs(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let limits = &params.long_functions;
        let least = Credits::whole(1000 * limits.seconds);
        let mut all = Vec::new();
        for ((pool, app), runs) in timeline.group(|event| {
            (event.class.source == Source::Backend && !event.is_refund())
                .then_some((event.classified.pool, event.app))
        }) {
            let is_long = |p: &&usize| {
                let event = &timeline.events[**p];
                event.logged.duration_ms.is_some_and(|ms| ms >= least) || is_large(event, limits)
            };
            let long: Vec<usize> = runs.iter().filter(is_long).copied().collect();
            if long.is_empty() || long.len() < limits.least_runs {
                continue;
            }
            let class = if is_nightly(timeline, &long, limits) {
                FindingClass::Fix
            } else {
                FindingClass::Question
            };
            all.push(self.long(timeline, limits, class, (long, runs.len())).within(pool, app));
        }
        all
    }

    /// A job that runs at its hour, charged, belongs outside. What people start, or what no source prices, is a question.
    fn long(
        &self,
        timeline: &Timeline,
        limits: &params::LongFunctions,
        class: FindingClass,
        (long, runs): (Vec<usize>, usize),
    ) -> DraftFinding {
        let cost = timeline.cost(&long);
        let facts = Facts::LongRuns(LongRunFacts {
            asked: class == FindingClass::Question,
            long: long.len(),
            runs,
            seconds: limits.seconds,
            records: long.iter().filter_map(|p| records(&timeline.events[*p])).max(),
            cost,
        });
        let mut fix = Fix::default();
        let cautious = if class == FindingClass::Fix { 50 } else { 100 };
        let charged: Vec<usize> =
            long.iter().copied().filter(|p| timeline.events[*p].cost.is_some()).collect();
        if cost.high.is_positive() {
            fix.leave_percent(timeline, &charged, [cautious, 0, 0]);
        }
        let parts = parts(timeline, &long);
        let low = cost.scaled(100 - cautious, 100).low;
        DraftFinding::new(self.id(), class, Effort::Hours(4, 8), facts)
            .with_fix(fix)
            .with_parts(parts)
            .rest_on(long, runs, Estimate { low, ..cost })
            .measured_if_reported(timeline)
    }

    /// Finds calls of one feature, seconds apart, day after day: a loop over records. Whether they are needed is a question.
    fn batches(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let calls = timeline.group(|event| {
            let feature = event.feature.filter(|_| {
                event.is_call() && event.at.is_some() && event.class.source != Source::Automations
            });
            feature.map(|feature| {
                (event.classified.pool, event.app, feature, event.call(), event.user)
            })
        });
        let mut all = Vec::new();
        for ((pool, app, feature, call, user), calls) in calls {
            if let Some(draft) = self.batch(timeline, params, call, &calls) {
                let mut draft = draft.within(pool, app);
                draft.finding.feature = Some(Untrusted::from(feature));
                draft.finding.user = user.map(Untrusted::from);
                all.push(draft);
            }
        }
        all
    }

    fn batch(
        &self,
        timeline: &Timeline,
        params: &Params,
        call: &str,
        calls: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.long_functions;
        let mut runs = runs(timeline, calls, limits.loop_gap_seconds);
        runs.retain(|run| run.len() >= limits.loop_calls);
        let first = |run: &Vec<usize>| &timeline.events[run[0]];
        let hours: BTreeSet<u32> = runs
            .iter()
            .filter_map(|run| first(run).at)
            .map(|at| timeline.zone.hour_of(at))
            .collect();
        let days: BTreeSet<_> = runs.iter().map(|run| first(run).day).collect();
        if days.len() < limits.loop_days || hours.len() > MOST_HOURS {
            return None;
        }
        let looped = runs.concat();
        let cost = timeline.cost(&looped);
        let facts = Facts::Batches(BatchFacts {
            call: call.to_owned(),
            runs: runs.len(),
            days: days.len(),
            calls: looped.len(),
            longest: runs.iter().map(Vec::len).max().unwrap_or(0),
            cost,
        });
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &looped, [100, 50, 0]);
        let wasted = Estimate::around(Credits::ZERO, cost.scaled(1, 2).typical, cost.high);
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(4, 8), facts)
                .with_fix(fix)
                .rest_on(looped, calls.len(), wasted)
                .measured_if_reported(timeline);
        Some(draft)
    }
}

/// Returns true if a run went over more records than a page of them.
fn is_large(event: &TimelineEvent, limits: &params::LongFunctions) -> bool {
    records(event).is_some_and(|n| n >= limits.many_records)
}

fn records(event: &TimelineEvent) -> Option<u64> {
    let keys = [
        "records",
        "recordsprocessed",
        "recordswritten",
        "recordcount",
        "rows",
        "rowsprocessed",
        "items",
        "itemsprocessed",
        "processed",
    ];
    event.metadata(&keys)?.trim().parse().ok()
}

/// Returns true if the runs are charged, come on several days at the same hours, and no person started them.
fn is_nightly(timeline: &Timeline, runs: &[usize], limits: &params::LongFunctions) -> bool {
    let events = || runs.iter().map(|p| &timeline.events[*p]);
    let days: BTreeSet<_> = events().map(|event| event.day).collect();
    let hours: BTreeSet<u32> =
        events().filter_map(|event| event.at).map(|at| timeline.zone.hour_of(at)).collect();
    days.len() >= limits.loop_days
        && hours.len() <= MOST_HOURS
        && timeline.cost(runs).high.is_positive()
        && !events().any(is_person)
}

/// Splits calls into runs, each call at most this many seconds after the one before.
fn runs(timeline: &Timeline, calls: &[usize], gap_seconds: i64) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for position in calls {
        let near = |run: &&mut Vec<usize>| {
            let last = run.last().and_then(|last| timeline.events[*last].at);
            let now = timeline.events[*position].at;
            last.zip(now)
                .is_some_and(|(last, now)| now.micros() - last.micros() <= gap_seconds * 1_000_000)
        };
        match runs.last_mut().filter(near) {
            Some(run) => run.push(*position),
            None => runs.push(vec![*position]),
        }
    }
    runs
}

fn parts(timeline: &Timeline, long: &[usize]) -> Vec<Part> {
    let part = |(feature, runs): (Option<&str>, Vec<usize>)| {
        let durations = runs.iter().filter_map(|p| timeline.events[*p].logged.duration_ms);
        Part {
            kind: NameKind::Feature,
            name: feature.map(Untrusted::from),
            events: runs.len() as u64,
            credits: timeline.cost(&runs).typical,
            note: PartNote::Longest(durations.max().unwrap_or_default()),
        }
    };
    timeline.by_feature(long).into_iter().map(part).collect()
}
