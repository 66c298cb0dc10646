//! The `csv` parser as logs need it, and the lines and quotes that it does not report.

use csv::{ReaderBuilder, StringRecord};
use memchr::{memchr, memchr2_iter, memchr3};

use crate::ingest::limits::MOST_COLUMNS;
use crate::ingest::record::table::Record;

/// A parser over a text without a header.
pub(crate) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    // No escape character: a Base44 cell may end in `\""`, where the backslash is JSON's.
    // A buffer of the usual size takes longer to make than a line to read.
    ReaderBuilder::new()
        .buffer_capacity(text.len().clamp(64, 8 << 10))
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// Copies a parsed record. Cells beyond the widest table are dropped but for one, which is enough for the row to be rejected.
pub(crate) fn record_of(raw: &StringRecord, line: u64) -> Record {
    let cells = raw.len().min(MOST_COLUMNS + 1);
    let mut record = Record::over(line, raw.as_slice(), cells);
    (0..cells)
        .filter_map(|cell| raw.range(cell))
        .for_each(|range| record.mark(range.start, range.end));
    record
}

/// The start of the first record with more cells than any table has; the text's length if there is none. A crafted row of 50 million
/// separators would fill the memory when it is parsed.
pub(super) fn first_too_wide(text: &str, delimiter: u8) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut cells, mut record) = (0, 0_usize, 0);
    while at < bytes.len() {
        if bytes[at] == b'"' {
            at = behind_quotes(bytes, at + 1);
        }
        let Some(found) = memchr3(delimiter, b'\n', b'\r', &bytes[at..]) else { break };
        at += found;
        if bytes[at] == delimiter {
            cells += 1;
            if cells > MOST_COLUMNS {
                return record;
            }
        } else {
            (cells, record) = (0, at + 1);
        }
        at += 1;
    }
    text.len()
}

/// The position behind the quote that closes a cell; the end if none does.
fn behind_quotes(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr(b'"', &bytes[at..]) {
        at += found + 1;
        if bytes.get(at) != Some(&b'"') {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Whether every quote that opens a cell is closed at the cell's end.
pub(super) fn is_well_quoted(record: &str, delimiter: u8) -> bool {
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

/// The end of a line, behind its line break.
pub(super) fn end_of_line(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(rest.len(), |n| n + 1);
    // `\r\n` is one line break.
    let both = end > 0 && rest[end - 1] == b'\r' && rest.get(end) == Some(&b'\n');
    from + end + usize::from(both)
}

/// The start of a record: the parser skips line breaks and blank lines before it.
pub(super) fn begin_of(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count()
}

/// Counts lines up to positions that never decrease: `\n`, `\r\n` and a lone `\r` each end one.
pub(super) struct LineCounter<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) line: u64,
}

impl LineCounter<'_> {
    /// The line on which a position is.
    pub(super) fn of(&mut self, at: usize) -> u64 {
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
