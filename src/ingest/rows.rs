//! A text → its rows in their order, one by one, whatever stands in it.

use std::io::Read as _;

use crate::ingest::formats::json::Lines;
use crate::ingest::formats::pieces::Pieces;
use crate::ingest::open::Open;
use crate::ingest::plain::Alarm;
use crate::ingest::record::{Broken, Record, Table};
use crate::ingest::run::Trouble;

/// What takes a text apart, piece by piece.
#[derive(Clone, Debug)]
pub enum Format {
    /// Cells that something separates.
    Delimited(Box<Pieces>),
    /// A JSON record per line.
    Lines(Lines),
}

impl Format {
    /// The columns so far; without rows.
    pub fn table(&self) -> Table {
        match self {
            Self::Delimited(pieces) => pieces.table(),
            Self::Lines(lines) => lines.table(),
        }
    }

    fn take(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut dyn FnMut(Result<Record, Broken>, u64) -> Result<(), Trouble>,
    ) -> Result<usize, Trouble> {
        match self {
            Self::Delimited(pieces) => pieces.take(text, is_last, each),
            Self::Lines(lines) => lines.take(text, is_last, each),
        }
    }

    /// Gives every row of a text to `each`, with the number of bytes of text up to its end. The text is read by `size` bytes, or more
    /// where a row is longer. `progress` is told how many bytes were read.
    pub fn rows(
        &mut self,
        opened: Open,
        size: usize,
        progress: &mut dyn FnMut(u64),
        each: &mut dyn FnMut(Result<Record, Broken>, u64) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let Open { mut input, found } = opened;
        let (mut piece, mut wanted, mut done, mut last_byte) = (Vec::new(), size.max(1), 0, None);
        // The last row is kept back: it may be what is left of one in which a file broke off.
        let mut last: Option<(Record, u64)> = None;
        loop {
            let missing = wanted.saturating_sub(piece.len());
            let got = (&mut input).take(missing as u64).read_to_end(&mut piece).map_err(Trouble::Unreadable)?;
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
            let taken = self.take(text, is_last, &mut |row, ends| {
                if let Some((row, ends)) = last.take() {
                    each(Ok(row), ends)?;
                }
                match row {
                    Ok(row) => last = Some((row, ends)),
                    Err(broken) => each(Err(broken), ends)?,
                }
                Ok(())
            })?;
            if is_last {
                break;
            }
            piece.drain(..taken);
            wanted = if taken > 0 { size.max(piece.len() + 1) } else { piece.len() * 2 };
        }
        let Some((row, ends)) = last else { return Ok(()) };
        if found.lock().cut.is_some() && last_byte != Some(b'\n') {
            return each(Err(Broken::cut_off(&row)), ends);
        }
        each(Ok(row), ends)
    }
}
