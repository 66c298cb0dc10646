//! Record → event, and what became of each row. The reference: every row can be read here, one at a time.

pub(crate) mod amounts;
pub(crate) mod asides;
pub(crate) mod cells;
pub(crate) mod daily;
pub(crate) mod dedupe;
pub(crate) mod fields;
pub(crate) mod metadata;
pub(crate) mod names;
pub(crate) mod operation;
pub(crate) mod outcome;
pub(crate) mod quantities;
pub(crate) mod reader;
pub(crate) mod set_aside;
pub(crate) mod settle;
pub(crate) mod sink;
