//! Prompts for small changes that the editor makes for free.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::audit::detector::Detector;
use crate::audit::detectors::regression_loop;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, SmallFixFacts};
use crate::audit::finding::{Effort, FindingClass};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::Credits;
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
        let held = LazyCell::new(|| regression_loop::held(timeline, params));
        timeline
            .group(|event| event.is_build().then_some((event.classified.pool, event.app)))
            .into_iter()
            .flat_map(|(place, prompts)| self.in_app(timeline, params, place, &prompts, &held))
            .collect()
    }
}

impl SmallFixes {
    /// What the text shows to be about looks is a habit to change; what is only simple is a question.
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        place: (Pool, Option<&str>),
        prompts: &[usize],
        held: &impl Deref<Target = BTreeSet<usize>>,
    ) -> Vec<DraftFinding> {
        let limits = &params.small_fixes;
        let simple: Vec<usize> = prompts
            .iter()
            .copied()
            .filter(|p| timeline.events[*p].is_simple_build() && !held.contains(p))
            .collect();
        let text = |p: &usize| timeline.events[*p].prompt();
        let (looks, other): (Vec<usize>, Vec<usize>) =
            simple.iter().partition(|p| text(p).is_some_and(keywords::is_about_looks));
        let is_enough = |part: &[usize], percent: usize| {
            !part.is_empty()
                && part.len() >= limits.least_turns
                && 100 * part.len() >= percent * prompts.len()
        };
        let mut drafts = Vec::new();
        for (class, part, percent) in [
            (FindingClass::Habit, looks, limits.least_percent),
            (FindingClass::Question, other, limits.asked_percent),
        ] {
            if is_enough(&part, percent) {
                drafts.push(self.draft(timeline, place, class, part, prompts.len()));
            }
        }
        drafts
    }

    fn draft(
        &self,
        timeline: &Timeline,
        (pool, app): (Pool, Option<&str>),
        class: FindingClass,
        simple: Vec<usize>,
        prompts: usize,
    ) -> DraftFinding {
        let is_habit = class == FindingClass::Habit;
        let cost = timeline.cost(&simple);
        let without_text =
            simple.iter().filter(|p| timeline.events[**p].prompt().is_none()).count();
        let facts = Facts::SmallFixes(SmallFixFacts {
            about_looks: is_habit,
            simple: simple.len(),
            prompts,
            without_text,
            cost,
        });
        // For prompts about looks, assume that at least two thirds are saved; for the others, half, or nothing.
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &simple, if is_habit { [34, 0, 0] } else { [100, 50, 0] });
        let wasted = if is_habit {
            Estimate::around(cost.scaled(66, 100).low, cost.typical, cost.high)
        } else {
            Estimate::around(Credits::ZERO, cost.scaled(1, 2).typical, cost.high)
        };
        DraftFinding::new(self.id(), class, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .rest_on(simple, prompts, wasted)
    }
}
