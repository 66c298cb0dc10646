//! The groups of the kinds of events that the reader numbers.

use hashbrown::HashMap;

use crate::event::Unit;

/// Quantities that are remembered at once.
pub(super) const MOST_QUANTITIES: usize = 1 << 16;

#[derive(Default)]
pub(super) struct Kinds {
    /// By the number of the kind.
    pub groups: Vec<Kind>,
    /// By kind, unit and quantity.
    pub counted: HashMap<(u32, Unit, i64), Option<u32>>,
}

#[derive(Clone, Copy, Default)]
pub(super) enum Kind {
    #[default]
    New,
    Each,
    Group(u32),
}
