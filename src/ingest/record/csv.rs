//! Delimited text in pieces, one after the other → rows. This reader takes any text; a whole text is one piece.
//!
//! A quote that is opened and never closed, or closed by the opening quote of a later cell, would swallow the rows in between.
//! Such a row is rejected, and reading continues on the next line.

use std::borrow::Cow;
use std::ops::Range;

use csv::StringRecord;
use memchr::{memchr_iter, memchr2};

use crate::ingest::limits::LONGEST_RECORD;
use crate::ingest::limits::MOST_COLUMNS;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::parser::{
    LineCounter, begin_of, end_of_line, first_too_wide, is_well_quoted, reader, record_of,
};
use crate::ingest::record::table::{Broken, Column, Each, Record, Table};
use crate::ingest::reject;

/// After this many rows with broken quotes, each line is one row: each broken quote may have cost a read to the end of the file.
const MOST_OPEN_QUOTES: usize = 16;

/// A shorter text has no record with so many cells that parsing it takes much memory.
const NARROW: usize = 1 << 20;

/// Reads delimited text piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct CsvReader {
    dialect: Dialect,
    /// Records still to skip before the header.
    skip: usize,
    /// The header, once it was read, as a table without rows.
    table: Table,
    /// The line on which the next piece begins, and the bytes before it.
    line: u64,
    offset: u64,
    /// Rows with broken quotes so far.
    broken: usize,
    /// Whether the next piece continues after a whole record, and not after a rejected row.
    goes_on: bool,
    /// Whether a quote was still open at the end of the text, and no whole row was found behind it.
    pub ends_in_quotes: bool,
}

impl CsvReader {
    /// A reader at the start of a text.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let table = Table {
            format: dialect.name(),
            delimiter: Some(char::from(dialect.delimiter)),
            ..Table::default()
        };
        Self {
            dialect,
            skip: dialect.preamble,
            table,
            line: 1,
            offset: 0,
            broken: 0,
            goes_on: false,
            ends_in_quotes: false,
        }
    }

    /// Tells the reader how many cells a row has at least.
    pub(crate) fn expect_cells(&mut self, least: usize) {
        self.table.least_cells = least;
    }

    /// Whether a last row without a line break is incomplete.
    pub(crate) fn is_short(&self, row: &Record) -> bool {
        row.len() < self.table.least_cells
    }

    /// The columns, once the header was read, as a table without rows.
    pub(crate) fn table(&self) -> Table {
        self.table.clone()
    }

    /// Whether another reader may read the next records: the header was read, and quotes are still trusted.
    pub(crate) fn is_regular(&self) -> bool {
        self.table.header_line.is_some() && self.goes_on && self.broken < MOST_OPEN_QUOTES
    }

    /// The line on which the next piece begins.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Skips whole records that another reader has read.
    pub(crate) fn pass_over(&mut self, bytes: usize, lines: u64) {
        self.offset += bytes as u64;
        self.line += lines;
    }

    /// Reads the rows of a piece, and hands each to `each` with its end in bytes from the start of the text. Returns the number of
    /// bytes read; the next piece must begin there. A record that may continue is left for it, unless the piece `is_last`.
    pub(crate) fn take<E: From<TooMuch>>(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let (mut lines, mut start) = (LineCounter { text, at: 0, line: self.line }, 0);
        while start < text.len() {
            let end = self.narrow(text, start);
            let taken = if end == start {
                self.too_wide(&mut lines, start, is_last, each)?
            } else if self.broken < MOST_OPEN_QUOTES {
                let is_last = is_last || end < text.len();
                self.records(&mut lines, start..end, is_last, each)?
            } else {
                self.a_line(&mut lines, start, is_last, each)?
            };
            let Some(next) = taken else { break };
            start = next;
        }
        self.line = lines.of(start);
        self.offset += start as u64;
        Ok(start)
    }

    /// The end of the records from `start` on that have no more cells than a table may have.
    fn narrow(&self, text: &str, start: usize) -> usize {
        let rest = &text[start..];
        if rest.len() < NARROW {
            return text.len();
        }
        if self.broken >= MOST_OPEN_QUOTES {
            let line = &rest.as_bytes()[..end_of_line(rest, 0)];
            let cells = memchr_iter(self.dialect.delimiter, line).take(MOST_COLUMNS + 1).count();
            return if cells > MOST_COLUMNS { start } else { text.len() };
        }
        start + first_too_wide(rest, self.dialect.delimiter)
    }

    /// Rejects a line with more cells than any table has. Of a line that does not end, it rejects what there is.
    fn too_wide<E: From<TooMuch>>(
        &mut self,
        lines: &mut LineCounter,
        start: usize,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<Option<usize>, E> {
        if self.table.header_line.is_none() && self.skip == 0 {
            return Err(TooMuch::Columns.into());
        }
        let is_open = end_of_line(lines.text, start) >= lines.text.len();
        if is_open && !is_last && lines.text.len() - start <= LONGEST_RECORD {
            return Ok(None);
        }
        self.goes_on = false;
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(Some(end_of_line(lines.text, start)));
        }
        self.give_up(lines, start, "ragged", each).map(Some)
    }

    /// Whether a row has more cells than any table has, even if they are blank.
    fn is_too_wide(&self, raw: &StringRecord) -> bool {
        raw.len() > MOST_COLUMNS && self.table.header_line.is_some()
    }

    /// Reads records until a quote is broken. Returns the start of the next record, or `None` if the piece has no other whole one.
    fn records<E: From<TooMuch>>(
        &mut self,
        lines: &mut LineCounter,
        Range { start, end }: Range<usize>,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<Option<usize>, E> {
        let text = &lines.text[..end];
        // `csv::Reader` skips a BOM at its start. In the middle of a file, U+FEFF is data.
        let is_within = self.goes_on && text[start..].starts_with('\u{feff}');
        let source = if is_within {
            Cow::Owned(format!("\n{}", &text[start..]))
        } else {
            Cow::Borrowed(&text[start..])
        };
        let (mut records, mut raw) = (reader(&source, self.dialect.delimiter), StringRecord::new());
        let mut next = start;
        while let Ok(true) = records.read_record(&mut raw) {
            let begins = begin_of(text, next);
            let ends = start + usize::try_from(records.position().byte()).unwrap_or(usize::MAX)
                - usize::from(is_within);
            let record = text[begins..ends.max(begins)].trim_end_matches(['\n', '\r']);
            let is_open = ends >= text.len();
            if is_open && !is_last && record.len() <= LONGEST_RECORD {
                self.goes_on |= next > start;
                return Ok(Some(next).filter(|next| *next > start));
            }
            let is_odd = (is_open || memchr2(b'\n', b'\r', record.as_bytes()).is_some())
                && !is_well_quoted(record, self.dialect.delimiter);
            if is_odd || record.len() > LONGEST_RECORD {
                self.broken += 1;
                self.goes_on = false;
                self.ends_in_quotes |= is_open && is_last;
                return self.give_up(lines, begins, "unterminated-quote", each).map(Some);
            }
            if self.is_too_wide(&raw) {
                self.goes_on = false;
                return self.give_up(lines, begins, "ragged", each).map(Some);
            }
            // The parser stops between `\r` and `\n`.
            next = ends
                + usize::from(
                    text.as_bytes()[..ends].ends_with(b"\r")
                        && text.as_bytes().get(ends) == Some(&b'\n'),
                );
            self.add(&raw, lines.of(begins), self.offset + next as u64, each)?;
        }
        self.goes_on = true;
        // A trailing `\r` may be the first half of `\r\n`; leave it for the next piece.
        let rest = usize::from(!is_last && text.ends_with('\r'));
        Ok(Some(text.len() - rest).filter(|end| *end > start))
    }

    /// Reads one line as a row: quotes are no longer trusted to span lines, so a broken one costs its own row only.
    fn a_line<E: From<TooMuch>>(
        &mut self,
        lines: &mut LineCounter,
        start: usize,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<Option<usize>, E> {
        let text = lines.text;
        let begins = begin_of(text, start);
        let end = end_of_line(text, begins);
        if end >= text.len() && !is_last {
            return Ok(None);
        }
        let (line, mut raw) = (&text[begins..end], StringRecord::new());
        if let Ok(true) = reader(line, self.dialect.delimiter).read_record(&mut raw) {
            if self.is_too_wide(&raw) {
                self.give_up(lines, begins, "ragged", each)?;
            } else if is_well_quoted(line.trim_end_matches(['\n', '\r']), self.dialect.delimiter) {
                self.add(&raw, lines.of(begins), self.offset + end as u64, each)?;
            } else {
                self.ends_in_quotes |= end >= text.len();
                self.give_up(lines, begins, "unterminated-quote", each)?;
            }
        }
        Ok(Some(end))
    }

    fn add<E: From<TooMuch>>(
        &mut self,
        raw: &StringRecord,
        line: u64,
        ends: u64,
        each: &mut Each<E>,
    ) -> Result<(), E> {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.table.header_line.is_none() {
            if raw.len() > MOST_COLUMNS {
                return Err(TooMuch::Columns.into());
            }
            self.table.columns = raw.iter().map(Column::new).collect();
            self.table.header_line = Some(line);
        } else {
            let record = record_of(raw, line);
            if !record.is_blank() {
                self.ends_in_quotes &= record.len() < self.table.columns.len();
                return each(Ok(record), ends);
            }
        }
        Ok(())
    }

    /// Rejects the line that begins here, and returns the start of the next one.
    fn give_up<E>(
        &mut self,
        lines: &mut LineCounter,
        begins: usize,
        reason: &'static str,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let end = end_of_line(lines.text, begins);
        let excerpt = reject::excerpt(lines.text[begins..end].trim_end());
        let broken = Broken { line: lines.of(begins), reason, excerpt };
        each(Err(broken), self.offset + end as u64)?;
        Ok(end)
    }
}
