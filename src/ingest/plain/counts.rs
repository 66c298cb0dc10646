//! What became of the rows of some blocks.

use std::collections::BTreeMap;

use crate::ingest::dedupe::{self, Keys};
use crate::ingest::ledger_kind::Signs;

/// What became of the rows of some blocks.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Records that are not blank, without the header.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// Rows that could not be read, with the number of their block and the line within it.
    pub rejects: Vec<Rejected>,
    /// Newlines of each block, by its number.
    pub lines: Vec<(u32, u32)>,
    /// The signs of the amounts.
    pub signs: Signs,
    /// What duplicates are found by.
    pub keys: Keys,
    /// Rows that may be duplicates, where they were asked for: block, row of the block, what is compared, newlines before it.
    pub suspects: Vec<Suspect>,
}

impl Counts {
    /// Adds another part's.
    pub(crate) fn merge(&mut self, mut other: Self) {
        self.rows += other.rows;
        self.events += other.events;
        for (reason, rows) in other.ignored {
            *self.ignored.entry(reason).or_default() += rows;
        }
        self.rejects.append(&mut other.rejects);
        self.lines.append(&mut other.lines);
        self.signs.merge(&other.signs);
        self.keys.append(&mut other.keys);
        self.suspects.append(&mut other.suspects);
    }
}

/// A row that could not be read.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// Number of the block.
    pub block: u32,
    /// Newlines before it in that block.
    pub line: u32,
    /// Why.
    pub reason: &'static str,
    /// The column at fault.
    pub column: Option<usize>,
    /// What stands there.
    pub excerpt: String,
}

/// A row whose key occurs more than once.
#[derive(Debug)]
pub(crate) struct Suspect {
    /// The block and the row's place in it.
    pub place: Place,
    /// What is compared.
    pub row: dedupe::Row,
}

/// A row's place: the number of its block, and its own in there.
pub(crate) type Place = (u32, u32);
