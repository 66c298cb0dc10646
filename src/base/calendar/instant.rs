//! Points in time, and times of day.

use crate::base::calendar::day::Day;

/// Microseconds in a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// A point in time: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// From a date, a time of day and its offset east of UTC in seconds; `None` if the result does not fit. A leap second (`:60`)
    /// becomes the first second of the next minute.
    pub fn from_civil(day: Day, time: TimeOfDay, offset_seconds: i32) -> Option<Self> {
        let micros = i64::from(day.number()).checked_mul(DAY)?.checked_add(time.0)?;
        micros.checked_sub(i64::from(offset_seconds) * 1_000_000).map(Self)
    }

    /// This instant as `2026-05-20T09:30:00Z`, with a fraction only if it has one.
    pub fn to_rfc3339(self) -> String {
        let (day, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let day = Day::from_number(i32::try_from(day).unwrap_or(0));
        let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
        let clock = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
        let dot = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
        format!("{day}T{clock}{dot}Z")
    }
}

/// A time of day: microseconds since midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TimeOfDay(i64);

impl TimeOfDay {
    /// Midnight at the start of the day.
    pub(super) const MIDNIGHT: Self = Self(0);

    /// Microseconds since midnight.
    pub(super) const fn micros(self) -> i64 {
        self.0
    }

    /// `None` unless a clock can show this time. 24:00:00 is the end of the day.
    pub fn new(hour: u32, minute: u32, second: u32, micros: u32) -> Option<Self> {
        let end_of_day = hour == 24 && minute == 0 && second == 0 && micros == 0;
        if (hour > 23 && !end_of_day) || minute > 59 || second > 60 || micros > 999_999 {
            return None;
        }
        Some(Self(i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + i64::from(micros)))
    }
}
