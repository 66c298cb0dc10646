//! A text → its rows in their order, one by one, whatever stands in it.

use std::io::Read as _;

use crate::ingest::event::outcome::Alarm;
use crate::ingest::event::outcome::Trouble;
use crate::ingest::record::blocks::last_end;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::record::record::{Broken, Each, Record, Table};
use crate::ingest::source::text::Open;

/// What takes a text apart, piece by piece.
#[derive(Clone, Debug)]
pub(crate) enum Format {
    /// Cells that something separates.
    Delimited(Box<CsvReader>),
    /// A JSON record per line.
    Lines(Lines),
}

impl Format {
    /// The columns so far; without rows.
    pub(crate) fn table(&self) -> Table {
        match self {
            Self::Delimited(pieces) => pieces.table(),
            Self::Lines(lines) => lines.table(),
        }
    }

    fn take(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<Trouble>,
    ) -> Result<usize, Trouble> {
        match self {
            Self::Delimited(pieces) => pieces.take(text, is_last, each),
            Self::Lines(lines) => lines.take(text, is_last, each),
        }
    }

    /// Gives every row of a text to `taker`. The text is read by `size` bytes, or more where a row is longer. `progress` is told how many
    /// bytes were read.
    pub(crate) fn rows(
        &mut self,
        opened: Open,
        size: usize,
        progress: &mut dyn FnMut(u64),
        taker: &mut dyn Taker,
    ) -> Result<(), Trouble> {
        let Open { mut input, found } = opened;
        let (mut piece, mut wanted, mut done, mut last_byte) = (Vec::new(), size.max(1), 0, None);
        // The last row is kept back: it may be what is left of one in which a file broke off.
        let mut last: Option<(Record, u64)> = None;
        loop {
            let missing = wanted.saturating_sub(piece.len());
            let got = (&mut input)
                .take(missing as u64)
                .read_to_end(&mut piece)
                .map_err(Trouble::Unreadable)?;
            let is_last = got < missing;
            last_byte = piece.last().copied().or(last_byte);
            done += got as u64;
            progress(done);
            let text = match std::str::from_utf8(&piece) {
                Ok(text) => text,
                Err(error) if error.error_len().is_none() && !is_last => {
                    std::str::from_utf8(&piece[..error.valid_up_to()]).unwrap_or_default()
                }
                Err(_) => return Err(Trouble::Alarm(Alarm::Encoding)),
            };
            let flush = |last: &mut Option<(Record, u64)>, taker: &mut dyn Taker| {
                last.take().map_or(Ok(()), |(row, ends)| taker.row(Ok(row), ends))
            };
            let quick = match self {
                Self::Delimited(pieces) if !is_last && pieces.is_regular() => {
                    last_end(text.as_bytes())
                }
                _ => None,
            };
            let length = if let (Some(end), Self::Delimited(pieces)) = (quick, &mut *self)
                && flush(&mut last, taker)
                    .and_then(|()| taker.block(&text.as_bytes()[..end], pieces.line()))?
            {
                pieces.pass_over(
                    end,
                    memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count() as u64,
                );
                end
            } else {
                self.take(text, is_last, &mut |row, ends| {
                    flush(&mut last, taker)?;
                    match row {
                        Ok(row) => last = Some((row, ends)),
                        Err(broken) => taker.row(Err(broken), ends)?,
                    }
                    Ok(())
                })?
            };
            if is_last {
                break;
            }
            piece.drain(..length);
            wanted = if length > 0 { size.max(piece.len() + 1) } else { piece.len() * 2 };
        }
        let Some((row, ends)) = last else { return Ok(()) };
        if found.lock().cut.is_some() && last_byte != Some(b'\n') {
            return taker.row(Err(Broken::cut_off(&row)), ends);
        }
        taker.row(Ok(row), ends)
    }
}

/// Whoever takes the rows of a text.
pub(crate) trait Taker {
    /// Takes a row; `ends` is the number of bytes of text up to its end.
    fn row(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), Trouble>;

    /// Takes whole records at once, the first of which begins on that line; false, and nothing is taken, where they are to come as rows.
    fn block(&mut self, _: &[u8], _line: u64) -> Result<bool, Trouble> {
        Ok(false)
    }
}

impl<F: FnMut(Result<Record, Broken>, u64) -> Result<(), Trouble>> Taker for F {
    fn row(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), Trouble> {
        self(row, ends)
    }
}
