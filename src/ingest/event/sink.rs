//! Where events go that are not kept: whoever sums them up as they are read.

use crate::base::{Instant, Symbols};
use crate::event::{Event, Unit};

/// Takes events one by one. Each thread has its own, with its own table of names; the order in which it sees events means nothing.
///
/// Events of the same *kind* (a small number) occur again and again. They are equal but for their time, their amount and what does not
/// matter to a reported amount: id, prompt and quantities. What they have in common is given as a function, since it is seldom asked for.
pub trait Sink: Send {
    /// Takes what another thread reads of the same input.
    #[must_use]
    fn fork(&self) -> Self;

    /// Which input the following events are of.
    fn begin(&mut self, input: u32);

    /// Any event.
    fn event(&mut self, event: &Event, symbols: &Symbols);

    /// An event of a kind. Where that has a reported amount, `nanos` (10⁻⁹ credits) stands in its place.
    fn common(
        &mut self,
        kind: u32,
        at: Instant,
        nanos: i64,
        symbols: &Symbols,
        event: impl Fn() -> Event,
    );

    /// An event of a kind without an amount, that has a quantity (in billionths) and nothing else.
    fn counted(
        &mut self,
        kind: u32,
        at: Instant,
        quantity: (Unit, i64),
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    );

    /// Whether the prompt of an event of that kind matters. It is asked where no amount is reported.
    fn reads_prompt(
        &mut self,
        kind: u32,
        at: Instant,
        symbols: &Symbols,
        event: impl FnOnce() -> Event,
    ) -> bool;

    /// Kinds begin anew: there were too many of them.
    fn forget(&mut self);

    /// Whether every event is wanted with all of its fields, so that no row can be fast.
    fn keeps_events(&self) -> bool {
        false
    }
}
