//! What all rows of an input say about how its columns are written, where not all of them are held.

use indexmap::IndexMap;

use crate::ingest::cell::amount;
use crate::ingest::cell::time;
use crate::ingest::columns::neighbours;
use crate::ingest::record::record::Record;

/// What the cells of the columns that matter say, collected row by row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Evidence {
    times: Vec<(usize, time::TimeEvidence)>,
    numbers: Vec<(usize, amount::AmountEvidence)>,
    unit: Option<(usize, Units)>,
}

/// Rows of each unit that an export of several counts in, in the order of their first rows.
pub(crate) type Units = IndexMap<String, u64>;

impl Evidence {
    /// Of no row yet, about columns of times, columns of numbers and the column that names each row's unit.
    pub fn new(mut times: Vec<usize>, mut numbers: Vec<usize>, unit: Option<usize>) -> Self {
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
    pub fn add(&mut self, row: &Record) {
        let filled = |column: usize| Some(row.cell(column)).filter(|cell| !cell.is_empty());
        for (column, seen) in &mut self.times {
            if let Some(cell) = filled(*column) {
                seen.add(cell);
            }
        }
        for (column, seen) in &mut self.numbers {
            // A JSON number needs no guess.
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

    /// What was seen of a column of times.
    pub fn times(&self, column: usize) -> Option<&time::TimeEvidence> {
        self.times.iter().find(|(found, _)| *found == column).map(|(_, seen)| seen)
    }

    /// What was seen of a column of numbers.
    pub fn numbers(&self, column: usize) -> Option<&amount::AmountEvidence> {
        self.numbers.iter().find(|(found, _)| *found == column).map(|(_, seen)| seen)
    }

    /// Rows of each unit.
    pub fn units(&self, column: usize) -> Option<&Units> {
        self.unit.as_ref().filter(|(found, _)| *found == column).map(|(_, units)| units)
    }
}

/// Counts a row of a unit, by what the units are called here.
pub(crate) fn count_unit(units: &mut Units, cell: &str) {
    *units.entry(neighbours::unit(cell).unwrap_or(cell).to_owned()).or_default() += 1;
}
