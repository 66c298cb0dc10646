//! One JSON record per line, read in pieces of whole lines.

use serde_json::value::RawValue;

use super::flatten::Paths;
use super::value::Fields;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::table::{Each, Table};

/// Whether the beginning of a text proves that it is one record per line: the first filled line is a whole object, and another
/// filled line follows.
pub(crate) fn is_surely_lines(text: &str) -> bool {
    let mut lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let is_whole =
        |line: &str| line.starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok();
    lines.next().is_some_and(is_whole) && lines.next().is_some()
}

/// Whether an object, which is a whole document, is a report, check or comparison of this program. A record may have a `schema` too.
pub(super) fn is_report(fields: &Fields<'_>) -> bool {
    fields.get("schema").is_some_and(|schema| schema.get().starts_with("\"credits."))
        && fields.get("tool").is_some_and(|tool| tool.get().starts_with('{'))
}

/// Reads the pieces of a text one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// The columns so far.
    pub paths: Paths,
    /// Newlines before the next piece, and bytes.
    newlines: u64,
    offset: u64,
}

impl Lines {
    /// Reads the lines of a piece, and hands each row to `each` with its end in bytes from the start of the text. Returns the number
    /// of bytes read; the next piece must begin there. A last line without a newline is left for it, unless the piece `is_last`.
    pub(crate) fn take<E: From<TooMuch>>(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let mut start = 0;
        while start < text.len() {
            let newline = memchr::memchr(b'\n', &text.as_bytes()[start..]).map(|at| start + at + 1);
            let Some(end) = newline.or(is_last.then_some(text.len())) else { break };
            let ends = self.offset + end as u64;
            self.paths.line(self.newlines + 1, &text[start..end], &mut |row| each(row, ends))?;
            self.newlines += u64::from(newline.is_some());
            start = end;
        }
        self.offset += start as u64;
        Ok(start)
    }

    /// The columns so far, as a table without rows.
    pub(crate) fn table(&self) -> Table {
        Table { format: "jsonl", columns: self.paths.columns(), ..Table::default() }
    }
}
