//! One call that takes a large part of all credits.

use std::collections::{BTreeMap, BTreeSet};

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, median};
use crate::audit::facts::{Facts, HeavyCallFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::inputs::is_person;
use crate::audit::params::Params;
use crate::audit::replay::Fix;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted, letters};
use crate::event::Pool;

/// Words of a trigger, page or feature that a call runs without anybody asking, by letters and digits alone.
const PAGE_LOAD: [&str; 17] = [
    "pageload",
    "onload",
    "pageview",
    "onmount",
    "componentmount",
    "useeffect",
    "onrender",
    "keystroke",
    "keyup",
    "keydown",
    "onchange",
    "oninput",
    "asyoutype",
    "pageopen",
    "routechange",
    "appopen",
    "perload",
];

/// If no word says so: people who each cause this many calls on a usual day do not ask for them.
const LOADS_A_DAY: usize = 8;
const LEAST_USERS: usize = 3;

pub(super) struct HeavyIntegration;

impl Detector for HeavyIntegration {
    fn id(&self) -> &'static str {
        "heavy-integration"
    }
    fn letter(&self) -> char {
        'H'
    }
    fn title(&self) -> &'static str {
        "one call that takes more of the credits than is typical"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("on-demand")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/heavy-integration.md")
    }
    fn weakness(&self) -> &'static str {
        "Shares are of what is logged: if only integration calls are logged, every share is too large. No log shows what a call is worth to its users."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_call()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let calls = timeline.group(|event| {
            event.is_call().then_some((
                event.classified.pool,
                event.app,
                event.class.title.as_str(),
            ))
        });
        let drafts = calls.into_iter().filter_map(|((pool, app, title), calls)| {
            let by_feature = timeline.by_feature(&calls);
            let on_load: Vec<usize> =
                by_feature.into_values().flat_map(|calls| on_page_load(timeline, &calls)).collect();
            let draft = self
                .on_load(timeline, params, (pool, title), on_load)
                .or_else(|| self.heavy(timeline, params, title, calls))?;
            Some(draft.within(pool, app))
        });
        // Only the largest: every large part of the use is among the sources already.
        let size = |draft: &DraftFinding| timeline.cost(&draft.positions).typical;
        let mut drafts: Vec<DraftFinding> = drafts.collect();
        drafts.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.order().cmp(&b.order())));
        if params.heavy_integration.above_percent > 0 {
            drafts.truncate(1);
        }
        drafts
    }
}

impl HeavyIntegration {
    /// A call that takes more of all credits than is typical. Without the other pool in the log, its share of all is not known.
    fn heavy(
        &self,
        timeline: &Timeline,
        params: &Params,
        title: &str,
        calls: Vec<usize>,
    ) -> Option<DraftFinding> {
        let above_percent = params.heavy_integration.above_percent;
        let has_builds = timeline.spent(Some(Pool::Message)).typical.is_positive();
        let all = timeline.spent(None).typical;
        let cost = timeline.cost(&calls);
        let is_heavy = (has_builds || above_percent == 0)
            && cost.typical.is_positive()
            && cost.typical.times(100) > all.times(above_percent);
        is_heavy.then(|| {
            let of = Whole { credits: all, on_load: false };
            self.draft(timeline, params, title, (calls, Fix::default()), of)
        })
    }

    /// Calls on page load that take a large part of their pool. A second call of the same user on the same day may be spared.
    fn on_load(
        &self,
        timeline: &Timeline,
        params: &Params,
        (pool, title): (Pool, &str),
        mut calls: Vec<usize>,
    ) -> Option<DraftFinding> {
        calls.sort_unstable();
        let all = timeline.spent(Some(pool)).typical;
        let cost = timeline.cost(&calls).typical;
        if !cost.is_positive()
            || cost.times(100) < all.times(params.heavy_integration.above_percent)
        {
            return None;
        }
        let mut seen = BTreeSet::new();
        let repeats: Vec<usize> = calls
            .iter()
            .copied()
            .filter(|p| {
                let event = &timeline.events[*p];
                !seen.insert((event.feature, event.user, event.day))
            })
            .collect();
        let mut fix = Fix::default();
        fix.leave_percent(timeline, &repeats, [100, 40, 10]);
        let of = Whole { credits: all, on_load: true };
        Some(self.draft(timeline, params, title, (calls, fix), of))
    }

    fn draft(
        &self,
        timeline: &Timeline,
        params: &Params,
        title: &str,
        (calls, fix): (Vec<usize>, Fix),
        of: Whole,
    ) -> DraftFinding {
        let cost = timeline.cost(&calls);
        let first = &timeline.events[calls[0]];
        let facts = Facts::HeavyCall(HeavyCallFacts {
            call: title.to_owned(),
            class_id: first.class.id.clone(),
            on_load: of.on_load,
            calls: calls.len(),
            cost,
            all_credits: of.credits,
            days: timeline.days(),
            above_percent: params.heavy_integration.above_percent,
            cheapest: cheapest(timeline, first),
        });
        let features = timeline.by_feature(&calls);
        let main = features.iter().max_by_key(|(_, calls)| timeline.cost(*calls).typical);
        let main = main.and_then(|(name, own)| {
            let is_most = timeline.cost(own).typical.times(100) >= cost.typical.times(80);
            name.filter(|_| is_most).map(Untrusted::from)
        });
        let part = |(feature, calls): (Option<&str>, Vec<usize>)| {
            let credits = timeline.cost(&calls).typical;
            Part {
                kind: NameKind::Feature,
                name: feature.map(Untrusted::from),
                events: calls.len() as u64,
                credits,
                note: PartNote::ShareOfAll(credits, of.credits),
            }
        };
        let parts = features.into_iter().map(part).collect();
        let looked_at = calls.len();
        let mut draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(2, 4), facts)
                .with_fix(fix)
                .with_parts(parts)
                .rest_on(calls, looked_at, Estimate::ZERO);
        draft.finding.feature = main;
        if !of.on_load {
            draft = draft.measured_if_reported(timeline);
        }
        draft
    }
}

/// What a heavy call is a part of.
#[derive(Clone, Copy)]
struct Whole {
    credits: Credits,
    on_load: bool,
}

/// The calls of a feature that run on page load or on every key: by the words of their trigger, page or feature, or because people
/// cause many of them a day.
fn on_page_load(timeline: &Timeline, calls: &[usize]) -> Vec<usize> {
    let named: Vec<usize> =
        calls.iter().copied().filter(|p| says_page_load(&timeline.events[*p])).collect();
    if !named.is_empty() {
        return named;
    }
    let mut by_day: BTreeMap<_, usize> = BTreeMap::new();
    for position in calls {
        let event = &timeline.events[*position];
        if event.is_llm() && is_person(event) {
            *by_day.entry((event.user, event.day)).or_default() += 1;
        }
    }
    let users: BTreeSet<_> = by_day.keys().map(|(user, _)| *user).collect();
    let usual = median(by_day.values().copied().collect()).unwrap_or(0);
    let is_cadence = usual >= LOADS_A_DAY && users.len() >= LEAST_USERS && by_day.len() >= 10;
    if is_cadence { calls.to_vec() } else { Vec::new() }
}

fn says_page_load(event: &TimelineEvent) -> bool {
    const KEYS: [&str; 7] =
        ["trigger", "triggertype", "triggeredby", "event", "reason", "page", "pagecontext"];
    let told = event.metadata(&KEYS);
    [told.as_deref(), event.feature].into_iter().flatten().any(|text| {
        let letters = letters(text);
        PAGE_LOAD.iter().any(|word| letters.contains(word))
    })
}

/// What the cheapest class of the same call costs in this log, if it costs less.
fn cheapest(timeline: &Timeline, first: &TimelineEvent) -> Option<Credits> {
    let family = first.class.id.split_once('.').map(|(family, _)| family);
    let price = |event: &TimelineEvent| event.classified.price.map(|price| price.typical);
    let own = price(first)?;
    let same = timeline.events.iter().filter(|event| {
        (event.is_llm() || event.is_agent())
            && event.class.id.split_once('.').map(|(family, _)| family) == family
    });
    same.filter_map(price).min().filter(|cheapest| *cheapest < own)
}
