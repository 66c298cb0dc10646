//! Blocks of JSON lines → events: most lines as rows that may be fast, the others record by record.

use crate::base::Symbols;
use crate::ingest::error::TooMuch;
use crate::ingest::event::outcome::{Counts, LineAt, Pass, Place, Restart};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::json_rows::Flat;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::record::record::{Broken, Record};
use crate::ingest::run::handler::RowHandler;

/// One thread's part of an input.
pub(crate) struct LineWorker<'a, S> {
    handler: RowHandler<'a, S>,
    /// How many columns are known.
    width: usize,
    lines: Lines,
    flat: Flat,
    /// The rows of a line that is read as a record: several if it is a conversation.
    rows: Vec<Result<Record, Broken>>,
}

impl<'a, S: Sink> LineWorker<'a, S> {
    /// A worker that has seen nothing yet. `lines` knows the fields of the records.
    pub(crate) fn new(
        rules: Rules<'a>,
        pass: Pass<'a>,
        plan: Option<&'a FastPlan<'a>>,
        lines: Lines,
        sink: S,
    ) -> Self {
        let width = rules.table.columns.len();
        Self {
            handler: RowHandler::new(rules, pass, plan, sink),
            width,
            lines,
            flat: Flat::new(width),
            rows: Vec::new(),
        }
    }

    /// Reads a block of whole lines, each with its newline. `is_cut`: the file breaks off in the last one.
    pub(crate) fn block(&mut self, bytes: &[u8], number: u32, is_cut: bool) -> Result<(), Restart> {
        let text = std::str::from_utf8(bytes).map_err(|_| Restart::Encoding)?;
        let whole =
            if is_cut { text.trim_end().rfind('\n').map_or(0, |end| end + 1) } else { text.len() };
        let (mut at, mut nth, mut start) = (LineAt { block: number, newlines: 0 }, 0, 0);
        for end in memchr::memchr_iter(b'\n', bytes) {
            let line = &text[start..end];
            if start < whole && self.fast(line, (number, nth)) {
                nth += 1;
            } else {
                self.slow(line, at, &mut nth, start == whole)?;
            }
            (at.newlines, start) = (at.newlines + 1, end + 1);
        }
        self.handler.counts().lines.push((number, at.newlines));
        Ok(())
    }

    /// Reads a line that is like most lines; false if it is not.
    fn fast(&mut self, line: &str, place: Place) -> bool {
        let (handler, paths) = (&mut self.handler, &self.lines.paths);
        handler.is_fast()
            && self
                .flat
                .row(line.as_bytes(), |key| paths.place(key))
                .is_some_and(|row| handler.row(row, place))
    }

    #[cold]
    fn slow(&mut self, line: &str, at: LineAt, nth: &mut u32, is_cut: bool) -> Result<(), Restart> {
        let rows = &mut self.rows;
        let taken = self.lines.paths.line(u64::from(at.newlines) + 1, line, &mut |row| {
            rows.push(row);
            Ok::<_, TooMuch>(())
        });
        if taken.is_err() || self.lines.paths.len() > self.width {
            return Err(Restart::Fields);
        }
        if is_cut && let Some(Ok(row)) = self.rows.last() {
            let cut_off = Broken::cut_off(row);
            self.rows.pop();
            self.rows.push(Err(cut_off));
        }
        for row in self.rows.drain(..) {
            self.handler.take(row, (at.block, *nth), at)?;
            *nth += 1;
        }
        Ok(())
    }

    /// The counts, the sink and the names.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        self.handler.end()
    }
}
