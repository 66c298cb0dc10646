//! A row of an indexed block: its cells are slices of the block, without a copy.

use std::borrow::Cow;

use crate::base::untrusted::unguard;
use crate::ingest::DecimalMark;
use crate::ingest::cell::amount;
use crate::ingest::cell::digits;
use crate::ingest::cell::words;
use crate::ingest::record::index::Index;
use crate::ingest::record::table::Record;

/// A row of a block.
#[derive(Clone, Copy)]
pub(crate) struct Row<'b> {
    /// The block.
    pub bytes: &'b [u8],
    /// The start of the row in it.
    pub start: usize,
    /// The ends of its cells.
    pub ends: &'b [u32],
}

/// The rows of a block, one after the other.
#[derive(Clone)]
pub(crate) struct Rows<'b> {
    bytes: &'b [u8],
    start: usize,
    /// The ends of the remaining cells, and the number of cells before them.
    ends: &'b [u32],
    before: u32,
    /// For each remaining row, the number of cells up to its end.
    up_to: std::slice::Iter<'b, u32>,
}

impl<'b> Rows<'b> {
    /// All rows of an indexed block.
    pub(crate) fn of(bytes: &'b [u8], index: &'b Index) -> Self {
        Self { bytes, start: 0, ends: index.ends(), before: 0, up_to: index.rows().iter() }
    }
}

impl<'b> Iterator for Rows<'b> {
    type Item = Row<'b>;

    #[inline]
    fn next(&mut self) -> Option<Row<'b>> {
        let last = *self.up_to.next()?;
        let (ends, rest) = self.ends.split_at_checked((last - self.before) as usize)?;
        let row = Row { bytes: self.bytes, start: self.start, ends };
        (self.ends, self.before, self.start) = (rest, last, *ends.last()? as usize + 1);
        Some(row)
    }
}

/// The content of a cell of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    /// An empty cell.
    None,
    /// A number in units of 10⁻⁹.
    Nanos(i64),
    /// Anything else, for the reference reader.
    Odd,
}

impl<'b> Row<'b> {
    /// A cell as written, with its quotes.
    #[inline]
    pub(crate) fn raw(&self, column: usize) -> &'b [u8] {
        self.span(column, column)
    }

    /// The text from one cell to another, with the delimiters between them.
    #[inline]
    pub(crate) fn span(&self, first: usize, last: usize) -> &'b [u8] {
        let (start, end) = self.bounds(first, last);
        &self.bytes[start..end]
    }

    /// Start and end of the text from one cell to another.
    #[inline]
    fn bounds(&self, first: usize, last: usize) -> (usize, usize) {
        let start = if first == 0 { self.start } else { self.ends[first - 1] as usize + 1 };
        let end = self.ends[last] as usize;
        let returns = last + 1 == self.ends.len() && end > start && self.bytes[end - 1] == b'\r';
        (start, end - usize::from(returns))
    }

    /// A cell without the quotes around it. Doubled quotes inside stay doubled.
    #[inline]
    pub(crate) fn cell(&self, column: usize) -> &'b [u8] {
        match self.raw(column) {
            // The index and the JSON row builder guarantee that a cell that starts with a quote also ends with one.
            [b'"', inner @ .., _] => inner,
            raw => raw,
        }
    }

    /// Whether a cell begins with a byte, with or without a quote before it. The byte must not be one that ends cells.
    #[inline]
    pub(crate) fn begins_with(&self, column: usize, wanted: u8) -> bool {
        let (start, _) = self.bounds(column, column);
        match self.bytes[start..] {
            [b'"', first, ..] | [first, ..] => first == wanted,
            [] => false,
        }
    }

    /// A cell as a number in units of 10⁻⁹.
    #[inline]
    pub(crate) fn number(&self, column: usize, mark: DecimalMark) -> Number {
        let (start, end) = self.bounds(column, column);
        if start == end {
            return Number::None;
        }
        let eight = self.bytes[start..].first_chunk();
        match eight.and_then(|eight| digits::nanos(*eight, end - start, mark)) {
            Some(nanos) => Number::Nanos(nanos),
            None => self.long_number(column, mark),
        }
    }

    /// The same for a number with many digits, a sign or quotes.
    fn long_number(&self, column: usize, mark: DecimalMark) -> Number {
        match self.cell(column) {
            [] => Number::None,
            cell => amount::nanos(cell, mark).map_or(Number::Odd, Number::Nanos),
        }
    }

    /// The first filled prompt that is not an object.
    pub(crate) fn prompt(&self, columns: &[usize]) -> Option<Box<str>> {
        columns.iter().find_map(|column| {
            if self.cell(*column).is_empty() {
                return None;
            }
            let text = String::from_utf8_lossy(self.cell(*column));
            let text =
                if text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { text };
            let text = unguard(text.trim()).trim();
            (!words::is_absent(text) && !text.starts_with('{')).then(|| text.into())
        })
    }

    /// The row as a record. Its bytes must be UTF-8.
    pub(crate) fn record(&self, line: u64) -> Record {
        std::str::from_utf8(self.all())
            .map_or_else(|_| Record::at(line), |text| self.cut(text, line))
    }

    /// The bytes of the row.
    pub(crate) fn all(&self) -> &'b [u8] {
        self.span(0, self.ends.len().saturating_sub(1))
    }

    /// The row as a record, from its text.
    pub(crate) fn cut(&self, text: &str, line: u64) -> Record {
        let mut record = Record::over(line, text, self.ends.len());
        let mut start = 0;
        for end in self.ends {
            // The text has no carriage return behind the last cell.
            let end = (*end as usize - self.start).min(text.len());
            match &text.as_bytes()[start..end] {
                [b'"', quoted @ .., b'"'] if quoted.contains(&b'"') => {
                    record.push_quoted(&text[start + 1..end - 1]);
                }
                [b'"', .., b'"'] => record.mark(start + 1, end - 1),
                _ => record.mark(start, end),
            }
            start = end + 1;
        }
        record
    }
}
