//! What a snapshot says beyond its rows: when it was noted, what is left of each pool, and how much a cycle has.

use std::collections::BTreeMap;

use crate::base::{Credits, Day};
use crate::event::Pool;

/// Totals of a cycle so far, or readings of balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The day of the totals, or of the last reading.
    pub day: Day,
    /// Whether the file gives that day; otherwise it is the judged one.
    pub is_dated: bool,
    /// The first day that the totals count, if the file says so; else the cycle's first.
    pub since: Option<Day>,
    /// Whether the totals are of some apps or users, and others may have used more.
    pub is_part: bool,
    /// The id of each app that has a name.
    pub ids: BTreeMap<String, String>,
    /// Whether the rows are readings at several times, or of what is left.
    pub is_of_readings: bool,
    /// The last reading of each pool.
    pub readings: BTreeMap<Pool, Reading>,
    /// Between which readings what is left rose, and by how much.
    pub rises: BTreeMap<Pool, Vec<Rise>>,
    /// The credits of a cycle, by pool.
    pub limits: BTreeMap<Pool, Credits>,
}

/// A reading of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When it was noted.
    pub day: Day,
    /// Credits used in the cycle so far.
    pub used: Option<Credits>,
    /// Credits left.
    pub left: Option<Credits>,
}

/// What is left of a pool rose between two readings: a reset, or credits given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rise {
    /// The day of the reading before.
    pub from: Day,
    /// The day of the reading after.
    pub to: Day,
    /// By how much at least: what was used in between hides a part of it.
    pub credits: Credits,
}

impl Snapshot {
    /// Adds what another snapshot says. Their rows have nothing in common, see `run::snapshot`.
    pub(crate) fn add(&mut self, other: Self) {
        self.day = self.day.max(other.day);
        self.is_dated &= other.is_dated;
        // Totals of two periods are totals of neither.
        self.since = self.since.max(other.since);
        // Totals of the workspace say what the parts of it do not.
        self.is_part &= other.is_part;
        self.ids.extend(other.ids);
        self.is_of_readings |= other.is_of_readings;
        self.readings.extend(other.readings);
        self.rises.extend(other.rises);
        self.limits.extend(other.limits);
    }
}
