//! The counts of the rows of an input or of one thread's share of it, and the reasons why reading ends early.

use std::collections::BTreeMap;
use std::io;

use hashbrown::{HashMap, HashSet};

use crate::base::{Credits, Day, Instant, Stamp, Untrusted};
use crate::event::Slot;
use crate::ingest::Error;
use crate::ingest::columns::signs::SignCounts;
use crate::ingest::event::asides::{Aside, Place, Settlement, Wanted};
use crate::ingest::event::dedupe::{self, Keys};
use crate::ingest::limits::TooMuch;
use crate::ingest::source::named::unreadable;

/// Reasons for rows that are not counted and whose day is noted if they report credits: without them, a day may look smaller than it was.
pub(crate) const SAMPLE: &str = "sample";
pub(crate) const BLOCKED: &str = "blocked";
pub(crate) const EXPIRED: &str = "expired";
pub(crate) const RENEWAL: &str = "renewal";
pub(crate) const REFUNDED: &str = "refunded";
pub(crate) const CACHED: &str = "cached";
pub(crate) const TOTAL: &str = "total";

/// The reason why reading ends early.
pub(crate) enum ReadError {
    /// A row contradicts a decision that was made from the head.
    Restart(Restart),
    /// A record is longer than 32 MiB.
    TooLong,
    /// The system cannot read the file.
    Io(io::Error),
    /// The table is larger than any log.
    TooMuch(TooMuch),
    /// The content is refused with this error.
    Refused(Error),
    /// The caller needs no more rows.
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
    /// Returns the error for the user; `path` names the input.
    pub(crate) fn into_error(self, path: &str) -> Error {
        match self {
            Self::Refused(error) => error,
            Self::Io(problem) => unreadable(path, &problem),
            Self::TooMuch(much) => Error::TooMuch { path: path.into(), much },
            Self::TooLong => Error::NotALog {
                path: path.into(),
                line: None,
                problem: "has a record of more than 32 MiB".to_owned(),
                hint: "look for a quote that is never closed, or export the log again".to_owned(),
                is_certain: false,
            },
            // An earlier pass has scanned the same rows, so a mismatch means that the file has changed.
            Self::Restart(Restart::Users) => Error::TooManyUsers,
            Self::Restart(Restart::Rejects) => {
                Error::TooMuch { path: path.into(), much: TooMuch::Rejects }
            }
            Self::Restart(_) | Self::Enough => changed(path),
        }
    }
}

/// The error of a file that changed between two passes.
pub(crate) fn changed(path: &str) -> Error {
    let problem = "it changed while it was read".to_owned();
    Error::Unreadable { path: Untrusted::from(path), problem }
}

/// The reason why an input is read again from its start, in another way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Restart {
    /// Some quotes or line ends need a parser.
    Quotes,
    /// The text is not UTF-8.
    Encoding,
    /// A date or number does not have the format found in the head.
    Format,
    /// A record has a field that no record of the head has.
    Fields,
    /// A compressed file ends within a row.
    Cut,
    /// The sink has no room for the names of more users.
    Users,
    /// More rows could not be read than a run keeps.
    Rejects,
}

impl Restart {
    /// Returns the beginning of a sentence about what was found past the head.
    pub(crate) const fn found(self) -> &'static str {
        match self {
            Self::Quotes => "beyond its beginning, quotes or line ends do not match",
            Self::Encoding => "beyond its beginning, some of it is not UTF-8",
            Self::Format => {
                "beyond its beginning, some times or numbers are written in another way"
            }
            Self::Fields => "beyond its beginning, some records have further fields",
            Self::Cut => "it ends within a row",
            Self::Users => "it names very many users",
            Self::Rejects => "very many rows cannot be read",
        }
    }
}

/// The purpose of a pass over the rows of an input.
#[derive(Clone, Copy)]
pub(crate) enum Pass<'a> {
    /// Emit the events of every row, and keep the row's key.
    All,
    /// Emit no events. Collect the rows with one of these keys, to compare them.
    Candidates(&'a HashSet<u64>),
    /// Emit no events. Add up the rows whose sum some other row may be.
    Sums(&'a Wanted),
    /// Emit the events of every row except duplicates, with the answers about the rows that were set aside.
    Settled(&'a Settlement),
}

/// The results of reading some rows. Those of all threads are merged.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// The number of records, without blank ones and the header.
    pub rows: u64,
    /// The number of rows that became events.
    pub events: u64,
    /// The number of events that these rows stand for.
    pub slots: u64,
    /// The numbers of ignored rows, by reason.
    pub ignored: BTreeMap<&'static str, u64>,
    /// The rows that could not be read.
    pub rejects: Vec<Rejected>,
    /// The times of the blocks that have events, in any order.
    pub times: Vec<BlockTimes>,
    /// See [`Input::uncounted`](crate::ingest::Input::uncounted).
    pub uncounted: BTreeMap<(&'static str, Stamp), u64>,
    /// The number of each block, and its number of newlines.
    pub lines: Vec<(u32, u32)>,
    /// The signs of the amounts.
    pub signs: SignCounts,
    /// The keys for finding duplicates.
    pub keys: Keys,
    /// Rows that may be duplicates. Filled by [`Pass::Candidates`] only.
    pub candidates: Vec<Candidate>,
    /// Rows that count only as other rows say. Filled by [`Pass::All`] only.
    pub asides: Vec<Aside>,
    /// The sums that some total may be. Filled by [`Pass::Sums`] only.
    pub sums: HashMap<u64, Credits>,
    /// The last day of rows that are sums of days.
    pub last_day: Option<Day>,
    /// What the user should know about how rows were counted.
    pub told: Told,
}

impl Counts {
    /// Sorts the rejected rows, and completes the times of those at the edges of blocks. At an end of the text they stay unknown: the
    /// row may be of any time.
    pub(crate) fn place_rejects(&mut self) {
        self.rejects.sort_by_key(|reject| reject.at);
        self.times.sort_by_key(|times| times.block);
        for reject in &mut self.rejects {
            let block = reject.at.block;
            let [before, after] = &mut reject.between;
            let earlier = self.times.partition_point(|times| times.block < block);
            let last = earlier.checked_sub(1).and_then(|at| self.times.get(at));
            *before = before.or(last.map(|times| times.last));
            let later = self.times.partition_point(|times| times.block <= block);
            *after = after.or(self.times.get(later).map(|times| times.first));
        }
    }

    /// Counts a row that is an event, and those that it stands for.
    #[inline]
    pub(crate) fn add_events(&mut self, slot: Slot) {
        self.events += 1;
        self.slots = self.slots.saturating_add(slot.events);
    }

    /// Notes a row that is not counted and may hide use.
    pub(crate) fn add_uncounted(&mut self, reason: &'static str, stamp: Stamp) {
        const QUARTER: i64 = 900_000_000;
        let stamp = match stamp {
            Stamp::At(at) => {
                let micros = at.micros();
                Stamp::At(Instant::from_micros(micros - micros.rem_euclid(QUARTER)))
            }
            date @ Stamp::On(_) => date,
        };
        *self.uncounted.entry((reason, stamp)).or_default() += 1;
    }

    /// Adds another thread's counts.
    pub(crate) fn merge(&mut self, mut other: Self) {
        self.rows += other.rows;
        self.events += other.events;
        self.slots = self.slots.saturating_add(other.slots);
        for (reason, rows) in other.ignored {
            *self.ignored.entry(reason).or_default() += rows;
        }
        self.rejects.append(&mut other.rejects);
        self.times.append(&mut other.times);
        for (which, rows) in other.uncounted {
            *self.uncounted.entry(which).or_default() += rows;
        }
        self.lines.append(&mut other.lines);
        self.signs.merge(&other.signs);
        self.keys.append(&mut other.keys);
        self.candidates.append(&mut other.candidates);
        self.asides.append(&mut other.asides);
        for (key, credits) in other.sums {
            let sum = self.sums.entry(key).or_insert(Credits::ZERO);
            *sum += credits;
        }
        self.last_day = self.last_day.max(other.last_day);
        self.told.merge(other.told);
    }
}

/// What the user should know about how rows were counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Events of unknown cost, by the reason of `reject::UNPRICED`.
    pub unknown: BTreeMap<&'static str, u64>,
    /// Ignored rows that report credits all the same, and their credits, by the reason of `reject::IGNORED`.
    pub ignored: BTreeMap<&'static str, (u64, Credits)>,
    /// Rows that report credits and came from a cache, and their credits.
    pub cached: (u64, Credits),
    /// The last day on which a balance rose while a call ran.
    pub risen: Option<Day>,
    /// Grants that name no pool, and their credits.
    pub grants: (u64, Credits),
}

impl Told {
    fn merge(&mut self, other: Self) {
        for (reason, rows) in other.unknown {
            *self.unknown.entry(reason).or_default() += rows;
        }
        for (reason, (rows, credits)) in other.ignored {
            self.ignore(reason, rows, credits);
        }
        self.cached = (self.cached.0 + other.cached.0, self.cached.1 + other.cached.1);
        self.risen = self.risen.max(other.risen);
        self.grants = (self.grants.0 + other.grants.0, self.grants.1 + other.grants.1);
    }

    /// Counts ignored rows with credits.
    pub(crate) fn ignore(&mut self, reason: &'static str, rows: u64, credits: Credits) {
        let (all, sum) = self.ignored.entry(reason).or_default();
        (*all, *sum) = (*all + rows, *sum + credits);
    }
}

/// A row that could not be read.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// The line on which the row begins.
    pub at: LineAt,
    pub reason: &'static str,
    /// The column at fault.
    pub column: Option<usize>,
    /// An excerpt of the cell or the row.
    pub excerpt: String,
    /// See [`Reject::between`](crate::ingest::Reject::between): the times of the row before and of the one after, in the same block.
    pub between: [Option<Stamp>; 2],
}

/// The times of the first and the last event of a block, so that rejected rows at the edges of blocks find their neighbours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockTimes {
    /// The number of the block.
    pub block: u32,
    pub first: Stamp,
    pub last: Stamp,
}

/// A row whose key occurs more than once.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub place: Place,
    /// The parts of the row that are compared.
    pub row: dedupe::Row,
}

/// A line relative to its block. Threads read blocks in any order, so the number of lines before the block is not known yet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct LineAt {
    /// The number of the block.
    pub block: u32,
    /// The number of newlines before the line in that block.
    pub newlines: u32,
}

impl LineAt {
    /// Returns a line of a text that is read in order, as one block.
    pub(crate) fn in_text(line: u64) -> Self {
        Self { block: 0, newlines: u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX) }
    }

    /// Packs the line into one number that sorts in the order of the text. An event has it in place of its line number until the input was
    /// read to its end.
    pub(crate) fn packed(self) -> u64 {
        u64::from(self.block) << 32 | u64::from(self.newlines)
    }

    /// Reverses [`Self::packed`].
    #[expect(clippy::cast_possible_truncation, reason = "each half has 32 bits")]
    pub(crate) const fn unpacked(packed: u64) -> Self {
        Self { block: (packed >> 32) as u32, newlines: packed as u32 }
    }
}

/// The line on which each block begins.
#[derive(Debug, Default)]
pub(crate) struct LineTable(Vec<u64>);

impl LineTable {
    /// Takes the number and the newlines of each block, in any order; no blocks if the text was read in order.
    pub(crate) fn new(mut blocks: Vec<(u32, u32)>) -> Self {
        blocks.sort_unstable();
        let mut before = 0;
        let first = |(_, newlines): (u32, u32)| {
            before += u64::from(newlines);
            before - u64::from(newlines)
        };
        Self(blocks.into_iter().map(first).collect())
    }

    /// Returns the 1-based number of a line.
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
