//! What a row of a ledger is: spend, refund, grant or something that is not counted. By its kind, else by its sign.

use crate::base::Credits;
use crate::event::Outcome;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Ledger;
use crate::ingest::columns::mapping::{LOOK, Mapping};
use crate::ingest::record::record::{Record, Table};
use crate::ingest::{ReadOptions, Sign};

/// What signs and kinds mean in one table.
#[derive(Debug, Default)]
pub struct Sense {
    /// Whether negative amounts are spend.
    pub spend_is_negative: bool,
    /// Whether holds are captured by rows of their own, so that they must not be counted too.
    pub captures: bool,
    /// What to say about it, and whether it is less than certain.
    pub note: Option<(bool, String)>,
}

/// What the kind columns say of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Credits used.
    Spend,
    /// Credits given back.
    Refund,
    /// Credits given.
    Grant,
    /// Not counted, by a reason of `reject::IGNORED`.
    Ignored(&'static str),
    /// A word that nobody knows.
    Unknown,
}

/// What a row is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entry {
    /// Counted, with credits as an event has them: spend positive, refunds negative, grants positive.
    Counted(Outcome, Credits),
    /// Not counted.
    Ignored(&'static str),
    /// Its kind is not known and its sign does not tell.
    Unknown,
}

/// Whether a column is a ledger's kind, by its name and its values.
pub(crate) fn is_kind(table: &Table, column: usize, spend_types: &[String]) -> bool {
    let plain = table.columns[column].name.plain.as_str();
    let cells = table.distinct(column, LOOK);
    if cells.is_empty() {
        return false;
    }
    if plain == "is_reversal" {
        return true;
    }
    let is_word = |cell: &&str| kind_of(cell, spend_types, false) != Kind::Unknown;
    // Words of a ledger stand in other columns too; these names alone allow unknown words beside them.
    match plain {
        "transaction_type" => cells.iter().any(is_word),
        "type" => {
            cells.iter().any(is_word) && !cells.iter().any(|cell| words::is_known_operation(cell))
        }
        _ => cells.iter().all(is_word) || cells.iter().any(|cell| is_spend_type(cell, spend_types)),
    }
}

fn is_spend_type(cell: &str, spend_types: &[String]) -> bool {
    spend_types.iter().any(|wanted| names::word(wanted) == names::word(cell))
}

fn kind_of(cell: &str, spend_types: &[String], captures: bool) -> Kind {
    let Ledger { spend, grant, refund, hold, capture: _, release, expired } = words::ledger();
    let word = names::word(cell);
    let is = |list: &[&str]| list.contains(&word.as_str());
    if is_spend_type(cell, spend_types) || is(spend) {
        Kind::Spend
    } else if is(refund) {
        Kind::Refund
    } else if is(grant) {
        Kind::Grant
    } else if is(hold) {
        if captures { Kind::Ignored("hold") } else { Kind::Spend }
    } else if is(release) {
        if captures { Kind::Ignored("release") } else { Kind::Refund }
    } else if is(expired) {
        Kind::Ignored("expired")
    } else {
        Kind::Unknown
    }
}

/// What the kind columns say of a row together; `None` where they are empty. A refund's reason beats its direction.
pub(crate) fn kind(
    table: &Table,
    mapping: &Mapping,
    row: &Record,
    spend_types: &[String],
) -> Option<Kind> {
    let mut kinds = Vec::new();
    for column in mapping.of(Role::Kind) {
        let cell = row.cell(*column);
        if cell.is_empty() {
            continue;
        }
        if table.columns[*column].name.plain == "is_reversal" {
            if words::outcome(cell) == Some(Outcome::Ok) {
                kinds.push(Kind::Refund);
            }
            continue;
        }
        kinds.push(kind_of(cell, spend_types, mapping.sense.captures));
    }
    let first = |wanted: fn(&Kind) -> bool| kinds.iter().copied().find(&wanted);
    first(|kind| *kind == Kind::Refund)
        .or_else(|| first(|kind| matches!(kind, Kind::Ignored(_))))
        .or_else(|| first(|kind| *kind != Kind::Unknown))
        .or_else(|| first(|_| true))
}

/// Decides what signs mean, by the values of the whole column.
pub(crate) fn sense(
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
    signs: &Signs,
) -> Sense {
    let captures = mapping.of(Role::Kind).iter().any(|column| {
        table
            .distinct(*column, LOOK)
            .iter()
            .any(|cell| words::ledger().capture.contains(&names::word(cell).as_str()))
    });
    let certain = |spend_is_negative| Sense { spend_is_negative, captures, note: None };
    match options.sign {
        Some(Sign::SpendNegative) => return certain(true),
        Some(Sign::SpendPositive) => return certain(false),
        None => {}
    }
    let Signs { above, below, spend_above, spend_below } = *signs;
    let name = mapping
        .amounts
        .first()
        .map_or("", |amount| table.columns[amount.column].name.plain.as_str());
    // The canonical log says by its status what is a refund; its credits are spend when positive.
    let canonical = name == "credits" && table.has("status") && table.has("timestamp");
    if below == 0 || canonical {
        return certain(false);
    }
    if spend_above + spend_below > 0 {
        return certain(spend_below > spend_above);
    }
    let either = matches!(name, "amount" | "credits_amount" | "amount_credits")
        || !mapping.of(Role::BalanceAfter).is_empty();
    let spend_is_negative = below > above || (below == above && either);
    let note = spend_is_negative.then(|| {
        let others = if above > 0 { format!(" and the {above} positive ones for credits given") } else { String::new() };
        (true, format!("the {below} negative amounts are taken for spend{others} (--sign spend-negative|spend-positive)"))
    });
    Sense { note, ..certain(spend_is_negative) }
}

/// What the sign of a row's amount says about which sign is spend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weight {
    /// Nothing: it is given back, or granted.
    None,
    /// It counts.
    Any,
    /// It counts, and the row's kind is spend.
    Spend,
}

impl Weight {
    /// All of them, in the order of their numbers.
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Any, Self::Spend];

    /// Of a row with that status and kind.
    pub(crate) fn of(status: Option<Outcome>, kind: Option<Kind>) -> Self {
        match (status, kind) {
            (Some(Outcome::Refund | Outcome::Grant), _) => Self::None,
            (_, Some(Kind::Spend)) => Self::Spend,
            _ => Self::Any,
        }
    }
}

/// How many amounts are above and below 0, of rows that count towards the decision: not given back, not granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Signs {
    above: u64,
    below: u64,
    /// Of them, rows whose kind is spend.
    spend_above: u64,
    spend_below: u64,
}

impl Signs {
    /// Of the rows of a table.
    pub(crate) fn of(table: &Table, mapping: &Mapping, spend_types: &[String]) -> Self {
        let mut signs = Self::default();
        let is_negative = |row: &Record| first_sign(mapping, row) == Some(-1);
        if !table.rows.iter().any(is_negative) {
            return signs;
        }
        for row in &table.rows {
            signs.see(table, mapping, row, spend_types);
        }
        signs
    }

    /// Adds a row, where it has an amount.
    pub(crate) fn see(
        &mut self,
        table: &Table,
        mapping: &Mapping,
        row: &Record,
        spend_types: &[String],
    ) {
        let Some(sign) = first_sign(mapping, row) else { return };
        self.add(sign, 1, Weight::of(told(mapping, row), kind(table, mapping, row, spend_types)));
    }

    /// Adds rows by the sign of their amounts.
    pub(crate) fn add(&mut self, sign: i64, rows: u64, weight: Weight) {
        let (any, spend) = match (sign, weight) {
            (0, _) | (_, Weight::None) => return,
            (1.., _) => (&mut self.above, &mut self.spend_above),
            _ => (&mut self.below, &mut self.spend_below),
        };
        *any += rows;
        *spend += if weight == Weight::Spend { rows } else { 0 };
    }

    /// Adds another part's rows.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.above += other.above;
        self.below += other.below;
        self.spend_above += other.spend_above;
        self.spend_below += other.spend_below;
    }
}

/// How a row says that it ended, for what its sign means.
pub(crate) fn told(mapping: &Mapping, row: &Record) -> Option<Outcome> {
    mapping.of(Role::Status).iter().find_map(|column| words::outcome(row.cell(*column)))
}

/// Whether the first amount of a row is below zero (−1), zero or above (1).
fn first_sign(mapping: &Mapping, row: &Record) -> Option<i64> {
    let of = |credits: Credits| i64::from(credits.is_positive()) - i64::from(credits.is_negative());
    mapping.amounts.iter().find_map(|amount| {
        match amount::nanos(row.cell(amount.column).as_bytes(), amount.format.mark) {
            Some(nanos) if !row.is_number(amount.column) => Some(nanos.signum()),
            _ => match amount.read(row) {
                Ok(Amount::Value { credits, .. }) => Some(of(credits)),
                _ => None,
            },
        }
    })
}

/// What a row with an amount is. `from_balances`: the amount is a balance's fall, so a rise was given, not given back.
pub(crate) fn entry(
    sense: &Sense,
    kind: Option<Kind>,
    status: Option<Outcome>,
    credits: Credits,
    from_balances: bool,
) -> Entry {
    let spend = if sense.spend_is_negative && !from_balances { -credits } else { credits };
    match (status, kind) {
        (Some(Outcome::Grant), _) => Entry::Counted(Outcome::Grant, credits.abs()),
        (Some(Outcome::Refund), _) => Entry::Counted(Outcome::Refund, -credits.abs()),
        (_, Some(Kind::Ignored(reason))) => Entry::Ignored(reason),
        (Some(Outcome::Blocked), _) => Entry::Counted(Outcome::Blocked, spend),
        (_, Some(Kind::Refund)) => Entry::Counted(Outcome::Refund, -credits.abs()),
        (_, Some(Kind::Grant)) => Entry::Counted(Outcome::Grant, credits.abs()),
        (_, Some(Kind::Unknown)) if !sense.spend_is_negative && !spend.is_negative() => {
            Entry::Unknown
        }
        _ if spend.is_negative()
            && (from_balances || (sense.spend_is_negative && kind != Some(Kind::Spend))) =>
        {
            Entry::Counted(Outcome::Grant, -spend)
        }
        _ if spend.is_negative() => Entry::Counted(Outcome::Refund, spend),
        (status, _) => Entry::Counted(status.unwrap_or(Outcome::Ok), spend),
    }
}

/// Whether a generic name of an amount makes this a ledger that may be the app's own economy.
pub(crate) fn is_own_economy(table: &Table, mapping: &Mapping) -> bool {
    let generic = |column: usize| roles::amounts::is_generic(&table.columns[column].name.plain);
    let no_other_word = mapping.of(Role::Pool).is_empty()
        && mapping.of(Role::Vendor).is_empty()
        && !mapping.has_known_operation(table);
    no_other_word && mapping.amounts.first().is_some_and(|amount| generic(amount.column))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(n: i64) -> Credits {
        Credits::whole(n)
    }

    #[test]
    fn kinds_beat_signs() {
        let unsigned = Sense::default();
        let signed = Sense { spend_is_negative: true, ..Sense::default() };
        let given = |sense: &Sense, kind, n| entry(sense, kind, None, c(n), false);
        assert_eq!(given(&unsigned, Some(Kind::Spend), 3), Entry::Counted(Outcome::Ok, c(3)));
        assert_eq!(given(&unsigned, Some(Kind::Refund), 3), Entry::Counted(Outcome::Refund, c(-3)));
        assert_eq!(
            given(&unsigned, Some(Kind::Grant), 100),
            Entry::Counted(Outcome::Grant, c(100))
        );
        assert_eq!(given(&unsigned, Some(Kind::Unknown), 3), Entry::Unknown);
        assert_eq!(given(&unsigned, None, -3), Entry::Counted(Outcome::Refund, c(-3)));
        assert_eq!(given(&signed, Some(Kind::Spend), -3), Entry::Counted(Outcome::Ok, c(3)));
        assert_eq!(given(&signed, Some(Kind::Refund), 3), Entry::Counted(Outcome::Refund, c(-3)));
        assert_eq!(given(&signed, None, -3), Entry::Counted(Outcome::Ok, c(3)));
        assert_eq!(given(&signed, None, 100), Entry::Counted(Outcome::Grant, c(100)));
        assert_eq!(given(&signed, Some(Kind::Unknown), -3), Entry::Counted(Outcome::Ok, c(3)));
    }

    #[test]
    fn a_rise_of_the_balance_was_given() {
        assert_eq!(
            entry(&Sense::default(), None, None, c(-50), true),
            Entry::Counted(Outcome::Grant, c(50))
        );
        assert_eq!(
            entry(&Sense::default(), None, None, c(3), true),
            Entry::Counted(Outcome::Ok, c(3))
        );
    }

    #[test]
    fn a_status_beats_both() {
        let given = |status, n| entry(&Sense::default(), None, Some(status), c(n), false);
        assert_eq!(given(Outcome::Refund, 5), Entry::Counted(Outcome::Refund, c(-5)));
        assert_eq!(given(Outcome::Failed, 5), Entry::Counted(Outcome::Failed, c(5)));
    }
}
