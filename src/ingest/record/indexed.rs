//! The records of a whole text, cut at the cell ends that [`Index`] finds: fast, but only for text whose quotes it accepts.

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::ingest::limits::LONGEST_RECORD;
use crate::ingest::record::blocks::last_end;
use crate::ingest::record::index::{Index, Odd};
use crate::ingest::record::row::Row;
use crate::ingest::record::table::Record;

/// Iterates over the records of a text. Blank lines are not records.
pub(super) struct IndexedRecords<'a> {
    text: &'a str,
    delimiter: u8,
    /// The approximate length of a block, and the block that is indexed now.
    size: usize,
    block: Cow<'a, [u8]>,
    index: Index,
    /// The start of the block; the numbers of its rows and cells read so far; the start of the next row in it, and its line.
    base: usize,
    rows: usize,
    cells: usize,
    start: usize,
    line: u64,
}

impl<'a> IndexedRecords<'a> {
    /// Records of `text`, indexed about `size` bytes at a time.
    pub(super) fn new(text: &'a str, delimiter: u8, size: usize) -> Self {
        let (block, index) = (Cow::Borrowed(&[][..]), Index::default());
        Self { text, delimiter, size, block, index, base: 0, rows: 0, cells: 0, start: 0, line: 1 }
    }

    /// The next whole records. A last one without a newline gets one. `None` at the end.
    fn block(&self) -> Result<Option<Cow<'a, [u8]>>, Odd> {
        let rest = self.text.as_bytes().get(self.base..).unwrap_or_default();
        let mut size = self.size;
        while size < rest.len() {
            if let Some(end) = last_end(&rest[..size]) {
                return Ok(Some(Cow::Borrowed(&rest[..end])));
            }
            if size > LONGEST_RECORD {
                return Err(Odd);
            }
            size *= 2;
        }
        Ok(match rest.last() {
            None => None,
            Some(b'\n') => Some(Cow::Borrowed(rest)),
            Some(_) => Some(Cow::Owned([rest, b"\n"].concat())),
        })
    }

    /// The next record; [`Odd`] if only the parser can read on.
    pub(super) fn next(&mut self) -> Result<Option<Record>, Odd> {
        loop {
            let Some(cells) = self.index.rows().get(self.rows).map(|cells| *cells as usize) else {
                self.base += self.block.len();
                (self.rows, self.cells, self.start) = (0, 0, 0);
                let Some(block) = self.block()? else { return Ok(None) };
                self.block = block;
                // The parser does not count a byte order mark to the first cell.
                if self.block.starts_with("\u{feff}".as_bytes()) {
                    return Err(Odd);
                }
                self.index.mark(&self.block, self.delimiter)?;
                continue;
            };
            let row = Row {
                bytes: &self.block,
                start: self.start,
                ends: &self.index.ends()[self.cells..cells],
            };
            let (line, begins) = (self.line, self.base + self.start);
            self.line += 1 + memchr_iter(b'\n', row.all()).count() as u64;
            (self.rows, self.cells, self.start) =
                (self.rows + 1, cells, self.index.ends()[cells - 1] as usize + 1);
            if row.ends.len() > 1 || !row.all().is_empty() {
                let text = &self.text[begins..begins + row.all().len()];
                return Ok(Some(row.cut(text, line)));
            }
        }
    }
}
