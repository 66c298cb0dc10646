//! Text → records.

pub(crate) mod blocks;
pub(crate) mod conversation;
pub(crate) mod delimited;
pub(crate) mod index;
pub(crate) mod json;
pub(crate) mod pieces;
pub(crate) mod record;
pub(crate) mod row;
pub(crate) mod saved;
pub(crate) mod sniff;
