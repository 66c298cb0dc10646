//! What a row of a ledger means: spend, refund, grant, or something that is not counted. Its status decides, then its kind, else its sign.

use crate::base::{Credits, grouped};
use crate::event::Outcome;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::ledger::{LedgerWord, ledger_word};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::balances;
use crate::ingest::columns::kinds;
use crate::ingest::columns::kinds::Kind;
use crate::ingest::columns::mapping::{Mapping, SignMeaning};
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{ReadOptions, Sign};

/// The meaning of a row with an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowMeaning {
    /// Counted, with the credits of an event: spend positive, refunds negative, grants positive.
    Counted(Outcome, Credits),
    /// Not counted.
    Ignored(&'static str),
    /// The balance rose, and nothing says why: what was used meanwhile is unknown.
    Risen,
    /// Its kind is unknown, and its sign does not decide.
    Unknown,
}

/// Decides the meaning of signs, by the amounts of the whole column.
pub(crate) fn meaning(
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
    signs: &SignCounts,
) -> SignMeaning {
    let SignCounts { above, below, spend_above, spend_below, grant_above, grant_below, .. } =
        *signs;
    let name = mapping
        .amounts
        .first()
        .map_or("", |amount| table.columns[amount.column].name.plain.as_str());
    // In the canonical log the status marks refunds, and positive credits are spend.
    let canonical = name == "credits" && table.has("status") && table.has("timestamp");
    let is_difference = name == "cost" && balances::is_recipe(table);
    let known = SignMeaning {
        spend_is_negative: false,
        grants_are_negative: !canonical && grant_below > grant_above,
        holds: signs.holds > 0 || mapping.signs.holds,
        is_difference,
        note: None,
    };
    let certain = |spend_is_negative| SignMeaning { spend_is_negative, ..known.clone() };
    match options.sign {
        Some(Sign::SpendNegative) => return certain(true),
        Some(Sign::SpendPositive) => return certain(false),
        None if mapping.known_export.is_some_and(|export| export.spend_is_negative) => {
            return certain(true);
        }
        None => {}
    }
    if canonical || is_difference {
        return certain(false);
    }
    if spend_above + spend_below > 0 && below > 0 {
        return certain(spend_below > spend_above);
    }
    if spend_above == 0
        && let Some(rises) = mapping.balance_rises
    {
        let note = (rises && above > 0).then(|| {
            (
                false,
                "the balance rises with the amounts, so positive ones are credits given".to_owned(),
            )
        });
        return SignMeaning { note, ..certain(rises) };
    }
    if below == 0 {
        return certain(false);
    }
    let either = matches!(name, "amount" | "credits_amount" | "amount_credits")
        || !mapping.of(Role::BalanceAfter).is_empty();
    let spend_is_negative = below > above || (below == above && either);
    let note = spend_is_negative.then(|| (true, note_of(above, below)));
    SignMeaning { note, ..certain(spend_is_negative) }
}

/// The note that negative amounts are read as spend.
fn note_of(above: u64, below: u64) -> String {
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
    format!("{negative} read as spend{others}; if that is wrong, set --sign spend-positive")
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
    /// The same of a row with money in the column of what was paid for grants, which it then is not.
    PaidSpend,
    /// No vote, but the sign of a grant.
    Grant,
}

impl SignVote {
    /// All votes, in the order of their numbers.
    pub(crate) const ALL: [Self; 5] =
        [Self::None, Self::Any, Self::Spend, Self::PaidSpend, Self::Grant];

    /// The vote of a row with this status and kind. `is_paid`: it has money in the column of what was paid for grants.
    pub(crate) fn of(status: Option<Status>, kind: Option<Kind>, is_paid: bool) -> Self {
        match (status, kind) {
            (Some(Status::Refund | Status::Grant), _) => Self::None,
            (_, None | Some(Kind::Unknown)) => Self::Any,
            (_, Some(Kind::Hold)) => Self::Spend,
            (_, Some(kind)) if kind.takes() && is_paid => Self::PaidSpend,
            (_, Some(kind)) if kind.takes() => Self::Spend,
            (_, Some(Kind::Grant)) => Self::Grant,
            (_, Some(_)) => Self::None,
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
    /// Those of rows whose kind is a grant.
    grant_above: u64,
    grant_below: u64,
    /// Rows that set credits aside or give them free again.
    holds: u64,
    /// Rows that take credits by their word.
    taken: u64,
    /// Those of them with money in the column of what was paid for grants.
    paid: u64,
}

impl SignCounts {
    /// Counts the rows of a table.
    pub(crate) fn of(table: &Table, mapping: &Mapping, own: &OwnWords) -> Self {
        let mut signs = Self::default();
        let is_negative = |row: &Record| first_sign(mapping, row) == Some(-1);
        let is_use = |word: &LedgerWord| *word == LedgerWord::Spend;
        let are_uses = kinds::words_of(table, mapping, own).iter().all(is_use);
        if are_uses && !table.rows.iter().any(is_negative) {
            return signs;
        }
        for row in &table.rows {
            signs.add_row(table, mapping, row, own);
        }
        signs
    }

    /// Adds a row.
    pub(crate) fn add_row(
        &mut self,
        table: &Table,
        mapping: &Mapping,
        row: &Record,
        own: &OwnWords,
    ) {
        let kind = kinds::kind(table, mapping, row, own);
        self.holds += u64::from(matches!(kind, Some(Kind::Hold | Kind::Release)));
        self.taken += u64::from(kind.is_some_and(Kind::takes));
        let Some(sign) = first_sign(mapping, row) else { return };
        let vote = SignVote::of(status_of(mapping, row, own), kind, kinds::is_paid(mapping, row));
        self.add(sign, 1, vote);
    }

    /// Adds rows by the sign of their amounts.
    pub(crate) fn add(&mut self, sign: i64, rows: u64, vote: SignVote) {
        self.paid += if vote == SignVote::PaidSpend { rows } else { 0 };
        let Self { above, below, spend_above, spend_below, grant_above, grant_below, .. } = self;
        let counts = match (sign, vote) {
            (0, _) | (_, SignVote::None) => return,
            (1.., SignVote::Grant) => [Some(grant_above), None],
            (_, SignVote::Grant) => [Some(grant_below), None],
            (1.., SignVote::Any) => [Some(above), None],
            (_, SignVote::Any) => [Some(below), None],
            (1.., SignVote::Spend | SignVote::PaidSpend) => [Some(above), Some(spend_above)],
            (_, SignVote::Spend | SignVote::PaidSpend) => [Some(below), Some(spend_below)],
        };
        counts.into_iter().flatten().for_each(|count| *count += rows);
    }

    /// Whether some row takes credits by its word, other than by setting them aside.
    pub(crate) const fn takes(&self) -> bool {
        self.taken > 0
    }

    /// Whether some row of use has money in the column of what was paid for grants.
    pub(crate) const fn pays_for_use(&self) -> bool {
        self.paid > 0
    }

    /// Adds the counts of another part.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.above += other.above;
        self.below += other.below;
        self.spend_above += other.spend_above;
        self.spend_below += other.spend_below;
        self.grant_above += other.grant_above;
        self.grant_below += other.grant_below;
        self.holds += other.holds;
        self.taken += other.taken;
        self.paid += other.paid;
    }
}

/// The status of a row: that of its status columns and of its flags that says most.
pub(crate) fn status_of(mapping: &Mapping, row: &Record, own: &OwnWords) -> Option<Status> {
    let named = mapping.of(Role::Status).iter();
    let is_kind = |column: usize| {
        mapping.status_kinds.contains(&column) && ledger_word(row.cell(column), own).is_some()
    };
    let named = named.filter(|column| !is_kind(**column));
    let named = named.filter_map(|column| words::status(row.cell(*column), own));
    let is_set = |column: &usize| {
        let cell = row.cell(*column);
        words::status(cell, own) == Some(Status::Ok) || cell.eq_ignore_ascii_case("hit")
    };
    let flags = mapping.flags.iter().filter(|(column, _)| is_set(column));
    let said = |column: &usize| {
        let status = words::status(row.cell(*column), own);
        status
            .filter(|status| matches!(status, Status::Cached | Status::NotRun("dry-run" | "test")))
    };
    let said = mapping.outcome_words.iter().filter_map(said);
    named.chain(flags.map(|(_, status)| *status)).chain(said).max()
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

/// The meaning of a row with an amount. `from_balances`: the amount is a fall of the balance.
pub(crate) fn row_meaning(
    signs: &SignMeaning,
    kind: Option<Kind>,
    status: Option<Status>,
    credits: Credits,
    from_balances: bool,
) -> RowMeaning {
    let is_fall = from_balances || signs.is_difference;
    let spend = if signs.spend_is_negative && !from_balances { -credits } else { credits };
    // A grant counts with its sign: what is negative beside other grants was taken back.
    let is_turned = from_balances || (!signs.spend_is_negative && signs.grants_are_negative);
    let given = if is_turned { -credits } else { credits };
    if let Some(reason) = ignored(kind, status) {
        return RowMeaning::Ignored(reason);
    }
    match (status, kind) {
        (Some(Status::Grant), _) => RowMeaning::Counted(Outcome::Grant, given),
        (Some(Status::Refund), _) => RowMeaning::Counted(Outcome::Refund, -credits.abs()),
        (Some(Status::Blocked), _) => RowMeaning::Counted(Outcome::Blocked, spend),
        (_, Some(Kind::Refund | Kind::Release)) => {
            RowMeaning::Counted(Outcome::Refund, -credits.abs())
        }
        (_, Some(Kind::Grant)) => RowMeaning::Counted(Outcome::Grant, given),
        (_, Some(Kind::Revoked)) => RowMeaning::Counted(Outcome::Grant, -credits.abs()),
        // Where use is negative, a correction has the sign of the balance. Elsewhere it can be either.
        (_, Some(Kind::Adjusted)) if signs.spend_is_negative && !from_balances => {
            RowMeaning::Counted(Outcome::Grant, credits)
        }
        (Some(Status::Cached | Status::Refunded), _) if !spend.is_negative() => {
            RowMeaning::Counted(Outcome::Ok, Credits::ZERO)
        }
        (_, Some(Kind::Hold)) => RowMeaning::Counted(Outcome::Ok, credits.abs()),
        (_, Some(Kind::Unknown | Kind::Adjusted))
            if !signs.spend_is_negative && !spend.is_negative() =>
        {
            RowMeaning::Unknown
        }
        _ if spend.is_negative() && is_fall => RowMeaning::Risen,
        _ if spend.is_negative() && signs.spend_is_negative && !kind.is_some_and(Kind::takes) => {
            RowMeaning::Counted(Outcome::Grant, -spend)
        }
        _ if spend.is_negative() => RowMeaning::Counted(Outcome::Refund, spend),
        (Some(Status::Failed), _) => RowMeaning::Counted(Outcome::Failed, spend),
        _ => RowMeaning::Counted(Outcome::Ok, spend),
    }
}

/// The reason to ignore a row whatever its amount: it renews the allowance, or its call did not run.
fn ignored(kind: Option<Kind>, status: Option<Status>) -> Option<&'static str> {
    match status {
        Some(Status::Grant | Status::Refund) => None,
        Some(Status::NotRun(reason)) => kind.and_then(Kind::ignored).or(Some(reason)),
        _ => kind.and_then(Kind::ignored),
    }
}

/// The meaning of a row without an amount: its outcome, with 0 credits if the outcome says that it cost nothing.
pub(crate) fn without_amount(kind: Option<Kind>, status: Option<Status>) -> (RowMeaning, bool) {
    let counted = |outcome| (RowMeaning::Counted(outcome, Credits::ZERO), false);
    if let Some(reason) = ignored(kind, status) {
        return (RowMeaning::Ignored(reason), false);
    }
    match (status, kind) {
        (
            Some(Status::Blocked),
            Some(Kind::Grant | Kind::Revoked | Kind::Adjusted | Kind::Refund),
        ) => counted(Outcome::Blocked),
        (Some(Status::Grant), _) | (_, Some(Kind::Grant | Kind::Revoked | Kind::Adjusted)) => {
            counted(Outcome::Grant)
        }
        (Some(Status::Refund), _) | (_, Some(Kind::Refund)) => counted(Outcome::Refund),
        (Some(Status::Blocked), _) => counted(Outcome::Blocked),
        (_, Some(Kind::Hold)) => (RowMeaning::Ignored("hold"), false),
        (_, Some(Kind::Release)) => (RowMeaning::Ignored("release"), false),
        (Some(Status::Cached | Status::Refunded), _) => {
            (RowMeaning::Counted(Outcome::Ok, Credits::ZERO), true)
        }
        (Some(Status::Failed), _) => counted(Outcome::Failed),
        (Some(Status::Unknown), _) => counted(Outcome::Unknown),
        (Some(Status::Ok | Status::NotRun(_)) | None, _) => counted(Outcome::Ok),
    }
}

/// Whether the amounts may be the app's own currency: their name is generic, and no operation, pool or vendor is named.
pub(crate) fn is_own_economy(table: &Table, mapping: &Mapping) -> bool {
    let generic = |column: usize| roles::amounts::is_generic(&table.columns[column].name.plain);
    let no_other_word = mapping.of(Role::Pool).is_empty()
        && !balances::is_recipe(table)
        && mapping.of(Role::Vendor).is_empty()
        && !mapping.has_known_operation(table);
    no_other_word && mapping.amounts.first().is_some_and(|amount| generic(amount.column))
}

#[cfg(test)]
mod tests;
