//! What a column without a role may be, by its name: only hints ask.

use super::{MAPS, amounts, is_never_credits, is_never_time};

/// The rank of a column that is named for a use, but not of credits.
pub(crate) const USE: u8 = 1;

fn has(list: &[&str], plain: &str) -> bool {
    plain.split('_').any(|part| list.contains(&part))
}

/// The rank of a column of numbers as credits that were used, 0 for the best; `None` if its numbers are something else.
pub(crate) fn credits(plain: &str) -> Option<u8> {
    let hints = &MAPS.hints;
    if is_never_credits(plain) || has(&hints.not_credits, plain) {
        return None;
    }
    Some(match (has(&hints.out, plain), plain.contains("credit")) {
        (true, true) => 0,
        (true, false) => USE,
        (false, true) => 2,
        (false, false) if amounts::is_generic(plain) => 4,
        (false, false) => 3,
    })
}

/// Whether a column of numbers may be a balance.
pub(crate) fn is_balance(plain: &str) -> bool {
    has(&MAPS.hints.balance, plain)
}

/// Whether a column of words may be the operation.
pub(crate) fn is_operation(plain: &str) -> bool {
    has(&MAPS.hints.operation, plain)
}

/// Whether a column shows that its table is about calls of AI or about credits.
pub(crate) fn is_about_credits(plain: &str) -> bool {
    has(&MAPS.hints.about_credits, plain)
}

/// Whether a column of times may be the time of the events.
pub(crate) fn is_time(plain: &str) -> bool {
    !is_never_time(plain) && !has(&MAPS.hints.not_time, plain)
}
