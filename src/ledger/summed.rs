//! The sums of a log, with its inputs, apps and users.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::group::Key;
use super::reach::Reaches;
use super::store::Ledger;
use crate::base::{Extent, Stamp, Symbol};

/// The most users of a log that are told apart: their names and sums take 139 MiB in a report, and a million of them took 1.3 GiB.
pub(crate) const MOST_USERS: usize = 100_000;

/// The most apps, operations or models of a log that are listed. An app takes 3 KiB in a report: its row, its alert and its days.
pub(crate) const MOST_NAMES: usize = 120_000;

/// The sums of a log, with the names of its table.
#[derive(Debug, Default)]
pub struct Summed {
    pub(crate) ledger: Ledger,
    /// First and last usage of each input.
    pub(crate) extents: BTreeMap<u32, Extent>,
    /// How far each input reaches, by app.
    pub(crate) reaches: Reaches,
    /// The apps that occur, before filters.
    pub(crate) apps: BTreeSet<Symbol>,
    /// The users that occur, before filters.
    pub(crate) users: BTreeSet<Symbol>,
}

impl Summed {
    /// Adds what a thread has seen, but for the sums that it shares with others.
    pub(super) fn add_own(&mut self, own: Self, mut rename: impl FnMut(Symbol) -> Symbol) {
        self.ledger.merge_quotas(&own.ledger, &mut rename);
        self.ledger.merge_hours(own.ledger);
        for (input, extent) in own.extents {
            self.extents.entry(input).or_insert(extent).include(extent);
        }
        self.apps.extend(own.apps.into_iter().map(&mut rename));
        self.users.extend(own.users.into_iter().map(&mut rename));
    }

    /// True if a report cannot list the users: they are then summed as one.
    pub(crate) fn has_too_many_users(&self) -> bool {
        self.users.len() > MOST_USERS
    }

    /// What the log has too many different names of for a report, if it has.
    pub(crate) fn too_many_names(&self) -> Option<&'static str> {
        let groups = self.ledger.groups();
        if groups.len() <= MOST_NAMES {
            return None;
        }
        let count = |name: fn(&Key) -> Option<Symbol>| {
            groups.iter().filter_map(|group| name(&group.key)).collect::<HashSet<_>>().len()
        };
        let is_too_many = |name| count(name) > MOST_NAMES;
        if is_too_many(|key| key.app) {
            Some("apps")
        } else if is_too_many(|key| key.operation) {
            Some("operations")
        } else {
            is_too_many(|key| key.model).then_some("models")
        }
    }

    /// Notes that an input has usage at a time.
    pub(super) fn extend(&mut self, input: u32, stamp: Stamp) {
        let extent = Extent::at(stamp);
        self.extents.entry(input).or_insert(extent).include(extent);
    }
}
