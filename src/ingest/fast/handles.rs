//! The sink's handles for the groups that the memo numbers.

use hashbrown::HashMap;

use crate::event::Unit;

/// A number of the memo's, and the quantity that its events share.
type Quantity = (u32, Unit, i64);

/// What the sink answered for each group.
#[derive(Debug)]
pub(crate) struct Handles<H> {
    /// By the number of the group.
    groups: Vec<Answer<H>>,
    /// The groups whose events have a quantity, and no amount of their own.
    quantities: HashMap<Quantity, Answer<H>>,
}

/// How the sink takes the events of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer<H> {
    NotAsked,
    /// Each by itself.
    Whole,
    Handle(H),
}

impl<H> From<Option<H>> for Answer<H> {
    fn from(handle: Option<H>) -> Self {
        handle.map_or(Self::Whole, Self::Handle)
    }
}

impl<H> Default for Handles<H> {
    fn default() -> Self {
        Self { groups: Vec::new(), quantities: HashMap::new() }
    }
}

impl<H: Copy> Handles<H> {
    /// The sink's answer for a group.
    #[inline]
    pub(crate) fn of(&self, group: u32) -> Answer<H> {
        self.groups.get(group as usize).copied().unwrap_or(Answer::NotAsked)
    }

    /// The sink's answer for events with a quantity.
    pub(crate) fn of_quantity(&self, quantity: Quantity) -> Answer<H> {
        self.quantities.get(&quantity).copied().unwrap_or(Answer::NotAsked)
    }

    pub(crate) fn answered(&mut self, group: u32, answer: Answer<H>) {
        let length = self.groups.len().max(group as usize + 1);
        self.groups.resize(length, Answer::NotAsked);
        self.groups[group as usize] = answer;
    }

    pub(crate) fn answered_quantity(&mut self, quantity: Quantity, answer: Answer<H>) {
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
