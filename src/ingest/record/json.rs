//! JSON logs: a document with a list of records, or one record per line.
//!
//! [`value`] parses one object, [`flatten`] turns a record into a row (a [`conversation`] into several), and [`lines`] and
//! [`document`] find the records of a text. Values stay source text until a cell is read, so no digit is lost.

mod chat;
pub(crate) mod conversation;
pub(crate) mod document;
pub(crate) mod flatten;
mod keyed;
pub(crate) mod lines;
mod list;
pub(crate) mod page;
pub(crate) mod page_words;
mod scan;
mod totals;
pub(crate) mod usage;
pub(crate) mod value;

#[cfg(test)]
mod tests;
