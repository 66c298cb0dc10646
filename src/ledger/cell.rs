//! Sums of events that have everything in common but their day and their amount: two numbers each, where a [`Tally`] is eleven.

use hashbrown::{HashMap, HashTable};

use super::{Key, Tally};
use crate::base::{Credits, Day, Symbol};
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

/// A sum of a day, and the number of its cell: 16 bytes, as there are many.
#[derive(Clone, Copy, Debug)]
struct Entry {
    place: u32,
    sum: Sum,
}

/// Sums by day and cell.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    of: Vec<Cell>,
    places: HashMap<Cell, u32>,
    days: Vec<(Day, HashTable<Entry>)>,
    day_places: HashMap<Day, usize>,
}

/// Spreads numbers that follow each other over a table.
const fn spread(place: u32) -> u64 {
    (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Cells {
    /// The number of a cell, new or known.
    pub fn place(&mut self, cell: Cell) -> u32 {
        *self.places.entry(cell).or_insert_with(|| {
            self.of.push(cell);
            u32::try_from(self.of.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The number of a day, new or known.
    pub fn day(&mut self, day: Day) -> usize {
        *self.day_places.entry(day).or_insert_with(|| {
            self.days.push((day, HashTable::new()));
            self.days.len() - 1
        })
    }

    /// The day of a number.
    pub fn day_at(&self, place: usize) -> Day {
        self.days[place].0
    }

    /// Whether there is no sum.
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|(_, sums)| sums.is_empty())
    }

    /// Takes the names of another table.
    pub(super) fn rename(&mut self, mut rename: impl FnMut(Symbol) -> Symbol) {
        for cell in &mut self.of {
            cell.key = cell.key.renamed(&mut rename);
        }
        self.places = (0..).zip(&self.of).map(|(place, cell)| (*cell, place)).collect();
    }

    /// A cell by its number.
    #[inline]
    pub fn at(&self, place: u32) -> &Cell {
        &self.of[place as usize]
    }

    /// Adds events of a cell on a day, each by its number; gives back what has no room any more.
    #[inline]
    pub fn add(&mut self, day: usize, place: u32, more: Sum) -> Option<Sum> {
        let sums = &mut self.days[day].1;
        if let Some(Entry { sum, .. }) = sums.find_mut(spread(place), |entry| entry.place == place) {
            return match (sum.events.checked_add(more.events), sum.nanos.checked_add(more.nanos)) {
                (Some(events), Some(nanos)) => {
                    *sum = Sum { events, nanos };
                    None
                }
                _ => Some(std::mem::replace(sum, more)),
            };
        }
        sums.insert_unique(spread(place), Entry { place, sum: more }, |entry| spread(entry.place));
        None
    }

    /// Every sum with its day and the number of its cell.
    pub(super) fn places(&self) -> impl Iterator<Item = (Day, u32, Sum)> {
        self.days.iter().flat_map(|(day, sums)| sums.iter().map(|entry| (*day, entry.place, entry.sum)))
    }

    /// Every cell, in the order of their numbers.
    pub(super) fn all(&self) -> &[Cell] {
        &self.of
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    /// The days between two, each with the numbers of its cells and their sums.
    pub(super) fn days(&self, first: Day, last: Day) -> impl Iterator<Item = (Day, impl Iterator<Item = (u32, Sum)>)> {
        let days = self.days.iter().filter(move |(day, _)| first <= *day && *day <= last);
        days.map(|(day, sums)| (*day, sums.iter().map(|entry| (entry.place, entry.sum))))
    }
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
    pub fn add(&mut self, cell: &Cell, (events, nanos): (u64, i128)) {
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
    pub fn tally(&self) -> Tally {
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
