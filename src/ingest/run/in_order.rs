//! Reads rows on one thread, in the order of the text. Runs of regular records are read as blocks, the rows between them one by one.

use crate::base::Symbols;
use crate::ingest::event::outcome::{Counts, LineAt, Pass, ReadError, Restart};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::record::table::{Broken, Record};
use crate::ingest::run::handler::{RowBlock, RowHandler};
use crate::ingest::run::rows::TakeRows;

/// Reads the rows of a text in order.
pub(crate) struct InOrder<'a, S: Sink> {
    handler: RowHandler<'a, S>,
    /// The number of columns when the pass began.
    width: usize,
    /// The number of blocks and of runs of single rows so far. With `nth`, the row's number in its run, it is the row's place.
    runs: u32,
    nth: u32,
}

impl<'a, S: Sink> InOrder<'a, S> {
    pub(crate) fn new(
        rules: Rules<'a>,
        pass: Pass<'a>,
        plan: Option<&'a FastPlan<'a>>,
        sink: S,
    ) -> Self {
        let width = rules.table.columns.len();
        Self { handler: RowHandler::new(rules, pass, plan, sink), width, runs: 0, nth: 0 }
    }

    /// Ends the pass and returns the counts, the sink and the names.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        self.handler.end()
    }
}

impl<S: Sink> TakeRows for InOrder<'_, S> {
    fn row(&mut self, row: Result<Record, Broken>, _: u64) -> Result<(), ReadError> {
        let place = (self.runs, self.nth);
        self.nth = self.nth.checked_add(1).unwrap_or_else(|| {
            self.runs += 1;
            0
        });
        let line = row.as_ref().map_or_else(|broken| broken.line, |row| row.line);
        self.handler.take(row, place, LineAt::in_text(line)).map_err(ReadError::Restart)
    }

    fn block(&mut self, bytes: &[u8], line: u64) -> Result<bool, ReadError> {
        if !self.handler.is_fast() {
            return Ok(false);
        }
        let at = LineAt::in_text(line);
        let block = RowBlock { bytes, number: self.runs + 1, at, header: None, is_open: false };
        match self.handler.block(&block) {
            Ok(_) => {}
            // No row of the block was read yet, so the caller can read them one by one.
            Err(Restart::Quotes) => return Ok(false),
            Err(restart) => return Err(ReadError::Restart(restart)),
        }
        (self.runs, self.nth) = (self.runs + 2, 0);
        Ok(true)
    }

    fn width(&mut self, width: usize) -> Result<(), ReadError> {
        if width > self.width { Err(ReadError::Restart(Restart::Fields)) } else { Ok(()) }
    }
}
