//! Prompts that cost far more than work of their scope.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use crate::audit::detector::Detector;
use crate::audit::detectors::regression_loop;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, median, portion};
use crate::audit::facts::{BroadPromptFacts, Facts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::keywords;
use crate::audit::params::Params;
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::event::{Pool, Scope};
use crate::model::Confidence;

/// How many prompts of a scope give a median that may replace the card's price.
const LEAST_OWN_PROMPTS: usize = 5;

pub(super) struct BroadPrompts;

impl Detector for BroadPrompts {
    fn id(&self) -> &'static str {
        "broad-prompts"
    }
    fn letter(&self) -> char {
        'B'
    }
    fn title(&self) -> &'static str {
        "prompts that cost far more than work of their scope"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("scope")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/broad-prompts.md")
    }
    fn weakness(&self) -> &'static str {
        "The scope of a prompt is read from its scope column, its files or its words; a prompt that asks for more work than it says looks broad."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_build()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let held = LazyCell::new(|| regression_loop::held(timeline, params));
        timeline
            .group(|event| {
                (event.is_build() && event.cost.is_some())
                    .then_some((event.classified.pool, event.app))
            })
            .into_iter()
            .filter_map(|(place, prompts)| self.in_app(timeline, params, place, &prompts, &held))
            .collect()
    }
}

impl BroadPrompts {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        place: (Pool, Option<&str>),
        prompts: &[usize],
        held: &impl Deref<Target = BTreeSet<usize>>,
    ) -> Option<DraftFinding> {
        let limits = &params.broad_prompts;
        let usual = usual_cost(timeline, prompts);
        let broad: Vec<usize> = prompts
            .iter()
            .copied()
            .filter(|p| is_broad(&timeline.events[*p], limits.above_percent) && !held.contains(p))
            .collect();
        let is_above_own = |p: &usize| {
            let event = &timeline.events[*p];
            let above = usual.times(limits.above_percent);
            !event.is_reported() || event.credits().times(100) > above
        };
        let (above_own, usual): (Vec<usize>, Vec<usize>) =
            broad.into_iter().partition(is_above_own);
        // If most prompts of an app are that dear, the scope of each may be right and the price another.
        let (class, broad) = if above_own.len() >= limits.least_turns.max(1) {
            (FindingClass::Habit, above_own)
        } else {
            (FindingClass::Question, [above_own, usual].concat())
        };
        let is_most = 2 * broad.len() >= prompts.len();
        if broad.len() < limits.least_turns.max(1) || (class == FindingClass::Question && !is_most)
        {
            return None;
        }
        Some(self.draft(timeline, place, class, broad, prompts))
    }

    fn draft(
        &self,
        timeline: &Timeline,
        (pool, app): (Pool, Option<&str>),
        class: FindingClass,
        mut broad: Vec<usize>,
        prompts: &[usize],
    ) -> DraftFinding {
        broad.sort_unstable();
        let (fix, cost_in_scope) = scoped(timeline, prompts, &broad, class);
        let cost = timeline.cost(&broad);
        let unscoped = broad
            .iter()
            .filter_map(|p| timeline.events[*p].prompt())
            .filter(|text| !keywords::is_scoped(text))
            .count();
        let facts = Facts::BroadPrompts(BroadPromptFacts {
            asked: class == FindingClass::Question,
            broad: broad.len(),
            prompts: prompts.len(),
            unscoped,
            cost,
            cost_in_scope,
        });
        let wasted = Estimate::around(
            (cost.typical - cost_in_scope.high).floor_zero(),
            cost.typical - cost_in_scope.typical,
            cost.typical - cost_in_scope.low,
        );
        let parts = parts(timeline, &broad);
        DraftFinding::new(self.id(), class, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .with_parts(parts)
            .rest_on(broad, prompts.len(), wasted)
    }
}

/// A prompt is broad if its text is not scoped and it cost far more than its band. Without reported credits only a card that prices a
/// prompt by its text makes it that dear, so the text must be logged.
fn is_broad(event: &TimelineEvent, above_percent: i64) -> bool {
    let is_known = event.is_reported() || event.prompt().is_some();
    is_known
        && !event.prompt().is_some_and(keywords::is_scoped)
        && event.credits().times(100) > band(event).high.times(above_percent)
}

/// What remains of each broad prompt, and the sum: at best the price of its scope, at least half of its cost, typically half-way between
/// them (a practice that narrows prompts sees three to five times less).
fn scoped(
    timeline: &Timeline,
    prompts: &[usize],
    broad: &[usize],
    class: FindingClass,
) -> (Fix, Estimate) {
    let medians = own_medians(timeline, prompts, broad);
    let (mut fix, mut sum) = (Fix::default(), Estimate::ZERO);
    for position in broad {
        let event = &timeline.events[*position];
        let cost = event.credits();
        let own = event.scope.and_then(|(scope, _)| medians.get(&scope).copied());
        let usual = band(event).typical.max(own.unwrap_or_default()).min(cost);
        let half = portion(cost, 1, 2).max(usual);
        let typical = portion(half + usual, 1, 2);
        let optimistic = band(event).low.min(usual);
        let cautious = if class == FindingClass::Question { cost } else { half };
        sum += Estimate { low: optimistic, typical, high: cautious };
        fix.leave(*position, Remaining { cautious, typical, optimistic });
    }
    (fix, sum)
}

/// The list price of a scope. Words alone, or the name of one file, do not decide a scope: then it is the highest, so that a prompt is
/// broad only above every band.
fn band(event: &TimelineEvent) -> Estimate {
    let tenths = |n: i64| portion(Credits::whole(n), 1, 10);
    let is_one_file = event.logged.scope.is_none() && event.logged.file_count == Some(1);
    let scope = match event.scope {
        _ if !event.is_reported() => None,
        Some((_, Confidence::High | Confidence::Certain)) if is_one_file => Some(Scope::Feature),
        Some((scope, Confidence::High | Confidence::Certain)) => Some(scope),
        _ => None,
    };
    let (low, typical, high) = match scope {
        Some(Scope::Simple) => (5, 5, 5),
        // At best the one file is one small change.
        Some(Scope::Feature) if is_one_file => (5, 10, 10),
        Some(Scope::Feature) => (10, 10, 10),
        Some(Scope::Module) => (20, 20, 20),
        Some(Scope::AppWide) => (30, 35, 40),
        None => (10, 20, 40),
    };
    Estimate { low: tenths(low), typical: tenths(typical), high: tenths(high) }
}

/// The median cost of an app's prompts.
fn usual_cost(timeline: &Timeline, prompts: &[usize]) -> Credits {
    let costs = prompts.iter().map(|p| timeline.events[*p].credits());
    median(costs.collect()).unwrap_or_default()
}

/// By scope: the median cost of the app's own prompts that are not broad, if there are enough of them.
fn own_medians(
    timeline: &Timeline,
    prompts: &[usize],
    broad: &[usize],
) -> BTreeMap<Scope, Credits> {
    let mut costs: BTreeMap<Scope, Vec<Credits>> = BTreeMap::new();
    for position in prompts.iter().filter(|p| broad.binary_search(p).is_err()) {
        let event = &timeline.events[*position];
        if let Some((scope, _)) = event.scope {
            costs.entry(scope).or_default().push(event.credits());
        }
    }
    costs.retain(|_, costs| costs.len() >= LEAST_OWN_PROMPTS);
    costs.into_iter().filter_map(|(scope, costs)| Some((scope, median(costs)?))).collect()
}

fn parts(timeline: &Timeline, broad: &[usize]) -> Vec<Part> {
    let part = |(feature, prompts): (Option<&str>, Vec<usize>)| Part {
        kind: NameKind::Feature,
        name: feature.map(Untrusted::from),
        events: prompts.len() as u64,
        credits: timeline.cost(&prompts).typical,
        note: PartNote::BroadPrompts(prompts.len()),
    };
    timeline.by_feature(broad).into_iter().map(part).collect()
}
