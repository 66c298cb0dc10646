//! A pool over time: its days, its hours, and the sums of a whole log for charts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Day, Ratio6};

/// One day of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DailyRow {
    /// The day, in the report's zone.
    pub date: Day,
    /// Credits, net: negative if refunds exceed use.
    pub credits: Credits,
    /// Events.
    pub events: u64,
    /// The average of the 14 days before, as the spike rule computes it; null while the log is younger.
    #[serde(default)]
    pub average: Option<Ratio6>,
    /// The credits by source; sources without credits are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_source: BTreeMap<String, Credits>,
}

impl DailyRow {
    /// A day without an average and without sources.
    pub fn new(date: Day, credits: Credits, events: u64) -> Self {
        Self { date, credits, events, average: None, by_source: BTreeMap::new() }
    }
}

/// An hour of the week, summed over the period. Events without a time of day are in none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HourRow {
    /// Day of the week, 0 = Monday, in the report's zone.
    pub weekday: u32,
    /// Hour of the day, 0–23, in the report's zone.
    pub hour: u32,
    /// Credits, net.
    pub credits: Credits,
    /// Events.
    pub events: u64,
}

/// The most points of a chart. A longer log is summed by week, month or year.
pub(crate) const MOST_POINTS: usize = 124;

/// The days that one point of a chart covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// Net credits by grain: the first day of each point, and the sum.
pub(crate) type Points = Vec<(Day, Credits)>;

/// A pool over the whole log up to as-of. A page draws it if its reader asks for other days than the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct History {
    /// What each of `credits` covers.
    pub grain: Grain,
    /// First day of the first of them: the log's first day, or the first day of its week, month or year.
    pub from: Day,
    /// Credits, net, without a gap, the oldest first. The last may cover a part of its week, month or year.
    pub credits: Vec<Credits>,
    /// Net credits of each of the last 14 days up to as-of, oldest first; fewer days if the log is younger.
    pub recent: Vec<Credits>,
}

/// Sums days by day, week, month and year.
pub(crate) fn grains(days: &[(Day, Credits)]) -> Vec<(Grain, Points)> {
    let sums = |start: fn(Day) -> Day| {
        let mut points: Points = Vec::new();
        for (day, credits) in days {
            match points.last_mut() {
                Some((first, sum)) if *first == start(*day) => *sum += *credits,
                _ => points.push((start(*day), *credits)),
            }
        }
        points
    };
    vec![
        (Grain::Day, sums(|d| d)),
        (Grain::Week, sums(Day::week_start)),
        (Grain::Month, sums(Day::month_start)),
        (Grain::Year, sums(|d| Day::new(d.year(), 1, 1).unwrap_or(d))),
    ]
}
