//! Reads blocks of JSON lines. Flat lines become rows for the fast path; the parser turns the others into records for the reference reader.

use crate::base::Symbols;
use crate::ingest::event::asides::Place;
use crate::ingest::event::outcome::{Counts, LineAt, Pass, Restart};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::json_rows::Flat;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::blocks::BlockEnd;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::record::table::{Broken, Record};
use crate::ingest::run::handler::RowHandler;

/// Reads blocks of JSON lines for one thread.
pub(crate) struct LineWorker<'a, S: Sink> {
    handler: RowHandler<'a, S>,
    /// The number of columns when the pass began.
    width: usize,
    lines: Lines,
    flat: Flat,
    /// The records of the current line: several if it is a conversation.
    rows: Vec<Result<Record, Broken>>,
}

impl<'a, S: Sink> LineWorker<'a, S> {
    /// Creates a worker. `lines` knows the fields of the records.
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

    /// Reads a block of whole lines, each with its newline, unless the text ends in the last one.
    pub(crate) fn block(
        &mut self,
        bytes: &[u8],
        number: u32,
        end: BlockEnd,
    ) -> Result<(), Restart> {
        let text = std::str::from_utf8(bytes).map_err(|_| Restart::Encoding)?;
        let whole = match end {
            BlockEnd::Whole => text.len(),
            BlockEnd::Open => text.trim_end().rfind('\n').map_or(0, |at| at + 1),
            // The last newline was added to the block.
            BlockEnd::Cut => text[..text.len() - 1].rfind('\n').map_or(0, |at| at + 1),
        };
        let (mut at, mut nth, mut start) = (LineAt { block: number, newlines: 0 }, 0, 0);
        for newline in memchr::memchr_iter(b'\n', bytes) {
            let line = &text[start..newline];
            if start < whole && self.fast(line, (number, nth)) {
                nth += 1;
            } else {
                self.slow(line, at, &mut nth, if start == whole { end } else { BlockEnd::Whole })?;
            }
            (at.newlines, start) = (at.newlines + 1, newline + 1);
        }
        self.handler.end_block(number);
        self.handler.counts().lines.push((number, at.newlines));
        self.handler.has_room()
    }

    /// Reads a flat line on the fast path. Returns false if the line needs the parser.
    fn fast(&mut self, line: &str, place: Place) -> bool {
        let (handler, paths) = (&mut self.handler, &self.lines.paths);
        handler.is_fast()
            && self
                .flat
                .row(line.as_bytes(), |key| paths.place(key), handler.amounts())
                .is_some_and(|row| handler.row(row, place))
    }

    #[cold]
    fn slow(
        &mut self,
        line: &str,
        at: LineAt,
        nth: &mut u32,
        end: BlockEnd,
    ) -> Result<(), Restart> {
        let rows = &mut self.rows;
        let parsed = self.lines.paths.line(u64::from(at.newlines) + 1, line, &mut |row| {
            rows.push(row);
            Ok::<_, TooMuch>(())
        });
        if parsed.is_err() || self.lines.paths.len() > self.width {
            return Err(Restart::Fields);
        }
        match (end, self.rows.last_mut()) {
            (BlockEnd::Cut, Some(row)) => {
                if let Ok(whole) = row {
                    *row = Err(Broken::cut_off(whole));
                }
            }
            (BlockEnd::Open, Some(Err(broken))) => broken.reason = "cut-off",
            _ => {}
        }
        for row in self.rows.drain(..) {
            self.handler.take(row, (at.block, *nth), at)?;
            *nth += 1;
        }
        Ok(())
    }

    /// Ends the work of this thread and returns the counts, the sink and the names.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        self.handler.end()
    }
}
