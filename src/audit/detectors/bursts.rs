//! A user or an automation far above its own rate and that of others.

use std::collections::BTreeMap;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{BurstFacts, Facts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::{self, Params};
use crate::audit::replay::{Fix, Remaining};
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Untrusted};
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
}

/// Positions of a caller's calls, by clock hour.
type CallsByHour = BTreeMap<i64, Vec<usize>>;

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
        let calls = timeline.group(|event| {
            (event.is_call() && event.at.is_some() && caller(event).is_some())
                .then_some((event.classified.pool, event.app))
        });
        let mut all = Vec::new();
        for ((pool, app), calls) in calls {
            let callers = by_caller(timeline, &calls);
            let everybody = [0, 1].map(|kind| {
                let same_kind = callers.iter().filter(|(caller, _)| caller.kind() == kind);
                Hours::of(same_kind.flat_map(|(_, hours)| hours.values()))
            });
            for (caller, hours) in &callers {
                let draft = usual_calls(hours, &everybody[caller.kind()], limits)
                    .and_then(|usual| self.of_caller(timeline, limits, caller, hours, usual));
                all.extend(draft.map(|draft| draft.within(pool, app)));
            }
        }
        all
    }
}

impl Bursts {
    fn of_caller(
        &self,
        timeline: &Timeline,
        limits: &params::Bursts,
        caller: &Caller,
        hours: &CallsByHour,
        usual: usize,
    ) -> Option<DraftFinding> {
        let is_burst = |calls: &&Vec<usize>| {
            calls.len() >= limits.least_calls && calls.len() > limits.factor * usual
        };
        let bursts: Vec<&Vec<usize>> = hours.values().filter(is_burst).collect();
        if bursts.is_empty() {
            return None;
        }
        let (kind, name) = match caller {
            Caller::User(name) => (NameKind::User, name),
            Caller::Automation(name) => (NameKind::Feature, name),
        };
        let part = |calls: &&Vec<usize>| Part {
            kind,
            name: None,
            events: calls.len() as u64,
            credits: timeline.cost(calls.iter()).typical,
            note: PartNote::Hour(timeline.events[calls[0]].logged.stamp),
        };
        let limit = 2 * usual;
        let (fix, beyond) = limited(timeline, &bursts, usual, limit);
        let facts = Facts::Burst(BurstFacts {
            hours: bursts.len(),
            most: bursts.iter().map(|calls| calls.len()).max().unwrap_or(0),
            usual,
            limit,
            beyond,
        });
        let evidence = bursts.iter().flat_map(|calls| calls.iter().copied()).collect();
        let looked_at = hours.values().map(Vec::len).sum();
        let wasted = Estimate::around(beyond.low, beyond.typical, beyond.high);
        let mut draft = DraftFinding::new(self.id(), FindingClass::Fix, Effort::Hours(2, 4), facts)
            .with_fix(fix)
            .with_parts(bursts.iter().map(part).collect())
            .rest_on(evidence, looked_at, wasted)
            .measured_if_reported(timeline);
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

fn by_caller<'a>(timeline: &Timeline<'a>, calls: &[usize]) -> BTreeMap<Caller<'a>, CallsByHour> {
    let mut callers: BTreeMap<Caller, CallsByHour> = BTreeMap::new();
    for position in calls {
        let event = &timeline.events[*position];
        let (Some(caller), Some(at)) = (caller(event), event.at) else { continue };
        let hour = at.micros().div_euclid(3_600_000_000);
        callers.entry(caller).or_default().entry(hour).or_default().push(*position);
    }
    callers
}

/// The usual calls an hour: the median of the caller's own hours, or the 95th percentile of the others', whichever is more.
/// `None` if neither has enough hours.
fn usual_calls(hours: &CallsByHour, everybody: &Hours, limits: &params::Bursts) -> Option<usize> {
    let own = Hours::of(hours.values());
    let others = everybody.without(&own);
    if own.hours.max(others.hours) < limits.least_hours {
        return None;
    }
    let own_usual = if own.hours >= limits.least_hours { own.quantile(50) } else { 0 };
    Some(own_usual.max(others.quantile(95)).max(1))
}

/// The fix, and the credits beyond the limit: calls beyond twice the limit are gone in the cautious case, beyond the limit
/// typically, beyond the usual number at best.
fn limited(
    timeline: &Timeline,
    bursts: &[&Vec<usize>],
    usual: usize,
    limit: usize,
) -> (Fix, Estimate) {
    let (mut fix, mut beyond) = (Fix::default(), Estimate::ZERO);
    for calls in bursts {
        for (n, position) in calls.iter().enumerate() {
            let cost = timeline.events[*position].cost.unwrap_or_default();
            let within = |allowed: usize, whole: Credits| {
                if n < allowed { whole } else { Credits::ZERO }
            };
            let remaining = Remaining {
                cautious: within(2 * limit, cost.low),
                typical: within(limit, cost.typical),
                optimistic: within(usual, cost.high),
            };
            beyond += Estimate {
                low: cost.low - remaining.cautious,
                typical: cost.typical - remaining.typical,
                high: cost.high - remaining.optimistic,
            };
            fix.leave(*position, remaining);
        }
    }
    (fix, beyond)
}

/// A distribution: how many hours had how many calls.
#[derive(Default)]
struct Hours {
    by_calls: BTreeMap<usize, usize>,
    hours: usize,
}

impl Hours {
    fn of<'p>(hours: impl IntoIterator<Item = &'p Vec<usize>>) -> Self {
        let mut all = Self::default();
        for calls in hours {
            all.add(calls.len());
        }
        all
    }

    fn add(&mut self, calls: usize) {
        *self.by_calls.entry(calls).or_default() += 1;
        self.hours += 1;
    }

    /// The distribution without the hours of one caller.
    fn without(&self, part: &Self) -> Self {
        let rest = |(calls, n): (&usize, &usize)| {
            (*calls, n - part.by_calls.get(calls).copied().unwrap_or(0))
        };
        Self { by_calls: self.by_calls.iter().map(rest).collect(), hours: self.hours - part.hours }
    }

    /// The smallest number of calls that at least `percent` of the hours do not exceed; 0 without hours.
    fn quantile(&self, percent: usize) -> usize {
        let rank = (percent * self.hours).div_ceil(100).max(1);
        let mut seen = 0;
        let mut reached = |n: &usize| {
            seen += n;
            seen >= rank
        };
        self.by_calls.iter().find(|(_, n)| reached(n)).map_or(0, |(calls, _)| *calls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numbers_of_the_list() {
        let of = |list: &[usize]| {
            let mut hours = Hours::default();
            for calls in list {
                hours.add(*calls);
            }
            hours
        };
        assert_eq!(of(&[3, 1, 2]).quantile(50), 2);
        assert_eq!(of(&[1; 19]).quantile(95), 1);
        assert_eq!(of(&[4, 1, 1, 1]).quantile(95), 4);
        assert_eq!(of(&[]).quantile(95), 0);
        assert_eq!(of(&[4, 4, 9]).without(&of(&[9, 4])).quantile(95), 4);
    }
}
