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

impl ProjectionOutcome {
    /// The projection, if there is one.
    pub(crate) fn projected(&self) -> Option<&Projection> {
        match self {
            Self::Projected(projection) => Some(projection),
            Self::Unavailable { .. } => None,
        }
    }
}

/// The end of the cycle at the present burn rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Projection {
    /// `trailing-14-day-average`.
    pub method: String,
    /// Mean credits per day of the last 14 days (fewer if `low_history`).
    pub daily_average: Ratio6,
    /// Days after as-of and before the reset.
    pub days_left: i32,
    /// Credits used + average × days left.
    pub total: Ratio6,
    /// True if the total is above the capacity; null without a capacity.
    pub exceeds: Option<bool>,
    /// The day on which the capacity is, or was, used up; null if it lasts until the reset, or without a capacity.
    pub out_date: Option<Day>,
    /// Fewer than 14 days of log.
    pub low_history: bool,
    /// Credits used at the reset: less than this in one case of ten; null with fewer than 14 days of log.
    pub p10: Option<Quotient<3>>,
    /// Credits used at the reset: less than this in half of the cases.
    pub p50: Option<Quotient<3>>,
    /// Credits used at the reset: less than this in nine cases of ten.
    pub p90: Option<Quotient<3>>,
    /// The probability that the capacity is used up before the reset.
    pub p_exhausted: Option<Quotient<2>>,
    /// The day on which the capacity is used up at P90; null if after the reset.
    pub out_early: Option<Day>,
    /// The day on which the capacity is used up at P10; null if after the reset.
    pub out_late: Option<Day>,
}
