//! How one column writes its times, and the reading of a cell by it.

use super::civil::{BadTime, at, day_of};
use super::epoch::{decimal, number, serial_day};
use super::iso::iso_fields;
use super::no_year::latest_day;
use super::parse::{Date, Written, clean, has_unknown_month, is_nothing, parse};
use crate::base::{Day, Stamp, Zone};
use crate::ingest::DateOrder;

/// How the times of one column are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct TimeFormat {
    /// Which part of `03/04/2026` comes first; `None` if no cell needs to know.
    pub order: Option<DateOrder>,
    /// Whether the order is known from dates with points only (`25.6.2026`). Then no date with slashes can be read.
    pub dots_only: bool,
    /// Whether every cell is a spreadsheet's serial day (`46162.5`). This is a guess.
    pub serial: bool,
    /// If set, a date without a year is read as the latest one up to this day.
    pub no_year: Option<Day>,
}

impl TimeFormat {
    /// Reads one cell. A time without an offset is in `naive_zone`; a date alone stays a date.
    pub(crate) fn read(&self, cell: &str, naive_zone: &Zone) -> Result<Stamp, BadTime> {
        if let Some((day, time, offset)) = iso_fields(cell) {
            return at(day, Some(time), offset, *naive_zone);
        }
        let text = clean(cell);
        if is_nothing(&text) {
            return Err(BadTime::Empty);
        }
        if let Some(day) = self.no_year.and_then(|latest| latest_day(cell, latest, self.order)) {
            return Ok(Stamp::On(day));
        }
        if let Some((whole, fraction)) = decimal(&text) {
            return match serial_day(whole, fraction).filter(|_| self.serial) {
                Some((day, None)) => Ok(Stamp::On(day)),
                Some((day, time)) => at(day, time, None, *naive_zone),
                None => number(whole, fraction, *naive_zone),
            };
        }
        let written = parse(&text)?;
        let day = match written.date {
            Date::Known { year, month, day } => day_of(year, month, day)?,
            Date::Ordered { first, second, year, short, dots, .. } => match self.order_of(dots) {
                Some(DateOrder::Dmy) => day_of(year, second, first)?,
                Some(DateOrder::Mdy) => day_of(year, first, second)?,
                None if first == second && !short => day_of(year, first, second)?,
                None => return Err(BadTime::NoOrder),
            },
        };
        at(day, written.time, written.offset, *naive_zone)
    }

    /// The order of a date with or without points.
    fn order_of(&self, dots: bool) -> Option<DateOrder> {
        self.order.filter(|_| dots || !self.dots_only)
    }

    /// Returns true if adding this cell to the evidence would not change the detected format.
    pub(crate) fn agrees(&self, cell: &str) -> bool {
        if iso_fields(cell).is_some() {
            return true;
        }
        let text = clean(cell);
        let Ok(Written { date, .. }) = parse(&text) else { return !has_unknown_month(&text) };
        let Date::Ordered { first, second, short, dots, .. } = date else { return true };
        let order = self.order_of(dots);
        match (first > 12, second > 12) {
            (true, true) => true,
            (false, true) => order == Some(DateOrder::Mdy),
            (true, false) => order == Some(DateOrder::Dmy),
            (false, false) if !short && first == second => true,
            _ => order.is_some(),
        }
    }
}
