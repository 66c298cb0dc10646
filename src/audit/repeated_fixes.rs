//! Automatic fixes one after another, and the prompts that set them off.

use super::estimate::Estimate;
use super::text::{count, number, range};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};

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
        include_str!("docs/repeated-fixes.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see whether the last fix of a run worked; whether fixes are charged depends on the plan."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build() || row.is("fix.auto")
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.repeated_fixes;
        let mut all = Vec::new();
        for ((pool, app), rows) in trail.group(|row| {
            (row.is("fix.auto") && row.at.is_some()).then_some((row.classified.pool, row.app))
        }) {
            let mut runs: Vec<Vec<usize>> = Vec::new();
            for position in &rows {
                let near = |run: &Vec<usize>| {
                    run.last().is_some_and(|last| {
                        trail.rows[*position]
                            .minutes_since(&trail.rows[*last])
                            .is_some_and(|m| m <= limits.gap_minutes)
                    })
                };
                match runs.last_mut().filter(|run| near(run)) {
                    Some(run) => run.push(*position),
                    None => runs.push(vec![*position]),
                }
            }
            runs.retain(|run| run.len() >= limits.least_fixes.max(2));
            if runs.is_empty() {
                continue;
            }
            let mut found = Found::new(self, "Repeated automatic fixes").within(pool, app).advise(
                FindingClass::Habit,
                "habit",
                "After the second automatic fix in a row, revert to the last working version and describe the change anew.",
            );
            let (mut evidence, mut parts) = (Vec::new(), Vec::new());
            let mut wasted = Estimate::ZERO;
            for run in &runs {
                let (after_first, after_second) = (trail.cost(&run[1..]), trail.cost(&run[2..]));
                wasted += Estimate::around(after_second.low, after_first.typical, after_first.high);
                for (n, position) in run
                    .iter()
                    .enumerate()
                    .skip(1)
                    .filter(|(_, p)| trail.rows[**p].credits() > Credits::ZERO)
                {
                    let second = if n == 1 { 100 } else { 0 };
                    found.fix.leave_percent(
                        trail,
                        *position,
                        if n == 1 { 100 } else { 50 },
                        second,
                        0,
                    );
                }
                evidence.extend(run.iter().copied());
                let cause = (0..run[0])
                    .rev()
                    .find(|p| trail.rows[*p].is_build() && trail.rows[*p].app == app);
                let cause = cause.filter(|p| {
                    trail.rows[run[0]]
                        .minutes_since(&trail.rows[*p])
                        .is_some_and(|m| m <= limits.gap_minutes)
                });
                evidence.extend(cause);
                parts.push(Part {
                    kind: NameKind::Feature,
                    name: cause
                        .and_then(|p| {
                            trail.rows[p].feature.or_else(|| trail.rows[p].files().next())
                        })
                        .map(Untrusted::from),
                    events: run.len() as u64,
                    credits: trail.cost(run).typical,
                    note: format!(
                        "from {}{}",
                        trail.rows[run[0]].event.stamp,
                        cause.map_or_else(String::new, |p| format!(
                            ", after the prompt of {}",
                            trail.rows[p].event.stamp
                        ))
                    ),
                });
            }
            let fixes: Vec<usize> = runs.concat();
            let charged =
                fixes.iter().filter(|p| trail.rows[**p].credits() > Credits::ZERO).count();
            found.finding.summary = format!(
                "{} of {} in a row or more: {} fixes, {} of them charged, {} credits.",
                count(runs.len(), "run"),
                limits.least_fixes,
                number(fixes.len()),
                number(charged),
                range(trail.cost(&fixes)),
            );
            found.detail("runs", runs.len());
            found.detail("longest run", runs.iter().map(Vec::len).max().unwrap_or(0));
            found.detail("fixes charged", charged);
            found.list(parts);
            found.rest_on(evidence, rows.len(), wasted);
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}
