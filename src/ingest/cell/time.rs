//! A column of times as apps, exports and spreadsheets write them.
//!
//! - ISO 8601 in all its common spellings, RFC 2822, what JavaScript and spreadsheets print, and month names in the languages of
//!   `maps/months.toml`. If a column has a month's name in another language too, the file is refused, so that no month is lost.
//! - Whether `03/04/2026` begins with the day or the month is decided once per column, by the cells that can be read only one way
//!   (a number above 12 in one place). If cells contradict each other, or no cell decides, the user is asked; but with points
//!   (`3.4.2026`) the day comes first, as in all countries that write dates so.
//! - A two-digit year is read beside a month's name (`25-Jun-26`) or if the column's order is known. It is never the first part;
//!   if the first parts of all cells could be years from 2020 on (`25/06/26`), the user is asked.
//! - Numbers are seconds, milliseconds, microseconds or nanoseconds since 1970, or `20260625[1843[12]]`. From 1990 to 2100
//!   these ranges do not overlap, so a number has at most one reading. A spreadsheet's serial days (`46162.5`, the 1900 system)
//!   are read only if the whole column is such numbers, to the millisecond, and with a note, because they are a guess.
//! - Years outside 1990–2100 are rejected: `1970-01-01` and `0001-01-01` stand for a missing time.
//!
//! A new date form goes into [`parse`], and into the table of forms in `tests.rs`.

pub(crate) mod civil;
pub(crate) mod detect;
mod epoch;
pub(crate) mod format;
pub(crate) mod iso;
mod names;
mod no_year;
mod parse;

pub(crate) use civil::BadTime;
pub(crate) use detect::{Ambiguous, TimeEvidence, detect};
pub(crate) use format::TimeFormat;
pub(crate) use iso::TimeCache;
pub(crate) use names::is_weekday;
pub(crate) use no_year::complete;

#[cfg(test)]
mod tests;
