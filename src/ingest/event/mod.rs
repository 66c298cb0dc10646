//! Record → event, and what became of each row. The reference: every row can be read here, one at a time.

pub(crate) mod amounts;
pub(crate) mod cells;
pub(crate) mod dedupe;
pub(crate) mod fields;
pub(crate) mod metadata;
pub(crate) mod operation;
pub(crate) mod outcome;
pub(crate) mod reader;
pub(crate) mod sink;
