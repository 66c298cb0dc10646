//! Sums of days that stand in two exports. Until its day was over, the sum of the earlier export may have grown: the later one counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Credits, Day};

/// The sum of an earlier export may have grown on its last days.
const LATE_DAYS: i32 = 1;

/// What a row that sums a day is compared by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Daily {
    /// A hash of all that names the sum: the day, the user, the model and the like.
    pub names: u128,
    pub day: Day,
    pub credits: Credits,
    /// Whether the rows of this export are certainly sums of days.
    pub is_known: bool,
}

/// Which sums of days count.
#[derive(Debug, Default)]
pub(super) struct Days {
    /// Rows that a later export counts.
    pub dropped: Vec<usize>,
    /// Sums that stand in two inputs with other amounts, and count in both.
    pub apart: u64,
    /// Sums that grew between two inputs, and count as in the later one.
    pub grown: u64,
}

/// The rows of one sum in one input.
#[derive(Default)]
struct Rows {
    at: Vec<usize>,
    credits: Credits,
}

/// Decides which sums of days are kept. Each row has its input and its sum, if it is one; `last_days` are the last days of the inputs.
pub(super) fn decide(rows: &[Option<(u32, Daily)>], last_days: &[Option<Day>]) -> Days {
    let mut days = Days::default();
    let mut sums: BTreeMap<u128, BTreeMap<u32, Rows>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some((input, daily)) = row {
            let rows = sums.entry(daily.names).or_default().entry(*input).or_default();
            rows.at.push(at);
            rows.credits += daily.credits;
        }
    }
    sums.retain(|_, inputs| inputs.len() > 1);
    let last_day = |input: u32| last_days.get(input as usize).copied().flatten();
    // The later export is the one that reaches further; of two that end on the same day, the one with the larger sums.
    let mut total: BTreeMap<u32, Credits> = BTreeMap::new();
    for (input, rows) in sums.values().flatten() {
        let sum = total.entry(*input).or_default();
        *sum += rows.credits;
    }
    let rank = |input: u32| (last_day(input), total.get(&input).copied(), input);
    let latest = |inputs: &BTreeMap<u32, Rows>| {
        inputs.keys().copied().max_by_key(|input| rank(*input)).unwrap_or_default()
    };
    // Of exports that are not known to be sums of days, two may be of different workspaces: then their days differ throughout.
    let mut strangers: BTreeSet<(u32, u32)> = BTreeSet::new();
    for inputs in sums.values() {
        let later = latest(inputs);
        for (input, earlier) in inputs.iter().filter(|(input, _)| **input != later) {
            let daily = rows[earlier.at[0]].map(|(_, daily)| daily);
            let (is_known, day) =
                daily.map_or((true, None), |daily| (daily.is_known, Some(daily.day)));
            let is_late =
                day.zip(last_day(*input)).is_some_and(|(day, last)| last.since(day) <= LATE_DAYS);
            let grew = earlier.credits <= inputs[&later].credits && is_late;
            if !is_known && earlier.credits != inputs[&later].credits && !grew {
                strangers.insert((*input, later));
            }
        }
    }
    for inputs in sums.values() {
        let later = latest(inputs);
        for (input, earlier) in inputs.iter().filter(|(input, _)| **input != later) {
            let is_same = earlier.credits == inputs[&later].credits;
            if !is_same && strangers.contains(&(*input, later)) {
                days.apart += 1;
                continue;
            }
            days.grown += u64::from(!is_same);
            days.dropped.extend(&earlier.at);
        }
    }
    days
}
