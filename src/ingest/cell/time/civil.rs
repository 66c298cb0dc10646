//! Days, times of day and offsets that exist, and the reason for each cell that names none.

use crate::base::calendar::TimeOfDay;
use crate::base::{Day, Instant, Stamp, Zone};

/// Why a cell is not a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum BadTime {
    /// The cell is empty.
    #[error("no time")]
    Empty,
    /// The cell is not in any known form.
    #[error("not a time")]
    NotATime,
    /// 30 February, 25 o'clock.
    #[error("a date or time that does not exist")]
    Impossible,
    /// A year outside 1990–2100.
    #[error("a year outside 1990 to 2100")]
    OutOfRange,
    /// `03/04/2026` in a column whose date order is unknown.
    #[error("day and month could be either way round (--date-order)")]
    NoOrder,
}

impl BadTime {
    /// The reject reason; `credits explain` explains each.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "no-time",
            Self::Impossible => "impossible-date",
            Self::NotATime | Self::OutOfRange | Self::NoOrder => "bad-time",
        }
    }
}

/// The years that are accepted; others stand for a missing time, such as `1970-01-01`.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;

/// A day that exists, in a year that is accepted.
pub(super) fn day_of(year: u32, month: u32, day: u32) -> Result<Day, BadTime> {
    if !YEARS.contains(&year) {
        return Err(BadTime::OutOfRange);
    }
    i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)).ok_or(BadTime::Impossible)
}

/// Parses a year; two digits mean 1990 to 2089.
pub(super) fn year_of(digits: &str) -> Result<u32, BadTime> {
    let year = int(digits)?;
    Ok(match (digits.len(), year) {
        (2, 0..=89) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    })
}

/// Combines a day with its time of day. A time without an offset is in `naive_zone`; a date alone stays a date.
pub(super) fn at(
    day: Day,
    time: Option<TimeOfDay>,
    offset: Option<i32>,
    naive_zone: Zone,
) -> Result<Stamp, BadTime> {
    let Some(time) = time else { return Ok(Stamp::On(day)) };
    let instant = match offset {
        Some(offset) => Instant::from_civil(day, time, offset),
        None => naive_zone.at(day, time),
    };
    instant.map(Stamp::At).ok_or(BadTime::Impossible)
}

/// Parses the fraction of a second and truncates it to microseconds.
pub(super) fn micros(fraction: &str) -> Option<u32> {
    if fraction.is_empty() {
        return None;
    }
    let (mut micros, mut unit) = (0, 100_000);
    for digit in fraction.bytes().take(6) {
        if !digit.is_ascii_digit() {
            return None;
        }
        micros += u32::from(digit - b'0') * unit;
        unit /= 10;
    }
    Some(micros)
}

/// Seconds east of UTC. Offsets in use reach from 12 hours west to 14 hours east.
pub(super) fn offset(west: bool, hours: u32, minutes: u32) -> Option<i32> {
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let most = if west { 12 } else { 14 } * 3600;
    (minutes < 60 && seconds <= most).then_some(if west { -seconds } else { seconds })
}

pub(super) fn int(digits: &str) -> Result<u32, BadTime> {
    digits.parse().map_err(|_| BadTime::NotATime)
}
