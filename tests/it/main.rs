//! The one integration binary: wiring, rules of the house, and properties against naive models.
#![allow(missing_docs, reason = "tests are read by their names")]

mod compare;
mod layering;
