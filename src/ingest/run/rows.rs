//! Reads a text of any format record by record, in order.

use std::io::Read as _;

use crate::ingest::columns::not_a_log;
use crate::ingest::event::outcome::{ReadError, Restart};
use crate::ingest::limits::LONGEST_RECORD;
use crate::ingest::options::OwnWords;
use crate::ingest::record::blocks::last_end;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::json::document::Document;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::record::table::{Broken, Each, Record, Table};
use crate::ingest::source::text::Open;

/// Reads the records of one format.
#[derive(Clone, Debug)]
pub(crate) enum RecordReader {
    /// An empty text.
    Empty,
    /// Delimited text.
    Delimited(Box<CsvReader>),
    /// JSON lines.
    Lines(Lines),
    /// One JSON document.
    Document(Box<Document>),
}

/// Receives the rows of a text.
pub(crate) trait TakeRows {
    /// Receives a row; `ends` is the number of bytes of text up to its end.
    fn row(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), ReadError>;

    /// Receives whole records at once; the first one begins on this line. Returns false, and reads nothing, if it needs them row by row.
    fn block(&mut self, _: &[u8], _line: u64) -> Result<bool, ReadError> {
        Ok(false)
    }

    /// Receives the number of columns found so far. Called after each read.
    fn width(&mut self, _: usize) -> Result<(), ReadError> {
        Ok(())
    }
}

impl<F: FnMut(Result<Record, Broken>, u64) -> Result<(), ReadError>> TakeRows for F {
    fn row(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), ReadError> {
        self(row, ends)
    }
}

impl RecordReader {
    /// Returns the columns found so far, without rows.
    pub(crate) fn table(&self) -> Table {
        match self {
            Self::Empty => Table::default(),
            Self::Delimited(csv) => csv.table(),
            Self::Lines(lines) => lines.table(),
            Self::Document(document) => document.table(),
        }
    }

    /// Returns whether later records may add columns.
    pub(crate) const fn may_widen(&self) -> bool {
        matches!(self, Self::Lines(_) | Self::Document(_))
    }

    /// Returns this reader with the fields that `read` has found.
    pub(crate) fn with_fields(&self, read: &Self) -> Self {
        let mut reader = self.clone();
        match (&mut reader, read) {
            (Self::Lines(lines), Self::Lines(read)) => lines.paths.clone_from(&read.paths),
            (Self::Document(document), Self::Document(read)) => {
                document.paths.clone_from(&read.paths);
            }
            _ => {}
        }
        reader
    }

    fn width(&self) -> usize {
        match self {
            Self::Lines(lines) => lines.paths.len(),
            Self::Document(document) => document.paths.len(),
            Self::Empty | Self::Delimited(_) => 0,
        }
    }

    fn take(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<ReadError>,
    ) -> Result<usize, ReadError> {
        match self {
            Self::Empty => Ok(text.len()),
            Self::Delimited(csv) => csv.take(text, is_last, each),
            Self::Lines(lines) => lines.take(text, is_last, each),
            Self::Document(document) => document.take(text, each),
        }
    }

    /// Passes every row of a text to `receiver`. Reads `size` bytes at a time, or more if a row is longer, and calls `progress` with the number
    /// of bytes read so far.
    pub(crate) fn rows(
        &mut self,
        opened: Open,
        size: usize,
        progress: &mut dyn FnMut(u64),
        receiver: &mut dyn TakeRows,
    ) -> Result<(), ReadError> {
        let Open { mut input, found } = opened;
        let (mut buffer, mut wanted, mut done, mut last_byte) = (Vec::new(), size.max(1), 0, None);
        let mut rest = None;
        // The last row waits until the end of the file is known: if the file is cut, that row is incomplete.
        let mut last = LastRow(None);
        loop {
            let missing = wanted.saturating_sub(buffer.len());
            let got = (&mut input).take(missing as u64).read_to_end(&mut buffer)?;
            let is_last = got < missing;
            last_byte = buffer.last().copied().or(last_byte);
            done += got as u64;
            progress(done);
            let text = valid_text(&buffer, is_last)?;
            let length = match self.block(text, is_last, &mut last, receiver)? {
                Some(length) => length,
                None => {
                    self.take(text, is_last, &mut |row, ends| last.next(row, ends, receiver))?
                }
            };
            receiver.width(self.width())?;
            if is_last {
                if let Self::Document(document) = self {
                    rest = document.rest(&text[length..]);
                }
                break;
            }
            // The reader of delimited text gives up long records by itself.
            if length == 0 && buffer.len() > LONGEST_RECORD && self.may_widen() {
                return Err(ReadError::TooLong);
            }
            buffer.drain(..length);
            wanted = if length > 0 { size.max(buffer.len() + 1) } else { buffer.len() * 2 };
        }
        if let Some((row, ends)) = last.0 {
            // A blank row may follow, which is no record.
            let is_open = last_byte != Some(b'\n') && ends >= done;
            let is_cut =
                is_open && (found.lock().cut.is_some() || self.is_cut_off(&row, last_byte));
            receiver.row(if is_cut { Err(Broken::cut_off(&row)) } else { Ok(row) }, ends)?;
        }
        rest.map_or(Ok(()), |broken| receiver.row(Err(broken), done))
    }

    /// Returns whether the last row of a text is incomplete: it lacks cells that other rows have, and its line break.
    fn is_cut_off(&self, row: &Record, last_byte: Option<u8>) -> bool {
        let is_open = !matches!(last_byte, Some(b'\n' | b'\r'));
        let Self::Delimited(csv) = self else { return false };
        is_open && csv.is_short(row) && !not_a_log::is_total(row, &OwnWords::default())
    }

    /// Returns whether the text ended within quotes.
    pub(crate) fn ends_in_quotes(&self) -> bool {
        matches!(self, Self::Delimited(csv) if csv.ends_in_quotes)
    }

    /// Passes whole records to `receiver` as a block. Returns the block's length, or `None` if they must be read row by row.
    fn block(
        &mut self,
        text: &str,
        is_last: bool,
        last: &mut LastRow,
        receiver: &mut dyn TakeRows,
    ) -> Result<Option<usize>, ReadError> {
        let Self::Delimited(csv) = self else { return Ok(None) };
        if is_last || !csv.is_regular() {
            return Ok(None);
        }
        let Some(end) = last_end(text.as_bytes()) else { return Ok(None) };
        last.flush(receiver)?;
        let block = &text.as_bytes()[..end];
        if !receiver.block(block, csv.line())? {
            return Ok(None);
        }
        csv.pass_over(end, memchr::memchr_iter(b'\n', block).count() as u64);
        Ok(Some(end))
    }
}

/// The last row that could be parsed, and its end. It waits until another row follows.
struct LastRow(Option<(Record, u64)>);

impl LastRow {
    fn flush(&mut self, receiver: &mut dyn TakeRows) -> Result<(), ReadError> {
        self.0.take().map_or(Ok(()), |(row, ends)| receiver.row(Ok(row), ends))
    }

    fn next(
        &mut self,
        row: Result<Record, Broken>,
        ends: u64,
        receiver: &mut dyn TakeRows,
    ) -> Result<(), ReadError> {
        self.flush(receiver)?;
        match row {
            Ok(row) => self.0 = Some((row, ends)),
            Err(broken) => receiver.row(Err(broken), ends)?,
        }
        Ok(())
    }
}

/// Returns the bytes as text, without a character that is incomplete at the end.
fn valid_text(bytes: &[u8], is_last: bool) -> Result<&str, ReadError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if error.error_len().is_none() && !is_last => {
            Ok(std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default())
        }
        Err(_) => Err(ReadError::Restart(Restart::Encoding)),
    }
}
