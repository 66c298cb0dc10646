//! Business tables: orders, tasks, courses, loyalty. Their amounts are money, points, or something else of the app's own.

use super::finding::Finding;
use super::look::Look;
use super::names;
use super::names::Business;
use crate::ingest::cell::roles::Role;

/// Finds columns that only a business table has. Credits that are named as used outweigh them.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    let amount = look.amount();
    if amount.is_some() && look.bare_amount().is_none() {
        return None;
    }
    if look.is_of_calls || !look.mapping.of(Role::Pool).is_empty() {
        return None;
    }
    let weighed = names::all().business.iter().map(|kind| (weight(look, kind), kind));
    // The first of equals.
    let ((weight, is_marked), kind) = weighed.rev().max_by_key(|(weight, _)| *weight)?;
    let columns = columns(look, kind);
    let why = format!("it has {}", look.shown(&columns));
    match (weight, amount) {
        _ if columns.is_empty() => None,
        (3.., _) if is_marked => Some(Finding::certain(kind.what, why)),
        (4.., _) => Some(Finding::certain(kind.what, why)),
        (2, Some(_)) if is_marked => Some(Finding::possible(kind.what, why)),
        (3, Some(_)) => Some(Finding::possible(kind.what, why)),
        _ => None,
    }
}

fn columns(look: &Look<'_>, kind: &Business) -> Vec<usize> {
    let amount = look.amount();
    let mut columns = look.with(&kind.strong);
    columns.extend(look.with(&kind.weak));
    columns.retain(|column| Some(*column) != amount);
    columns
}

/// How much speaks for a kind, and whether more than names do that other tables have too.
fn weight(look: &Look<'_>, kind: &Business) -> (usize, bool) {
    let amount = look.amount();
    let count = |names: &[&str]| look.with(names).iter().filter(|c| Some(**c) != amount).count();
    let (strong, weak) = (count(&kind.strong), count(&kind.weak));
    let is_named = look.is_file_of(&kind.nouns);
    (2 * strong + weak + usize::from(is_named), strong > 0 || is_named)
}
