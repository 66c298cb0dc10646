//! Questions to the ledger.

use std::collections::BTreeMap;

use super::cell::{Cell, Part, Sum};
use super::{Key, Ledger, Series, Tally};
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;

/// One pool between two days, both included.
#[derive(Clone, Copy)]
pub struct Span<'a> {
    ledger: &'a Ledger,
    pool: Pool,
    first: Day,
    last: Day,
}

impl<'a> Span<'a> {
    fn holds(&self, pool: Pool, day: Day) -> bool {
        pool == self.pool && self.first <= day && day <= self.last
    }

    fn tallies(&self) -> impl Iterator<Item = (&'a Key, &'a Tally)> + use<'a> {
        let span = *self;
        self.ledger.cells.iter().filter(move |(key, _)| span.holds(key.pool, key.day))
    }

    fn sums(&self) -> impl Iterator<Item = (Day, &'a Cell, Sum)> + use<'a> {
        let span = *self;
        self.ledger.sums.between(span.first, span.last).filter(move |(_, cell, _)| cell.kept && cell.key.pool == span.pool)
    }

    /// The sum of all.
    pub fn total(&self) -> Tally {
        let mut part = Part::default();
        self.sums().for_each(|(_, cell, sum)| part.add(cell, sum));
        let mut total = part.tally();
        self.tallies().for_each(|(_, tally)| total.merge(tally));
        total
    }

    /// The sums by whatever `dimension` takes of a key. Ordered by it; the order means nothing where it is a symbol.
    pub fn by<D: Ord>(&self, dimension: impl Fn(&Key) -> D) -> BTreeMap<D, Tally> {
        let mut parts: BTreeMap<D, Part> = BTreeMap::new();
        for (day, cell, sum) in self.sums() {
            parts.entry(dimension(&Key { day, ..cell.key })).or_default().add(cell, sum);
        }
        let mut sums: BTreeMap<D, Tally> = parts.into_iter().map(|(d, part)| (d, part.tally())).collect();
        for (key, tally) in self.tallies() {
            sums.entry(dimension(key)).or_default().merge(tally);
        }
        sums
    }

    /// Net credits by day, from `first` to `last`.
    pub fn series(&self, first: Day, last: Day) -> Series {
        let length = usize::try_from(last.since(first) + 1).unwrap_or(0);
        let (mut parts, mut days) = (vec![Part::default(); length], vec![Credits::ZERO; length]);
        let place = |day: Day| usize::try_from(day.since(first)).ok().filter(|at| *at < length);
        for (day, cell, sum) in self.sums() {
            if let Some(at) = place(day) {
                parts[at].add(cell, sum);
            }
        }
        for (key, tally) in self.tallies() {
            if let Some(at) = place(key.day) {
                days[at] += tally.credits;
            }
        }
        days.iter_mut().zip(parts).for_each(|(day, part)| *day += part.credits());
        Series::new(first, days)
    }

    /// Day of the first event.
    pub fn first_day(&self) -> Option<Day> {
        self.tallies().map(|(key, _)| key.day).chain(self.sums().map(|(day, ..)| day)).min()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.tallies().next().is_none() && self.sums().next().is_none()
    }
}

impl Ledger {
    /// A pool from `first` to `last`.
    pub fn span(&self, pool: Pool, first: Day, last: Day) -> Span<'_> {
        Span { ledger: self, pool, first, last }
    }

    /// Day of the log's first event, before filters.
    pub fn first_day(&self) -> Option<Day> {
        self.all_days.keys().next().copied()
    }

    /// Day of an app's first event in any pool, before filters.
    pub fn first_day_of(&self, app: Symbol) -> Option<Day> {
        self.app_first.get(&app).copied()
    }

    /// Day of the log's last event, before filters.
    pub fn last_day(&self) -> Option<Day> {
        self.all_days.keys().next_back().copied()
    }

    /// The longest run of days without any event that ends at the log's last event, before filters: how long the log was silent before it.
    pub fn last_gap(&self) -> i32 {
        let mut days = self.all_days.keys().rev();
        match (days.next(), days.next()) {
            (Some(last), Some(before)) => last.since(*before),
            _ => 0,
        }
    }

    /// Events after a day, before filters.
    pub fn events_after(&self, day: Day) -> u64 {
        self.all_days.range(day.plus(1)..).map(|(_, n)| n).sum()
    }

    /// Events that filters dropped, up to a day.
    pub fn filtered_until(&self, day: Day) -> u64 {
        self.filtered_days.range(..=day).map(|(_, n)| n).sum()
    }

    /// Credits granted to a pool between two days, both included.
    pub fn granted(&self, pool: Pool, first: Day, last: Day) -> Credits {
        self.grants.range((pool, first)..=(pool, last)).map(|(_, credits)| credits).sum()
    }

    /// Net message credits by UTC day, of events up to `last` in the report's zone.
    pub fn utc_message(&self, last: Day) -> Option<Series> {
        let mut days: BTreeMap<Day, Credits> = BTreeMap::new();
        for ((_, utc), credits) in self.utc_message.iter().filter(|((day, _), _)| *day <= last) {
            *days.entry(*utc).or_default() += *credits;
        }
        let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
        Some(Series::new(first, first.through(last).map(|day| days.get(&day).copied().unwrap_or_default()).collect()))
    }

    /// Credits and events by weekday (0 = Monday) and hour of the day, between two days, both included. An event without a time of day
    /// is in none.
    pub fn hours(&self, pool: Pool, first: Day, last: Day) -> BTreeMap<(u32, u32), (Credits, u64)> {
        let mut sums: BTreeMap<(u32, u32), (Credits, u64)> = BTreeMap::new();
        let holds = |of: Pool, day: Day| of == pool && first <= day && day <= last;
        for ((_, day, hour), (credits, events)) in self.hours.iter().filter(|((of, day, _), _)| holds(*of, *day)) {
            let sum = sums.entry((day.weekday(), *hour)).or_default();
            sum.0 += *credits;
            sum.1 += events;
        }
        sums
    }

    /// Indices of the cards that priced events up to a day.
    pub fn cards_until(&self, last: Day) -> impl Iterator<Item = u16> + '_ {
        self.cards.iter().filter(move |(_, first_use)| **first_use <= last).map(|(card, _)| *card)
    }
}

/// Ranked by credits, descending; ties by name in byte order, the unnamed last.
pub fn rank<N: Ord>(rows: &mut [(Option<N>, Tally)]) {
    rows.sort_by(|(a_name, a), (b_name, b)| {
        b.credits.cmp(&a.credits).then_with(|| a_name.is_none().cmp(&b_name.is_none())).then_with(|| a_name.cmp(b_name))
    });
}
