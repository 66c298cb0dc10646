//! The words that every other part uses: amounts, days, names, untrusted text. Depends on nothing of ours.

pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod credits;
pub(crate) mod figure;
pub(crate) mod quotient;
#[cfg(test)]
mod schema;
pub(crate) mod symbol;
pub(crate) mod untrusted;

pub(crate) use calendar::{Cycle, Stamp};
pub use calendar::{CycleRule, Day, Instant, Zone};
pub use credits::Credits;
pub(crate) use figure::grouped;
pub(crate) use quotient::{Quotient, Six};
pub(crate) use symbol::{Renaming, Symbol, Symbols};
pub use untrusted::Untrusted;
