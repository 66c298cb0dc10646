//! Numbers for people, written as everywhere else.

pub(crate) use crate::base::figure::{amount, count, fixed, percent, places};
