//! A comparison as data: the JSON of `credits compare`.
//!
//! The doc comments of public fields are the descriptions in `docs/schema/compare.json`.

use serde::{Deserialize, Serialize};

use super::daily::Days;
use super::effects::Effects;
use super::outcome::{PoolVerdict, Verdict};
use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::audit::fix_checks::FixChecks;
use crate::report::{Advice, InputRow, Tool};

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
    /// The plan advice as of its last day.
    #[serde(default)]
    pub advice: Option<Advice>,
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
    /// Returns the pools that both sides say something about, in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Pool, &PoolChange)> {
        self.all().filter(|(_, change)| change.observed.both())
    }

    /// Returns the pools that only one side says something about, and whether it is the second.
    pub fn one_sided(&self) -> impl Iterator<Item = (Pool, bool)> {
        self.all()
            .filter(|(_, change)| change.observed.before != change.observed.after)
            .map(|(pool, change)| (pool, change.observed.after))
    }

    fn all(&self) -> impl Iterator<Item = (Pool, &PoolChange)> {
        [
            (Pool::Message, Some(&self.message)),
            (Pool::Integration, Some(&self.integration)),
            (Pool::Unassigned, self.unassigned.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pool, change)| change.map(|c| (pool, c)))
    }
}

/// Which sides say something about a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observed {
    /// The log before has an event or a grant of it.
    pub before: bool,
    /// So has the log after.
    pub after: bool,
}

impl Observed {
    /// What a comparison that does not say means.
    fn by_both() -> Self {
        Self { before: true, after: true }
    }

    const fn both(self) -> bool {
        self.before && self.after
    }
}

/// The change of a pool.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "PoolChangeJson", into = "PoolChangeJson")]
pub struct PoolChange {
    /// Unless both sides know the pool there is no change: the figures of this type are empty, and null in the JSON.
    pub observed: Observed,
    pub verdict: PoolVerdict,
    pub credits: Amounts,
    pub per_day: PerDay,
    pub events: Counts,
    pub unpriced_events: Counts,
    pub effects: Option<Effects>,
    pub volume_from_days: Option<Credits>,
    pub daily: Days,
    pub by_app: Vec<RowChange>,
    pub by_source: Vec<RowChange>,
    pub by_class: Vec<RowChange>,
    pub by_model: Vec<RowChange>,
    pub by_user: Vec<RowChange>,
    pub by_operation: Vec<RowChange>,
}

/// The change of a pool.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PoolChange"))]
struct PoolChangeJson {
    /// Which sides say something about the pool. Unless both do, the figures are null and the lists empty.
    #[serde(default = "Observed::by_both")]
    observed: Observed,
    /// The verdict.
    verdict: PoolVerdict,
    /// Credits of the whole windows, exact.
    credits: Option<Amounts>,
    /// Credits a day.
    per_day: PerDay,
    /// Events.
    events: Option<Counts>,
    /// Events whose credits are unknown.
    unpriced_events: Option<Counts>,
    /// The change of `credits`, split into volume, mix and rate; null if the sides have different units or the numbers are too large.
    effects: Option<Effects>,
    /// The part of the volume effect that comes from the different lengths of the windows; null if a window has no day.
    volume_from_days: Option<Credits>,
    /// The days of both windows.
    #[serde(default)]
    daily: Days,
    /// By app. Changed lines come first, the largest change a day before smaller ones.
    by_app: Vec<RowChange>,
    /// By source.
    by_source: Vec<RowChange>,
    /// By class. These lines have effects of their own, which sum to those of the pool.
    by_class: Vec<RowChange>,
    /// By AI model.
    by_model: Vec<RowChange>,
    /// By user.
    by_user: Vec<RowChange>,
    /// By operation, as logged.
    by_operation: Vec<RowChange>,
}

impl From<PoolChange> for PoolChangeJson {
    fn from(change: PoolChange) -> Self {
        let both = change.observed.both();
        Self {
            observed: change.observed,
            verdict: change.verdict,
            credits: both.then_some(change.credits),
            per_day: change.per_day,
            events: both.then_some(change.events),
            unpriced_events: both.then_some(change.unpriced_events),
            effects: change.effects,
            volume_from_days: change.volume_from_days,
            daily: change.daily,
            by_app: change.by_app,
            by_source: change.by_source,
            by_class: change.by_class,
            by_model: change.by_model,
            by_user: change.by_user,
            by_operation: change.by_operation,
        }
    }
}

impl From<PoolChangeJson> for PoolChange {
    fn from(json: PoolChangeJson) -> Self {
        Self {
            observed: json.observed,
            verdict: json.verdict,
            credits: json.credits.unwrap_or_default(),
            per_day: json.per_day,
            events: json.events.unwrap_or_default(),
            unpriced_events: json.unpriced_events.unwrap_or_default(),
            effects: json.effects,
            volume_from_days: json.volume_from_days,
            daily: json.daily,
            by_app: json.by_app,
            by_source: json.by_source,
            by_class: json.by_class,
            by_model: json.by_model,
            by_user: json.by_user,
            by_operation: json.by_operation,
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for PoolChange {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PoolChange".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        PoolChangeJson::json_schema(generator)
    }
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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
