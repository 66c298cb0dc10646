//! A filled cell of a sheet.

use crate::base::Day;

/// The contents of a cell.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Cell {
    /// Text, and a number as its digits.
    Text(String),
    /// A number.
    Number(String),
    /// A day, and the milliseconds since its midnight.
    Moment(Day, u32),
}
