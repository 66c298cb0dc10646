//! Prompts that cost far more than work of their scope.

use std::collections::BTreeMap;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, portion};
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
        timeline
            .group(|event| {
                (event.is_build() && event.is_reported())
                    .then_some((event.classified.pool, event.app))
            })
            .into_iter()
            .filter_map(|(place, prompts)| self.in_app(timeline, params, place, &prompts))
            .collect()
    }
}

impl BroadPrompts {
    fn in_app(
        &self,
        timeline: &Timeline,
        params: &Params,
        (pool, app): (Pool, Option<&str>),
        prompts: &[usize],
    ) -> Option<DraftFinding> {
        let above_percent = params.broad_prompts.above_percent;
        let broad: Vec<usize> = prompts
            .iter()
            .copied()
            .filter(|p| is_broad(&timeline.events[*p], above_percent))
            .collect();
        if broad.is_empty() || broad.len() < params.broad_prompts.least_turns {
            return None;
        }
        let (fix, cost_in_scope) = scoped(timeline, prompts, &broad);
        let cost = timeline.cost(&broad);
        let unscoped = broad
            .iter()
            .filter_map(|p| timeline.events[*p].prompt())
            .filter(|text| !keywords::is_scoped(text))
            .count();
        let facts = Facts::BroadPrompts(BroadPromptFacts {
            broad: broad.len(),
            prompts: prompts.len(),
            unscoped,
            cost,
            cost_in_scope,
        });
        let wasted = Estimate::around(
            cost.typical - cost_in_scope.high,
            cost.typical - cost_in_scope.typical,
            cost.typical - cost_in_scope.low,
        );
        let parts = parts(timeline, &broad);
        let draft = DraftFinding::new(self.id(), FindingClass::Habit, Effort::Habit, facts)
            .within(pool, app)
            .with_fix(fix)
            .with_parts(parts)
            .rest_on(broad, prompts.len(), wasted);
        Some(draft)
    }
}

fn is_broad(event: &TimelineEvent, above_percent: i64) -> bool {
    match event.scope {
        Some((_, Confidence::High | Confidence::Certain)) => {
            event.credits().times(100) > band(event).high.times(above_percent)
        }
        // Words alone do not decide a band: then a prompt is broad only above the highest price of the card.
        Some((_, Confidence::Low)) | None => event.credits() > Credits::whole(4),
    }
}

/// Prices each broad prompt as work of its scope: the fix, and the sum of what remains.
fn scoped(timeline: &Timeline, prompts: &[usize], broad: &[usize]) -> (Fix, Estimate) {
    let medians = own_medians(timeline, prompts, broad);
    let (mut fix, mut sum) = (Fix::default(), Estimate::ZERO);
    for position in broad {
        let event = &timeline.events[*position];
        let (band, cost) = (band(event), event.credits());
        let own = event.scope.and_then(|(scope, _)| medians.get(&scope).copied());
        // Claim no more than two thirds of the cost, even if the band promises more.
        let cautious = band.high.max(portion(cost, 1, 3)).min(cost);
        let typical = own.unwrap_or(band.typical).min(cautious);
        let optimistic = band.low.min(typical);
        sum += Estimate { low: optimistic, typical, high: cautious };
        fix.leave(*position, Remaining { cautious, typical, optimistic });
    }
    (fix, sum)
}

/// The list price of a scope. Without evidence the highest, so that a prompt is broad only above every band.
fn band(event: &TimelineEvent) -> Estimate {
    let tenths = |n: i64| portion(Credits::whole(n), 1, 10);
    let (low, typical, high) = match event.scope.map(|(scope, _)| scope) {
        Some(Scope::Simple) => (5, 5, 5),
        Some(Scope::Feature) => (10, 10, 10),
        Some(Scope::Module) => (20, 20, 20),
        Some(Scope::AppWide) | None => (30, 35, 40),
    };
    Estimate { low: tenths(low), typical: tenths(typical), high: tenths(high) }
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
    let median = |(scope, mut costs): (Scope, Vec<Credits>)| {
        costs.sort_unstable();
        (costs.len() >= LEAST_OWN_PROMPTS).then(|| (scope, costs[costs.len() / 2]))
    };
    costs.into_iter().filter_map(median).collect()
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
