//! Price lists and packs, and tables of what was bought: their credits are offered or given, not used.

use super::finding::Finding;
use super::look::Look;
use super::names;
use crate::ingest::cell::roles::Role;

const LIST: &str = "a price list";
const PURCHASES: &str = "a table of purchases";

/// Finds credits beside prices and marks of an offer, or beside marks of a payment.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    rates(look).or_else(|| {
        let amount = look.bare_amount()?;
        offers(look, amount).or_else(|| purchases(look, amount))
    })
}

/// Each row is what one call of a kind costs: a rate, and a kind of call with one row.
fn rates(look: &Look<'_>) -> Option<Finding> {
    let is_rate = |column: &usize| {
        let parts: Vec<&str> = look.table.columns[*column].name.plain.split('_').collect();
        let has = |words: &[&str]| parts.iter().any(|part| words.contains(part));
        has(&["per", "each", "rate"]) && has(&["credit", "credits", "cost", "price"])
    };
    let rate = (0..look.table.columns.len()).find(is_rate)?;
    if look.has_own_time() || look.amount().is_some() {
        return None;
    }
    let labels = look.with(&names::all().prices.label);
    let labels = [look.mapping.of(Role::Operation), look.mapping.of(Role::Model), &labels].concat();
    let label = look.one_row_each(&labels)?;
    look.numbers(rate)?;
    let (rate, label) = (look.shown(&[rate]), look.shown(&[label]));
    Some(Finding::certain(LIST, format!("{rate} is a rate, and each {label} has one row")))
}

/// Each row is something that can be bought: a name of its own, a price, a place in a list.
fn offers(look: &Look<'_>, amount: usize) -> Option<Finding> {
    let names = &names::all().prices;
    let labels = look.with(&names.label);
    let is_single = look.table.rows.len() == 1;
    let label = look
        .one_row_each(&labels)
        .or_else(|| labels.first().copied().filter(|_| is_single))
        .filter(|label| *label != amount)?;
    if look.has_own_time() || !look.holders(false).iter().all(|column| *column == label) {
        return None;
    }
    let mut signs = look.with(&names.price);
    signs.extend(look.with(&names.offer).into_iter().filter(|column| *column != label));
    signs.retain(|column| *column != amount);
    let why = format!(
        "{} stands beside {}, and each {} has one row",
        look.shown(&[amount]),
        look.shown(&signs),
        look.shown(&[label])
    );
    // What a thing costs, and not what was used.
    let is_cost = look.table.columns[amount].name.plain.contains("cost") && !is_single;
    match signs.len() + usize::from(is_cost && !signs.is_empty()) {
        0 => None,
        1 => Some(Finding::possible(LIST, why)),
        _ => Some(Finding::certain(LIST, why)),
    }
}

/// Each row is a payment. A ledger may name the payment of its purchases, so most rows must have one.
fn purchases(look: &Look<'_>, amount: usize) -> Option<Finding> {
    if look.is_of_calls || !look.mapping.of(Role::Kind).is_empty() {
        return None;
    }
    let names = &names::all().prices;
    let is_mostly_filled =
        |column: &usize| 2 * look.table.filled(*column).count() > look.table.rows.len();
    let mut signs = look.with(&names.payment);
    signs.extend(look.with(&names.price));
    signs.retain(|column| *column != amount && is_mostly_filled(column));
    let why = format!("{} stands beside {}", look.shown(&[amount]), look.shown(&signs));
    match signs.len() {
        0 | 1 => None,
        2 if look.is_described() => Some(Finding::possible(PURCHASES, why)),
        _ => Some(Finding::certain(PURCHASES, why)),
    }
}
