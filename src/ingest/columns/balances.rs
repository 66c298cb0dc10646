//! Balances in a log: the recipe whose amounts are differences of a balance, pairs of balances, and balances that say what a sign means.

use hashbrown::HashMap;

use crate::base::{Credits, Untrusted};
use crate::ingest::cell::amount::{Amount, AmountFormat};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::kinds;
use crate::ingest::columns::mapping::{Mapping, read_number};
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{DecimalMark, Error, ReadOptions};

/// The columns of the published recipe for an app's own log: `cost` is the balance before a call minus the one after it.
const RECIPE: [&str; 5] = ["operation", "cost", "metadata", "user_id", "timestamp"];

/// Rows that are looked at to see whether a balance rises.
const LOOK: usize = 2_000;

/// Whether a table has the columns of the recipe.
pub(crate) fn is_recipe(table: &Table) -> bool {
    RECIPE.iter().all(|name| table.has(name))
}

/// Finds a balance before and after each row, under any names that differ only in that word.
pub(crate) fn pair(table: &Table) -> Option<(usize, usize)> {
    let numbers = |column: usize| {
        let format = AmountFormat::with(DecimalMark::Point);
        let mut filled = table.filled(column).peekable();
        filled.peek().is_some()
            && filled
                .all(|cell| matches!(format.read(cell), Ok(Amount::Value { money: false, .. })))
    };
    let other = |before: &str| {
        let mut parts: Vec<&str> = before.split('_').collect();
        let at = parts.iter().position(|part| *part == "before")?;
        parts.remove(at);
        let is_balance = parts.iter().all(|part| {
            matches!(*part, "balance" | "remaining" | "credits") || !roles::is_never_credits(part)
        });
        is_balance.then(|| before.replace("before", "after"))
    };
    (0..table.columns.len()).find_map(|before| {
        let after = table.find(&other(&table.columns[before].name.plain)?)?;
        (before != after && numbers(before) && numbers(after)).then_some((before, after))
    })
}

/// Returns how often the balance after a row rises by its amount, and how often it falls by it.
fn moves(table: &Table, mapping: &Mapping, options: &ReadOptions) -> Option<(u32, u32)> {
    let after = mapping.of(Role::BalanceAfter).first().copied()?;
    let (amount, format) = (mapping.amounts.first()?, mapping.numbers.get(&after)?);
    let value = |row: &Record| {
        let read = |column, format| match read_number(row, column, format) {
            Ok(Amount::Value { credits, .. }) => Some(credits),
            _ => None,
        };
        Some((read(amount.column, &amount.format)?, read(after, format)?))
    };
    // Each owner has a balance of its own.
    let owners: Vec<usize> = (0..table.columns.len())
        .filter(|column| {
            let plain = table.columns[*column].name.plain.as_str();
            mapping.of(Role::User).contains(column) || plain.ends_with("_id") || plain == "wallet"
        })
        .filter(|column| !plain_is_row(table, mapping, *column))
        .collect();
    let time = mapping.times.first()?;
    let mut rows: Vec<_> = table
        .rows
        .iter()
        .take(LOOK)
        .enumerate()
        .filter_map(|(at, row)| Some((time.read(row, &options.naive_zone).ok()?, at, row)))
        .collect();
    rows.sort_by_key(|(stamp, at, _)| (*stamp, *at));
    let mut last: HashMap<Vec<&str>, Credits> = HashMap::new();
    let (mut rises, mut falls) = (0, 0);
    for (_, _, row) in rows {
        let owner = owners.iter().map(|column| row.cell(*column)).collect();
        let Some((credits, after)) = value(row) else { continue };
        if let Some(before) = last.insert(owner, after)
            && !credits.is_zero()
        {
            rises += u32::from(after - before == credits);
            falls += u32::from(before - after == credits);
        }
    }
    Some((rises, falls))
}

/// Returns whether the balance after each row rises by its amount (true) or falls by it (false); `None` if the rows do not tell. If some
/// rise and some fall by amounts without a sign, and no word says which is which, the user has to.
pub(crate) fn rises(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<Option<bool>, Error> {
    let Some(moves) = moves(table, mapping, options) else { return Ok(None) };
    match moves {
        (1.., 0) => Ok(Some(true)),
        (0, 1..) => Ok(Some(false)),
        (1.., 1..)
            if options.sign.is_none()
                && kinds::words_of(table, mapping, &options.words).is_empty()
                && !has_negative(table, mapping) =>
        {
            let column = mapping.amounts.first().map_or(0, |amount| amount.column);
            Err(Error::Ambiguous {
                path: path.clone(),
                column: table.columns[column].raw.as_str().into(),
                problem:
                    "the balance rises by some of the amounts and falls by others, so some are \
                          credits given and some are credits used"
                        .to_owned(),
                hint: if has_words(table, mapping) {
                    "name the words of the kind column: --spend-types WORD,… --grant-types WORD,…"
                        .to_owned()
                } else {
                    "export it with a column that says the kind of each row (spend, purchase), or \
                     with the balance before each row"
                        .to_owned()
                },
            })
        }
        _ => Ok(None),
    }
}

/// Whether some column has words that may say the kind of a row.
fn has_words(table: &Table, mapping: &Mapping) -> bool {
    let columns = [mapping.of(Role::Kind), mapping.of(Role::Operation), &mapping.maybe_kinds];
    columns.into_iter().flatten().any(|column| table.filled(*column).next().is_some())
}

fn has_negative(table: &Table, mapping: &Mapping) -> bool {
    let amount = |row: &Record| mapping.amounts.first().map(|amount| amount.read(row));
    let is_negative = |row: &Record| matches!(amount(row), Some(Ok(Amount::Value { credits, .. })) if credits.is_negative());
    table.rows.iter().any(is_negative)
}

/// Whether a column tells rows apart, not owners.
fn plain_is_row(table: &Table, mapping: &Mapping, column: usize) -> bool {
    let filled = table.filled(column).count();
    mapping.of(Role::Id).contains(&column)
        || (filled > 1 && table.distinct(column, usize::MAX).len() == filled)
}
