//! Rows of plain delimited text → events, without a copy of a row that need not be made.
//!
//! Most rows of a large log differ in their time and their amount alone. What their named cells say (app, user, operation, …) is
//! found out once for each distinct set of them, by [`Reader::shape`], and remembered by their bytes. A row that is in any way
//! out of the ordinary is read by [`Reader::read`], as all rows of small files are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::base::untrusted::unguard;
use crate::base::{Credits, Instant, Stamp, Symbols, Zone};
use crate::event::{Event, Outcome, Reported, Unit};
use crate::ingest::amount::{self, Amount};
use crate::ingest::dedupe::{self, Keys};
use crate::ingest::event::{Reader, Verdict, authority, tells};
use crate::ingest::index::Index;
use crate::ingest::ledger_kind::{self, Entry, Kind, Signs};
use crate::ingest::mapping::{AmountColumn, Mapping, read_number};
use crate::ingest::metadata::Metadata;
use crate::ingest::record::{Record, Table};
use crate::ingest::roles::Role;
use crate::ingest::sink::Sink;
use crate::ingest::stamp::Quick;
use crate::ingest::{DecimalMark, Dedupe, ReadOptions};

/// Distinct sets of named cells that are remembered at once.
const MOST_SHAPES: usize = 1 << 16;

/// The roles whose cells make a row's shape.
const SHAPE: [Role; 13] = [
    Role::Pool,
    Role::Operation,
    Role::Model,
    Role::App,
    Role::User,
    Role::Feature,
    Role::Files,
    Role::Scope,
    Role::Status,
    Role::Error,
    Role::Kind,
    Role::From,
    Role::Vendor,
];

/// Why an input is read by other means, from its start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alarm {
    /// Quotes or line ends that a parser has to look at.
    Quotes,
    /// Not UTF-8.
    Encoding,
    /// A cell that its column's format was not decided by.
    Format,
}

impl Alarm {
    /// What was found, to begin a sentence with.
    pub const fn found(self) -> &'static str {
        match self {
            Self::Quotes => "beyond its beginning, quotes or line ends do not match",
            Self::Encoding => "beyond its beginning, some of it is not UTF-8",
            Self::Format => "beyond its beginning, some times or numbers are written in another way",
        }
    }
}

/// What is the same for all rows of an input.
pub struct Frame<'a> {
    /// Its columns; the rows are elsewhere.
    pub table: &'a Table,
    /// Who plays what.
    pub mapping: &'a Mapping,
    /// How to read.
    pub options: &'a ReadOptions,
    /// Index into the inputs.
    pub input: u32,
    /// What stands between cells.
    pub delimiter: u8,
    /// Whether rows without an id are compared as a whole.
    pub whole: bool,
    /// Where the times are.
    time: usize,
    /// Whether a time without an offset is UTC.
    utc: bool,
    /// Runs of columns next to each other whose cells make the shape: first and last.
    spans: Vec<(usize, usize)>,
    metadata: Vec<usize>,
    /// Where the quantities are, and how they are written; the canonical one first.
    numbers: Vec<(Unit, Vec<(usize, DecimalMark)>)>,
    balances: bool,
    promise: &'a Promise,
}

impl<'a> Frame<'a> {
    /// `None` where no row of such an input is ordinary.
    pub fn new(
        table: &'a Table,
        mapping: &'a Mapping,
        promise: &'a Promise,
        options: &'a ReadOptions,
        input: u32,
        whole: bool,
    ) -> Option<Self> {
        let first = mapping.times.first()?;
        let regular = mapping.clock.is_none()
            && mapping.neighbour.is_none()
            && mapping.unit_column.is_none()
            && !mapping.sense.captures
            && !first.format.serial
            && mapping.amounts.iter().all(|amount| amount.format.stray.is_none())
            && mapping.numbers.values().all(|format| format.stray.is_none());
        let delimiter = u8::try_from(table.delimiter?).ok()?;
        let mut columns: Vec<usize> = SHAPE.iter().flat_map(|role| mapping.of(*role)).copied().collect();
        columns.extend(mapping.of(Role::Provider).iter().chain(&mapping.sample));
        columns.sort_unstable();
        columns.dedup();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for column in columns {
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == column => *last = column,
                _ => spans.push((column, column)),
            }
        }
        let mark = |column: &usize| mapping.numbers.get(column).map_or(DecimalMark::Point, |format| format.mark);
        let columns_of = |role: Role| mapping.of(role).iter().map(|column| (*column, mark(column))).collect();
        let of = |roles: &[Role]| roles.iter().flat_map(|role| mapping.of(*role)).copied().collect::<Vec<_>>();
        regular.then(|| Self {
            table,
            mapping,
            options,
            input,
            delimiter,
            whole,
            time: first.column,
            utc: first.utc || options.naive_zone == Zone::Utc,
            spans,
            metadata: of(&[Role::Metadata, Role::Prompt]),
            numbers: Role::QUANTITIES.iter().filter_map(|role| Some((role.unit()?, columns_of(*role)))).collect(),
            promise,
            balances: !mapping.of(Role::BalanceBefore).is_empty() && !mapping.of(Role::BalanceAfter).is_empty(),
        })
    }
}

/// What a row's duplicates are found by.
enum Key {
    /// By its id.
    Id(u64),
    /// By what has to be found out from the whole row.
    Unknown,
}

/// What the rows of the head say about the columns, which further rows must not change.
#[derive(Debug)]
pub struct Promise {
    /// For each amount column, whether it holds numbers: then cells that are none are rejected one by one.
    settled: Vec<bool>,
}

impl Promise {
    /// `None` where the head says too little.
    pub fn of(table: &Table, mapping: &Mapping) -> Option<Self> {
        let is_number =
            |amount: &AmountColumn, row| matches!(amount.read(row), Ok(Amount::Value { money: false, .. } | Amount::Word(_)));
        let settled = mapping.amounts.iter().map(|amount| table.rows.iter().any(|row| is_number(amount, row))).collect();
        table.filled(mapping.times.first()?.column).next().map(|_| Self { settled })
    }
}

/// What became of the rows of some blocks.
#[derive(Debug, Default)]
pub struct Counts {
    /// Records that are not blank, without the header.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// Rows that could not be read, with the number of their block and the line within it.
    pub rejects: Vec<Rejected>,
    /// Newlines of each block, by its number.
    pub lines: Vec<(u32, u32)>,
    /// The signs of the amounts.
    pub signs: Signs,
    /// What duplicates are found by.
    pub keys: Keys,
    /// Rows that may be duplicates, where they were asked for: block, row of the block, what is compared, newlines before it.
    pub suspects: Vec<Suspect>,
}

impl Counts {
    /// Adds another part's.
    pub fn merge(&mut self, mut other: Self) {
        self.rows += other.rows;
        self.events += other.events;
        for (reason, rows) in other.ignored {
            *self.ignored.entry(reason).or_default() += rows;
        }
        self.rejects.append(&mut other.rejects);
        self.lines.append(&mut other.lines);
        self.signs.merge(&other.signs);
        self.keys.append(&mut other.keys);
        self.suspects.append(&mut other.suspects);
    }
}

/// A row that could not be read.
#[derive(Debug)]
pub struct Rejected {
    /// Number of the block.
    pub block: u32,
    /// Newlines before it in that block.
    pub line: u32,
    /// Why.
    pub reason: &'static str,
    /// The column at fault.
    pub column: Option<usize>,
    /// What stands there.
    pub excerpt: String,
}

/// A row whose key occurs more than once.
#[derive(Debug)]
pub struct Suspect {
    /// The block and the row's place in it.
    pub place: Place,
    /// What is compared.
    pub row: dedupe::Row,
    /// The outcome of its first event.
    pub outcome: Outcome,
}

/// A row's place: the number of its block, and its own in there.
pub type Place = (u32, u32);

/// What is done with rows beyond reading them.
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

/// A row of a block.
#[derive(Clone, Copy)]
struct Row<'b> {
    bytes: &'b [u8],
    start: usize,
    ends: &'b [u32],
}

impl<'b> Row<'b> {
    /// A cell as it stands there, with its quotes.
    #[inline]
    fn raw(&self, column: usize) -> &'b [u8] {
        self.span(column, column)
    }

    /// Cells next to each other, with what stands between them.
    #[inline]
    fn span(&self, first: usize, last: usize) -> &'b [u8] {
        let start = if first == 0 { self.start } else { self.ends[first - 1] as usize + 1 };
        let end = self.ends[last] as usize;
        let end = if last + 1 == self.ends.len() && end > start && self.bytes[end - 1] == b'\r' { end - 1 } else { end };
        &self.bytes[start..end]
    }

    /// A cell without the quotes around it, where nothing is quoted within.
    #[inline]
    fn cell(&self, column: usize) -> &'b [u8] {
        match self.raw(column) {
            [b'"', inner @ .., b'"'] => inner,
            raw => raw,
        }
    }

    /// What the prompt says, where it says something, is no object and is wanted.
    fn prompt(&self, frame: &Frame, mut is_wanted: impl FnMut() -> bool) -> Option<Box<str>> {
        frame.mapping.of(Role::Prompt).iter().find_map(|column| {
            if self.cell(*column).is_empty() || !is_wanted() {
                return None;
            }
            let text = String::from_utf8_lossy(self.cell(*column));
            let text = if text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { text };
            let text = unguard(text.trim()).trim();
            (!text.is_empty() && !text.starts_with('{')).then(|| text.into())
        })
    }

    /// All of it, as text.
    fn record(&self, line: u64) -> Record {
        let mut record = Record::at(line);
        for column in 0..self.ends.len() {
            let text = String::from_utf8_lossy(self.cell(column));
            if self.raw(column).first() == Some(&b'"') && text.contains('"') {
                record.push(&text.replace("\"\"", "\""));
            } else {
                record.push(&text);
            }
        }
        record
    }
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
            self.counts.signs.add(nanos.signum(), 1, known.status, known.kind);
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
            self.counts.signs.add(*sign, std::mem::take(rows), known.status, known.kind);
        }
    }

    /// Reads a row as all rows of small files are read.
    #[cold]
    fn careful(&mut self, row: Row, place: Place, line: u32) -> Result<(), Alarm> {
        let record = row.record(u64::from(line) + 1);
        if record.is_blank() {
            return Ok(());
        }
        let frame = self.frame;
        if matches!(self.task, Task::All) && !frame.agrees(&record) {
            return Err(Alarm::Format);
        }
        self.counts.rows += 1;
        let mut reader = frame.reader(&mut self.symbols);
        if matches!(self.task, Task::All)
            && let Some(sign) = frame.first_sign(&record)
        {
            let shape = reader.shape(&record, &Metadata::default());
            self.counts.signs.add(sign, 1, shape.status, shape.kind);
        }
        match reader.read(&record, frame.input) {
            Ok(Verdict::Events(events)) => {
                let outcome = events.first().map_or(Outcome::Ok, |event| event.outcome);
                if !matches!(self.task, Task::Without(_)) && frame.options.dedupe != Dedupe::None {
                    self.suspect(&record, &events, place, outcome);
                }
                if matches!(self.task, Task::Suspects(_)) {
                    return Ok(());
                }
                if outcome.is_usage() {
                    self.counts.events += 1;
                } else {
                    *self.counts.ignored.entry(outcome.name()).or_default() += 1;
                }
                for event in &events {
                    self.sink.event(event, &self.symbols);
                }
            }
            Ok(Verdict::Ignored(reason)) => *self.counts.ignored.entry(reason).or_default() += 1,
            Err(refusal) => self.counts.rejects.push(Rejected {
                block: place.0,
                line,
                reason: refusal.reason,
                column: refusal.column,
                excerpt: refusal.excerpt,
            }),
        }
        Ok(())
    }

    fn suspect(&mut self, record: &Record, events: &[Event], place: Place, outcome: Outcome) {
        let frame = self.frame;
        let operation = events.first().and_then(|event| event.operation).map(|symbol| self.symbols.name(symbol));
        let updated = frame.mapping.updated_at(record, frame.options);
        let row = dedupe::Row::new(frame.table, record, events, operation, updated, frame.options.dedupe);
        let Some((key, by_id)) = row.key(frame.options.dedupe) else { return };
        match &self.task {
            Task::All if by_id || frame.whole => self.counts.keys.add(key, by_id),
            Task::Suspects(keys) if keys.contains(&key) => self.counts.suspects.push(Suspect { place, row, outcome }),
            _ => {}
        }
    }
}

impl Frame<'_> {
    /// What the row's duplicates are found by; `None` where it cannot have any.
    #[inline]
    fn key(&self, row: Row) -> Option<Key> {
        let ids = self.mapping.of(Role::Id);
        let without = (self.whole && self.options.dedupe != Dedupe::Id).then_some(Key::Unknown);
        let (true, Some(column)) = (matches!(self.options.dedupe, Dedupe::Auto | Dedupe::Id), ids.first()) else {
            return without;
        };
        match row.cell(*column) {
            [] if ids.len() == 1 => without,
            // Nothing to trim, and no quotes within.
            id @ ([first, .., last] | [first @ last])
                if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() && !id.contains(&b'"') =>
            {
                Some(Key::Id(dedupe::id_key(id)))
            }
            _ => Some(Key::Unknown),
        }
    }

    fn reader<'s>(&'s self, symbols: &'s mut Symbols) -> Reader<'s> {
        Reader { table: self.table, mapping: self.mapping, options: self.options, symbols }
    }

    /// Whether the columns of times and numbers would be read in the same way, had this row been among those that they were decided by.
    fn agrees(&self, record: &Record) -> bool {
        let time = |column: usize| self.mapping.times.iter().filter(move |time| time.column == column);
        let times = self.options.date_order.is_some()
            || self.mapping.times.iter().all(|t| time(t.column).all(|time| time.format.agrees(record.cell(t.column))));
        let number =
            |column: usize, format: &amount::AmountFormat| self.options.decimal.is_some() || format.agrees(record.cell(column));
        let leaves = |(amount, settled): (&AmountColumn, &bool)| match amount.read(record) {
            Ok(Amount::Value { money, .. }) => !money,
            Ok(Amount::Empty | Amount::Word(_)) => true,
            Err(_) => *settled,
        };
        times
            && self.mapping.amounts.iter().all(|amount| number(amount.column, &amount.format))
            && self.mapping.numbers.iter().all(|(column, format)| number(*column, format))
            && (self.mapping.is_forced(Role::Credits) || self.mapping.amounts.iter().zip(&self.promise.settled).all(leaves))
    }

    /// The sign of the amount that is seen first.
    fn first_sign(&self, record: &Record) -> Option<i64> {
        self.mapping.amounts.iter().find_map(|amount| match read_number(record, amount.column, &amount.format) {
            Ok(Amount::Value { credits, .. }) => Some(i64::from(credits.is_positive()) - i64::from(credits.is_negative())),
            _ => None,
        })
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
