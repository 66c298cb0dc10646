//! Rows of plain delimited text → events, without a copy of a row that need not be made.
//!
//! Most rows of a large log differ in their time and their amount alone. What their named cells say (app, user, operation, …) is
//! found out once for each distinct set of them, and remembered by their bytes: [`shapes`]. A row that is in any way
//! out of the ordinary is read by [`Reader::read`](super::event::Reader::read), as all rows of small files are.

use crate::base::{Credits, Instant, Stamp, Symbols};
use crate::event::{Event, Unit};
use crate::ingest::cell::time::TimeCache;
use crate::ingest::columns::signs::SignVote;
use crate::ingest::event::reference::Target;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::index::Index;
use crate::ingest::{DecimalMark, Dedupe};

use crate::ingest::event::outcome::{Alarm, Counts, Place, Task};
use crate::ingest::fast::frame::{Frame, Key};
use crate::ingest::fast::shapes::{Given, Hash, Seen, Shapes, sign};
use crate::ingest::fast::side::Side;
use crate::ingest::record::row::{Number, Row, Rows};

/// Rows whose shapes are looked up together.
const BATCH: usize = 64;

/// Counts the lines of a block up to a row, where that is asked for: seldom, and in order.
struct Lines<'b> {
    bytes: &'b [u8],
    before: u32,
    counted: usize,
}

impl Lines<'_> {
    fn until(&mut self, start: usize) -> u32 {
        let newlines = memchr::memchr_iter(b'\n', &self.bytes[self.counted..start]).count();
        self.before += u32::try_from(newlines).unwrap_or(u32::MAX);
        self.counted = start;
        self.before
    }
}

/// One thread's part of an input.
pub(crate) struct Worker<'a, S> {
    frame: &'a Frame<'a>,
    task: Task<'a>,
    /// What takes the events.
    pub sink: S,
    /// The names in them.
    pub symbols: Symbols,
    /// What became of the rows.
    pub counts: Counts,
    index: Index,
    quick: TimeCache,
    shapes: Shapes,
    /// Rows by what they say about the meaning of signs, and by the sign of their amount.
    signs: [[u64; 3]; SignVote::ALL.len()],
    /// What the row that is read counts.
    quantities: Vec<(Unit, i64)>,
}

impl<'a, S: Sink> Worker<'a, S> {
    /// A part that has seen nothing yet.
    pub(crate) fn new(frame: &'a Frame<'a>, task: Task<'a>, mut sink: S) -> Self {
        sink.begin(frame.rules.input);
        Self {
            frame,
            task,
            sink,
            symbols: Symbols::default(),
            counts: Counts::default(),
            index: Index::default(),
            quick: TimeCache::default(),
            shapes: Shapes::default(),
            signs: Default::default(),
            quantities: Vec::new(),
        }
    }

    /// Reads a block of whole records; `header` is where the header begins, if it does so here or after it.
    pub(crate) fn block(
        &mut self,
        bytes: &[u8],
        number: u32,
        header: Option<usize>,
    ) -> Result<(), Alarm> {
        let mut index = std::mem::take(&mut self.index);
        let marked = index.mark(bytes, self.frame.delimiter);
        let done = if index.beyond_ascii && std::str::from_utf8(bytes).is_err() {
            Err(Alarm::Encoding)
        } else {
            marked
                .map_err(|_| Alarm::Quotes)
                .and_then(|()| self.rows(bytes, &index, number, header))
        };
        self.index = index;
        done
    }

    fn rows(
        &mut self,
        bytes: &[u8],
        index: &Index,
        number: u32,
        header: Option<usize>,
    ) -> Result<(), Alarm> {
        let mut lines = Lines { bytes, before: 0, counted: 0 };
        let mut rows = Rows::of(bytes, index);
        let mut place = (number, 0);
        loop {
            // Shapes are looked up ahead, one right after the other, so that the processor need not wait for its memory at each row.
            let (mut hashes, mut seen) = ([None; BATCH], [None; BATCH]);
            let cleared = self.shapes.cleared;
            for (row, hash) in rows.clone().zip(&mut hashes) {
                *hash = self.hash(row);
            }
            for (hash, seen) in hashes.iter().zip(&mut seen) {
                *seen = hash.and_then(|hash| self.shapes.look(hash));
            }
            let before = place.1;
            for (seen, row) in seen.into_iter().zip(&mut rows) {
                let is_row = header.is_none_or(|header| row.start > header);
                if is_row && !self.row(row, place, seen.filter(|_| cleared == self.shapes.cleared))
                {
                    self.careful(row, place, lines.until(row.start))?;
                }
                place.1 += 1;
            }
            if place.1 == before {
                break;
            }
        }
        self.counts.lines.push((number, index.lines));
        Ok(())
    }

    /// Does with a row what is to be done; false where it has to be read in full.
    pub(crate) fn take(&mut self, row: Row, place: Place) -> bool {
        let seen = self.hash(row).and_then(|hash| self.shapes.look(hash));
        self.row(row, place, seen)
    }

    /// The hash of a row's named cells, where the task asks for them and the row has as many cells as the header.
    #[inline]
    fn hash(&self, row: Row) -> Option<Hash> {
        let is_whole = row.ends.len() == self.frame.rules.table.columns.len();
        let is_asked = !matches!(self.task, Task::Suspects(_));
        (is_whole && is_asked).then(|| self.shapes.hash(row, &self.frame.spans))
    }

    /// Does with a row what is to be done; false where it has to be read in full.
    #[inline]
    fn row(&mut self, row: Row, place: Place, seen: Option<Seen>) -> bool {
        let is_whole = row.ends.len() == self.frame.rules.table.columns.len();
        let is_done = match &self.task {
            Task::Without(places) if places.contains(&place) => true,
            Task::All | Task::Without(_) => is_whole && self.ordinary(row, seen),
            Task::Suspects(keys) => {
                is_whole
                    && matches!(self.frame.key(row), Some(Key::Id(key)) if !keys.contains(&key))
            }
        };
        self.counts.rows += u64::from(is_done);
        is_done
    }

    /// Reads a row that is like most rows; false where it is not.
    #[inline]
    fn ordinary(&mut self, row: Row, seen: Option<Seen>) -> bool {
        let frame = self.frame;
        let Some(micros) = self.quick.read(row.cell(frame.time), frame.utc) else { return false };
        let at = Instant::from_micros(micros);
        if frame.rules.options.not_after.is_some_and(|limit| at > limit)
            || frame.objects.iter().any(|column| row.begins_with(*column, b'{'))
        {
            return false;
        }
        let mut given: Given = None;
        for (nth, amount) in frame.rules.mapping.amounts.iter().enumerate() {
            match (row.number(amount.column, amount.format.mark), given) {
                (Number::None, _) => {}
                (Number::Nanos(nanos), None) => given = Some((nth, nanos)),
                // Only an amount that names its pool leaves room for another one.
                (Number::Nanos(_), Some((first, _)))
                    if frame.rules.mapping.amounts[first].pool.is_none() => {}
                (Number::Nanos(_) | Number::Odd, _) => return false,
            }
        }
        // What a reported amount is for does not matter, but that it can be read.
        let wanted = if given.is_some() { &frame.numbers[..1] } else { &frame.numbers };
        if !self.quantities(row, wanted) || (given.is_none() && frame.balances) {
            return false;
        }
        let seen = seen.unwrap_or_else(|| self.learn(row));
        let side = match self.shapes.side(&seen, given) {
            Side::New => self.shapes.settle(seen.shape, given, frame, &mut self.symbols),
            side => side,
        };
        let (kind, negated, weight) = match side {
            Side::Counted { kind, negated, weight } => (kind, negated, weight),
            Side::Ignored(reason) => {
                self.ignore(seen.shape, given, reason);
                return true;
            }
            Side::Odd | Side::New => return false,
        };
        if !self.remember(row) {
            return false;
        }
        self.counts.events += 1;
        let Self { sink, symbols, shapes, quantities, .. } = self;
        let event = || shapes.event(kind);
        if let Some((_, nanos)) = given {
            self.signs[weight as usize][sign(nanos)] += 1;
            sink.common(kind, at, if negated { -nanos } else { nanos }, symbols, event);
            return true;
        }
        let prompt = row.prompt(&frame.prompts, || sink.reads_prompt(kind, at, symbols, event));
        match (prompt, quantities.as_slice()) {
            (None, []) => sink.common(kind, at, 0, symbols, event),
            (None, [quantity]) => sink.counted(kind, at, *quantity, symbols, event),
            (prompt, quantities) => {
                let quantities =
                    quantities.iter().map(|(unit, n)| (*unit, Credits::nanos(*n))).collect();
                let event = Event { stamp: Stamp::At(at), prompt, quantities, ..event() };
                sink.event(&event, symbols);
            }
        }
        true
    }

    #[cold]
    fn ignore(&mut self, shape: u32, given: Given, reason: u32) {
        *self.counts.ignored.entry(self.shapes.reason(reason)).or_default() += 1;
        if let Some((_, nanos)) = given {
            self.signs[self.shapes.weight(shape) as usize][sign(nanos)] += 1;
        }
    }

    #[cold]
    fn learn(&mut self, row: Row) -> Seen {
        // A row just before it may have been the first of its shape.
        let hash = self.shapes.hash(row, &self.frame.spans);
        if let Some(seen) = self.shapes.look(hash) {
            return seen;
        }
        if self.shapes.is_full() {
            self.sink.forget();
            self.shapes.clear();
        }
        self.shapes.learn(row, hash, self.frame, &mut self.symbols)
    }

    /// Keeps what the row's duplicates are found by; false where that needs the whole row.
    #[inline]
    fn remember(&mut self, row: Row) -> bool {
        let frame = self.frame;
        if !matches!(self.task, Task::All) || frame.rules.options.dedupe == Dedupe::None {
            return true;
        }
        match frame.key(row) {
            Some(Key::Id(key)) => self.counts.keys.add(key, true),
            Some(Key::Unknown) => return false,
            None => {}
        }
        true
    }

    /// Takes what the row counts; false where that is to be looked at.
    #[inline]
    fn quantities(&mut self, row: Row, wanted: &[(Unit, Vec<(usize, DecimalMark)>)]) -> bool {
        self.quantities.clear();
        for (unit, columns) in wanted {
            for (column, mark) in columns {
                match row.number(*column, *mark) {
                    Number::None => continue,
                    Number::Nanos(nanos) if nanos >= 0 => self.quantities.push((*unit, nanos)),
                    Number::Nanos(_) | Number::Odd => return false,
                }
                break;
            }
        }
        true
    }

    /// Adds up the signs of what was read.
    pub(crate) fn settle(&mut self) {
        for (weight, rows) in SignVote::ALL.into_iter().zip(std::mem::take(&mut self.signs)) {
            for (sign, rows) in (-1..).zip(rows) {
                self.counts.signs.add(sign, rows, weight);
            }
        }
    }

    /// Reads a row as all rows of small files are read.
    #[cold]
    fn careful(&mut self, row: Row, place: Place, line: u32) -> Result<(), Alarm> {
        let record = row.record(u64::from(line) + 1);
        if record.is_blank() {
            return Ok(());
        }
        let rules = self.frame.rules;
        if matches!(self.task, Task::All) && !rules.agrees(&record) {
            return Err(Alarm::Format);
        }
        let (sink, symbols, counts) = (&mut self.sink, &mut self.symbols, &mut self.counts);
        rules.take(&record, place, line, &self.task, &mut Target { sink, symbols, counts });
        Ok(())
    }
}
