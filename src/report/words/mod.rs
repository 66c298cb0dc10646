//! The sentences that a report and a gate carry.

pub(crate) mod alert;
