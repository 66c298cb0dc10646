//! The numbers of the rules, from `[rules]`.

use super::values;
use crate::alerts::Params;
use crate::alerts::params::{Excess, Steady};
use crate::base::Credits;
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Text};

/// The written number, or else the built-in one, of each rule.
pub(crate) fn params(written: &Merged) -> Result<Params, Failure> {
    let built_in = Params::default();
    let mut budget = Vec::new();
    for text in written.all("rules.budget.thresholds") {
        budget.push(positive(text)?);
    }
    budget.sort_unstable();
    budget.dedup();
    let days = written.one("min-history").map(|t| values::count(t, 1, 14)).transpose()?;
    let baseline_days =
        written.one("baseline-days").map(|t| values::count(t, 1, 90)).transpose()?;
    let steady = [("normal", Steady::standard()), ("quiet", Steady::quiet())];
    let excess = [("normal", Excess::standard()), ("quiet", Excess::quiet())];
    let params = Params {
        ratio: written.one("spike-ratio").map_or(Ok(built_in.ratio), positive)?,
        min_history: days.and_then(|days| i32::try_from(days).ok()),
        min_credits: written.one("min-credits").map(positive).transpose()?,
        steady: written
            .one("rules.steady.preset")
            .map_or(Ok(built_in.steady), |t| values::one_of(t, &steady))?,
        excess: written
            .one("rules.excess.preset")
            .map_or(Ok(built_in.excess), |t| values::one_of(t, &excess))?,
        budget: if budget.is_empty() { built_in.budget } else { budget },
        pace: written.one("rules.pace.limit").map(positive).transpose()?,
        forecast_warn: written
            .one("rules.forecast.warn")
            .map_or(Ok(built_in.forecast_warn), probability)?,
        forecast_urgent: written
            .one("rules.forecast.urgent")
            .map_or(Ok(built_in.forecast_urgent), probability)?,
        baseline_days: baseline_days
            .and_then(|days| i32::try_from(days).ok())
            .unwrap_or(built_in.baseline_days),
        leak: built_in.leak,
    };
    if let Some(text) = written
        .one("rules.forecast.urgent")
        .filter(|_| params.forecast_urgent < params.forecast_warn)
    {
        return Err(text.wrong(format!(
            "urgent ({}) is below warn ({})",
            params.forecast_urgent, params.forecast_warn
        )));
    }
    Ok(params)
}

pub(super) fn positive(text: &Text) -> Result<Credits, Failure> {
    let number = values::amount(text, &text.text)?;
    if number.is_zero() { Err(text.wrong("must be more than 0")) } else { Ok(number) }
}

pub(super) fn probability(text: &Text) -> Result<Credits, Failure> {
    let number = positive(text)?;
    if number > Credits::whole(1) {
        Err(text.wrong(format!("{number} is not a probability (0 to 1)")))
    } else {
        Ok(number)
    }
}
