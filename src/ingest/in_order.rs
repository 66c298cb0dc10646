//! Delimited rows in the order of the text, by one thread: odd ones one by one, the records between them as plain blocks.

use crate::base::Symbols;
use crate::ingest::careful::{Rules, Target, newlines, reject};
use crate::ingest::plain::{Alarm, Counts, Frame, Task, Worker};
use crate::ingest::record::{Broken, Record};
use crate::ingest::rows::Taker;
use crate::ingest::run::Trouble;
use crate::ingest::sink::Sink;

/// Takes the rows of a text.
pub struct InOrder<'a, S> {
    rules: Rules<'a>,
    task: Task<'a>,
    hand: Hand<'a, S>,
    /// Blocks and runs of rows so far, and rows of this run: a row's place.
    runs: u32,
    nth: u32,
}

/// What takes them: with what is remembered of ordinary rows, where rows can be ordinary.
enum Hand<'a, S> {
    Quick(Box<Worker<'a, S>>),
    Slow(Box<(S, Symbols, Counts)>),
}

impl<'a, S: Sink> InOrder<'a, S> {
    /// Nothing taken yet. `frame` is there where rows can be ordinary.
    pub fn new(rules: Rules<'a>, task: Task<'a>, frame: Option<&'a Frame<'a>>, mut sink: S) -> Self {
        let hand = if let Some(frame) = frame {
            Hand::Quick(Box::new(Worker::new(frame, task, sink)))
        } else {
            sink.begin(rules.input);
            Hand::Slow(Box::new((sink, Symbols::default(), Counts::default())))
        };
        Self { rules, task, hand, runs: 0, nth: 0 }
    }

    /// What it leaves.
    pub fn end(self) -> (Counts, (S, Symbols)) {
        match self.hand {
            Hand::Quick(mut worker) => {
                worker.settle();
                (worker.counts, (worker.sink, worker.symbols))
            }
            Hand::Slow(slow) => (slow.2, (slow.0, slow.1)),
        }
    }
}

impl<S: Sink> Taker for InOrder<'_, S> {
    fn row(&mut self, row: Result<Record, Broken>, _: u64) -> Result<(), Trouble> {
        let place = (self.runs, self.nth);
        self.nth = self.nth.checked_add(1).unwrap_or_else(|| {
            self.runs += 1;
            0
        });
        let (sink, symbols, counts) = match &mut self.hand {
            Hand::Quick(worker) => (&mut worker.sink, &mut worker.symbols, &mut worker.counts),
            Hand::Slow(slow) => (&mut slow.0, &mut slow.1, &mut slow.2),
        };
        // As far as lines are concerned, the text is one block.
        match row {
            Err(broken) => {
                let line = newlines(broken.line);
                reject(broken, 0, line, counts);
            }
            Ok(row) if matches!(self.task, Task::All) && !self.rules.agrees(&row) => return Err(Trouble::Alarm(Alarm::Format)),
            Ok(row) => {
                let line = newlines(row.line);
                let rejects = counts.rejects.len();
                self.rules.take(&row, place, line, &self.task, &mut Target { sink, symbols, counts });
                counts.rejects[rejects..].iter_mut().for_each(|reject| reject.block = 0);
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &[u8], line: u64) -> Result<bool, Trouble> {
        let Hand::Quick(worker) = &mut self.hand else { return Ok(false) };
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
