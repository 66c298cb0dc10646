//! One cell → a value: times, amounts, words, and column names in normal form.
//!
//! The names and words themselves are data, in `maps/*.toml`; each file says how to add one.

pub(crate) mod amount;
pub(crate) mod digits;
pub(crate) mod ledger;
pub(crate) mod names;
pub(crate) mod roles;
pub(crate) mod time;
pub(crate) mod words;
