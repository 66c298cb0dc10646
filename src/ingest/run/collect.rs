//! The sink that keeps every event: for commands that show single events, or compare them with each other.

use std::convert::Infallible;
use std::iter::Peekable;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec::IntoIter;

use crate::base::{Instant, Renaming, Symbol, Symbols};
use crate::event::{Event, Slot};
use crate::ingest::event::outcome::LineAt;
use crate::ingest::event::sink::Sink;
use crate::ingest::run::input::ReadInput;
use crate::ingest::{Error, Memory, ReadOptions};

/// What the sinks of all threads and all inputs keep together.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    events: AtomicU64,
    /// Bytes of prompts.
    prompts: AtomicU64,
}

/// One thread's events.
#[derive(Debug)]
pub(crate) struct Collect {
    events: Vec<Event>,
    /// Why an event had no room.
    full: Option<Error>,
    limits: Limits,
    kept: Arc<Kept>,
}

/// The most that is kept in a run.
#[derive(Debug, Clone, Copy)]
struct Limits {
    names: Option<usize>,
    events: u64,
    memory: Option<Memory>,
}

impl Collect {
    /// Counts its events together with those of all other sinks that share `kept`.
    pub(crate) fn new(kept: &Arc<Kept>, options: &ReadOptions) -> Self {
        let ReadOptions { most_names: names, most_events: events, memory, .. } = *options;
        Self::with(Limits { names, events, memory }, kept)
    }

    fn with(limits: Limits, kept: &Arc<Kept>) -> Self {
        Self { events: Vec::new(), full: None, limits, kept: Arc::clone(kept) }
    }

    /// Why there is no room for another event with a prompt of that many bytes. If there is room, the event is counted.
    fn no_room(&self, prompt: u64) -> Option<Error> {
        let events = self.kept.events.fetch_add(1, Ordering::Relaxed) + 1;
        let prompts = self.kept.prompts.fetch_add(prompt, Ordering::Relaxed) + prompt;
        let full = if events > self.limits.events {
            Some(Error::TooManyEvents { most: self.limits.events })
        } else {
            let is_too_much = |memory: &Memory| memory.of(events, prompts) > memory.most;
            self.limits.memory.filter(is_too_much).map(|m| Error::TooMuchText(m.most >> 20))
        };
        if full.is_some() {
            self.kept.events.fetch_sub(1, Ordering::Relaxed);
            self.kept.prompts.fetch_sub(prompt, Ordering::Relaxed);
        }
        full
    }

    /// Drops what is kept.
    fn clear(&mut self) {
        self.kept.events.fetch_sub(self.events.len() as u64, Ordering::Relaxed);
        self.kept.prompts.fetch_sub(self.events.iter().map(prompt_bytes).sum(), Ordering::Relaxed);
        self.events = Vec::new();
    }
}

fn prompt_bytes(event: &Event) -> u64 {
    event.prompt.as_ref().map_or(0, |prompt| prompt.len() as u64)
}

/// What is read again does not count twice.
impl Drop for Collect {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Sink for Collect {
    type Group = Infallible;

    fn fork(&self) -> Self {
        Self::with(self.limits, &self.kept)
    }

    fn event(&mut self, event: &Event, names: &Symbols) {
        if let Some(most) = self.limits.names.filter(|most| names.len() > *most) {
            // What is kept is of no use any more.
            self.clear();
            self.full = Some(Error::TooManyNames { most });
            return;
        }
        match self.no_room(prompt_bytes(event)) {
            None => self.events.push(event.clone()),
            full => self.full = full,
        }
    }

    fn group(&mut self, _: &Event, _: &Symbols) -> Option<Infallible> {
        None
    }

    fn add(&mut self, group: Infallible, _: (Instant, Slot), _: i64, _: &Symbols) -> bool {
        match group {}
    }

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
