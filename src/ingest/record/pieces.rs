//! Delimited text that comes in pieces, one after the other → rows; a whole text is one piece.
//!
//! A quote that is opened and never closed, or closed by the opening quote of a later cell, would swallow the rows in between.
//! Such a row is given up, and reading goes on in the line after it.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};
use memchr::{memchr2, memchr2_iter};

use crate::ingest::record::delimited::Dialect;
use crate::ingest::record::record::{Broken, Column, Each, MOST_COLUMNS, Record, Table, TooMuch};
use crate::ingest::reject;

/// Rows with broken quotes before each line is taken for a row by itself: every one of them may have been read to the file's end.
const MOST_OPEN_QUOTES: usize = 16;

/// A record that is longer is no record, but a quote that is never closed.
const LONGEST_RECORD: usize = 64 << 20;

/// Takes delimited text apart, piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    dialect: Dialect,
    /// Records before the header that are still to come.
    skip: usize,
    /// The header, once it was read; without rows.
    table: Table,
    /// Where the next piece begins: its line, and bytes of text before it.
    line: u64,
    offset: u64,
    /// Rows with broken quotes so far.
    broken: usize,
    /// Whether the next piece goes on where the last one ended, and not after a row that was given up.
    goes_on: bool,
}

impl Pieces {
    /// At the start of a text.
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
        }
    }

    /// The columns, once the header was read; without rows.
    pub(crate) fn table(&self) -> Table {
        self.table.clone()
    }

    /// Whether the next record is read as any other: there is a header, and no row before it was given up.
    pub(crate) fn is_regular(&self) -> bool {
        self.table.header_line.is_some() && self.goes_on && self.broken < MOST_OPEN_QUOTES
    }

    /// The line on which the next piece begins.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Passes over whole records that someone else has read.
    pub(crate) fn pass_over(&mut self, bytes: usize, lines: u64) {
        self.offset += bytes as u64;
        self.line += lines;
    }

    /// Takes the rows of a piece and gives each to `each` with the number of bytes of text up to its end. Gives the number of bytes that
    /// were taken: the next piece begins after them. What may go on in the next piece is left, unless the piece is the last.
    pub(crate) fn take<E: From<TooMuch>>(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let (mut lines, mut start) = (Lines { text, at: 0, line: self.line }, 0);
        while start < text.len() {
            let taken = if self.broken < MOST_OPEN_QUOTES {
                self.records(&mut lines, start, is_last, each)?
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

    /// Takes records until one is broken, and gives where the next one begins; `None` where nothing more can be taken.
    fn records<E: From<TooMuch>>(
        &mut self,
        lines: &mut Lines,
        start: usize,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<Option<usize>, E> {
        let text = lines.text;
        // A new reader passes over a byte order mark; one that goes on does not.
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
                return self.give_up(lines, begins, each).map(Some);
            }
            // The reader stands between `\r` and `\n`.
            next = ends
                + usize::from(
                    text.as_bytes()[..ends].ends_with(b"\r")
                        && text.as_bytes().get(ends) == Some(&b'\n'),
                );
            self.add(&raw, lines.of(begins), self.offset + next as u64, each)?;
        }
        self.goes_on = true;
        // Half of a line's end is none.
        let rest = usize::from(!is_last && text.ends_with('\r'));
        Ok(Some(text.len() - rest).filter(|end| *end > start))
    }

    /// Quotes mean nothing any more. Each line is a row, so that no more than the wrong ones are lost.
    fn a_line<E: From<TooMuch>>(
        &mut self,
        lines: &mut Lines,
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
            if is_well_quoted(line.trim_end_matches(['\n', '\r']), self.dialect.delimiter) {
                self.add(&raw, lines.of(begins), self.offset + end as u64, each)?;
            } else {
                self.give_up(lines, begins, each)?;
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
                return each(Ok(record), ends);
            }
        }
        Ok(())
    }

    /// Sets the line aside that begins here, and says where the next one does.
    fn give_up<E>(
        &mut self,
        lines: &mut Lines,
        begins: usize,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let end = end_of_line(lines.text, begins);
        let excerpt = reject::excerpt(lines.text[begins..end].trim_end());
        let broken = Broken { line: lines.of(begins), reason: "unterminated-quote", excerpt };
        each(Err(broken), self.offset + end as u64)?;
        Ok(end)
    }
}

/// A row that is wider than a table is rejected for it; how much wider does not matter.
pub(crate) fn record_of(raw: &StringRecord, line: u64) -> Record {
    let cells = raw.len().min(MOST_COLUMNS + 1);
    let mut record = Record::over(line, raw.as_slice(), cells);
    (0..cells)
        .filter_map(|cell| raw.range(cell))
        .for_each(|range| record.mark(range.start, range.end));
    record
}

/// Whether every quote that opens a cell is closed at the cell's end.
fn is_well_quoted(record: &str, delimiter: u8) -> bool {
    let bytes = record.as_bytes();
    let (mut at, mut begins) = (0, true);
    while at < bytes.len() {
        if begins && bytes[at] == b'"' {
            at += 1;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (Some(b'"'), Some(b'"')) => at += 2,
                    (Some(b'"'), None) => return true,
                    (Some(b'"'), Some(after))
                        if *after == delimiter || matches!(after, b'\n' | b'\r') =>
                    {
                        break;
                    }
                    (None, _) | (Some(b'"'), Some(_)) => return false,
                    _ => at += 1,
                }
            }
            at += 1;
        }
        let Some(byte) = bytes.get(at) else { break };
        begins = *byte == delimiter || matches!(byte, b'\n' | b'\r');
        at += 1;
    }
    true
}

fn end_of_line(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(rest.len(), |n| n + 1);
    // `\r\n` is one end.
    let both = end > 0 && rest[end - 1] == b'\r' && rest.get(end) == Some(&b'\n');
    from + end + usize::from(both)
}

pub(crate) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    // No escape character: a Base44 cell may end in `\""`, where the backslash is JSON's.
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Where a record really begins: after the line breaks and blank lines that the parser skips.
fn begin_of(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count()
}

/// Counts lines up to growing places: `\n`, `\r\n` and a lone `\r` each end one.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> u64 {
        let bytes = self.text.as_bytes();
        if self.at < at {
            let breaks =
                memchr2_iter(b'\n', b'\r', &bytes[self.at..at]).map(|found| self.at + found);
            self.line += breaks
                .filter(|found| bytes[*found] == b'\n' || bytes.get(found + 1) != Some(&b'\n'))
                .count() as u64;
            self.at = at;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::record::delimited::{read, sniff};

    /// Rows and broken rows, with a piece of `size` more characters whenever one has to be left.
    fn pieces(text: &str, size: usize) -> (Table, Vec<u64>) {
        let mut pieces = Pieces::new(sniff(text, None));
        let (mut rows, mut broken, mut all_ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut from, mut to) = (0, 0);
        loop {
            to = (to + size).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            let mut each = |row: Result<Record, Broken>, ends: u64| {
                all_ends.push(ends);
                match row {
                    Ok(row) => rows.push(row),
                    Err(row) => broken.push(row),
                }
                Ok::<_, TooMuch>(())
            };
            from += pieces.take(&text[from..to], to == text.len(), &mut each).unwrap();
            if to == text.len() {
                return (Table { rows, broken, ..pieces.table() }, all_ends);
            }
        }
    }

    proptest! {
        #[test]
        fn as_the_whole_text(body in "[ab,\"\r\n\u{feff}]{0,120}", size in 1..50_usize) {
            let text = format!("date,credits\n{body}");
            let (table, ends) = pieces(&text, size);
            prop_assert_eq!(&table, &read(&text, sniff(&text, None), usize::MAX).unwrap());
            prop_assert!(ends.is_sorted() && ends.iter().all(|end| *end <= text.len() as u64));
        }
    }

    #[test]
    fn after_many_open_quotes_each_line_is_a_row() {
        let open = "2026-05-01,1,\"open\n".repeat(40);
        let text = format!("date,credits,prompt\n{open}2026-05-02,2,b\n{open}");
        for size in [1, 30, 500] {
            let (table, _) = pieces(&text, size);
            assert_eq!(
                (table.rows.len(), table.rows[0].line, table.broken.len()),
                (1, 42, 80),
                "{size}"
            );
        }
    }
}
