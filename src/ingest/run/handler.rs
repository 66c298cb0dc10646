//! Sends each row to the fast worker if it can take it, and to the reference reader otherwise.

use crate::base::Symbols;
use crate::ingest::columns::mapping::AmountColumn;
use crate::ingest::columns::not_a_log;
use crate::ingest::event::asides::Place;
use crate::ingest::event::outcome::{Counts, LineAt, Pass, Restart};
use crate::ingest::event::reader::{Rules, Target};
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::fast::worker::{BATCH, Worker};
use crate::ingest::limits::MOST_REJECTS;
use crate::ingest::record::index::Index;
use crate::ingest::record::row::{Row, Rows};
use crate::ingest::record::table::{Broken, Record};

/// Reads rows for one thread.
pub(crate) struct RowHandler<'a, S: Sink> {
    rules: Rules<'a>,
    pass: Pass<'a>,
    /// `None` if every row goes to the reference reader.
    fast: Option<Box<Worker<'a, S>>>,
    target: Target<S>,
    index: Index,
    delimiter: u8,
}

/// A block of whole records.
pub(crate) struct RowBlock<'b> {
    pub bytes: &'b [u8],
    /// The number of the block, for the places of its rows.
    pub number: u32,
    /// The line on which the block begins.
    pub at: LineAt,
    /// The byte at which the header begins, relative to the block, unless it is in an earlier block. Rows up to it are not records.
    pub header: Option<usize>,
    /// Whether the text ends in the block, without a line break.
    pub is_open: bool,
}

/// Counts the lines of a block up to a row. Only slow rows need a line number, and they come in order, so each line is counted at most once.
struct LineCounter<'b> {
    bytes: &'b [u8],
    at: LineAt,
    counted: usize,
}

impl LineCounter<'_> {
    fn until(&mut self, start: usize) -> LineAt {
        let newlines = memchr::memchr_iter(b'\n', &self.bytes[self.counted..start]).count();
        let newlines = u32::try_from(newlines).unwrap_or(u32::MAX);
        self.at.newlines = self.at.newlines.saturating_add(newlines);
        self.counted = start;
        self.at
    }
}

impl<'a, S: Sink> RowHandler<'a, S> {
    pub(crate) fn new(
        rules: Rules<'a>,
        pass: Pass<'a>,
        plan: Option<&'a FastPlan<'a>>,
        sink: S,
    ) -> Self {
        let delimiter = rules.table.delimiter.and_then(|delimiter| u8::try_from(delimiter).ok());
        Self {
            rules,
            pass,
            fast: plan.map(|plan| Box::new(Worker::new(plan, pass))),
            target: Target::new(sink),
            index: Index::default(),
            delimiter: delimiter.unwrap_or(b','),
        }
    }

    /// Returns the columns of amounts. A record without one of these keys is not ordinary.
    pub(crate) fn amounts(&self) -> &'a [AmountColumn] {
        &self.rules.mapping.amounts
    }

    /// Returns whether rows can take the fast path at all.
    pub(crate) const fn is_fast(&self) -> bool {
        self.fast.is_some()
    }

    /// Returns the counts of the rows so far.
    pub(crate) const fn counts(&mut self) -> &mut Counts {
        &mut self.target.counts
    }

    /// Ends a block: the next row need not follow its rows.
    pub(crate) fn end_block(&mut self, number: u32) {
        self.target.end_block(number);
    }

    /// Reads a block and returns its number of newlines. Returns `Restart::Quotes`, before it reads any row, if the quotes need a parser.
    pub(crate) fn block(&mut self, block: &RowBlock) -> Result<u32, Restart> {
        let mut index = std::mem::take(&mut self.index);
        let marked = index.mark(block.bytes, self.delimiter);
        let done = if index.beyond_ascii && std::str::from_utf8(block.bytes).is_err() {
            Err(Restart::Encoding)
        } else {
            marked
                .map_err(|_| Restart::Quotes)
                .and_then(|()| {
                    if block.is_open && self.is_cut_off(block, &index) {
                        return Err(Restart::Cut);
                    }
                    self.rows(block, &index)
                })
                .and_then(|()| self.has_room())
        };
        let newlines = index.lines;
        self.index = index;
        done.map(|()| newlines)
    }

    /// Returns whether the last row of a block lacks cells that other rows have.
    fn is_cut_off(&self, block: &RowBlock, index: &Index) -> bool {
        let is_row = |row: &Row| block.header.is_none_or(|header| row.start > header);
        Rows::of(block.bytes, index).filter(is_row).last().is_some_and(|row| {
            row.ends.len() < self.rules.table.least_cells
                && !not_a_log::is_total(&row.record(0), &self.rules.options.words)
        })
    }

    fn rows(&mut self, block: &RowBlock, index: &Index) -> Result<(), Restart> {
        let mut lines = LineCounter { bytes: block.bytes, at: block.at, counted: 0 };
        let rows = Rows::of(block.bytes, index);
        match self.fast.take() {
            Some(mut worker) => {
                let done = self.fast_rows(&mut worker, block, rows, &mut lines);
                self.fast = Some(worker);
                done
            }
            None => (0..).zip(rows).try_for_each(|(nth, row)| {
                let is_row = block.header.is_none_or(|header| row.start > header);
                if is_row { self.slow(row, (block.number, nth), &mut lines) } else { Ok(()) }
            }),
        }
    }

    fn fast_rows(
        &mut self,
        worker: &mut Worker<'a, S>,
        block: &RowBlock,
        mut rows: Rows,
        lines: &mut LineCounter,
    ) -> Result<(), Restart> {
        let mut place = (block.number, 0);
        loop {
            let before = place.1;
            let ahead = worker.look_ahead(rows.clone());
            for (hit, row) in ahead.hits().zip(&mut rows) {
                let is_row = block.header.is_none_or(|header| row.start > header);
                if is_row && !worker.ahead(row, place, hit, &mut self.target) {
                    self.slow(row, place, lines)?;
                }
                place.1 += 1;
            }
            if (place.1 - before) as usize != BATCH {
                return Ok(());
            }
        }
    }

    /// Gives a row of a block to the reference reader.
    #[cold]
    fn slow(&mut self, row: Row, place: Place, lines: &mut LineCounter) -> Result<(), Restart> {
        let at = lines.until(row.start);
        let record = row.record(u64::from(at.newlines) + 1);
        if record.is_blank() { Ok(()) } else { self.record(&record, place, at) }
    }

    /// Reads a row on the fast path. Returns false if the caller must pass the row to `take` as a record.
    pub(crate) fn row(&mut self, row: Row, place: Place) -> bool {
        self.fast.as_mut().is_some_and(|worker| worker.take(row, place, &mut self.target))
    }

    /// Reads any row with the reference reader.
    pub(crate) fn take(
        &mut self,
        row: Result<Record, Broken>,
        place: Place,
        at: LineAt,
    ) -> Result<(), Restart> {
        match row {
            Ok(row) => self.record(&row, place, at),
            Err(broken) => {
                self.target.reject(broken, at);
                self.has_room()
            }
        }
    }

    fn record(&mut self, row: &Record, place: Place, at: LineAt) -> Result<(), Restart> {
        if matches!(self.pass, Pass::All) && !self.rules.agrees(row) {
            return Err(Restart::Format);
        }
        self.rules.take(row, place, at, &self.pass, &mut self.target);
        self.has_room()
    }

    /// Returns an error if the sink has no room for more users, or the counts for more rejected rows.
    pub(crate) fn has_room(&self) -> Result<(), Restart> {
        if self.target.sink.is_full_of_users() {
            return Err(Restart::Users);
        }
        let rejects = self.target.counts.rejects.len();
        if rejects > MOST_REJECTS { Err(Restart::Rejects) } else { Ok(()) }
    }

    /// Ends the work of this thread and returns the counts, the sink and the names.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        let Target { sink, symbols, mut counts, .. } = self.target;
        if let Some(mut worker) = self.fast {
            worker.end(&mut counts);
        }
        (counts, (sink, symbols))
    }
}
