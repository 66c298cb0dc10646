//! Projects a pool to the end of its cycle. One method per file.
//!
//! [`trailing`] is exact: it carries the average of the last 14 days to the reset. [`range`] is statistical: quantiles and the
//! probability of running out. [`advice`] does the same for the next cycle, to choose a plan, for which [`outlook`] asks
//! both. [`project()`] combines them into the
//! projection of the report.

pub(crate) mod advice;
mod outlook;
pub(crate) mod project;
pub(crate) mod projection;
#[cfg(test)]
mod properties;
pub(crate) mod range;
pub(crate) mod state;
mod statistics;
#[cfg(test)]
mod tests;
pub(crate) mod trailing;

pub(crate) use advice::Need;
pub(crate) use outlook::Outlook;
pub(crate) use project::{p_exhausted, project};
pub(crate) use projection::{Projection, ProjectionOutcome};
pub(crate) use state::{FULL_HISTORY, PoolState};
