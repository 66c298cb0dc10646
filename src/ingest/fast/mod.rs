//! The same events as the reference reader gives, sooner. Without this folder everything still works.

pub(crate) mod frame;
pub(crate) mod json_rows;
pub(crate) mod shapes;
pub(crate) mod side;
pub(crate) mod traits;
pub(crate) mod worker;
