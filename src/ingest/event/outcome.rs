//! What became of the rows of some blocks.

use std::collections::BTreeMap;
use std::io;

use crate::ingest::Error;
use crate::ingest::error::TooMuch;

use crate::ingest::columns::signs::SignCounts;
use crate::ingest::event::dedupe;
use crate::ingest::event::dedupe::Keys;

/// Why a reading is given up.
pub(crate) enum Trouble {
    /// Something that this way does not read.
    Alarm(Alarm),
    /// A record does not end.
    TooLong,
    /// The input cannot be read on.
    Unreadable(io::Error),
    /// More columns than can be held.
    TooMuch(TooMuch),
    /// What it holds is refused.
    Refused(Error),
    /// Enough was read.
    Enough,
}

impl From<TooMuch> for Trouble {
    fn from(much: TooMuch) -> Self {
        Self::TooMuch(much)
    }
}

/// Why an input is read by other means, from its start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Alarm {
    /// Quotes or line ends that a parser has to look at.
    Quotes,
    /// Not UTF-8.
    Encoding,
    /// A cell that its column's format was not decided by.
    Format,
    /// A field that no record of the beginning has.
    Fields,
    /// A compressed file that ends within a row.
    Cut,
}

impl Alarm {
    /// What was found, to begin a sentence with.
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

/// What is done with rows beyond reading them.
#[derive(Clone, Copy)]
pub(crate) enum Task<'a> {
    /// Take every row, and keep its key.
    All,
    /// Take none; keep what is compared of the rows with one of these keys.
    Suspects(&'a hashbrown::HashSet<u64>),
    /// Take every row but these.
    Without(&'a hashbrown::HashSet<Place>),
}

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
    pub signs: SignCounts,
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
