//! Credits a day: their exact change, and the part of a change that may be chance.

use super::outcome::LIMITS;
use crate::base::{Credits, Ratio6};
use crate::report::DailyRow;

/// Returns the numerator of `after/days.1 − before/days.0` as one fraction, whose sign is exact.
pub(super) fn numerator(before: Credits, after: Credits, days: (i64, i64)) -> Credits {
    after.times(days.0) - before.times(days.1)
}

pub(super) fn per_day(before: Credits, after: Credits, days: (i64, i64)) -> Option<Ratio6> {
    Ratio6::of(numerator(before, after, days), Credits::whole(days.0).times(days.1))
}

pub(super) fn relative(before: Credits, after: Credits, days: (i64, i64)) -> Option<Ratio6> {
    Ratio6::of(numerator(before, after, days), before.times(days.1))
        .filter(|_| before.is_positive())
}

/// Returns `2 · √(s²/n + s²/n)` over the days of both windows, or `None` if one has fewer than two days.
pub(super) fn noise(before: &[DailyRow], after: &[DailyRow]) -> Option<Ratio6> {
    let error = |days: &[DailyRow]| {
        let n = days.len() as f64;
        let amounts: Vec<f64> = days.iter().map(|d| d.credits.to_f64()).collect();
        let mean = amounts.iter().sum::<f64>() / n;
        (days.len() > 1)
            .then(|| amounts.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
    };
    Ratio6::from_f64(f64::from(LIMITS.standard_errors) * (error(before)? + error(after)?).sqrt())
}
