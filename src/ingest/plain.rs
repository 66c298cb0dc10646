//! Rows of plain delimited text → events, without a copy of a row that need not be made.
//!
//! Most rows of a large log differ in their time and their amount alone. What their named cells say (app, user, operation, …) is
//! found out once for each distinct set of them, by [`Reader::shape`](super::event::Reader::shape), and remembered by their bytes. A row that is in any way
//! out of the ordinary is read by [`Reader::read`](super::event::Reader::read), as all rows of small files are.

mod counts;
mod frame;
mod row;

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::base::{Credits, Instant, Stamp, Symbols};
use crate::event::{Event, Outcome, Reported, Unit};
use crate::ingest::careful::Target;
use crate::ingest::event::{authority, tells};
use crate::ingest::index::Index;
use crate::ingest::ledger_kind::{self, Entry, Kind};
use crate::ingest::metadata::Metadata;
use crate::ingest::sink::Sink;
use crate::ingest::stamp::Quick;
use crate::ingest::{DecimalMark, Dedupe, amount};

pub use counts::{Counts, Place, Rejected, Suspect};
pub use frame::Frame;

use frame::Key;
use row::Row;

/// Distinct sets of named cells that are remembered at once.
const MOST_SHAPES: usize = 1 << 16;

/// Why an input is read by other means, from its start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alarm {
    /// Quotes or line ends that a parser has to look at.
    Quotes,
    /// Not UTF-8.
    Encoding,
    /// A cell that its column's format was not decided by.
    Format,
    /// A field that no record of the beginning has.
    Fields,
    /// A compressed file that ends within a row.
    Cut,
}

impl Alarm {
    /// What was found, to begin a sentence with.
    pub const fn found(self) -> &'static str {
        match self {
            Self::Quotes => "beyond its beginning, quotes or line ends do not match",
            Self::Encoding => "beyond its beginning, some of it is not UTF-8",
            Self::Format => "beyond its beginning, some times or numbers are written in another way",
            Self::Fields => "beyond its beginning, some records have further fields",
            Self::Cut => "it ends within a row",
        }
    }
}

/// What is done with rows beyond reading them.
#[derive(Clone, Copy)]
pub enum Task<'a> {
    /// Take every row, and keep its key.
    All,
    /// Take none; keep what is compared of the rows with one of these keys.
    Suspects(&'a hashbrown::HashSet<u64>),
    /// Take every row but these.
    Without(&'a hashbrown::HashSet<Place>),
}

/// How a row of a shape counts, by the column and the sign of its amount.
#[derive(Clone, Copy, Debug)]
enum Side {
    /// Not found out yet.
    New,
    /// As an event of that kind; whether its amount changes its sign.
    Counted { kind: u32, negated: bool, usage: bool },
    /// Not usage.
    Ignored(&'static str),
    /// To be read in full.
    Odd,
}

/// Where a shape is found: by 128 bits of its cells' hash, which is keyed anew in each run, so that nobody can make two shapes one.
#[derive(Clone, Copy, Debug)]
struct Hot {
    hash: u128,
    at: u32,
    /// How rows without an amount count, and those with a first amount below zero, zero and above, where they are ordinary.
    kinds: [u32; 4],
    /// Which of them change their sign.
    negated: [bool; 4],
}

/// Nothing is known of such rows yet, or they are not ordinary.
const NO_KIND: u32 = u32::MAX;

/// What is remembered of a shape.
#[derive(Debug)]
struct Known {
    ignored: Option<&'static str>,
    event: Event,
    kind: Option<Kind>,
    status: Option<Outcome>,
    /// What the status says of the sign.
    told: Option<Outcome>,
    /// For each amount column: below zero, zero, above.
    sides: Vec<[Side; 3]>,
    /// Without an amount.
    bare: Side,
}

/// One thread's part of an input.
pub struct Worker<'a, S> {
    frame: &'a Frame<'a>,
    task: Task<'a>,
    /// What takes the events.
    pub sink: S,
    /// The names in them.
    pub symbols: Symbols,
    /// What became of the rows.
    pub counts: Counts,
    index: Index,
    quick: Quick,
    seed: u64,
    places: HashTable<Hot>,
    known: Vec<Known>,
    kinds: Vec<Event>,
    /// Rows of each kind.
    rows: Vec<u64>,
    /// The shape of each kind, and the sign of its amounts.
    kinds_of: Vec<(usize, i64)>,
    key: Vec<u8>,
    /// What the row that is read counts.
    quantities: Vec<(Unit, Credits)>,
}

impl<'a, S: Sink> Worker<'a, S> {
    /// A part that has seen nothing yet.
    pub fn new(frame: &'a Frame<'a>, task: Task<'a>, mut sink: S) -> Self {
        sink.begin(frame.input);
        Self {
            frame,
            task,
            sink,
            symbols: Symbols::default(),
            counts: Counts::default(),
            index: Index::default(),
            quick: Quick::default(),
            seed: hashbrown::DefaultHashBuilder::default().hash_one(0_u8),
            places: HashTable::new(),
            known: Vec::new(),
            kinds: Vec::new(),
            rows: Vec::new(),
            kinds_of: Vec::new(),
            key: Vec::new(),
            quantities: Vec::new(),
        }
    }

    /// Reads a block of whole records; `header` is where the header begins, if it does so here.
    pub fn block(&mut self, bytes: &[u8], number: u32, header: Option<usize>) -> Result<(), Alarm> {
        if !bytes.is_ascii() && std::str::from_utf8(bytes).is_err() {
            return Err(Alarm::Encoding);
        }
        let mut index = std::mem::take(&mut self.index);
        let done = index
            .mark(bytes, self.frame.delimiter)
            .map_err(|_| Alarm::Quotes)
            .and_then(|()| self.rows(bytes, &index, number, header));
        self.index = index;
        done
    }

    fn rows(&mut self, bytes: &[u8], index: &Index, number: u32, header: Option<usize>) -> Result<(), Alarm> {
        let width = self.frame.table.columns.len();
        let (mut first, mut start) = (0, 0);
        // Lines are counted up to a row only where its line is needed.
        let mut lines = (0, 0);
        let ends = index.ends();
        for (at, last) in index.rows().iter().enumerate() {
            let last = *last as usize;
            let row = Row { bytes, start, ends: &ends[first..last] };
            first = last;
            start = ends[last - 1] as usize + 1;
            if header.is_some_and(|header| row.start <= header) {
                continue;
            }
            let place = (number, u32::try_from(at).unwrap_or(u32::MAX));
            if let Task::Without(places) = &self.task
                && places.contains(&place)
            {
                self.counts.rows += 1;
                continue;
            }
            let is_done = row.ends.len() == width
                && match &self.task {
                    Task::All | Task::Without(_) => self.ordinary(row),
                    Task::Suspects(keys) => matches!(self.frame.key(row), Some(Key::Id(key)) if !keys.contains(&key)),
                };
            if is_done {
                self.counts.rows += 1;
                continue;
            }
            let line = lines.0 + newlines(&bytes[lines.1..row.start]);
            lines = (line, row.start);
            self.careful(row, place, line)?;
        }
        self.counts.lines.push((number, index.lines));
        Ok(())
    }

    /// Reads a row that is like most rows; false where it is not.
    #[inline]
    fn ordinary(&mut self, row: Row) -> bool {
        let frame = self.frame;
        let Some(micros) = self.quick.read(row.cell(frame.time), frame.utc) else { return false };
        let at = Instant::from_micros(micros);
        if frame.options.not_after.is_some_and(|limit| at > limit)
            || frame.metadata.iter().any(|c| row.cell(*c).first() == Some(&b'{'))
        {
            return false;
        }
        let mut given = None;
        for (nth, amount) in frame.mapping.amounts.iter().enumerate() {
            let cell = row.cell(amount.column);
            if cell.is_empty() {
                continue;
            }
            match given {
                None => match amount::nanos(cell, amount.format.mark) {
                    Some(nanos) => given = Some((nth, nanos)),
                    None => return false,
                },
                // Only an amount that names its pool leaves room for another one.
                Some((first, _)) if frame.mapping.amounts[first].pool.is_some() => return false,
                Some(_) if amount::nanos(cell, amount.format.mark).is_some() => {}
                Some(_) => return false,
            }
        }
        // What a reported amount is for does not matter, but that it can be read.
        let wanted = if given.is_some() { &frame.numbers[..1] } else { &frame.numbers };
        if !self.quantities(row, wanted) || (given.is_none() && frame.balances) {
            return false;
        }
        let hot = self.shape(row);
        let place = match given {
            None => Some(0),
            Some((0, nanos)) => Some(1 + sign(nanos)),
            Some(_) => None,
        };
        let known = place.map_or((NO_KIND, false), |place| (hot.kinds[place], hot.negated[place]));
        let (kind, negated) = if known.0 == NO_KIND {
            match self.side(hot, given, place) {
                Side::Counted { kind, negated, usage: true } => (kind, negated),
                Side::Ignored(reason) => {
                    self.ignore(hot, given, reason);
                    return true;
                }
                Side::Counted { .. } | Side::Odd | Side::New => return false,
            }
        } else {
            known
        };
        if !self.remember(row) {
            return false;
        }
        self.counts.events += 1;
        self.rows[kind as usize] += 1;
        let event = &self.kinds[kind as usize];
        if let Some((_, nanos)) = given {
            let nanos = if negated { -nanos } else { nanos };
            self.sink.common(kind, event, at, nanos, &self.symbols);
            return true;
        }
        let prompt = row.prompt(frame, || self.sink.reads_prompt(kind, event, at, &self.symbols));
        if prompt.is_none() && self.quantities.is_empty() {
            self.sink.common(kind, event, at, 0, &self.symbols);
        } else {
            let quantities = self.quantities.clone();
            let event = Event { stamp: Stamp::At(at), prompt, quantities, ..event.clone() };
            self.sink.event(&event, &self.symbols);
        }
        true
    }

    #[cold]
    fn ignore(&mut self, hot: Hot, given: Option<(usize, i64)>, reason: &'static str) {
        *self.counts.ignored.entry(reason).or_default() += 1;
        if let Some((_, nanos)) = given {
            let known = &self.known[hot.at as usize];
            self.counts.signs.add(nanos.signum(), 1, known.told, known.kind);
        }
    }

    /// Keeps what the row's duplicates are found by; false where that needs the whole row.
    #[inline]
    fn remember(&mut self, row: Row) -> bool {
        let frame = self.frame;
        if !matches!(self.task, Task::All) || frame.options.dedupe == Dedupe::None {
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
            let filled = columns.iter().map(|(column, mark)| (row.cell(*column), *mark)).find(|(cell, _)| !cell.is_empty());
            let Some((cell, mark)) = filled else { continue };
            match amount::nanos(cell, mark) {
                Some(nanos) if nanos >= 0 => self.quantities.push((*unit, Credits::nanos(nanos))),
                _ => return false,
            }
        }
        true
    }

    /// What is known of the row's shape.
    #[inline]
    fn shape(&mut self, row: Row) -> Hot {
        let hash = match self.frame.spans.as_slice() {
            [(first, last)] => xxh3_128_with_seed(row.span(*first, *last), self.seed),
            spans => {
                self.key.clear();
                for (first, last) in spans {
                    self.key.extend_from_slice(row.span(*first, *last));
                    // No text holds this byte.
                    self.key.push(0xff);
                }
                xxh3_128_with_seed(&self.key, self.seed)
            }
        };
        match self.places.find(upper(hash), |hot| hot.hash == hash) {
            Some(hot) => *hot,
            None => self.learn(row, hash),
        }
    }

    #[cold]
    fn learn(&mut self, row: Row, hash: u128) -> Hot {
        if self.known.len() >= MOST_SHAPES {
            self.settle();
            self.sink.forget();
            self.places.clear();
            self.known.clear();
            self.kinds.clear();
            self.rows.clear();
            self.kinds_of.clear();
        }
        let record = row.record(0);
        let mut reader = self.frame.reader(&mut self.symbols);
        let ignored = reader.ignored(&record);
        let mut shape = reader.shape(&record, &Metadata::default());
        shape.event.provenance.input = self.frame.input;
        let at = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.known.push(Known {
            ignored,
            event: shape.event,
            kind: shape.kind,
            status: shape.status,
            told: ledger_kind::told(self.frame.mapping, &record),
            sides: vec![[Side::New; 3]; self.frame.mapping.amounts.len()],
            bare: Side::New,
        });
        let hot = Hot { hash, at, kinds: [NO_KIND; 4], negated: [false; 4] };
        self.places.insert_unique(upper(hash), hot, |hot| upper(hot.hash));
        hot
    }

    /// How a row of a shape counts. Where it is ordinary and at a `place` of its own, that is kept there.
    #[cold]
    fn side(&mut self, hot: Hot, given: Option<(usize, i64)>, place: Option<usize>) -> Side {
        let known = &self.known[hot.at as usize];
        if let Some(reason) = known.ignored {
            return Side::Ignored(reason);
        }
        let side = given.map_or(known.bare, |(nth, nanos)| known.sides[nth][sign(nanos)]);
        let Side::New = side else { return side };
        let side = self.find_side(hot.at as usize, given);
        if let (Side::Counted { kind, negated, usage: true }, Some(place)) = (side, place)
            && let Some(hot) = self.places.find_mut(upper(hot.hash), |other| other.hash == hot.hash)
        {
            (hot.kinds[place], hot.negated[place]) = (kind, negated);
        }
        side
    }

    #[cold]
    fn find_side(&mut self, shape: usize, given: Option<(usize, i64)>) -> Side {
        let known = &mut self.known[shape];
        let mut event = known.event.clone();
        let side = if let Some((nth, nanos)) = given {
            let amount = &self.frame.mapping.amounts[nth];
            let column = &self.frame.table.columns[amount.column];
            let one = Credits::whole(nanos.signum());
            match (known.kind, ledger_kind::entry(&self.frame.mapping.sense, known.kind, known.status, one, false)) {
                (Some(Kind::Ignored(reason)), _) | (_, Entry::Ignored(reason)) => Side::Ignored(reason),
                (_, Entry::Unknown | Entry::Counted(Outcome::Blocked, _)) => Side::Odd,
                (_, Entry::Counted(outcome, credits)) => {
                    event.outcome = outcome;
                    event.pool = amount.pool.or(event.pool);
                    let name = self.symbols.intern(&column.raw);
                    event.reported = Some(Reported { credits, column: name, authority: authority(&column.name.plain) });
                    let kind = self.new_kind(event, shape, nanos.signum());
                    Side::Counted { kind, negated: credits != one, usage: outcome.is_usage() }
                }
            }
        } else if !tells(&event) || !event.outcome.is_usage() {
            Side::Odd
        } else {
            Side::Counted { kind: self.new_kind(event, shape, 0), negated: false, usage: true }
        };
        let known = &mut self.known[shape];
        match given {
            Some((nth, nanos)) => known.sides[nth][sign(nanos)] = side,
            None => known.bare = side,
        }
        side
    }

    fn new_kind(&mut self, event: Event, shape: usize, sign: i64) -> u32 {
        self.kinds.push(event);
        self.rows.push(0);
        self.kinds_of.push((shape, sign));
        u32::try_from(self.kinds.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds up the signs of what is known.
    pub fn settle(&mut self) {
        for (rows, (shape, sign)) in self.rows.iter_mut().zip(&self.kinds_of) {
            let known = &self.known[*shape];
            self.counts.signs.add(*sign, std::mem::take(rows), known.told, known.kind);
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

#[inline]
fn sign(nanos: i64) -> usize {
    match nanos.signum() {
        -1 => 0,
        0 => 1,
        _ => 2,
    }
}

/// The half of a hash that places it.
fn upper(hash: u128) -> u64 {
    (hash >> 64) as u64
}

fn newlines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}
