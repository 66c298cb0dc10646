//! Delimited rows in the order of the text, by one thread: odd ones one by one, the records between them as plain blocks.

use crate::base::Symbols;
use crate::ingest::event::outcome::Trouble;
use crate::ingest::event::outcome::{Alarm, Counts, Task};
use crate::ingest::event::reference::{Rules, newlines};
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::frame::Frame;
use crate::ingest::record::record::{Broken, Record};
use crate::ingest::run::hand::Hand;
use crate::ingest::run::rows::Taker;

/// Takes the rows of a text.
pub(crate) struct InOrder<'a, S> {
    hand: Hand<'a, S>,
    /// Blocks and runs of rows so far, and rows of this run: a row's place.
    runs: u32,
    nth: u32,
}

impl<'a, S: Sink> InOrder<'a, S> {
    /// Nothing taken yet. `frame` is there where rows can be ordinary.
    pub(crate) fn new(
        rules: Rules<'a>,
        task: Task<'a>,
        frame: Option<&'a Frame<'a>>,
        sink: S,
    ) -> Self {
        Self { hand: Hand::new(rules, task, frame, sink), runs: 0, nth: 0 }
    }

    /// What it leaves.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        self.hand.end()
    }
}

impl<S: Sink> Taker for InOrder<'_, S> {
    fn row(&mut self, row: Result<Record, Broken>, _: u64) -> Result<(), Trouble> {
        let place = (self.runs, self.nth);
        self.nth = self.nth.checked_add(1).unwrap_or_else(|| {
            self.runs += 1;
            0
        });
        // As far as lines are concerned, the text is one block.
        self.hand.take(row, place, 0).map_err(Trouble::Alarm)
    }

    fn block(&mut self, block: &[u8], line: u64) -> Result<bool, Trouble> {
        let Some(worker) = self.hand.quick() else { return Ok(false) };
        let rejects = worker.counts.rejects.len();
        match worker.block(block, self.runs + 1, None) {
            Ok(()) => {}
            // Found before any row was taken.
            Err(Alarm::Quotes) => return Ok(false),
            Err(alarm) => return Err(Trouble::Alarm(alarm)),
        }
        (self.runs, self.nth) = (self.runs + 2, 0);
        worker.counts.lines.clear();
        for reject in &mut worker.counts.rejects[rejects..] {
            (reject.block, reject.line) = (0, reject.line.saturating_add(newlines(line)));
        }
        Ok(true)
    }
}
