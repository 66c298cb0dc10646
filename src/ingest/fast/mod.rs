//! The same events as the reference reader, sooner. Only `run` uses this folder, and without it everything still works.
//!
//! Most rows of a large log differ from an earlier row in their time and their amount alone. The worker parses those two cells, finds
//! the rest in a memo by the bytes of the other cells, and leaves every row that is in any way unusual to the reference reader.

pub(crate) mod handles;
pub(crate) mod json_rows;
pub(crate) mod memo;
pub(crate) mod plan;
pub(crate) mod shared;
pub(crate) mod sign_case;
pub(crate) mod slots;
pub(crate) mod worker;
