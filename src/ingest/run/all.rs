//! Reads all inputs into one log.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Symbols, Untrusted};
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{Mapping, saw};
use crate::ingest::columns::rollup;
use crate::ingest::event::sink::Sink;
use crate::ingest::limits::MOST_REJECTS;
use crate::ingest::limits::TooMuch;
use crate::ingest::options::Formats;
use crate::ingest::record::table::Table;
use crate::ingest::run::collect::{self, Collect};
use crate::ingest::run::har;
use crate::ingest::run::input::{Opened, ReadInput};
use crate::ingest::run::pages;
use crate::ingest::run::snapshots::Pending;
use crate::ingest::run::threads::RunOptions;
use crate::ingest::source::named as source;
use crate::ingest::source::named::{Expanded, InputSpec, Source};
use crate::ingest::{Counting, Error, Input, Log, Note, ReadOptions, Reject};

/// Reads every input and keeps every event. Calls `progress` with the number of bytes read so far.
pub fn read(
    inputs: &[InputSpec],
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64),
) -> Result<Log, Error> {
    let kept = Arc::default();
    let (mut log, mut read) =
        read_all(inputs, options, &|_| Collect::new(&kept, options), progress)?;
    log.events = collect::events(&mut read, &mut log.symbols)?;
    Ok(log)
}

/// Reads every input into sinks from `new`, and returns the sinks. Each sink has some of the events and its own table of names.
pub fn read_into<S: Sink>(
    inputs: &[InputSpec],
    options: &ReadOptions,
    new: &(dyn Fn(u32) -> S + Sync),
    progress: &mut dyn FnMut(u64),
) -> Result<(Log, Vec<(S, Symbols)>), Error> {
    let (log, read) = read_all(inputs, options, new, progress)?;
    Ok((log, read.into_iter().flat_map(|input| input.parts).collect()))
}

fn read_all<S: Sink>(
    inputs: &[InputSpec],
    options: &ReadOptions,
    new: &(dyn Fn(u32) -> S + Sync),
    progress: &mut dyn FnMut(u64),
) -> Result<(Log, Vec<ReadInput<S>>), Error> {
    check(options)?;
    let Expanded { sources, twice, passed_over } = source::expand(inputs)?;
    let mut reading = Reading::default();
    let sources = reading.choose_sheets(sources, options)?;
    let twice = twice.iter().map(|path| (path, "is named twice and read once".to_owned()));
    let passed_over =
        passed_over.iter().map(|(path, what)| (path, format!("is {what} and was not read")));
    for (path, what) in twice.chain(passed_over) {
        let text = format!("{} {what}", path.for_terminal());
        reading.log.notes.push(Note { input: None, uncertain: false, text });
    }
    let (sources, notes) = har::unpack(sources, options)?;
    reading.log.notes.extend(notes);
    let run = RunOptions { options, has_many: sources.len() > 1, new };
    let mut done = 0;
    for source in sources {
        let path = source.path.clone();
        done += reading.add_source(source, &run, &mut |bytes| progress(done + bytes))?;
        if reading.log.rejects.len() > MOST_REJECTS {
            return Err(Error::TooMuch { path: path.into(), much: TooMuch::Rejects });
        }
        progress(done);
    }
    reading.add_snapshots(&run)?;
    if let Some(error) = reading.refusal() {
        return Err(error);
    }
    reading.require_countable()?;
    reading.note_rollups();
    reading.note_left_out();
    reading.settle(&run)?;
    reading.settle_completeness();
    reading.read.iter().try_for_each(ReadInput::require_unchanged)?;
    let Reading { mut log, read, .. } = reading;
    log.counting = one_unit(&log.inputs)?;
    let log = if options.strict { strict(log)? } else { log };
    Ok((log, read))
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

/// Returns the unit of all inputs. Amounts of different units cannot be added, so a log with several units is refused.
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

/// The log while inputs are added to it.
pub(crate) struct Reading<S> {
    pub log: Log,
    /// The inputs that were read, in the order of the log's inputs.
    pub(super) read: Vec<ReadInput<S>>,
    /// The error of the first input whose rows were all rejected. It is fatal unless another input has good rows.
    pub(super) refused: Option<Error>,
    /// The error of the first input that was left out. It is fatal if no input is a log.
    pub(super) no_log: Option<Error>,
    /// Snapshots. They are added when it is known whether the other inputs are logs.
    pub(super) snapshots: Vec<Pending>,
}

impl<S> Default for Reading<S> {
    fn default() -> Self {
        Self {
            log: Log::default(),
            read: Vec::new(),
            refused: None,
            no_log: None,
            snapshots: Vec::new(),
        }
    }
}

impl<S> Reading<S> {
    /// Decides which inputs are complete, after all were read, and notes those that are not.
    pub(crate) fn settle_completeness(&mut self) {
        let said: Vec<_> = self.read.iter().map(|read| read.page.clone()).collect();
        pages::settle(&mut self.log.inputs, &said);
        for (at, input) in (0..).zip(&self.log.inputs) {
            if let Some(cut) = &input.cut {
                let text = format!("probably not complete: {cut}");
                self.log.notes.push(Note { input: Some(at), uncertain: true, text });
            }
        }
    }

    pub(super) fn next_index(&self) -> u32 {
        u32::try_from(self.log.inputs.len()).unwrap_or(u32::MAX)
    }

    /// Adds an input to the log after it was read.
    pub(crate) fn add(&mut self, mut read: ReadInput<S>) {
        let index = self.next_index();
        let path = Untrusted::from(read.path());
        let mut input = blank(path.clone(), &read.table, read.rows);
        input.sha256.clone_from(&read.sha256);
        input.bytes = read.bytes;
        input.cut.clone_from(&read.cut);
        input.is_in_folder = read.is_in_folder();
        read.fill(&mut input);
        for (uncertain, text) in &read.notes {
            self.note(index, *uncertain, text.clone());
        }
        if read.rows == 0 {
            self.note(index, false, "no rows".to_owned());
        } else {
            self.describe(index, &read.mapping, &mut input);
            self.add_rejects(path, &read, &mut input);
        }
        self.log.inputs.push(input);
        // The rows of the head are no longer needed.
        read.table.rows = Vec::new();
        read.rejects = Vec::new();
        self.read.push(read);
    }

    /// Describes the mapping of an input in notes and in `input`.
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
        input.formats = mapping.formats();
        if let Some(export) = mapping.known_export {
            export.name.clone_into(&mut input.format);
        }
        if let Some(rollup) = &mapping.rollup {
            rollup::NAME.clone_into(&mut input.format);
            input.rules = Some(rollup.rules().to_owned());
            input.users = !mapping.of(Role::User).is_empty();
        }
        if let Some(unit) = &mapping.unit {
            input.counting = Counting {
                unit: unit.clone(),
                known_export: mapping.known_export.map(|n| n.name.to_owned()),
            };
        }
    }

    fn add_rejects(&mut self, path: Untrusted, read: &ReadInput<S>, input: &mut Input) {
        let index = self.next_index();
        let name = |column: usize| read.table.columns[column].raw.as_str().into();
        let mut rejects: Vec<Reject> = read
            .rejects
            .iter()
            .map(|(line, reject)| Reject {
                input: index,
                line: *line,
                reason: reject.reason,
                column: reject.column.map(name),
                excerpt: reject.excerpt.as_str().into(),
                between: reject.between,
            })
            .collect();
        input.rejected = rejects.len() as u64;
        if !rejects.is_empty() && input.rejected == input.rows {
            self.note(index, true, "not one row could be read".to_owned());
            self.refused.get_or_insert_with(|| all_rejected(path, &read.table, &rejects));
        }
        self.log.rejects.append(&mut rejects);
    }

    pub(super) fn note(&mut self, input: u32, uncertain: bool, text: String) {
        self.log.notes.push(Note { input: Some(input), uncertain, text });
    }
}

impl<S: Sink> Reading<S> {
    /// Reads and adds a source. Returns its size.
    fn add_source(
        &mut self,
        source: Source,
        run: &RunOptions<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, Error> {
        let (path, is_named, size) =
            (Untrusted::from(source.path.as_str()), source.is_named, source.size());
        let body = source.clone();
        let read = self.read_source(source, run, progress).or_else(|error| {
            // A saved body of the platform may hold its days in any form.
            let body = Some(body).filter(|_| error.may_be_body());
            match body.and_then(|body| har::of_body(&body, run.options)) {
                Some(days) => self.read_source(days, run, progress).map_err(|_| error),
                None => Err(error),
            }
        });
        match read {
            Ok(None) => Ok(size),
            Ok(Some(read)) => {
                let bytes = read.bytes;
                if !self.is_copy_of_rollup(&read)? {
                    self.add(read);
                }
                Ok(bytes)
            }
            Err(error) if run.has_many => {
                self.leave_out(error, path, size, is_named, run.options).map(|()| size)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads a source, unless it is a snapshot, which waits for the others.
    fn read_source(
        &mut self,
        source: Source,
        run: &RunOptions<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<ReadInput<S>>, Error> {
        let mut opened = Opened::new(source, run.options)?;
        if let Some(snapshot) = Pending::of(&opened, run.options)? {
            self.snapshots.push(snapshot);
            return Ok(None);
        }
        let read = opened.read(self.next_index(), run, progress)?;
        if read.mapping.rollup.is_some() && (run.new)(self.next_index()).needs_single_events() {
            return Err(Error::NoSingleEvents { path: read.path().into() });
        }
        Ok(Some(read))
    }
}

/// Creates an input with only its path, its format and its number of rows.
pub(crate) fn blank(path: Untrusted, table: &Table, rows: u64) -> Input {
    Input {
        path,
        format: if rows > 0 { table.format } else { "empty" }.to_owned(),
        sha256: None,
        bytes: 0,
        rows,
        events: 0,
        slots: 0,
        rejected: 0,
        duplicates: 0,
        ignored: BTreeMap::new(),
        unknown: BTreeMap::new(),
        risen: None,
        mapping: Vec::new(),
        counting: Counting::default(),
        cut: None,
        is_in_folder: false,
        rules: None,
        users: true,
        formats: Formats::default(),
        uncounted: BTreeMap::new(),
    }
}

/// Returns the error of an input whose rows were all rejected.
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
