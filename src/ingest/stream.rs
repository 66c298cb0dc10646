//! One input of plain delimited text, read block by block, a large one on several threads: nothing of it is held but sums.
//!
//! The first rows say who plays what, just as where all rows are held. All others are read on trust and looked at as they pass: where a
//! quote, a letter or a number does not fit what the head promised, all that was read is forgotten, and the caller reads the input
//! from its start by the careful way.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;
use hashbrown::HashSet;
use sha2::{Digest as _, Sha256};

use crate::base::{Symbols, Untrusted};
use crate::ingest::blocks::{Blocks, Stop};
use crate::ingest::dedupe::Keys;
use crate::ingest::ledger_kind;
use crate::ingest::mapping::Mapping;
use crate::ingest::plain::{Alarm, Counts, Frame, Place, Promise, Rejected, Suspect, Task, Worker};
use crate::ingest::read::hex;
use crate::ingest::record::Table;
use crate::ingest::sink::Sink;
use crate::ingest::source::{Content, Source};
use crate::ingest::{Error, Input, ReadOptions, decode, sniff};

/// Compressed and inflated bytes that may wait for each other.
const INFLATED: (usize, usize) = (256 << 10, 4);

/// Threads where the machine does not say how many processors it has.
const THREADS: usize = 2;

/// An input, read.
pub(super) struct Streamed<S> {
    source: Source,
    /// Index into the inputs.
    pub input: u32,
    /// Where the header begins.
    header: usize,
    /// Its columns; without rows.
    pub table: Table,
    /// Who plays what.
    pub mapping: Mapping,
    promise: Promise,
    /// Size of the file.
    pub bytes: u64,
    /// Its digest, where asked for.
    pub sha256: Option<String>,
    /// What became of its rows.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// Rows that could not be read, with their lines.
    pub rejects: Vec<(u64, Rejected)>,
    /// What duplicates are found by.
    pub keys: Keys,
    /// What took the events, one for each thread.
    pub parts: Vec<(S, Symbols)>,
}

/// What a run over an input leaves.
struct Run<S> {
    parts: Vec<(S, Symbols)>,
    counts: Counts,
    hash: Option<String>,
}

/// Why a run is given up.
enum Trouble {
    Alarm(Alarm),
    /// The input cannot be read on, or a record does not end.
    Stop,
}

/// How an input is to be taken: with or without keys, and what takes its events.
pub(super) struct How<'a, S> {
    /// How to read.
    pub options: &'a ReadOptions,
    /// Whether rows without an id may be in another input too.
    pub whole: bool,
    /// Whether there are so many inputs that small ones had better be held: each that is not has sums of its own.
    pub many: bool,
    /// Makes what takes the events of an input.
    pub new: &'a (dyn Fn() -> S + Sync),
}

impl<S: Sink> Streamed<S> {
    /// Reads an input, or gives it back where it is small or not plain, with what was found on the way. `progress` is told how many bytes are done.
    pub fn read(
        source: Source,
        input: u32,
        how: &How<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, (Source, Option<Alarm>)> {
        let mut alarm = None;
        match Self::attempt(&source, input, how, &mut alarm, progress) {
            Some(streamed) => Ok(streamed),
            None => Err((source, alarm)),
        }
    }

    fn attempt(
        source: &Source,
        input: u32,
        how: &How<S>,
        alarm: &mut Option<Alarm>,
        progress: &mut dyn FnMut(u64),
    ) -> Option<Self> {
        let options = how.options;
        let size = size(source)?;
        let is_utf8 = |label: &String| matches!(label.trim().to_ascii_lowercase().as_str(), "utf-8" | "utf8");
        if options.encoding.as_ref().is_some_and(|label| !is_utf8(label)) {
            return None;
        }
        let mut blocks = Blocks::new(open(source, false).ok()?.input, options.blocks.head);
        let mut head = Vec::new();
        blocks.next(&mut head).ok()??;
        if (blocks.is_over() && how.many) || head.len() > options.blocks.head {
            return None;
        }
        let decoded = decode::to_text(&head, None).ok().filter(|d| d.certain && !d.had_bom && d.replaced == 0)?;
        let path = Untrusted::from(source.path.as_str());
        let mut table = sniff::table(&path, &decoded.text, options).ok()??;
        if !matches!(table.format, "csv" | "tsv") || !table.broken.is_empty() || table.rows.is_empty() {
            return None;
        }
        let mut mapping = Mapping::of_table(&path, &table, options).ok()?;
        let promise = Promise::of(&table, &mapping)?;
        let header = line_start(&head, table.header_line?)?;
        table.rows = Vec::new();
        // Nobody waits for a small file to be read twice.
        let is_large = !blocks.is_over();
        drop(blocks);
        // Which sign is spend is decided by all amounts: where the head has it wrong, the rest is read once more.
        for _ in 0..2 {
            let frame = Frame::new(&table, &mapping, &promise, options, input, how.whole)?;
            let run = match run(source, &frame, header, how, || Task::All, progress) {
                Ok(run) => run,
                Err(trouble) => {
                    *alarm = is_large.then_some(match trouble {
                        Trouble::Alarm(alarm) => alarm,
                        Trouble::Stop => Alarm::Quotes,
                    });
                    return None;
                }
            };
            let sense = ledger_kind::sense(&table, &mapping, options, &run.counts.signs);
            let same = sense.spend_is_negative == mapping.sense.spend_is_negative;
            mapping.sense = sense;
            if same {
                let mut streamed = Self {
                    source: source.clone(),
                    input,
                    header,
                    table,
                    mapping,
                    promise,
                    bytes: size,
                    sha256: run.hash,
                    rows: 0,
                    events: 0,
                    ignored: BTreeMap::new(),
                    rejects: Vec::new(),
                    keys: Keys::default(),
                    parts: run.parts,
                };
                streamed.count(run.counts);
                return Some(streamed);
            }
        }
        None
    }

    fn count(&mut self, mut counts: Counts) {
        counts.lines.sort_unstable();
        counts.rejects.sort_by_key(|reject| (reject.block, reject.line));
        // Both are in the order of the file: the lines before each block are counted once.
        let (mut blocks, mut before) = (counts.lines.into_iter().peekable(), 0);
        let rejects = counts.rejects.into_iter().map(|reject| {
            while let Some((_, lines)) = blocks.next_if(|(number, _)| *number < reject.block) {
                before += u64::from(lines);
            }
            (before + u64::from(reject.line) + 1, reject)
        });
        self.rejects = rejects.collect();
        (self.rows, self.events, self.ignored) = (counts.rows, counts.events, counts.ignored);
        self.keys = counts.keys;
    }
}

impl<S> Streamed<S> {
    /// What the input is called.
    pub fn path(&self) -> &str {
        &self.source.path
    }

    /// Fills in what became of the rows that were not rejected.
    pub fn fill(&self, input: &mut Input) {
        input.events = self.events;
        input.ignored = self.ignored.iter().map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect();
    }
}

impl<S: Sink> Streamed<S> {
    /// What is compared of the rows with one of these keys, in the order of the file.
    pub fn suspects(&self, keys: &HashSet<u64>, how: &How<S>) -> Result<Vec<Suspect>, Error> {
        let run = self.again(how, || Task::Suspects(keys))?;
        let mut suspects = run.counts.suspects;
        suspects.sort_by_key(|suspect| suspect.place);
        Ok(suspects)
    }

    /// Takes all rows anew but these.
    pub fn without(&mut self, places: &HashSet<Place>, how: &How<S>) -> Result<(), Error> {
        let run = self.again(how, || Task::Without(places))?;
        self.parts = run.parts;
        self.count(run.counts);
        Ok(())
    }

    fn again<'t>(&self, how: &How<S>, task: impl Fn() -> Task<'t> + Sync) -> Result<Run<S>, Error> {
        let changed =
            || Error::Unreadable { path: self.source.path.as_str().into(), problem: "it changed while it was read".to_owned() };
        let frame =
            Frame::new(&self.table, &self.mapping, &self.promise, how.options, self.input, how.whole).ok_or_else(changed)?;
        run(&self.source, &frame, self.header, how, task, &mut |_| {}).map_err(|_| changed())
    }
}

/// Reads an input from its start to its end.
fn run<'t, S: Sink>(
    source: &Source,
    frame: &Frame,
    header: usize,
    how: &How<S>,
    task: impl Fn() -> Task<'t> + Sync,
    progress: &mut dyn FnMut(u64),
) -> Result<Run<S>, Trouble> {
    let sizes = how.options.blocks;
    let opened = open(source, how.options.hash).map_err(|_| Trouble::Stop)?;
    let blocks = Mutex::new(Blocks::new(opened.input, sizes.size));
    let (trouble, is_over, done) = (Mutex::new(None), AtomicBool::new(false), AtomicU64::new(0));
    let work = |sink: S, told: &mut dyn FnMut(u64)| {
        let mut worker = Worker::new(frame, task(), sink);
        let mut block = Vec::new();
        let give_up = |why: Trouble| {
            is_over.store(true, Ordering::Relaxed);
            trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
        };
        while !is_over.load(Ordering::Relaxed) {
            let next = {
                let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
                let next = blocks.next(&mut block);
                done.store(blocks.read, Ordering::Relaxed);
                next.map(|number| number.map(|number| (number, blocks.start)))
            };
            match next {
                Ok(None) => break,
                Ok(Some((number, start))) => {
                    let header = (header as u64).checked_sub(start).and_then(|header| usize::try_from(header).ok());
                    if let Err(alarm) = worker.block(&block, number, header) {
                        give_up(Trouble::Alarm(alarm));
                    }
                }
                Err(Stop::Io(_) | Stop::TooLong) => give_up(Trouble::Stop),
            }
            told(done.load(Ordering::Relaxed));
        }
        worker.settle();
        (worker.counts, (worker.sink, worker.symbols))
    };
    let processors = || std::thread::available_parallelism().ok().map(Into::into);
    let is_small = size(source).is_some_and(|size| size <= sizes.head as u64);
    let threads = if is_small { 1 } else { sizes.threads.or_else(processors).unwrap_or(THREADS) };
    let work = &work;
    let results = std::thread::scope(|scope| {
        let first = (how.new)();
        let sinks: Vec<S> = (1..threads).map(|_| first.fork()).collect();
        let others: Vec<_> = sinks.into_iter().map(|sink| scope.spawn(move || work(sink, &mut |_| {}))).collect();
        let mut results = vec![work(first, progress)];
        results.extend(others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
        results
    });
    if let Some(trouble) = trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(trouble);
    }
    let hash = opened.hash.map(|hash| hex(&hash.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize()));
    let mut run = Run { parts: Vec::new(), counts: Counts::default(), hash };
    for (counts, part) in results {
        run.counts.merge(counts);
        run.parts.push(part);
    }
    Ok(run)
}

/// An input's text from its start, without a byte order mark, inflated where it was compressed.
struct Open {
    input: Box<dyn Read + Send>,
    hash: Option<Arc<Mutex<Sha256>>>,
}

fn open(source: &Source, wants_hash: bool) -> io::Result<Open> {
    let mut input: Box<dyn Read + Send> = match &source.content {
        Content::Bytes(bytes) => Box::new(Cursor::new(bytes.clone())),
        Content::File(path) => Box::new(File::open(path)?),
        Content::Spool(spool) => Box::new(spool.open()?),
    };
    let hash = wants_hash.then(|| Arc::new(Mutex::new(Sha256::new())));
    if let Some(hash) = &hash {
        input = Box::new(Hashing { input, hash: Arc::clone(hash) });
    }
    let (first, input) = peek(input, decode::GZIP.len())?;
    let input: Box<dyn Read + Send> = if first == decode::GZIP { Box::new(Inflating::new(input)) } else { input };
    let (first, input) = peek(input, BOM.len())?;
    if first == BOM {
        let mut input = input;
        input.read_exact(&mut [0; BOM.len()])?;
        return Ok(Open { input, hash });
    }
    Ok(Open { input, hash })
}

/// The byte order mark of UTF-8.
const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The first bytes of an input, and the input with them.
fn peek(mut input: Box<dyn Read + Send>, most: usize) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut first = Vec::new();
    (&mut input).take(most as u64).read_to_end(&mut first)?;
    Ok((first.clone(), Box::new(Cursor::new(first).chain(input))))
}

/// Computes the digest of what is read.
struct Hashing {
    input: Box<dyn Read + Send>,
    hash: Arc<Mutex<Sha256>>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hash.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..read]);
        Ok(read)
    }
}

/// Inflates in a thread of its own.
struct Inflating {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Cursor<Vec<u8>>,
}

impl Inflating {
    fn new(input: Box<dyn Read + Send>) -> Self {
        let (send, chunks) = sync_channel(INFLATED.1);
        std::thread::spawn(move || {
            let mut inflated = MultiGzDecoder::new(BufReader::with_capacity(INFLATED.0, input));
            loop {
                let mut chunk = Vec::with_capacity(INFLATED.0);
                let read = (&mut inflated).take(INFLATED.0 as u64).read_to_end(&mut chunk);
                let is_last = !matches!(read, Ok(1..));
                // Nobody listens once the reading was given up.
                if send.send(read.map(|_| chunk)).is_err() || is_last {
                    break;
                }
            }
        });
        Self { chunks, chunk: Cursor::default() }
    }
}

impl Read for Inflating {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.chunks.recv() {
                Ok(chunk) => self.chunk = Cursor::new(chunk?),
                Err(_) => return Ok(0),
            }
            if self.chunk.get_ref().is_empty() {
                return Ok(0);
            }
        }
    }
}

/// Where a line begins.
fn line_start(text: &[u8], line: u64) -> Option<usize> {
    let before = usize::try_from(line).ok()?.checked_sub(1)?;
    if before == 0 { Some(0) } else { memchr::memchr_iter(b'\n', text).nth(before - 1).map(|at| at + 1) }
}

/// Bytes of an input; `None` where it cannot be read twice.
fn size(source: &Source) -> Option<u64> {
    match &source.content {
        Content::Bytes(bytes) => Some(bytes.len() as u64),
        Content::Spool(spool) => spool.open().and_then(|file| file.metadata()).ok().map(|meta| meta.len()),
        Content::File(path) => std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len()),
    }
}
