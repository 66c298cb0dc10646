//! Daily totals: a table with one row a day and the credits of one pool or of both, as people type or paste the platform's chart.
//!
//! Such a row is no single event: it names no app, no user and no kind of call. It is recognised by what it lacks: beside the day and
//! the amounts, no column says anything about use, and no day stands twice. A table with one amount has to name the pool.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hashbrown::HashSet;
use serde::Deserialize;

use crate::base::Untrusted;
use crate::event::Pool;
use crate::ingest::Error;
use crate::ingest::cell::{roles, time, words};
use crate::ingest::record::table::{Record, Table};

/// The name of this kind of input, for `--from` and in reports.
pub(crate) const NAME: &str = "daily-totals";

/// Values that only rise before they are asked about.
const LEAST_RUN: usize = 5;

/// How its columns can be named.
pub(crate) const LAYOUTS: [&str; 3] =
    ["date, message credits, integration credits", "date, pool, credits", "date, message credits"];

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Names {
    day: Vec<&'static str>,
    amount: Vec<&'static str>,
    message: Vec<&'static str>,
    integration: Vec<&'static str>,
    beside_pool: Vec<&'static str>,
    passed_over: Vec<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../cell/maps/daily_totals.toml"))
        .expect("maps/daily_totals.toml parses")
});

/// The columns of a table of daily totals.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DailyTotals {
    /// The day.
    pub day: usize,
    /// The amounts, each with the pool that it belongs to if its header or the file's name says so.
    pub amounts: Vec<(usize, Option<Pool>)>,
    /// The column with the pool of each row.
    pub pool: Option<usize>,
    /// The lines of the first and the last row with a figure, and of the last row.
    filled: [u64; 3],
}

/// The pool that the words of a header name, if they name one and nothing else than its credits.
pub(crate) fn pool_of_header(plain: &str) -> Option<Pool> {
    let mut pool = None;
    for word in plain.split('_') {
        match pool_of_word(word) {
            Some(found) if pool.is_none() && found != Pool::Unassigned => pool = Some(found),
            None if NAMES.beside_pool.contains(&word) => {}
            _ => return None,
        }
    }
    pool
}

/// The pool that a word names, in any known language.
pub(super) fn pool_of_word(word: &str) -> Option<Pool> {
    let is_in = |list: &[&str]| list.contains(&word);
    word.parse()
        .ok()
        .or_else(|| is_in(&NAMES.message).then_some(Pool::Message))
        .or_else(|| is_in(&NAMES.integration).then_some(Pool::Integration))
}

/// The pool that a sheet's or a file's name names: `message.csv`, `integration credits (1).csv`.
pub(super) fn pool_of_file(path: &Untrusted) -> Option<Pool> {
    let name = path.raw().rsplit(['/', '\\']).next().unwrap_or_default();
    pool_of_name(name.split('.').next().unwrap_or_default())
}

fn pool_of_name(name: &str) -> Option<Pool> {
    let stem = name.to_lowercase();
    let words = stem.split(|c: char| !c.is_alphanumeric()).filter_map(pool_of_word);
    let mut pools: Vec<Pool> = words.filter(|pool| *pool != Pool::Unassigned).collect();
    pools.dedup();
    match pools[..] {
        [pool] => Some(pool),
        _ => None,
    }
}

/// Whether the filled cells of a column are numbers as people write them.
fn is_number(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, usize::MAX);
    // A spreadsheet's error is no number, but it shows nothing of its column either: the row is rejected later.
    let is_error = |cell: &&str| cell.starts_with('#') && cell.ends_with(['!', '?', 'A']);
    let is_digit = |cell: &&str| {
        cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | ','))
            && cell.chars().all(|c| c.is_ascii_digit() || " .,'’-+\u{a0}\u{202f}".contains(c))
    };
    let is_other = |cell: &&str| is_error(cell) || words::is_absent(cell);
    cells.iter().any(is_digit) && cells.iter().all(|cell| is_digit(cell) || is_other(cell))
}

/// Whether a column's cells are days, not instants: none holds a time of day.
fn has_no_clock(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, usize::MAX);
    // `2026-10-28T09`, and not `Thu 28 Oct`.
    let has_t = |cell: &str| {
        cell.as_bytes().windows(2).any(|pair| pair[0] == b'T' && pair[1].is_ascii_digit())
    };
    !cells.is_empty() && cells.iter().all(|cell| !cell.contains(':') && !has_t(cell))
}

/// Whether a column names the weekdays of the days, whatever its header is.
fn has_weekdays(cells: &[&str]) -> bool {
    cells.iter().all(|cell| time::is_weekday(cell.trim_end_matches('.')))
}

/// Finds the columns, if the table is one of daily totals.
pub(crate) fn find(table: &Table, path: &Untrusted) -> Option<DailyTotals> {
    let day = NAMES.day.iter().find_map(|name| table.find(name))?;
    if !has_no_clock(table, day) {
        return None;
    }
    let others = (0..table.columns.len()).filter(|column| *column != day);
    let (mut pools, mut singles, mut pool) = (Vec::new(), Vec::new(), None);
    for column in others {
        let plain = table.columns[column].name.plain.as_str();
        let cells = table.distinct(column, usize::MAX);
        let is_pool = |cell: &&str| cell.parse::<Pool>().is_ok();
        if let (Some(named), true) = (pool_of_header(plain), is_number(table, column)) {
            pools.push((column, Some(named)));
        } else if NAMES.amount.contains(&plain) && is_number(table, column) {
            let of_sheet = table.sheet.as_deref().and_then(pool_of_name);
            singles.push((column, of_sheet.or_else(|| pool_of_file(path))));
        } else if !cells.is_empty() && cells.iter().all(is_pool) && pool.is_none() {
            pool = Some(column);
        } else if !plain.is_empty()
            && !cells.is_empty()
            && !NAMES.passed_over.contains(&plain)
            && !has_weekdays(&cells)
        {
            return None;
        }
    }
    let each_once =
        |pools: &[(usize, Option<Pool>)]| pools.iter().map(|p| p.1).collect::<HashSet<_>>().len();
    let amounts = match (pools.len(), singles.len(), pool) {
        (1.., _, None) if each_once(&pools) == pools.len() => pools,
        (0, 1, _) => singles,
        _ => return None,
    };
    let has_figure =
        |row: &&Record| amounts.iter().any(|(column, _)| !words::is_absent(row.cell(*column)));
    let line = |row: Option<&Record>| row.map_or(u64::MAX, |row| row.line);
    let filled = [
        line(table.rows.iter().find(has_figure)),
        line(table.rows.iter().rev().find(has_figure)),
        line(table.rows.last()),
    ];
    let found = DailyTotals { day, amounts, pool, filled };
    found.has_each_day_once(table).then_some(found)
}

/// The error that a header says that its figures are totals so far.
pub(crate) fn so_far(path: &Untrusted, raw: &str) -> Error {
    Error::Ambiguous {
        path: path.clone(),
        column: raw.into(),
        problem: "its header says that each figure is the total so far".to_owned(),
        hint: "add --from snapshot, which takes the difference of two rows".to_owned(),
    }
}

/// Whether numbers go one way with at most so many steps back, and take so many values at least.
fn is_running(numbers: &[f64], least: usize, back: usize) -> bool {
    let steps = |up: bool| {
        numbers
            .windows(2)
            .filter(|pair| if up { pair[0] > pair[1] } else { pair[0] < pair[1] })
            .count()
    };
    let changes = numbers.windows(2).filter(|pair| pair[0].to_bits() != pair[1].to_bits()).count();
    changes + 1 >= least && steps(true).min(steps(false)) <= back
}

impl DailyTotals {
    /// The pool of a column of amounts.
    pub(crate) fn pool_of(&self, column: usize) -> Option<Pool> {
        self.amounts.iter().find(|(amount, _)| *amount == column).and_then(|(_, pool)| *pool)
    }

    /// Whether a row without a figure lies before the first or after the last one with a figure, as in a sheet that is filled in
    /// day by day.
    pub(crate) fn is_not_filled_in(&self, line: u64) -> bool {
        let [first, last, end] = self.filled;
        line < first || (last < line && line <= end)
    }

    /// Whether no day (of a pool) stands twice, and there are two days at least: one row can be anything.
    fn has_each_day_once(&self, table: &Table) -> bool {
        let mut seen = HashSet::new();
        let key = |row: &Record| {
            (row.cell(self.day).to_owned(), self.pool.map(|column| row.cell(column).to_owned()))
        };
        let mut filled = table.rows.iter().map(key).filter(|(day, _)| !day.is_empty());
        filled.all(|key| seen.insert(key))
            && (seen.len() > 1 || self.amounts.iter().all(|a| a.1.is_some()))
    }

    /// The question whether the numbers are the use of each day or the total so far, if they only rise (or only fall) from row to row.
    /// The use of single days hardly does that over five of them.
    pub(crate) fn is_it_running(&self, path: &Untrusted, table: &Table) -> Option<Error> {
        let is_so_far = |(column, _): &&(usize, Option<Pool>)| {
            roles::units::is_so_far(&table.columns[*column].name.unit)
        };
        if let Some((column, _)) = self.amounts.iter().find(is_so_far) {
            return Some(so_far(path, &table.columns[*column].raw));
        }
        let mut series: BTreeMap<(usize, &str), Vec<f64>> = BTreeMap::new();
        for row in &table.rows {
            for (column, _) in &self.amounts {
                let pool = self.pool.map_or("", |column| row.cell(column));
                let digits =
                    row.cell(*column).replace([',', '\'', '’', ' ', '\u{a0}', '\u{202f}'], "");
                if let Ok(number) = digits.parse() {
                    series.entry((*column, pool)).or_default().push(number);
                }
            }
        }
        let (column, _) = *series.iter().find(|(_, numbers)| is_running(numbers, LEAST_RUN, 0))?.0;
        if !series.values().all(|numbers| is_running(numbers, 0, 1)) {
            return None;
        }
        Some(Error::Ambiguous {
            path: path.clone(),
            column: table.columns[column].raw.as_str().into(),
            problem: "these numbers go only one way from row to row, so each can be the use of its day or a total so far".to_owned(),
            hint: "add --from daily-totals if each is the use of its day, or --from snapshot if each is the total so far or what is left".to_owned(),
        })
    }

    /// The question for the pool, if nothing names it: neither a header nor the file's name, a column or `--map`.
    pub(crate) fn question(&self, path: &Untrusted, table: &Table) -> Option<Error> {
        let (column, _) =
            self.amounts.iter().find(|(_, pool)| pool.is_none() && self.pool.is_none())?;
        Some(Error::Ambiguous {
            path: path.clone(),
            column: table.columns[*column].raw.as_str().into(),
            problem: "these daily totals can be message credits or integration credits".to_owned(),
            hint: "add --map pool==message or --map pool==integration, or name the file message.csv or integration.csv; \
                   if each row is one event, add --from log".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_name_a_pool() {
        for plain in [
            "message",
            "messages",
            "message_credits",
            "message_credits_used",
            "daily_message_credits",
        ] {
            assert_eq!(pool_of_header(plain), Some(Pool::Message), "{plain}");
        }
        assert_eq!(pool_of_header("integration_credits_consumed"), Some(Pool::Integration));
        assert_eq!(pool_of_header("nachrichten_credits"), Some(Pool::Message));
        assert_eq!(pool_of_header("créditos_de_integración"), Some(Pool::Integration));
        for plain in
            ["credits", "message_id", "message_integration", "integration_name", "unassigned", ""]
        {
            assert_eq!(pool_of_header(plain), None, "{plain}");
        }
    }

    #[test]
    fn file_names_that_name_a_pool() {
        assert_eq!(pool_of_file(&"x/message.csv".into()), Some(Pool::Message));
        assert_eq!(pool_of_file(&"Integration credits (1).CSV".into()), Some(Pool::Integration));
        assert_eq!(pool_of_file(&"messages/usage.csv".into()), None);
        assert_eq!(pool_of_file(&"message-and-integration.csv".into()), None);
    }
}
