//! Reads one input without keeping its rows: what stays are sums or events in the sinks, keys, and rejected rows.
//!
//! The head decides which column plays which role, and how times and numbers are written. Every later row is checked against that as it
//! passes. If one does not fit, everything that was read is dropped, all rows are scanned for evidence, and the input is read again from
//! its start with what is known then.

use std::collections::BTreeMap;

use crate::base::{Day, Extent, Stamp, Symbols, Untrusted};
use crate::ingest::columns::decide::decide;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::columns::signs;
use crate::ingest::event::asides::Aside;
use crate::ingest::event::dedupe::Keys;
use crate::ingest::event::outcome::{
    Counts, LineTable, Pass, ReadError, Rejected, Restart, Told, changed,
};
use crate::ingest::event::reader::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::record::json::page::Page;
use crate::ingest::record::table::Table;
use crate::ingest::run::advice;
use crate::ingest::run::head::Head;
use crate::ingest::run::pages;
use crate::ingest::run::threads::{self, Done, FileFacts, RunOptions, Strategy};
use crate::ingest::source::named::Source;
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Input, ReadOptions};

/// An input whose head was read.
pub(crate) struct Opened {
    /// The text.
    pub text: Text,
    /// Its head.
    pub head: Head,
}

/// Which column plays which role, and how certain its formats are.
struct Columns {
    mapping: Mapping,
    /// Whether the formats come from the head alone.
    on_trust: bool,
}

/// Result of a pass with certain columns.
enum Outcome<S> {
    Done(Box<Done<S>>),
    /// A row needs another way of reading.
    Disagrees(Restart),
}

impl Opened {
    /// Opens an input and reads its head.
    pub(crate) fn new(source: Source, options: &ReadOptions) -> Result<Self, Error> {
        let mut text = Text::new(source, options)?;
        let head = match Head::read(&text, options) {
            Err(ReadError::Restart(Restart::Encoding)) if text.coding.is_assumed => {
                text.settle().map_err(ReadError::Io).and_then(|()| Head::read(&text, options))
            }
            head => head,
        };
        match head {
            Ok(head) => Ok(Self { text, head }),
            Err(error) => Err(error.into_error(&text.source.path)),
        }
    }

    /// Returns an error if the columns are not those of a log.
    pub(crate) fn require_log(&mut self, options: &ReadOptions) -> Result<(), Error> {
        let decided = self.decide(options).map(|_| ());
        decided.map_err(|error| {
            let error = error.into_error(&self.text.source.path);
            advice::tried(error, &self.head.table, options)
        })
    }

    /// Reads all rows. `progress` is told how many bytes are done.
    pub(crate) fn read<S: Sink>(
        &mut self,
        input: u32,
        run: &RunOptions<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ReadInput<S>, Error> {
        let mut restarts = Vec::new();
        loop {
            let error = match self.attempt(input, run, &mut restarts, progress) {
                Ok(read) => return Ok(read),
                Err(error) => error,
            };
            let again = match error {
                ReadError::Restart(Restart::Encoding) if self.text.coding.is_assumed => {
                    if !self.head.is_all {
                        restarts.push(Restart::Encoding);
                    }
                    self.settle_encoding(run.options)
                }
                error => Err(error),
            };
            again.map_err(|error| {
                let error = error.into_error(&self.text.source.path);
                advice::tried(error, &self.head.table, run.options)
            })?;
        }
    }

    /// Finds the encoding of a text that is not UTF-8, and reads its head in that.
    fn settle_encoding(&mut self, options: &ReadOptions) -> Result<(), ReadError> {
        self.text.settle()?;
        self.head = Head::read(&self.text, options)?;
        Ok(())
    }

    fn attempt<S: Sink>(
        &mut self,
        input: u32,
        run: &RunOptions<S>,
        restarts: &mut Vec<Restart>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ReadInput<S>, ReadError> {
        let mut columns = self.decide(run.options)?;
        loop {
            let restart = match self.pass(input, &mut columns, run, progress)? {
                Outcome::Done(done) => return Ok(self.finish(input, columns, restarts, *done)),
                Outcome::Disagrees(restart) => restart,
            };
            // Rereading a small file takes no noticeable time, so do not mention it.
            if !self.head.is_all && restart != Restart::Cut {
                restarts.push(restart);
            }
            match restart {
                Restart::Quotes | Restart::Cut => self.head.in_single_rows(),
                // Every row has been scanned already, so another mismatch cannot be resolved by a rescan.
                Restart::Format | Restart::Fields if columns.on_trust => {
                    columns = self.decide_by_all(run.options)?;
                }
                Restart::Encoding
                | Restart::Format
                | Restart::Fields
                | Restart::Users
                | Restart::Rejects => {
                    return Err(ReadError::Restart(restart));
                }
            }
        }
    }

    /// Decides by the head, or by all rows if the head cannot tell.
    fn decide(&mut self, options: &ReadOptions) -> Result<Columns, ReadError> {
        let path = Untrusted::from(self.text.source.path.as_str());
        if self.head.table.rows.is_empty() {
            return Ok(Columns { mapping: Mapping::default(), on_trust: false });
        }
        let on_trust = !self.head.is_all;
        match decide(&path, &self.head.table, None, options) {
            Ok(mapping) if !on_trust || mapping.can_be_trusted(&self.head.table) => {
                Ok(Columns { mapping, on_trust })
            }
            // Further rows may say how a column is written.
            Ok(_) | Err(Error::Ambiguous { .. }) if on_trust => self.decide_by_all(options),
            // Further fields of records may be what is missing.
            Err(_) if on_trust && self.head.reader.may_widen() => self.decide_by_all(options),
            Ok(mapping) => Ok(Columns { mapping, on_trust }),
            Err(error) => Err(ReadError::Refused(error)),
        }
    }

    /// Decides by the formats and fields of all rows.
    fn decide_by_all(&mut self, options: &ReadOptions) -> Result<Columns, ReadError> {
        let evidence = self.head.gather_evidence(&self.text, options)?;
        let path = Untrusted::from(self.text.source.path.as_str());
        let mapping = decide(&path, &self.head.table, Some(&evidence), options)
            .map_err(ReadError::Refused)?;
        Ok(Columns { mapping, on_trust: false })
    }

    /// Reads all rows with certain columns. Which sign is spend is decided by all amounts: if the head has it wrong, they are read once
    /// more with the right one.
    fn pass<S: Sink>(
        &self,
        input: u32,
        columns: &mut Columns,
        run: &RunOptions<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Outcome<S>, ReadError> {
        let mut read = |columns: &Columns| {
            let rules = Rules {
                table: &self.head.table,
                mapping: &columns.mapping,
                options: run.options,
                input,
                is_one_of_many: run.has_many,
                on_trust: columns.on_trust,
            };
            let done =
                threads::read(&self.text, &self.head.strategy, rules, run, || Pass::All, progress);
            match done {
                Ok(done) => Ok(Outcome::Done(Box::new(done))),
                Err(ReadError::TooLong)
                    if matches!(self.head.strategy, Strategy::Blocks { .. }) =>
                {
                    Ok(Outcome::Disagrees(Restart::Quotes))
                }
                Err(ReadError::Restart(restart))
                    if !matches!(
                        restart,
                        Restart::Encoding | Restart::Users | Restart::Rejects
                    ) =>
                {
                    Ok(Outcome::Disagrees(restart))
                }
                Err(error) => Err(error),
            }
        };
        let outcome = read(columns)?;
        let Outcome::Done(done) = &outcome else { return Ok(outcome) };
        let sense =
            signs::meaning(&self.head.table, &columns.mapping, run.options, &done.counts.signs);
        // Rows beyond the head show that the money was paid for use.
        let is_unpaid = columns.mapping.paid.is_some() && done.counts.signs.pays_for_use();
        let is_same = sense.is_like(&columns.mapping.signs) && !is_unpaid;
        columns.mapping.signs = sense;
        if is_unpaid {
            columns.mapping.paid = None;
        }
        if is_same { Ok(outcome) } else { read(columns) }
    }

    fn finish<S>(
        &mut self,
        input: u32,
        columns: Columns,
        restarts: &[Restart],
        done: Done<S>,
    ) -> ReadInput<S> {
        let again = |restart: &Restart| {
            (false, format!("{}, so the whole file is read once more", restart.found()))
        };
        let mut notes: Vec<(bool, String)> = restarts.iter().map(again).collect();
        notes.extend(self.text.coding.notes(done.file.replaced));
        let of_sheet = self.text.source.sheet.as_ref().and_then(|chosen| chosen.note.clone());
        notes.extend(of_sheet.map(|note| (false, note)));
        let of_table = self.text.table.iter().flat_map(|table| table.notes());
        notes.extend(of_table.map(|note| (true, note.clone())));
        let mut table = std::mem::take(&mut self.head.table);
        let ends_in_row = done.counts.rejects.iter().any(|reject| reject.reason == "cut-off");
        let breaks_off = (self.text.is_cut || ends_in_row)
            .then(|| "the file breaks off within its last row".to_owned());
        let told = pages::told_in_rows(&table, &done.counts.rejects);
        let cut = done.file.cut.clone().or_else(|| table.cut.take()).or(breaks_off).or(told);
        let page = table.page.take();
        let mut read = ReadInput {
            input,
            table,
            mapping: columns.mapping,
            notes,
            bytes: self.text.size,
            text: self.text.clone(),
            strategy: self.head.strategy.clone(),
            sha256: done.file.sha256,
            cut,
            page,
            rows: 0,
            events: 0,
            slots: 0,
            extent: None,
            ignored: BTreeMap::new(),
            uncounted: BTreeMap::new(),
            rejects: Vec::new(),
            keys: Keys::default(),
            lines: LineTable::default(),
            asides: Vec::new(),
            takes: false,
            last_day: None,
            told: Told::default(),
            parts: done.parts,
        };
        read.count(done.counts);
        read
    }

    /// Counts the records of an input whose columns are refused.
    pub(crate) fn count(&mut self, options: &ReadOptions) -> Result<(u64, FileFacts), ReadError> {
        let (mut rows, mut tried) = (0, false);
        loop {
            let opened = self.text.open(options.hash)?;
            let found = opened.found.clone();
            let mut each = |_, _| {
                rows += 1;
                Ok(())
            };
            let size = options.blocks.size;
            match self.head.reader.clone().rows(opened, size, &mut |_| {}, &mut each) {
                Err(ReadError::Restart(Restart::Encoding)) if !tried => {
                    (rows, tried) = (0, true);
                    self.settle_encoding(options)?;
                }
                Err(error) => return Err(error),
                Ok(()) => return Ok((rows, FileFacts::new(&found.lock()))),
            }
        }
    }
}

/// An input that was read.
pub(crate) struct ReadInput<S> {
    pub(super) text: Text,
    pub(super) strategy: Strategy,
    /// Index into the inputs.
    pub input: u32,
    /// Its columns and the rows of its head.
    pub table: Table,
    /// Which column plays which role.
    pub mapping: Mapping,
    /// Notes on how it was read, and whether each is about something less than certain.
    pub notes: Vec<(bool, String)>,
    /// Size of the file.
    pub bytes: u64,
    /// Its digest, if asked for.
    pub sha256: Option<String>,
    /// Why it is not complete, if it is not.
    pub cut: Option<String>,
    /// What it says of itself if it is a page of a list.
    pub page: Option<Page>,
    /// Records that are not blank.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// The events that these rows stand for.
    pub slots: u64,
    /// The times of its events, by the first and last ones of its blocks.
    pub extent: Option<Extent>,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// See [`Input::uncounted`].
    pub uncounted: BTreeMap<(&'static str, Stamp), u64>,
    /// Rows that could not be read, with their lines.
    pub rejects: Vec<(u64, Rejected)>,
    /// The keys by which duplicates are found.
    pub keys: Keys,
    /// The line on which each block begins.
    pub lines: LineTable,
    /// Rows that count only as other rows say.
    pub asides: Vec<Aside>,
    /// Whether some row takes credits by its word.
    pub takes: bool,
    /// The last day of rows that are sums of days.
    pub last_day: Option<Day>,
    /// What the user should know about how rows were counted.
    pub told: Told,
    /// The sinks and the names in their events, one for each thread.
    pub parts: Vec<(S, Symbols)>,
}

impl<S> ReadInput<S> {
    /// Fails if the file is not the one that was opened.
    pub(crate) fn require_unchanged(&self) -> Result<(), Error> {
        if self.text.is_unchanged() { Ok(()) } else { Err(changed(self.path())) }
    }

    /// Whether it was found in a folder.
    pub(crate) fn is_in_folder(&self) -> bool {
        self.text.source.is_in_folder
    }

    /// The name of the input.
    pub(crate) fn path(&self) -> &str {
        &self.text.source.path
    }

    pub(super) fn count(&mut self, mut counts: Counts) {
        self.lines = LineTable::new(std::mem::take(&mut counts.lines));
        counts.place_rejects();
        let with_line = |reject: Rejected| (self.lines.number(reject.at), reject);
        self.rejects = counts.rejects.into_iter().map(with_line).collect();
        (self.rows, self.events, self.ignored) = (counts.rows, counts.events, counts.ignored);
        self.slots = counts.slots;
        for times in &counts.times {
            let all = self.extent.get_or_insert(Extent::at(times.first));
            all.include(Extent::at(times.first));
            all.include(Extent::at(times.last));
        }
        self.uncounted = counts.uncounted;
        self.keys = counts.keys;
        self.asides = counts.asides;
        self.takes |= counts.signs.takes();
        self.last_day = self.last_day.max(counts.last_day);
        self.told = counts.told;
    }

    /// Writes what became of the rows that were not rejected.
    pub(crate) fn fill(&self, input: &mut Input) {
        (input.events, input.slots) = (self.events, self.slots);
        input.uncounted.clone_from(&self.uncounted);
        input.ignored =
            self.ignored.iter().map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect();
    }
}
