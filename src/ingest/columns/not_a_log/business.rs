//! Business tables: orders, tasks, courses, loyalty. Their amounts are money, points, or something else of the app's own.

use super::finding::Finding;
use super::look::Look;
use super::names;
use super::names::Business;
use crate::ingest::cell::names as names_of;
use crate::ingest::cell::roles::Role;
use crate::ingest::source::log_name::is_log_name;

/// Finds columns that only a business table has. Credits that are named as used outweigh them.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    weigh(look).or_else(|| statement(look))
}

/// Amounts beside a balance that are only ever called debits and credits, of nobody and no call: a bank's statement has this form, and a
/// ledger may.
fn statement(look: &Look<'_>) -> Option<Finding> {
    let amount = look.bare_amount()?;
    let [kind] = look.mapping.of(Role::Kind) else { return None };
    let is_of_bank = |cell: &str| matches!(names_of::word(cell).as_str(), "credit" | "debit");
    let has_holder = !look.holders(true).is_empty() || look.mapping.is_base44;
    let name = look.table.columns[amount].name.plain.as_str();
    let is_statement = name == "amount"
        && !look.is_of_calls
        && !has_holder
        && !look.with(&names::all().statement.names).is_empty()
        && look.table.filled(*kind).all(is_of_bank)
        && !is_log_name(look.path.raw());
    is_statement.then(|| {
        let why = format!(
            "{} says only debit or credit, and nothing says that {} is in credits",
            look.shown(&[*kind]),
            look.shown(&[amount])
        );
        Finding::possible("a bank's statement", why)
    })
}

fn weigh(look: &Look<'_>) -> Option<Finding> {
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
