//! The sink that keeps every event: for commands that show single events, or compare them with each other.

use std::iter::Peekable;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec::IntoIter;

use crate::base::{Instant, Renaming, Symbol, Symbols};
use crate::event::{Event, Slot, Unit};
use crate::ingest::event::outcome::LineAt;
use crate::ingest::event::sink::Sink;
use crate::ingest::run::input::ReadInput;
use crate::ingest::{Error, ReadOptions};

/// One thread's events.
#[derive(Debug, Default)]
pub(crate) struct Collect {
    events: Vec<Event>,
    /// Why an event had no room.
    full: Option<Error>,
    /// The most names.
    most_names: Option<usize>,
    /// The most events of the run.
    most_events: u64,
    /// The events of all threads and all inputs.
    kept: Arc<AtomicU64>,
}

impl Collect {
    /// Counts its events together with those of all other sinks that share `kept`.
    pub(crate) fn new(kept: &Arc<AtomicU64>, options: &ReadOptions) -> Self {
        let ReadOptions { most_names, most_events, .. } = *options;
        Self { events: Vec::new(), full: None, most_names, most_events, kept: Arc::clone(kept) }
    }
}

/// What is read again does not count twice.
impl Drop for Collect {
    fn drop(&mut self) {
        self.kept.fetch_sub(self.events.len() as u64, Ordering::Relaxed);
    }
}

impl Sink for Collect {
    fn fork(&self) -> Self {
        let Self { most_names, most_events, ref kept, .. } = *self;
        Self { events: Vec::new(), full: None, most_names, most_events, kept: Arc::clone(kept) }
    }

    fn event(&mut self, event: &Event, names: &Symbols) {
        if let Some(most) = self.most_names.filter(|most| names.len() > *most) {
            // What is kept is of no use any more.
            self.kept.fetch_sub(self.events.len() as u64, Ordering::Relaxed);
            self.events = Vec::new();
            self.full = Some(Error::TooManyNames { most });
        } else if self.kept.fetch_add(1, Ordering::Relaxed) < self.most_events {
            self.events.push(event.clone());
        } else {
            self.kept.fetch_sub(1, Ordering::Relaxed);
            self.full = Some(Error::TooManyEvents { most: self.most_events });
        }
    }

    fn begin(&mut self, _: u32) {}
    fn common(&mut self, _: u32, _: (Instant, Slot), _: i64, _: &Symbols, _: impl Fn() -> Event) {}
    fn counted(
        &mut self,
        _: u32,
        _: (Instant, Slot),
        _: (Unit, i64),
        _: &Symbols,
        _: impl FnOnce() -> Event,
    ) {
    }
    fn reads_prompt(&mut self, _: u32, _: Instant, _: &Symbols, _: impl FnOnce() -> Event) -> bool {
        true
    }
    fn forget(&mut self) {}
    fn keeps_events(&self) -> bool {
        true
    }
}

/// The events of all inputs in the order of the inputs and of their rows, with names of one table.
pub(crate) fn events(
    inputs: &mut [ReadInput<Collect>],
    symbols: &mut Symbols,
) -> Result<Vec<Event>, Error> {
    let mut all = Vec::new();
    for input in inputs {
        let parts = std::mem::take(&mut input.parts);
        if let Some(full) = parts.iter().find_map(|(sink, _)| sink.full.clone()) {
            return Err(full);
        }
        let mut parts: Vec<Part> = parts.into_iter().map(Part::new).collect();
        // A thread reads the blocks that it gets in order, so its events are in order, too.
        while let Some(mut event) = next(&mut parts, symbols) {
            event.provenance.line = input.lines.number(LineAt::unpacked(event.provenance.line));
            all.push(event);
        }
    }
    Ok(all)
}

/// The next event of all threads.
fn next(parts: &mut [Part], symbols: &mut Symbols) -> Option<Event> {
    let lines = parts.iter_mut().map(Part::next_line).enumerate();
    let (first, _) = lines.min_by_key(|(_, line)| *line)?;
    parts[first].next(symbols)
}

/// The events of a thread that are not merged yet.
struct Part {
    events: Peekable<IntoIter<Event>>,
    names: Symbols,
    renaming: Renaming,
}

impl Part {
    fn new((mut sink, names): (Collect, Symbols)) -> Self {
        let events = std::mem::take(&mut sink.events).into_iter().peekable();
        Self { events, names, renaming: Renaming::default() }
    }

    /// Where the next event stands; after all others if there is none.
    fn next_line(&mut self) -> u64 {
        self.events.peek().map_or(u64::MAX, |event| event.provenance.line)
    }

    /// The next event, with names of another table.
    fn next(&mut self, symbols: &mut Symbols) -> Option<Event> {
        let mut event = self.events.next()?;
        let mut rename = |symbol: &mut Symbol| {
            *symbol = self.renaming.rename(*symbol, &self.names, symbols);
        };
        let Event { app, user, operation, model, feature, files, from, reported, .. } = &mut event;
        for symbol in [app, user, operation, model, feature, files, from].into_iter().flatten() {
            rename(symbol);
        }
        if let Some(reported) = reported {
            rename(&mut reported.column);
        }
        Some(event)
    }
}
