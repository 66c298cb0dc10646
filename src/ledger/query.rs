//! Questions to the ledger.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::cell::{Cell, Part, Totals};
use super::{Key, Ledger, Series, Tally};
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;

/// Walked in the order of insertion.
type IndexSet<D> = indexmap::IndexSet<D, DefaultHashBuilder>;

/// One pool between two days, both included.
pub struct Span<'a> {
    ledger: &'a Ledger,
    pool: Pool,
    first: Day,
    last: Day,
    /// What was summed up, by the number of its cell, over all days: most questions do not ask for the day.
    totals: OnceCell<Arc<Totals>>,
    /// The sum of all.
    total: OnceCell<Tally>,
}

/// Events and their sum, by the number of a cell.
type Total = (u64, i128);

impl<'a> Span<'a> {
    fn tallies(&self) -> impl Iterator<Item = (&'a Key, &'a Tally)> {
        let Self { pool, first, last, .. } = *self;
        self.ledger
            .cells
            .iter()
            .filter(move |(key, _)| key.pool == pool && first <= key.day && key.day <= last)
    }

    fn is_mine(&self, cell: &Cell) -> bool {
        cell.kept && cell.key.pool == self.pool
    }

    /// What was summed up of each cell that holds something.
    fn totals(&self) -> impl Iterator<Item = (&Cell, Total)> {
        let cells = &self.ledger.sums;
        let totals = self.totals.get_or_init(|| cells.totals(self.first, self.last));
        cells
            .all()
            .iter()
            .zip(totals.iter())
            .filter(|(cell, (events, _))| *events > 0 && self.is_mine(cell))
            .map(|(cell, total)| (cell, *total))
    }

    /// The sum of all.
    pub fn total(&self) -> Tally {
        *self.total.get_or_init(|| {
            let mut part = Part::default();
            self.totals().for_each(|(cell, total)| part.add(cell, total));
            let mut total = part.tally();
            self.tallies().for_each(|(_, tally)| total.merge(tally));
            total
        })
    }

    /// The sums by whatever `dimension` takes of a key, but its day. Ordered by it; the order means nothing where it is a symbol.
    pub fn by<D: Ord + Hash>(&self, dimension: impl Fn(&Key) -> D) -> BTreeMap<D, Tally> {
        let mut parts: HashMap<D, Part> = HashMap::new();
        for (cell, total) in self.totals() {
            parts.entry(dimension(&cell.key)).or_default().add(cell, total);
        }
        let mut sums: BTreeMap<D, Tally> =
            parts.into_iter().map(|(d, part)| (d, part.tally())).collect();
        for (key, tally) in self.tallies() {
            sums.entry(dimension(key)).or_default().merge(tally);
        }
        sums
    }

    /// Which of this pool's cells are one by `dimension`: each group, and the number of each cell's group.
    fn groups<D: Ord + Hash>(
        &self,
        dimension: impl Fn(&Key) -> D,
    ) -> (IndexSet<D>, Vec<Option<u32>>) {
        let mut groups = IndexSet::default();
        let cells = self.ledger.sums.all().iter();
        let of_cell = cells
            .map(|cell| self.is_mine(cell).then(|| groups.insert_full(dimension(&cell.key)).0));
        let group_of =
            of_cell.map(|group| group.and_then(|group| u32::try_from(group).ok())).collect();
        (groups, group_of)
    }

    /// Calls `each` with every day, each group that occurs on it, and its sum.
    fn each_day(
        &self,
        group_of: &[Option<u32>],
        groups: usize,
        mut each: impl FnMut(Day, usize, Total),
    ) {
        let cells = &self.ledger.sums;
        let (mut totals, mut touched): (Vec<Total>, Vec<usize>) =
            (vec![(0, 0); groups], Vec::new());
        for (day, sums) in cells.days(self.first, self.last) {
            for (place, sum) in sums {
                let Some(group) = group_of[place as usize] else { continue };
                let (events, nanos) = &mut totals[group as usize];
                if *events == 0 {
                    touched.push(group as usize);
                }
                *events += u64::from(sum.events);
                *nanos += cells.at(place).nanos(sum);
            }
            for group in touched.drain(..) {
                each(day, group, std::mem::take(&mut totals[group]));
            }
        }
    }

    /// Net credits and events by whatever `dimension` takes of a key, and by day.
    pub fn by_day<D: Ord + Hash + Clone>(
        &self,
        dimension: impl Fn(&Key) -> D,
    ) -> BTreeMap<(D, Day), (Credits, u64)> {
        // Which cells are one is found out once; then a day is a sum over numbers.
        let (groups, group_of) = self.groups(&dimension);
        let mut found: Vec<((D, Day), (Credits, u64))> = Vec::new();
        self.each_day(&group_of, groups.len(), |day, group, (events, nanos)| {
            found.push(((groups[group].clone(), day), (Credits::nanos(nanos), events)));
        });
        let mut sums: BTreeMap<(D, Day), (Credits, u64)> = found.into_iter().collect();
        for (key, tally) in self.tallies() {
            let (credits, events) = sums.entry((dimension(key), key.day)).or_default();
            *credits += tally.credits;
            *events += tally.events;
        }
        sums
    }

    /// Net credits of each day of the span, by whatever `dimension` takes of a key.
    pub fn series_by<D: Ord + Hash>(&self, dimension: impl Fn(&Key) -> D) -> BTreeMap<D, Series> {
        let (groups, group_of) = self.groups(&dimension);
        // Most groups of a large log occur on none of the days that are asked for, and most others on few of them.
        let mut days: Vec<Option<Series>> = vec![None; groups.len()];
        self.each_day(&group_of, groups.len(), |day, group, (_, nanos)| {
            days[group]
                .get_or_insert_with(|| Series::new(day, Vec::new()))
                .add(day, Credits::nanos(nanos));
        });
        let mut series: BTreeMap<D, Series> =
            groups.into_iter().zip(days).filter_map(|(group, days)| Some((group, days?))).collect();
        for (key, tally) in self.tallies() {
            series
                .entry(dimension(key))
                .or_insert_with(|| Series::new(self.first, Vec::new()))
                .add(key.day, tally.credits);
        }
        series
    }

    /// Net credits by day.
    pub fn series(&self) -> Series {
        let length = usize::try_from(self.last.since(self.first) + 1).unwrap_or(0);
        let mut series = Series::new(self.first, vec![Credits::ZERO; length]);
        let days = self.ledger.sums.pool_days(self.pool, self.first, self.last);
        days.for_each(|(day, nanos)| series.add(day, Credits::nanos(nanos)));
        self.tallies().for_each(|(key, tally)| series.add(key.day, tally.credits));
        series
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.tallies().next().is_none() && self.totals().next().is_none()
    }
}

impl Ledger {
    /// A pool from `first` to `last`.
    pub fn span(&self, pool: Pool, first: Day, last: Day) -> Span<'_> {
        Span { ledger: self, pool, first, last, totals: OnceCell::new(), total: OnceCell::new() }
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
        Some(Series::new(
            first,
            first.through(last).map(|day| days.get(&day).copied().unwrap_or_default()).collect(),
        ))
    }

    /// Credits and events by weekday (0 = Monday) and hour of the day, between two days, both included. An event without a time of day
    /// is in none.
    pub fn hours(&self, pool: Pool, first: Day, last: Day) -> BTreeMap<(u32, u32), (Credits, u64)> {
        let mut sums: BTreeMap<(u32, u32), (Credits, u64)> = BTreeMap::new();
        let holds = |of: Pool, day: Day| of == pool && first <= day && day <= last;
        for ((_, day, hour), (credits, events)) in
            self.hours.iter().filter(|((of, day, _), _)| holds(*of, *day))
        {
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
pub(crate) fn rank<N: Ord>(rows: &mut [(Option<N>, Tally)]) {
    rows.sort_by(|(a_name, a), (b_name, b)| {
        b.credits
            .cmp(&a.credits)
            .then_with(|| a_name.is_none().cmp(&b_name.is_none()))
            .then_with(|| a_name.cmp(b_name))
    });
}
