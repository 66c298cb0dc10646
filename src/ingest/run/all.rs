//! All inputs → one log.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use sha2::{Digest as _, Sha256};

use crate::base::{Instant, Symbols, Untrusted};
use crate::event::{Event, Outcome, Unit};
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::decide::decide;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{Mapping, saw};
use crate::ingest::error::TooMuch;
use crate::ingest::event::dedupe;
use crate::ingest::event::dedupe::Keys;
use crate::ingest::event::outcome::Place;
use crate::ingest::event::reader::{Reader, Verdict};
use crate::ingest::event::sink::Sink;
use crate::ingest::record::record::{MOST_ROWS, Table};
use crate::ingest::record::sniff;
use crate::ingest::run::input::Streamed;
use crate::ingest::run::threads::How;
use crate::ingest::source::encoding::to_text;
use crate::ingest::source::gzip::inflate;
use crate::ingest::source::named as source;
use crate::ingest::source::named::{InputSpec, Source};
use crate::ingest::source::not_text::DecodeError;
use crate::ingest::{Counting, Error, Input, Log, Note, ReadOptions, Reject};

/// More inputs are many.
const MANY: usize = 16;

/// Reads every input and keeps every event. `progress` is told how many bytes are done.
pub fn read(
    inputs: &[InputSpec],
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Log, Error> {
    read_with::<Never>(inputs, options, None, progress).map(|(log, _)| log)
}

/// Reads every input. The events of large plain ones are not kept: each of several sinks, made by `new`, takes a part of them,
/// with a table of names of its own.
pub fn read_into<S: Sink>(
    inputs: &[InputSpec],
    options: &ReadOptions,
    new: &(dyn Fn() -> S + Sync),
    progress: &mut dyn FnMut(u64),
) -> Result<(Log, Vec<(S, Symbols)>), Error> {
    read_with(inputs, options, Some(new), progress)
}

fn read_with<S: Sink>(
    inputs: &[InputSpec],
    options: &ReadOptions,
    new: Option<&(dyn Fn() -> S + Sync)>,
    progress: &mut dyn FnMut(u64),
) -> Result<(Log, Vec<(S, Symbols)>), Error> {
    check(options)?;
    let (sources, twice) = source::expand(inputs)?;
    let mut reading = Reading::default();
    for path in twice {
        let text = format!("{} is named twice and read once", path.for_terminal());
        reading.log.notes.push(Note { input: None, uncertain: false, text });
    }
    let how =
        new.map(|new| How { options, whole: sources.len() > 1, many: sources.len() > MANY, new });
    let mut streamed = Vec::new();
    let mut done = 0;
    for source in sources {
        let index = reading.next_index();
        let taken = match &how {
            Some(how) => Streamed::read(source, index, how, &mut |bytes| progress(done + bytes))?,
            None => Err(source),
        };
        match taken {
            Ok(large) => {
                done += large.bytes;
                reading.add_streamed(&large);
                streamed.push(large);
            }
            Err(source) => done += reading.add(source, options)?,
        }
        progress(done);
    }
    if let Some(error) = reading.refusal() {
        return Err(error);
    }
    let kept = match &how {
        Some(how) if !streamed.is_empty() => reading.settle_duplicates(&mut streamed, how)?,
        _ => reading.duplicates(options),
    };
    let mut log = reading.finish(kept);
    log.counting = one_unit(&log.inputs)?;
    let log = if options.strict { strict(log)? } else { log };
    Ok((log, streamed.into_iter().flat_map(|large| large.parts).collect()))
}

/// Takes nothing.
struct Never;

impl Sink for Never {
    fn fork(&self) -> Self {
        Self
    }
    fn begin(&mut self, _: u32) {}
    fn event(&mut self, _: &Event, _: &Symbols) {}
    fn common(&mut self, _: u32, _: Instant, _: i64, _: &Symbols, _: impl Fn() -> Event) {}
    fn counted(
        &mut self,
        _: u32,
        _: Instant,
        _: (Unit, i64),
        _: &Symbols,
        _: impl FnOnce() -> Event,
    ) {
    }
    fn reads_prompt(&mut self, _: u32, _: Instant, _: &Symbols, _: impl FnOnce() -> Event) -> bool {
        false
    }
    fn forget(&mut self) {}
}

/// Checks the flags before anything is read.
pub(crate) fn check(options: &ReadOptions) -> Result<(), Error> {
    known_exports::check_from(options)?;
    for (role, _) in &options.map {
        if Role::find(role).is_none() {
            return Err(Error::UnknownRole { role: role.into(), known: Role::names() });
        }
    }
    Ok(())
}

/// What all files count. Amounts of different units have no sum, so a log of several is refused.
fn one_unit(inputs: &[Input]) -> Result<Counting, Error> {
    let mut counted = inputs.iter().filter(|input| input.events > 0 || !input.ignored.is_empty());
    let Some(first) = counted.next() else { return Ok(Counting::default()) };
    match counted.find(|input| input.counting != first.counting) {
        None => Ok(first.counting.clone()),
        Some(other) => {
            let side = |input: &Input| Box::new((input.path.clone(), input.counting.to_string()));
            Err(Error::MixedUnits { first: side(first), second: side(other) })
        }
    }
}

fn strict(log: Log) -> Result<Log, Error> {
    let path = |input: u32| log.inputs.get(input as usize).map(|input| input.path.clone());
    if let Some(reject) = log.rejects.first() {
        let file = path(reject.input);
        let place = file
            .as_ref()
            .map(|file| format!("{}:{}", file.for_terminal(), reject.line))
            .unwrap_or_default();
        let more = if log.rejects.len() > 1 {
            format!(", and {} more rows", log.rejects.len() - 1)
        } else {
            String::new()
        };
        return Err(Error::Strict {
            path: file,
            line: Some(reject.line),
            problem: format!("{place}: {}{more}", reject.reason),
        });
    }
    if let Some(note) = log.notes.iter().find(|note| note.uncertain) {
        let file = note.input.and_then(path);
        let place =
            file.as_ref().map(|file| format!("{}: ", file.for_terminal())).unwrap_or_default();
        return Err(Error::Strict {
            path: file,
            line: None,
            problem: format!("{place}{}", note.text),
        });
    }
    Ok(log)
}

/// An input, opened and taken apart.
pub(crate) struct Opened {
    pub bytes: u64,
    sha256: Option<String>,
    pub table: Option<Table>,
    pub encoding: &'static str,
    pub had_bom: bool,
    pub was_gzip: bool,
    notes: Vec<(bool, String)>,
}

impl Opened {
    pub(crate) fn new(
        path: &Untrusted,
        bytes: Vec<u8>,
        options: &ReadOptions,
    ) -> Result<Self, Error> {
        let size = bytes.len() as u64;
        let sha256 = options.hash.then(|| hex(&Sha256::digest(&bytes)));
        let not_text = |problem: DecodeError| problem.of_file(path);
        let inflated = inflate(bytes).map_err(not_text)?;
        let decoded = to_text(&inflated.bytes, options.encoding.as_deref()).map_err(not_text)?;
        let notes = decoded.coding.notes(decoded.replaced).collect();
        let mut table = sniff::table(path, &decoded.text, options)?;
        if let (Some(table), Some(cut)) = (&mut table, inflated.cut) {
            if !decoded.text.ends_with('\n') {
                table.drop_last();
            }
            table.cut = Some(cut);
        }
        let (encoding, had_bom, was_gzip) =
            (decoded.coding.encoding.name(), decoded.coding.mark > 0, inflated.was_gzip);
        Ok(Self { bytes: size, sha256, table, encoding, had_bom, was_gzip, notes })
    }

    pub(crate) fn input(&self, path: Untrusted) -> Input {
        let rows =
            self.table.as_ref().map_or(0, |table| (table.rows.len() + table.broken.len()) as u64);
        Input {
            path,
            format: self
                .table
                .as_ref()
                .filter(|_| rows > 0)
                .map_or("empty", |table| table.format)
                .to_owned(),
            sha256: self.sha256.clone(),
            bytes: self.bytes,
            rows,
            events: 0,
            rejected: 0,
            duplicates: 0,
            ignored: BTreeMap::new(),
            mapping: Vec::new(),
            counting: Counting::default(),
            cut: self.table.as_ref().and_then(|table| table.cut.clone()),
        }
    }
}

/// Bytes as they are written in a digest.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The log while it grows.
#[derive(Default)]
pub(crate) struct Reading {
    pub log: Log,
    /// What is compared of each row that became events.
    rows: Vec<dedupe::Row>,
    /// Rows of all files so far.
    total: usize,
    /// How many events each of these rows became.
    counts: Vec<usize>,
    /// The first file of which not one row could be read: fatal, unless other files hold rows that can.
    refused: Option<Error>,
}

impl Reading {
    /// Why nothing was read, where every row of every file was rejected.
    pub(crate) fn refusal(&mut self) -> Option<Error> {
        let all = self.log.inputs.iter().all(|input| input.rejected == input.rows);
        self.refused.take_if(|_| all)
    }

    fn add(&mut self, source: Source, options: &ReadOptions) -> Result<u64, Error> {
        let path = Untrusted::from(source.path.clone());
        let is_named = source.is_named;
        let opened = match Opened::new(&path, source.bytes()?, options) {
            Ok(opened) => opened,
            // A report that was saved beside the logs it was made of.
            Err(Error::SavedReport { path }) if !is_named => {
                let text =
                    format!("{} is a saved report, not a log: left out", path.for_terminal());
                self.log.notes.push(Note { input: None, uncertain: false, text });
                return Ok(0);
            }
            Err(error) => return Err(error),
        };
        let bytes = opened.bytes;
        self.add_opened(path, opened, options)?;
        Ok(bytes)
    }

    fn next_index(&self) -> u32 {
        u32::try_from(self.log.inputs.len()).unwrap_or(u32::MAX)
    }

    /// Adds an input whose events are not kept.
    fn add_streamed<S>(&mut self, large: &Streamed<S>) {
        let index = self.next_index();
        let path = Untrusted::from(large.path());
        let mut input = Input {
            path: path.clone(),
            format: large.table.format.to_owned(),
            sha256: large.sha256.clone(),
            bytes: large.bytes,
            rows: large.rows,
            events: 0,
            rejected: large.rejects.len() as u64,
            duplicates: 0,
            ignored: BTreeMap::new(),
            mapping: Vec::new(),
            counting: Counting::default(),
            cut: large.cut.clone(),
        };
        large.fill(&mut input);
        for (uncertain, text) in &large.notes {
            self.note(index, *uncertain, text.clone());
        }
        if let Some(cut) = &large.cut {
            self.note(index, true, cut_short(cut));
        }
        self.describe(index, &large.mapping, &mut input);
        let rejects = large.rejects.iter().map(|(line, reject)| Reject {
            input: index,
            line: *line,
            reason: reject.reason,
            column: reject.column.map(|column| large.table.columns[column].raw.as_str().into()),
            excerpt: reject.excerpt.as_str().into(),
        });
        self.add_rejects(path, &large.table, &mut input, rejects.collect());
        self.log.inputs.push(input);
    }

    /// Says how an input was understood.
    fn describe(&mut self, index: u32, mapping: &Mapping, input: &mut Input) {
        for (uncertain, text) in mapping.notes() {
            self.note(index, *uncertain, text.clone());
        }
        if mapping.is_own_economy {
            let text =
                "a ledger of amounts without operations or pools: they may be the app's own credits for its users".to_owned();
            self.note(index, true, text);
        }
        input.mapping.clone_from(&mapping.listed);
        if let Some(export) = mapping.known_export {
            export.name.clone_into(&mut input.format);
        }
        if let Some(unit) = &mapping.unit {
            input.counting = Counting {
                unit: unit.clone(),
                known_export: mapping.known_export.map(|n| n.name.to_owned()),
            };
        }
    }

    fn add_rejects(
        &mut self,
        path: Untrusted,
        table: &Table,
        input: &mut Input,
        mut rejects: Vec<Reject>,
    ) {
        rejects.sort_by_key(|reject| reject.line);
        input.rejected = rejects.len() as u64;
        if !rejects.is_empty() && input.rejected == input.rows {
            let index = self.next_index();
            self.note(index, true, "not one row could be read".to_owned());
            self.refused.get_or_insert_with(|| all_rejected(path, table, &rejects));
        }
        self.log.rejects.append(&mut rejects);
    }

    fn note(&mut self, input: u32, uncertain: bool, text: String) {
        self.log.notes.push(Note { input: Some(input), uncertain, text });
    }

    pub(crate) fn add_opened(
        &mut self,
        path: Untrusted,
        opened: Opened,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let index = self.next_index();
        let mut input = opened.input(path.clone());
        for (uncertain, text) in opened.notes {
            self.note(index, uncertain, text);
        }
        let Some(mut table) = opened.table.filter(|_| input.rows > 0) else {
            self.note(index, false, "no rows".to_owned());
            self.log.inputs.push(input);
            return Ok(());
        };
        self.total += table.rows.len() + table.broken.len();
        if self.total > MOST_ROWS {
            return Err(Error::TooMuch { path, much: TooMuch::Rows });
        }
        if let Some(cut) = &input.cut {
            self.note(index, true, cut_short(cut));
        }
        let mapping = if table.rows.is_empty() {
            Mapping::default()
        } else {
            decide(&path, &table, None, options)?
        };
        self.describe(index, &mapping, &mut input);
        let mut rejects: Vec<Reject> = table
            .broken
            .iter()
            .map(|b| Reject {
                input: index,
                line: b.line,
                reason: b.reason,
                column: None,
                excerpt: b.excerpt.as_str().into(),
            })
            .collect();
        self.add_rows(index, &mut table, &mapping, options, &mut input, &mut rejects);
        self.add_rejects(path, &table, &mut input, rejects);
        self.log.inputs.push(input);
        Ok(())
    }

    fn add_rows(
        &mut self,
        index: u32,
        table: &mut Table,
        mapping: &Mapping,
        options: &ReadOptions,
        input: &mut Input,
        rejects: &mut Vec<Reject>,
    ) {
        // What was read of a row is let go as soon as it is an event.
        let rows = std::mem::take(&mut table.rows);
        let table = &*table;
        let mut reader = Reader { table, mapping, options, symbols: &mut self.log.symbols };
        for record in rows {
            let record = &record;
            match reader.read(record, index) {
                Ok(Verdict::Events(events)) => {
                    let operation = events
                        .first()
                        .and_then(|event| event.operation)
                        .map(|symbol| reader.symbols.name(symbol));
                    let updated = mapping.updated_at(record, options);
                    let row = dedupe::Row::new(
                        table,
                        record,
                        &events,
                        operation,
                        updated,
                        options.dedupe,
                    );
                    self.rows.push(row);
                    self.counts.push(events.len());
                    self.log.events.extend(events);
                }
                Ok(Verdict::Ignored(reason)) => {
                    *input.ignored.entry(reason.to_owned()).or_default() += 1;
                }
                Err(refusal) => rejects.push(Reject {
                    input: index,
                    line: record.line,
                    reason: refusal.reason,
                    column: refusal.column.map(|column| table.columns[column].raw.as_str().into()),
                    excerpt: refusal.excerpt.into(),
                }),
            }
        }
    }

    /// Which rows stay, where all of them are held.
    pub(crate) fn duplicates(&mut self, options: &ReadOptions) -> Vec<bool> {
        let (kept, conflicts) = dedupe::decide(&self.rows, options.dedupe);
        self.log.conflicting_ids = conflicts;
        kept
    }

    /// Which of the rows that are held stay. Large inputs whose rows do not all stay are read again without them.
    fn settle_duplicates<S: Sink>(
        &mut self,
        large: &mut [Streamed<S>],
        how: &How<S>,
    ) -> Result<Vec<bool>, Error> {
        let dedupe = how.options.dedupe;
        let mut keys: BTreeMap<u32, Keys> = BTreeMap::new();
        for row in &self.rows {
            if let Some((key, by_id)) = row.key(dedupe) {
                keys.entry(row.input).or_default().add(key, by_id);
            }
        }
        let keys =
            keys.into_values().chain(large.iter_mut().map(|large| std::mem::take(&mut large.keys)));
        let repeated = dedupe::repeated(keys);
        if repeated.is_empty() {
            return Ok(vec![true; self.rows.len()]);
        }
        // The rows that may be duplicates, in the order of the inputs and of their lines.
        let mut rows: Vec<(dedupe::Row, Option<(usize, Place)>)> = Vec::new();
        let mut held = self.rows.iter().peekable();
        for (at, input) in large.iter().enumerate() {
            rows.extend(
                std::iter::from_fn(|| held.next_if(|row| row.input < input.input))
                    .map(|row| (row.clone(), None)),
            );
            let suspects = input.suspects(&repeated, how)?;
            rows.extend(
                suspects.into_iter().map(|suspect| (suspect.row, Some((at, suspect.place)))),
            );
        }
        rows.extend(held.map(|row| (row.clone(), None)));
        let (rows, places): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let (kept, conflicts) = dedupe::decide(&rows, dedupe);
        self.log.conflicting_ids = conflicts;
        let mut without: Vec<HashSet<Place>> = vec![HashSet::new(); large.len()];
        let mut stays = Vec::with_capacity(self.rows.len());
        for (keep, place) in kept.into_iter().zip(places) {
            match place {
                None => stays.push(keep),
                Some((at, place)) if !keep => drop(without[at].insert(place)),
                Some(_) => {}
            }
        }
        for (input, places) in
            large.iter_mut().zip(&without).filter(|(_, places)| !places.is_empty())
        {
            input.without(places, how)?;
            let entry = &mut self.log.inputs[input.input as usize];
            input.fill(entry);
            entry.duplicates = places.len() as u64;
        }
        Ok(stays)
    }

    /// Takes out what does not stay, and counts what is left.
    pub(crate) fn finish(mut self, kept: Vec<bool>) -> Log {
        let mut stays = Vec::with_capacity(self.log.events.len());
        for ((row, count), keep) in self.rows.iter().zip(&self.counts).zip(kept) {
            let first = self.log.events.get(stays.len()).map(|event| event.outcome);
            stays.resize(stays.len() + count, keep);
            let Some(input) = self.log.inputs.get_mut(row.input as usize) else { continue };
            match first {
                _ if !keep => input.duplicates += 1,
                Some(outcome @ (Outcome::Blocked | Outcome::Grant)) => {
                    *input.ignored.entry(outcome.name().to_owned()).or_default() += 1;
                }
                _ => input.events += 1,
            }
        }
        let mut stays = stays.into_iter();
        self.log.events.retain(|_| stays.next().unwrap_or(true));
        self.log
    }
}

fn cut_short(why: &str) -> String {
    format!("probably not complete: {why}")
}

fn all_rejected(path: Untrusted, table: &Table, rejects: &[Reject]) -> Error {
    let mut counts: BTreeMap<(&'static str, Option<&Untrusted>), u64> = BTreeMap::new();
    for reject in rejects {
        *counts.entry((reject.reason, reject.column.as_ref())).or_default() += 1;
    }
    let mut reasons: Vec<_> = counts
        .into_iter()
        .map(|((reason, column), rows)| (reason, column.cloned(), rows))
        .collect();
    reasons.sort_by_key(|(.., rows)| std::cmp::Reverse(*rows));
    let line = rejects.first().map_or(1, |reject| reject.line);
    Error::AllRejected { path, rows: rejects.len() as u64, line, reasons, saw: saw(table) }
}

#[cfg(test)]
mod tests;
