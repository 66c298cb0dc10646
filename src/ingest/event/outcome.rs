//! What became of the rows of an input, or of a part of it, and why a reading ends early.

use std::collections::BTreeMap;
use std::io;

use hashbrown::HashSet;

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::columns::signs::SignCounts;
use crate::ingest::error::TooMuch;
use crate::ingest::event::dedupe::{self, Keys};
use crate::ingest::source::named::unreadable;

/// Why a reading ends early.
pub(crate) enum ReadError {
    /// The rows do not fit what was decided by the head.
    Restart(Restart),
    /// A record does not end.
    TooLong,
    /// The system cannot read the file.
    Io(io::Error),
    /// The table is larger than any log.
    TooMuch(TooMuch),
    /// The content is refused.
    Refused(Error),
    /// The caller has read enough.
    Enough,
}

impl From<TooMuch> for ReadError {
    fn from(much: TooMuch) -> Self {
        Self::TooMuch(much)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl ReadError {
    /// What the user is told about the input of that name.
    pub(crate) fn into_error(self, path: &str) -> Error {
        match self {
            Self::Refused(error) => error,
            Self::Io(problem) => unreadable(path, &problem),
            Self::TooMuch(much) => Error::TooMuch { path: path.into(), much },
            Self::TooLong => Error::NotALog {
                path: path.into(),
                line: None,
                problem: "has a record of more than 64 MiB".to_owned(),
                hint: "look for a quote that is never closed, or export the log again".to_owned(),
            },
            // Everything was known before the last pass, so the rows fit unless they are others.
            Self::Restart(_) | Self::Enough => changed(path),
        }
    }
}

/// The error of a file whose passes do not agree.
pub(crate) fn changed(path: &str) -> Error {
    let problem = "it changed while it was read".to_owned();
    Error::Unreadable { path: Untrusted::from(path), problem }
}

/// Why an input is read again from its start, in another way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Restart {
    /// Quotes or line ends that need a parser.
    Quotes,
    /// Not UTF-8.
    Encoding,
    /// A date or number format that does not fit the one found in the head.
    Format,
    /// A field that no record of the head has.
    Fields,
    /// A compressed file that ends within a row.
    Cut,
}

impl Restart {
    /// What was found past the head, to begin a sentence with.
    pub(crate) const fn found(self) -> &'static str {
        match self {
            Self::Quotes => "beyond its beginning, quotes or line ends do not match",
            Self::Encoding => "beyond its beginning, some of it is not UTF-8",
            Self::Format => {
                "beyond its beginning, some times or numbers are written in another way"
            }
            Self::Fields => "beyond its beginning, some records have further fields",
            Self::Cut => "it ends within a row",
        }
    }
}

/// What a pass over the rows of an input is for.
#[derive(Clone, Copy)]
pub(crate) enum Pass<'a> {
    /// Take every row, and keep its key.
    All,
    /// Take no row; keep what is compared of those with one of these keys.
    Candidates(&'a HashSet<u64>),
    /// Take every row but these.
    Without(&'a HashSet<Place>),
}

/// What became of some rows.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Records that are not blank, without the header.
    pub rows: u64,
    /// Rows that became usage.
    pub events: u64,
    /// Rows that are not usage, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// Rows that could not be read.
    pub rejects: Vec<Rejected>,
    /// Newlines of each block, by its number.
    pub lines: Vec<(u32, u32)>,
    /// The signs of the amounts.
    pub signs: SignCounts,
    /// The keys by which duplicates are found.
    pub keys: Keys,
    /// Rows that may be duplicates, if the pass looks for them.
    pub candidates: Vec<Candidate>,
}

impl Counts {
    /// Adds another thread's counts.
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
        self.candidates.append(&mut other.candidates);
    }
}

/// A row that could not be read.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// Where it begins.
    pub at: LineAt,
    /// Why.
    pub reason: &'static str,
    /// The column at fault.
    pub column: Option<usize>,
    /// The text of the cell or the row.
    pub excerpt: String,
}

/// A row whose key occurs more than once.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The row's place.
    pub place: Place,
    /// What is compared.
    pub row: dedupe::Row,
}

/// A row's place, the same in every pass: the number of its block, and its own in the block.
pub(crate) type Place = (u32, u32);

/// A line, before anybody knows how many lines the blocks before it have: threads read blocks in any order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct LineAt {
    /// The number of the block.
    pub block: u32,
    /// Newlines before the line in that block.
    pub newlines: u32,
}

impl LineAt {
    /// A line of a text that is read in one go.
    pub(crate) fn in_text(line: u64) -> Self {
        Self { block: 0, newlines: u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX) }
    }

    /// As one number, in the order of the text. An event has it in place of its line until the input was read.
    pub(crate) fn packed(self) -> u64 {
        u64::from(self.block) << 32 | u64::from(self.newlines)
    }

    /// The line of a [packed](Self::packed) number.
    #[expect(clippy::cast_possible_truncation, reason = "each half has 32 bits")]
    pub(crate) const fn unpacked(packed: u64) -> Self {
        Self { block: (packed >> 32) as u32, newlines: packed as u32 }
    }
}

/// The line on which each block begins.
#[derive(Debug, Default)]
pub(crate) struct LineTable(Vec<u64>);

impl LineTable {
    /// From the newlines of each block, in any order; none if the text was read in one go.
    pub(crate) fn new(mut blocks: Vec<(u32, u32)>) -> Self {
        blocks.sort_unstable();
        let mut before = 0;
        let first = |(_, newlines): (u32, u32)| {
            before += u64::from(newlines);
            before - u64::from(newlines)
        };
        Self(blocks.into_iter().map(first).collect())
    }

    /// The 1-based number of a line.
    pub(crate) fn number(&self, at: LineAt) -> u64 {
        let before = self.0.get(at.block as usize).copied().unwrap_or(0);
        before + u64::from(at.newlines) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_blocks_in_any_order() {
        let table = LineTable::new(vec![(2, 1), (0, 3), (1, 2)]);
        let number = |block, newlines| table.number(LineAt { block, newlines });
        assert_eq!((number(0, 0), number(1, 1), number(2, 0)), (1, 5, 6));
        assert_eq!(LineTable::default().number(LineAt::in_text(7)), 7);
        let at = LineAt { block: 3, newlines: u32::MAX };
        assert_eq!(LineAt::unpacked(at.packed()), at);
    }
}
