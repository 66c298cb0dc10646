//! The words that every other part uses: amounts, days, names, untrusted text. Depends on nothing of ours.

pub mod calendar;
pub mod clock;
pub mod credits;
pub mod figure;
pub mod packed;
pub mod quotient;
#[cfg(test)]
mod schema;
pub mod symbol;
pub mod untrusted;

pub use calendar::{Cycle, CycleRule, Day, Instant, Stamp, Zone};
pub use credits::Credits;
pub use figure::grouped;
pub use quotient::{Quotient, Six};
pub use symbol::{Renaming, Symbol, Symbols};
pub use untrusted::Untrusted;
