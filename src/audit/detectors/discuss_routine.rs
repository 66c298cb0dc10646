//! Discuss turns next to prompts that needed no discussion.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{DiscussFacts, Facts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::event::Pool;

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
        include_str!("../docs/discuss-routine.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show what was discussed: a turn that kept a prompt simple looks like one that was not needed."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build() || event.is("discuss")
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        timeline
            .group(|event| {
                (event.is("discuss") && event.at.is_some())
                    .then_some((event.classified.pool, event.app))
            })
            .into_iter()
            .filter_map(|(place, turns)| self.in_app(timeline, params, place, &turns))
            .collect()
    }
}

impl DiscussRoutine {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        (pool, app): (Pool, Option<&str>),
        turns: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.discuss_routine;
        let routine: Vec<usize> = turns
            .iter()
            .copied()
            .filter(|p| is_routine(timeline, *p, limits.near_minutes))
            .collect();
        if routine.is_empty()
            || routine.len() < limits.least_turns
            || 100 * routine.len() < limits.least_percent * turns.len()
        {
            return None;
        }
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &routine, [50, 0, 0]);
        let cost = timeline.cost(&routine);
        let facts = Facts::Discuss(DiscussFacts {
            routine: routine.len(),
            turns: turns.len(),
            cost,
            discuss_credits: timeline.cost(turns).typical,
            all_credits: timeline.spent(None).typical,
        });
        let half = cost.scaled(1, 2).low;
        let draft = DraftFinding::new(self.id(), FindingClass::Habit, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .rest_on(routine, turns.len(), Estimate::around(half, cost.typical, cost.high))
            .measured_if_reported(timeline);
        Some(draft)
    }
}

/// Returns true if the same user has build prompts in the same app nearby, and all of them are simple.
fn is_routine(timeline: &Timeline, position: usize, minutes: i64) -> bool {
    let turn = &timeline.events[position];
    let near = |p: &usize| {
        let event = &timeline.events[*p];
        let (earlier, later) = if *p < position { (event, turn) } else { (turn, event) };
        later.minutes_since(earlier).is_none_or(|m| m <= minutes)
    };
    let around = (0..position)
        .rev()
        .take_while(near)
        .chain((position + 1..timeline.events.len()).take_while(near));
    let mut prompts = around
        .map(|p| &timeline.events[p])
        .filter(|event| event.is_build() && event.app == turn.app && event.user == turn.user)
        .peekable();
    prompts.peek().is_some() && prompts.all(TimelineEvent::is_simple_build)
}
