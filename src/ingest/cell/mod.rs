//! One cell → a value.

pub(crate) mod amount;
pub(crate) mod digits;
pub(crate) mod names;
pub(crate) mod roles;
pub(crate) mod time;
pub(crate) mod words;
