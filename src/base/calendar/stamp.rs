//! The time of an event.

use std::fmt;

use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::calendar::day::Day;
use crate::base::calendar::instant::Instant;
use crate::base::calendar::zone::Zone;

/// The time of an event: an instant, or a day if the log gives only a date. Such a day is the same in every zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stamp {
    /// A date without a time.
    On(Day),
    /// A point in time.
    At(Instant),
}

impl Stamp {
    /// The calendar day in a zone.
    pub fn day(self, zone: &Zone) -> Day {
        match self {
            Self::On(day) => day,
            Self::At(instant) => zone.day_of(instant),
        }
    }

    /// The calendar day in UTC, which decides the rate card.
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
    /// Parses the text that [`Stamp`] prints: a day, or an instant in UTC.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Ok(day) = text.parse() {
            return Ok(Self::On(day));
        }
        let instant = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
        Ok(Self::At(Instant::from_micros(instant.timestamp_micros())))
    }
}
