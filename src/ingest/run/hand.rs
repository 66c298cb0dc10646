//! What takes the rows of a text: with what is remembered of ordinary rows, where rows can be ordinary.

use crate::base::Symbols;
use crate::ingest::event::outcome::{Alarm, Counts, Place, Task};
use crate::ingest::event::reference::{Rules, Target, newlines, reject};
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::frame::Frame;
use crate::ingest::fast::worker::Worker;
use crate::ingest::record::record::{Broken, Record};

/// What takes the rows of a text.
pub(crate) struct Hand<'a, S> {
    rules: Rules<'a>,
    task: Task<'a>,
    taker: Taker<'a, S>,
}

enum Taker<'a, S> {
    Quick(Box<Worker<'a, S>>),
    Slow(Box<(S, Symbols, Counts)>),
}

impl<'a, S: Sink> Hand<'a, S> {
    /// Nothing taken yet. `frame` is there where rows can be ordinary.
    pub(crate) fn new(
        rules: Rules<'a>,
        task: Task<'a>,
        frame: Option<&'a Frame<'a>>,
        mut sink: S,
    ) -> Self {
        let taker = if let Some(frame) = frame {
            Taker::Quick(Box::new(Worker::new(frame, task, sink)))
        } else {
            sink.begin(rules.input);
            Taker::Slow(Box::new((sink, Symbols::default(), Counts::default())))
        };
        Self { rules, task, taker }
    }

    /// What takes ordinary rows, where any can be.
    pub(crate) fn quick(&mut self) -> Option<&mut Worker<'a, S>> {
        match &mut self.taker {
            Taker::Quick(worker) => Some(worker),
            Taker::Slow(_) => None,
        }
    }

    fn target(&mut self) -> Target<'_, S> {
        let (sink, symbols, counts) = match &mut self.taker {
            Taker::Quick(worker) => (&mut worker.sink, &mut worker.symbols, &mut worker.counts),
            Taker::Slow(slow) => (&mut slow.0, &mut slow.1, &mut slow.2),
        };
        Target { sink, symbols, counts }
    }

    /// What became of the rows so far.
    pub(crate) fn counts(&mut self) -> &mut Counts {
        self.target().counts
    }

    /// Takes any row. Its line is counted from the start of `block`.
    pub(crate) fn take(
        &mut self,
        row: Result<Record, Broken>,
        place: Place,
        block: u32,
    ) -> Result<(), Alarm> {
        let (rules, task) = (self.rules, self.task);
        let target = &mut self.target();
        match row {
            Err(broken) => {
                let line = newlines(broken.line);
                reject(broken, block, line, target.counts);
            }
            Ok(row) if matches!(task, Task::All) && !rules.agrees(&row) => {
                return Err(Alarm::Format);
            }
            Ok(row) => {
                let rejects = target.counts.rejects.len();
                rules.take(&row, place, newlines(row.line), &task, target);
                target.counts.rejects[rejects..].iter_mut().for_each(|reject| reject.block = block);
            }
        }
        Ok(())
    }

    /// What it leaves.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        match self.taker {
            Taker::Quick(mut worker) => {
                worker.settle();
                (worker.counts, (worker.sink, worker.symbols))
            }
            Taker::Slow(slow) => (slow.2, (slow.0, slow.1)),
        }
    }
}
