//! Receives events while they are read, so that a command can add them up without keeping them in memory.

use crate::base::{Instant, Symbols};
use crate::event::{Event, Slot};

/// Receives events one by one. Each thread has its own sink and its own table of names; a sink must not depend on the order of events.
///
/// Most events belong to a *group*: they differ only in their time and in the size of their reported amount. The reader shows the sink one
/// of them as an example; after that, an event of the group is a time and a number.
pub trait Sink: Send {
    /// A handle for events that differ only in time and amount.
    type Group: Copy + Send;

    /// Returns a sink for another thread that reads the same input.
    #[must_use]
    fn fork(&self) -> Self;

    /// Adds any event.
    fn event(&mut self, event: &Event, symbols: &Symbols);

    /// Asks how to take events like this one. `None`: send each of them to `event`.
    ///
    /// Reported amounts of a group have the sign of the example's, or are 0. If the example reports no amount, its quantity is the one of
    /// all of them. Their prompts may differ: a sink that needs them returns `None`.
    fn group(&mut self, example: &Event, symbols: &Symbols) -> Option<Self::Group>;

    /// Adds an event of a group, or as many as the slot says. `nanos` is its reported amount in 10⁻⁹ credits, or 0 if it reports none.
    /// Returns false, and adds nothing, if it needs the whole event.
    fn add(
        &mut self,
        group: Self::Group,
        at: (Instant, Slot),
        nanos: i64,
        symbols: &Symbols,
    ) -> bool;

    /// Forgets all groups: the reader had too many and asks for each again. (Without this, a log with a new name in every row would
    /// fill the memory.)
    fn forget_groups(&mut self) {}

    /// Returns whether the sink has no room for the names of more users, so that the log must be read again without them.
    fn is_full_of_users(&self) -> bool {
        false
    }

    /// Returns whether the sink needs every event with all of its fields. If so, no row takes the fast path.
    fn keeps_events(&self) -> bool {
        false
    }

    /// Returns whether the sink needs single events, which a rollup does not have.
    fn needs_single_events(&self) -> bool {
        self.keeps_events()
    }
}
