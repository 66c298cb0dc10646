//! The cells of a column → how the column writes its times.
//!
//! Only the date order has to be detected, and it is decided once per column: a number above 12 in one place settles it for all
//! cells. Serial days are accepted only if every cell of the column is one.

use super::epoch::{decimal, serial_day};
use super::format::TimeFormat;
use super::iso::iso_fields;
use super::parse::{Date, Written, clean, is_nothing, parse};
use crate::base::Untrusted;
use crate::ingest::DateOrder;

/// Why a column's date order is unknown. `--date-order` settles it.
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
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// The flag that settles it.
    pub(crate) const fn hint() -> &'static str {
        "set --date-order dmy (day first) or --date-order mdy (month first)"
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
pub(crate) struct TimeEvidence {
    /// The first cell that can begin only with the day.
    dmy: Option<Untrusted>,
    /// The first cell that can begin only with the month.
    mdy: Option<Untrusted>,
    /// Whether a date with points can begin with either.
    dotted: bool,
    /// The first two other cells that can begin with either.
    unclear: Vec<Untrusted>,
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
        let Ok(Written { date: Date::Ordered { first, second, short, dots, .. }, .. }) =
            parse(&text)
        else {
            return;
        };
        match (first > 12, second > 12) {
            (true, true) => {}
            (false, true) => drop(self.mdy.get_or_insert_with(|| cell.into())),
            // `25/06/26` can also begin with the year.
            (true, false) if dots || !short => drop(self.dmy.get_or_insert_with(|| cell.into())),
            (false, false) if !short && first == second => {}
            (false, false) if !short && dots => self.dotted = true,
            _ if self.unclear.len() < 2 && self.unclear.iter().all(|other| other.raw() != cell) => {
                self.unclear.push(cell.into());
            }
            _ => {}
        }
    }

    /// The format of a column with these cells.
    pub(crate) fn format(&self, forced: Option<DateOrder>) -> Result<TimeFormat, Ambiguous> {
        let serial = self.serial && !self.other;
        let order = match (forced, &self.dmy, &self.mdy) {
            (Some(order), ..) => Some(order),
            (None, Some(dmy), Some(mdy)) => {
                return Err(Ambiguous::Conflicting { dmy: dmy.clone(), mdy: mdy.clone() });
            }
            (None, Some(_), None) => Some(DateOrder::Dmy),
            (None, None, Some(_)) => Some(DateOrder::Mdy),
            (None, None, None) if !self.unclear.is_empty() => {
                return Err(Ambiguous::Unclear { samples: self.unclear.clone() });
            }
            (None, None, None) => self.dotted.then_some(DateOrder::Dmy),
        };
        Ok(TimeFormat { order, serial })
    }
}
