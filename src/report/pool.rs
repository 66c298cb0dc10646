//! One pool's section.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// The pools that there are, in the order in which they are shown.
    pub fn each(&self) -> impl Iterator<Item = (Pool, &PoolReport)> {
        [
            (Pool::Message, Some(&self.message)),
            (Pool::Integration, Some(&self.integration)),
            (Pool::Unassigned, self.unassigned.as_ref()),
        ]
        .into_iter()
        .filter_map(|(pool, report)| report.map(|r| (pool, r)))
    }
}

/// One pool in the period; `allowance`, `granted`, `used`, `remaining` and `used_share` are those of the cycle.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolReport {
    /// Reported and modeled credits, net of refunds.
    pub credits: Credits,
    /// Usage and refund rows.
    pub events: u64,
    /// Refunds, as a positive amount.
    pub refunded: Credits,
    /// Credits that the log reports, net of refunds.
    pub reported: Credits,
    /// Credits by the rate card, of events that report none.
    pub modeled: Credits,
    /// The same at the card's low prices, or its typical ones if it gives no range.
    pub modeled_low: Credits,
    /// The same at the card's high prices.
    pub modeled_high: Credits,
    /// The part of `reported` that the app itself calls an estimate.
    pub reported_estimates: Credits,
    /// Events whose credits are unknown. They are in no sum.
    pub unpriced_events: u64,
    /// The plan's allowance per cycle.
    pub allowance: Option<Credits>,
    /// Earned, coupon and top-up credits of the cycle; null under an app or user filter.
    pub granted: Option<Credits>,
    /// Used in the cycle, net; null if a filter hides a part of the pool.
    pub used: Option<Credits>,
    /// Allowance and grants minus use, negative if more was used; null if a filter hides a part of the pool.
    pub remaining: Option<Credits>,
    /// Use as a share of allowance and grants, 0–1.
    pub used_share: Option<Ratio6>,
    /// Ranked by credits, descending; ties by bytes.
    pub by_app: Vec<Breakdown>,
    /// By source.
    pub by_source: Vec<Breakdown>,
    /// By class.
    pub by_class: Vec<Breakdown>,
    /// By AI model.
    pub by_model: Vec<Breakdown>,
    /// By user.
    pub by_user: Vec<Breakdown>,
    /// By operation as logged.
    pub by_operation: Vec<Breakdown>,
    /// Every day of the period, zero days too.
    pub daily: Vec<DailyRow>,
    /// Hours of the week that have events, Monday first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<HourRow>,
    /// The end of the cycle at the present burn rate; null if a filter makes it meaningless.
    pub projection: Option<ProjectionOutcome>,
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
