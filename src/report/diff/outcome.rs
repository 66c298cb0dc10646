//! A verdict as data: the outcome, its reasons, and the limits that decide.

use serde::{Deserialize, Serialize};

use crate::event::Pool;

/// The numbers that a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Fewer days than this on either side are not compared: a week holds each weekday once.
    pub least_days: u32,
    /// A change a day below so many standard errors of the difference is within what days differ by anyway.
    pub standard_errors: u32,
    /// A change below so many percent of the mean of both sides is no real one, however regular the days are.
    pub least_change_percent: u32,
    /// More unpriced events than so many percent of a pool's, on either side, and the pool is not compared.
    pub most_unpriced_percent: u32,
    /// More rejected rows than so many percent, on either side, and nothing is compared.
    pub most_rejected_percent: u32,
    /// The share of credits that the log reports itself may move by so many points before that is said.
    pub basis_points_percent: u32,
    /// The share of weekend days may differ by so many points before that is said.
    pub weekend_points_percent: u32,
}

/// The numbers in force.
pub const LIMITS: Limits = Limits {
    least_days: 7,
    standard_errors: 2,
    least_change_percent: 5,
    most_unpriced_percent: 10,
    most_rejected_percent: 1,
    basis_points_percent: 20,
    weekend_points_percent: 5,
};

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Fewer credits a day.
    Better,
    /// More credits a day.
    Worse,
    /// No more than days differ by anyway, or next to nothing.
    #[default]
    NoRealChange,
    /// The sides are not alike enough, or not known well enough.
    NotComparable,
}

impl Outcome {
    /// `better`, `worse`, `no real change`, `not comparable`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoRealChange => "no real change",
            Self::NotComparable => "not comparable",
        }
    }
}

/// The verdict over both pools. A pool that is worse wins over one that is not comparable, that over one that is better, and
/// that over one without a real change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
    /// What stands against comparing, and what should be known of the figures.
    pub reasons: Vec<Reason>,
    /// The numbers that decided.
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
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
}

/// Something that stands against comparing, or that should be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reason {
    /// `overlap`, `short-window`, …
    pub code: String,
    /// The pool it is about; null: all.
    pub pool: Option<Pool>,
    /// Whether it makes the sides not comparable.
    pub blocking: bool,
    /// In a sentence.
    pub text: String,
}
