//! Days far above the average of the fortnight before: what a burn-rate alert would have told on the day.

use std::collections::BTreeMap;

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::{Estimate, portion};
use crate::audit::facts::{Facts, SpikeFacts};
use crate::audit::finding::{Effort, FindingClass, NameKind, Part, PartNote};
use crate::audit::params::Params;
use crate::audit::timeline::{Timeline, TimelineEvent};
use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;

/// Days of the average.
const WINDOW: i32 = 14;

pub(super) struct Spikes;

impl Detector for Spikes {
    fn id(&self) -> &'static str {
        "spikes"
    }
    fn letter(&self) -> char {
        'K'
    }
    fn title(&self) -> &'static str {
        "days far above the average of the 14 days before"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/spikes.md")
    }
    fn weakness(&self) -> &'static str {
        "A spike may be a launch or an import: the log shows what rose, not whether it should have."
    }
    fn looks_at(&self, _: &TimelineEvent) -> bool {
        true
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        [Pool::Message, Pool::Integration]
            .into_iter()
            .filter_map(|pool| self.of_pool(timeline, params, pool))
            .collect()
    }
}

impl Spikes {
    fn of_pool(&self, timeline: &Timeline, params: &Params, pool: Pool) -> Option<DraftFinding> {
        let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
        for (position, event) in timeline.events.iter().enumerate() {
            if event.classified.pool == pool {
                by_day.entry(event.day).or_default().push(position);
            }
        }
        let used =
            |day: Day| by_day.get(&day).map_or(Credits::ZERO, |own| timeline.cost(own).typical);
        let before = |day: Day| -> Credits { (1..=WINDOW).map(|n| used(day.plus(-n))).sum() };
        let limits = &params.spikes;
        let is_spike = |day: &Day| {
            let (used, before) = (used(*day), before(*day));
            day.since(timeline.from) >= WINDOW
                && before.is_positive()
                && used.times(100 * i64::from(WINDOW)) > before.times(limits.above_percent)
        };
        let days: Vec<Day> = by_day.keys().copied().filter(is_spike).collect();
        let worst = days.iter().copied().max_by_key(|day| (used(*day), *day))?;
        let positions: Vec<usize> = days.iter().flat_map(|day| by_day[day].clone()).collect();
        let average = |day: Day| portion(before(day), 1, i64::from(WINDOW));
        let all = timeline.spent(Some(pool)).typical;
        if (used(worst) - average(worst)).times(100) < all.times(limits.least_percent) {
            return None;
        }
        let excess: Credits = days.iter().map(|day| used(*day) - average(*day)).sum();
        let facts = Facts::Spikes(SpikeFacts {
            days: days.len(),
            worst,
            used: used(worst),
            average: average(worst),
            excess,
        });
        let part = |day: &Day| Part {
            kind: NameKind::Feature,
            name: main_feature(timeline, &by_day[day]).map(Untrusted::from),
            events: by_day[day].len() as u64,
            credits: used(*day),
            note: PartNote::Day(*day),
        };
        let parts = days.iter().map(part).collect();
        let looked_at = by_day.values().map(Vec::len).sum();
        let wasted =
            Estimate { low: Credits::ZERO, typical: Credits::ZERO, high: excess.floor_zero() };
        let draft =
            DraftFinding::new(self.id(), FindingClass::Question, Effort::Hours(2, 4), facts)
                .within(pool, None)
                .with_parts(parts)
                .rest_on(positions, looked_at, wasted)
                .measured_if_reported(timeline);
        Some(draft)
    }
}

/// The feature that took most of a day.
fn main_feature<'a>(timeline: &Timeline<'a>, events: &[usize]) -> Option<&'a str> {
    let features = timeline.by_feature(events);
    features.into_iter().max_by_key(|(_, own)| timeline.cost(own).typical)?.0
}
