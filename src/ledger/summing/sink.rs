//! Takes events from the reader.

use super::Summing;
use super::kinds::{Kind, Kinds, MOST_QUANTITIES};
use crate::base::{Credits, Instant, Stamp, Symbols};
use crate::event::{Event, Reported, Slot, Unit};
use crate::ingest::Sink;

impl Summing<'_> {
    fn group_of_kind(
        &mut self,
        kind: u32,
        at: Instant,
        names: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> Option<u32> {
        match self.kinds.groups.get(kind as usize) {
            Some(Kind::Group(group)) => Some(*group),
            Some(Kind::Each) => None,
            Some(Kind::New) | None => {
                let group = self.group(&Event { stamp: Stamp::At(at), ..event() }, names);
                let length = self.kinds.groups.len().max(kind as usize + 1);
                self.kinds.groups.resize(length, Kind::New);
                self.kinds.groups[kind as usize] = group.map_or(Kind::Each, Kind::Group);
                group
            }
        }
    }

    /// Asks how to take events like this one, which differ in their time and their amount only. `None`: send each of them to `event`.
    ///
    /// All amounts of a group have the sign of the example's, or are 0. If the example reports no amount, its quantity is the group's; its
    /// prompt does not matter, because `None` is returned if prompts do.
    pub(crate) fn group(&mut self, example: &Event, names: &Symbols) -> Option<u32> {
        self.summed.apps.extend(example.app);
        self.summed.users.extend(example.user);
        if example.reported.is_none() && self.classifier.reads_prompt(example, names) {
            return None;
        }
        self.planner.add(example)
    }

    /// Adds an event of a group: the fast path of `event`. Returns false, and adds nothing, if it needs the whole event.
    #[inline]
    pub(crate) fn add(
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
}

impl Sink for Summing<'_> {
    fn fork(&self) -> Self {
        Self::with(self.terms, self.bands.fork())
    }

    fn begin(&mut self, input: u32) {
        self.close_input();
        self.input = input;
    }

    fn event(&mut self, event: &Event, names: &Symbols) {
        let classified = self.classify(event, names);
        let kept = self.keeps(event, &classified, names);
        self.add_classified(event, &classified, kept, names);
    }

    #[inline]
    fn common(
        &mut self,
        kind: u32,
        (at, slot): (Instant, Slot),
        nanos: i64,
        names: &Symbols,
        event: impl Fn() -> Event,
    ) {
        let group = self.group_of_kind(kind, at, names, &event);
        if group.is_none_or(|group| !self.add(group, (at, slot), nanos, names)) {
            let event = event();
            let reported = event
                .reported
                .map(|reported| Reported { credits: Credits::nanos(nanos), ..reported });
            self.event(&Event { stamp: Stamp::At(at), slot, reported, ..event }, names);
        }
    }

    fn counted(
        &mut self,
        kind: u32,
        (at, slot): (Instant, Slot),
        quantity: (Unit, i64),
        names: &Symbols,
        event: impl FnOnce() -> Event,
    ) {
        let key = (kind, quantity.0, quantity.1);
        let known = self.kinds.counted.get(&key).copied();
        if known.flatten().is_some_and(|group| self.add(group, (at, slot), 0, names)) {
            return;
        }
        let quantities = vec![(quantity.0, Credits::nanos(i128::from(quantity.1)))];
        let event = Event { stamp: Stamp::At(at), slot, quantities, ..event() };
        if known.is_none() {
            if self.kinds.counted.len() >= MOST_QUANTITIES {
                self.kinds.counted.clear();
            }
            let group = self.group(&event, names);
            self.kinds.counted.insert(key, group);
        }
        self.event(&event, names);
    }

    fn reads_prompt(
        &mut self,
        kind: u32,
        at: Instant,
        names: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> bool {
        let quarter = self.times.quarter((at, Slot::ONE), &self.terms);
        self.group_of_kind(kind, at, names, event).is_none_or(|group| {
            let plan = self.plan(group, at, quarter, names);
            self.planner.band_of(plan, 0).is_none()
        })
    }

    fn is_full_of_users(&self) -> bool {
        self.summed.has_too_many_users()
    }

    fn forget(&mut self) {
        self.planner.clear();
        self.bands.clear();
        self.band_of.clear();
        self.kinds = Kinds::default();
    }
}
