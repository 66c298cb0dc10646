//! Drives a reading: one input, then all inputs.

pub(crate) mod all;
pub(crate) mod hand;
pub(crate) mod in_order;
pub(crate) mod input;
pub(crate) mod inspect;
pub(crate) mod lines;
pub(crate) mod rows;
pub(crate) mod threads;
