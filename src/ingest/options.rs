//! Choices of the user about reading. The default of each is to detect it, or to ask if that is impossible.

use std::collections::BTreeMap;

use crate::base::{Day, Instant, Zone};
use crate::ingest::error::shell;
use crate::ingest::limits::MOST_EVENTS;

/// Which number comes first in `03/04/2026`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// The character before the fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecimalMark {
    /// `1.234,50`
    Comma,
    /// `1,234.50`
    Point,
}

/// The sign of spend in a signed ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Negative amounts are spend.
    SpendNegative,
    /// Positive amounts are spend.
    SpendPositive,
}

/// How the cells of an input are written, as far as it was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Formats {
    /// `None` if no date needs it.
    pub order: Option<DateOrder>,
    /// `None` without a column of amounts.
    pub decimal: Option<DecimalMark>,
    /// The same.
    pub sign: Option<Sign>,
}

/// How duplicates in overlapping exports are found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dedupe {
    /// By row id if the file has one, else by the whole row across files.
    #[default]
    Auto,
    /// By row id only.
    Id,
    /// By the whole row across files, whatever the ids.
    Row,
    /// Not at all.
    None,
}

/// Words of the user's own in cells that decide what a row is.
#[derive(Clone, Debug, Default)]
pub struct OwnWords(BTreeMap<String, &'static str>);

impl OwnWords {
    /// The lists that a word can be added to: kinds of ledger rows, outcomes, and labels of sums.
    pub const LISTS: [&str; 14] = [
        "spend", "grant", "renewal", "refund", "hold", "capture", "release", "ok", "failed",
        "blocked", "cached", "refunded", "not-run", "total",
    ];

    /// Adds a word in its normal form to a list of `LISTS`. A word is in one list only; the last one counts.
    pub fn add(&mut self, list: &'static str, word: String) {
        self.0.insert(word, list);
    }

    /// Whether a list has a word.
    pub(crate) fn has(&self, list: &str) -> bool {
        self.0.values().any(|other| *other == list)
    }

    /// Returns the list of a word in its normal form.
    pub(crate) fn list(&self, word: &str) -> Option<&'static str> {
        if self.0.is_empty() { None } else { self.0.get(word).copied() }
    }
}

/// Sizes of the parts in which files are read. Only `head` can change the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocks {
    /// Bytes of the head, whose rows decide which column has which role.
    pub head: usize,
    /// One thread reads files up to this size.
    pub small: usize,
    /// Bytes of a block.
    pub size: usize,
    /// Reading threads; `None` means one for each processor.
    pub threads: Option<usize>,
    /// Sets of names, and quantities, that a thread knows at once.
    pub groups: usize,
}

impl Default for Blocks {
    /// Measured: a block of 64 KiB, its index and the sums fit in the second-level cache; 256 KiB took 15 % more CPU.
    fn default() -> Self {
        Self { head: 256 << 10, small: 1 << 20, size: 64 << 10, threads: None, groups: 1 << 16 }
    }
}

/// Choices of the user about reading.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ReadOptions {
    /// `--map role=column`, in the order given; `role=none` says that no column has the role.
    pub map: Vec<(String, String)>,
    /// `--from FORMAT`: a format or a known export; `None` = detect.
    pub from: Option<String>,
    /// `--sheet`: the sheets of workbooks to read, `*` for all visible ones; empty = the one that is a log.
    pub sheets: Vec<String>,
    /// `--encoding`: a WHATWG label; `None` = detect.
    pub encoding: Option<String>,
    /// `--date-order`.
    pub date_order: Option<DateOrder>,
    /// `--decimal`.
    pub decimal: Option<DecimalMark>,
    /// Zone of times without an offset.
    pub naive_zone: Zone,
    /// Zone of the days that are reported: no slot of a rollup may lie on both sides of a midnight there.
    pub zone: Zone,
    /// `--sign`.
    pub sign: Option<Sign>,
    /// `--spend-types`, `--grant-types` and `[words]`: words of the user's own.
    pub words: OwnWords,
    /// `--dedupe`.
    pub dedupe: Dedupe,
    /// `--strict`: any reject and any guess is an error.
    pub strict: bool,
    /// Whether a gate reads: a file that was named by itself and is no log is an error, and what may be a log is a doubt.
    pub is_gate: bool,
    /// `--hash`: compute SHA-256 of every input.
    pub hash: bool,
    /// The day of a snapshot without a date, and whether the user gives it. `None` is not known: such a snapshot is refused.
    pub snapshot_day: Option<(Day, bool)>,
    /// Times after this instant are rejected (`--as-of now`); `None` = accept all.
    pub not_after: Option<Instant>,
    /// The day up to which a date without a year is; `None` = such dates cannot be read.
    pub latest_day: Option<Day>,
    /// If set, only these users are told apart, and all others are one: the log names too many of them.
    pub only_users: Option<Vec<String>>,
    /// The most names of a log whose events are kept; `None` = any number.
    pub most_names: Option<usize>,
    /// The most events that are kept in a run.
    pub most_events: u64,
    /// What kept events may take in the end; `None` = any memory.
    pub memory: Option<Memory>,
    /// Sizes of the parts in which files are read.
    pub blocks: Blocks,
    /// Whether the fast path is used. The result is the same without it; only tests turn it off.
    pub fast: bool,
}

/// The memory, in bytes, that a command needs for events that it compares, as measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Memory {
    /// For an event without a prompt.
    pub event: u64,
    /// For each byte of a prompt.
    pub prompt_byte: u64,
    /// The limit.
    pub most: u64,
}

impl Memory {
    /// What some events take, with that many bytes of prompts together.
    pub(crate) const fn of(&self, events: u64, prompts: u64) -> u64 {
        events.saturating_mul(self.event).saturating_add(prompts.saturating_mul(self.prompt_byte))
    }
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            map: Vec::new(),
            from: None,
            sheets: Vec::new(),
            encoding: None,
            date_order: None,
            decimal: None,
            naive_zone: Zone::Utc,
            zone: Zone::Utc,
            sign: None,
            words: OwnWords::default(),
            dedupe: Dedupe::Auto,
            strict: false,
            is_gate: false,
            hash: false,
            snapshot_day: None,
            not_after: None,
            latest_day: None,
            only_users: None,
            most_names: None,
            most_events: MOST_EVENTS,
            memory: None,
            blocks: Blocks::default(),
            fast: true,
        }
    }
}

impl ReadOptions {
    /// The flags about reading that differ from their defaults, for a command that reads a file in the same way; `--map` is the last.
    pub(crate) fn given(&self) -> Vec<String> {
        let mut flags: Vec<String> = Vec::new();
        let mut flag = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                flags.extend([name.to_owned(), shell(&value.as_str().into())]);
            }
        };
        flag("--from", self.from.clone());
        for sheet in &self.sheets {
            flag("--sheet", Some(sheet.clone()));
        }
        flag("--encoding", self.encoding.clone());
        let order = |order| match order {
            DateOrder::Dmy => "dmy".to_owned(),
            DateOrder::Mdy => "mdy".to_owned(),
        };
        flag("--date-order", self.date_order.map(order));
        let mark = |mark| match mark {
            DecimalMark::Comma => "comma".to_owned(),
            DecimalMark::Point => "point".to_owned(),
        };
        flag("--decimal", self.decimal.map(mark));
        let sign = |sign| match sign {
            Sign::SpendNegative => "spend-negative".to_owned(),
            Sign::SpendPositive => "spend-positive".to_owned(),
        };
        flag("--sign", self.sign.map(sign));
        let zone = Some(self.naive_zone).filter(|zone| *zone != Zone::Utc);
        flag("--naive-timezone", zone.map(|zone| zone.to_string()));
        let pairs = self.map.iter().map(|(role, column)| match column.as_str() {
            "" => format!("{role}=none"),
            column => format!("{role}={column}"),
        });
        let pairs = pairs.collect::<Vec<_>>().join(",");
        flag("--map", Some(pairs).filter(|pairs| !pairs.is_empty()));
        flags
    }
}
