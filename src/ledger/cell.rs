//! Sums of events that have everything in common but their day and their amount: two numbers each, where a [`Tally`] is eleven.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::packed::Packed;
use super::{Key, Tally};
use crate::base::{Credits, Day, Symbol};
use crate::event::Pool;
use crate::model::Basis;

/// What the events of one sum have in common.
#[expect(clippy::struct_excessive_bools, reason = "each splits the sums by itself")]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cell {
    /// What they are summed up by; of any day.
    pub key: Key,
    /// Which card prices them.
    pub card: u16,
    /// Where their credits come from.
    pub basis: Basis,
    /// Whether the filters keep them.
    pub kept: bool,
    /// Whether their credits are given back.
    pub negative: bool,
    /// Whether the app calls its figures estimates.
    pub estimate: bool,
    /// Whether they failed.
    pub failed: bool,
    /// Whether the platform's default model was taken.
    pub assumed_model: bool,
    /// Whether the sums hold the modeled credits themselves, which the card gives to the last digit.
    pub summed: bool,
    /// What the card says of each in 10⁻⁹ credits, where it is modeled: the typical price, the low one, the high one.
    pub price: [i64; 3],
}

impl Cell {
    /// The same with names of another table.
    #[must_use]
    pub fn renamed(self, rename: impl FnMut(Symbol) -> Symbol) -> Self {
        Self { key: self.key.renamed(rename), ..self }
    }

    /// What the events of a sum count, in 10⁻⁹ credits.
    #[inline]
    pub fn nanos(&self, sum: Sum) -> i128 {
        i128::from(sum.nanos) + i128::from(self.price[0]) * i128::from(sum.events)
    }
}

/// Events, and what they report in 10⁻⁹ credits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// How many.
    pub events: u32,
    /// Reported credits, or modeled ones of a [`Cell::summed`].
    pub nanos: i64,
}

/// A sum, with its day and the number of its cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dated {
    /// The day in the report's zone.
    pub day: Day,
    /// The number of the cell.
    pub place: u32,
    /// The sum.
    pub sum: Sum,
}

/// Events and their sum in 10⁻⁹ credits, by the number of the cell.
pub(super) type Totals = [(u64, i128)];

/// The totals between two days, both included.
type Between = ((Day, Day), Arc<Totals>);

/// Spans whose totals are remembered.
const SPANS: usize = 2;

/// Sums by day and cell.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    of: Vec<Cell>,
    /// The numbers of the cells, by what stands there; of none after a renaming.
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    days: BTreeMap<Day, Packed>,
    /// Where the sums of a day are put together.
    room: Vec<u8>,
    /// The totals between two days that were asked for last: every pool of a report asks for the same.
    totals: RefCell<Vec<Between>>,
    /// What the cells of each pool that the filters keep come to on each day, where that was asked.
    pools: OnceCell<BTreeMap<Day, [i128; 3]>>,
}

impl Cells {
    /// The number of a cell, new or known.
    pub fn place(&mut self, cell: Cell) -> u32 {
        let Self { of, numbers, hasher, .. } = self;
        let hash = |cell: &Cell| hasher.hash_one(cell);
        // After a renaming, all are placed anew.
        for at in numbers.len()..of.len() {
            numbers.insert_unique(hash(&of[at]), small(at), |at| hash(&of[*at as usize]));
        }
        let known =
            numbers.entry(hash(&cell), |at| of[*at as usize] == cell, |at| hash(&of[*at as usize]));
        *known
            .or_insert_with(|| {
                of.push(cell);
                small(of.len() - 1)
            })
            .get()
    }

    /// Whether there is no sum.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// How many sums there are.
    pub fn sums(&self) -> usize {
        self.days.values().map(Packed::len).sum()
    }

    /// A cell by its number.
    #[inline]
    pub fn at(&self, place: u32) -> &Cell {
        &self.of[place as usize]
    }

    /// Adds sums of cells that are numbered, and takes them out of the list.
    pub fn add(&mut self, more: &mut Vec<Dated>) {
        self.totals.get_mut().clear();
        self.pools.take();
        more.sort_unstable_by_key(|one| (one.day, one.place));
        for of_day in more.chunk_by(|a, b| a.day == b.day) {
            let placed = of_day.iter().map(|one| (one.place, one.sum));
            self.days.entry(of_day[0].day).or_default().add(placed, &mut self.room);
        }
        more.clear();
    }

    /// Adds all sums of a table whose cells have the same names.
    pub(super) fn merge(&mut self, other: Self) {
        let places: Vec<u32> = other.of.iter().map(|cell| self.place(*cell)).collect();
        for (day, sums) in other.days {
            self.add(
                &mut sums
                    .iter()
                    .map(|(place, sum)| Dated { day, place: places[place as usize], sum })
                    .collect(),
            );
        }
    }

    /// Takes the names of another table.
    pub(super) fn rename(&mut self, mut rename: impl FnMut(Symbol) -> Symbol) {
        for cell in &mut self.of {
            *cell = cell.renamed(&mut rename);
        }
        self.numbers.clear();
    }

    /// Every sum.
    pub(super) fn all_sums(&self) -> impl Iterator<Item = Dated> {
        self.days
            .iter()
            .flat_map(|(day, sums)| sums.iter().map(|(place, sum)| Dated { day: *day, place, sum }))
    }

    /// Every cell, in the order of their numbers.
    pub(super) fn all(&self) -> &[Cell] {
        &self.of
    }

    /// The sum of each cell between two days.
    pub(super) fn totals(&self, first: Day, last: Day) -> Arc<Totals> {
        let mut known = self.totals.borrow_mut();
        if let Some((_, totals)) = known.iter().find(|(days, _)| *days == (first, last)) {
            return Arc::clone(totals);
        }
        let mut totals = vec![(0, 0); self.of.len()];
        for (_, sums) in self.days(first, last) {
            for (place, sum) in sums {
                let (events, nanos) = &mut totals[place as usize];
                *events += u64::from(sum.events);
                *nanos += i128::from(sum.nanos);
            }
        }
        known.truncate(SPANS - 1);
        known.insert(0, ((first, last), totals.into()));
        Arc::clone(&known[0].1)
    }

    /// What the cells of a pool that the filters keep come to on each day between two, in 10⁻⁹ credits.
    pub(super) fn pool_days(
        &self,
        pool: Pool,
        first: Day,
        last: Day,
    ) -> impl Iterator<Item = (Day, i128)> {
        let of_day = |sums: &Packed| {
            let mut totals = [0; 3];
            for (cell, sum) in
                sums.iter().map(|(place, sum)| (self.at(place), sum)).filter(|(cell, _)| cell.kept)
            {
                totals[cell.key.pool as usize] += cell.nanos(sum);
            }
            totals
        };
        let days = self
            .pools
            .get_or_init(|| self.days.iter().map(|(day, sums)| (*day, of_day(sums))).collect());
        days.iter()
            .filter(move |(day, _)| first <= **day && **day <= last)
            .map(move |(day, sums)| (*day, sums[pool as usize]))
    }

    /// The days between two, each with the numbers of its cells and their sums.
    pub(super) fn days(
        &self,
        first: Day,
        last: Day,
    ) -> impl Iterator<Item = (Day, impl Iterator<Item = (u32, Sum)>)> {
        // A range from a later day to an earlier one is a panic.
        let days = (first <= last).then(|| self.days.range(first..=last)).into_iter().flatten();
        days.map(|(day, sums)| (*day, sums.iter()))
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A [`Tally`] while cells are added to it, in 10⁻⁹ credits.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    events: u64,
    reported: i128,
    refunded: i128,
    estimates: i128,
    price: [i128; 3],
    unpriced: u64,
    unpriced_failed: u64,
    assumed_model: u64,
}

impl Part {
    /// Adds events of a cell and their sum.
    pub(crate) fn add(&mut self, cell: &Cell, (events, nanos): (u64, i128)) {
        self.events += events;
        match cell.basis {
            Basis::Reported => {
                self.reported += nanos;
                self.refunded -= if cell.negative { nanos } else { 0 };
                self.estimates += if cell.estimate { nanos } else { 0 };
            }
            Basis::Modeled => {
                let summed = if cell.summed { nanos } else { 0 };
                for (total, each) in self.price.iter_mut().zip(cell.price) {
                    *total += summed + i128::from(each) * i128::from(events);
                }
                self.assumed_model += if cell.assumed_model { events } else { 0 };
            }
            Basis::Unknown => {
                self.unpriced += events;
                self.unpriced_failed += if cell.failed { events } else { 0 };
            }
        }
    }

    /// The same as a tally.
    pub(crate) fn tally(&self) -> Tally {
        let [modeled, low, high] = self.price.map(Credits::nanos);
        Tally {
            events: self.events,
            credits: Credits::nanos(self.reported + self.price[0]),
            refunded: Credits::nanos(self.refunded),
            reported: Credits::nanos(self.reported),
            estimates: Credits::nanos(self.estimates),
            modeled,
            low,
            high,
            unpriced: self.unpriced,
            unpriced_failed: self.unpriced_failed,
            assumed_model: self.assumed_model,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::Pool;
    use crate::model::ClassId;

    fn dated(day: i32, place: u32, events: u32, nanos: i64) -> Dated {
        Dated { day: Day::from_number(day), place, sum: Sum { events, nanos } }
    }

    #[test]
    fn totals_are_of_what_is_there_now() {
        let key = Key {
            day: Day::from_number(0),
            pool: Pool::Message,
            class: ClassId(0),
            app: None,
            user: None,
            model: None,
            operation: None,
            feature: None,
            files: None,
        };
        let cell = Cell {
            key,
            card: 0,
            basis: Basis::Reported,
            kept: true,
            negative: false,
            estimate: false,
            failed: false,
            assumed_model: false,
            summed: false,
            price: [0; 3],
        };
        let mut cells = Cells::default();
        let (one, other) = (cells.place(cell), cells.place(Cell { negative: true, ..cell }));
        let totals = |cells: &Cells, first, last| {
            cells.totals(Day::from_number(first), Day::from_number(last)).to_vec()
        };
        cells.add(&mut vec![dated(1, one, 2, 5), dated(2, one, 1, 7), dated(3, one, 1, 1)]);
        assert_eq!(totals(&cells, 1, 2), [(3, 12), (0, 0)]);
        assert_eq!(totals(&cells, 2, 2), [(1, 7), (0, 0)]);
        cells.add(&mut vec![dated(2, other, 1, -4)]);
        assert_eq!(totals(&cells, 1, 2), [(3, 12), (1, -4)]);
        assert_eq!(totals(&cells, 3, 1), [(0, 0); 2]);
    }

    proptest! {
        /// Against a table.
        #[test]
        fn sums_by_day_and_cell(lists in prop::collection::vec(prop::collection::vec((0..4, 0..9_u32, -5..9_i64), 0..20), 0..6)) {
            let (mut cells, mut naive) = (Cells::default(), BTreeMap::<(i32, u32), (u32, i64)>::new());
            for list in lists {
                for (day, place, nanos) in &list {
                    let sum = naive.entry((*day, *place)).or_default();
                    *sum = (sum.0 + 1, sum.1 + nanos);
                }
                cells.add(&mut list.iter().map(|(day, place, nanos)| dated(*day, *place, 1, *nanos)).collect());
            }
            let found: Vec<_> = cells.all_sums().collect();
            let wanted: Vec<_> = naive.into_iter().map(|((day, place), (events, nanos))| dated(day, place, events, nanos)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
