//! One row's raw cells in any format, and the table that they are in. Neither leaves `ingest`.

use hashbrown::DefaultHashBuilder;
use indexmap::IndexSet;

use crate::base::index_u32;
use crate::base::untrusted::unguard;
use crate::ingest::cell::names::Name;
use crate::ingest::cell::roles;
use crate::ingest::record::json::page::Page;
use crate::ingest::reject;

/// The most characters of a column's name that are kept.
const LONGEST_NAME: usize = 1_000;

/// A column of an input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Column {
    /// As the file spells it.
    pub raw: String,
    /// Its normal form.
    pub name: Name,
    /// The last part of the path of a field in a nested object.
    pub leaf: Option<String>,
}

/// Types of a value as keys, in the exports of document databases.
const TYPES: [&str; 9] = [
    "S",
    "N",
    "BOOL",
    "_seconds",
    "stringValue",
    "integerValue",
    "doubleValue",
    "timestampValue",
    "booleanValue",
];

impl Column {
    /// A column of a header.
    pub(crate) fn new(raw: &str) -> Self {
        let raw = raw.char_indices().nth(LONGEST_NAME).map_or(raw, |(end, _)| &raw[..end]);
        let raw = unguard(raw.trim());
        Self { raw: raw.to_owned(), name: roles::column_name(raw), leaf: None }
    }

    /// A field of a nested object, by its path: `usage.credits`. A last part that only tells the type of a value, as in an export of a
    /// document database (`credits.$numberDecimal`), is none of the field's name.
    pub(crate) fn nested(path: &str) -> Self {
        let raw = Self::new(path).raw;
        let field = match path.rsplit_once('.') {
            Some((field, leaf)) if leaf.starts_with('$') || TYPES.contains(&leaf) => field,
            _ => path,
        };
        let leaf = field.rsplit_once('.').map(|(_, leaf)| roles::column_name(leaf).plain);
        Self { raw, leaf, ..Self::new(field) }
    }
}

/// The fields of one row, in the order of the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// 1-based line on which the record begins.
    pub line: u64,
    /// The text of all cells: one allocation per row.
    text: String,
    /// Start and end of each cell in it.
    spans: Vec<(u32, u32)>,
    /// The columns of the cells, in a JSON record. Rows of delimited text do without it, because there may be many.
    fields: Option<Box<Fields>>,
}

/// The columns of a JSON record's cells.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Fields {
    /// The column of each cell. Records of a JSON list can have different fields, and a cell for each field of the others would fill
    /// the memory.
    columns: Vec<u32>,
    /// Columns whose cell is a JSON number, so that its decimal mark is certain.
    numbers: Vec<u32>,
}

/// Compares the cells, not their storage.
impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        (self.line, &self.fields) == (other.line, &other.fields) && self.cells().eq(other.cells())
    }
}

impl Eq for Record {}

impl Record {
    /// A row without cells.
    pub(crate) fn at(line: u64) -> Self {
        Self { line, ..Self::default() }
    }

    /// A row without cells yet, with room for `cells`, most of which are parts of `text`.
    pub(crate) fn over(line: u64, text: &str, cells: usize) -> Self {
        Self { line, text: text.to_owned(), spans: Vec::with_capacity(cells), ..Self::default() }
    }

    /// Adds a cell.
    pub(crate) fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.mark(start, self.text.len());
    }

    /// Adds a cell in which quotes are doubled.
    pub(crate) fn push_quoted(&mut self, mut quoted: &str) {
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

    /// Adds a cell that is a part of the text.
    #[inline]
    pub(crate) fn mark(&mut self, start: usize, end: usize) {
        self.spans.push((index_u32(start), index_u32(end)));
    }

    /// Adds a cell in a column behind the last one. Must not be mixed with [`Self::push`].
    pub(crate) fn put(&mut self, column: usize, cell: &str, is_number: bool) {
        let fields = self.fields.get_or_insert_default();
        fields.columns.push(index_u32(column));
        if is_number {
            fields.numbers.push(index_u32(column));
        }
        self.push(cell);
    }

    /// The number of cells, including empty ones in between.
    pub(crate) fn len(&self) -> usize {
        let last = self.fields.as_ref().and_then(|fields| fields.columns.last());
        last.map_or(self.spans.len(), |last| *last as usize + 1)
    }

    /// A cell as written; empty if the row is shorter.
    pub(crate) fn raw(&self, column: usize) -> &str {
        match &self.fields {
            None => self.nth(column),
            Some(fields) => {
                fields.columns.binary_search(&index_u32(column)).map_or("", |at| self.nth(at))
            }
        }
    }

    /// Whether the row has a cell in this column, be it empty.
    pub(crate) fn has(&self, column: usize) -> bool {
        match &self.fields {
            None => column < self.spans.len(),
            Some(fields) => fields.columns.binary_search(&index_u32(column)).is_ok(),
        }
    }

    fn nth(&self, at: usize) -> &str {
        self.spans.get(at).map_or("", |(start, end)| &self.text[*start as usize..*end as usize])
    }

    /// A cell without the spaces around it and without an export's guard against formulas.
    pub(crate) fn cell(&self, column: usize) -> &str {
        let raw = self.raw(column);
        match raw.as_bytes() {
            // Most cells are empty, or need no trimming.
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
    pub(crate) fn is_number(&self, column: usize) -> bool {
        self.fields
            .as_ref()
            .is_some_and(|fields| fields.numbers.binary_search(&index_u32(column)).is_ok())
    }

    /// All cells, in order.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.spans.len()).map(|at| self.nth(at))
    }

    /// All filled cells with their columns.
    pub(crate) fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        let fields = self.fields.as_ref().map_or(&[][..], |fields| &fields.columns);
        let column = |at: usize| fields.get(at).map_or(at, |place| *place as usize);
        (0..self.spans.len())
            .map(move |at| (column(at), self.nth(at)))
            .filter(|(_, cell)| !cell.trim().is_empty())
    }

    /// Whether all cells are blank.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(|cell| cell.trim_start().is_empty())
    }

    /// The row as one text, for messages about a whole row.
    pub(crate) fn joined(&self) -> String {
        self.cells().collect::<Vec<_>>().join(",")
    }
}

/// A row that cannot be split into cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Broken {
    /// 1-based line on which it begins.
    pub line: u64,
    /// The reject reason.
    pub reason: &'static str,
    /// Its first characters.
    pub excerpt: String,
}

impl Broken {
    /// The rest of a row in which a file ends.
    pub(crate) fn cut_off(row: &Record) -> Self {
        Self { line: row.line, reason: "cut-off", excerpt: reject::excerpt(&row.joined()) }
    }
}

/// Receives rows one by one, each with its end in bytes from the start of the text.
pub(crate) type Each<'e, E> = dyn FnMut(Result<Record, Broken>, u64) -> Result<(), E> + 'e;

/// Columns and rows of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Table {
    /// `csv`, `tsv`, `json`, …
    pub format: &'static str,
    /// The name of the sheet, in a workbook.
    pub sheet: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The character between cells, in delimited text.
    pub delimiter: Option<char>,
    /// 1-based line on which the header begins, if there is one.
    pub header_line: Option<u64>,
    /// The rows of the head, in file order, without blank lines.
    pub rows: Vec<Record>,
    /// Rows that could not be read.
    pub broken: Vec<Broken>,
    /// Why the export is probably incomplete, if it is.
    pub cut: Option<String>,
    /// What a page of a JSON list says of the pages around it.
    pub page: Option<Page>,
    /// A last row with fewer cells is incomplete if no line break ends it. 0 if the format has no such rows.
    pub least_cells: usize,
}

impl Table {
    /// Finds out how many cells a row has at least. One row of the head may be the last of the file, so it does not count.
    pub(crate) fn count_cells(&mut self) {
        let mut cells: Vec<usize> = self.rows.iter().map(Record::len).collect();
        cells.sort_unstable();
        let width = self.columns.len();
        self.least_cells = cells.get(1).map_or(width, |least| width.min(*least));
    }

    /// The first column with this normal name, else the first nested field whose own name it is.
    pub(crate) fn find(&self, plain: &str) -> Option<usize> {
        let by_name = self.columns.iter().position(|c| c.name.plain == plain);
        // `user.id` is not the row's id.
        let by_leaf = || self.columns.iter().position(|c| c.leaf.as_deref() == Some(plain));
        by_name.or_else(|| {
            if matches!(plain, "id" | "uuid" | "type" | "kind" | "email") {
                None
            } else {
                by_leaf()
            }
        })
    }

    /// Whether there is a column with this normal name.
    pub(crate) fn has(&self, plain: &str) -> bool {
        self.columns.iter().any(|c| c.name.plain == plain)
    }

    /// The filled cells of a column in the head.
    pub(crate) fn filled(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// Up to `limit` distinct cells of a column in the head, in file order.
    pub(crate) fn distinct(&self, column: usize, limit: usize) -> Vec<&str> {
        let mut seen = IndexSet::with_hasher(DefaultHashBuilder::default());
        let mut last = None;
        for cell in self.filled(column) {
            // Equal cells often follow each other.
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
