//! What several threads and inputs have summed, in one ledger.

use std::collections::{BTreeMap, BTreeSet};

use super::store::Ledger;
use super::summing::Summing;
use crate::base::{Extent, Renaming, Stamp, Symbol, Symbols};

/// The sums of a log, with the names of its table.
#[derive(Debug, Default)]
pub struct Summed {
    pub(crate) ledger: Ledger,
    /// First and last usage of each input.
    pub(crate) extents: BTreeMap<u32, Extent>,
    /// The apps that occur, before filters.
    pub(crate) apps: BTreeSet<Symbol>,
    /// The users that occur, before filters.
    pub(crate) users: BTreeSet<Symbol>,
}

impl Summed {
    /// Joins what each thread has summed. Each comes with the table of the names it has met; `names` gets all of them.
    pub fn of(threads: Vec<(Summing, Symbols)>, names: &mut Symbols) -> Self {
        let mut all = Self::default();
        for (summing, own_names) in threads {
            let (own, shared) = summing.finish();
            let mut renaming = Renaming::default();
            all.add_own(own, |symbol| renaming.rename(symbol, &own_names, names));
            if let Some((mut sums, shared_names)) = shared {
                let mut renaming = Renaming::default();
                sums.rename(|symbol| renaming.rename(symbol, &shared_names, names));
                all.ledger.add_sums(sums);
            }
        }
        all
    }

    /// Adds what was summed of events whose names are all in this log's table already.
    pub(crate) fn add(&mut self, summing: Summing, names: &Symbols) {
        let (own, shared) = summing.finish();
        self.add_own(own, |symbol| symbol);
        if let Some((mut sums, shared_names)) = shared {
            sums.rename(|symbol| {
                names.find(shared_names.name(symbol)).expect("a name of the log's own events")
            });
            self.ledger.add_sums(sums);
        }
    }

    /// Adds what a thread has seen, but for the sums that it shares with others.
    fn add_own(&mut self, own: Self, mut rename: impl FnMut(Symbol) -> Symbol) {
        self.ledger.merge_hours(own.ledger);
        for (input, extent) in own.extents {
            self.extents.entry(input).or_insert(extent).include(extent);
        }
        self.apps.extend(own.apps.into_iter().map(&mut rename));
        self.users.extend(own.users.into_iter().map(&mut rename));
    }

    /// Notes that an input has usage at a time.
    pub(super) fn extend(&mut self, input: u32, stamp: Stamp) {
        let extent = Extent::at(stamp);
        self.extents.entry(input).or_insert(extent).include(extent);
    }
}
