//! `credits check`: which rules the gate asks, what each of them says, and which exit code follows from that.
//!
//! [`gate`] holds the questions and [`data`] the answers; `judging` gets from one to the other. Pages and sentences about
//! them are in `report/view` and `report/words`.

pub(crate) mod acknowledged;
pub(crate) mod data;
pub(crate) mod doubt;
mod episodes;
pub(crate) mod gate;
mod judging;
#[cfg(test)]
mod schema;
mod scopes;
mod unclassified;
pub(crate) mod verdict;

pub(crate) use acknowledged::{Baseline, Entry};
pub use data::Check;
pub(crate) use data::{Balance, Broken, SCHEMA, Verdict};
pub(crate) use gate::{Action, Dimension, Gate, GateRule, Indeterminate, Limits, Override, Target};
pub(crate) use judging::{Judgement, judge, refused};
pub(crate) use verdict::{GateCause, RuleVerdict};
