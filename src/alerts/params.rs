//! The thresholds of the rules and their built-in values.

use crate::base::Credits;

/// Thresholds. Factors and percentages are read to six places.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    /// `spike` fires above this many times the average.
    pub ratio: Credits,
    /// Days of the trailing average, and of `steady`'s window.
    pub baseline_days: i32,
    /// `spike` and `steady` judge as soon as the log has this many days, with the days that it has; `None` means all of
    /// `baseline_days`.
    pub min_history: Option<i32>,
    /// `spike` and `steady` do not fire on days below this many credits.
    pub min_credits: Option<Credits>,
    /// Thresholds of `steady`.
    pub steady: Steady,
    /// Thresholds of `leak`.
    pub leak: Leak,
    /// Thresholds of `excess`.
    pub excess: Excess,
    /// Thresholds of `budget`, in percent of the capacity.
    pub budget: Vec<Credits>,
    /// Threshold of `pace`, which is for information if it has none.
    pub pace: Option<Credits>,
    /// `forecast` warns at this probability.
    pub forecast_warn: Credits,
    /// `forecast` is urgent at this probability.
    pub forecast_urgent: Credits,
}

/// Thresholds of `steady`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steady {
    /// It fires above this many times the usual high day …
    pub multiplier: Credits,
    /// … if this many days of that excess would use up the capacity.
    pub days: i64,
    /// The usual high day is this quantile (0–1) of the days with use.
    pub percentile: Credits,
}

impl Steady {
    /// The built-in preset.
    pub fn standard() -> Self {
        Self { multiplier: Credits::whole(2), days: 30, percentile: three_quarters() }
    }

    /// The preset that fires less often.
    pub fn quiet() -> Self {
        Self { multiplier: Credits::whole(3), days: 20, percentile: three_quarters() }
    }
}

/// Constants of `leak`'s cumulative sum, in standard deviations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leak {
    /// The sum stays 0 for this many days of log.
    pub warm_up: i32,
    /// Mean and deviation are taken from this many days before the judged one.
    pub window: i32,
    /// The deviation is at least this share of the mean.
    pub least_spread: f64,
    /// A day counts for at most this, before the slack is subtracted.
    pub cap: f64,
    /// Subtracted from every day, so that small deviations add nothing.
    pub slack: f64,
    /// It fires at this sum, which then restarts at 0.
    pub limit: i32,
}

impl Default for Leak {
    fn default() -> Self {
        Self { warm_up: 14, window: 28, least_spread: 0.25, cap: 2.0, slack: 0.5, limit: 3 }
    }
}

/// Constants of `excess`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// The user's own average is that of this many days before the judged one.
    pub window: i32,
    /// The plan pays for a day with the capacity divided by this.
    pub cycle_days: i32,
    /// It fires at this many fair days, and the sum then restarts at 0.
    pub limit: Credits,
}

impl Excess {
    /// The built-in preset.
    pub fn standard() -> Self {
        Self { window: 56, cycle_days: 30, limit: Credits::whole(3) }
    }

    /// The preset that fires less often.
    pub fn quiet() -> Self {
        let limit = Credits::whole(9).divide(Credits::whole(2), 1).unwrap_or_default();
        Self { limit, ..Self::standard() }
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
            excess: Excess::standard(),
            budget: [50, 80, 90, 100].map(Credits::whole).to_vec(),
            pace: None,
            forecast_warn: hundredths(70),
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
