//! The sums that all threads of an input share.
//!
//! A thread adds up each group of a day by itself and hands the sums in when it comes to another day. Nearly all logs
//! are in the order of time, so that threads seldom wait for each other, and more threads do not take more memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{Credits, Day, Renaming, Symbols};
use crate::ledger::group::{Group, GroupId};
use crate::ledger::sums::{self, DaySum, ExactSums, GroupSums};

/// Sums that a thread collects before it hands them in, at least.
const MOST_PENDING: usize = 1 << 14;

/// A thread collects one sum for so many shared ones, if that is more. Handing in sums of all days rewrites all days,
/// which would take too long if it happened after every few sums.
const SHARED_PER_PENDING: usize = 32;

/// Sums of all threads that read an input, with names of their own table.
#[derive(Debug, Default)]
struct SharedSums {
    names: Symbols,
    sums: GroupSums,
}

/// One thread's access to the shared sums.
#[derive(Debug)]
pub(super) struct ThreadSums {
    shared: Arc<Mutex<SharedSums>>,
    renaming: Renaming,
    pending: Vec<DaySum>,
    most_pending: usize,
    exact: ExactSums,
}

impl Default for ThreadSums {
    fn default() -> Self {
        Self::of(Arc::default())
    }
}

impl ThreadSums {
    fn of(shared: Arc<Mutex<SharedSums>>) -> Self {
        Self {
            shared,
            renaming: Renaming::default(),
            pending: Vec::new(),
            most_pending: MOST_PENDING,
            exact: ExactSums::new(),
        }
    }

    /// Access to the same sums for another thread.
    pub(super) fn fork(&self) -> Self {
        Self::of(Arc::clone(&self.shared))
    }

    fn lock(shared: &Mutex<SharedSums>) -> MutexGuard<'_, SharedSums> {
        shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id of a group in the shared sums. `names` is the thread's table, the same one at each call.
    pub(super) fn id(&mut self, group: Group, names: &Symbols) -> GroupId {
        let mut shared = Self::lock(&self.shared);
        let SharedSums { names: shared_names, sums } = &mut *shared;
        sums.id(group.renamed(|symbol| self.renaming.rename(symbol, names, shared_names)))
    }

    pub(super) fn add(&mut self, sum: DaySum) {
        self.pending.push(sum);
        if self.pending.len() >= self.most_pending {
            self.hand_in();
        }
    }

    pub(super) fn add_exact(&mut self, day: Day, group: GroupId, amounts: [Credits; 3]) {
        sums::add_exact(&mut self.exact, (day, group), amounts);
    }

    fn hand_in(&mut self) {
        // Sort before taking the lock.
        self.pending.sort_unstable_by_key(DaySum::place);
        let mut shared = Self::lock(&self.shared);
        shared.sums.add(&mut self.pending);
        self.most_pending = MOST_PENDING.max(shared.sums.len() / SHARED_PER_PENDING);
    }

    /// Hands everything in. Returns the sums of all threads, with their names, if this is the last thread.
    pub(super) fn finish(mut self) -> Option<(GroupSums, Symbols)> {
        self.hand_in();
        Self::lock(&self.shared).sums.add_exact(std::mem::take(&mut self.exact));
        let shared = Arc::into_inner(self.shared)?;
        let SharedSums { names, sums } =
            shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        Some((sums, names))
    }
}
