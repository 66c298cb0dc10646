//! Runs of automatic fixes, and the prompts that set them off.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, FixRunFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::event::Pool;

pub(super) struct RepeatedFixes;

impl Detector for RepeatedFixes {
    fn id(&self) -> &'static str {
        "repeated-fixes"
    }
    fn letter(&self) -> char {
        'F'
    }
    fn title(&self) -> &'static str {
        "automatic fixes one after another"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("stop-fixes")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/repeated-fixes.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show whether the last fix of a run worked; whether fixes are charged depends on the plan."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build() || event.is("fix.auto")
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        timeline
            .group(|event| {
                (event.is("fix.auto") && event.at.is_some())
                    .then_some((event.classified.pool, event.app))
            })
            .into_iter()
            .filter_map(|(place, fixes)| self.in_app(timeline, params, place, &fixes))
            .collect()
    }
}

impl RepeatedFixes {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        (pool, app): (Pool, Option<&str>),
        fixes: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.repeated_fixes;
        let mut runs = runs(timeline, fixes, limits.gap_minutes);
        runs.retain(|run| run.len() >= limits.least_fixes.max(2));
        if runs.is_empty() {
            return None;
        }
        let (mut evidence, mut parts) = (Vec::new(), Vec::new());
        let (mut fix, mut wasted) = (Fix::default(), Estimate::ZERO);
        for run in &runs {
            let (after_first, after_second) = (timeline.cost(&run[1..]), timeline.cost(&run[2..]));
            wasted += Estimate::around(after_second.low, after_first.typical, after_first.high);
            let charged = |fixes: &[usize]| -> Vec<usize> {
                fixes.iter().copied().filter(|p| is_charged(&timeline.events[*p])).collect()
            };
            fix.leave_percent(timeline, &charged(&run[1..2]), [100, 100, 0]);
            fix.leave_percent(timeline, &charged(&run[2..]), [50, 0, 0]);
            let cause = cause(timeline, run[0], limits.gap_minutes);
            evidence.extend(run.iter().copied().chain(cause));
            parts.push(part(timeline, run, cause));
        }
        let in_runs = runs.concat();
        let facts = Facts::FixRuns(FixRunFacts {
            runs: runs.len(),
            least_fixes: limits.least_fixes,
            fixes: in_runs.len(),
            charged: in_runs.iter().filter(|p| is_charged(&timeline.events[**p])).count(),
            longest: runs.iter().map(Vec::len).max().unwrap_or(0),
            cost: timeline.cost(&in_runs),
        });
        let draft = DraftFinding::new(self.id(), FindingClass::Habit, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .with_parts(parts)
            .rest_on(evidence, fixes.len(), wasted)
            .measured_if_reported(timeline);
        Some(draft)
    }
}

fn is_charged(event: &TimelineEvent) -> bool {
    event.credits() > Credits::ZERO
}

/// Splits fixes into runs, each fix at most this many minutes after the one before.
fn runs(timeline: &Timeline, fixes: &[usize], gap_minutes: i64) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for position in fixes {
        let near = |run: &Vec<usize>| {
            run.last().is_some_and(|last| {
                timeline.events[*position]
                    .minutes_since(&timeline.events[*last])
                    .is_some_and(|m| m <= gap_minutes)
            })
        };
        match runs.last_mut().filter(|run| near(run)) {
            Some(run) => run.push(*position),
            None => runs.push(vec![*position]),
        }
    }
    runs
}

/// The last build prompt of the app before a run, if it is near enough.
fn cause(timeline: &Timeline, first: usize, gap_minutes: i64) -> Option<usize> {
    let start = &timeline.events[first];
    // A log may have 100,000 runs, and no prompt before any of them.
    let is_near = |p: &usize| {
        start.minutes_since(&timeline.events[*p]).is_none_or(|minutes| minutes <= gap_minutes)
    };
    let cause = (0..first)
        .rev()
        .take_while(is_near)
        .find(|p| timeline.events[*p].is_build() && timeline.events[*p].app == start.app)?;
    let minutes = start.minutes_since(&timeline.events[cause])?;
    (minutes <= gap_minutes).then_some(cause)
}

fn part(timeline: &Timeline, run: &[usize], cause: Option<usize>) -> Part {
    let cause = cause.map(|p| &timeline.events[p]);
    Part {
        kind: NameKind::Feature,
        name: cause
            .and_then(|prompt| prompt.feature.or_else(|| prompt.files().next()))
            .map(Untrusted::from),
        events: run.len() as u64,
        credits: timeline.cost(run).typical,
        note: PartNote::FixRun {
            start: timeline.events[run[0]].logged.stamp,
            prompt: cause.map(|prompt| prompt.logged.stamp),
        },
    }
}
