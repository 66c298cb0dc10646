//! One input, read without holding it: what is kept are sums, keys and rejected rows.
//!
//! The first rows say who plays what, just as where all rows are held. How cells are written is taken from them on trust, and all other
//! rows are looked at as they pass: where one does not fit, all that was read is forgotten, and the input is read from its start by what is
//! known then. Plain delimited text and JSON lines are read block by block on several threads, everything else row by row.

use std::collections::BTreeMap;
use std::io::Read as _;

use hashbrown::HashSet;
use memchr::memchr_iter;

use crate::base::{Symbols, Untrusted};
use crate::ingest::columns::decide::{decide, evidence_columns};
use crate::ingest::columns::evidence::Evidence;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::columns::signs;
use crate::ingest::event::dedupe::Keys;
use crate::ingest::event::outcome::Trouble;
use crate::ingest::event::outcome::{Alarm, Counts, Place, Rejected, Suspect, Task};
use crate::ingest::event::reference::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::frame::Frame;
use crate::ingest::record::blocks::last_end;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::delimited;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::json::lines as json;
use crate::ingest::record::record::{Broken, Record, Table};
use crate::ingest::record::sniff;
use crate::ingest::run::rows::Format;
use crate::ingest::run::threads::{How, Run, Way};
use crate::ingest::source::named::{Source, unreadable};
use crate::ingest::source::text::{Open, Text};
use crate::ingest::{Error, Input, ReadOptions};

/// Bytes from which the format is told, where the head is shorter.
const SAMPLE: usize = 64 << 10;

/// Bytes beyond the head that are read with it, so that a row begins in them.
const BEYOND: usize = 4 << 10;

/// An input, read.
pub(crate) struct Streamed<S> {
    text: Text,
    way: Way,
    /// Index into the inputs.
    pub input: u32,
    /// Its columns; without rows.
    pub table: Table,
    /// Who plays what.
    pub mapping: Mapping,
    /// What to say about how it was read, and whether that is less than certain.
    pub notes: Vec<(bool, String)>,
    /// Size of the file.
    pub bytes: u64,
    /// Its digest, where asked for.
    pub sha256: Option<String>,
    /// Why it is not complete, where it is not.
    pub cut: Option<String>,
    /// What became of its rows.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// Rows that could not be read, with their lines.
    pub rejects: Vec<(u64, Rejected)>,
    /// What duplicates are found by.
    pub keys: Keys,
    /// What took the events, one for each thread.
    pub parts: Vec<(S, Symbols)>,
}

impl<S: Sink> Streamed<S> {
    /// Reads an input, or gives it back where it has to be held. `progress` is told how many bytes are done.
    pub(crate) fn read(
        source: Source,
        input: u32,
        how: &How<S>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Result<Self, Source>, Error> {
        let Some(mut text) = Text::new(&source, how.options) else { return Ok(Err(source)) };
        let mut alarms = Vec::new();
        loop {
            match Self::of_text(&text, input, how, &mut alarms, progress) {
                Ok(Some(streamed)) => return Ok(Ok(streamed)),
                Err(Trouble::Alarm(Alarm::Encoding))
                    if text.coding.is_assumed && text.settle().is_ok() => {}
                Err(Trouble::Refused(error)) => return Err(error),
                Err(Trouble::Unreadable(problem)) => {
                    return Err(unreadable(&source.path, &problem));
                }
                Err(Trouble::TooMuch(much)) => {
                    return Err(Error::TooMuch { path: source.path.as_str().into(), much });
                }
                Ok(None) | Err(_) => return Ok(Err(source)),
            }
        }
    }

    /// `None` where it has to be held.
    fn of_text(
        text: &Text,
        input: u32,
        how: &How<S>,
        alarms: &mut Vec<Alarm>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<Self>, Trouble> {
        let options = how.options;
        let Some(Head { mut table, format, mut way, is_all }) = Head::of(text, options)? else {
            return Ok(None);
        };
        if is_all && how.many {
            return Ok(None);
        }
        let path = Untrusted::from(text.source.path.as_str());
        let (mut on_trust, mut evidence) = (!is_all, None);
        loop {
            let mut mapping = match decide(&path, &table, evidence.as_ref(), options) {
                Ok(mapping) if !on_trust || mapping.can_be_trusted(&table) => mapping,
                // Further rows may say how a column is written, and further fields of records may be what is missing.
                Ok(_) | Err(Error::Ambiguous { .. }) if on_trust => {
                    let all = collect(text, &format, &mut table, options)?;
                    (way, evidence) = (known(way, &all.0), Some(all.1));
                    on_trust = false;
                    continue;
                }
                Err(_) if on_trust && matches!(way, Way::Lines(_)) => {
                    let all = collect(text, &format, &mut table, options)?;
                    (way, evidence) = (known(way, &all.0), Some(all.1));
                    on_trust = false;
                    continue;
                }
                Err(error) if !is_all => return Err(Trouble::Refused(error)),
                _ => return Ok(None),
            };
            if matches!(way, Way::Plain { .. })
                && Frame::new(rules(&table, &mapping, input, how, on_trust)).is_none()
            {
                way = one_by_one(&format);
            }
            let mut run = Run::new(
                text,
                &way,
                rules(&table, &mapping, input, how, on_trust),
                how,
                || Task::All,
                progress,
            );
            // Which sign is spend is decided by all amounts: where the head has it wrong, the rest is read once more.
            if let Ok(first) = &run {
                let sense = signs::meaning(&table, &mapping, options, &first.counts.signs);
                let is_same = sense.spend_is_negative == mapping.signs.spend_is_negative;
                mapping.signs = sense;
                if !is_same {
                    run = Run::new(
                        text,
                        &way,
                        rules(&table, &mapping, input, how, on_trust),
                        how,
                        || Task::All,
                        progress,
                    );
                }
            }
            let alarm = match run {
                Ok(run) => {
                    table.rows = Vec::new();
                    return Ok(Some(Self::new(
                        text.clone(),
                        way,
                        input,
                        table,
                        mapping,
                        alarms,
                        run,
                    )));
                }
                Err(Trouble::Alarm(alarm)) => alarm,
                Err(Trouble::TooLong) if matches!(way, Way::Plain { .. }) => Alarm::Quotes,
                Err(other) => return Err(other),
            };
            // Nobody waits for a small file to be read twice.
            if !is_all && alarm != Alarm::Cut {
                alarms.push(alarm);
            }
            match alarm {
                Alarm::Encoding => return Err(Trouble::Alarm(alarm)),
                Alarm::Quotes | Alarm::Cut => way = one_by_one(&format),
                // All is known by then.
                Alarm::Format | Alarm::Fields if !on_trust => return Ok(None),
                Alarm::Format | Alarm::Fields => {
                    let all = collect(text, &format, &mut table, options)?;
                    (way, evidence) = (known(way, &all.0), Some(all.1));
                    on_trust = false;
                }
            }
        }
    }

    fn new(
        text: Text,
        way: Way,
        input: u32,
        table: Table,
        mapping: Mapping,
        alarms: &[Alarm],
        run: Run<S>,
    ) -> Self {
        let again = |alarm: &Alarm| {
            (false, format!("{}, so the whole file is read once more", alarm.found()))
        };
        let mut notes: Vec<(bool, String)> = alarms.iter().map(again).collect();
        notes.extend(text.coding.notes(run.replaced));
        let mut streamed = Self {
            input,
            table,
            mapping,
            notes,
            bytes: text.size,
            text,
            way,
            sha256: run.hash,
            cut: run.cut,
            rows: 0,
            events: 0,
            ignored: BTreeMap::new(),
            rejects: Vec::new(),
            keys: Keys::default(),
            parts: run.parts,
        };
        streamed.count(run.counts);
        streamed
    }

    fn count(&mut self, mut counts: Counts) {
        counts.lines.sort_unstable();
        counts.rejects.sort_by_key(|reject| (reject.block, reject.line));
        // Both are in the order of the file: the lines before each block are counted once.
        let (mut blocks, mut before) = (counts.lines.into_iter().peekable(), 0);
        let rejects = counts.rejects.into_iter().map(|reject| {
            while let Some((_, lines)) = blocks.next_if(|(number, _)| *number < reject.block) {
                before += u64::from(lines);
            }
            (before + u64::from(reject.line) + 1, reject)
        });
        self.rejects = rejects.collect();
        (self.rows, self.events, self.ignored) = (counts.rows, counts.events, counts.ignored);
        self.keys = counts.keys;
    }
}

impl<S> Streamed<S> {
    /// What the input is called.
    pub(crate) fn path(&self) -> &str {
        &self.text.source.path
    }

    /// Fills in what became of the rows that were not rejected.
    pub(crate) fn fill(&self, input: &mut Input) {
        input.events = self.events;
        input.ignored =
            self.ignored.iter().map(|(reason, rows)| ((*reason).to_owned(), *rows)).collect();
    }
}

impl<S: Sink> Streamed<S> {
    /// What is compared of the rows with one of these keys, in the order of the file.
    pub(crate) fn suspects(
        &self,
        keys: &HashSet<u64>,
        how: &How<S>,
    ) -> Result<Vec<Suspect>, Error> {
        let run = self.again(how, || Task::Suspects(keys))?;
        let mut suspects = run.counts.suspects;
        suspects.sort_by_key(|suspect| suspect.place);
        Ok(suspects)
    }

    /// Takes all rows anew but these.
    pub(crate) fn without(&mut self, places: &HashSet<Place>, how: &How<S>) -> Result<(), Error> {
        let run = self.again(how, || Task::Without(places))?;
        self.parts = run.parts;
        self.count(run.counts);
        Ok(())
    }

    fn again<'t>(&self, how: &How<S>, task: impl Fn() -> Task<'t> + Sync) -> Result<Run<S>, Error> {
        Run::new(
            &self.text,
            &self.way,
            rules(&self.table, &self.mapping, self.input, how, false),
            how,
            task,
            &mut |_| {},
        )
        .map_err(|_| Error::Unreadable {
            path: self.path().into(),
            problem: "it changed while it was read".to_owned(),
        })
    }
}

/// The beginning of a text, which says who plays what.
struct Head {
    /// The rows that end within it.
    table: Table,
    /// What takes the text apart, at its start.
    format: Format,
    /// How its rows are to be found.
    way: Way,
    /// Whether there is nothing but the head.
    is_all: bool,
}

impl Head {
    /// `None` where there are no rows in it, or the text has to be held.
    fn of(text: &Text, options: &ReadOptions) -> Result<Option<Self>, Trouble> {
        let head = options.blocks.head;
        let (start, is_cut) = start(text, head.max(SAMPLE))?;
        let format = match sniff::format(&text.source.path.as_str().into(), &start, options) {
            Ok(sniff::Format::Delimited(dialect)) => {
                if let Some(plain) = Self::plain(&start, dialect, head).filter(|_| !is_cut) {
                    return Ok(Some(plain));
                }
                Format::Delimited(Box::new(CsvReader::new(dialect)))
            }
            Ok(sniff::Format::Json { lines_only })
                if (lines_only || json::is_surely_lines(&start))
                    && !json::begins_with_report(&start) =>
            {
                Format::Lines(json::Lines::default())
            }
            _ => return Ok(None),
        };
        let (mut rows, mut begun) = (Vec::new(), format.clone());
        // At once, and a little more, so that nothing is taken apart twice.
        let size = head.max(SAMPLE) + BEYOND;
        let read = begun.rows(
            open(text)?,
            size,
            &mut |_| {},
            &mut |row: Result<Record, Broken>, ends: u64| {
                if ends > head as u64 {
                    return Err(Trouble::Enough);
                }
                rows.extend(row);
                Ok(())
            },
        );
        let is_all = match read {
            Ok(()) => true,
            Err(Trouble::Enough) => false,
            Err(other) => return Err(other),
        };
        let (table, way) = (Table { rows, ..begun.table() }, known(one_by_one(&format), &begun));
        Ok(Some(Self { table, format, way, is_all }).filter(|head| !head.table.rows.is_empty()))
    }

    /// `None` where quotes and line ends are not as blocks need them, or there are no rows.
    fn plain(start: &str, dialect: Dialect, head: usize) -> Option<Self> {
        let is_all = start.len() <= head;
        let end = if is_all { start.len() } else { last_end(&start.as_bytes()[..head])? };
        let text = &start[..end];
        let table =
            delimited::read_plain(text, dialect).ok()?.filter(|table| !table.rows.is_empty())?;
        let lines = usize::try_from(table.header_line?).ok()? - 1;
        let header = lines.checked_sub(1).map_or(Some(0), |last| {
            memchr_iter(b'\n', text.as_bytes()).nth(last).map(|at| at + 1)
        })?;
        let format = Format::Delimited(Box::new(CsvReader::new(dialect)));
        Some(Self { table, format, way: Way::Plain { header }, is_all })
    }
}

/// The way of a text that is not plain.
fn one_by_one(format: &Format) -> Way {
    match format {
        Format::Lines(lines) => Way::Lines(lines.clone()),
        Format::Delimited(pieces) => Way::Rows(pieces.clone()),
    }
}

/// The same way, with the fields of all records.
fn known(way: Way, read: &Format) -> Way {
    match (way, read) {
        (Way::Lines(_), Format::Lines(lines)) => Way::Lines(lines.clone()),
        (way, _) => way,
    }
}

fn open(text: &Text) -> Result<Open, Trouble> {
    text.open(false).map_err(Trouble::Unreadable)
}

/// The first bytes of a text, and whether these are all of a compressed file that is not complete.
fn start(text: &Text, length: usize) -> Result<(String, bool), Trouble> {
    let likely = usize::try_from(text.size).unwrap_or(length).min(length);
    let mut start = Vec::with_capacity(likely + 4);
    // One letter more than is looked at, so that a cut through it does not matter.
    let Open { input, found } = open(text)?;
    input.take(length as u64 + 4).read_to_end(&mut start).map_err(Trouble::Unreadable)?;
    let is_cut = start.len() <= length && found.lock().cut.is_some();
    let text = String::from_utf8(start).or_else(|error| {
        let valid = error.utf8_error();
        // What is cut through is no fault.
        let is_whole = valid.error_len().is_none();
        let mut start = error.into_bytes();
        start.truncate(valid.valid_up_to());
        String::from_utf8(start).ok().filter(|_| is_whole).ok_or(Trouble::Alarm(Alarm::Encoding))
    })?;
    Ok((text, is_cut))
}

/// Reads all rows to find out how they are written, and which fields records have. Gives what has read them, and the evidence.
fn collect(
    text: &Text,
    format: &Format,
    table: &mut Table,
    options: &ReadOptions,
) -> Result<(Format, Evidence), Trouble> {
    let path = Untrusted::from(text.source.path.as_str());
    loop {
        let mut evidence = evidence_columns(&path, table, options).map_err(Trouble::Refused)?;
        let mut read = format.clone();
        read.rows(
            open(text)?,
            options.blocks.size.max(SAMPLE),
            &mut |_| {},
            &mut |row: Result<Record, Broken>, _: u64| {
                if let Ok(row) = row {
                    evidence.add(&row);
                }
                Ok(())
            },
        )?;
        let columns = read.table().columns;
        if columns.len() == table.columns.len() {
            return Ok((read, evidence));
        }
        // Further fields may play roles.
        table.columns = columns;
    }
}

/// What the rows are read by.
fn rules<'a, S>(
    table: &'a Table,
    mapping: &'a Mapping,
    input: u32,
    how: &How<'a, S>,
    on_trust: bool,
) -> Rules<'a> {
    Rules { table, mapping, options: how.options, input, whole: how.whole, on_trust }
}
