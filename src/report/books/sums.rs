//! What the threads add up together, and what is left of it at the end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hashbrown::HashSet;

use super::Books;
use crate::base::{Renaming, Stamp, Symbol, Symbols};
use crate::ledger::{Cell, Cells, Dated, Ledger};
use crate::report::analysis::extend;

/// Sums that a thread keeps to itself before it adds them to those of all; or as many as one in [`PART`] of these. Where the days of a log
/// do not follow each other, all of them are packed anew each time.
const MOST_KEPT: usize = 1 << 15;

/// See [`MOST_KEPT`].
const PART: usize = 32;

/// The sums of all large logs.
#[derive(Debug, Default)]
pub struct Sums {
    /// By everything that a report shows.
    pub ledger: Ledger,
    /// First and last usage of each input.
    pub extents: BTreeMap<u32, (Stamp, Stamp)>,
    /// The apps and users that occur, before filters.
    pub apps: HashSet<Symbol>,
    /// See `apps`.
    pub users: HashSet<Symbol>,
}

impl Sums {
    /// The sums of all threads, with names of one table.
    pub fn of(parts: Vec<(Books, Symbols)>, symbols: &mut Symbols) -> Self {
        let mut all = Self::default();
        for (books, names) in parts {
            let (sums, shared) = books.finish();
            let mut renaming = Renaming::default();
            let mut rename = |symbol| renaming.rename(symbol, &names, symbols);
            all.ledger.merge(sums.ledger, &mut rename);
            for (input, (first, last)) in sums.extents {
                all.extend(input, first);
                all.extend(input, last);
            }
            let mut add = |all: &mut HashSet<Symbol>, some: HashSet<Symbol>| {
                let mut some: Vec<_> = some.into_iter().collect();
                some.sort_unstable();
                all.extend(some.into_iter().map(&mut rename));
            };
            add(&mut all.apps, sums.apps);
            add(&mut all.users, sums.users);
            // The last of the threads that share them brings them.
            if let Some(Shared { symbols: names, cells }) = shared {
                let mut renaming = Renaming::default();
                all.ledger.add_sums(cells, |symbol| renaming.rename(symbol, &names, symbols));
            }
        }
        all
    }

    /// Takes note of a time at which an input tells of usage.
    pub(super) fn extend(&mut self, input: u32, stamp: Stamp) {
        let mut extent = self.extents.get(&input).copied();
        extend(&mut extent, stamp);
        self.extents.extend(extent.map(|extent| (input, extent)));
    }
}

/// Sums of all threads that read an input.
#[derive(Debug, Default)]
pub(super) struct Shared {
    symbols: Symbols,
    cells: Cells,
}

/// A thread's way to the sums of all. Days follow each other in most logs, so that a thread adds up a day's sum for itself, and all of
/// them together need not hold each sum more than once.
#[derive(Debug)]
pub(super) struct Share {
    of_all: Arc<Mutex<Shared>>,
    renaming: Renaming,
    kept: Vec<Dated>,
    /// How many are kept at most.
    most: usize,
}

impl Default for Share {
    fn default() -> Self {
        Self {
            of_all: Arc::default(),
            renaming: Renaming::default(),
            kept: Vec::new(),
            most: MOST_KEPT,
        }
    }
}

impl Share {
    /// Another thread's way to the same sums.
    pub(crate) fn fork(&self) -> Self {
        Self { of_all: Arc::clone(&self.of_all), ..Self::default() }
    }

    /// The number of a cell among those of all; `names` is the same table at each call.
    pub(crate) fn place(&mut self, cell: Cell, names: &Symbols) -> u32 {
        let mut all = self.of_all.lock().unwrap_or_else(PoisonError::into_inner);
        let Shared { symbols, cells } = &mut *all;
        cells.place(cell.renamed(|symbol| self.renaming.rename(symbol, names, symbols)))
    }

    /// Adds a sum.
    pub(crate) fn add(&mut self, sum: Dated) {
        self.kept.push(sum);
        if self.kept.len() >= self.most {
            self.give();
        }
    }

    fn give(&mut self) {
        // What can be done alone is done before the others have to wait.
        self.kept.sort_unstable_by_key(|one| (one.day, one.place));
        let mut all = self.of_all.lock().unwrap_or_else(PoisonError::into_inner);
        all.cells.add(&mut self.kept);
        self.most = MOST_KEPT.max(all.cells.sums() / PART);
    }

    /// The sums of all, where this is the last way to them.
    pub(crate) fn finish(mut self) -> Option<Shared> {
        self.give();
        Arc::into_inner(self.of_all)
            .map(|all| all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
