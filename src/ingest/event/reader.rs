//! The reference path: reads one row, emits its events to a sink, and records the outcome. The fast path must give the same result.

use crate::base::{Stamp, Symbols};
use crate::event::{Event, Outcome, Provenance};
use crate::ingest::cell::amount::AmountFormat;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::event::cells;
use crate::ingest::event::dedupe;
use crate::ingest::event::fields::{Reader, Verdict};
use crate::ingest::event::outcome::{
    BLOCKED, BlockTimes, Candidate, Counts, LineAt, Pass, Place, Rejected, SAMPLE,
};
use crate::ingest::event::sink::Sink;
use crate::ingest::record::table::{Broken, Record, Table};
use crate::ingest::reject::Refusal;
use crate::ingest::{Dedupe, ReadOptions};

/// How the rows of an input are read.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// Its columns, and the rows of its head.
    pub table: &'a Table,
    /// Which column plays which role.
    pub mapping: &'a Mapping,
    /// The user's options.
    pub options: &'a ReadOptions,
    /// Index into the inputs.
    pub input: u32,
    /// Whether a row without an id may also be in another input.
    pub is_one_of_many: bool,
    /// Whether the formats of times and numbers come from the head alone, so that each row has to be checked.
    pub on_trust: bool,
}

/// Where a thread's rows go.
pub(crate) struct Target<S> {
    /// Receives the events.
    pub sink: S,
    /// The names in them.
    pub symbols: Symbols,
    /// What became of the rows.
    pub counts: Counts,
    /// The times of the first and the last event of the current block.
    times: Option<(Stamp, Stamp)>,
    /// The number of rejected rows since then.
    open: usize,
}

impl<S> Target<S> {
    pub(crate) fn new(sink: S) -> Self {
        let (symbols, counts) = (Symbols::default(), Counts::default());
        Self { sink, symbols, counts, times: None, open: 0 }
    }

    /// Ends a block: the next row need not follow its rows.
    pub(crate) fn end_block(&mut self, block: u32) {
        if let Some((first, last)) = self.times.take() {
            self.counts.times.push(BlockTimes { block, first, last });
        }
        self.open = 0;
    }

    /// Notes the time of an event, for the rejected rows next to it.
    #[inline]
    pub(crate) fn note_time(&mut self, stamp: Stamp) {
        self.times = Some((self.times.map_or(stamp, |(first, _)| first), stamp));
        if self.open > 0 {
            self.close(stamp);
        }
    }

    #[cold]
    fn close(&mut self, after: Stamp) {
        let rejects = &mut self.counts.rejects;
        let from = rejects.len().saturating_sub(self.open);
        for reject in &mut rejects[from..] {
            reject.between[1].get_or_insert(after);
        }
        self.open = 0;
    }

    /// Keeps a rejected row, and the times between which it lies: its own, or those of its neighbours.
    fn keep(&mut self, refusal: Refusal, at: LineAt, own: Option<[Stamp; 2]>) {
        let Refusal { reason, column, excerpt } = refusal;
        let between = own.map_or([self.times.map(|(_, last)| last), None], |own| own.map(Some));
        self.counts.rejects.push(Rejected { at, reason, column, excerpt, between });
        self.open += 1;
    }

    /// Counts a row that the format itself could not read.
    pub(crate) fn reject(&mut self, broken: Broken, at: LineAt) {
        let Broken { reason, excerpt, .. } = broken;
        self.counts.rows += 1;
        self.keep(Refusal { reason, column: None, excerpt }, at, None);
    }
}

impl Rules<'_> {
    /// Returns whether the formats of times and numbers would be the same if this row had been among those that decided them.
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

    /// Reads a row.
    pub(crate) fn take<S: Sink>(
        &self,
        row: &Record,
        place: Place,
        at: LineAt,
        pass: &Pass,
        target: &mut Target<S>,
    ) {
        let counts = &mut target.counts;
        counts.rows += 1;
        if matches!(pass, Pass::Without(places) if places.contains(&place)) {
            return;
        }
        if matches!(pass, Pass::All) {
            counts.signs.add_row(self.table, self.mapping, row, &self.options.spend_types);
        }
        let provenance = Provenance { input: self.input, line: at.packed() };
        match self.reader(&mut target.symbols).read(row, provenance) {
            Ok(Verdict::Events(events)) => {
                if let Some(event) = events.first() {
                    if event.outcome.is_usage() {
                        target.note_time(event.stamp);
                    }
                    if event.outcome == Outcome::Blocked && self.has_amount(row) {
                        target.counts.add_uncounted(BLOCKED, event.stamp);
                    }
                }
                if !matches!(pass, Pass::Without(_)) && self.options.dedupe != Dedupe::None {
                    self.compare(row, &events, place, pass, target);
                }
                if !matches!(pass, Pass::Candidates(_)) {
                    emit(&events, target);
                }
            }
            Ok(Verdict::Ignored(reason)) => {
                *counts.ignored.entry(reason).or_default() += 1;
                if let (SAMPLE | BLOCKED, Ok(stamp)) =
                    (reason, cells::written_stamp(self.mapping, self.options, row))
                    && (reason == SAMPLE || self.has_amount(row))
                {
                    counts.add_uncounted(reason, stamp);
                }
            }
            Err(refusal) => {
                let own = cells::written_stamp(self.mapping, self.options, row).ok();
                target.keep(refusal, at, own.map(|own| self.between(own)));
            }
        }
    }

    /// The times between which a row with a readable time lies. One in the future may be of now: its clock or its zone is wrong.
    fn between(&self, own: Stamp) -> [Stamp; 2] {
        match self.options.not_after {
            Some(limit) if cells::is_after(own, limit) => [Stamp::At(limit), own],
            _ => [own; 2],
        }
    }

    /// Returns whether one of the row's amounts is not 0.
    fn has_amount(&self, row: &Record) -> bool {
        self.mapping
            .amounts
            .iter()
            .any(|amount| row.cell(amount.column).bytes().any(|byte| matches!(byte, b'1'..=b'9')))
    }

    /// Reads the fields of a row; names go into `symbols`.
    pub(crate) fn reader<'s>(&'s self, symbols: &'s mut Symbols) -> Reader<'s> {
        Reader { table: self.table, mapping: self.mapping, options: self.options, symbols }
    }

    /// Keeps the key by which the row's duplicates are found, or what is compared of the row.
    fn compare<S>(
        &self,
        row: &Record,
        events: &[Event],
        place: Place,
        pass: &Pass,
        target: &mut Target<S>,
    ) {
        let id = events.first().and_then(|event| event.id.as_deref());
        let by_id = id.filter(|_| matches!(self.options.dedupe, Dedupe::Auto | Dedupe::Id));
        if let (Pass::All, Some(id)) = (pass, by_id) {
            return target.counts.keys.add(dedupe::id_key(id.as_bytes()), true);
        }
        if matches!(pass, Pass::All) && !self.is_one_of_many {
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
        match pass {
            Pass::All => target.counts.keys.add(key, by_id),
            Pass::Candidates(keys) if keys.contains(&key) => {
                target.counts.candidates.push(Candidate { place, row });
            }
            Pass::Candidates(_) | Pass::Without(_) => {}
        }
    }
}

/// Counts a row by its outcome and gives its events to the sink.
fn emit<S: Sink>(events: &[Event], target: &mut Target<S>) {
    let outcome = events.first().map_or(Outcome::Ok, |event| event.outcome);
    if outcome.is_usage() {
        target.counts.events += 1;
    } else {
        *target.counts.ignored.entry(outcome.name()).or_default() += 1;
    }
    for event in events {
        target.sink.event(event, &target.symbols);
    }
}
