//! Decides which column plays which role, and keeps the reason.
//!
//! [`mapping`] is the result as data, and [`decide`] computes it. A new column name is one word in `cell/maps/roles.toml`; an export of
//! another tool is one entry in `cell/maps/known_exports.toml`, or in `refused_exports.toml` if it has no credits.

pub(crate) mod advice;
pub(crate) mod balances;
pub(crate) mod contents;
pub(crate) mod daily_totals;
pub(crate) mod decide;
pub(crate) mod evidence;
pub(crate) mod kinds;
pub mod known_exports;
pub(crate) mod mapping;
pub mod not_a_log;
pub(crate) mod references;
pub(crate) mod rollup;
pub(crate) mod signs;
pub(crate) mod snapshot;
pub(crate) mod units;
pub(crate) mod unused_columns;
