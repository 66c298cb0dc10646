//! One row's raw fields, whatever format they came in. Never leaves `ingest`.

use hashbrown::DefaultHashBuilder;
use indexmap::IndexSet;

use crate::base::untrusted::unguard;
use crate::ingest::cell::names;
use crate::ingest::cell::names::Name;
use crate::ingest::columns::evidence::Evidence;
use crate::ingest::reject;

/// Rows that are held in one run, and columns of one table. A spreadsheet holds 1,048,576 and 16,384.
pub(crate) const MOST_ROWS: usize = 1_000_000;
/// See [`MOST_ROWS`].
pub(crate) const MOST_COLUMNS: usize = 200_000;

/// Characters of a column's name; longer ones are no names.
const LONGEST_NAME: usize = 1_000;

/// More than can be held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TooMuch {
    /// [`MOST_ROWS`]
    #[error("more than 1,000,000 rows")]
    Rows,
    /// [`MOST_COLUMNS`]
    #[error("more than 200,000 columns")]
    Columns,
}

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
        let raw = raw.char_indices().nth(LONGEST_NAME).map_or(raw, |(end, _)| &raw[..end]);
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
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// 1-based line on which the record begins.
    pub line: u64,
    /// Where all cells stand: one allocation for a row.
    text: String,
    /// Where in it each of them begins and ends.
    spans: Vec<(u32, u32)>,
    /// The fields that these cells are, in JSON. Nothing in a row of a table, of which there may be many more.
    fields: Option<Box<Fields>>,
}

/// Where the cells of a JSON record belong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Fields {
    /// Their columns, some of which in between have none: the records of a JSON list need not have the same fields, and empty cells
    /// for all fields of the others would fill the memory.
    columns: Vec<u32>,
    /// Columns whose cell is a JSON number, which needs no guess at its decimal mark.
    numbers: Vec<u32>,
}

/// Bytes of a row, cells of a row: no input is as large.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// By what stands in the cells, however they are held.
impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        (self.line, &self.fields) == (other.line, &other.fields) && self.cells().eq(other.cells())
    }
}

impl Eq for Record {}

impl Record {
    /// A row without cells.
    pub fn at(line: u64) -> Self {
        Self { line, ..Self::default() }
    }

    /// A row without cells yet, with room for so many, most of which stand in `text`.
    pub fn over(line: u64, text: &str, cells: usize) -> Self {
        Self { line, text: text.to_owned(), spans: Vec::with_capacity(cells), ..Self::default() }
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.mark(start, self.text.len());
    }

    /// Adds a cell in which quotes are doubled.
    pub fn push_quoted(&mut self, mut quoted: &str) {
        let start = self.text.len();
        self.text.reserve(quoted.len());
        while let Some(at) = memchr::memchr(b'"', quoted.as_bytes()) {
            self.text.push_str(&quoted[..=at]);
            quoted = &quoted[at + 1..];
            quoted = quoted.strip_prefix('"').unwrap_or(quoted);
        }
        self.text.push_str(quoted);
        self.mark(start, self.text.len());
    }

    /// Adds a cell that stands in the text already.
    #[inline]
    pub fn mark(&mut self, start: usize, end: usize) {
        self.spans.push((small(start), small(end)));
    }

    /// Adds a cell to a column further on than the last one, whether it is a JSON number or not. Not to be mixed with [`Self::push`].
    pub fn put(&mut self, column: usize, cell: &str, is_number: bool) {
        let fields = self.fields.get_or_insert_default();
        fields.columns.push(small(column));
        if is_number {
            fields.numbers.push(small(column));
        }
        self.push(cell);
    }

    /// How many cells the row has, empty ones in between too.
    pub fn len(&self) -> usize {
        let last = self.fields.as_ref().and_then(|fields| fields.columns.last());
        last.map_or(self.spans.len(), |last| *last as usize + 1)
    }

    /// Whether it has no cell.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// A cell as it came; empty where the row is shorter.
    pub fn raw(&self, column: usize) -> &str {
        match &self.fields {
            None => self.nth(column),
            Some(fields) => {
                fields.columns.binary_search(&small(column)).map_or("", |at| self.nth(at))
            }
        }
    }

    fn nth(&self, at: usize) -> &str {
        self.spans.get(at).map_or("", |(start, end)| &self.text[*start as usize..*end as usize])
    }

    /// A cell without the space around it and without an export's guard before a formula.
    pub fn cell(&self, column: usize) -> &str {
        let raw = self.raw(column);
        match raw.as_bytes() {
            // Most cells are empty, or have nothing around them.
            [] => raw,
            [first, .., last] | [first @ last]
                if first.is_ascii_alphanumeric() && last.is_ascii_graphic() =>
            {
                raw
            }
            _ => unguard(raw.trim()).trim(),
        }
    }

    /// Whether a cell is a JSON number.
    pub fn is_number(&self, column: usize) -> bool {
        self.fields
            .as_ref()
            .is_some_and(|fields| fields.numbers.binary_search(&small(column)).is_ok())
    }

    /// Every cell that is there, in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.spans.len()).map(|at| self.nth(at))
    }

    /// Every cell that is not empty, and its column.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let fields = self.fields.as_ref().map_or(&[][..], |fields| &fields.columns);
        let column = |at: usize| fields.get(at).map_or(at, |place| *place as usize);
        (0..self.spans.len())
            .map(move |at| (column(at), self.nth(at)))
            .filter(|(_, cell)| !cell.trim().is_empty())
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim_start().is_empty())
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

impl Broken {
    /// What is left of a row in which a file broke off.
    pub fn cut_off(row: &Record) -> Self {
        Self { line: row.line, reason: "cut-off", excerpt: reject::excerpt(&row.joined()) }
    }
}

/// Takes rows one by one, each with the number of bytes of text up to its end.
pub(crate) type Each<'e, E> = dyn FnMut(Result<Record, Broken>, u64) -> Result<(), E> + 'e;

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
    /// How many rows, from the first, decide which column plays which role; all where there is none. How cells are written is
    /// decided by all rows.
    pub head: Option<usize>,
    /// What all rows say about how cells are written, where only those of the head are here.
    pub evidence: Option<Box<Evidence>>,
}

impl Table {
    /// The column of that normal name, the first where there are several; a nested field's own name counts last.
    pub fn find(&self, plain: &str) -> Option<usize> {
        let by_name = self.columns.iter().position(|c| c.name.plain == plain);
        // `user.id` is not the row's id, and `app.name` no name of it.
        let by_leaf = || self.columns.iter().position(|c| c.leaf.as_deref() == Some(plain));
        by_name.or_else(|| {
            if matches!(plain, "id" | "uuid" | "type" | "kind" | "email") {
                None
            } else {
                by_leaf()
            }
        })
    }

    /// Whether there is room for another row.
    pub fn has_room(&self) -> Result<(), TooMuch> {
        if self.rows.len() + self.broken.len() < MOST_ROWS { Ok(()) } else { Err(TooMuch::Rows) }
    }

    /// Takes out the last row, in which a file broke off: what is left of it may be half a number.
    pub fn drop_last(&mut self) {
        let last_broken = self.broken.iter().map(|broken| broken.line).max();
        if let Some(row) = self.rows.pop_if(|row| Some(row.line) > last_broken) {
            self.broken.push(Broken::cut_off(&row));
        }
    }

    /// Whether there is a column of that normal name.
    pub fn has(&self, plain: &str) -> bool {
        self.columns.iter().any(|c| c.name.plain == plain)
    }

    /// The rows that decide about roles.
    pub fn head(&self) -> &[Record] {
        self.head.and_then(|rows| self.rows.get(..rows)).unwrap_or(&self.rows)
    }

    /// The cells of a column that are not empty, of the rows that decide about roles.
    pub fn filled(&self, column: usize) -> impl Iterator<Item = &str> {
        self.head().iter().map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// The cells of a column that are not empty, of all rows.
    pub fn all_filled(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// Up to `limit` distinct cells of a column, in the order of the file.
    pub fn distinct(&self, column: usize, limit: usize) -> Vec<&str> {
        let mut seen = IndexSet::with_hasher(DefaultHashBuilder::default());
        let mut last = None;
        for cell in self.filled(column) {
            // Equal cells stand together.
            if last.replace(cell) == Some(cell) {
                continue;
            }
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
        assert_eq!(
            (table.find("id"), table.find("user_id"), table.find("credits")),
            (None, Some(0), Some(1))
        );
    }
}
