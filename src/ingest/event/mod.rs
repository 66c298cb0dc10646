//! Record → events, and what became of each row.

pub(crate) mod dedupe;
pub(crate) mod metadata;
pub(crate) mod outcome;
pub(crate) mod reader;
pub(crate) mod reference;
pub(crate) mod sink;
