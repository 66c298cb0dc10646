//! Balances: tables of users and wallets, where the credits are those that somebody has.

use super::finding::Finding;
use super::look::Look;
use super::names;
use crate::ingest::cell::roles::Role;

const BALANCES: &str = "a table of balances";

/// Finds credits beside sums of a lifetime, or beside what is known of a person.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    if look.is_of_calls {
        return None;
    }
    let Some(amount) = look.amount() else { return without_amount(look) };
    let lifetime = lifetime(look, amount);
    let person = look.with(&names::all().balances.person);
    let holder = look.one_row_each(&look.holders(false));
    let is_changed = look.changes_in_place();
    let each = holder
        .or_else(|| look.one_row_each(&look.holders(true)))
        .map_or_else(String::new, |c| format!(", and each {} has one row", look.shown(&[c])));
    let beside = |columns: &[usize]| {
        format!("{} stands beside {}{each}", look.shown(&[amount]), look.shown(columns))
    };
    if !lifetime.is_empty() && !is_ledger(look) {
        let more = holder.is_some() || is_changed || lifetime.len() > 1 || !person.is_empty();
        let why = beside(&lifetime);
        return Some(if more || !look.is_described() {
            Finding::certain(BALANCES, why)
        } else {
            Finding::possible(BALANCES, why)
        });
    }
    let signs = person.len()
        + usize::from(holder.is_some())
        + usize::from(is_changed)
        + usize::from(is_user_entity(look));
    let is_told = !look.is_described() || (person.len() > 1 && holder.is_some());
    let most = if look.bare_amount().is_some() { 1 } else { 2 };
    if !person.is_empty() && signs > most && is_told {
        return Some(Finding::certain(BALANCES, beside(&person)));
    }
    // Nothing but who has how much, written when the record was created.
    let is_plain = look.bare_amount().is_some()
        && !look.is_described()
        && !look.has_own_time()
        && look.table.rows.len() > 2;
    holder.filter(|_| is_plain).map(|_| {
        let why =
            format!("the rows say only how many {} belong to whom{each}", look.shown(&[amount]));
        Finding::possible(BALANCES, why)
    })
}

/// The columns of sums over a lifetime.
fn lifetime(look: &Look<'_>, amount: usize) -> Vec<usize> {
    let mut lifetime = look.with(&names::all().balances.lifetime);
    let all = 0..look.table.columns.len();
    lifetime.extend(all.filter(|column| {
        let plain = &look.table.columns[*column].name.plain;
        plain.starts_with("lifetime_") || plain.ends_with("_lifetime")
    }));
    lifetime.retain(|column| *column != amount);
    lifetime
}

/// A wallet that names only its balance.
fn without_amount(look: &Look<'_>) -> Option<Finding> {
    if look.mapping.has_amounts(look.table) || look.is_described() {
        return None;
    }
    let balances = look.with(&names::all().counters.left);
    let lifetime = lifetime(look, usize::MAX);
    let person = look.with(&names::all().balances.person);
    let is_one_each = look.one_row_each(&look.holders(false)).is_some();
    let beside: Vec<usize> = lifetime.into_iter().chain(person).collect();
    let is_certain = !balances.is_empty() && !beside.is_empty() && is_one_each;
    is_certain.then(|| {
        let why = format!("{} stands beside {}", look.shown(&balances), look.shown(&beside));
        Finding::certain(BALANCES, why)
    })
}

/// Whether rows have kinds, as a ledger's do.
fn is_ledger(look: &Look<'_>) -> bool {
    !look.mapping.of(Role::Kind).is_empty()
}

/// The platform's own table of users: no column says who created a row.
fn is_user_entity(look: &Look<'_>) -> bool {
    look.table.has("email") && look.table.has("id") && !look.table.has("created_by_id")
}
