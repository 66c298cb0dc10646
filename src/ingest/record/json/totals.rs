//! Objects with totals of their own, as the platform's Monitoring API answers: a list in one (the views of each day) is a part of it.

use super::value::{Fields, elements, fields};
use crate::ingest::cell::names;

/// Fields that only such an object has.
const TOTALS: [&str; 3] =
    ["message_credits_consumed", "integration_credits_consumed", "credit_pool"];

/// Whether an object has totals, and no list in it has them too.
pub(super) fn are_in(object: &Fields<'_>) -> bool {
    let has =
        |object: &Fields<'_>| object.keys().any(|key| TOTALS.contains(&names::word(key).as_str()));
    let is_list_of_them = |raw: &str| {
        let mut first = None;
        elements(raw, &mut |item| {
            first.get_or_insert(item.get());
            true
        });
        let object = first.filter(|item: &&str| item.starts_with('{'));
        object.is_some_and(|item| fields(item).is_ok_and(|item| has(&item)))
    };
    let has_pool = object.keys().any(|key| names::word(key) == TOTALS[2]);
    has(object) && (has_pool || !object.values().any(|raw| is_list_of_them(raw.get())))
}
