//! What a row of a ledger means: spend, refund, grant, or something that is not counted. Its kind decides, else its sign.

use crate::base::{Credits, grouped};
use crate::event::Outcome;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Ledger;
use crate::ingest::columns::mapping::{LOOK, Mapping, SignMeaning};
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{ReadOptions, Sign};

/// The kind of a row, by its kind columns.
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
    /// An unknown word.
    Unknown,
}

/// The meaning of a row with an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowMeaning {
    /// Counted, with the credits of an event: spend positive, refunds negative, grants positive.
    Counted(Outcome, Credits),
    /// Not counted.
    Ignored(&'static str),
    /// Its kind is unknown, and its sign does not decide.
    Unknown,
}

/// Whether a column is a ledger's kind, by its name and its cells.
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
    // Other columns use ledger words too. Only under these names may unknown words be among them.
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

/// The kind of a row; `None` if its kind columns are empty. A refund's reason beats its direction.
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
        kinds.push(kind_of(cell, spend_types, mapping.signs.captures));
    }
    let first = |wanted: fn(&Kind) -> bool| kinds.iter().copied().find(&wanted);
    first(|kind| *kind == Kind::Refund)
        .or_else(|| first(|kind| matches!(kind, Kind::Ignored(_))))
        .or_else(|| first(|kind| *kind != Kind::Unknown))
        .or_else(|| first(|_| true))
}

/// Decides the meaning of signs, by the amounts of the whole column.
pub(crate) fn meaning(
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
    signs: &SignCounts,
) -> SignMeaning {
    let captures = mapping.of(Role::Kind).iter().any(|column| {
        table
            .distinct(*column, LOOK)
            .iter()
            .any(|cell| words::ledger().capture.contains(&names::word(cell).as_str()))
    });
    let certain = |spend_is_negative| SignMeaning { spend_is_negative, captures, note: None };
    match options.sign {
        Some(Sign::SpendNegative) => return certain(true),
        Some(Sign::SpendPositive) => return certain(false),
        None => {}
    }
    let SignCounts { above, below, spend_above, spend_below } = *signs;
    let name = mapping
        .amounts
        .first()
        .map_or("", |amount| table.columns[amount.column].name.plain.as_str());
    // In the canonical log the status marks refunds, and positive credits are spend.
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
        let negative = if below == 1 {
            "the negative amount is".to_owned()
        } else {
            format!("the {} negative amounts are", grouped(&below.to_string()))
        };
        let others = if above > 0 {
            format!(", and {} positive as credits given", grouped(&above.to_string()))
        } else {
            String::new()
        };
        (
            true,
            format!(
                "{negative} read as spend{others}; if that is wrong, set --sign spend-positive"
            ),
        )
    });
    SignMeaning { note, ..certain(spend_is_negative) }
}

/// The vote of a row on which sign means spend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SignVote {
    /// No vote: the row is a refund or a grant.
    None,
    /// A vote.
    Any,
    /// A vote of a row whose kind is spend.
    Spend,
}

impl SignVote {
    /// All votes, in the order of their numbers.
    pub(crate) const ALL: [Self; 3] = [Self::None, Self::Any, Self::Spend];

    /// The vote of a row with this status and kind.
    pub(crate) fn of(status: Option<Outcome>, kind: Option<Kind>) -> Self {
        match (status, kind) {
            (Some(Outcome::Refund | Outcome::Grant), _) => Self::None,
            (_, Some(Kind::Spend)) => Self::Spend,
            _ => Self::Any,
        }
    }
}

/// The numbers of amounts above and below 0, of rows that vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct SignCounts {
    above: u64,
    below: u64,
    /// Those of rows whose kind is spend.
    spend_above: u64,
    spend_below: u64,
}

impl SignCounts {
    /// Counts the rows of a table.
    pub(crate) fn of(table: &Table, mapping: &Mapping, spend_types: &[String]) -> Self {
        let mut signs = Self::default();
        let is_negative = |row: &Record| first_sign(mapping, row) == Some(-1);
        if !table.rows.iter().any(is_negative) {
            return signs;
        }
        for row in &table.rows {
            signs.add_row(table, mapping, row, spend_types);
        }
        signs
    }

    /// Adds a row, if it has an amount.
    pub(crate) fn add_row(
        &mut self,
        table: &Table,
        mapping: &Mapping,
        row: &Record,
        spend_types: &[String],
    ) {
        let Some(sign) = first_sign(mapping, row) else { return };
        self.add(
            sign,
            1,
            SignVote::of(status_of(mapping, row), kind(table, mapping, row, spend_types)),
        );
    }

    /// Adds rows by the sign of their amounts.
    pub(crate) fn add(&mut self, sign: i64, rows: u64, vote: SignVote) {
        let (any, spend) = match (sign, vote) {
            (0, _) | (_, SignVote::None) => return,
            (1.., _) => (&mut self.above, &mut self.spend_above),
            _ => (&mut self.below, &mut self.spend_below),
        };
        *any += rows;
        *spend += if vote == SignVote::Spend { rows } else { 0 };
    }

    /// Adds the counts of another part.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.above += other.above;
        self.below += other.below;
        self.spend_above += other.spend_above;
        self.spend_below += other.spend_below;
    }
}

/// The outcome of a row by its status columns.
pub(crate) fn status_of(mapping: &Mapping, row: &Record) -> Option<Outcome> {
    mapping.of(Role::Status).iter().find_map(|column| words::outcome(row.cell(*column)))
}

/// The sign of a row's first amount: −1, 0 or 1.
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

/// The meaning of a row with an amount. `from_balances`: the amount is a fall of the balance, so a rise is a grant, not a refund.
pub(crate) fn row_meaning(
    signs: &SignMeaning,
    kind: Option<Kind>,
    status: Option<Outcome>,
    credits: Credits,
    from_balances: bool,
) -> RowMeaning {
    let spend = if signs.spend_is_negative && !from_balances { -credits } else { credits };
    match (status, kind) {
        (Some(Outcome::Grant), _) => RowMeaning::Counted(Outcome::Grant, credits.abs()),
        (Some(Outcome::Refund), _) => RowMeaning::Counted(Outcome::Refund, -credits.abs()),
        (_, Some(Kind::Ignored(reason))) => RowMeaning::Ignored(reason),
        (Some(Outcome::Blocked), _) => RowMeaning::Counted(Outcome::Blocked, spend),
        (_, Some(Kind::Refund)) => RowMeaning::Counted(Outcome::Refund, -credits.abs()),
        (_, Some(Kind::Grant)) => RowMeaning::Counted(Outcome::Grant, credits.abs()),
        (_, Some(Kind::Unknown)) if !signs.spend_is_negative && !spend.is_negative() => {
            RowMeaning::Unknown
        }
        _ if spend.is_negative()
            && (from_balances || (signs.spend_is_negative && kind != Some(Kind::Spend))) =>
        {
            RowMeaning::Counted(Outcome::Grant, -spend)
        }
        _ if spend.is_negative() => RowMeaning::Counted(Outcome::Refund, spend),
        (status, _) => RowMeaning::Counted(status.unwrap_or(Outcome::Ok), spend),
    }
}

/// Whether the amounts may be the app's own currency: their name is generic, and no operation, pool or vendor is named.
pub(crate) fn is_own_economy(table: &Table, mapping: &Mapping) -> bool {
    let generic = |column: usize| roles::amounts::is_generic(&table.columns[column].name.plain);
    let no_other_word = mapping.of(Role::Pool).is_empty()
        && mapping.of(Role::Vendor).is_empty()
        && !mapping.has_known_operation(table);
    no_other_word && mapping.amounts.first().is_some_and(|amount| generic(amount.column))
}

#[cfg(test)]
mod tests;
