//! One row's raw fields, whatever format they came in. Never leaves `ingest`.

use crate::base::untrusted::unguard;
use crate::ingest::names::{self, Name};
use crate::ingest::reject;

/// A column of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// As the file spells it.
    pub raw: String,
    /// In its normal form.
    pub name: Name,
    /// For a field of a nested object: the name of the field alone.
    pub leaf: Option<String>,
}

impl Column {
    /// A column of a header.
    pub fn new(raw: &str) -> Self {
        let raw = unguard(raw.trim());
        Self { raw: raw.to_owned(), name: names::name(raw), leaf: None }
    }

    /// A field of a nested object, by its path: `usage.credits`.
    pub fn nested(path: &str) -> Self {
        let leaf = path.rsplit_once('.').map(|(_, leaf)| names::word(leaf));
        Self { leaf, ..Self::new(path) }
    }
}

/// The fields of one row, in the order of the columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Record {
    /// 1-based line on which the record begins.
    pub line: u64,
    /// All cells, one after the other: one allocation for a row.
    text: String,
    ends: Vec<usize>,
    /// Columns whose cell is a JSON number, which needs no guess at its decimal mark.
    numbers: Vec<usize>,
}

impl Record {
    /// A row without cells.
    pub fn at(line: u64) -> Self {
        Self { line, ..Self::default() }
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Adds a JSON number's source text.
    pub fn push_number(&mut self, raw: &str) {
        self.numbers.push(self.ends.len());
        self.push(raw);
    }

    /// How many cells the row has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell as it came; empty where the row is shorter.
    pub fn raw(&self, column: usize) -> &str {
        let Some(&end) = self.ends.get(column) else { return "" };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }

    /// A cell without the space around it and without an export's guard before a formula.
    pub fn cell(&self, column: usize) -> &str {
        unguard(self.raw(column).trim()).trim()
    }

    /// Whether a cell is a JSON number.
    pub fn is_number(&self, column: usize) -> bool {
        self.numbers.contains(&column)
    }

    /// Every cell, in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.raw(column))
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The row as one text, for showing where it is about the row and not one cell.
    pub fn joined(&self) -> String {
        self.cells().collect::<Vec<_>>().join(",")
    }
}

/// A row that the format itself cannot read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// 1-based line on which it begins.
    pub line: u64,
    /// Why, as an id of [`crate::ingest::reject`].
    pub reason: &'static str,
    /// What stands there.
    pub excerpt: String,
}

/// What a format makes of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// `csv`, `tsv`, `json`, …
    pub format: &'static str,
    /// The columns.
    pub columns: Vec<Column>,
    /// What stands between cells, where the format has such a thing.
    pub delimiter: Option<char>,
    /// 1-based line on which the header begins, where there is one.
    pub header_line: Option<u64>,
    /// The rows, in the order of the file; blank lines are none.
    pub rows: Vec<Record>,
    /// Rows that could not be read.
    pub broken: Vec<Broken>,
    /// Why the export is probably not complete.
    pub cut: Option<String>,
}

impl Table {
    /// The column of that normal name, the first where there are several; a nested field's own name counts last.
    pub fn find(&self, plain: &str) -> Option<usize> {
        let by_name = self.columns.iter().position(|c| c.name.plain == plain);
        // `user.id` is not the row's id, and `app.name` no name of it.
        let by_leaf = || self.columns.iter().position(|c| c.leaf.as_deref() == Some(plain));
        by_name.or_else(|| if matches!(plain, "id" | "uuid" | "type" | "kind" | "email") { None } else { by_leaf() })
    }

    /// Takes out the last row, in which a file broke off: what is left of it may be half a number.
    pub fn drop_last(&mut self) {
        let last_broken = self.broken.iter().map(|broken| broken.line).max();
        if let Some(row) = self.rows.pop_if(|row| Some(row.line) > last_broken) {
            self.broken.push(Broken { line: row.line, reason: "cut-off", excerpt: reject::excerpt(&row.joined()) });
        }
    }

    /// Whether there is a column of that normal name.
    pub fn has(&self, plain: &str) -> bool {
        self.columns.iter().any(|c| c.name.plain == plain)
    }

    /// The cells of a column that are not empty.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// Up to `limit` distinct cells of a column, in the order of the file.
    pub fn distinct(&self, column: usize, limit: usize) -> Vec<&str> {
        let mut seen = indexmap::IndexSet::new();
        for cell in self.filled(column) {
            seen.insert(cell);
            if seen.len() == limit {
                break;
            }
        }
        seen.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_beyond_the_end_are_empty() {
        let mut row = Record::at(2);
        row.push(" '-1 ");
        row.push("");
        assert_eq!((row.raw(0), row.cell(0), row.cell(1), row.cell(7)), (" '-1 ", "-1", "", ""));
    }

    #[test]
    fn a_nested_id_is_not_the_rows_id() {
        let columns = vec![Column::nested("user.id"), Column::nested("usage.credits")];
        let table = Table { columns, ..Table::default() };
        assert_eq!((table.find("id"), table.find("user_id"), table.find("credits")), (None, Some(0), Some(1)));
    }
}
