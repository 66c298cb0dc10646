//! The amounts of a snapshot: what each column measures, and of which pool, by the words of its header.

use super::names;
use crate::base::Untrusted;
use crate::event::Pool;
use crate::ingest::cell::amount::AmountFormat;
use crate::ingest::columns::daily_totals::pool_of_word;
use crate::ingest::columns::evidence::amount_format;
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

/// What an amount is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Quantity {
    /// Credits used so far.
    Used,
    /// Credits that are left.
    Left,
    /// Credits of the cycle.
    Limit,
}

/// A column of amounts.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    pub column: usize,
    pub format: AmountFormat,
    pub quantity: Quantity,
    /// The pool that its header names.
    pub pool: Option<Pool>,
}

/// What a header in its normal form measures: `integration_credits_left`.
pub(super) fn of_header(plain: &str) -> Option<(Quantity, Option<Pool>)> {
    let words = names::all();
    let (mut pool, mut quantity, mut is_named) = (None, Quantity::Used, false);
    for word in plain.split('_') {
        match pool_of_word(word) {
            Some(found) if found != Pool::Unassigned && pool.is_none_or(|pool| pool == found) => {
                pool = Some(found);
                continue;
            }
            Some(_) => return None,
            None => {}
        }
        if words.left.contains(&word) {
            (quantity, is_named) = (Quantity::Left, true);
        } else if words.limit.contains(&word) {
            (quantity, is_named) = (Quantity::Limit, true);
        } else if words.used.contains(&word) {
            is_named = true;
        } else if !words.beside.contains(&word) {
            return None;
        }
    }
    let is_amount = pool.is_some() || is_named || plain == "credits" || plain == "credit";
    is_amount.then_some((quantity, pool))
}

/// Whether at least half of the filled cells of a column begin like numbers. A cell that does not is an error of its own.
fn is_number(table: &Table, column: usize) -> bool {
    let begins = |cell: &str| {
        let cell = cell.trim_start_matches(['-', '+', '.', ',', '\'']);
        cell.starts_with(|c: char| c.is_ascii_digit())
    };
    let numbers = table.filled(column).filter(|cell| begins(cell)).count();
    numbers > 0 && 2 * numbers >= table.filled(column).count()
}

/// The columns of amounts: the one that `--map` names, else those whose headers name a pool, else any.
pub(super) fn find(
    path: &Untrusted,
    table: &Table,
    options: &ReadOptions,
    mapped: Option<usize>,
    is_asked: bool,
) -> Result<Vec<Measure>, Error> {
    let columns = mapped.map_or(0..table.columns.len(), |column| column..column + 1);
    let mut found = Vec::new();
    for column in columns {
        let plain = table.columns[column].name.plain.as_str();
        let said = of_header(plain).or(mapped.map(|_| (Quantity::Used, None)));
        if let Some((quantity, pool)) = said.filter(|_| is_number(table, column)) {
            found.push((column, quantity, pool));
        }
    }
    if found.iter().any(|(.., pool)| pool.is_some()) {
        found.retain(|(.., pool)| pool.is_some());
    } else if !is_asked {
        return Ok(Vec::new());
    }
    let kept = without_twins(path, table, found, is_asked)?;
    kept.into_iter()
        .map(|(column, quantity, pool)| {
            let format = amount_format(path, table, None, column, options)?;
            Ok(Measure { column, format, quantity, pool })
        })
        .collect()
}

type Found = (usize, Quantity, Option<Pool>);

/// Keeps one column of each amount: that of the pool's own balance, else the one that is not called a total, else the first of equals.
fn without_twins(
    path: &Untrusted,
    table: &Table,
    mut found: Vec<Found>,
    is_asked: bool,
) -> Result<Vec<Found>, Error> {
    let rank = |(column, ..): &Found| {
        let plain = &table.columns[*column].name.plain;
        (!plain.contains("credit_pool"), plain.split('_').any(|word| word == "total"))
    };
    found.sort_by_key(|one| (one.1, one.2, rank(one), one.0));
    let mut kept: Vec<Found> = Vec::new();
    for one in found {
        let Some(twin) = kept.last().filter(|last| (last.1, last.2) == (one.1, one.2)) else {
            kept.push(one);
            continue;
        };
        let is_same = || {
            table
                .rows
                .iter()
                .all(|row| row.cell(twin.0) == row.cell(one.0) || row.cell(one.0).is_empty())
        };
        if rank(twin) < rank(&one) || is_same() {
            continue;
        }
        if !is_asked {
            return Ok(Vec::new());
        }
        return Err(Error::Ambiguous {
            path: path.clone(),
            column: table.columns[one.0].raw.as_str().into(),
            problem: "another column names the same amount, and their numbers differ".to_owned(),
            hint: "name the one that counts: --map credits=COLUMN".to_owned(),
        });
    }
    Ok(kept)
}
