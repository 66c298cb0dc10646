//! Calls with an input that was seen before: a cache would have answered them.

use std::collections::BTreeMap;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, Hits, RepeatKind, RepeatedCallFacts};
use crate::audit::finding::{Effort, FindingBasis, FindingClass, NameKind, Part, PartNote};
use crate::audit::inputs::{self, Inputs, Trust, is_mail};
use crate::audit::params::Params;
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
use crate::event::{Outcome, Pool};

/// A visit ends after this many seconds without an event of the user in the app.
const VISIT_GAP: i64 = 1800;

/// A call begins a visit if it comes within this many seconds of its start.
const VISIT_START: i64 = 60;

pub(super) struct RepeatedCalls;

impl Detector for RepeatedCalls {
    fn id(&self) -> &'static str {
        "repeated-calls"
    }
    fn letter(&self) -> char {
        'R'
    }
    fn title(&self) -> &'static str {
        "calls with an input that was seen before"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("cache")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/repeated-calls.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show whether the answer should differ each time (a draw, a rewrite on demand) or depends on something outside the prompt."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        is_cacheable(event)
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let mut all = Vec::new();
        let inputs = Inputs::of(timeline);
        // Once for all apps, because a log can have thousands of them.
        let apps: Apps = timeline.group(|event| Some(event.app));
        for ((pool, app, call), calls) in timeline.group(|event| {
            is_cacheable(event).then_some((event.classified.pool, event.app, event.call()))
        }) {
            let in_app = apps.get(&app).map_or(&[][..], Vec::as_slice);
            let place = Place { pool, app, call, in_app };
            let mut kinds: BTreeMap<RepeatKind, Vec<usize>> = BTreeMap::new();
            for position in calls {
                kinds.entry(kind(timeline, &inputs, position, params)).or_default().push(position);
            }
            for (kind, calls) in &kinds {
                all.extend(match kind {
                    RepeatKind::NoInput => self.without_input(timeline, params, &place, calls),
                    _ => self.by_input(timeline, params, &place, (*kind, calls), &inputs),
                });
            }
            let known = |kind: &RepeatKind| *kind != RepeatKind::NoInput;
            let known = kinds.iter().filter(|(kind, _)| known(kind));
            let mut known: Vec<usize> = known.flat_map(|(_, calls)| calls).copied().collect();
            known.sort_unstable();
            all.extend(self.but_for_stamps(timeline, params, &place, &known, &inputs));
        }
        all
    }
}

/// Calls of one kind in one app.
struct Place<'a> {
    pool: Pool,
    app: Option<&'a str>,
    call: &'a str,
    /// The positions of all events of the app.
    in_app: &'a [usize],
}

/// The positions of each app's events.
type Apps<'a> = BTreeMap<Option<&'a str>, Vec<usize>>;

/// How repeats of a call can be recognised.
fn kind(timeline: &Timeline, inputs: &Inputs, position: usize, params: &Params) -> RepeatKind {
    let event = &timeline.events[position];
    let is_long = || {
        event
            .prompt()
            .is_none_or(|text| text.chars().count() >= params.repeated_calls.agent_characters)
    };
    match inputs.get(position).map(|input| input.trust) {
        None => RepeatKind::NoInput,
        // Short messages to an agent repeat by chance.
        Some(_) if event.is_agent() && !is_long() => RepeatKind::NoInput,
        // An agent's answer may also depend on earlier messages, which no log shows.
        Some(_) if event.is_agent() => RepeatKind::AgentMessage,
        Some(_) if is_mail(event) => RepeatKind::Mail,
        Some(Trust::Sure) => RepeatKind::Input,
        Some(Trust::FewTexts) => RepeatKind::FewTexts,
        Some(Trust::Template) => RepeatKind::Template,
        Some(Trust::CutText) => RepeatKind::CutText,
        Some(Trust::Scheduled) => RepeatKind::Scheduled,
    }
}

impl RepeatedCalls {
    fn by_input(
        &self,
        timeline: &Timeline,
        params: &Params,
        place: &Place,
        (kind, calls): (RepeatKind, &[usize]),
        inputs: &Inputs,
    ) -> Option<DraftFinding> {
        let key = |p: usize| {
            let event = &timeline.events[p];
            (event.class.id.as_str(), event.model, inputs.get(p).map(|input| &input.key))
        };
        let hits = kind.seconds().map(|seconds| hits(timeline, calls, seconds, key));
        let is_pattern = match kind {
            // One mail sent twice is a mistake, however many others there are.
            RepeatKind::Mail => 2 * hits[1].len() >= params.repeated_calls.least_calls,
            _ => is_pattern(&hits[2], calls.len(), params),
        };
        if hits[2].is_empty() || !is_pattern {
            return None;
        }
        let class = match kind {
            RepeatKind::Input | RepeatKind::Mail => FindingClass::Fix,
            _ => FindingClass::Question,
        };
        Some(self.draft(timeline, place, (class, kind), calls, &hits))
    }

    /// Calls whose inputs differ in nothing but times, dates and ids: they may have one answer.
    fn but_for_stamps(
        &self,
        timeline: &Timeline,
        params: &Params,
        place: &Place,
        calls: &[usize],
        inputs: &Inputs,
    ) -> Option<DraftFinding> {
        let unstamped = |p: usize| inputs.get(p).and_then(|input| input.unstamped.as_ref());
        let calls: Vec<usize> = calls.iter().copied().filter(|p| unstamped(*p).is_some()).collect();
        let key = |p: usize| (timeline.events[p].class.id.as_str(), unstamped(p));
        let kind = RepeatKind::ButForStamp;
        let hits = kind.seconds().map(|seconds| hits(timeline, &calls, seconds, key));
        is_pattern(&hits[2], calls.len(), params)
            .then(|| self.draft(timeline, place, (FindingClass::Question, kind), &calls, &hits))
    }

    fn draft(
        &self,
        timeline: &Timeline,
        place: &Place,
        (class, kind): (FindingClass, RepeatKind),
        calls: &[usize],
        hits: &[Vec<usize>; 3],
    ) -> DraftFinding {
        let [least, day, forever] = hits;
        let low = if class.counts() { timeline.cost(least).low } else { Credits::ZERO };
        let wasted = Estimate::around(low, timeline.cost(day).typical, timeline.cost(forever).high);
        let facts = facts(timeline, place, kind, calls, hits);
        let rests_on = if day.is_empty() { forever } else { day };
        let mut draft = DraftFinding::new(self.id(), class, Effort::Hours(2, 4), facts)
            .within(place.pool, place.app)
            .with_fix(cache(timeline, class, hits))
            .with_parts(parts(timeline, calls, hits))
            .rest_on(rests_on.clone(), calls.len(), wasted);
        // The repeats are counted. How long an answer may be kept is an assumption, unless it does not matter.
        if class.counts() && least.len() == forever.len() {
            draft.finding.basis = FindingBasis::Measured;
        }
        draft
    }

    /// If no input is logged, calls of the same feature by the same user within an hour may be repeats.
    fn without_input(
        &self,
        timeline: &Timeline,
        params: &Params,
        place: &Place,
        calls: &[usize],
    ) -> Option<DraftFinding> {
        let is_attributed = |p: &&usize| {
            let event = &timeline.events[**p];
            event.is_llm() && event.feature.is_some() && event.user.is_some() && event.at.is_some()
        };
        let calls: Vec<usize> = calls.iter().filter(is_attributed).copied().collect();
        let key = |p: usize| {
            let event = &timeline.events[p];
            let names = (event.class.id.as_str(), event.model, event.feature, event.user);
            (names, inputs::rest(event))
        };
        let hits =
            RepeatKind::NoInput.seconds().map(|seconds| hits(timeline, &calls, seconds, key));
        let hour = &hits[0];
        if hour.is_empty()
            || calls.len() < params.repeated_calls.least_calls
            || 100 * hour.len() < params.repeated_calls.unseen_hit_percent * calls.len()
        {
            return None;
        }
        let mut fix = Fix::default();
        fix.leave_percent(timeline, hour, [100, 40, 0]);
        let cost = timeline.cost(hour);
        let facts = facts(timeline, place, RepeatKind::NoInput, &calls, &hits);
        let wasted = Estimate::around(Credits::ZERO, cost.scaled(60, 100).typical, cost.high);
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(2, 4), facts)
                .within(place.pool, place.app)
                .with_fix(fix)
                .with_parts(parts(timeline, &calls, &hits))
                .rest_on(hour.clone(), calls.len(), wasted);
        Some(draft)
    }
}

fn is_pattern(repeats: &[usize], calls: usize, params: &Params) -> bool {
    let limits = &params.repeated_calls;
    !repeats.is_empty()
        && calls >= limits.least_calls
        && 100 * repeats.len() >= limits.least_hit_percent * calls
}

/// The fix: a hit costs nothing. The lifetime of an answer is the shortest in the cautious case, a day typically, the longest at best.
/// What is only asked may save nothing.
fn cache(timeline: &Timeline, class: FindingClass, hits: &[Vec<usize>; 3]) -> Fix {
    let [least, day, forever] = hits;
    let sure = if class.counts() { &least[..] } else { &[] };
    let mut fix = Fix::default();
    for position in forever {
        let cost = timeline.events[*position].cost.unwrap_or_default();
        let kept = |hits: &[usize], whole: Credits| {
            if hits.binary_search(position).is_ok() { Credits::ZERO } else { whole }
        };
        fix.leave(
            *position,
            Remaining {
                cautious: kept(sure, cost.low),
                typical: kept(day, cost.typical),
                optimistic: Credits::ZERO,
            },
        );
    }
    fix
}

fn facts(
    timeline: &Timeline,
    place: &Place,
    kind: RepeatKind,
    calls: &[usize],
    hits: &[Vec<usize>; 3],
) -> Facts {
    Facts::RepeatedCalls(RepeatedCallFacts {
        call: place.call.to_owned(),
        kind,
        calls: calls.len(),
        hits: [0, 1, 2].map(|n| Hits { calls: hits[n].len(), cost: timeline.cost(&hits[n]) }),
        at_visit_start: at_visit_start(timeline, calls, place.in_app),
    })
}

fn parts(timeline: &Timeline, calls: &[usize], hits: &[Vec<usize>; 3]) -> Vec<Part> {
    let part = |(feature, calls): (Option<&str>, Vec<usize>)| {
        let own = [0, 1, 2].map(|n| -> Vec<usize> {
            calls.iter().copied().filter(|p| hits[n].binary_search(p).is_ok()).collect()
        });
        Part {
            kind: NameKind::Feature,
            name: feature.map(Untrusted::from),
            // The calls that repeat one.
            events: own[2].len() as u64,
            credits: timeline.cost(&own[2]).typical,
            note: PartNote::HitRates { calls: calls.len(), hits: own.map(|hits| hits.len()) },
        }
    };
    timeline.by_feature(calls).into_iter().map(part).collect()
}

/// Returns true for calls that give the same answer to the same input. A failed call has no answer to store.
fn is_cacheable(event: &TimelineEvent) -> bool {
    event.logged.outcome == Outcome::Ok
        && (event.is_llm()
            || (event.is_agent() && !event.is("agent.whatsapp"))
            || event.is("integration.extract-data")
            || event.is("integration.generate-image")
            || event.is("integration.generate-speech")
            || is_mail(event))
}

/// Positions that a cache of this lifetime would have answered; a miss stores its answer. Events without a time of day are
/// answered by an earlier event of the same day, if answers live for a day or longer.
fn hits<K: Ord>(
    timeline: &Timeline,
    calls: &[usize],
    seconds: i64,
    key: impl Fn(usize) -> K,
) -> Vec<usize> {
    let mut stored: BTreeMap<K, i64> = BTreeMap::new();
    let mut hits = Vec::new();
    for position in calls {
        let event = &timeline.events[*position];
        let now = match event.at {
            Some(at) => at.micros(),
            None if seconds < 86_400 => continue,
            None => i64::from(event.day.number()) * 86_400_000_000,
        };
        match stored.get(&key(*position)) {
            Some(then) if now - then < seconds.saturating_mul(1_000_000) => hits.push(*position),
            _ => {
                stored.insert(key(*position), now);
            }
        }
    }
    hits
}

/// Counts the calls near the start of a visit, and the calls with a known visit. `None` if the log has hardly any other events of
/// these users: then every visit begins with such a call.
fn at_visit_start(
    timeline: &Timeline,
    calls: &[usize],
    in_app: &[usize],
) -> Option<(usize, usize)> {
    // By user: the start of the visit, and the latest event.
    let mut visits: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let (mut beginning, mut known, mut others) = (0, 0, 0);
    for position in in_app {
        let event = &timeline.events[*position];
        let (Some(user), Some(at)) = (event.user, event.at) else { continue };
        let now = at.micros() / 1_000_000;
        let (start, latest) = visits.entry(user).or_insert((now, now));
        if now - *latest > VISIT_GAP {
            *start = now;
        }
        *latest = now;
        if calls.binary_search(position).is_ok() {
            known += 1;
            beginning += usize::from(now - *start <= VISIT_START);
        } else {
            others += 1;
        }
    }
    (known > 0 && others * 2 >= known).then_some((beginning, known))
}
