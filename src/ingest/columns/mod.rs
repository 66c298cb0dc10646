//! Which column plays which role, and why.

pub(crate) mod evidence;
pub(crate) mod ledger_kind;
pub(crate) mod mapping;
pub mod neighbours;
pub mod refusal;
pub(crate) mod unclaimed;
