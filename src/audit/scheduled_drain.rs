//! Automations that run whether or not there is anything to do.

use super::estimate::Estimate;
use super::text::{amount, number, percent, range};
use super::words;
use super::{Detector, FindingClass, Found, Params, Row, Trail};
use crate::base::{Credits, Untrusted};
use crate::model::Source;

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
        include_str!("docs/scheduled-drain.md")
    }
    fn weakness(&self) -> &'static str {
        "A run is idle only where the log says so (no records, nothing to do); without that, only its cadence is known."
    }
    fn looks_at(&self, row: &Row) -> bool {
        is_automation(row) || row.is_call()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.scheduled_drain;
        let mut all = Vec::new();
        let automations = trail.group(|row| {
            (is_automation(row) && !row.is_refund()).then_some((
                row.classified.pool,
                row.app,
                row.feature,
            ))
        });
        for ((pool, app, feature), runs) in automations {
            if runs.len() < limits.least_runs {
                continue;
            }
            let idle: Vec<usize> = runs
                .iter()
                .copied()
                .filter(|p| did_nothing(&trail.rows[*p]) == Some(true))
                .collect();
            let told = runs.iter().filter(|p| did_nothing(&trail.rows[**p]).is_some()).count();
            let runs_count = i64::try_from(runs.len()).unwrap_or(i64::MAX);
            let mut found =
                Found::new(self, "An automation that mostly runs idle").within(pool, app);
            let cost = trail.cost(&runs);
            if !idle.is_empty() && 100 * idle.len() >= limits.idle_percent * runs.len() {
                found = found.advise(
                    FindingClass::Fix,
                    "1–2 h",
                    "Start this automation by the event that it waits for, or run it as often as it finds something to do.",
                );
                for position in &idle {
                    found.fix.leave_percent(trail, *position, 50, 0, 0);
                }
                let wasted = trail.cost(&idle);
                found.finding.summary = format!(
                    "{} of {} runs ({}) found nothing to do: {} credits.",
                    number(idle.len()),
                    number(runs.len()),
                    percent(idle.len(), runs.len()),
                    range(wasted)
                );
                let low = wasted.scaled(1, 2).low;
                found.rest_on(idle.clone(), runs.len(), Estimate { low, ..wasted });
                found.measured_if_reported(trail);
            } else if told == 0 && runs_count >= limits.runs_a_day * i64::from(trail.days()) {
                found = found.advise(
                    FindingClass::Question,
                    "1–2 h",
                    "Ask how many of these runs find something to do, and log it with each run.",
                );
                "An automation that runs often".clone_into(&mut found.finding.title);
                for position in &runs {
                    found.fix.leave_percent(trail, *position, 100, 50, 0);
                }
                found.finding.summary = format!(
                    "{} runs cost {} credits; at half the cadence it would be {}.",
                    number(runs.len()),
                    range(cost),
                    range(cost.scaled(1, 2))
                );
                found.rest_on(
                    runs.clone(),
                    runs.len(),
                    Estimate::around(Credits::ZERO, cost.scaled(1, 2).typical, cost.high),
                );
            } else {
                continue;
            }
            found.finding.feature = feature.map(Untrusted::from);
            found.detail("runs", runs.len());
            found.detail("runs that say what they did", told);
            found.detail("of them idle", idle.len());
            found.detail("credits a day", amount(cost.scaled(1, i64::from(trail.days())).typical));
            if let Some(minutes) = cadence(trail, &runs) {
                found.detail("minutes between runs", minutes);
            }
            all.push(found);
        }
        all
    }
}

/// By its class; or, where the log names no operation, by the automation that the row names.
fn is_automation(row: &Row) -> bool {
    match row.class.source {
        Source::Automations => true,
        Source::Unclassified => {
            row.extra(&["automationid", "automationname", "automation"]).is_some()
        }
        _ => false,
    }
}

/// Whether the row says that the run found nothing to do; `None` where it says nothing of the kind.
fn did_nothing(row: &Row) -> Option<bool> {
    let keys = [
        "recordswritten",
        "recordsprocessed",
        "records",
        "processed",
        "itemsprocessed",
        "items",
        "rowswritten",
        "recordsupdated",
    ];
    if let Some(records) = row.extra(&keys).and_then(|n| n.trim().parse::<Credits>().ok()) {
        return Some(records.is_zero());
    }
    row.prompt().filter(|text| words::is_idle(text)).map(|_| true)
}

/// The middle of the minutes between runs.
fn cadence(trail: &Trail, runs: &[usize]) -> Option<i64> {
    let mut gaps: Vec<i64> = runs
        .windows(2)
        .filter_map(|pair| trail.rows[pair[1]].minutes_since(&trail.rows[pair[0]]))
        .collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}
