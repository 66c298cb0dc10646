//! A whole delimited text → a table. [`by_index`] reads nearly every log; [`by_parser`] reads the others, and must agree with it.

use memchr::memchr_iter;

use crate::ingest::error::TooMuch;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::index::Odd;
use crate::ingest::record::indexed::IndexedRecords;
use crate::ingest::record::record::{Broken, Column, MOST_COLUMNS, MOST_ROWS, Record, Table};

/// The bytes of a text that are indexed at a time.
const BLOCK: usize = 64 << 10;

/// Reads a whole text. The rows that end within the first `head` bytes decide which column has which role.
pub(crate) fn read(text: &str, dialect: Dialect, head: usize) -> Result<Table, TooMuch> {
    let rows = match by_index(text, dialect, head)? {
        Some(rows) => rows,
        None => by_parser(text, dialect, head)?,
    };
    let Rows { mut table, head: decisive, .. } = rows;
    table.head = Some(decisive).filter(|rows| *rows > 0 && text.len() > head);
    Ok(table)
}

/// Reads a whole text by its index. `None` if the index does not accept its quotes or line breaks.
pub(crate) fn read_plain(text: &str, dialect: Dialect) -> Result<Option<Table>, TooMuch> {
    by_index(text, dialect, usize::MAX).map(|rows| rows.map(|rows| rows.table))
}

/// Reads a text by its index. `None` if the index does not accept its quotes or line breaks.
fn by_index(text: &str, dialect: Dialect, head: usize) -> Result<Option<Rows>, TooMuch> {
    let mut rows = Rows::new(dialect, head);
    rows.table.rows.reserve(memchr_iter(b'\n', text.as_bytes()).count().min(MOST_ROWS));
    let mut marked = IndexedRecords::new(text, dialect.delimiter, BLOCK);
    loop {
        match marked.next() {
            Ok(Some((record, ends))) => rows.add(record, ends)?,
            Ok(None) => return Ok(Some(rows)),
            Err(Odd) => return Ok(None),
        }
    }
}

/// Reads any text.
fn by_parser(text: &str, dialect: Dialect, head: usize) -> Result<Rows, TooMuch> {
    let (mut rows, mut pieces) = (Rows::new(dialect, head), CsvReader::new(dialect));
    pieces.take(text, true, &mut |row, ends| rows.push(row, ends))?;
    let Table { columns, header_line, .. } = pieces.table();
    (rows.table.columns, rows.table.header_line) = (columns, header_line);
    Ok(rows)
}

/// A table while its rows are read.
struct Rows {
    table: Table,
    /// Records still to skip before the header.
    skip: usize,
    /// Bytes of the head, and the number of rows that end within it.
    limit: usize,
    head: usize,
}

impl Rows {
    fn new(dialect: Dialect, limit: usize) -> Self {
        let table = Table {
            format: dialect.name(),
            delimiter: Some(char::from(dialect.delimiter)),
            ..Table::default()
        };
        Self { table, skip: dialect.preamble, limit, head: 0 }
    }

    /// Adds a record with its end. The first ones are the title and the header.
    fn add(&mut self, record: Record, ends: usize) -> Result<(), TooMuch> {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.table.header_line.is_none() {
            if record.len() > MOST_COLUMNS {
                return Err(TooMuch::Columns);
            }
            self.table.columns = record.cells().map(Column::new).collect();
            self.table.header_line = Some(record.line);
        } else if !record.is_blank() {
            return self.push(Ok(record), ends as u64);
        }
        Ok(())
    }

    /// Adds a row with its end.
    fn push(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), TooMuch> {
        self.table.has_room()?;
        match row {
            Ok(row) => self.table.rows.push(row),
            Err(broken) => self.table.broken.push(broken),
        }
        if ends <= self.limit as u64 {
            self.head = self.table.rows.len();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
