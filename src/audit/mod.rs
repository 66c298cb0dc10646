//! Finds patterns of waste in a log, what each costs, and what the same events cost after a fix.
//!
//! A detector reads a [`Timeline`] and [`Params`] and nothing else. It returns values, never sentences: counts, amounts and days, in
//! [`facts::Facts`]; `report` writes the sentences. Its docs page, `docs/<id>.md`, says what it looks for, with the arithmetic.
//! A saving is never a constant: it is what the log's own events would have cost after the fix (see [`replay`]).
//!
//! To add a detector, write `detectors/<id>.rs`, which includes its docs page, and add one line to [`ALL`] (and `mod <id>;`). If it
//! has facts or thresholds of its own, they go to [`facts`] and [`params`], and the compiler then asks for its sentences in
//! `report::words::finding`. A test asks for a fixture that plants the pattern (`fixtures/workspaces/audit-*`).

pub(crate) mod apply;
#[cfg(test)]
mod cases;
pub(crate) mod claim;
pub(crate) mod detector;
pub(crate) mod detectors;
pub(crate) mod draft;
pub(crate) mod estimate;
pub(crate) mod facts;
pub(crate) mod finding;
pub(crate) mod gaps;
pub(crate) mod inputs;
mod keywords;
mod list_price;
pub(crate) mod params;
#[cfg(test)]
mod properties;
pub(crate) mod rank;
mod rates;
pub(crate) mod reconcile;
pub(crate) mod replay;
mod stamps;
mod templates;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod timeline;
pub(crate) mod volume;

pub(crate) use apply::{Counterfactual, UnknownFix, apply};
pub(crate) use detector::Detector;
pub use detectors::ALL;
pub(crate) use detectors::find;
pub use estimate::Estimate;
pub(crate) use finding::{EvidenceRow, FindingBasis, NameKind};
pub use finding::{Finding, FindingClass};
pub use params::Params;
pub use rank::{Audit, audit};
pub(crate) use rank::{Replayed, Total, ranked, replayed};
pub use timeline::{CycleUse, Timeline, TimelineInput};
pub(crate) use volume::Volume;
