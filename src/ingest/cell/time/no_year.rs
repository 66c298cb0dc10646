//! Dates without a year, as people type them: `Oct 28`, `28.10.`, `10/28`, `Wed 28 October`.
//!
//! Such a date is the latest one that is over: what is typed from a chart lies in the past. Only tables that certainly hold days are
//! read so, because `3/4` may be anything.

use super::civil::day_of;
use super::epoch::decimal;
use super::iso::iso_fields;
use super::parse::{Date, Written, clean, parse};
use crate::base::Day;
use crate::ingest::DateOrder;

/// Years among which one has a 29 February, except around 1900 and 2100.
const YEARS: i32 = 8;

/// A year that has every day.
const LEAP: u32 = 2024;

/// Writes a date without a year with a year; `None` if it has one or is no date.
pub(super) fn with_year(cell: &str, year: u32) -> Option<String> {
    let text = clean(cell);
    if iso_fields(cell).is_some() || parse(&text).is_ok() {
        return None;
    }
    // `28.1` may be a number of a sheet that dropped the 0 of October.
    let two_digits = |text: &str| text.rsplit_once('.').is_some_and(|(_, month)| month.len() == 2);
    if decimal(&text).is_some() && !two_digits(&text) {
        return None;
    }
    let short = text.trim_end_matches([' ', '/', '-', '.', ',']);
    let spelled = [
        format!("{short} {year}"),
        format!("{short}.{year}"),
        format!("{short}/{year}"),
        format!("{short}-{year}"),
        format!("{year}年{short}"),
    ];
    let is_date = |text: &String| {
        parse(text).is_ok_and(|Written { time, offset, .. }| time.is_none() && offset.is_none())
    };
    spelled.into_iter().find(is_date)
}

/// The cell as evidence for the order of day and month.
pub(crate) fn complete(cell: &str) -> Option<String> {
    with_year(cell, LEAP)
}

/// The latest day up to `latest` that a date without a year can be.
pub(super) fn latest_day(cell: &str, latest: Day, order: Option<DateOrder>) -> Option<Day> {
    (latest.year() - YEARS..=latest.year()).rev().find_map(|year| {
        let year = u32::try_from(year).ok()?;
        let written = parse(&with_year(cell, year)?).ok()?;
        let day = match (written.date, order) {
            (Date::Known { month, day, .. }, _) => day_of(year, month, day),
            (Date::Ordered { first, second, .. }, Some(DateOrder::Dmy)) => {
                day_of(year, second, first)
            }
            (Date::Ordered { first, second, .. }, Some(DateOrder::Mdy)) => {
                day_of(year, first, second)
            }
            (Date::Ordered { .. }, None) => return None,
        };
        day.ok().filter(|day| *day <= latest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_day_that_is_over() {
        let today = Day::new(2026, 11, 26).unwrap();
        let read = |cell: &str, order| latest_day(cell, today, order).map(|day| day.to_string());
        for (cell, day) in [
            ("Oct 28", "2026-10-28"),
            ("28 Oct", "2026-10-28"),
            ("28. Oktober", "2026-10-28"),
            ("October 28th", "2026-10-28"),
            ("Wed, Oct 28", "2026-10-28"),
            ("Wednesday 28 October", "2026-10-28"),
            ("28-Oct", "2026-10-28"),
            ("28 de octubre", "2026-10-28"),
            ("10月28日", "2026-10-28"),
            ("Nov 26", "2026-11-26"),
            ("Nov 27", "2025-11-27"),
            ("Dec 31", "2025-12-31"),
            ("29 Feb", "2024-02-29"),
        ] {
            assert_eq!(read(cell, None).as_deref(), Some(day), "{cell}");
        }
        for cell in ["28.10.", "28.10", "28/10", "28-10", "Mi 28.10."] {
            assert_eq!(read(cell, Some(DateOrder::Dmy)).as_deref(), Some("2026-10-28"), "{cell}");
        }
        assert_eq!(read("10/28", Some(DateOrder::Mdy)).as_deref(), Some("2026-10-28"));
        for cell in ["28.1", "3", "Oct 28, 2026", "2026-10-28", "Oct 28 14:00", "Oct", "total", ""]
        {
            assert_eq!(read(cell, Some(DateOrder::Dmy)), None, "{cell}");
        }
    }
}
