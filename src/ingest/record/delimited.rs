//! The head of a delimited text → a table, by the index that blocks are read with. [`CsvReader`](super::csv::CsvReader) reads any text, and must
//! agree with it.

use memchr::memchr_iter;

use crate::ingest::limits::MOST_COLUMNS;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::index::Odd;
use crate::ingest::record::indexed::IndexedRecords;
use crate::ingest::record::table::{Column, Record, Table};

/// The bytes of a text that are indexed at a time.
const BLOCK: usize = 64 << 10;

/// Reads a whole text by its index. `None` if the index does not accept its quotes or line breaks.
pub(crate) fn read_plain(text: &str, dialect: Dialect) -> Result<Option<Table>, TooMuch> {
    let mut rows = Rows::new(dialect);
    rows.table.rows.reserve(memchr_iter(b'\n', text.as_bytes()).count());
    let mut marked = IndexedRecords::new(text, dialect.delimiter, BLOCK);
    loop {
        match marked.next() {
            Ok(Some(record)) => rows.add(record)?,
            Ok(None) => return Ok(Some(rows.table)),
            Err(Odd) => return Ok(None),
        }
    }
}

/// A table while its rows are read.
struct Rows {
    table: Table,
    /// Records still to skip before the header.
    skip: usize,
}

impl Rows {
    fn new(dialect: Dialect) -> Self {
        let table = Table {
            format: dialect.name(),
            delimiter: Some(char::from(dialect.delimiter)),
            ..Table::default()
        };
        Self { table, skip: dialect.preamble }
    }

    /// Adds a record. The first ones are the title and the header.
    fn add(&mut self, record: Record) -> Result<(), TooMuch> {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.table.header_line.is_none() {
            if record.len() > MOST_COLUMNS {
                return Err(TooMuch::Columns);
            }
            self.table.columns = record.cells().map(Column::new).collect();
            self.table.header_line = Some(record.line);
        } else if !record.is_blank() {
            self.table.rows.push(record);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
