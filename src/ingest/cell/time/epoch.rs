//! Times written as one number: seconds, milliseconds, microseconds or nanoseconds since 1970, `20260625[1843[12]]`, and the
//! serial days of spreadsheets.

use super::civil::{BadTime, YEARS, at, day_of, micros};
use crate::base::calendar::TimeOfDay;
use crate::base::{Day, Instant, Stamp, Zone};

/// Splits `123.5` or `123,5` into `("123", "5")`; `None` if the text is not such a number.
pub(super) fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (!whole.is_empty() && digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// Reads a number on its own: a compact date, or a time since 1970 in the only unit that gives an accepted year.
pub(super) fn number(whole: &str, fraction: &str, naive_zone: Zone) -> Result<Stamp, BadTime> {
    // From the first second of 1990 to the first of 2101.
    const SECONDS: std::ops::Range<i64> = 631_152_000..4_133_980_800;
    let value: i64 = whole.parse().map_err(|_| BadTime::NotATime)?;
    if fraction.is_empty() && matches!(whole.len(), 8 | 12 | 14) {
        let two = |at: usize| {
            whole.get(at..at + 2).map_or(Some(0), |part| part.parse().ok()).unwrap_or(0)
        };
        let year = two(0) * 100 + two(2);
        if YEARS.contains(&year) {
            let day = day_of(year, two(4), two(6))?;
            let time = TimeOfDay::new(two(8), two(10), two(12), 0).ok_or(BadTime::Impossible)?;
            return at(day, (whole.len() > 8).then_some(time), None, naive_zone);
        }
    }
    let micros_of = |fraction: &str| i64::from(micros(fraction).unwrap_or(0));
    let micros = if SECONDS.contains(&value) {
        value * 1_000_000 + micros_of(fraction)
    } else if SECONDS.contains(&(value / 1_000)) {
        value * 1_000 + micros_of(fraction) / 1_000
    } else if SECONDS.contains(&(value / 1_000_000)) {
        value
    } else if SECONDS.contains(&(value / 1_000_000_000)) {
        value / 1_000
    } else {
        return Err(BadTime::NotATime);
    };
    Ok(Stamp::At(Instant::from_micros(micros)))
}

/// A spreadsheet's serial day and, if it has a fraction, the time of day, rounded to the millisecond: the binary float behind
/// the number is not more precise.
pub(super) fn serial_day(whole: &str, fraction: &str) -> Option<(Day, Option<TimeOfDay>)> {
    if whole.len() != 5 {
        return None;
    }
    // Serial 25569 is 1970-01-01.
    let number = whole.parse::<i32>().ok()? - 25_569;
    let fraction = &fraction[..fraction.len().min(17)];
    let unit = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let millis = (part * 86_400_000 + unit / 2) / unit;
    let (number, millis) =
        if millis == 86_400_000 { (number + 1, 0) } else { (number, u32::try_from(millis).ok()?) };
    let day = Day::from_number(number);
    let seconds = millis / 1000;
    let time =
        TimeOfDay::new(seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000 * 1000)?;
    let year = u32::try_from(day.year()).ok()?;
    YEARS.contains(&year).then_some((day, (part > 0).then_some(time)))
}
