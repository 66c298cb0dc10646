//! Text → records, whole or in pieces and blocks.

pub(crate) mod blocks;
pub(crate) mod csv;
pub(crate) mod delimited;
pub(crate) mod dialect;
pub(crate) mod har;
pub(crate) mod index;
mod indexed;
pub(crate) mod json;
pub(crate) mod not_a_table;
pub(crate) mod parser;
pub(crate) mod row;
pub(crate) mod saved;
pub(crate) mod sniff;
pub(crate) mod table;
