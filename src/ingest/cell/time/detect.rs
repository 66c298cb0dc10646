//! The cells of a column → how the column writes its times.
//!
//! Only the date order has to be detected, and it is decided once per column: a number above 12 in one place settles it for all
//! cells. Serial days are accepted only if every cell of the column is one.

use super::epoch::{decimal, serial_day};
use super::format::TimeFormat;
use super::iso::iso_fields;
use super::parse::{Date, Written, clean, has_unknown_month, is_nothing, parse};
use crate::base::Untrusted;
use crate::ingest::DateOrder;

/// The earliest year, in two digits, that the first part of a date may be taken for: the platform began later.
const EARLIEST_YEAR: u32 = 20;

/// Why the format of a column is unknown.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Ambiguous {
    /// Every cell can be read both ways.
    #[error("{} may begin with the day or the month", show(.samples))]
    Unclear {
        /// One or two of these cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can begin only with the day, others only with the month.
    #[error("{} begins with the day, {} with the month", .dmy.for_terminal_cut(40), .mdy.for_terminal_cut(40))]
    Conflicting {
        /// A cell that begins with the day.
        dmy: Untrusted,
        /// A cell that begins with the month.
        mdy: Untrusted,
    },
    /// Every cell may begin with the day or a year from 2020 on.
    #[error("{} may begin with the day or the year", .cell.for_terminal_cut(40))]
    YearFirst {
        /// One of these cells.
        cell: Untrusted,
    },
    /// Some cells are dates, and others have a month's name in an unknown language.
    #[error("the month in {} has a name that this program does not know", .cell.for_terminal_cut(40))]
    UnknownMonth {
        /// A cell with that name.
        cell: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// What settles it.
    pub(crate) const fn hint(&self) -> &'static str {
        match self {
            Self::Unclear { .. } | Self::Conflicting { .. } => {
                "set --date-order dmy (day first) or --date-order mdy (month first)"
            }
            Self::YearFirst { .. } => {
                "set --date-order dmy if the day comes first; if the year does, write it with four digits"
            }
            Self::UnknownMonth { .. } => {
                "write the dates as numbers (2026-03-15), or the months in English"
            }
        }
    }
}

/// Detects a column's format from its cells.
pub(crate) fn detect<'a>(
    cells: impl Iterator<Item = &'a str>,
    forced: Option<DateOrder>,
) -> Result<TimeFormat, Ambiguous> {
    let mut seen = TimeEvidence::default();
    cells.for_each(|cell| seen.add(cell));
    seen.format(forced)
}

/// Evidence for a column's format, collected cell by cell.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct TimeEvidence {
    /// The first cell that can begin only with the day.
    dmy: Option<Untrusted>,
    /// The first cell that can begin only with the month.
    mdy: Option<Untrusted>,
    /// Whether one of these two has slashes or dashes. Points prove nothing about those.
    proves_slashes: bool,
    /// Whether a date with points can begin with either.
    dotted: bool,
    /// The first two other cells that can begin with either, and whether each has points.
    unclear: Vec<(Untrusted, bool)>,
    /// The first cell such as `25/06/26`, which can begin with the day or the year.
    year_first: Option<Untrusted>,
    /// Whether some date with a two-digit year cannot begin with the year, because that would be before 2020.
    day_first: bool,
    /// Whether some cell is a date in words or in numbers.
    dated: bool,
    /// The first cell whose month has an unknown name.
    unknown_month: Option<Untrusted>,
    /// Whether some cell can be a serial day.
    serial: bool,
    /// Whether some cell cannot.
    other: bool,
}

impl TimeEvidence {
    /// Adds a cell.
    pub(crate) fn add(&mut self, cell: &str) {
        if iso_fields(cell).is_some() {
            self.other = true;
            return;
        }
        let text = clean(cell);
        if is_nothing(&text) {
            return;
        }
        let is_serial =
            decimal(&text).is_some_and(|(whole, fraction)| serial_day(whole, fraction).is_some());
        self.serial |= is_serial;
        self.other |= !is_serial;
        let Ok(Written { date, .. }) = parse(&text) else {
            if has_unknown_month(&text) {
                self.unknown_month.get_or_insert_with(|| cell.into());
            }
            return;
        };
        self.dated = true;
        let Date::Ordered { first, second, short, dots, .. } = date else { return };
        self.day_first |= short && !dots && first < EARLIEST_YEAR;
        match (first > 12, second > 12) {
            (true, true) => {}
            (false, true) => {
                self.proves_slashes |= !dots;
                self.mdy.get_or_insert_with(|| cell.into());
            }
            (true, false) if dots || !short || first < EARLIEST_YEAR => {
                self.proves_slashes |= !dots;
                self.dmy.get_or_insert_with(|| cell.into());
            }
            (true, false) => drop(self.year_first.get_or_insert_with(|| cell.into())),
            (false, false) if !short && first == second => {}
            (false, false) if !short && dots => self.dotted = true,
            _ => self.add_unclear(cell, dots),
        }
    }

    /// Keeps two cells of each spelling.
    fn add_unclear(&mut self, cell: &str, dots: bool) {
        let same = self.unclear.iter().filter(|(_, other)| *other == dots);
        if same.clone().count() < 2 && same.clone().all(|(other, _)| other.raw() != cell) {
            self.unclear.push((cell.into(), dots));
        }
    }

    /// Whether the order of dates with slashes or dashes is known from such dates.
    fn knows_slashes(&self) -> bool {
        self.proves_slashes || (self.year_first.is_some() && self.day_first)
    }

    /// The cells that can begin with either although the column's order is known from points only, or not at all.
    fn still_unclear(&self) -> Vec<Untrusted> {
        let knows_slashes = self.knows_slashes();
        let knows_dots = knows_slashes || self.dmy.is_some() || self.mdy.is_some();
        let is_unclear = |dots: bool| if dots { !knows_dots } else { !knows_slashes };
        let unclear = self.unclear.iter().filter(|(_, dots)| is_unclear(*dots));
        let year_first = self.year_first.iter().filter(|_| !knows_slashes);
        unclear.map(|(cell, _)| cell).chain(year_first).take(2).cloned().collect()
    }

    /// The format of a column with these cells.
    pub(crate) fn format(&self, forced: Option<DateOrder>) -> Result<TimeFormat, Ambiguous> {
        let serial = self.serial && !self.other;
        if let (true, Some(cell)) = (self.dated, &self.unknown_month) {
            return Err(Ambiguous::UnknownMonth { cell: cell.clone() });
        }
        if let Some(order) = forced {
            return Ok(TimeFormat { order: Some(order), dots_only: false, serial, no_year: None });
        }
        // `25/06/26` begins with the day if another cell shows that the year is not first.
        let dmy = self.dmy.as_ref().or(self.year_first.as_ref().filter(|_| self.day_first));
        let order = match (dmy, &self.mdy) {
            (Some(dmy), Some(mdy)) => {
                return Err(Ambiguous::Conflicting { dmy: dmy.clone(), mdy: mdy.clone() });
            }
            (Some(_), None) => Some(DateOrder::Dmy),
            (None, Some(_)) => Some(DateOrder::Mdy),
            (None, None) if self.year_first.is_some() => {
                let cell = self.year_first.clone().unwrap_or_default();
                return Err(Ambiguous::YearFirst { cell });
            }
            (None, None) => self.dotted.then_some(DateOrder::Dmy),
        };
        let samples = self.still_unclear();
        if !samples.is_empty() {
            return Err(Ambiguous::Unclear { samples });
        }
        let dots_only = order.is_some() && !self.knows_slashes();
        Ok(TimeFormat { order, dots_only, serial, no_year: None })
    }
}
