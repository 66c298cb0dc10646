//! What was named on the command line → UTF-8 text, readable from its start as often as needed.

pub(crate) mod decode;
pub(crate) mod named;
pub(crate) mod text;
