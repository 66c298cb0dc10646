//! Prompts for small changes that the editor makes for free.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, SmallFixFacts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::event::Pool;

pub(super) struct SmallFixes;

impl Detector for SmallFixes {
    fn id(&self) -> &'static str {
        "small-fixes"
    }
    fn letter(&self) -> char {
        'S'
    }
    fn title(&self) -> &'static str {
        "prompts for small changes that the editor makes for free"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("editor")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/small-fixes.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show whether the editor could have made a change; without logged prompts it only shows that they were simple."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        timeline
            .group(|event| event.is_build().then_some((event.classified.pool, event.app)))
            .into_iter()
            .filter_map(|(place, prompts)| self.in_app(timeline, params, place, &prompts))
            .collect()
    }
}

impl SmallFixes {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        (pool, app): (Pool, Option<&str>),
        prompts: &[usize],
    ) -> Option<DraftFinding> {
        let limits = &params.small_fixes;
        let simple: Vec<usize> =
            prompts.iter().copied().filter(|p| timeline.events[*p].is_simple_build()).collect();
        if simple.is_empty()
            || simple.len() < limits.least_turns
            || 100 * simple.len() < limits.least_percent * prompts.len()
        {
            return None;
        }
        let text = |p: &usize| timeline.events[*p].prompt();
        let (with_text, without_text): (Vec<usize>, Vec<usize>) =
            simple.iter().partition(|p| text(p).is_some());
        let (looks, other): (Vec<usize>, Vec<usize>) =
            with_text.iter().partition(|p| text(p).is_some_and(keywords::is_about_looks));
        if without_text.is_empty() && looks.len() < limits.least_turns {
            return None;
        }
        // For prompts about looks, assume that at least two thirds are saved; for prompts without text, the published 30–50 %.
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &looks, [34, 0, 0]);
        fix.leave_percent(timeline, &without_text, [70, 50, 0]);
        fix.leave_percent(timeline, &other, [100, 100, 0]);
        let cost = timeline.cost(&simple);
        let (sure, unsure) = (timeline.cost(&looks), timeline.cost(&without_text));
        let low = sure.scaled(66, 100).low + unsure.scaled(30, 100).low;
        let typical = sure.typical + unsure.scaled(1, 2).typical;
        let facts = Facts::SmallFixes(SmallFixFacts {
            simple: simple.len(),
            prompts: prompts.len(),
            looks: looks.len(),
            without_text: without_text.len(),
            cost,
        });
        let draft = DraftFinding::new(self.id(), FindingClass::Habit, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .rest_on(simple, prompts.len(), Estimate::around(low, typical, cost.high));
        Some(draft)
    }
}
