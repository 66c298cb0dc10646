//! The statistics of a pool's days: a mean that forgets, a spread, and a table of quantiles.
//!
//! They are statistics, so they are `f64`, summed from the oldest day on so that every platform gives the same result.

use crate::base::{Credits, Day};
use crate::forecast::state::{FULL_HISTORY, PoolState};

/// The number of days in the spread.
const SPREAD_DAYS: usize = 28;

/// Standard deviations from the mean at each of five quantiles (0–1); linear in between.
pub(super) type Knots = [(f64, f64); 5];

/// Standard deviations from the mean at a quantile.
pub(super) fn z(knots: &Knots, q: f64) -> f64 {
    let q = q.clamp(0.0, 1.0);
    let above = knots.iter().position(|(at, _)| q <= *at).unwrap_or(knots.len() - 1).max(1);
    let ((q0, z0), (q1, z1)) = (knots[above - 1], knots[above]);
    z0 + (q - q0) * (z1 - z0) / (q1 - q0)
}

/// The use of a pool's days, oldest first. A day with more refunds than use counts as 0.
#[derive(Clone, Debug)]
pub(super) struct Days(Vec<f64>);

impl Days {
    /// The whole days of the log; `None` if there are fewer than 14.
    pub(super) fn of(state: &PoolState) -> Option<Self> {
        if state.history() < FULL_HISTORY {
            return None;
        }
        let (first, last): (Day, Day) = (state.log_first, state.last_whole_day());
        let use_of = |credits: Credits| credits.floor_zero().to_f64();
        Some(Self(state.net.window(first, last).map(use_of).collect()))
    }

    /// The mean in which a day counts half after some days; the last day's age is 0.
    pub(super) fn mean(&self, half_life: f64) -> f64 {
        let (mut weighted, mut weights) = (0.0, 0.0);
        for (index, u) in self.0.iter().enumerate() {
            let age = (self.0.len() - 1 - index) as f64;
            let w = 0.5_f64.powf(age / half_life);
            weighted += w * u;
            weights += w;
        }
        weighted / weights
    }

    /// The sample standard deviation (n − 1) of the last 28 days; 0 for fewer than two days.
    pub(super) fn deviation(&self) -> f64 {
        let days = self.recent();
        if days.len() < 2 {
            return 0.0;
        }
        let mean = days.iter().sum::<f64>() / days.len() as f64;
        let squares: f64 = days.iter().map(|u| (u - mean) * (u - mean)).sum();
        (squares / (days.len() - 1) as f64).sqrt()
    }

    /// True if nothing was used in the last 28 days.
    pub(super) fn idle(&self) -> bool {
        self.recent().iter().all(|u| *u == 0.0)
    }

    fn recent(&self) -> &[f64] {
        &self.0[self.0.len().saturating_sub(SPREAD_DAYS)..]
    }
}

/// The number of quantiles among .01, .02, … .99 at which a function is above a limit.
fn quantiles_above(limit: f64, at: impl Fn(f64) -> f64) -> i64 {
    (1..=99).map(|percent| i64::from(at(f64::from(percent) / 100.0) > limit)).sum()
}

/// The probability that a function of the quantile is above a limit: an odd number of half percents.
pub(super) fn probability(limit: f64, at: impl Fn(f64) -> f64) -> Option<Credits> {
    Credits::whole(2 * quantiles_above(limit, at) + 1).divide(Credits::whole(200), 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 1e-12, "{got} is not {wanted}");
    }

    #[test]
    fn a_table_is_linear_between_its_points() {
        let knots = [(0.0, -1.0), (0.1, -0.55), (0.5, 0.04), (0.9, 1.5), (1.0, 4.0)];
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
            near(z(&knots, q), wanted);
        }
    }

    #[test]
    fn a_day_weighs_half_after_the_half_life() {
        // 29 days, use only on the first: w = 0.5 of it, over Σ w.
        let mut days = vec![0.0; 29];
        days[0] = 10.0;
        let weights: f64 = (0..29).map(|age| 0.5_f64.powf(f64::from(28 - age) / 28.0)).sum();
        near(Days(days).mean(28.0), 5.0 / weights);
        near(Days(vec![3.0; 40]).mean(3.0), 3.0);
    }

    #[test]
    fn the_spread_divides_by_n_minus_1() {
        let days = vec![2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        near(Days(days).deviation(), (32.0_f64 / 7.0).sqrt());
        near(Days(vec![5.0; 9]).deviation(), 0.0);
        near(Days(vec![5.0]).deviation(), 0.0);
    }
}
