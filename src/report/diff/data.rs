//! A comparison as data: the JSON of `credits compare`.
//!
//! The doc comments of public fields are the descriptions in `docs/schema/compare.json`.

use serde::{Deserialize, Serialize};

use super::effects::Effects;
use super::outcome::{PoolVerdict, Verdict};
use crate::base::{Credits, Day, Six, Untrusted};
use crate::event::Pool;
use crate::report::audit::fix_checks::FixChecks;
use crate::report::{InputRow, Tool};

/// Two windows, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: String,
    /// What made it; the rate cards of both sides.
    pub tool: Tool,
    /// The unit of the amounts; where the sides differ, that of before.
    pub unit: String,
    /// What it comes to.
    pub verdict: Verdict,
    /// The earlier side, or whatever was named first.
    pub before: Side,
    /// The later side.
    pub after: Side,
    /// The pools.
    pub pools: PoolChanges,
    /// The earlier audit's findings, measured again; only where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<FixChecks>,
}

/// What was named on the command line for one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// As given.
    pub name: Untrusted,
    /// What it is.
    pub kind: SideKind,
    /// The days that were asked for; `None`: whatever the report covers.
    pub asked: Option<(Day, Day)>,
}

/// What a side was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A log, as far as its own period goes.
    Log,
    /// A saved report.
    Report,
    /// Some days of a log (`--period`).
    Period,
}

/// One side: which days, of what, read how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Side {
    /// As named.
    pub name: Untrusted,
    /// What it was read from.
    pub kind: SideKind,
    /// First day for which there is a log; null where there is none.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// How many days.
    pub days: u32,
    /// Of them, Mondays, Tuesdays, …, Sundays.
    pub weekdays: [u32; 7],
    /// The days that were asked for, where the log does not hold all of them.
    pub asked: Option<RequestedDays>,
    /// Whether the last day is not over yet.
    pub partial_today: bool,
    /// Where days begin and end.
    pub timezone: String,
    /// The unit of its amounts.
    pub unit: String,
    /// Which filters were applied.
    pub filters: Vec<Untrusted>,
    /// The rate cards that priced events.
    pub models: Vec<String>,
    /// Events in these days.
    pub events: u64,
    /// Of them, events whose credits are unknown.
    pub unpriced_events: u64,
    /// Rows of its files.
    pub rows: u64,
    /// Of them, rows that could not be read.
    pub rejected: u64,
    /// Its files.
    pub inputs: Vec<InputRow>,
}

/// Days that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RequestedDays {
    /// First.
    pub from: Day,
    /// Last.
    pub to: Day,
}

/// The pools. `unassigned` only where a side has such events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChanges {
    /// Prompts to the builder.
    pub message: PoolChange,
    /// What running apps call.
    pub integration: PoolChange,
    /// Neither log nor card tells which pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassigned: Option<PoolChange>,
}

impl PoolChanges {
    /// The pools that there are, in the order in which they are shown.
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

/// How a pool changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolChange {
    /// What it comes to.
    pub verdict: PoolVerdict,
    /// Credits of the whole windows, exact.
    pub credits: Amounts,
    /// Credits a day.
    pub per_day: PerDay,
    /// Events.
    pub events: Counts,
    /// Of them, events whose credits are unknown.
    pub unpriced_events: Counts,
    /// The change of `credits`, split; null where the sides have different units or the numbers are too large to be split.
    pub effects: Option<Effects>,
    /// Of the volume effect: what the windows' different lengths make. Null where a window has no day.
    pub volume_from_days: Option<Credits>,
    /// Changed lines first, the largest change a day before the smaller ones.
    pub by_app: Vec<RowChange>,
    /// By source.
    pub by_source: Vec<RowChange>,
    /// By class; these lines have effects of their own, which sum to the pool's.
    pub by_class: Vec<RowChange>,
    /// By AI model.
    pub by_model: Vec<RowChange>,
    /// By user.
    pub by_user: Vec<RowChange>,
    /// By operation as logged.
    pub by_operation: Vec<RowChange>,
}

impl PoolChange {
    /// The breakdowns by the names of their dimensions.
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

    /// Whether either side has events of it.
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
    /// Change ÷ before: 0.25 is a quarter more. Null where before is 0 or below.
    pub relative: Option<Six>,
}

impl Amounts {
    pub(super) fn of(before: Credits, after: Credits) -> Self {
        let change = after - before;
        Self {
            before,
            after,
            change,
            relative: Six::of(change, before).filter(|_| before.is_positive()),
        }
    }
}

/// Credits a day, before and after. Null where a window has no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PerDay {
    /// Before.
    pub before: Option<Six>,
    /// After.
    pub after: Option<Six>,
    /// After − before, rounded once.
    pub change: Option<Six>,
    /// Change ÷ before.
    pub relative: Option<Six>,
    /// How far two such windows lie apart by the differences between their days alone: twice the standard error.
    pub noise: Option<Six>,
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
    /// The app, user, class, …; null where the log does not say.
    pub name: Option<Untrusted>,
    /// What a person calls it, where that differs (classes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether both sides have it.
    pub state: RowState,
    /// Credits of the whole windows, exact. The changes of all lines sum to the pool's.
    pub credits: Amounts,
    /// The change a day; null where a window has no day.
    pub per_day: Option<Six>,
    /// Change a day ÷ credits a day before; null where those are 0 or below.
    pub per_day_relative: Option<Six>,
    /// Events.
    pub events: Counts,
    /// Of them, events whose credits are unknown.
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
