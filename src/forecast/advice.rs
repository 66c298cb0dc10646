//! Estimates the need of the next cycle, to choose a plan. A whole cycle evens out more than its rest, so the quantiles are narrower
//! than those of [`super::range`].

use crate::base::Credits;
use crate::forecast::state::PoolState;
use crate::forecast::statistics::{Days, Knots, probability, z};

/// Days after which a day counts half.
const HALF_LIFE: f64 = 28.0;

const KNOTS: Knots = [(0.0, -1.0), (0.1, -0.55), (0.5, 0.04), (0.9, 1.5), (1.0, 4.0)];

/// The credits that a pool may need in a whole cycle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    rate: f64,
    spread: f64,
    days: f64,
    idle: bool,
}

impl Need {
    /// The need of a cycle of some days; `None` with fewer than 14 whole days of log.
    pub(crate) fn of(state: &PoolState, cycle_days: i32) -> Option<Self> {
        let days = Days::of(state)?;
        Some(Self {
            rate: days.mean(HALF_LIFE),
            spread: days.deviation(),
            days: f64::from(cycle_days),
            idle: days.idle(),
        })
    }

    /// The credits at a quantile: enough in that share of cycles.
    pub(crate) fn at(&self, q: f64) -> f64 {
        (self.days * (self.rate + z(&KNOTS, q) * self.spread)).max(0.0)
    }

    /// The probability that a cycle needs more than an amount: an odd number of half percents, or 0.
    pub(crate) fn exceeds(&self, amount: Credits) -> Option<Credits> {
        if self.idle {
            return Some(Credits::ZERO);
        }
        probability(amount.to_f64(), |q| self.at(q))
    }
}
