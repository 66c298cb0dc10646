//! The reference path: reads one row, emits its events to a sink, and records the outcome. The fast path must give the same result.

use crate::base::{Credits, Stamp, Symbol, Symbols};
use crate::event::{Event, Outcome, Pool, Provenance, Slot};
use crate::ingest::cell::amount::{AmountFormat, is_nonzero};
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::event::asides::{Aside, Place, Settled};
use crate::ingest::event::cells;
use crate::ingest::event::daily::Daily;
use crate::ingest::event::dedupe;
use crate::ingest::event::fields::{Reader, Remarks, Verdict};
use crate::ingest::event::outcome::{
    BLOCKED, BlockTimes, CACHED, Candidate, Counts, EXPIRED, LineAt, Pass, RENEWAL, Rejected,
    SAMPLE, TOTAL,
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
        if matches!(pass, Pass::Settled(settlement) if settlement.duplicates.contains(&place)) {
            return;
        }
        if matches!(pass, Pass::All) {
            counts.signs.add_row(self.table, self.mapping, row, &self.options.words);
        }
        let provenance = Provenance { input: self.input, line: at.packed() };
        match self.reader(&mut target.symbols).read(row, provenance) {
            Ok(Verdict::Events(events, remarks)) => {
                self.note(row, &events, remarks, target);
                self.compare(row, &events, place, pass, target);
                match pass {
                    Pass::Candidates(_) => {}
                    Pass::Sums(wanted) => self.reader(&mut target.symbols).add_to_sums(
                        row,
                        &events,
                        wanted,
                        &mut target.counts.sums,
                    ),
                    Pass::All | Pass::Settled(_) => {
                        let told = &mut target.counts.told;
                        if let Some((CACHED, credits)) = remarks.waived {
                            told.cached = (told.cached.0 + 1, told.cached.1 + credits);
                        }
                        if let Some(reason) = remarks.unknown {
                            *told.unknown.entry(reason).or_default() += 1;
                            if reason == "risen-balance-cost" {
                                let day = events.first().map(|event| event.stamp.utc_day());
                                told.risen = told.risen.max(day);
                            }
                        }
                        emit(&events, target);
                    }
                }
            }
            Ok(Verdict::Aside(events, what, remarks)) => {
                self.note(row, &events, remarks, target);
                self.compare(row, &events, place, pass, target);
                match pass {
                    Pass::All => target.counts.asides.push(Aside { place, what }),
                    Pass::Candidates(_) | Pass::Sums(_) => {}
                    Pass::Settled(settlement) => {
                        emit_settled(events, settlement.settled.get(&place), target);
                    }
                }
            }
            Ok(Verdict::Ignored(reason, credits)) => {
                *counts.ignored.entry(reason).or_default() += 1;
                if !credits.is_zero() {
                    counts.told.ignore(reason, 1, credits);
                }
                if let (SAMPLE | BLOCKED | EXPIRED | RENEWAL, Ok(stamp)) =
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

    /// Keeps the time of a row with events, and what one reports all the same that was blocked, given back or cached.
    fn note<S>(&self, row: &Record, events: &[Event], remarks: Remarks, target: &mut Target<S>) {
        if let Some(event) = events.first() {
            if event.outcome.is_usage() {
                target.note_time(event.stamp);
            }
            let reason = match (event.outcome, remarks.waived) {
                (Outcome::Blocked, _) if self.has_amount(row) => BLOCKED,
                (_, Some((reason, _))) => reason,
                _ => return,
            };
            target.counts.add_uncounted(reason, event.stamp);
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
        self.amounts(row).any(is_nonzero)
    }

    /// The cells of the row's amounts that are not empty.
    fn amounts<'r>(&self, row: &'r Record) -> impl Iterator<Item = &'r str> {
        let cells = self.mapping.amounts.iter().map(|amount| row.cell(amount.column));
        cells.filter(|cell| !cell.is_empty())
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
        // Two rollups may well contain equal rows.
        if matches!(pass, Pass::Sums(_) | Pass::Settled(_))
            || self.options.dedupe == Dedupe::None
            || self.mapping.rollup.is_some()
        {
            return;
        }
        let id = events.first().and_then(|event| event.id.as_deref());
        let by_id = id.filter(|_| matches!(self.options.dedupe, Dedupe::Auto | Dedupe::Id));
        if let (Pass::All, Some(id)) = (pass, by_id) {
            return target.counts.keys.add(dedupe::id_key(id.as_bytes()), true);
        }
        if matches!(pass, Pass::All) && !self.is_one_of_many {
            return;
        }
        let daily = self.daily(row, events);
        if let Some(Daily { day, .. }) = daily {
            target.counts.last_day = target.counts.last_day.max(Some(day));
        }
        let first = events.first();
        let name = |of: fn(&Event) -> Option<Symbol>| {
            first.and_then(of).map_or("", |symbol| target.symbols.name(symbol))
        };
        let names =
            [name(|event| event.operation), name(|event| event.app), name(|event| event.user)];
        let (updated, how) = (self.mapping.updated_at(row, self.options), self.options.dedupe);
        let row = dedupe::Row::new(self.table, row, events, names, updated, daily, how);
        let Some((key, by_id)) = row.key(self.options.dedupe) else { return };
        match pass {
            Pass::All => target.counts.keys.add(key, by_id),
            Pass::Candidates(keys) if keys.contains(&key) => {
                target.counts.candidates.push(Candidate { place, row });
            }
            Pass::Candidates(_) | Pass::Sums(_) | Pass::Settled(_) => {}
        }
    }
}

impl Rules<'_> {
    /// What a row that sums a day is compared by.
    fn daily(&self, row: &Record, events: &[Event]) -> Option<Daily> {
        let first = events.first().filter(|_| !self.mapping.daily.is_empty())?;
        let cells = self.mapping.daily.iter().map(|column| row.cell(*column));
        // The pool of a whole file may stand in its name.
        let pools = events.iter().map(|event| event.pool.map_or("", Pool::name));
        Some(Daily {
            names: dedupe::digest(cells.chain(pools)),
            day: first.stamp.utc_day(),
            credits: events.iter().filter_map(|event| event.reported).map(|r| r.credits).sum(),
            is_known: self.mapping.known_export.is_some() && self.mapping.daily_totals.is_none(),
        })
    }
}

/// Counts a row by its outcome and gives its events to the sink.
fn emit<S: Sink>(events: &[Event], target: &mut Target<S>) {
    let outcome = events.first().map_or(Outcome::Ok, |event| event.outcome);
    if outcome.is_usage() {
        target.counts.add_events(events.first().map_or(Slot::ONE, |event| event.slot));
    } else {
        *target.counts.ignored.entry(outcome.name()).or_default() += 1;
    }
    for event in events {
        if event.outcome == Outcome::Grant && event.pool.is_none() {
            let credits = event.reported.map_or(Credits::ZERO, |reported| reported.credits);
            let (rows, sum) = &mut target.counts.told.grants;
            (*rows, *sum) = (*rows + 1, *sum + credits);
        }
        target.sink.event(event, &target.symbols);
    }
}

/// Counts a row that was set aside, as other rows say.
fn emit_settled<S: Sink>(
    mut events: Vec<Event>,
    settled: Option<&Settled>,
    target: &mut Target<S>,
) {
    match settled {
        Some(Settled::Dropped(reason)) => {
            *target.counts.ignored.entry(reason).or_default() += 1;
            if let (TOTAL, Some(event)) = (*reason, events.first()) {
                target.counts.add_uncounted(TOTAL, event.stamp);
            }
            return;
        }
        Some(Settled::Amount(credits)) => {
            events.truncate(1);
            for event in &mut events {
                let is_refund = credits.is_negative();
                event.outcome = if is_refund { Outcome::Refund } else { Outcome::Ok };
                if let Some(reported) = &mut event.reported {
                    reported.credits = *credits;
                }
            }
        }
        None => {}
    }
    emit(&events, target);
}
