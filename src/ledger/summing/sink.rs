//! Takes events from the reader.

use super::Summing;
use crate::base::{Instant, Symbols};
use crate::event::{Event, Slot};
use crate::ingest::Sink;

impl Sink for Summing<'_> {
    /// The number of the group.
    type Group = u32;

    fn fork(&self) -> Self {
        Self { input: self.input, ..Self::with(self.terms, self.bands.fork()) }
    }

    fn event(&mut self, event: &Event, names: &Symbols) {
        let classified = self.classify(event, names);
        let kept = self.keeps(event, &classified, names);
        self.add_classified(event, &classified, kept, names);
    }

    fn group(&mut self, example: &Event, names: &Symbols) -> Option<u32> {
        self.summed.apps.extend(example.app);
        self.summed.users.extend(example.user);
        if example.reported.is_none() && self.classifier.reads_prompt(example, names) {
            return None;
        }
        self.planner.add(example)
    }

    #[inline]
    fn add(
        &mut self,
        group: u32,
        (at, slot): (Instant, Slot),
        nanos: i64,
        names: &Symbols,
    ) -> bool {
        let quarter = self.times.quarter((at, slot), &self.terms);
        let plan = self.plan(group, at, quarter, names);
        let Some(band) = self.planner.band_of(plan, nanos) else { return false };
        (self.first, self.last) = (self.first.min(at.micros()), self.last.max(at.micros()));
        self.add_to(band, quarter, nanos, slot.events);
        true
    }

    fn forget_groups(&mut self) {
        self.planner.clear();
        self.bands.clear();
        self.band_of.clear();
    }

    fn is_full_of_users(&self) -> bool {
        self.summed.has_too_many_users()
    }
}
