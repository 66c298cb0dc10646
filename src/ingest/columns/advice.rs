//! Which columns a hint may name for a role. A guess is a `--map` that may read the file; `run` tries each before it is printed.
//!
//! No guess takes money, a counter, a balance, an id or credits that were given for credits that were used. The words by which these are
//! known are in `cell/maps/roles.toml`.

use crate::base::Untrusted;
use crate::ingest::cell::ledger::ledger_word;
use crate::ingest::cell::names::Name;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::{Role, hints};
use crate::ingest::cell::words;
use crate::ingest::columns::kinds;
use crate::ingest::columns::mapping::{LOOK, Mapping};
use crate::ingest::error::Guess;
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::Table;

/// The highest rank of a column whose name says that it is credits or use.
const NAMED: u8 = 2;

/// The most guesses that are tried.
const MOST: usize = 8;

/// Of columns of numbers, those that a hint may name as credits: the likeliest first.
pub(crate) fn as_credits(table: &Table, columns: impl Iterator<Item = usize>) -> Vec<usize> {
    // Beside money, the use of something is not the use of credits.
    let is_money = |name: &Name| name.is_money() || name.plain.split('_').any(roles::is_money);
    let has_money = table.columns.iter().any(|column| is_money(&column.name));
    let rank = |column: usize| {
        let rank = hints::credits(&table.columns[column].name.plain);
        rank.filter(|rank| !has_money || *rank != hints::USE)
    };
    let mut ranked: Vec<(u8, usize)> =
        columns.filter_map(|column| Some((rank(column)?, column))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, column)| column).collect()
}

/// Of columns of numbers, those that a hint may name as a balance: by their names, else those whose names say nothing.
pub(crate) fn as_balance(table: &Table, columns: Vec<usize>) -> Vec<usize> {
    let plain = |column: usize| table.columns[column].name.plain.as_str();
    let named = columns.iter().copied().filter(|column| hints::is_balance(plain(*column)));
    let named: Vec<usize> = named.collect();
    if named.is_empty() { as_credits(table, columns.into_iter()) } else { named }
}

/// The columns of words that a hint may name as the operation, if the table shows that it is about AI calls or credits.
pub(crate) fn as_operation(table: &Table, mapping: &Mapping) -> Vec<usize> {
    let plain = |column: usize| table.columns[column].name.plain.as_str();
    let is_about_credits = (0..table.columns.len())
        .any(|column| hints::is_about_credits(plain(column)))
        || !mapping.of(Role::Model).is_empty();
    let free = (0..table.columns.len()).filter(|column| {
        is_about_credits
            && hints::is_operation(plain(*column))
            && !mapping.of(Role::Operation).contains(column)
            && has_words(table, *column)
    });
    free.collect()
}

/// Whether every filled cell is a short text that is no number.
fn has_words(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, LOOK);
    let is_word = |cell: &&str| cell.chars().count() <= 40 && cell.parse::<f64>().is_err();
    !cells.is_empty() && cells.iter().all(is_word)
}

/// Guesses for a table without a known amount or operation, or without a known time; best first.
pub(crate) fn guesses(
    table: &Table,
    mapping: &Mapping,
    credits: &[usize],
    is_known: bool,
) -> Vec<Guess> {
    let time = match (mapping.times.first(), mapping.maybe_times.as_slice()) {
        (Some(time), _) if by_alias(table, Role::Time, time.column) => None,
        (Some(time), _) => Some(time.column),
        (None, [only]) if hints::is_time(&table.columns[*only].name.plain) => Some(*only),
        (None, _) => return Vec::new(),
    };
    // A column named for credits or use, else the operation, else numbers whose name says nothing.
    let is_named = |column: &&usize| {
        hints::credits(&table.columns[**column].name.plain).is_some_and(|rank| rank <= NAMED)
    };
    let (named, mut nameless): (Vec<_>, Vec<_>) = credits.iter().partition(is_named);
    let kind = kind(table, mapping);
    // Without the meaning of such words, credits given would be read as credits used.
    // Of several columns whose names say nothing, one alone would leave out the others.
    if kind == Some(Kind::Unclear) || nameless.len() > 1 {
        nameless.clear();
    }
    let amount = |column: &usize| (Role::Credits, *column);
    let operations = as_operation(table, mapping).into_iter().map(|c| (Role::Operation, c));
    let all =
        named.into_iter().map(amount).chain(operations).chain(nameless.into_iter().map(amount));
    let mut needed: Vec<Option<(Role, usize)>> =
        if is_known { vec![None] } else { all.map(Some).collect() };
    needed.truncate(MOST);
    let lacks_operation =
        mapping.of(Role::Operation).is_empty() && !mapping.is_forced(Role::Operation);
    let operation =
        (0..table.columns.len()).find(|column| lacks_operation && names_operations(table, *column));
    let guess = |needed: Option<(Role, usize)>| {
        let mut pairs: Vec<(Role, usize)> =
            time.map(|column| (Role::Time, column)).into_iter().collect();
        pairs.extend(app(table, mapping, needed.map(|(_, column)| column)).map(|c| (Role::App, c)));
        pairs.extend(operation.map(|column| (Role::Operation, column)));
        if let Some(Kind::Clear(column)) = kind {
            pairs.push((Role::Kind, column));
        }
        pairs.extend(needed.filter(|(role, _)| *role != Role::Operation || operation.is_none()));
        self::pairs(table, &pairs)
    };
    needed.into_iter().filter_map(guess).collect()
}

/// A column without a role that says the kind of each row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// All of its words are known.
    Clear(usize),
    /// It has another word.
    Unclear,
}

/// The kind of each row, if the table has no column for it yet.
fn kind(table: &Table, mapping: &Mapping) -> Option<Kind> {
    let own = OwnWords::default();
    if !mapping.of(Role::Kind).is_empty() || mapping.is_forced(Role::Kind) {
        return None;
    }
    let free = (0..table.columns.len()).filter(|column| is_free(mapping, *column));
    let clear = free.clone().find(|column| kinds::is_kind(table, *column, &own));
    let is_named = |column: &usize| {
        roles::kinds::maybe().contains(&table.columns[*column].name.plain.as_str())
    };
    let says_kinds = |column: &usize| {
        let cells = table.distinct(*column, LOOK);
        let known = cells.iter().filter(|cell| ledger_word(cell, &own).is_some()).count();
        is_free(mapping, *column) && known > 0 && 2 * known >= cells.len()
    };
    let named = || (0..table.columns.len()).filter(|c| is_named(c) || says_kinds(c));
    let has_other = |column: usize| {
        let cells = table.distinct(column, LOOK);
        let is_other =
            |cell: &&str| ledger_word(cell, &own).is_none() && !words::is_known_operation(cell);
        cells.len() < table.filled(column).count().max(3) && cells.iter().any(is_other)
    };
    match clear {
        Some(column) => Some(Kind::Clear(column)),
        None => named().any(has_other).then_some(Kind::Unclear),
    }
}

/// Whether a column has no role, and does not hold times.
fn is_free(mapping: &Mapping, column: usize) -> bool {
    mapping.columns.iter().all(|(_, columns)| !columns.contains(&column))
        && !mapping.maybe_times.contains(&column)
}

/// Roles and columns as a guess; `None` if a name cannot be written in `--map`.
pub(crate) fn pairs(table: &Table, pairs: &[(Role, usize)]) -> Option<Guess> {
    let raw = |column: usize| table.columns[column].raw.as_str();
    let is_plain = |(_, column): &(Role, usize)| {
        let name = raw(*column);
        !name.is_empty() && !name.contains('=') && name.len() <= 200 && words_only(name)
    };
    let found = || pairs.iter().map(|(role, column)| (role.name(), raw(*column).into())).collect();
    (!pairs.is_empty() && pairs.iter().all(is_plain)).then(found)
}

/// Whether a name can be copied from a terminal.
fn words_only(name: &str) -> bool {
    Untrusted::from(name).for_terminal() == name
}

/// The first column of short words without a role: it may name the app.
fn app(table: &Table, mapping: &Mapping, needed: Option<usize>) -> Option<usize> {
    if !mapping.of(Role::App).is_empty() || mapping.is_forced(Role::App) {
        return None;
    }
    let is_label =
        |cell: &str| !cell.is_empty() && cell.chars().count() <= 40 && cell.parse::<f64>().is_err();
    let may_name_app = |column: &usize| {
        let plain = table.columns[*column].name.plain.as_str();
        is_free(mapping, *column)
            && needed != Some(*column)
            && !plain.contains("currency")
            && !hints::is_operation(plain)
            && !names_operations(table, *column)
            && !roles::kinds::maybe().contains(&plain)
            && table.rows.iter().all(|row| is_label(row.cell(*column)))
            && !table
                .distinct(*column, LOOK)
                .iter()
                .any(|cell| words::is_outcome(cell, &OwnWords::default()))
    };
    (0..table.columns.len()).find(may_name_app)
}

/// Whether most cells are operations that a rate card knows.
fn names_operations(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, LOOK);
    let known = cells.iter().filter(|cell| words::is_common(cell) == Some(false)).count();
    2 * known > cells.len()
}

fn by_alias(table: &Table, role: Role, column: usize) -> bool {
    role.aliases().contains(&table.columns[column].name.plain.as_str())
        && !roles::is_never_time(&table.columns[column].name.plain)
}
