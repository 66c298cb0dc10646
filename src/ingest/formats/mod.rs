//! Text → rows, one file per format.

pub(crate) mod conversation;
pub(crate) mod delimited;
pub(crate) mod flat;
pub(crate) mod json;
pub(crate) mod pieces;
