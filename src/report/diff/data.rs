//! A comparison as data: the JSON of `credits compare`.
//!
//! The doc comments of public fields are the descriptions in `docs/schema/compare.json`.

use serde::{Deserialize, Serialize};

use super::effects::Effects;
use super::outcome::{PoolVerdict, Verdict};
use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::audit::fix_checks::FixChecks;
use crate::report::{InputRow, Tool};

/// Two windows, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Name and version of this format: `credits.compare/1`.
    pub schema: String,
    /// The program, and the rate cards of both sides.
    pub tool: Tool,
    /// Unit of the amounts; that of before if the sides differ.
    pub unit: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The side that was named first, usually the earlier one.
    pub before: Side,
    /// The side that was named second.
    pub after: Side,
    /// The pools.
    pub pools: PoolChanges,
    /// The findings of the earlier audit, measured again; only with `--audit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<FixChecks>,
}

/// A side as it was named on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub name: Untrusted,
    pub kind: SideKind,
    /// The requested days; `None` means all that the report covers.
    pub asked: Option<(Day, Day)>,
}

/// Origin of a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A log, over its whole period.
    Log,
    /// A saved report.
    Report,
    /// Some days of a log (`--period`).
    Period,
}

/// One side: its days, its origin, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    /// Name as given on the command line.
    pub name: Untrusted,
    /// Origin of the side.
    pub kind: SideKind,
    /// First day that the log covers; null if it covers none.
    pub from: Option<Day>,
    /// Last day that the log covers.
    pub to: Option<Day>,
    /// Number of days.
    pub days: u32,
    /// Number of Mondays, Tuesdays, …, Sundays among these days.
    pub weekdays: [u32; 7],
    /// The requested days, if the log does not cover all of them.
    pub asked: Option<RequestedDays>,
    /// True if the last day is not over yet.
    pub partial_today: bool,
    /// Time zone in which days begin and end.
    pub timezone: String,
    /// Unit of its amounts.
    pub unit: String,
    /// Filters that were applied.
    pub filters: Vec<Untrusted>,
    /// Rate cards that priced events.
    pub models: Vec<String>,
    /// Events in these days.
    pub events: u64,
    /// Events whose credits are unknown.
    pub unpriced_events: u64,
    /// Rows of its files.
    pub rows: u64,
    /// Rows of its files that could not be read.
    pub rejected: u64,
    /// Its files.
    pub inputs: Vec<InputRow>,
}

/// Requested days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RequestedDays {
    /// First day.
    pub from: Day,
    /// Last day that the log covers.
    pub to: Day,
}

/// The change of each pool. `unassigned` is present only if a side has such events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChanges {
    /// Prompts to the builder.
    pub message: PoolChange,
    /// Calls of running apps.
    pub integration: PoolChange,
    /// Events whose pool neither the log nor the rate card tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassigned: Option<PoolChange>,
}

impl PoolChanges {
    /// Returns the pools in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Pool, &PoolChange)> {
        [
            (Pool::Message, Some(&self.message)),
            (Pool::Integration, Some(&self.integration)),
            (Pool::Unassigned, self.unassigned.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pool, change)| change.map(|c| (pool, c)))
    }
}

/// The change of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChange {
    /// The verdict.
    pub verdict: PoolVerdict,
    /// Credits of the whole windows, exact.
    pub credits: Amounts,
    /// Credits a day.
    pub per_day: PerDay,
    /// Events.
    pub events: Counts,
    /// Events whose credits are unknown.
    pub unpriced_events: Counts,
    /// The change of `credits`, split into volume, mix and rate; null if the sides have different units or the numbers are too large.
    pub effects: Option<Effects>,
    /// The part of the volume effect that comes from the different lengths of the windows; null if a window has no day.
    pub volume_from_days: Option<Credits>,
    /// By app. Changed lines come first, the largest change a day before smaller ones.
    pub by_app: Vec<RowChange>,
    /// By source.
    pub by_source: Vec<RowChange>,
    /// By class. These lines have effects of their own, which sum to those of the pool.
    pub by_class: Vec<RowChange>,
    /// By AI model.
    pub by_model: Vec<RowChange>,
    /// By user.
    pub by_user: Vec<RowChange>,
    /// By operation, as logged.
    pub by_operation: Vec<RowChange>,
}

impl PoolChange {
    /// Returns the breakdowns with the names of their dimensions.
    pub fn dimensions(&self) -> [(&'static str, &[RowChange]); 6] {
        [
            ("app", &self.by_app),
            ("source", &self.by_source),
            ("class", &self.by_class),
            ("model", &self.by_model),
            ("user", &self.by_user),
            ("operation", &self.by_operation),
        ]
    }

    /// Returns true if a side has events of this pool.
    pub fn is_used(&self) -> bool {
        self.events.before + self.events.after > 0
    }
}

/// An amount before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Amounts {
    /// Before.
    pub before: Credits,
    /// After.
    pub after: Credits,
    /// After − before.
    pub change: Credits,
    /// Change ÷ before: 0.25 is a quarter more. Null if before is 0 or below.
    pub relative: Option<Ratio6>,
}

impl Amounts {
    pub(super) fn of(before: Credits, after: Credits) -> Self {
        let change = after - before;
        Self {
            before,
            after,
            change,
            relative: Ratio6::of(change, before).filter(|_| before.is_positive()),
        }
    }
}

/// Credits a day, before and after. Null if a window has no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PerDay {
    /// Before.
    pub before: Option<Ratio6>,
    /// After.
    pub after: Option<Ratio6>,
    /// After − before, rounded once.
    pub change: Option<Ratio6>,
    /// Change ÷ before.
    pub relative: Option<Ratio6>,
    /// The difference that chance alone explains: twice the standard error of the difference of the daily means.
    pub noise: Option<Ratio6>,
}

/// A count before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counts {
    /// Before.
    pub before: u64,
    /// After.
    pub after: u64,
}

/// One line of a breakdown, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RowChange {
    /// The app, user, class, …; null if the log names none.
    pub name: Option<Untrusted>,
    /// Title for people, if it differs from the name (classes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Which sides have this line.
    pub state: RowState,
    /// Credits of the whole windows, exact. The changes of all lines sum to that of the pool.
    pub credits: Amounts,
    /// The change a day; null if a window has no day.
    pub per_day: Option<Ratio6>,
    /// Change a day ÷ credits a day before; null if those are 0 or below.
    pub per_day_relative: Option<Ratio6>,
    /// Events.
    pub events: Counts,
    /// Events whose credits are unknown.
    pub unpriced_events: Counts,
    /// The change of `credits`, split (classes only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

/// Which sides have a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RowState {
    /// Only after.
    New,
    /// Only before.
    Gone,
    /// Both, with different credits.
    Changed,
    /// Both, with the same credits.
    Same,
}
