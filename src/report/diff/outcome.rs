//! A verdict as data: the outcome, its reasons, and the limits that decide.

use serde::{Deserialize, Serialize};

use crate::event::Pool;

/// The limits that decide a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Sides with fewer days than this are not compared: a week contains each weekday once.
    pub least_days: u32,
    /// A change a day of fewer standard errors of the difference than this may be chance.
    pub standard_errors: u32,
    /// A change of fewer percent of the mean of both sides than this is not real, however regular the days are.
    pub least_change_percent: u32,
    /// A pool is not compared if more than this percentage of its events on either side has no price.
    pub most_unpriced_percent: u32,
    /// Nothing is compared if more than this percentage of the rows of either side was rejected.
    pub most_rejected_percent: u32,
    /// If the share of credits that the log itself reports differs by more points than this, a caveat says so.
    pub basis_points_percent: u32,
    /// If the share of weekend days differs by more points than this, a caveat says so.
    pub weekend_points_percent: u32,
}

/// The limits in force.
pub const LIMITS: Limits = Limits {
    least_days: 7,
    standard_errors: 2,
    least_change_percent: 5,
    most_unpriced_percent: 10,
    most_rejected_percent: 1,
    basis_points_percent: 20,
    weekend_points_percent: 5,
};

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Fewer credits a day.
    Better,
    /// More credits a day.
    Worse,
    /// A change that may be chance, or next to none.
    #[default]
    NoRealChange,
    /// The sides are too different, or too little is known about them.
    NotComparable,
}

impl Outcome {
    /// Returns `better`, `worse`, `no real change` or `not comparable`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoRealChange => "no real change",
            Self::NotComparable => "not comparable",
        }
    }
}

/// The verdict over all pools. Worse takes precedence over not comparable, that over better, and that
/// over no real change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// The reason, in a sentence.
    pub reason: String,
    /// Reasons against comparing, and caveats about the figures.
    pub reasons: Vec<Reason>,
    /// The limits that decided.
    pub limits: Limits,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            outcome: Outcome::default(),
            reason: String::new(),
            reasons: Vec::new(),
            limits: LIMITS,
        }
    }
}

/// The verdict over one pool.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolVerdict {
    /// The outcome.
    pub outcome: Outcome,
    /// The reason, in a sentence.
    pub reason: String,
}

/// A reason against comparing, or a caveat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reason {
    /// `overlap`, `short-window`, …
    pub code: String,
    /// The pool that it concerns; null for all.
    pub pool: Option<Pool>,
    /// True if the sides are not comparable because of it.
    pub blocking: bool,
    /// A sentence.
    pub text: String,
}
