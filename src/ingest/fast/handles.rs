//! The sink's handles for the groups that the memo numbers.

use hashbrown::HashMap;

use crate::event::Unit;

/// A number of the memo's, and the quantity that its events share.
type Quantity = (u32, Unit, i64);

/// What the sink answered: a handle, or that it takes each event by itself.
#[derive(Debug)]
pub(crate) struct Handles<H> {
    /// By the number of the group.
    groups: Vec<Answer<H>>,
    /// The groups whose events have a quantity, and no amount of their own.
    quantities: HashMap<Quantity, Option<H>>,
}

#[derive(Clone, Copy, Debug)]
enum Answer<H> {
    NotAsked,
    Each,
    Handle(H),
}

impl<H> Default for Handles<H> {
    fn default() -> Self {
        Self { groups: Vec::new(), quantities: HashMap::new() }
    }
}

impl<H: Copy> Handles<H> {
    /// The sink's answer for a group; `None` if it was not asked yet.
    #[inline]
    pub(crate) fn of(&self, group: u32) -> Option<Option<H>> {
        match self.groups.get(group as usize) {
            Some(Answer::Handle(handle)) => Some(Some(*handle)),
            Some(Answer::Each) => Some(None),
            Some(Answer::NotAsked) | None => None,
        }
    }

    /// The sink's answer for events with a quantity; `None` if it was not asked yet.
    pub(crate) fn of_quantity(&self, quantity: Quantity) -> Option<Option<H>> {
        self.quantities.get(&quantity).copied()
    }

    pub(crate) fn answered(&mut self, group: u32, answer: Option<H>) {
        let length = self.groups.len().max(group as usize + 1);
        self.groups.resize(length, Answer::NotAsked);
        self.groups[group as usize] = answer.map_or(Answer::Each, Answer::Handle);
    }

    pub(crate) fn answered_quantity(&mut self, quantity: Quantity, answer: Option<H>) {
        self.quantities.insert(quantity, answer);
    }

    /// The number of quantities.
    pub(crate) fn quantities(&self) -> usize {
        self.quantities.len()
    }

    pub(crate) fn clear(&mut self) {
        self.groups.clear();
        self.quantities.clear();
    }
}
