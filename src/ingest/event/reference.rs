//! Rows one by one → a sink, and what became of them: the way of every row that is not ordinary.

use crate::base::Symbols;
use crate::event::{Event, Outcome};
use crate::ingest::cell::amount::AmountFormat;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::event::dedupe;
use crate::ingest::event::outcome::{Counts, Place, Rejected, Suspect, Task};
use crate::ingest::event::reader::{Reader, Verdict};
use crate::ingest::event::sink::Sink;
use crate::ingest::record::record::{Broken, Record, Table};
use crate::ingest::{Dedupe, ReadOptions};

/// What the rows of an input are read by.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// Its columns, and the rows of its head.
    pub table: &'a Table,
    /// Who plays what.
    pub mapping: &'a Mapping,
    /// How to read.
    pub options: &'a ReadOptions,
    /// Index into the inputs.
    pub input: u32,
    /// Whether rows without an id are compared as a whole.
    pub whole: bool,
    /// Whether how cells are written is taken from the head on trust.
    pub on_trust: bool,
}

/// Where rows go.
pub(crate) struct Target<'a, S> {
    /// What takes the events.
    pub sink: &'a mut S,
    /// The names in them.
    pub symbols: &'a mut Symbols,
    /// What became of the rows.
    pub counts: &'a mut Counts,
}

impl Rules<'_> {
    /// Whether the columns of times and numbers would be read in the same way, had this row been among those that they were decided by.
    pub(crate) fn agrees(&self, row: &Record) -> bool {
        let (mapping, options) = (self.mapping, self.options);
        let times = options.date_order.is_some()
            || mapping
                .times
                .iter()
                .chain(&mapping.updated)
                .all(|time| time.format.agrees(row.cell(time.column)));
        let number = |column: usize, format: &AmountFormat| {
            options.decimal.is_some() || row.is_number(column) || format.agrees(row.cell(column))
        };
        !self.on_trust
            || (times
                && mapping.amounts.iter().all(|amount| number(amount.column, &amount.format))
                && mapping.numbers.iter().all(|(column, format)| number(*column, format)))
    }

    /// Reads a row that stands `line` newlines into its block.
    pub(crate) fn take<S: Sink>(
        &self,
        row: &Record,
        place: Place,
        line: u32,
        task: &Task,
        target: &mut Target<S>,
    ) {
        let counts = &mut *target.counts;
        counts.rows += 1;
        if matches!(task, Task::Without(places) if places.contains(&place)) {
            return;
        }
        if matches!(task, Task::All) {
            counts.signs.add_row(self.table, self.mapping, row, &self.options.spend_types);
        }
        match self.reader(target.symbols).read(row, self.input) {
            Ok(Verdict::Events(events)) => {
                let outcome = events.first().map_or(Outcome::Ok, |event| event.outcome);
                if !matches!(task, Task::Without(_)) && self.options.dedupe != Dedupe::None {
                    self.compare(row, &events, place, task, target);
                }
                if matches!(task, Task::Suspects(_)) {
                    return;
                }
                if outcome.is_usage() {
                    target.counts.events += 1;
                } else {
                    *target.counts.ignored.entry(outcome.name()).or_default() += 1;
                }
                for event in &events {
                    target.sink.event(event, target.symbols);
                }
            }
            Ok(Verdict::Ignored(reason)) => *counts.ignored.entry(reason).or_default() += 1,
            Err(refusal) => counts.rejects.push(Rejected {
                block: place.0,
                line,
                reason: refusal.reason,
                column: refusal.column,
                excerpt: refusal.excerpt,
            }),
        }
    }

    /// What reads a row; names go into `symbols`.
    pub(crate) fn reader<'s>(&'s self, symbols: &'s mut Symbols) -> Reader<'s> {
        Reader { table: self.table, mapping: self.mapping, options: self.options, symbols }
    }

    /// Keeps what the row's duplicates are found by, or what is compared of it.
    fn compare<S: Sink>(
        &self,
        row: &Record,
        events: &[Event],
        place: Place,
        task: &Task,
        target: &mut Target<S>,
    ) {
        let id = events.first().and_then(|event| event.id.as_deref());
        let by_id = id.filter(|_| matches!(self.options.dedupe, Dedupe::Auto | Dedupe::Id));
        if let (Task::All, Some(id)) = (task, by_id) {
            return target.counts.keys.add(dedupe::id_key(id.as_bytes()), true);
        }
        if matches!(task, Task::All) && !self.whole {
            return;
        }
        let operation = events
            .first()
            .and_then(|event| event.operation)
            .map(|symbol| target.symbols.name(symbol));
        let updated = self.mapping.updated_at(row, self.options);
        let row =
            dedupe::Row::new(self.table, row, events, operation, updated, self.options.dedupe);
        let Some((key, by_id)) = row.key(self.options.dedupe) else { return };
        match task {
            Task::All => target.counts.keys.add(key, by_id),
            Task::Suspects(keys) if keys.contains(&key) => {
                target.counts.suspects.push(Suspect { place, row });
            }
            _ => {}
        }
    }
}

/// Newlines before a line.
pub(crate) fn newlines(line: u64) -> u32 {
    u32::try_from(line - 1).unwrap_or(u32::MAX)
}

/// Counts a row that the format itself could not read, by its block and the newlines before it in there.
pub(crate) fn reject(broken: Broken, block: u32, line: u32, counts: &mut Counts) {
    counts.rows += 1;
    counts.rejects.push(Rejected {
        block,
        line,
        reason: broken.reason,
        column: None,
        excerpt: broken.excerpt,
    });
}
