//! Evidence for the formats of an input's columns, collected from rows that are not kept.

use indexmap::IndexMap;

use crate::base::Untrusted;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::AmountFormat;
use crate::ingest::cell::time;
use crate::ingest::columns::known_exports;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Error, ReadOptions};

/// Evidence for the formats of the columns of times, numbers and units.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Evidence {
    times: Vec<(usize, time::TimeEvidence)>,
    numbers: Vec<(usize, amount::AmountEvidence)>,
    unit: Option<(usize, Units)>,
}

/// The number of rows in each unit, in the order of their first rows.
pub(crate) type Units = IndexMap<String, u64>;

impl Evidence {
    /// Starts without rows, for columns of times, columns of numbers and the column of units.
    pub(crate) fn new(mut times: Vec<usize>, mut numbers: Vec<usize>, unit: Option<usize>) -> Self {
        for columns in [&mut times, &mut numbers] {
            columns.sort_unstable();
            columns.dedup();
        }
        Self {
            times: times
                .into_iter()
                .map(|column| (column, time::TimeEvidence::default()))
                .collect(),
            numbers: numbers
                .into_iter()
                .map(|column| (column, amount::AmountEvidence::default()))
                .collect(),
            unit: unit.map(|column| (column, Units::new())),
        }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: &Record) {
        let filled = |column: usize| Some(row.cell(column)).filter(|cell| !cell.is_empty());
        for (column, seen) in &mut self.times {
            if let Some(cell) = filled(*column) {
                seen.add(cell);
            }
        }
        for (column, seen) in &mut self.numbers {
            // A JSON number is not evidence: its format is fixed.
            if let Some(cell) = filled(*column).filter(|_| !row.is_number(*column)) {
                seen.add(cell);
            }
        }
        if let Some((column, units)) = &mut self.unit
            && let Some(cell) = filled(*column)
        {
            count_unit(units, cell);
        }
    }

    /// Evidence for a column of times.
    pub(crate) fn times(&self, column: usize) -> Option<&time::TimeEvidence> {
        self.times.iter().find(|(found, _)| *found == column).map(|(_, seen)| seen)
    }

    /// Evidence for a column of numbers.
    pub(crate) fn numbers(&self, column: usize) -> Option<&amount::AmountEvidence> {
        self.numbers.iter().find(|(found, _)| *found == column).map(|(_, seen)| seen)
    }

    /// The number of rows in each unit.
    pub(crate) fn units(&self, column: usize) -> Option<&Units> {
        self.unit.as_ref().filter(|(found, _)| *found == column).map(|(_, units)| units)
    }
}

/// Counts a row of a unit, by the unit's name in reports.
pub(crate) fn count_unit(units: &mut Units, cell: &str) {
    *units.entry(known_exports::unit(cell).unwrap_or(cell).to_owned()).or_default() += 1;
}

/// The format of a column's numbers: by evidence of all rows, else by those of the table.
pub(crate) fn amount_format(
    path: &Untrusted,
    table: &Table,
    evidence: Option<&Evidence>,
    column: usize,
    options: &ReadOptions,
) -> Result<AmountFormat, Error> {
    let format = if let Some(seen) = evidence.and_then(|evidence| evidence.numbers(column)) {
        seen.format(options.decimal)
    } else {
        let rows = table.rows.iter().filter(|row| !row.is_number(column));
        amount::detect(
            rows.map(|row| row.cell(column)).filter(|cell| !cell.is_empty()),
            options.decimal,
        )
    };
    format.map_err(|problem| Error::Ambiguous {
        path: path.clone(),
        column: table.columns[column].raw.as_str().into(),
        problem: problem.to_string(),
        hint: amount::Ambiguous::hint().to_owned(),
    })
}
