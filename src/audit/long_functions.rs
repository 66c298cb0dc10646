//! Functions that run for long, and batches that loop over records inside the platform.

use std::collections::BTreeSet;

use super::estimate::Estimate;
use super::text::{count, number, range};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};
use crate::model::Source;

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
        include_str!("docs/long-functions.md")
    }
    fn weakness(&self) -> &'static str {
        "Whether a function's run is charged at all is disputed between sources; only credits that the log reports are counted."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_call()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let mut all = self.long(trail, params);
        all.extend(self.batches(trail, params));
        all
    }
}

impl LongFunctions {
    fn long(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.long_functions;
        let least = Credits::whole(1000 * limits.seconds);
        let mut all = Vec::new();
        for ((pool, app), runs) in trail.group(|row| {
            (row.class.source == Source::Backend && !row.is_refund())
                .then_some((row.classified.pool, row.app))
        }) {
            let long: Vec<usize> = runs
                .iter()
                .copied()
                .filter(|p| trail.rows[*p].event.duration_ms.is_some_and(|ms| ms >= least))
                .collect();
            let cost = trail.cost(&long);
            if long.is_empty() || long.len() < limits.least_runs || !cost.high.is_positive() {
                continue;
            }
            let mut found = Found::new(self, "Long runs of functions").within(pool, app).advise(
                FindingClass::Fix,
                "4–8 h",
                "Run this job outside the platform, and let the function only start it and store what it brings.",
            );
            for position in &long {
                found.fix.leave_percent(trail, *position, 50, 0, 0);
            }
            found.finding.summary = format!(
                "{} of {} runs took {} s or longer: {} credits.",
                number(long.len()),
                number(runs.len()),
                limits.seconds,
                range(cost)
            );
            found.detail("long runs", long.len());
            found.list(by_feature(trail, &long));
            let low = cost.scaled(1, 2).low;
            found.rest_on(long, runs.len(), Estimate { low, ..cost });
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }

    /// Calls of one feature, seconds apart, day after day: a loop over records. Whether they are needed is a question.
    fn batches(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.long_functions;
        let mut all = Vec::new();
        let calls = trail.group(|row| {
            let feature = row.feature.filter(|_| {
                row.is_call() && row.at.is_some() && row.class.source != Source::Automations
            });
            feature.map(|feature| (row.classified.pool, row.app, feature, row.call(), row.user))
        });
        for ((pool, app, feature, call, user), rows) in calls {
            let mut runs: Vec<Vec<usize>> = Vec::new();
            for position in &rows {
                let near = |run: &&mut Vec<usize>| {
                    let last = run.last().and_then(|last| trail.rows[*last].at);
                    let now = trail.rows[*position].at;
                    last.zip(now).is_some_and(|(last, now)| {
                        now.micros() - last.micros() <= limits.loop_gap_seconds * 1_000_000
                    })
                };
                match runs.last_mut().filter(near) {
                    Some(run) => run.push(*position),
                    None => runs.push(vec![*position]),
                }
            }
            runs.retain(|run| run.len() >= limits.loop_calls);
            let hours: BTreeSet<u32> = runs
                .iter()
                .filter_map(|run| trail.rows[run[0]].at)
                .map(|at| trail.zone.hour_of(at))
                .collect();
            let days: BTreeSet<_> = runs.iter().map(|run| trail.rows[run[0]].day).collect();
            if days.len() < limits.loop_days || hours.len() > 2 {
                continue;
            }
            let looped = runs.concat();
            let cost = trail.cost(&looped);
            let mut found = Found::new(self, format!("A batch that calls {call} for each record")).within(pool, app).advise(
                FindingClass::Question,
                "4–8 h",
                "Ask whether the batch must look at every record every time: process what changed since the last run, and several records a call.",
            );
            found.finding.feature = Some(Untrusted::from(feature));
            found.finding.user = user.map(Untrusted::from);
            for position in &looped {
                found.fix.leave_percent(trail, *position, 100, 50, 0);
            }
            found.finding.summary = format!(
                "{} on {} cost {} credits in {} calls.",
                count(runs.len(), "batch run"),
                count(days.len(), "day"),
                range(cost),
                number(looped.len())
            );
            found.detail("batch runs", runs.len());
            found.detail("longest, in calls", runs.iter().map(Vec::len).max().unwrap_or(0));
            found.rest_on(
                looped,
                rows.len(),
                Estimate::around(Credits::ZERO, cost.scaled(1, 2).typical, cost.high),
            );
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}

fn by_feature(trail: &Trail, rows: &[usize]) -> Vec<Part> {
    let mut features = std::collections::BTreeMap::<Option<&str>, Vec<usize>>::new();
    for position in rows {
        features.entry(trail.rows[*position].feature).or_default().push(*position);
    }
    let part = |(feature, rows): (Option<&str>, Vec<usize>)| {
        let longest =
            rows.iter().filter_map(|p| trail.rows[*p].event.duration_ms).max().unwrap_or_default();
        Part {
            kind: NameKind::Feature,
            name: feature.map(Untrusted::from),
            events: rows.len() as u64,
            credits: trail.cost(&rows).typical,
            note: format!(
                "longest {} s",
                super::text::amount(super::estimate::portion(longest, 1, 1000))
            ),
        }
    };
    features.into_iter().map(part).collect()
}
