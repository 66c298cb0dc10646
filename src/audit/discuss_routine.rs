//! Discuss turns around prompts that needed no discussion.

use super::estimate::Estimate;
use super::text::{number, percent, range, share};
use super::{Detector, FindingClass, Found, Params, Row, Trail};
use crate::base::Credits;
use crate::event::Scope;

pub(super) struct DiscussRoutine;

impl Detector for DiscussRoutine {
    fn id(&self) -> &'static str {
        "discuss-routine"
    }
    fn letter(&self) -> char {
        'D'
    }
    fn title(&self) -> &'static str {
        "discuss turns around simple prompts"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("no-discuss")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/discuss-routine.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see what was discussed: a turn that kept a prompt simple looks like one that was not needed."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build() || row.is("discuss")
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.discuss_routine;
        let mut all = Vec::new();
        for ((pool, app), turns) in trail.group(|row| {
            (row.is("discuss") && row.at.is_some()).then_some((row.classified.pool, row.app))
        }) {
            let routine: Vec<usize> = turns
                .iter()
                .copied()
                .filter(|p| is_routine(trail, *p, limits.near_minutes))
                .collect();
            if routine.is_empty()
                || routine.len() < limits.least_turns
                || 100 * routine.len() < limits.least_percent * turns.len()
            {
                continue;
            }
            let mut found = Found::new(self, "Discuss mode for routine work").within(pool, app).advise(
                FindingClass::Habit,
                "habit",
                "Turn Discuss mode off for routine work, and keep it for what is not clear yet.",
            );
            for position in &routine {
                found.fix.leave_percent(trail, *position, 50, 0, 0);
            }
            let cost = trail.cost(&routine);
            let spent = trail.spent(None).typical;
            found.finding.summary = format!(
                "{} of {} discuss turns ({}) stand beside simple prompts only: {} credits.",
                number(routine.len()),
                number(turns.len()),
                percent(routine.len(), turns.len()),
                range(cost),
            );
            found.detail("discuss turns", turns.len());
            found.detail("beside simple prompts", routine.len());
            found.detail(
                "share of all credits that go to Discuss mode (typical: 5–15 %)",
                share(trail.cost(&turns).typical, spent),
            );
            let half = cost.scaled(1, 2).low;
            found.rest_on(routine, turns.len(), Estimate::around(half, cost.typical, cost.high));
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}

/// Whether every build prompt of the same user and app near it is simple, and there is one.
fn is_routine(trail: &Trail, position: usize, minutes: i64) -> bool {
    let turn = &trail.rows[position];
    let near = |p: &usize| {
        let row = &trail.rows[*p];
        let (earlier, later) = if *p < position { (row, turn) } else { (turn, row) };
        later.minutes_since(earlier).is_none_or(|m| m <= minutes)
    };
    let around = (0..position)
        .rev()
        .take_while(near)
        .chain((position + 1..trail.rows.len()).take_while(near));
    let mut prompts = around
        .map(|p| &trail.rows[p])
        .filter(|row| row.is_build() && row.app == turn.app && row.user == turn.user)
        .peekable();
    prompts.peek().is_some() && prompts.all(is_simple)
}

/// By what it cost where that is reported, else by its evidence.
pub(super) fn is_simple(row: &Row) -> bool {
    let by_scope = row.scope.is_some_and(|(scope, _)| scope == Scope::Simple);
    row.is("build.simple") || (by_scope && row.credits() <= Credits::whole(1))
}
