//! Questions to the ledger.

use std::collections::BTreeMap;

use super::{Key, Ledger, Series, Tally};
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;

/// The cells of one pool between two days, both included.
pub struct Span<'a> {
    cells: Vec<(&'a Key, &'a Tally)>,
}

impl<'a> Span<'a> {
    /// The sum of all.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.cells.iter().for_each(|(_, tally)| total.merge(tally));
        total
    }

    /// The sums by whatever `dimension` takes of a key. Ordered by it; the order means nothing where it is a symbol.
    pub fn by<D: Ord>(&self, dimension: impl Fn(&Key) -> D) -> BTreeMap<D, Tally> {
        let mut sums: BTreeMap<D, Tally> = BTreeMap::new();
        for (key, tally) in &self.cells {
            sums.entry(dimension(key)).or_default().merge(tally);
        }
        sums
    }

    /// The cells for which a condition holds.
    #[must_use]
    pub fn only(&self, keep: impl Fn(&Key) -> bool) -> Span<'a> {
        Span { cells: self.cells.iter().copied().filter(|(key, _)| keep(key)).collect() }
    }

    /// Net credits by day, from `first` to `last`.
    pub fn series(&self, first: Day, last: Day) -> Series {
        let mut days = vec![Credits::ZERO; usize::try_from(last.since(first) + 1).unwrap_or(0)];
        for (key, tally) in &self.cells {
            if let Some(day) = usize::try_from(key.day.since(first)).ok().and_then(|i| days.get_mut(i)) {
                *day += tally.credits;
            }
        }
        Series::new(first, days)
    }

    /// Day of the first event.
    pub fn first_day(&self) -> Option<Day> {
        self.cells.iter().map(|(key, _)| key.day).min()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}

impl Ledger {
    /// The cells of a pool from `first` to `last`.
    pub fn span(&self, pool: Pool, first: Day, last: Day) -> Span<'_> {
        let holds = |key: &Key| key.pool == pool && first <= key.day && key.day <= last;
        Span { cells: self.cells.iter().filter(|(key, _)| holds(key)).collect() }
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
