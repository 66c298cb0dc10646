//! Automations that run whether or not there is anything to do.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, median};
use crate::audit::facts::{AutomationFacts, Facts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::model::Source;

/// Metadata keys that count the records of a run.
const RECORD_COUNTS: [&str; 8] = [
    "recordswritten",
    "recordsprocessed",
    "records",
    "processed",
    "itemsprocessed",
    "items",
    "rowswritten",
    "recordsupdated",
];

pub(super) struct ScheduledDrain;

impl Detector for ScheduledDrain {
    fn id(&self) -> &'static str {
        "scheduled-drain"
    }
    fn letter(&self) -> char {
        'A'
    }
    fn title(&self) -> &'static str {
        "automations that mostly find nothing to do"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("cadence")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/scheduled-drain.md")
    }
    fn weakness(&self) -> &'static str {
        "A run counts as idle only if the log says so (no records, nothing to do); otherwise only its schedule is known."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        is_automation(event) || event.is_call()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let automations = timeline.group(|event| {
            (is_automation(event) && !event.is_refund()).then_some((
                event.classified.pool,
                event.app,
                event.feature,
            ))
        });
        let mut all = Vec::new();
        for ((pool, app, feature), runs) in automations {
            if let Some(draft) = self.of_automation(timeline, params, &runs) {
                let mut draft = draft.within(pool, app);
                draft.finding.feature = feature.map(Untrusted::from);
                all.push(draft);
            }
        }
        all
    }
}

impl ScheduledDrain {
    fn of_automation(
        &self,
        timeline: &Timeline,
        params: &Params,
        runs: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.scheduled_drain;
        if runs.len() < limits.least_runs {
            return None;
        }
        let is_idle = |p: &usize| is_idle(&timeline.events[*p]);
        let idle: Vec<usize> = runs.iter().copied().filter(|p| is_idle(p) == Some(true)).collect();
        let informative = runs.iter().filter(|p| is_idle(p).is_some()).count();
        let runs_count = i64::try_from(runs.len()).unwrap_or(i64::MAX);
        let known_idle = !idle.is_empty() && 100 * idle.len() >= limits.idle_percent * runs.len();
        let is_frequent = runs_count >= limits.runs_a_day * i64::from(timeline.days());
        let facts = Facts::Automation(AutomationFacts {
            known_idle,
            runs: runs.len(),
            informative,
            idle: idle.len(),
            cost: timeline.cost(runs),
            idle_cost: timeline.cost(&idle),
            days: timeline.days(),
            minutes_between: minutes_between(timeline, runs),
        });
        if known_idle {
            Some(self.idle(timeline, facts, idle, runs.len()))
        } else if informative == 0 && is_frequent {
            Some(self.frequent(timeline, facts, runs))
        } else {
            None
        }
    }

    /// Most runs are known to be idle: an automation that is started by its event has none.
    fn idle(
        &self,
        timeline: &Timeline,
        facts: Facts,
        idle: Vec<usize>,
        runs: usize,
    ) -> DraftFinding {
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &idle, [50, 0, 0]);
        let wasted = timeline.cost(&idle);
        let low = wasted.scaled(1, 2).low;
        DraftFinding::new(self.id(), FindingClass::Fix, Effort::Hours(1, 2), facts)
            .with_fix(fix)
            .rest_on(idle, runs, Estimate { low, ..wasted })
            .measured_if_reported(timeline)
    }

    /// No run says what it did, but there are many: half of them may be idle.
    fn frequent(&self, timeline: &Timeline, facts: Facts, runs: &[usize]) -> DraftFinding {
        let mut fix = Fix::default();
        fix.leave_percent(timeline, runs, [100, 50, 0]);
        let cost = timeline.cost(runs);
        let wasted = Estimate::around(Credits::ZERO, cost.scaled(1, 2).typical, cost.high);
        DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(1, 2), facts)
            .with_fix(fix)
            .rest_on(runs.to_vec(), runs.len(), wasted)
            .measured_if_reported(timeline)
    }
}

/// By class, or, if the log names no operation, by the automation that the event names.
fn is_automation(event: &TimelineEvent) -> bool {
    match event.class.source {
        Source::Automations => true,
        Source::Unclassified => {
            event.metadata(&["automationid", "automationname", "automation"]).is_some()
        }
        _ => false,
    }
}

/// Returns whether the run found nothing to do; `None` if the event does not say.
fn is_idle(event: &TimelineEvent) -> Option<bool> {
    let records = event.metadata(&RECORD_COUNTS).and_then(|n| n.trim().parse::<Credits>().ok());
    if let Some(records) = records {
        return Some(records.is_zero() && !counts_other_work(event));
    }
    event.prompt().filter(|text| keywords::says_idle(text)).map(|_| true)
}

/// Returns true if the run wrote no records, but counts something else that it did.
fn counts_other_work(event: &TimelineEvent) -> bool {
    const WORK: [&str; 13] = [
        "created", "updated", "deleted", "imported", "exported", "sent", "emails", "matched",
        "found", "notified", "synced", "orders", "uploaded",
    ];
    event.metadata_pairs().iter().any(|(key, value)| {
        let counts = WORK.iter().any(|word| key.starts_with(word) || key.ends_with(word));
        counts && value.trim().parse::<u64>().is_ok_and(|n| n > 0)
    })
}

/// Median number of minutes between runs.
fn minutes_between(timeline: &Timeline, runs: &[usize]) -> Option<i64> {
    let gaps = runs
        .windows(2)
        .filter_map(|pair| timeline.events[pair[1]].minutes_since(&timeline.events[pair[0]]));
    median(gaps.collect())
}
