//! The unit that a column or a header names.

use super::MAPS;

/// Names of columns that say in which unit the amounts of their row are.
pub(crate) fn names() -> &'static [&'static str] {
    &MAPS.units.names
}

/// Whether a word of such a cell means credits.
pub(crate) fn is_coin(word: &str) -> bool {
    MAPS.units.coins.contains(&word)
}

/// Whether the brackets of a header say that each figure is the total so far.
pub(crate) fn is_so_far(unit: &str) -> bool {
    MAPS.units.so_far.contains(&unit)
}
