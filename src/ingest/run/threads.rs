//! Makes one pass over a text: several threads read blocks, or one thread reads the rows in order.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::Digest as _;

use crate::base::{Symbols, hex};
use crate::ingest::ReadOptions;
use crate::ingest::event::outcome::{Counts, LineAt, Pass, ReadError, Restart};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::plan::FastPlan;
use crate::ingest::record::blocks::{Block, BlockEnd, Blocks, Stop};
use crate::ingest::record::json::lines::Lines;
use crate::ingest::run::handler::{RowBlock, RowHandler};
use crate::ingest::run::in_order::InOrder;
use crate::ingest::run::lines::LineWorker;
use crate::ingest::run::rows::RecordReader;
use crate::ingest::source::text::{Found, Shared as SharedFound, Text};

/// The number of threads if the number of processors is unknown.
const THREADS: usize = 2;

/// How all inputs of a run are read.
pub(crate) struct RunOptions<'a, S> {
    /// The user's options.
    pub options: &'a ReadOptions,
    /// Whether there are several inputs. If so, rows without an id are compared as a whole.
    pub has_many: bool,
    /// Makes a sink for an input.
    pub new: &'a (dyn Fn(u32) -> S + Sync),
}

/// How the rows of a text are found.
#[derive(Clone, Debug)]
pub(crate) enum Strategy {
    /// Several threads read blocks of plain delimited text.
    Blocks {
        /// The byte at which the header begins.
        header: usize,
    },
    /// Several threads read blocks of JSON lines.
    Lines(Lines),
    /// One thread reads the rows in order.
    InOrder(RecordReader),
}

/// The result of one pass.
pub(crate) struct Done<S> {
    /// The sink of each thread, with the names in its events.
    pub parts: Vec<(S, Symbols)>,
    /// The counts of all threads.
    pub counts: Counts,
    /// Facts about the file that are known at its end.
    pub file: FileFacts,
}

/// Facts about a file that are known after it was read to its end.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    /// The digest, if the options ask for it.
    pub sha256: Option<String>,
    /// The number of places that are invalid in the encoding and were read as U+FFFD.
    pub replaced: u64,
    /// The reason why the file is incomplete, if it is compressed or ends within quotes.
    pub cut: Option<String>,
}

impl FileFacts {
    pub(crate) fn new(found: &Found) -> Self {
        let sha256 = found.hash.clone().map(|hash| hex(&hash.finalize()));
        Self { sha256, replaced: found.replaced, cut: found.cut.clone() }
    }
}

/// The number of a block, and the byte of the text at which it begins.
#[derive(Clone, Copy)]
struct BlockAt {
    number: u32,
    start: u64,
}

/// Reads blocks for one thread.
trait BlockWorker<S>: Send {
    /// Reads a block that ends like this.
    fn block(&mut self, block: &[u8], at: BlockAt, end: BlockEnd) -> Result<(), Restart>;

    /// Ends the work of this thread and returns the counts, the sink and the names.
    fn end(self) -> (Counts, (S, Symbols));
}

/// Reads a text from its start to its end. Calls `pass` once for each thread.
pub(crate) fn read<'t, S: Sink>(
    text: &Text,
    strategy: &Strategy,
    rules: Rules,
    run: &RunOptions<S>,
    pass: impl Fn() -> Pass<'t> + Sync,
    progress: &mut dyn FnMut(u64),
) -> Result<Done<S>, ReadError> {
    let sink = (run.new)(rules.input);
    let plan = FastPlan::new(rules).filter(|_| run.options.fast && !sink.keeps_events());
    let plan = plan.as_ref();
    match strategy {
        Strategy::Blocks { header } => {
            let new = |sink| PlainWorker {
                handler: RowHandler::new(rules, pass(), plan, sink),
                header: *header as u64,
            };
            in_blocks(text, run, Blocks::new, (sink, new), progress)
        }
        Strategy::Lines(lines) => {
            let new = |sink| LineWorker::new(rules, pass(), plan, lines.clone(), sink);
            in_blocks(text, run, Blocks::of_lines, (sink, new), progress)
        }
        Strategy::InOrder(reader) => {
            let receiver = InOrder::new(rules, pass(), plan, sink);
            in_order(text, reader, receiver, run.options, progress)
        }
    }
}

fn in_order<S: Sink>(
    text: &Text,
    reader: &RecordReader,
    mut receiver: InOrder<S>,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Done<S>, ReadError> {
    let opened = text.open(options.hash)?;
    let found = opened.found.clone();
    let mut reader = reader.clone();
    reader.rows(opened, options.blocks.size, progress, &mut receiver)?;
    let (counts, part) = receiver.end();
    let mut file = FileFacts::new(&found.lock());
    if reader.ends_in_quotes() {
        file.cut.get_or_insert_with(|| "it ends within quotes that are never closed".to_owned());
    }
    Ok(Done { parts: vec![part], counts, file })
}

/// The blocks of a text, shared by all threads.
struct Shared<'a> {
    blocks: Mutex<Blocks<Box<dyn io::Read + Send>>>,
    found: &'a SharedFound,
    /// The number of the first block that cannot be read, and the error.
    failed: Mutex<Option<(u32, ReadError)>>,
    is_over: AtomicBool,
    done: AtomicU64,
}

impl Shared<'_> {
    /// Fills `block` with the next block. Returns its position and its end.
    fn next(&self, block: &mut Block) -> Result<Option<(BlockAt, BlockEnd)>, Stop> {
        let mut blocks = lock(&self.blocks);
        let next = blocks.next(block);
        self.done.store(blocks.read, Ordering::Relaxed);
        let end = match (blocks.is_open, blocks.is_open && self.found.lock().cut.is_some()) {
            (false, _) => BlockEnd::Whole,
            (true, false) => BlockEnd::Open,
            (true, true) => BlockEnd::Cut,
        };
        Ok(next?.map(|number| (BlockAt { number, start: blocks.start }, end)))
    }

    /// Ends the pass and keeps the first error. Threads get blocks in order and finish the ones that they have, so the first error in the
    /// text is always found.
    fn fail(&self, number: u32, why: ReadError) {
        self.is_over.store(true, Ordering::Relaxed);
        let mut first = lock(&self.failed);
        if first.as_ref().is_none_or(|(other, _)| number < *other) {
            *first = Some((number, why));
        }
    }

    /// Reads blocks until there are no more.
    fn work<S, W: BlockWorker<S>>(
        &self,
        mut worker: W,
        progress: &mut dyn FnMut(u64),
    ) -> (Counts, (S, Symbols)) {
        let mut block = Block::default();
        while !self.is_over.load(Ordering::Relaxed) {
            match self.next(&mut block) {
                Ok(None) => break,
                Ok(Some((at, end))) => {
                    if let Err(restart) = worker.block(&block, at, end) {
                        self.fail(at.number, ReadError::Restart(restart));
                    }
                }
                Err(Stop::Io(error)) => self.fail(u32::MAX, ReadError::Io(error)),
                Err(Stop::TooLong) => self.fail(u32::MAX, ReadError::TooLong),
            }
            progress(self.done.load(Ordering::Relaxed));
        }
        worker.end()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn in_blocks<S: Sink, W: BlockWorker<S>>(
    text: &Text,
    run: &RunOptions<S>,
    blocks: impl Fn(Box<dyn io::Read + Send>, usize) -> Blocks<Box<dyn io::Read + Send>>,
    (first, new): (S, impl Fn(S) -> W + Sync),
    progress: &mut dyn FnMut(u64),
) -> Result<Done<S>, ReadError> {
    let sizes = run.options.blocks;
    let mut opened = text.open(run.options.hash)?;
    let input = std::mem::replace(&mut opened.input, Box::new(io::empty()));
    let shared = Shared {
        blocks: Mutex::new(blocks(input, sizes.size)),
        found: &opened.found,
        failed: Mutex::new(None),
        is_over: AtomicBool::new(false),
        done: AtomicU64::new(0),
    };
    let processors = || std::thread::available_parallelism().ok().map(Into::into);
    let is_small = text.size <= sizes.small as u64;
    let threads = if is_small { 1 } else { sizes.threads.or_else(processors).unwrap_or(THREADS) };
    let (shared_ref, new) = (&shared, &new);
    let results =
        std::thread::scope(|scope| {
            let sinks: Vec<S> = (1..threads).map(|_| first.fork()).collect();
            let others: Vec<_> = sinks
                .into_iter()
                .map(|sink| scope.spawn(move || shared_ref.work(new(sink), &mut |_| {})))
                .collect();
            let mut results = vec![shared_ref.work(new(first), progress)];
            results.extend(others.into_iter().map(|other| {
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            }));
            results
        });
    let failed = shared.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, error)) = failed {
        return Err(error);
    }
    let (mut parts, mut counts) = (Vec::new(), Counts::default());
    for (some, part) in results {
        counts.merge(some);
        parts.push(part);
    }
    let file = FileFacts::new(&opened.found.lock());
    Ok(Done { parts, counts, file })
}

struct PlainWorker<'a, S: Sink> {
    handler: RowHandler<'a, S>,
    /// The byte at which the header begins.
    header: u64,
}

impl<S: Sink> BlockWorker<S> for PlainWorker<'_, S> {
    fn block(
        &mut self,
        bytes: &[u8],
        BlockAt { number, start }: BlockAt,
        end: BlockEnd,
    ) -> Result<(), Restart> {
        if end == BlockEnd::Cut {
            return Err(Restart::Cut);
        }
        let header = self.header.checked_sub(start).and_then(|header| usize::try_from(header).ok());
        let at = LineAt { block: number, newlines: 0 };
        let is_open = end == BlockEnd::Open;
        let newlines = self.handler.block(&RowBlock { bytes, number, at, header, is_open })?;
        self.handler.end_block(number);
        self.handler.counts().lines.push((number, newlines));
        Ok(())
    }

    fn end(self) -> (Counts, (S, Symbols)) {
        self.handler.end()
    }
}

impl<S: Sink> BlockWorker<S> for LineWorker<'_, S> {
    fn block(&mut self, block: &[u8], at: BlockAt, end: BlockEnd) -> Result<(), Restart> {
        self.block(block, at.number, end)
    }

    fn end(self) -> (Counts, (S, Symbols)) {
        self.end()
    }
}
