//! The days of a pool on both sides, for a chart before and after.

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Day};
use crate::report::DailyRow;

/// The days of both windows, days without use included.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Days {
    /// Before.
    pub before: Vec<DayCredits>,
    /// After.
    pub after: Vec<DayCredits>,
}

/// Credits of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayCredits {
    /// The day.
    pub date: Day,
    /// Its credits, net of refunds.
    pub credits: Credits,
}

impl Days {
    pub(super) fn of(before: &[DailyRow], after: &[DailyRow]) -> Self {
        let days = |rows: &[DailyRow]| {
            rows.iter().map(|row| DayCredits { date: row.date, credits: row.credits }).collect()
        };
        Self { before: days(before), after: days(after) }
    }
}
