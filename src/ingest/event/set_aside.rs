//! Which rows are set aside, and what is kept of each.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::base::{Credits, Day, Stamp};
use crate::event::Event;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::event::asides::{Part, Total, Wanted, What};
use crate::ingest::event::fields::Reader;
use crate::ingest::record::table::Record;

const MICROS_OF_DAY: i64 = 86_400_000_000;

/// The cells in which a word for a total may stand where a name belongs.
const NAMES: [Role; 6] =
    [Role::App, Role::User, Role::Operation, Role::Model, Role::Feature, Role::Pool];

impl Reader<'_> {
    /// Returns why the row has to be set aside; `None` if it counts by itself.
    pub(super) fn aside(&self, row: &Record, kind: Option<Kind>, events: &[Event]) -> Option<What> {
        let first = events.first()?;
        if self.has_total(row) && first.reported.is_some() {
            return self.total(row, events).map(What::Total);
        }
        if !self.is_part(kind) {
            return None;
        }
        let kind = kind?;
        let reference = self.mapping.reference.map(|column| row.cell(column));
        let reference = reference.filter(|cell| !words::is_absent(cell));
        // Without a hold of its own, a charge or a refund counts by itself.
        if reference.is_none() && !matches!(kind, Kind::Hold | Kind::Release) {
            return None;
        }
        let reported = events.iter().filter_map(|event| event.reported);
        let credits = reported.map(|reported| reported.credits.abs()).sum();
        let order = match first.stamp {
            Stamp::At(at) => at.micros(),
            Stamp::On(day) => i64::from(day.number()) * MICROS_OF_DAY,
        };
        let reference = reference.map(|cell| xxh3_64(cell.as_bytes()));
        Some(What::Part(Part { kind, reference, order, credits }))
    }

    /// Whether rows of this kind are parts of holds: the others count by themselves.
    pub(crate) fn is_part(&self, kind: Option<Kind>) -> bool {
        match kind {
            Some(Kind::Hold | Kind::Release) => true,
            Some(Kind::Refund) => self.mapping.signs.holds,
            Some(kind) => self.mapping.signs.holds && kind.takes(),
            None => false,
        }
    }

    /// Whether a word for a total stands in place of a name.
    pub(crate) fn has_total(&self, row: &Record) -> bool {
        let own = &self.options.words;
        self.mapping.known_export.is_none()
            && !self.mapping.is_settled
            && NAMES
                .iter()
                .flat_map(|role| self.mapping.of(*role))
                .any(|column| words::is_total(row.cell(*column), own))
    }

    /// A hash of each name; 0 if it is empty, and `None` if a word for a total stands there.
    fn names(&self, row: &Record) -> [Option<u64>; NAMES.len()] {
        NAMES.map(|role| {
            let cell = self.cell(row, role).unwrap_or_default();
            if words::is_total(cell, &self.options.words) {
                None
            } else {
                Some(if cell.is_empty() { 0 } else { xxh3_64(cell.as_bytes()).max(1) })
            }
        })
    }

    fn total(&self, row: &Record, events: &[Event]) -> Option<Total> {
        let names = self.names(row);
        let filled = bits(&names, |name| matches!(name, Some(1..)));
        let word = NAMES.iter().filter_map(|role| self.cell(row, *role));
        let word = word.into_iter().find(|cell| words::is_total(cell, &self.options.words))?;
        let columns = NAMES.iter().filter(|role| !self.mapping.of(**role).is_empty()).count();
        let stands_alone = filled == 0 && names.iter().filter(|name| name.is_none()).count() == 1;
        let totals = bits(&names, Option::is_none);
        let label = key(&[u64::from(totals), u64::from(filled), xxh3_64(word.as_bytes())]);
        Some(Total {
            label,
            filled,
            sums: Self::sums(&names, filled, events),
            credits: used(events),
            is_certain: words::is_surely_total(word, &self.options.words)
                || (stands_alone && columns > 2),
            word: word.chars().take(40).collect::<String>().into(),
        })
    }

    /// The keys of the sums to which a row belongs, or which it may equal.
    fn sums(names: &[Option<u64>; NAMES.len()], filled: u8, events: &[Event]) -> [u64; 3] {
        let group = (0..NAMES.len()).filter(|nth| filled & 1 << nth != 0).map(|nth| names[nth]);
        let group: Vec<u64> = group.map(Option::unwrap_or_default).collect();
        let group = key(&[&[u64::from(filled)], group.as_slice()].concat());
        let day = events.first().map(|event| event.stamp.utc_day());
        let number = |day: Day| u64::from(day.number().unsigned_abs());
        let month = day.map_or(0, |day| number(day.month_start()));
        [key(&[group, 1, day.map_or(0, number)]), key(&[group, 2, month]), key(&[group, 3])]
    }

    /// Adds an ordinary row to the sums that some totals may equal.
    pub(super) fn add_to_sums(
        &self,
        row: &Record,
        events: &[Event],
        wanted: &Wanted,
        sums: &mut HashMap<u64, Credits>,
    ) {
        let names = self.names(row);
        // Reading refuses more events than 63 bits.
        let slot = events.first().map_or(1, |event| event.slot.events);
        let times = Credits::whole(i64::try_from(slot).unwrap_or(i64::MAX));
        let credits = used(events).checked_mul(times).unwrap_or_default();
        for filled in &wanted.filled {
            for key in Self::sums(&names, *filled, events) {
                if wanted.sums.contains(&key) {
                    let sum = sums.entry(key).or_insert(Credits::ZERO);
                    *sum += credits;
                }
            }
        }
    }
}

/// What the events of a row used.
fn used(events: &[Event]) -> Credits {
    let usage = events.iter().filter(|event| event.outcome.is_usage());
    usage.filter_map(|event| event.reported).map(|reported| reported.credits).sum()
}

fn bits(names: &[Option<u64>], is: impl Fn(&Option<u64>) -> bool) -> u8 {
    names.iter().enumerate().fold(0, |bits, (nth, name)| bits | u8::from(is(name)) << nth)
}

fn key(parts: &[u64]) -> u64 {
    let bytes: Vec<u8> = parts.iter().flat_map(|part| part.to_le_bytes()).collect();
    xxh3_64(&bytes)
}
