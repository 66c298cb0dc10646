//! What the cells of a column are, for `credits inspect` and for notes on unused columns.

use crate::ingest::ReadOptions;
use crate::ingest::cell::amount;
use crate::ingest::cell::time;
use crate::ingest::record::table::Table;

/// The most cells of a column that are examined.
const LOOK: usize = 200;

/// Classifies the first filled cells of a column: `times`, `numbers`, `JSON`, `words`, or `nothing` if all are empty.
pub(crate) fn contents(table: &Table, column: usize, options: &ReadOptions) -> &'static str {
    let cells: Vec<&str> = table.filled(column).take(LOOK).collect();
    if cells.is_empty() {
        return "nothing";
    }
    let numbers = amount::detect(cells.iter().copied(), options.decimal);
    let is_number = |cell: &&str| {
        let digits = cell.bytes().any(|b| b.is_ascii_digit());
        match &numbers {
            Ok(format) => digits && format.read(cell).is_ok(),
            // Only the decimal mark is unclear; they are numbers.
            Err(_) => digits && cell.bytes().all(|b| b.is_ascii_digit() || b".,-".contains(&b)),
        }
    };
    let times = time::detect(cells.iter().copied(), options.date_order);
    let is_time = |cell: &&str| match &times {
        Ok(format) => {
            cell.parse::<f64>().is_err() && format.read(cell, &options.naive_zone).is_ok()
        }
        Err(_) => true,
    };
    if cells.iter().all(is_number) {
        "numbers"
    } else if cells.iter().all(is_time) {
        "times"
    } else if cells.iter().all(|cell| cell.starts_with(['{', '['])) {
        "JSON"
    } else {
        "words"
    }
}
