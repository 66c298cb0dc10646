//! The figures of a report, as data: no formatted text, no colours, no widths. The JSON format is this data; every other format is
//! written from it.

pub(crate) mod advice;
pub(crate) mod alert;
pub(crate) mod analysis;
pub(crate) mod audit;
pub(crate) mod backtest;
mod breakdowns;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod days;
pub(crate) mod diff;
pub(crate) mod event_row;
pub(crate) mod facts;
pub(crate) mod freshness;
mod history;
mod judge;
mod lines;
mod mix;
mod names;
pub(crate) mod pool;
pub(crate) mod quality;
mod reading;
pub(crate) mod request;
pub(crate) mod saved;
#[cfg(test)]
mod schema;
mod snapshot;
pub(crate) mod timeline;
pub(crate) mod usage;
pub(crate) mod view;
pub(crate) mod what_if;
pub(crate) mod words;

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::model::Plan;

pub(crate) use crate::alerts::AlertDay;
pub(crate) use advice::{Advice, Need, PlanFit};
pub(crate) use alert::AlertRow;
pub use analysis::Analysis;
pub(crate) use audit::{AuditRequest, AuditSummary, Finding};
pub(crate) use build::build;
pub(crate) use days::{DailyRow, Grain, HourRow, grains};
pub(crate) use facts::Facts;
pub(crate) use names::Names;
pub use names::Redaction;
#[cfg(test)]
pub(crate) use pool::ExtraRow;
pub(crate) use pool::{Breakdown, ExtraBreakdown, PoolReport, PoolReports};
#[cfg(test)]
pub(crate) use quality::ReasonRow;
pub(crate) use quality::{InputRow, Quality, UnpricedLabel};
pub use request::{AsOf, Request};
pub(crate) use request::{Dimension, PlanPeriod};
pub(crate) use what_if::WhatIf;

/// Version of the report's JSON.
pub(crate) const SCHEMA: &str = "credits.report/1";

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// The program that made it.
    pub tool: Tool,
    /// The day at whose end everything is judged; null for an empty log.
    pub as_of: Option<Day>,
    /// True if the as-of day is not over yet (`--as-of now`).
    pub partial_today: bool,
    /// The zone in which days begin and end.
    pub timezone: String,
    /// The days that the lists and sums cover; null for an empty log.
    pub period: Option<Period>,
    /// The billing cycle that holds as-of; null for an empty log.
    pub cycle: Option<CycleInfo>,
    /// The log's last day, if it lies so long before as-of that nothing is known of the days since; null otherwise.
    #[serde(default)]
    pub log_ends: Option<Day>,
    /// The days between the log's last event and as-of. They are few, so they count as days without use.
    #[serde(default)]
    pub quiet_days: i32,
    /// The plan in force, if it is known.
    pub plan: Option<PlanInfo>,
    /// The unit of the amounts: `credits`, or that of another platform's export (`requests`).
    pub unit: String,
    /// The filters, applied before anything was summed: `app=shop`, …
    pub filters: Vec<Untrusted>,
    /// The files.
    pub inputs: Vec<InputRow>,
    /// Rows that were counted, and rows that could not be.
    pub quality: Quality,
    /// Sources of both pools together, beside the typical shares.
    pub mix: Vec<MixRow>,
    /// The pools.
    pub pools: PoolReports,
    /// Every cycle of the log.
    pub cycles: Vec<CycleRow>,
    /// The result of every rule at as-of.
    pub alerts: Vec<AlertRow>,
    /// Every day of the period on which a daily rule fired.
    pub alert_days: Vec<AlertDay>,
    /// Plans that cover the need.
    pub advice: Option<Advice>,
    /// The projection of changed worlds (`--without`, `--scale`, another plan than the configured one); absent unless asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf>,
    /// Breakdowns from `--by`.
    pub by: Vec<ExtraBreakdown>,
    /// The findings of the audit.
    pub findings: Vec<Finding>,
    /// The results of the audit beside its findings; absent if there was no audit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditSummary>,
    /// The credits of each day, app and class, for an output that asks for them; never a part of the JSON.
    #[serde(skip)]
    pub usage: Option<usage::Usage>,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tool {
    /// `credits`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The rate cards that priced events, oldest first.
    pub models: Vec<String>,
}

/// The days that the lists and sums cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day: as-of.
    pub to: Day,
    /// How the days were chosen.
    pub kind: PeriodKind,
}

/// How the period was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PeriodKind {
    /// The current cycle.
    Cycle,
    /// Everything up to as-of.
    All,
    /// From `--since`.
    Since,
    /// `--last`.
    Last,
}

/// The billing cycle that holds as-of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CycleInfo {
    /// First day.
    pub start: Day,
    /// First day of the next cycle.
    pub end: Day,
    /// Which day of the cycle as-of is, from 1.
    pub day: i32,
    /// How many days it has.
    pub days: i32,
    /// True if no reset day is known, so that the calendar month was assumed.
    pub assumed: bool,
    /// The log reaches back to the cycle's start.
    pub covered: bool,
}

/// The plan in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanInfo {
    /// Its id: `builder`.
    pub name: String,
    /// Its name as the platform writes it: `Builder`.
    pub title: String,
    /// Price in US dollars per month, if it is published.
    pub usd_month: Option<Credits>,
}

impl PlanInfo {
    pub(crate) fn of(plan: &Plan) -> Self {
        Self { name: plan.id.clone(), title: plan.title.clone(), usd_month: plan.usd_month }
    }
}

/// One source of both pools together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MixRow {
    /// `agent-prompts`, `integrations` (with agents and automations), `discuss`, `backend`, `free`, `unclassified`.
    pub source: String,
    /// Credits in the period.
    pub credits: Credits,
    /// Share of all credits; null if there are none, or if a pool is not in the log.
    pub share: Option<Ratio6>,
    /// Lowest typical share (0–1); null if none is published.
    pub typical_low: Option<Ratio6>,
    /// Highest typical share.
    pub typical_high: Option<Ratio6>,
}

/// One cycle and pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CycleRow {
    /// First day.
    pub start: Day,
    /// First day of the next cycle.
    pub end: Day,
    /// Which pool.
    pub pool: Pool,
    /// Credits used (net of refunds); a lower bound if the log does not cover the cycle; null if it ends before it.
    pub used: Option<Credits>,
    /// Allowance of the plan in force.
    pub allowance: Option<Credits>,
    /// Credits that expired at the reset; null for the current cycle, or if the log does not cover the cycle.
    pub unused: Option<Credits>,
    /// The log covers the cycle from its start to its end, or to as-of.
    pub covered: bool,
}
