//! The sentences that a report and a gate carry.

pub(crate) mod alert;
pub(crate) mod finding;
pub(crate) mod gap;
