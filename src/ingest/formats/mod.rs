//! Text → rows, one file per format.

pub mod conversation;
pub mod delimited;
pub mod flat;
pub mod json;
pub mod pieces;
