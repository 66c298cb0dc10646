//! The range in which the rest of a cycle may end.
//!
//! A daily rate in which a day counts half after 28 days, plus a multiple of the standard deviation. The multiples per quantile were
//! fitted to real usage series of other AI tools, none of them of this platform. These are statistics, so they are `f64`, summed
//! from the oldest day on so that every platform gives the same result.

use crate::base::{Credits, Day};
use crate::forecast::state::{FULL_HISTORY, PoolState};

/// The number of days after which a day counts half.
const HALF_LIFE: f64 = 28.0;

/// The number of days in the spread.
const SPREAD_DAYS: i32 = 28;

/// Standard deviations from the rate at a quantile; linear in between.
const Z: [(f64, f64); 5] = [(0.0, -1.0), (0.1, -0.55), (0.5, 0.04), (0.9, 1.5), (1.0, 4.0)];

/// Standard deviations from the rate at a quantile (0–1).
pub(crate) fn z(q: f64) -> f64 {
    let q = q.clamp(0.0, 1.0);
    let above = Z.iter().position(|(at, _)| q <= *at).unwrap_or(Z.len() - 1).max(1);
    let ((q0, z0), (q1, z1)) = (Z[above - 1], Z[above]);
    z0 + (q - q0) * (z1 - z0) / (q1 - q0)
}

/// A pool's daily rate and its spread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    rate: f64,
    spread: f64,
    left: f64,
    idle: bool,
}

impl Range {
    /// `None` with fewer than 14 whole days of log.
    pub(crate) fn of(state: &PoolState) -> Option<Self> {
        if state.history() < FULL_HISTORY {
            return None;
        }
        let last = state.last_whole_day();
        let days: Vec<f64> =
            state.net.window(state.log_first, last).map(|c| c.floor_zero().to_f64()).collect();
        let recent = &days[days.len().saturating_sub(SPREAD_DAYS as usize)..];
        Some(Self {
            rate: forgetting_mean(&days),
            spread: sample_deviation(recent),
            left: f64::from(state.days_left()),
            idle: recent.iter().all(|u| *u == 0.0),
        })
    }

    /// Credits per day at a quantile; may be negative.
    pub(crate) fn rate_at(&self, q: f64) -> f64 {
        self.rate + z(q) * self.spread
    }

    /// Credits used in the rest of the cycle at a quantile.
    pub(crate) fn rest(&self, q: f64) -> f64 {
        (self.left * self.rate_at(q)).max(0.0)
    }

    /// True if nothing was used in the last 28 days.
    pub(crate) fn idle(&self) -> bool {
        self.idle
    }

    /// The number of quantiles among .01, .02, … .99 at which the rest of the cycle uses more than `gap`.
    pub(crate) fn quantiles_above(&self, gap: Credits) -> i64 {
        let gap = gap.to_f64();
        (1..=99).map(|percent| i64::from(self.rest(f64::from(percent) / 100.0) > gap)).sum()
    }

    /// The day on which the capacity is reached at a quantile; `None` if that is not before the reset, or without a capacity.
    pub(crate) fn out_date(&self, state: &PoolState, q: f64) -> Option<Day> {
        let gap = (state.capacity? - state.used).to_f64();
        let rate = self.rate_at(q);
        let days = (gap / rate).ceil();
        #[allow(clippy::cast_possible_truncation, reason = "between 1 and the days left")]
        (rate > 0.0 && days <= self.left).then(|| state.as_of.plus(days as i32))
    }
}

/// The mean with weights 0.5^(age/28); the last day's age is 0.
fn forgetting_mean(days: &[f64]) -> f64 {
    let (mut weighted, mut weights) = (0.0, 0.0);
    for (index, u) in days.iter().enumerate() {
        let age = (days.len() - 1 - index) as f64;
        let w = 0.5_f64.powf(age / HALF_LIFE);
        weighted += w * u;
        weights += w;
    }
    weighted / weights
}

/// Sample standard deviation (n − 1); 0 for fewer than two days.
fn sample_deviation(days: &[f64]) -> f64 {
    if days.len() < 2 {
        return 0.0;
    }
    let mean = days.iter().sum::<f64>() / days.len() as f64;
    let squares: f64 = days.iter().map(|u| (u - mean) * (u - mean)).sum();
    (squares / (days.len() - 1) as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
    }

    #[test]
    fn the_table_is_linear_between_its_points() {
        for (q, wanted) in [
            (0.0, -1.0),
            (0.05, -0.775),
            (0.1, -0.55),
            (0.3, -0.255),
            (0.5, 0.04),
            (0.7, 0.77),
            (0.8, 1.135),
            (0.9, 1.5),
            (0.95, 2.75),
            (1.0, 4.0),
        ] {
            near(z(q), wanted);
        }
    }

    #[test]
    fn a_day_weighs_half_after_28_days() {
        // 29 days, use only on the first: w = 0.5 of it, over Σ w.
        let mut days = vec![0.0; 29];
        days[0] = 10.0;
        let weights: f64 = (0..29).map(|age| 0.5_f64.powf(f64::from(28 - age) / 28.0)).sum();
        near(forgetting_mean(&days), 5.0 / weights);
        near(forgetting_mean(&[3.0; 40]), 3.0);
    }

    #[test]
    fn the_spread_divides_by_n_minus_1() {
        near(sample_deviation(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]), (32.0_f64 / 7.0).sqrt());
        near(sample_deviation(&[5.0; 9]), 0.0);
        near(sample_deviation(&[5.0]), 0.0);
    }
}
