//! One reading of a text from its start to its end: in blocks and on several threads, or row by row.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::Digest as _;

use crate::base::Symbols;
use crate::ingest::ReadOptions;
use crate::ingest::event::outcome::Trouble;
use crate::ingest::event::outcome::{Alarm, Counts, Task};
use crate::ingest::event::reference::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::frame::Frame;
use crate::ingest::fast::worker;
use crate::ingest::record::blocks::{Block, Blocks, Stop};
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::run::all::hex;
use crate::ingest::run::in_order::InOrder;
use crate::ingest::run::lines::LineWorker;
use crate::ingest::run::rows::Format;
use crate::ingest::source::text::{Open, Text};

/// Threads where the machine does not say how many processors it has.
const THREADS: usize = 2;

/// How an input is to be taken: with or without keys, and what takes its events.
pub(crate) struct How<'a, S> {
    /// How to read.
    pub options: &'a ReadOptions,
    /// Whether rows without an id may be in another input too.
    pub whole: bool,
    /// Whether there are so many inputs that small ones had better be held: each that is not has sums of its own.
    pub many: bool,
    /// Makes what takes the events.
    pub new: &'a (dyn Fn() -> S + Sync),
}

/// How the rows of a text are found.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// In blocks of plain delimited text.
    Plain {
        /// Where the header begins.
        header: usize,
    },
    /// One after the other.
    Rows(Box<CsvReader>),
    /// In blocks of a JSON record per line.
    Lines(Lines),
}

/// What a reading leaves.
pub(crate) struct Run<S> {
    /// What took the events, one for each thread.
    pub parts: Vec<(S, Symbols)>,
    /// What became of the rows.
    pub counts: Counts,
    /// The digest of the file, where asked for.
    pub hash: Option<String>,
    /// How many places were not valid in the encoding and read as U+FFFD.
    pub replaced: u64,
    /// Why a compressed file is not complete, where it is not.
    pub cut: Option<String>,
}

/// Where a block is: its number, and the byte of the text at which it begins.
#[derive(Clone, Copy)]
struct At {
    number: u32,
    start: u64,
}

/// One thread's part of a reading in blocks.
trait Worker<S>: Send {
    /// Reads a block. `is_cut`: it is the last one, and ends within a row because the file is not complete.
    fn block(&mut self, block: &[u8], place: At, is_cut: bool) -> Result<(), Alarm>;

    /// What it leaves.
    fn end(self) -> (Counts, (S, Symbols));
}

impl<S> Run<S> {
    fn of(opened: &Open) -> Self {
        let found = opened.found.lock();
        let hash = found.hash.clone().map(|hash| hex(&hash.finalize()));
        Self {
            parts: Vec::new(),
            counts: Counts::default(),
            hash,
            replaced: found.replaced,
            cut: found.cut.clone(),
        }
    }
}

impl<S: Sink> Run<S> {
    /// Reads a text.
    pub(crate) fn new<'t>(
        text: &Text,
        way: &Way,
        rules: Rules,
        how: &How<S>,
        task: impl Fn() -> Task<'t> + Sync,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Trouble> {
        match way {
            Way::Plain { header } => {
                let frame = Frame::new(rules).ok_or(Trouble::Alarm(Alarm::Format))?;
                let new = |sink| PlainWorker {
                    worker: worker::Worker::new(&frame, task(), sink),
                    header: *header as u64,
                };
                Self::in_blocks(text, how, Blocks::new, new, progress)
            }
            Way::Lines(lines) => {
                let frame = Frame::new(rules);
                let new =
                    |sink| LineWorker::new(rules, task(), frame.as_ref(), lines.clone(), sink);
                Self::in_blocks(text, how, Blocks::of_lines, new, progress)
            }
            Way::Rows(pieces) => Self::in_order(text, pieces, rules, how, task(), progress),
        }
    }

    fn in_blocks<W: Worker<S>>(
        text: &Text,
        how: &How<S>,
        blocks: impl Fn(Box<dyn io::Read + Send>, usize) -> Blocks<Box<dyn io::Read + Send>>,
        new: impl Fn(S) -> W + Sync,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Trouble> {
        let sizes = how.options.blocks;
        let mut opened = text.open(how.options.hash).map_err(Trouble::Unreadable)?;
        let input = std::mem::replace(&mut opened.input, Box::new(io::empty()));
        let blocks = Mutex::new(blocks(input, sizes.size));
        let (trouble, is_over, done) =
            (Mutex::new(None), AtomicBool::new(false), AtomicU64::new(0));
        let work = |sink: S, told: &mut dyn FnMut(u64)| {
            let mut worker = new(sink);
            let mut block = Block::default();
            let give_up = |number: u32, why: Trouble| {
                is_over.store(true, Ordering::Relaxed);
                let mut first = trouble.lock().unwrap_or_else(PoisonError::into_inner);
                // Blocks are given out in their order and read to their end, so that the first trouble is always found.
                if first.as_ref().is_none_or(|(other, _)| number < *other) {
                    *first = Some((number, why));
                }
            };
            while !is_over.load(Ordering::Relaxed) {
                let (next, start, is_cut) = {
                    let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
                    let next = blocks.next(&mut block);
                    done.store(blocks.read, Ordering::Relaxed);
                    (next, blocks.start, blocks.is_open && opened.found.lock().cut.is_some())
                };
                match next {
                    Ok(None) => break,
                    Ok(Some(number)) => {
                        if let Err(alarm) = worker.block(&block, At { number, start }, is_cut) {
                            give_up(number, Trouble::Alarm(alarm));
                        }
                    }
                    Err(Stop::Io(error)) => give_up(u32::MAX, Trouble::Unreadable(error)),
                    Err(Stop::TooLong) => give_up(u32::MAX, Trouble::TooLong),
                }
                told(done.load(Ordering::Relaxed));
            }
            worker.end()
        };
        let processors = || std::thread::available_parallelism().ok().map(Into::into);
        let is_small = text.size <= sizes.small as u64;
        let threads =
            if is_small { 1 } else { sizes.threads.or_else(processors).unwrap_or(THREADS) };
        let work = &work;
        let results = std::thread::scope(|scope| {
            let first = (how.new)();
            let sinks: Vec<S> = (1..threads).map(|_| first.fork()).collect();
            let others: Vec<_> = sinks
                .into_iter()
                .map(|sink| scope.spawn(move || work(sink, &mut |_| {})))
                .collect();
            let mut results = vec![work(first, progress)];
            results.extend(others.into_iter().map(|other| {
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }));
            results
        });
        if let Some((_, trouble)) = trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(trouble);
        }
        let mut run = Self::of(&opened);
        for (counts, part) in results {
            run.counts.merge(counts);
            run.parts.push(part);
        }
        Ok(run)
    }

    fn in_order(
        text: &Text,
        pieces: &CsvReader,
        rules: Rules,
        how: &How<S>,
        task: Task,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Trouble> {
        let mut opened = text.open(how.options.hash).map_err(Trouble::Unreadable)?;
        let input = std::mem::replace(&mut opened.input, Box::new(io::empty()));
        let frame = Frame::new(rules);
        let mut taker = InOrder::new(rules, task, frame.as_ref(), (how.new)());
        let reading = Open { input, found: opened.found.clone() };
        Format::Delimited(Box::new(pieces.clone())).rows(
            reading,
            how.options.blocks.size,
            progress,
            &mut taker,
        )?;
        let (counts, part) = taker.end();
        Ok(Self { parts: vec![part], counts, ..Self::of(&opened) })
    }
}

struct PlainWorker<'a, S> {
    worker: worker::Worker<'a, S>,
    /// Where the header begins.
    header: u64,
}

impl<S: Sink> Worker<S> for PlainWorker<'_, S> {
    fn block(&mut self, block: &[u8], At { number, start }: At, is_cut: bool) -> Result<(), Alarm> {
        if is_cut {
            return Err(Alarm::Cut);
        }
        let header = self.header.checked_sub(start).and_then(|header| usize::try_from(header).ok());
        self.worker.block(block, number, header)
    }

    fn end(mut self) -> (Counts, (S, Symbols)) {
        self.worker.settle();
        (self.worker.counts, (self.worker.sink, self.worker.symbols))
    }
}

impl<S: Sink> Worker<S> for LineWorker<'_, S> {
    fn block(&mut self, block: &[u8], At { number, .. }: At, is_cut: bool) -> Result<(), Alarm> {
        self.block(block, number, is_cut)
    }

    fn end(self) -> (Counts, (S, Symbols)) {
        self.end()
    }
}
