//! Reasons why a row is rejected, ignored or without a price, in words.

use crate::ingest::reject::{IGNORED, REASONS, UNPRICED};

pub(crate) fn meaning(reason: &str) -> &'static str {
    let mut known = REASONS.iter().chain(IGNORED).chain(UNPRICED);
    known.find(|(id, _)| *id == reason).map_or("", |(_, meaning)| meaning)
}
