//! How to read, where the file alone does not say. Every field's default means: find out, or refuse with a question.

use crate::base::{Instant, Zone};

/// Which number comes first in `03/04/2026`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// Which character stands before the fraction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecimalMark {
    /// `1.234,50`
    Comma,
    /// `1,234.50`
    Point,
}

/// What a minus sign means in a signed ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Negative amounts are spend.
    SpendNegative,
    /// Positive amounts are spend.
    SpendPositive,
}

/// How the same event in overlapping exports is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dedupe {
    /// By row id where the file has one, else by the whole row across files.
    #[default]
    Auto,
    /// By row id only.
    Id,
    /// By the whole row across files, whatever the ids.
    Row,
    /// Not at all.
    None,
}

/// How a large file is taken apart. What is read does not depend on it, but for `head`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocks {
    /// Bytes from the file's start whose rows decide which column plays which role. Of many files, those that are not longer are held.
    pub head: usize,
    /// Files that are not longer are read by one thread.
    pub small: usize,
    /// Bytes of a block.
    pub size: usize,
    /// How many threads read; `None` = as many as there are processors.
    pub threads: Option<usize>,
}

impl Default for Blocks {
    /// Measured: with 64 KiB a block, its index and the sums stay in the processor's second cache; 256 KiB took 15 % more CPU.
    fn default() -> Self {
        Self { head: 256 << 10, small: 1 << 20, size: 64 << 10, threads: None }
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// `--map role=column`, in the order given; `role=none` says that no column plays it.
    pub map: Vec<(String, String)>,
    /// `--from FORMAT`: a format or a named importer; `None` = detect.
    pub from: Option<String>,
    /// `--encoding`: a WHATWG label; `None` = detect.
    pub encoding: Option<String>,
    /// `--date-order`.
    pub date_order: Option<DateOrder>,
    /// `--decimal`.
    pub decimal: Option<DecimalMark>,
    /// Zone of stamps without one.
    pub naive_zone: Zone,
    /// `--sign`.
    pub sign: Option<Sign>,
    /// `--spend-types`: values of a ledger's kind column that are spend.
    pub spend_types: Vec<String>,
    /// `--dedupe`.
    pub dedupe: Dedupe,
    /// `--strict`: any reject, or any reading that was less than certain, is an error.
    pub strict: bool,
    /// `--hash`: compute SHA-256 of every input.
    pub hash: bool,
    /// Stamps after this instant are rejected (`--as-of now`); `None` = accept.
    pub not_after: Option<Instant>,
    /// How large files are taken apart.
    pub blocks: Blocks,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            map: Vec::new(),
            from: None,
            encoding: None,
            date_order: None,
            decimal: None,
            naive_zone: Zone::Utc,
            sign: None,
            spend_types: Vec::new(),
            dedupe: Dedupe::Auto,
            strict: false,
            hash: false,
            not_after: None,
            blocks: Blocks::default(),
        }
    }
}
