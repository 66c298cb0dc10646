//! Discuss turns next to prompts that needed no discussion.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{DiscussFacts, Facts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::event::{Pool, Scope};

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
        // A low price alone does not show that nothing had to be talked over.
        let is_shown = |p: &&usize| {
            prompts_near(timeline, **p, limits.near_minutes).any(|event| {
                event.logged.scope == Some(Scope::Simple)
                    || event.prompt().is_some_and(keywords::is_about_looks)
            })
        };
        let shown = routine.iter().filter(is_shown).count();
        let class =
            if 2 * shown >= routine.len() { FindingClass::Habit } else { FindingClass::Question };
        let mut fix = Fix::default();
        let cautious = if class == FindingClass::Habit { 50 } else { 100 };
        fix.leave_percent(timeline, &routine, [cautious, 0, 0]);
        let cost = timeline.cost(&routine);
        let facts = Facts::Discuss(DiscussFacts {
            routine: routine.len(),
            turns: turns.len(),
            cost,
            discuss_credits: timeline.cost(turns).typical,
            all_credits: timeline.spent(None).typical,
        });
        let half = cost.scaled(100 - cautious, 100).low;
        let draft = DraftFinding::new(self.id(), class, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .rest_on(routine, turns.len(), Estimate::around(half, cost.typical, cost.high))
            .measured_if_reported(timeline);
        Some(draft)
    }
}

/// Returns true if the same user has build prompts in the same app nearby, and all of them are simple.
fn is_routine(timeline: &Timeline, position: usize, minutes: i64) -> bool {
    let mut prompts = prompts_near(timeline, position, minutes).peekable();
    prompts.peek().is_some() && prompts.all(TimelineEvent::is_simple_build)
}

/// The build prompts of the same user in the same app, before and after.
fn prompts_near<'t, 'a>(
    timeline: &'t Timeline<'a>,
    position: usize,
    minutes: i64,
) -> impl Iterator<Item = &'t TimelineEvent<'a>> {
    let turn = &timeline.events[position];
    let near = move |p: &usize| {
        let event = &timeline.events[*p];
        let (earlier, later) = if *p < position { (event, turn) } else { (turn, event) };
        later.minutes_since(earlier).is_none_or(|m| m <= minutes)
    };
    let before = (0..position).rev().take_while(near);
    let after = (position + 1..timeline.events.len()).take_while(near);
    before
        .chain(after)
        .map(|p| &timeline.events[p])
        .filter(move |event| event.is_build() && event.app == turn.app && event.user == turn.user)
}
