//! A column of amounts as people, exports and spreadsheets write them: `$0.02`, `1.234,50`, `(3.5)`, `2 cr`.
//!
//! Whether the comma or the point comes before the fraction is decided once per column, never per cell:
//! - one cell that can be read only one way (`1,5`, `0,125`, `1.234,50`, `1,234,567`) decides for the column;
//! - if cells contradict each other, a mark with at least ten times as many cells as the other wins. The strays are rejected one
//!   by one, and so is every cell that could be one of them (`1,234` in a column of points). Otherwise the user is asked;
//! - if no cell decides, a single point before three digits is a fraction, as programs write it (`1.234`, not proven), and for
//!   a single comma before three digits the user is asked.

pub(crate) mod detect;
pub(crate) mod exact;
pub(crate) mod format;
mod parse;

pub(crate) use detect::{Ambiguous, AmountEvidence, detect};
pub(crate) use exact::{BadAmount, nanos, read_json_number};
pub(crate) use format::{Amount, AmountFormat};
pub(crate) use parse::AmountWord;

/// Whether the cell of an amount, however it is written, is neither empty nor 0.
pub(crate) fn is_nonzero(cell: &str) -> bool {
    cell.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

#[cfg(test)]
mod tests;
