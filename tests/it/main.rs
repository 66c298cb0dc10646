//! The one integration binary: wiring, rules of the house, and properties against naive models.
#![allow(missing_docs, reason = "tests are read by their names")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod audit_page;
mod blocks;
mod bombs;
mod check;
mod commands;
mod compare;
mod docs;
mod first_screen;
mod focus;
mod foresight;
mod gate;
mod getting_along;
mod hints;
mod ingest_dialects;
mod ingest_formats;
mod ingest_names;
mod ingest_renamed;
#[cfg(unix)]
mod interrupt;
mod layering;
mod never_clear;
mod pages;
mod parquet;
mod pictures;
mod program;
mod properties;
mod recorder;
mod registries;
mod rollup;
mod saved;
mod sentences;
mod situations;
mod sql;
mod stories;
mod truths;
