//! Reasons why a row is rejected or ignored, in words.

use crate::ingest::reject::{IGNORED, REASONS};

pub(crate) fn meaning(reason: &str) -> &'static str {
    let mut known = REASONS.iter().chain(IGNORED);
    known.find(|(id, _)| *id == reason).map_or("", |(_, meaning)| meaning)
}
