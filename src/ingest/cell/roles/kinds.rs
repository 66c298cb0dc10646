//! Names of columns that say, or may say, what kind a row is.

use super::MAPS;

/// Whether a column of this name contains kinds even if some of its words are unknown.
pub(crate) fn is_sure(plain: &str) -> bool {
    MAPS.kinds.sure.contains(&plain)
}

/// Names of columns that may say what kind a row is, but need not.
pub(crate) fn maybe() -> &'static [&'static str] {
    &MAPS.kinds.maybe
}

/// Names of columns of prose.
pub(crate) fn prose() -> &'static [&'static str] {
    &MAPS.kinds.prose
}

/// Names of columns of labels, in which only words that are surely about credits count.
pub(crate) fn labels() -> &'static [&'static str] {
    &MAPS.kinds.labels
}
