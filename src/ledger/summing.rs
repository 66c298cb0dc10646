//! Classifies and sums the events of a log while they are read, on one of several threads.
//!
//! Most events belong to few groups. How a group counts is found out once for each period of prices
//! ([`plan`]); after that, an event is two additions: to the sum of its group on that day ([`bands`]), and to its
//! hour ([`time`]). Any other event is classified by itself. Both ways add to the same sums, and must give the same.

mod bands;
mod limits;
mod plan;
mod sink;
mod threads;
mod time;

use hashbrown::HashMap;

use super::group::{Amount, Group};
use super::selection::Kept;
use super::summed::Summed;
use super::sums::GroupSums;
use super::terms::Terms;
use crate::base::{Credits, Instant, Stamp, Symbols};
use crate::event::{Event, Outcome};
use crate::model::{Classified, Classifier};
use bands::DayBands;
use plan::{GroupPlan, Planner, Prices};
use time::{QuarterHour, TimeCache};

/// One thread's classifier and sums.
pub struct Summing<'a> {
    terms: Terms<'a>,
    classifier: Classifier<'a>,
    times: TimeCache,
    planner: Planner,
    bands: DayBands,
    /// The band of each group whose events were classified one by one.
    band_of: HashMap<Group, u32>,
    /// The input that is read, and the first and last microsecond of its groups.
    input: u32,
    first: i64,
    last: i64,
    /// Everything but the sums of days.
    summed: Summed,
}

impl<'a> Summing<'a> {
    /// A classifier without any sums yet.
    pub fn new(terms: Terms<'a>) -> Self {
        Self::with(terms, DayBands::default())
    }

    /// A classifier for the events of one input of a log.
    pub fn of_input(input: u32, terms: Terms<'a>) -> Self {
        Self { input, ..Self::new(terms) }
    }

    fn with(terms: Terms<'a>, bands: DayBands) -> Self {
        Self {
            terms,
            classifier: terms.model.classifier(),
            times: TimeCache::default(),
            planner: Planner::default(),
            bands,
            band_of: HashMap::new(),
            input: 0,
            first: i64::MAX,
            last: i64::MIN,
            summed: Summed::default(),
        }
    }

    /// The input that is read.
    pub(super) const fn input(&self) -> u32 {
        self.input
    }

    pub(crate) fn classify(&mut self, event: &Event, names: &Symbols) -> Classified {
        let plan = self.terms.plans.plan_on(event.stamp.day(&self.terms.zone));
        self.classifier.classify(event, plan, names)
    }

    /// Returns whether the filters keep an event.
    pub(crate) fn keeps(&self, event: &Event, classified: &Classified, names: &Symbols) -> Kept {
        self.terms.selection.on(names).keeps(event, classified.pool)
    }

    /// Adds one event. Of one that a filter drops, only its day counts.
    pub(crate) fn add_classified(
        &mut self,
        event: &Event,
        classified: &Classified,
        kept: Kept,
        names: &Symbols,
    ) {
        self.summed.apps.extend(event.app);
        self.summed.users.extend(event.user);
        if let Some(quota) = event.quota.as_deref() {
            let day = event.stamp.day(&self.terms.zone);
            self.summed.ledger.add_quota(event.user, day, *quota);
        }
        match event.outcome {
            Outcome::Blocked => return,
            Outcome::Grant => {
                let each = event.reported.map_or(Credits::ZERO, |r| r.credits);
                let granted = each.times_events(event.slot.events);
                let day = event.stamp.day(&self.terms.zone);
                self.summed.ledger.add_grant(classified.pool, day, granted);
                return;
            }
            Outcome::Ok | Outcome::Failed | Outcome::Unknown | Outcome::Refund => {}
        }
        let at = match event.stamp {
            Stamp::At(instant) => self.times.quarter((instant, event.slot), &self.terms),
            Stamp::On(day) => self.times.date(day, &self.terms),
        };
        let (group, amount) = Group::of(event, classified, kept, self.terms.detail);
        let band = self.band_of(group, names);
        self.summed.extend(event.provenance.input, event.stamp);
        let events = event.slot.events;
        match amount {
            Amount::Nanos(nanos) => self.add_to(band, at, nanos, events),
            Amount::Exact(amounts) => {
                self.add_to(band, at, 0, events);
                let amounts = amounts.map(|each| each.times_events(events));
                self.bands.add_exact(at.day, band, amounts);
                if kept.is_kept() {
                    let hour = self.times.hour(at);
                    self.summed.ledger.add_hour(classified.pool, hour, amounts[0], 0);
                }
            }
        }
    }

    /// The band of a group that has only one.
    fn band_of(&mut self, group: Group, names: &Symbols) -> u32 {
        *self.band_of.entry(group).or_insert_with(|| self.bands.open(group, 0, names))
    }

    /// Adds equal events to the sum of a band and to their hour.
    #[inline]
    fn add_to(&mut self, band: u32, at: QuarterHour, nanos: i64, events: u64) {
        if let (nanos, Some(pool)) = self.bands.add(band, at.day, nanos, events) {
            self.times.add(at, pool, nanos, events);
        }
    }

    /// How events of a group count at the prices of a time.
    #[inline]
    fn plan(
        &mut self,
        group: u32,
        at: Instant,
        quarter: QuarterHour,
        names: &Symbols,
    ) -> GroupPlan {
        match self.planner.known(group, quarter.price_period) {
            Some(plan) => plan,
            None => self.plan_group(group, at, quarter.price_period, names),
        }
    }

    #[cold]
    fn plan_group(&mut self, group: u32, at: Instant, period: usize, names: &Symbols) -> GroupPlan {
        let Self { terms, classifier, bands, planner, .. } = self;
        planner.plan(group, period, at, &mut Prices { terms, classifier, bands, names })
    }

    /// What this thread has seen by itself, and the sums of all threads with their names if this is the last one.
    pub(super) fn finish(mut self) -> (Summed, Option<(GroupSums, Symbols)>) {
        // No group has an event while the first time is after the last.
        for micros in [self.first, self.last].into_iter().filter(|_| self.first <= self.last) {
            self.summed.extend(self.input, Stamp::At(Instant::from_micros(micros)));
        }
        self.times.finish(&mut self.summed.ledger);
        (self.summed, self.bands.finish())
    }
}

#[cfg(test)]
mod tests;
