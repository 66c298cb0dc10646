//! The types that every other part uses: amounts, days, names, untrusted text. Imports no other layer.

pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod credits;
pub(crate) mod currency;
pub(crate) mod extent;
pub(crate) mod figure;
pub(crate) mod quotient;
#[cfg(test)]
mod schema;
pub(crate) mod symbol;
pub(crate) mod text;
pub(crate) mod untrusted;

pub(crate) use calendar::{Cycle, Stamp};
pub use calendar::{CycleRule, Day, Instant, Zone};
pub use credits::Credits;
pub(crate) use extent::Extent;
pub(crate) use figure::grouped;
pub(crate) use quotient::{Quotient, Ratio6};
pub(crate) use symbol::{Renaming, Symbol, Symbols};
pub(crate) use text::{capitalised, hex, letters};
pub use untrusted::Untrusted;

/// A position or count as 32 bits. The lists, blocks and rows of this program are shorter than 2³² items or bytes.
#[inline]
pub(crate) fn index_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
