//! Sums of events that have everything in common but their day and their amount: two numbers each, where a [`Tally`] is eleven.

use hashbrown::HashMap;

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
    /// What the card says of each in 10⁻⁹ credits, where it is modeled: the typical price, the low one, the high one.
    pub price: [i64; 3],
}

/// Events, and what they report in 10⁻⁹ credits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// How many.
    pub events: u64,
    /// Reported credits.
    pub nanos: i64,
}

/// Sums by day and cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Cells {
    of: Vec<Cell>,
    places: HashMap<Cell, u32>,
    sums: HashMap<(Day, u32), Sum>,
}

impl Cells {
    /// The number of a cell, new or known.
    pub fn place(&mut self, cell: Cell) -> u32 {
        *self.places.entry(cell).or_insert_with(|| {
            self.of.push(cell);
            u32::try_from(self.of.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Whether there is no sum.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
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

    /// Adds events of a cell on a day; gives back what has no room any more.
    #[inline]
    pub fn add(&mut self, day: Day, place: u32, more: Sum) -> Option<Sum> {
        let sum = self.sums.entry((day, place)).or_default();
        if let Some(nanos) = sum.nanos.checked_add(more.nanos) {
            *sum = Sum { events: sum.events + more.events, nanos };
            return None;
        }
        Some(std::mem::replace(sum, more))
    }

    /// Every sum with its day and the number of its cell.
    pub(super) fn places(&self) -> impl Iterator<Item = (Day, u32, Sum)> {
        self.sums.iter().map(|((day, place), sum)| (*day, *place, *sum))
    }

    /// Every sum with its day and what its events have in common.
    pub fn iter(&self) -> impl Iterator<Item = (Day, &Cell, Sum)> {
        self.sums.iter().map(|((day, place), sum)| (*day, self.at(*place), *sum))
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
    /// Adds a sum of a cell.
    pub fn add(&mut self, cell: &Cell, sum: Sum) {
        self.events += sum.events;
        match cell.basis {
            Basis::Reported => {
                let nanos = i128::from(sum.nanos);
                self.reported += nanos;
                self.refunded -= if cell.negative { nanos } else { 0 };
                self.estimates += if cell.estimate { nanos } else { 0 };
            }
            Basis::Modeled => {
                for (total, each) in self.price.iter_mut().zip(cell.price) {
                    *total += i128::from(each) * i128::from(sum.events);
                }
                self.assumed_model += if cell.assumed_model { sum.events } else { 0 };
            }
            Basis::Unknown => {
                self.unpriced += sum.events;
                self.unpriced_failed += if cell.failed { sum.events } else { 0 };
            }
        }
    }

    /// Net credits.
    pub fn credits(&self) -> Credits {
        Credits::nanos(self.reported + self.price[0])
    }

    /// The same as a tally.
    pub fn tally(&self) -> Tally {
        let [modeled, low, high] = self.price.map(Credits::nanos);
        Tally {
            events: self.events,
            credits: self.credits(),
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
