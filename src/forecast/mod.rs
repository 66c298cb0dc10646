//! Where a cycle ends up: one method per file, and the range.

pub mod projection;

pub use projection::{Projection, ProjectionOutcome};
