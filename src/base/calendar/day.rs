//! Calendar days. They are counted from 1970-01-01, so that the days between two dates are one subtraction.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar day, written `2026-05-20`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// 1970-01-01 in days of the common era.
const EPOCH_CE: i32 = 719_163;

impl Day {
    /// `None` for a date that does not exist, or a year outside 1–9999.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_date)
    }

    fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_CE)
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0 + EPOCH_CE).unwrap_or_default()
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// From days since 1970-01-01.
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// `n` days later, or earlier if `n` is negative.
    #[must_use]
    pub const fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// Days from `earlier` to this day; negative if this day is the earlier one.
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Every day from this one to `last`, both included; none if `last` is earlier.
    pub fn through(self, last: Self) -> impl DoubleEndedIterator<Item = Self> + Clone {
        (self.0..=last.0).map(Self)
    }

    /// Year, e.g. 2026.
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Month, 1–12.
    pub fn month(self) -> u32 {
        self.date().month()
    }

    /// Day of the month, 1–31.
    pub fn day_of_month(self) -> u32 {
        self.date().day()
    }

    /// Day of the week, 0 = Monday.
    pub fn weekday(self) -> u32 {
        self.date().weekday().num_days_from_monday()
    }

    /// The Monday on or before this day.
    #[must_use]
    pub fn week_start(self) -> Self {
        self.plus(-i32::try_from(self.weekday()).unwrap_or(0))
    }

    /// The first of this day's month.
    #[must_use]
    pub fn month_start(self) -> Self {
        self.plus(1 - i32::try_from(self.day_of_month()).unwrap_or(1))
    }

    /// The month's name: `May`.
    pub fn month_name(self) -> &'static str {
        MONTHS[self.month() as usize - 1]
    }

    /// `5 June`, for sentences.
    pub fn in_words(self) -> String {
        format!("{} {}", self.day_of_month(), self.month_name())
    }

    /// `5 June 2026`, where the year is not clear.
    pub fn in_full(self) -> String {
        format!("{} {}", self.in_words(), self.year())
    }

    /// `5 Jun`, for the axis of a chart.
    pub fn in_short(self) -> String {
        format!("{} {}", self.day_of_month(), &self.month_name()[..3])
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        let mut text = *b"0000-00-00";
        let mut put = |places: std::ops::Range<usize>, mut number: u32| {
            for place in places.rev() {
                text[place] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        // Parsed days have four-digit years; computed days may not.
        match date.year() {
            year @ 0..=9999 => put(0..4, year.unsigned_abs()),
            year => return f.pad(&format!("{year:04}-{:02}-{:02}", date.month(), date.day())),
        }
        put(5..7, date.month());
        put(8..10, date.day());
        f.pad(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date (YYYY-MM-DD or YYYYMMDD)")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        let parts = match bytes.len() {
            10 if bytes[4] == b'-' && bytes[7] == b'-' => {
                [text.get(0..4), text.get(5..7), text.get(8..10)]
            }
            8 => [text.get(0..4), text.get(4..6), text.get(6..8)],
            _ => return Err(NotADay),
        };
        let number = |part: Option<&str>| -> Option<u32> {
            part.filter(|p| p.bytes().all(|b| b.is_ascii_digit())).and_then(|p| p.parse().ok())
        };
        let day = || {
            Self::new(i32::try_from(number(parts[0])?).ok()?, number(parts[1])?, number(parts[2])?)
        };
        day().ok_or(NotADay)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|e| serde::de::Error::custom(format!("{text:?} is {e}")))
    }
}
