//! A user or an automation far above its own rate and that of others.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, median};
use crate::audit::facts::{BurstFacts, Facts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::inputs::{Inputs, Trust, is_person};
use crate::audit::params::{self, Params};
use crate::audit::rates::Hours;
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Instant, Untrusted};
use crate::model::Source;

pub(super) struct Bursts;

/// Who calls: a user, or an automation by its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Caller<'a> {
    User(&'a str),
    Automation(&'a str),
}

impl Caller<'_> {
    /// People are compared with people, automations with automations.
    const fn kind(&self) -> usize {
        match self {
            Self::User(_) => 0,
            Self::Automation(_) => 1,
        }
    }

    /// Returns true for a person, and not a service that calls for others.
    fn is_end_user(&self, timeline: &Timeline, calls: &[usize]) -> bool {
        matches!(self, Self::User(_)) && calls.iter().all(|p| is_person(&timeline.events[*p]))
    }
}

impl Detector for Bursts {
    fn id(&self) -> &'static str {
        "bursts"
    }
    fn letter(&self) -> char {
        'U'
    }
    fn title(&self) -> &'static str {
        "one user or automation far above the usual rate"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("limit")
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/bursts.md")
    }
    fn weakness(&self) -> &'static str {
        "The log does not show whether the burst was intended: an import or a launch looks like a runaway loop."
    }
    fn looks_at(&self, event: &TimelineEvent) -> bool {
        event.is_call()
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let limits = &params.bursts;
        // Few logs have a burst of an end user, so few need these.
        let inputs = LazyCell::new(|| Inputs::of(timeline));
        let builders: BTreeSet<&str> =
            timeline.events.iter().filter(|e| e.is_build()).filter_map(|e| e.user).collect();
        let calls = timeline.group(|event| {
            (event.is_call() && event.at.is_some() && caller(event).is_some())
                .then_some((event.classified.pool, event.app))
        });
        let mut all = Vec::new();
        for ((pool, app), calls) in calls {
            let callers = by_caller(timeline, &calls);
            let usual = Usual::of(timeline, &callers);
            for (caller, calls) in &callers {
                let is_user =
                    |name| caller.is_end_user(timeline, calls) && !builders.contains(name);
                let is_end_user = matches!(caller, Caller::User(name) if is_user(*name));
                let found = usual.bursts(timeline, caller, calls, limits);
                let (fixed, asked): (Vec<Burst>, Vec<Burst>) = found
                    .into_iter()
                    .partition(|burst| is_end_user && burst.is_runaway(timeline, &inputs));
                // Calls that only come fast are a script if it comes again.
                let comes_again = days(timeline, &fixed) >= LEAST_DAYS;
                let (fixed, doubted): (Vec<Burst>, Vec<Burst>) = fixed
                    .into_iter()
                    .partition(|burst| comes_again || burst.repeats(timeline, &inputs));
                let asked = [asked, doubted].concat();
                for (class, bursts) in [(FindingClass::Fix, fixed), (FindingClass::Question, asked)]
                {
                    let draft = self.draft(timeline, caller, (class, &bursts), calls.len());
                    all.extend(draft.map(|draft| draft.within(pool, app)));
                }
            }
        }
        all
    }
}

/// On fewer days than this, a thing happened, and is not a pattern.
const LEAST_DAYS: usize = 3;

/// Calls whose median distance is at most this many seconds are made by a script.
const SCRIPT_SECONDS: i64 = 5;

/// Calls of one caller within an hour, or on one day, far above what is usual.
#[derive(Clone)]
struct Burst {
    calls: Vec<usize>,
    /// Calls that are usual in such a time.
    usual: usize,
    whole_day: bool,
}

impl Burst {
    /// Returns true if an end user's page or script runs away: AI calls with repeated inputs, or in free text seconds apart. A list that is
    /// worked off (an import, essays, pay slips) has other inputs, and a shape that repeats.
    fn is_runaway(&self, timeline: &Timeline, inputs: &Inputs) -> bool {
        let events = || self.calls.iter().map(|p| &timeline.events[*p]);
        let is_ai =
            |e: &&TimelineEvent| e.is_llm() || e.is_agent() || e.is("integration.generate-image");
        let all_ai = 10 * events().filter(is_ai).count() >= 8 * self.calls.len();
        if !all_ai || self.whole_day {
            return false;
        }
        let starts: BTreeSet<String> = events()
            .filter_map(TimelineEvent::input_text)
            .map(|text| text.chars().take(15).collect())
            .collect();
        let gaps = self
            .calls
            .windows(2)
            .filter_map(|pair| {
                let at = |p: usize| timeline.events[p].at;
                Some((at(pair[1])?.micros() - at(pair[0])?.micros()) / 1_000_000)
            })
            .collect();
        let is_fast = median::<i64>(gaps).is_some_and(|gap| gap <= SCRIPT_SECONDS);
        self.repeats(timeline, inputs) || (is_fast && 2 * starts.len() >= self.calls.len())
    }

    /// Returns true if at least half of the calls repeat an input of the same burst.
    fn repeats(&self, timeline: &Timeline, inputs: &Inputs) -> bool {
        let key = |p: &usize| {
            let input = inputs.get(*p).filter(|input| input.trust == Trust::Sure)?;
            Some((timeline.events[*p].class.id.as_str(), input.key.as_str()))
        };
        let distinct: BTreeSet<_> = self.calls.iter().filter_map(key).collect();
        let known = self.calls.iter().filter_map(key).count();
        2 * (known - distinct.len()) >= self.calls.len()
    }
}

fn days(timeline: &Timeline, bursts: &[Burst]) -> usize {
    let days: BTreeSet<_> = bursts.iter().map(|b| timeline.events[b.calls[0]].day).collect();
    days.len()
}

/// What is usual in an app: the calls of people, and those of automations, by hour and by day.
struct Usual {
    hours: [Hours; 2],
    days: [Hours; 2],
}

impl Usual {
    fn of(timeline: &Timeline, callers: &BTreeMap<Caller, Vec<usize>>) -> Self {
        let of_kind = |slots: &dyn Fn(&[usize]) -> Vec<usize>| {
            [0, 1].map(|kind| {
                let same_kind = callers.iter().filter(|(caller, _)| caller.kind() == kind);
                Hours::of(same_kind.flat_map(|(_, calls)| slots(calls)))
            })
        };
        Self {
            hours: of_kind(&|calls| by_hour(timeline, calls)),
            days: of_kind(&|calls| by_day(timeline, calls)),
        }
    }

    fn bursts(
        &self,
        timeline: &Timeline,
        caller: &Caller,
        calls: &[usize],
        limits: &params::Bursts,
    ) -> Vec<Burst> {
        let own = Hours::of(by_hour(timeline, calls));
        let mut bursts = Vec::new();
        if let Some(usual) = usual_calls(&own, &self.hours[caller.kind()], limits) {
            bursts = in_an_hour(timeline, calls, usual, limits);
        }
        let own = Hours::of(by_day(timeline, calls));
        let others = self.days[caller.kind()].without(&own);
        // A month of abuse looks usual to itself, so a day is compared with those of the others alone.
        if others.hours >= limits.least_hours {
            let usual = others.quantile(95).max(1);
            let held: BTreeSet<usize> = bursts.iter().flat_map(|b| b.calls.clone()).collect();
            bursts.extend(on_a_day(timeline, calls, &held, usual, limits));
        }
        bursts
    }
}

fn is_burst(calls: usize, usual: usize, limits: &params::Bursts) -> bool {
    calls > 0 && calls >= limits.least_calls && calls > limits.factor * usual
}

/// Finds the hours, wherever they begin, with too many calls.
fn in_an_hour(
    timeline: &Timeline,
    calls: &[usize],
    usual: usize,
    limits: &params::Bursts,
) -> Vec<Burst> {
    let at = |n: usize| timeline.events[calls[n]].at.map_or(0, Instant::micros);
    let (mut bursts, mut first, mut next) = (Vec::new(), 0, 0);
    while first < calls.len() {
        while next < calls.len() && at(next) - at(first) < 3_600_000_000 {
            next += 1;
        }
        if is_burst(next - first, usual, limits) {
            bursts.push(Burst { calls: calls[first..next].to_vec(), usual, whole_day: false });
            first = next;
        } else {
            first += 1;
        }
    }
    bursts
}

/// Finds the days with too many calls beside those of a burst within an hour.
fn on_a_day(
    timeline: &Timeline,
    calls: &[usize],
    held: &BTreeSet<usize>,
    usual: usize,
    limits: &params::Bursts,
) -> Vec<Burst> {
    let mut days: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for position in calls.iter().filter(|p| !held.contains(p)) {
        days.entry(timeline.events[*position].day).or_default().push(*position);
    }
    days.into_values()
        .filter(|calls| is_burst(calls.len() / 2, usual.div_ceil(2), limits))
        .map(|calls| Burst { calls, usual, whole_day: true })
        .collect()
}

impl Bursts {
    fn draft(
        &self,
        timeline: &Timeline,
        caller: &Caller,
        (class, bursts): (FindingClass, &[Burst]),
        looked_at: usize,
    ) -> Option<DraftFinding> {
        let worst = bursts.iter().max_by_key(|burst| burst.calls.len())?;
        let (kind, name) = match caller {
            Caller::User(name) => (NameKind::User, name),
            Caller::Automation(name) => (NameKind::Feature, name),
        };
        let part = |burst: &Burst| Part {
            kind,
            name: None,
            events: burst.calls.len() as u64,
            credits: timeline.cost(&burst.calls).typical,
            note: if burst.whole_day {
                PartNote::Day(timeline.events[burst.calls[0]].day)
            } else {
                PartNote::Hour(timeline.events[burst.calls[0]].logged.stamp)
            },
        };
        let (fix, beyond) = limited(timeline, bursts);
        let facts = Facts::Burst(BurstFacts {
            runs_away: class == FindingClass::Fix,
            bursts: bursts.len(),
            whole_days: bursts.iter().filter(|burst| burst.whole_day).count(),
            days: days(timeline, bursts),
            most: worst.calls.len(),
            usual: worst.usual,
            limit: 2 * worst.usual,
            by_day: worst.whole_day,
            beyond,
        });
        let evidence = bursts.iter().flat_map(|burst| burst.calls.iter().copied()).collect();
        let mut draft = DraftFinding::new(self.id(), class, Effort::Hours(2, 4), facts)
            .with_fix(fix)
            .with_parts(bursts.iter().map(part).collect())
            .rest_on(evidence, looked_at, beyond);
        let name = Some(Untrusted::from(*name));
        match caller {
            Caller::User(_) => draft.finding.user = name,
            Caller::Automation(_) => draft.finding.feature = name,
        }
        Some(draft)
    }
}

fn caller<'a>(event: &TimelineEvent<'a>) -> Option<Caller<'a>> {
    match event.class.source {
        Source::Automations => event.feature.map(Caller::Automation),
        _ => event.user.map(Caller::User),
    }
}

fn by_caller<'a>(timeline: &Timeline<'a>, calls: &[usize]) -> BTreeMap<Caller<'a>, Vec<usize>> {
    let mut callers: BTreeMap<Caller, Vec<usize>> = BTreeMap::new();
    for position in calls {
        let Some(caller) = caller(&timeline.events[*position]) else { continue };
        callers.entry(caller).or_default().push(*position);
    }
    callers
}

/// The number of calls of each clock hour with calls.
fn by_hour(timeline: &Timeline, calls: &[usize]) -> Vec<usize> {
    let hour = |p: &usize| timeline.events[*p].at.map(|at| at.micros().div_euclid(3_600_000_000));
    counted(calls.iter().map(hour))
}

/// The number of calls of each day with calls.
fn by_day(timeline: &Timeline, calls: &[usize]) -> Vec<usize> {
    counted(calls.iter().map(|p| timeline.events[*p].day))
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    counts.into_values().collect()
}

/// The usual calls an hour: the median of the caller's own hours, or the 95th percentile of the others', whichever is more.
/// `None` if neither has enough hours.
fn usual_calls(own: &Hours, everybody: &Hours, limits: &params::Bursts) -> Option<usize> {
    let others = everybody.without(own);
    if own.hours.max(others.hours) < limits.least_hours {
        return None;
    }
    let own_usual = if own.hours >= limits.least_hours { own.quantile(50) } else { 0 };
    Some(own_usual.max(others.quantile(95)).max(1))
}

/// The fix, and the credits beyond the limit. No log shows that a burst was not wanted, so the least is nothing; typically calls beyond
/// twice the usual number are gone, at best those beyond the usual number.
fn limited(timeline: &Timeline, bursts: &[Burst]) -> (Fix, Estimate) {
    let (mut fix, mut beyond) = (Fix::default(), Estimate::ZERO);
    for burst in bursts {
        for (n, position) in burst.calls.iter().enumerate() {
            let cost = timeline.events[*position].cost.unwrap_or_default();
            let within = |allowed: usize, whole: Credits| {
                if n < allowed { whole } else { Credits::ZERO }
            };
            let remaining = Remaining {
                cautious: cost.low,
                typical: within(2 * burst.usual, cost.typical),
                optimistic: within(burst.usual, cost.high),
            };
            beyond += Estimate {
                low: Credits::ZERO,
                typical: cost.typical - remaining.typical,
                high: cost.high - remaining.optimistic,
            };
            fix.leave(*position, remaining);
        }
    }
    (fix, beyond)
}
