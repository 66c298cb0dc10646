//! Price lists and packs, and tables of what was bought: their credits are offered or given, not used.

use super::finding::Finding;
use super::look::Look;
use super::names;
use crate::base::Credits;
use crate::ingest::cell::ledger::{LedgerWord, is_bought, ledger_word};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::options::OwnWords;

const LIST: &str = "a price list";
const PURCHASES: &str = "a table of purchases";

/// Finds credits beside prices and marks of an offer, or beside marks of a payment.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    rates(look).or_else(|| {
        let of_bare = |amount| {
            offers(look, amount).or_else(|| purchases(look, amount)).or_else(|| costs(look, amount))
        };
        look.bare_amount().and_then(of_bare).or_else(|| bought(look))
    })
}

/// Each row names a pack or a purchase, or has a price and nothing that says what was done.
fn bought(look: &Look<'_>) -> Option<Finding> {
    let amount = look.amount()?;
    let has = |role: Role| !look.mapping.of(role).is_empty();
    if look.is_of_calls || has(Role::Kind) || has(Role::Pool) {
        return None;
    }
    let own = OwnWords::default();
    let is_offer = |column: &usize| {
        let mut cells = look.table.filled(*column);
        *column != amount
            && look.table.filled(*column).count() == look.table.rows.len()
            && cells.all(|cell| is_bought(cell, &own))
    };
    let offers: Vec<usize> = (0..look.table.columns.len()).filter(is_offer).collect();
    let (prices, costs) = money(look, amount);
    let beside = |columns: &[usize]| {
        format!("{} stands beside {}", look.shown(&[amount]), look.shown(columns))
    };
    if let Some(offer) = offers.first() {
        let names = format!("each {} names a pack or a purchase", look.shown(&[*offer]));
        // Plain words of a ledger are read as what they say.
        let is_word = |cell: &str| ledger_word(cell, &own) == Some(LedgerWord::Grant);
        let are_words = look.table.filled(*offer).all(is_word);
        return match prices.is_empty() {
            false => Some(Finding::certain(PURCHASES, format!("{}, and {names}", beside(&prices)))),
            true if are_words => None,
            true => Some(Finding::possible(PURCHASES, names)),
        };
    }
    look.bare_amount()?;
    let is_sold = !prices.is_empty() && (!look.is_described() || are_packs(look, amount));
    let is_pack = !costs.is_empty() && are_packs(look, amount) && !has(Role::Operation);
    (is_sold || is_pack).then(|| Finding::possible(PURCHASES, beside(&[prices, costs].concat())))
}

/// The filled columns of money beside an amount: what was paid, and what something cost.
fn money(look: &Look<'_>, amount: usize) -> (Vec<usize>, Vec<usize>) {
    let words = &names::all().prices;
    let has = |column: usize, is: &dyn Fn(&str) -> bool| {
        let name = &look.table.columns[column].name;
        name.plain.split('_').chain([name.unit.as_str()]).any(is)
    };
    let is_filled = |column: &usize| 2 * look.table.filled(*column).count() > look.table.rows.len();
    let payments = look.with(&words.payment);
    let columns = (0..look.table.columns.len()).filter(is_filled).filter(|c| *c != amount);
    let money = columns.filter(|column| {
        let is_paid = has(*column, &roles::is_money) && look.numbers(*column).is_some();
        is_paid || payments.contains(column) || look.mapping.money.contains(column)
    });
    money.partition(|column| !has(*column, &|part| words.cost.contains(&part)))
}

/// Whether all amounts are round and large, as those of packs are.
fn are_packs(look: &Look<'_>, amount: usize) -> bool {
    let is_pack = |number: &Credits| {
        let plain = number.to_string();
        *number >= Credits::whole(50) && plain.ends_with('0') && !plain.contains('.')
    };
    look.numbers(amount).is_some_and(|numbers| numbers.iter().all(is_pack))
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

/// Each row is only the name of something and its credits, and no name stands twice: what each costs, or what was used so far.
fn costs(look: &Look<'_>, amount: usize) -> Option<Finding> {
    let labels = look.with(&names::all().prices.label);
    let labels = [look.mapping.of(Role::Operation), look.mapping.of(Role::Model), &labels].concat();
    let label = look.one_row_each(&labels)?;
    let system = ["id", "created_date", "updated_date", "created_by_id", "created_by", "is_sample"];
    let says_more = |column: usize| {
        let plain = look.table.columns[column].name.plain.as_str();
        ![label, amount].contains(&column)
            && !labels.contains(&column)
            && !system.contains(&plain)
            && !roles::kinds::prose().contains(&plain)
            && look.table.filled(column).next().is_some()
    };
    let numbers = look.numbers(amount)?;
    if look.has_own_time()
        || (0..look.table.columns.len()).any(says_more)
        || numbers.iter().any(|number| number.is_negative())
    {
        return None;
    }
    let why = format!(
        "the rows say only how many {} belong to each {}, and no {} stands twice",
        look.shown(&[amount]),
        look.shown(&[label]),
        look.shown(&[label])
    );
    Some(Finding::possible(LIST, why))
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
