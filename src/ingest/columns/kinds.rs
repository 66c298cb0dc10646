//! The kind of a row: use, refund, grant, hold and so on, by the words in its cells.
//!
//! A column of kinds says what every row is, so an unknown word in it is a question. Other columns may only happen to say it: an operation
//! `credit_purchase` is a purchase, and `InvokeLLM` beside it says nothing.

use crate::ingest::cell::amount::is_nonzero;
use crate::ingest::cell::ledger::{
    LedgerWord, is_nothing, is_surely_ledger, ledger_word, own_word,
};
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::mapping::{LOOK, Mapping};
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::{Record, Table};

/// The kind of a row. Of several kinds, the one that comes first here counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// Used credits given back.
    Refund,
    /// Given credits taken back.
    Revoked,
    /// Set aside credits given free again.
    Release,
    /// Credits that expired unused.
    Expired,
    /// The last word on what is taken of a hold.
    Settle,
    /// What is taken of a hold.
    Capture,
    /// Credits set aside.
    Hold,
    /// Credits used.
    Spend,
    /// The plan's own allowance anew.
    Renewal,
    /// Credits given.
    Grant,
    /// A correction of the balance: its sign says whether credits came or went.
    Adjusted,
    /// An unknown word.
    Unknown,
}

impl Kind {
    fn of(word: LedgerWord) -> Self {
        match word {
            LedgerWord::Revoked => Self::Revoked,
            LedgerWord::Refund => Self::Refund,
            LedgerWord::Expired => Self::Expired,
            LedgerWord::Release => Self::Release,
            LedgerWord::Settle => Self::Settle,
            LedgerWord::Capture => Self::Capture,
            LedgerWord::Hold => Self::Hold,
            LedgerWord::Renewal => Self::Renewal,
            LedgerWord::Grant => Self::Grant,
            LedgerWord::Spend => Self::Spend,
            LedgerWord::Either => Self::Adjusted,
        }
    }

    /// Whether a row of this kind takes credits.
    pub(crate) const fn takes(self) -> bool {
        matches!(self, Self::Spend | Self::Capture | Self::Settle)
    }

    /// The reason of `reject::IGNORED` if rows of this kind change neither use nor capacity.
    pub(crate) const fn ignored(self) -> Option<&'static str> {
        match self {
            Self::Expired => Some("expired"),
            Self::Renewal => Some("renewal"),
            _ => None,
        }
    }
}

/// Whether a column is a ledger's kind, by its name and its cells.
pub(crate) fn is_kind(table: &Table, column: usize, own: &OwnWords) -> bool {
    let plain = table.columns[column].name.plain.as_str();
    let cells = table.distinct(column, LOOK);
    if cells.is_empty() {
        return false;
    }
    if plain == "is_reversal" {
        return true;
    }
    let is_word = |cell: &&str| ledger_word(cell, own).is_some();
    // Other columns use ledger words too. Only under these names may unknown words be among them.
    if roles::kinds::is_sure(plain) {
        return cells.iter().any(is_word);
    }
    if plain == "type" {
        cells.iter().any(is_word) && !cells.iter().any(|cell| words::is_known_operation(cell))
    } else {
        let is_own = |cell: &&str| own_word(&names::word(cell), own).is_some();
        cells.iter().all(is_word) || cells.iter().any(is_own)
    }
}

/// Whether some column names a ledger's word in every row.
pub(crate) fn are_all(table: &Table, columns: &[usize], own: &OwnWords) -> bool {
    columns.iter().any(|column| {
        let cells = table.distinct(*column, LOOK);
        !cells.is_empty() && cells.iter().all(|cell| ledger_word(cell, own).is_some())
    })
}

/// The ledger's words in the columns that may say the kind of a row, as far as the head shows them.
pub(crate) fn words_of(table: &Table, mapping: &Mapping, own: &OwnWords) -> Vec<LedgerWord> {
    let columns = [
        mapping.of(Role::Kind),
        mapping.of(Role::Operation),
        &mapping.maybe_kinds,
        &mapping.status_kinds,
    ];
    let cells = columns.into_iter().flatten().flat_map(|column| table.distinct(*column, LOOK));
    cells.filter_map(|cell| ledger_word(cell, own)).collect()
}

/// Finds the columns that are no columns of kinds, but may say the kind of a row; and the texts that may say it of a row that names
/// nothing else. Without a column for what was done, all rows are such rows.
pub(crate) fn maybe_kinds(table: &Table, mapping: &Mapping) -> (Vec<usize>, Vec<usize>) {
    let is_free = |column: &usize| {
        !mapping.of(Role::Kind).contains(column)
            && !mapping.of(Role::Operation).contains(column)
            && !mapping.of(Role::Pool).contains(column)
    };
    if mapping.is_forced(Role::Kind) || mapping.known_export.is_some() {
        return (Vec::new(), Vec::new());
    }
    let find = |names: &[&str]| -> Vec<usize> {
        names.iter().filter_map(|name| table.find(name)).filter(is_free).collect()
    };
    let (mut named, texts) = (find(roles::kinds::maybe()), find(roles::kinds::prose()));
    let texts = [texts, find(roles::kinds::labels())].concat();
    let has_other = [Role::Kind, Role::Operation].iter().any(|role| !mapping.of(*role).is_empty());
    if has_other {
        return (named, texts);
    }
    named.extend(texts);
    (named, Vec::new())
}

/// Whether a row names nothing that was done, so that its texts may say what kind it is.
pub(crate) fn asks_texts(mapping: &Mapping, row: &Record) -> bool {
    let operations = mapping.of(Role::Operation);
    !mapping.texts.is_empty() && operations.iter().all(|column| is_nothing(row.cell(*column)))
}

/// Finds the status columns in which the stages of a hold stand: `reserved`, `settled`, `released` beside words for an outcome.
pub(crate) fn in_status(table: &Table, mapping: &Mapping, own: &OwnWords) -> Vec<usize> {
    if !mapping.of(Role::Kind).is_empty() || mapping.known_export.is_some() {
        return Vec::new();
    }
    let is_known = |cell: &&str| {
        ledger_word(cell, own).is_some() || words::status(cell, own) != Some(Status::Unknown)
    };
    let is_hold = |cell: &&str| ledger_word(cell, own) == Some(LedgerWord::Hold);
    let has_stages = |column: &usize| {
        let cells = table.distinct(*column, LOOK);
        cells.iter().all(is_known) && cells.iter().any(is_hold)
    };
    mapping.of(Role::Status).iter().copied().filter(has_stages).collect()
}

/// The kind of a row; `None` if no cell names one. A refund's reason beats its direction.
pub(crate) fn kind(table: &Table, mapping: &Mapping, row: &Record, own: &OwnWords) -> Option<Kind> {
    if mapping.is_settled {
        return None;
    }
    let mut kinds = Vec::new();
    let filled = |column: &&usize| !words::is_absent(row.cell(**column));
    let mut operations = mapping.of(Role::Operation).iter().filter(filled);
    let names_operation =
        || operations.clone().any(|column| words::is_known_operation(row.cell(*column)));
    for column in mapping.of(Role::Kind).iter().filter(filled) {
        let (cell, plain) = (row.cell(*column), table.columns[*column].name.plain.as_str());
        if plain == "is_reversal" {
            kinds.extend((words::status(cell, own) == Some(Status::Ok)).then_some(Kind::Refund));
            continue;
        }
        let kind = ledger_word(cell, own).map_or(Kind::Unknown, Kind::of);
        // Credits of a purchase or the plan, spent on a known operation.
        let is_origin = matches!(plain, "source" | "reason")
            && matches!(kind, Kind::Grant | Kind::Renewal)
            && !mapping.is_forced(Role::Kind)
            && names_operation();
        if !is_origin {
            kinds.push(kind);
        }
    }
    for column in &mapping.status_kinds {
        let cell = row.cell(*column);
        match ledger_word(cell, own) {
            Some(word) => kinds.push(Kind::of(word)),
            None if words::status(cell, own) == Some(Status::Ok) => kinds.push(Kind::Spend),
            None => {}
        }
    }
    let of_operation = |cell: &str| {
        let word = ledger_word(cell, own).filter(|_| !words::is_known_operation(cell));
        word.map(Kind::of).filter(|kind| *kind != Kind::Adjusted)
    };
    kinds.extend(operations.clone().filter_map(|column| of_operation(row.cell(*column))));
    let is_told = kinds.iter().any(|kind| *kind != Kind::Unknown);
    if !is_told {
        // Beside an operation, `purchased` may be where the used credits came from.
        let has_operation = operations.any(|column| !is_nothing(row.cell(*column)));
        let is_believed = |kind: &Kind| {
            !kind.takes() && *kind != Kind::Adjusted && (!has_operation || *kind == Kind::Refund)
        };
        let texts = if asks_texts(mapping, row) { mapping.texts.as_slice() } else { &[] };
        let is_label = |column: usize| {
            roles::kinds::labels().contains(&table.columns[column].name.plain.as_str())
        };
        let said = mapping.maybe_kinds.iter().chain(texts).filter_map(|column| {
            let cell = row.cell(*column);
            of_operation(cell).filter(|_| !is_label(*column) || is_surely_ledger(cell))
        });
        kinds.extend(said.filter(is_believed));
    }
    match first(&kinds) {
        // The price of a purchase is given back, and not a use.
        Some(Kind::Refund) if is_paid(mapping, row) => Some(Kind::Revoked),
        kind => kind,
    }
}

/// Whether the row has money in the column of what was paid for grants.
pub(crate) fn is_paid(mapping: &Mapping, row: &Record) -> bool {
    mapping.paid.is_some_and(|column| is_nonzero(row.cell(column)))
}

/// Finds the column of the money that was paid for grants, if rows of use have none in it. Rows beyond the head may pay too, so the head
/// need not show a grant; rows of use that pay show that it is something else.
pub(crate) fn paid(table: &Table, mapping: &Mapping, own: &OwnWords) -> Option<usize> {
    if mapping.of(Role::Kind).is_empty() || mapping.known_export.is_some() {
        return None;
    }
    let kinds: Vec<Option<Kind>> =
        table.rows.iter().map(|row| kind(table, mapping, row, own)).collect();
    if !kinds.iter().flatten().any(|kind| kind.takes() || *kind == Kind::Grant) {
        return None;
    }
    let splits = |column: &usize| {
        let mut rows = table.rows.iter().zip(&kinds);
        rows.all(|(row, kind)| match kind {
            Some(Kind::Grant) => is_nonzero(row.cell(*column)),
            Some(kind) if kind.takes() => !is_nonzero(row.cell(*column)),
            _ => true,
        })
    };
    let is_money = |column: &usize| {
        let name = &table.columns[*column].name;
        name.is_money() || name.plain.split('_').any(roles::is_money)
    };
    let is_amount = |column: &usize| mapping.of(Role::Credits).contains(column);
    (0..table.columns.len()).filter(is_money).filter(|c| !is_amount(c)).find(splits)
}

/// The kind that counts. Between a use and a grant, the column that comes first decides.
fn first(kinds: &[Kind]) -> Option<Kind> {
    let least = kinds.iter().copied().min()?;
    let plain = |kind: &Kind| matches!(kind, Kind::Spend | Kind::Grant);
    if least == Kind::Spend { kinds.iter().copied().find(plain) } else { Some(least) }
}
