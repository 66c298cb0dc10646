//! Rows that are set aside while an input is read, because other rows decide how they count: parts of a hold, and sums of other rows.
//!
//! A pass keeps a few numbers of each such row. When all inputs were read, `settle` decides, and the inputs that have such rows are read
//! once more with the answers.

use hashbrown::{HashMap, HashSet};

use crate::base::Credits;
use crate::ingest::columns::kinds::Kind;

/// A row's place, the same in every pass: the number of its block, and the number of the row in the block.
pub(crate) type Place = (u32, u32);

/// Rows that are set aside in one run. Each takes about a hundred bytes.
pub(crate) const MOST_ASIDES: usize = 2_000_000;

/// A row that is set aside.
#[derive(Clone, Debug)]
pub(crate) struct Aside {
    pub place: Place,
    pub what: What,
}

/// Why a row is set aside.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// It may be a part of a hold.
    Part(Part),
    /// It may be the sum of other rows.
    Total(Total),
}

/// A row that sets credits aside, takes them or gives them back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub kind: Kind,
    /// A hash of what it shares with the other parts of its hold.
    pub reference: Option<u64>,
    /// The time of the row.
    pub order: i64,
    /// At least 0.
    pub credits: Credits,
}

/// A row with a word for a total in place of a name.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    /// A hash of its names: rows with the same ones are totals together, or not at all.
    pub label: u64,
    /// Bits of the names that are filled otherwise. The sum is over the rows with the same ones.
    pub filled: u8,
    /// The keys of the sums that it may equal: of its day, of its month, of the whole input.
    pub sums: [u64; 3],
    pub credits: Credits,
    /// Whether no app is called so, or only this word stands where other rows have several names.
    pub is_certain: bool,
    /// What stands there, for a note.
    pub word: Box<str>,
}

/// The sums that some totals may equal.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub filled: HashSet<u8>,
    pub sums: HashSet<u64>,
}

/// How a row that was set aside counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Settled {
    /// Not, for a reason of `reject::IGNORED`.
    Dropped(&'static str),
    /// With this amount.
    Amount(Credits),
}

/// The answers with which an input is read again. A row that is set aside and has none counts as it stands.
#[derive(Debug, Default)]
pub(crate) struct Settlement {
    pub duplicates: HashSet<Place>,
    pub settled: HashMap<Place, Settled>,
}
