//! Bytes → events. Every row ends as an event, rejected (with reason, file and line), a duplicate or ignored, and the four add up.

pub(crate) mod advice;
pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod error;
pub(crate) mod event;
mod fast;
pub(crate) mod limits;
pub(crate) mod options;
pub(crate) mod record;
pub(crate) mod reject;
pub(crate) mod run;
mod sentences;
pub(crate) mod snapshot;
pub(crate) mod source;

use std::collections::BTreeMap;

use crate::base::{Day, Stamp, Symbols, Untrusted};
use crate::event::Event;

pub(crate) use error::Error;
pub(crate) use event::outcome::{BLOCKED, CACHED, EXPIRED, REFUNDED, RENEWAL, SAMPLE, TOTAL};
pub(crate) use event::sink::Sink;
pub use limits::MOST_EVENTS;
pub use options::{DateOrder, Dedupe, Memory, ReadOptions};
pub(crate) use options::{DecimalMark, Sign};
pub use run::all::{read, read_into};
pub(crate) use run::decided::{decided, like};
pub(crate) use run::inspect::{Inspected, inspect};
pub(crate) use run::sheets::is_log;
pub(crate) use snapshot::{Reading, Rise, Snapshot};
pub use source::named::InputSpec;

/// What was read: every usable row of every input, in the order of the inputs (by path) and of their lines.
#[derive(Debug, Default)]
pub struct Log {
    /// The names that the events use.
    pub symbols: Symbols,
    /// The rows that count: usage, refunds, and (not usage, but kept for `credits events` and for capacity) grants and blocked rows.
    /// Duplicates and sample rows are not here.
    pub events: Vec<Event>,
    /// The files, sorted by path.
    pub inputs: Vec<Input>,
    /// The inputs that are no logs, and those of a gate that may be one. None of their rows was read.
    pub left_out: Vec<LeftOut>,
    /// Rows that could not be read, in the order of files and lines.
    pub rejects: Vec<Reject>,
    /// How many row ids stand on rows of different content, where both were counted.
    pub conflicting_ids: u64,
    /// What the user should know about how it was read; printed on stderr.
    pub notes: Vec<Note>,
    /// What all amounts are.
    pub counting: Counting,
    /// What the inputs say beyond their rows, if they are snapshots.
    pub snapshot: Option<Snapshot>,
}

/// The unit of a log's amounts: credits of the platform, or a unit of another tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// `credits`, `requests`, `USD`.
    pub unit: String,
    /// The known export of another tool, which is also the name of the rate card with its operations.
    pub known_export: Option<String>,
}

impl std::fmt::Display for Counting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.known_export {
            Some(name) => write!(f, "{} of {name}", self.unit),
            None => f.write_str(&self.unit),
        }
    }
}

impl Default for Counting {
    fn default() -> Self {
        Self { unit: "credits".to_owned(), known_export: None }
    }
}

/// One input and what became of its rows: `rows = events + rejected + duplicates + ignored`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// As given (a path below a directory, `-` for standard input).
    pub path: Untrusted,
    /// How it was read: `csv`, `tsv`, `json`, `jsonl`, …, `empty`.
    pub format: String,
    /// SHA-256 of the bytes, where asked for.
    pub sha256: Option<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Records after the header.
    pub rows: u64,
    /// Rows that became events of the report (usage and refunds).
    pub events: u64,
    /// The events that these rows stand for: more, if it is a rollup.
    pub slots: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Rows that were counted elsewhere already.
    pub duplicates: u64,
    /// Rows that are not usage, by reason: `sample`, `blocked`, `grant`, `total`, `header`, …
    pub ignored: BTreeMap<String, u64>,
    /// Events of unknown cost, by the reason of `reject::UNPRICED`.
    pub unknown: BTreeMap<String, u64>,
    /// The last day on which a balance rose while a call ran, so that its cost is unknown.
    pub risen: Option<Day>,
    /// By which rules a rollup kept prompts; `None` for any other input.
    pub rules: Option<String>,
    /// Whether it tells users apart; false of a rollup that was made without them.
    pub users: bool,
    /// How its cells are written.
    pub formats: options::Formats,
    /// The mapping that was chosen: role → column, and why.
    pub mapping: Vec<Mapped>,
    /// What its amounts are.
    pub counting: Counting,
    /// Whether the export was probably cut short (an array of exactly 5,000 rows, `has_more: true`, a broken gzip).
    pub cut: Option<String>,
    /// Whether it was found in a folder, and not named by itself or by a pattern.
    pub is_in_folder: bool,
    /// Rows that are not counted and may hide use, by reason and time: [`SAMPLE`], and beside credits [`BLOCKED`] and the like. Times within a quarter
    /// of an hour are one.
    pub uncounted: BTreeMap<(&'static str, Stamp), u64>,
}

/// An input that was not read because it is no log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// As given.
    pub path: Untrusted,
    /// Size in bytes.
    pub bytes: u64,
    /// What it is: a clause, safe to print.
    pub reason: String,
    /// Whether it may be a log after all. Only a gate goes on then, and judges nothing clear.
    pub may_be_log: bool,
}

/// A column that plays a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// `time`, `credits`, `operation`, …
    pub role: String,
    /// The column's name as the file spells it.
    pub column: Untrusted,
    /// Why: `alias`, `--map`, `values`, …
    pub why: String,
    /// How certain that is, 0–100.
    pub confidence: u8,
    /// Up to three distinct values.
    pub samples: Vec<Untrusted>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Index into the inputs.
    pub input: u32,
    /// 1-based line on which the record begins.
    pub line: u64,
    /// A stable id of the reason, explained by `credits explain`: `bad-amount`, `no-time`, …
    pub reason: &'static str,
    /// The column at fault, where one is.
    pub column: Option<Untrusted>,
    /// What stood there, cut to 80 characters.
    pub excerpt: Untrusted,
    /// Times between which the row lies, in any order: its own, if it can be read, else those of the rows around it. `None` is unknown.
    pub between: [Option<Stamp>; 2],
}

/// Something to know about how a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Index into the inputs, where it is about one.
    pub input: Option<u32>,
    /// Whether the reading was less than certain (`--strict` makes it an error).
    pub uncertain: bool,
    /// One sentence, safe to print.
    pub text: String,
}
