//! Where events go that are not kept: whoever sums them up as they are read.

use crate::base::{Instant, Symbols};
use crate::event::Event;

/// Takes events one by one. Each thread has its own, with its own table of names; the order in which it sees events means nothing.
pub trait Sink: Send {
    /// Which input the following events are of.
    fn begin(&mut self, input: u32);

    /// Any event.
    fn event(&mut self, event: &Event, symbols: &Symbols);

    /// An event of a kind that occurs again and again. Events of the same `kind` (a small number) are equal but for their time,
    /// their amount and what does not matter to a reported amount: id, prompt and quantities. `event` holds what they have in
    /// common; where it has a reported amount, `nanos` (10⁻⁹ credits) stands in its place.
    fn common(&mut self, kind: u32, event: &Event, at: Instant, nanos: i64, symbols: &Symbols);

    /// Whether the prompt of an event of that kind matters. It is asked where no amount is reported.
    fn reads_prompt(&mut self, kind: u32, event: &Event, at: Instant, symbols: &Symbols) -> bool;

    /// Kinds begin anew: there were too many of them.
    fn forget(&mut self);
}
