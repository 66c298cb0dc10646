//! The one integration binary: wiring, rules of the house, and properties against naive models.
#![allow(missing_docs, reason = "tests are read by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod commands;
mod compare;
mod layering;
mod program;
mod properties;
mod stories;
mod truths;
