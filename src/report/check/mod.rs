//! `credits check`: which rules the gate asks, what each of them answers, and the exit code that follows.
//!
//! [`gate`] holds the questions and [`data`] the answers, as plain data. `judging` gets from one to the other: it reads the
//! log as of each judged day (`pass`), asks every rule about every pool and part (`asking`, `question`), turns what is clear
//! into "not judged" if the log is doubtful (`doubts`, `undecided`), and looks up what is known (`acknowledge`). Pages and sentences are in
//! `report/view` and `report/words`.

mod acknowledge;
mod asking;
pub(crate) mod baseline;
pub(crate) mod data;
mod day_doubts;
mod doubts;
mod envelope;
mod episodes;
mod fingerprint;
pub(crate) mod gate;
mod gross;
mod input_doubts;
mod judged;
mod judging;
mod odd_days;
mod pass;
mod question;
#[cfg(test)]
mod schema;
pub(crate) mod scope;
mod scopes;
mod share;
mod unclassified;
mod undecided;
pub(crate) mod verdict;

pub(crate) use baseline::{Baseline, Entry};
pub use data::Check;
pub(crate) use data::{AppUse, Balance, Broken, SCHEMA, Verdict};
pub(crate) use gate::{Action, Dimension, Gate, GateRule, Indeterminate, Limits, Override, Target};
pub(crate) use judging::{Judgement, judge, refused};
pub(crate) use verdict::{GateCause, RuleVerdict};
