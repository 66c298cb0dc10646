//! Every threshold of every rule, and its built-in value.

use crate::base::Credits;

/// Thresholds. Factors and percentages count to six places.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    /// `spike` fires above this many times the average.
    pub ratio: Credits,
    /// Days of the trailing average, and of `steady`'s window.
    pub baseline_days: i32,
    /// `spike` and `steady` judge from this many days of log on, by the days there are; `None`: all of `baseline_days`.
    pub min_history: Option<i32>,
    /// `spike` and `steady` do not fire on days below this many credits.
    pub min_credits: Option<Credits>,
    /// `steady`.
    pub steady: Steady,
    /// `leak`.
    pub leak: Leak,
    /// `budget`: percent of the capacity.
    pub budget: Vec<Credits>,
    /// `pace`: a gate only where a number is given.
    pub pace: Option<Credits>,
    /// `forecast` warns from this probability on.
    pub forecast_warn: Credits,
    /// `forecast` is urgent from this probability on.
    pub forecast_urgent: Credits,
}

/// Thresholds of `steady`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steady {
    /// Fires above this many times the usual high day …
    pub multiplier: Credits,
    /// … if this many days of the excess would reach the capacity.
    pub days: i64,
    /// The usual high day: this quantile (0–1) of the days with use.
    pub percentile: Credits,
}

impl Steady {
    /// The built-in preset.
    pub fn standard() -> Self {
        Self { multiplier: Credits::whole(2), days: 30, percentile: three_quarters() }
    }

    /// The preset for those who want to hear less.
    pub fn quiet() -> Self {
        Self { multiplier: Credits::whole(3), days: 20, percentile: three_quarters() }
    }
}

/// Constants of `leak`'s cumulative sum, in standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leak {
    /// The sum is 0 until this many days of log have passed.
    pub warm_up: i32,
    /// Days before the judged one that mean and deviation are taken over.
    pub window: i32,
    /// The deviation is at least this share of the mean.
    pub least_spread: f64,
    /// A day adds at most this (before the slack).
    pub cap: f64,
    /// What a day must exceed to add anything.
    pub slack: f64,
    /// Fires at this sum, and starts again.
    pub limit: i32,
}

impl Default for Leak {
    fn default() -> Self {
        Self { warm_up: 14, window: 28, least_spread: 0.25, cap: 2.0, slack: 0.5, limit: 3 }
    }
}

impl Default for Params {
    fn default() -> Self {
        Self {
            ratio: Credits::whole(2),
            baseline_days: 14,
            min_history: None,
            min_credits: None,
            steady: Steady::standard(),
            leak: Leak::default(),
            budget: [50, 80, 90, 100].map(Credits::whole).to_vec(),
            pace: None,
            forecast_warn: hundredths(65),
            forecast_urgent: hundredths(80),
        }
    }
}

fn hundredths(n: i64) -> Credits {
    Credits::whole(n).divide(Credits::whole(100), 2).unwrap_or_default()
}

fn three_quarters() -> Credits {
    hundredths(75)
}
