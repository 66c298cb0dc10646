//! The numbers of the rules, as `[rules]` gives them.

use super::words;
use crate::base::Credits;
use crate::cli::error::Failure;
use crate::cli::layer::{Merged, Text};

/// How much the steady rule forgives.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Steady {
    /// Twice the 75th percentile, a thirtieth of the capacity.
    #[default]
    Normal,
    /// Three times, a twentieth.
    Quiet,
}

/// The numbers of the rules.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Spike fires above this multiple of the 14-day average.
    pub spike_ratio: Credits,
    /// Days of log that spike and steady need: 14, or fewer (then the mean of the days there are).
    pub min_history: usize,
    /// How much steady forgives.
    pub steady: Steady,
    /// Budget fires at these percentages, ascending.
    pub budget_thresholds: Vec<Credits>,
    /// Pace fires above this; none: information.
    pub pace_limit: Option<Credits>,
    /// Forecast warns from this probability on.
    pub forecast_warn: Credits,
    /// Forecast is urgent from this probability on.
    pub forecast_urgent: Credits,
}

impl Rules {
    /// From what was written.
    pub fn of(written: &Merged) -> Result<Self, Failure> {
        let mut thresholds = Vec::new();
        for text in written.all("rules.budget.thresholds") {
            thresholds.push(positive(text)?);
        }
        thresholds.sort_unstable();
        thresholds.dedup();
        let rules = Self {
            spike_ratio: written.one("rules.spike.ratio").map_or(Ok(Credits::whole(2)), positive)?,
            min_history: written.one("rules.min-history").map_or(Ok(14), |t| words::count(t, 1, 14))?,
            steady: written
                .one("rules.steady.preset")
                .map_or(Ok(Steady::Normal), |t| words::one_of(t, &[("normal", Steady::Normal), ("quiet", Steady::Quiet)]))?,
            budget_thresholds: thresholds,
            pace_limit: written.one("rules.pace.limit").map(positive).transpose()?,
            forecast_warn: probability(written, "rules.forecast.warn")?,
            forecast_urgent: probability(written, "rules.forecast.urgent")?,
        };
        if let Some(text) = written.one("rules.forecast.urgent").filter(|_| rules.forecast_urgent < rules.forecast_warn) {
            return Err(text.wrong(format!("urgent ({}) is below warn ({})", rules.forecast_urgent, rules.forecast_warn)));
        }
        Ok(rules)
    }
}

fn positive(text: &Text) -> Result<Credits, Failure> {
    let number = words::amount(text, &text.text)?;
    if number.is_zero() { Err(text.wrong("must be more than 0")) } else { Ok(number) }
}

fn probability(written: &Merged, name: &str) -> Result<Credits, Failure> {
    let Some(text) = written.one(name) else { return Ok(Credits::ZERO) };
    let number = positive(text)?;
    if number > Credits::whole(1) { Err(text.wrong(format!("{number} is not a probability (0 to 1)"))) } else { Ok(number) }
}
