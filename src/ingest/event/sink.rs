//! Receives events while they are read, so that a command can add them up without keeping them in memory.

use crate::base::{Instant, Symbols};
use crate::event::{Event, Slot, Unit};

/// Receives events one by one. Each thread has its own sink and its own table of names; a sink must not depend on the order of events.
///
/// Most events belong to a *group*, which has a small number. Events of a group differ only in time and amount, and in fields that do not
/// change a reported amount: id, prompt and quantities. The function `event` returns the shared fields; a sink calls it rarely.
pub trait Sink: Send {
    /// Returns a sink for another thread that reads the same input.
    #[must_use]
    fn fork(&self) -> Self;

    /// Announces the input of the following events.
    fn begin(&mut self, input: u32);

    /// Adds any event.
    fn event(&mut self, event: &Event, symbols: &Symbols);

    /// Adds an event of a group, or as many as the slot says. `nanos` is its reported amount in 10⁻⁹ credits, or 0 if it reports none.
    fn common(
        &mut self,
        group: u32,
        at: (Instant, Slot),
        nanos: i64,
        symbols: &Symbols,
        event: impl Fn() -> Event,
    );

    /// Adds an event of a group without a reported amount, but with one quantity (in billionths).
    fn counted(
        &mut self,
        group: u32,
        at: (Instant, Slot),
        quantity: (Unit, i64),
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    );

    /// Returns whether the sink needs the prompt to price this group. Called only for events without a reported amount.
    fn reads_prompt(
        &mut self,
        group: u32,
        at: Instant,
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> bool;

    /// Forgets all groups: there were too many, and their numbers are given out again.
    fn forget(&mut self);

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
