//! A projection as data of the report.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Quotient, Ratio6};

/// A projection, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ProjectionOutcome {
    /// The figures.
    Projected(Box<Projection>),
    /// None, with the reason.
    Unavailable {
        /// One sentence.
        unavailable: String,
    },
}

/// Where the cycle ends up at the present burn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Projection {
    /// `trailing-14-day-average`.
    pub method: String,
    /// Mean credits a day, of the last 14 days (fewer where `low_history`).
    pub daily_average: Ratio6,
    /// Days after as-of, before the reset.
    pub days_left: i32,
    /// Used + average × days left.
    pub total: Ratio6,
    /// Whether the total is above the capacity; null without one.
    pub exceeds: Option<bool>,
    /// When the capacity is used up: in the past where it was; null where it will not be, or without a capacity.
    pub out_date: Option<Day>,
    /// Fewer than 14 days of log.
    pub low_history: bool,
    /// Used at the reset, in one case of ten less than this; null with fewer than 14 days of log.
    pub p10: Option<Quotient<3>>,
    /// In half of the cases less than this.
    pub p50: Option<Quotient<3>>,
    /// In nine cases of ten less than this.
    pub p90: Option<Quotient<3>>,
    /// Probability that the capacity is used up before the reset.
    pub p_exhausted: Option<Quotient<2>>,
    /// When it is used up at P90; null when after the reset.
    pub out_early: Option<Day>,
    /// When it is used up at P10; null when after the reset.
    pub out_late: Option<Day>,
}
