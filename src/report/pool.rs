//! One pool's section.

use serde::{Deserialize, Serialize};

use super::days::{DailyRow, History, HourRow};
use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;

/// The pools. `unassigned` is present only if the period or the cycle has such events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolReports {
    /// Prompts to the builder.
    pub message: PoolReport,
    /// Calls of running apps.
    pub integration: PoolReport,
    /// Events whose pool neither the log nor the rate card names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unassigned: Option<PoolReport>,
}

impl PoolReports {
    /// The pools that the log says something about, in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Pool, &PoolReport)> {
        [
            (Pool::Message, Some(&self.message)),
            (Pool::Integration, Some(&self.integration)),
            (Pool::Unassigned, self.unassigned.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pool, report)| report.filter(|r| r.observed).map(|r| (pool, r)))
    }

    /// The pools that a plan has an allowance for, and the log says nothing about. Of an empty log this is not worth saying.
    pub fn not_in_log(&self) -> impl Iterator<Item = Pool> {
        let is_empty = self.each().next().is_none();
        [(Pool::Message, &self.message), (Pool::Integration, &self.integration)]
            .into_iter()
            .filter(move |(_, report)| !report.observed && !is_empty)
            .map(|(pool, _)| pool)
    }

    /// The days of the period, which are those of every pool.
    pub fn days(&self) -> Vec<Day> {
        self.each().next().map(|(_, report)| report.dates().collect()).unwrap_or_default()
    }
}

impl PoolReport {
    /// The days of the period.
    pub fn dates(&self) -> impl Iterator<Item = Day> {
        self.daily.iter().map(|row| row.date)
    }
}

/// Where an allowance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AllowanceFrom {
    /// A plan or an allowance of the settings.
    Settings,
    /// The log: its rows give the quota.
    Log,
}

/// The days of the cycle before that have passed in this one, whole days only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LastCycle {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Credits used on these days, net.
    pub used: Credits,
    /// How much more was used on the same days of this cycle, as a share of `used`; null if that is not above 0.
    pub change: Option<Ratio6>,
}

/// One pool in the period; `allowance`, `granted`, `used`, `remaining` and `used_share` are those of the cycle.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "PoolJson", into = "PoolJson")]
pub struct PoolReport {
    /// False if the log says nothing about this pool. It then has no figures: those of this type are empty, and null in the JSON.
    pub observed: bool,
    /// False if the log ends before the period: then the sums of the period are not known, and null in the JSON.
    pub known: bool,
    pub credits: Credits,
    pub events: u64,
    pub refunded: Credits,
    pub reported: Credits,
    pub modeled: Credits,
    pub modeled_low: Credits,
    pub modeled_high: Credits,
    pub reported_estimates: Credits,
    pub unpriced_events: u64,
    pub allowance: Option<Credits>,
    pub allowance_from: Option<AllowanceFrom>,
    pub granted: Option<Credits>,
    pub used: Option<Credits>,
    pub remaining: Option<Credits>,
    pub used_share: Option<Ratio6>,
    pub last_cycle: Option<LastCycle>,
    pub by_app: Vec<Breakdown>,
    pub by_source: Vec<Breakdown>,
    pub by_class: Vec<Breakdown>,
    pub by_model: Vec<Breakdown>,
    pub by_user: Vec<Breakdown>,
    pub by_operation: Vec<Breakdown>,
    pub daily: Vec<DailyRow>,
    pub hours: Vec<HourRow>,
    pub history: Option<History>,
    pub projection: Option<ProjectionOutcome>,
}

/// A pool. One that the log does not mention has neither figures nor lists.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "PoolReport"))]
struct PoolJson {
    /// True if the log up to as-of, before filters, has an event or a grant of this pool. If not, every figure is null: the log
    /// does not say whether anything was used.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "bool", required))]
    observed: Option<bool>,
    /// Reported and modeled credits, net of refunds.
    credits: Option<Credits>,
    /// Usage and refund rows.
    events: Option<u64>,
    /// Refunds, as a positive amount.
    refunded: Option<Credits>,
    /// Credits that the log reports, net of refunds.
    reported: Option<Credits>,
    /// Credits by the rate card, of events that report none.
    modeled: Option<Credits>,
    /// The same at the card's low prices, or its typical ones if it gives no range.
    modeled_low: Option<Credits>,
    /// The same at the card's high prices.
    modeled_high: Option<Credits>,
    /// The part of `reported` that the app itself calls an estimate.
    reported_estimates: Option<Credits>,
    /// Events whose credits are unknown. They are in no sum.
    unpriced_events: Option<u64>,
    /// The plan's allowance per cycle.
    allowance: Option<Credits>,
    /// Where the allowance comes from.
    #[serde(default)]
    allowance_from: Option<AllowanceFrom>,
    /// Earned, coupon and top-up credits of the cycle; null under an app or user filter.
    granted: Option<Credits>,
    /// Used in the cycle, net; null if a filter hides a part of the pool.
    used: Option<Credits>,
    /// Allowance and grants minus use, negative if more was used; null if a filter hides a part of the pool.
    remaining: Option<Credits>,
    /// Use as a share of allowance and grants, 0–1.
    used_share: Option<Ratio6>,
    /// The same days of the cycle before; null if the log does not cover them, or if a filter hides a part of the pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_cycle: Option<LastCycle>,
    /// Ranked by credits, descending; ties by bytes.
    by_app: Vec<Breakdown>,
    /// By source.
    by_source: Vec<Breakdown>,
    /// By class.
    by_class: Vec<Breakdown>,
    /// By AI model.
    by_model: Vec<Breakdown>,
    /// By user.
    by_user: Vec<Breakdown>,
    /// By operation as logged.
    by_operation: Vec<Breakdown>,
    /// Every day of the period, zero days too.
    daily: Vec<DailyRow>,
    /// Hours of the week that have events, Monday first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hours: Vec<HourRow>,
    /// The whole log up to as-of, if the period does not list all of its days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<History>,
    /// The end of the cycle at the present burn rate; null if a filter makes it meaningless.
    projection: Option<ProjectionOutcome>,
}

impl From<PoolReport> for PoolJson {
    fn from(pool: PoolReport) -> Self {
        let known = |figure| Some(figure).filter(|_| pool.known);
        let count = |figure| Some(figure).filter(|_| pool.known);
        Self {
            observed: Some(pool.observed),
            credits: known(pool.credits),
            events: count(pool.events),
            refunded: known(pool.refunded),
            reported: known(pool.reported),
            modeled: known(pool.modeled),
            modeled_low: known(pool.modeled_low),
            modeled_high: known(pool.modeled_high),
            reported_estimates: known(pool.reported_estimates),
            unpriced_events: count(pool.unpriced_events),
            allowance: pool.allowance,
            allowance_from: pool.allowance_from,
            granted: pool.granted,
            used: pool.used,
            remaining: pool.remaining,
            used_share: pool.used_share,
            last_cycle: pool.last_cycle,
            by_app: pool.by_app,
            by_source: pool.by_source,
            by_class: pool.by_class,
            by_model: pool.by_model,
            by_user: pool.by_user,
            by_operation: pool.by_operation,
            daily: pool.daily,
            hours: pool.hours,
            history: pool.history,
            projection: pool.projection,
        }
    }
}

impl From<PoolJson> for PoolReport {
    fn from(json: PoolJson) -> Self {
        // A report that another version saved does not say so.
        let observed =
            json.observed.unwrap_or_else(|| json.events.is_some_and(|events| events > 0));
        if !observed {
            return Self::default();
        }
        Self {
            observed,
            known: json.credits.is_some(),
            credits: json.credits.unwrap_or_default(),
            events: json.events.unwrap_or_default(),
            refunded: json.refunded.unwrap_or_default(),
            reported: json.reported.unwrap_or_default(),
            modeled: json.modeled.unwrap_or_default(),
            modeled_low: json.modeled_low.unwrap_or_default(),
            modeled_high: json.modeled_high.unwrap_or_default(),
            reported_estimates: json.reported_estimates.unwrap_or_default(),
            unpriced_events: json.unpriced_events.unwrap_or_default(),
            allowance: json.allowance,
            allowance_from: json.allowance_from,
            granted: json.granted,
            used: json.used,
            remaining: json.remaining,
            used_share: json.used_share,
            last_cycle: json.last_cycle,
            by_app: json.by_app,
            by_source: json.by_source,
            by_class: json.by_class,
            by_model: json.by_model,
            by_user: json.by_user,
            by_operation: json.by_operation,
            daily: json.daily,
            hours: json.hours,
            history: json.history,
            projection: json.projection,
        }
    }
}

#[cfg(test)]
impl schemars::JsonSchema for PoolReport {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PoolReport".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        PoolJson::json_schema(generator)
    }
}

/// One row of a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Breakdown {
    /// The app, user, class, …; null if the log does not say.
    pub name: Option<Untrusted>,
    /// The name for people, if it differs (classes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Credits, net.
    pub credits: Credits,
    /// Events, unpriced ones too.
    pub events: u64,
    /// The events of these whose credits are unknown.
    pub unpriced_events: u64,
    /// Share of the pool's credits; null if those are 0.
    pub share: Option<Ratio6>,
    /// The first 50 apps only: net credits of each of the last 14 days up to as-of, oldest first; fewer days if the log is
    /// younger. Left out if all are 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<Credits>,
}

/// A breakdown from `--by` that the pools do not have already.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExtraBreakdown {
    /// `week`, `month`, `cycle`, `feature`, `file`.
    pub dimension: String,
    /// Which pool.
    pub pool: Pool,
    /// Calendar dimensions by date; others ranked.
    pub rows: Vec<ExtraRow>,
}

/// One row of such a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ExtraRow {
    /// The feature or file, or the first day of the week, month or cycle; null if the log does not say.
    pub name: Option<Untrusted>,
    /// Credits, net.
    pub credits: Credits,
    /// Events.
    pub events: u64,
    /// Share of the pool's credits.
    pub share: Option<Ratio6>,
}
