//! Columns without a role that only an audit asks about.

use super::MAPS;

/// Whether a column without a role says what a call was about.
pub(crate) fn is_beside(plain: &str) -> bool {
    !MAPS.beside.never.contains(&plain)
        && (MAPS.beside.names.contains(&plain)
            || MAPS.beside.endings.iter().any(|ending| plain.ends_with(ending)))
}

/// Whether the cells of a column of texts are the input of a call.
pub(crate) fn is_input(plain: &str) -> bool {
    MAPS.beside.inputs.contains(&plain)
}
