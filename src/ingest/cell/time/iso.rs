//! `2026-03-19T09:25:49.995000Z`: the form of nearly every log, read by fixed positions instead of tokens.
//!
//! Two readers that must agree: [`iso_fields`] for cells as text, and [`TimeCache`] for the fast path, which reads bytes and
//! remembers the previous row's minute, because most rows share it. Both return `None` for any other form, which
//! [`parse`](super::parse) then reads.

use super::civil::{day_of, micros, offset};
use crate::base::Day;
use crate::base::calendar::TimeOfDay;
use crate::ingest::cell::digits;

/// Day, time of day and offset of `2026-03-19T09:25:49[.995000][Z|+02:00]`, also with a space for the `T`.
pub(super) fn iso_fields(cell: &str) -> Option<(Day, TimeOfDay, Option<i32>)> {
    let b = cell.as_bytes();
    if b.len() < 19
        || b[4] != b'-'
        || b[7] != b'-'
        || b[13] != b':'
        || b[16] != b':'
        || !matches!(b[10], b'T' | b' ' | b't')
    {
        return None;
    }
    let two = |at: usize| match (b[at].wrapping_sub(b'0'), b[at + 1].wrapping_sub(b'0')) {
        (tens @ 0..=9, ones @ 0..=9) => Some(u32::from(tens) * 10 + u32::from(ones)),
        _ => None,
    };
    let day = day_of(two(0)? * 100 + two(2)?, two(5)?, two(8)?).ok()?;
    let mut end = 19;
    if b.get(19) == Some(&b'.') {
        end = 20 + b[20..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let micros = if end == 19 { 0 } else { micros(&cell[20..end])? };
    let time = TimeOfDay::new(two(11)?, two(14)?, two(17)?, micros)?;
    let offset = match &b[end..] {
        [] => None,
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            Some(offset(*sign == b'-', two(end + 1)?, two(end + 4)?)?)
        }
        _ => return None,
    };
    Some((day, time, offset))
}

/// Reads times from bytes, and caches the day and the minute of the row before.
#[derive(Debug, Default)]
pub(crate) struct TimeCache {
    /// The cached minute as written: `2026-05-01T09:30`.
    written: [u8; 16],
    /// The midnight before it, in microseconds since 1970.
    midnight: i64,
    /// The minute itself in UTC, in microseconds since 1970.
    minute: i64,
}

impl TimeCache {
    /// Microseconds since 1970, equal to what [`TimeFormat::read`](super::TimeFormat::read) returns. `None` for other forms, and
    /// for a time without an offset unless such times are `utc`.
    pub(crate) fn read(&mut self, cell: &[u8], utc: bool) -> Option<i64> {
        let (minute, rest) = cell.split_first_chunk::<16>()?;
        if *minute != self.written {
            self.remember(minute)?;
        }
        let (micros, rest) = seconds(rest)?;
        // The reference reader handles leap seconds.
        if micros >= MINUTE {
            return None;
        }
        let east = match rest {
            [] if utc => 0,
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h, hh, b':', m, mm] => {
                let (hours, minutes) =
                    (u32::try_from(two(*h, *hh)?).ok()?, u32::try_from(two(*m, *mm)?).ok()?);
                i64::from(offset(*sign == b'-', hours, minutes)?)
            }
            _ => return None,
        };
        Some(self.minute - east * SECOND + micros)
    }

    fn remember(&mut self, minute: &[u8; 16]) -> Option<()> {
        let (day, [b'T' | b' ' | b't', h, hh, b':', m, mm]) = minute.split_first_chunk::<10>()?
        else {
            return None;
        };
        let (hour, minutes) = (two(*h, *hh)?, two(*m, *mm)?);
        // The reference reader handles 24:00.
        if hour > 23 || minutes > 59 {
            return None;
        }
        if *day != self.written[..10] {
            let (day, ..) =
                iso_fields(std::str::from_utf8(&[&day[..], b"T00:00:00"].concat()).ok()?)?;
            self.midnight = i64::from(day.number()) * 86_400 * SECOND;
        }
        self.written = *minute;
        self.minute = self.midnight + hour * 60 * MINUTE + minutes * MINUTE;
        Some(())
    }
}

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// Microseconds of `:30` or `:30.123`, and the rest of the text.
fn seconds(text: &[u8]) -> Option<(i64, &[u8])> {
    // The platform writes six digits: whole seconds and fraction are then one number of eight digits.
    if let Some(([b':', second @ .., b'.', _, _, _, _, _, _], rest)) =
        text.split_first_chunk::<10>()
        && !starts_with_digit(rest)
    {
        let mut both = [0; 8];
        both[..2].copy_from_slice(second);
        both[2..].copy_from_slice(&text[4..10]);
        if let Some(micros) = digits::eight(both) {
            return Some((micros.into(), rest));
        }
    }
    let ([b':', tens, ones], mut rest) = text.split_first_chunk::<3>()? else { return None };
    let (mut micros, mut unit) = (two(*tens, *ones)? * SECOND, SECOND / 10);
    if let [b'.', fraction @ ..] = rest {
        rest = fraction;
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            micros += i64::from(digit - b'0') * unit;
            unit /= 10;
            rest = after;
        }
        if rest.len() == fraction.len() {
            return None;
        }
    }
    Some((micros, rest))
}

const fn starts_with_digit(text: &[u8]) -> bool {
    matches!(text, [b'0'..=b'9', ..])
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    match (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0')) {
        (tens @ 0..=9, ones @ 0..=9) => Some(i64::from(tens) * 10 + i64::from(ones)),
        _ => None,
    }
}
