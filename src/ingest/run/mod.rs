//! Reads inputs: one from its head to its last row, then all of them into one log.

mod add_snapshots;
pub(crate) mod advice;
mod again;
pub(crate) mod all;
pub(crate) mod collect;
pub(crate) mod decided;
pub(crate) mod handler;
mod har;
pub(crate) mod head;
pub(crate) mod in_order;
pub(crate) mod input;
pub(crate) mod inspect;
mod left_out;
pub(crate) mod lines;
mod pages;
mod rollups;
pub(crate) mod rows;
pub(crate) mod settle;
pub(crate) mod sheets;
mod snapshot;
mod snapshots;
pub(crate) mod threads;
mod told;
