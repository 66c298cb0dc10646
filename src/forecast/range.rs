//! The range in which the rest of a cycle may end.
//!
//! The daily rate is a mean of two: one that forgets in days, for the few days to a near reset, and one that forgets in weeks, for a
//! distant one. To it comes a multiple of the standard deviation, which is wider if only few days are left, because their sum evens
//! out less. The multiples per quantile were chosen on real series of other services and scored on others; none is of this platform
//! (docs/foresight.md).

use crate::base::{Credits, Day};
use crate::forecast::state::PoolState;
use crate::forecast::statistics::{Days, Knots, probability, z};

/// Days after which a day counts half, in the near and in the distant mean.
const HALF_LIVES: (f64, f64) = (3.0, 28.0);

/// With this many days left, both means count the same.
const BALANCE: f64 = 10.0;

const KNOTS: Knots = [(0.0, -0.9), (0.1, -0.5), (0.5, -0.1), (0.9, 1.4), (1.0, 6.0)];

/// A pool's daily rate in the rest of the cycle, and its spread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(super) rate: f64,
    pub(super) spread: f64,
    left: f64,
    idle: bool,
}

impl Range {
    /// `None` with fewer than 14 whole days of log.
    pub(crate) fn of(state: &PoolState) -> Option<Self> {
        let days = Days::of(state)?;
        let left = f64::from(state.days_left());
        let (near, distant) = (days.mean(HALF_LIVES.0), days.mean(HALF_LIVES.1));
        Some(Self {
            rate: (BALANCE * near + left * distant) / (BALANCE + left),
            spread: days.deviation() * (1.0 + 2.0 / left.max(1.0)).sqrt(),
            left,
            idle: days.idle(),
        })
    }

    /// Credits per day at a quantile; may be negative.
    fn rate_at(&self, q: f64) -> f64 {
        self.rate + z(&KNOTS, q) * self.spread
    }

    /// Credits used in the rest of the cycle at a quantile.
    pub(crate) fn rest(&self, q: f64) -> f64 {
        (self.left * self.rate_at(q)).max(0.0)
    }

    /// The probability that the rest of the cycle uses more than an amount.
    pub(crate) fn exceeds(&self, amount: Credits) -> Option<Credits> {
        if self.left == 0.0 || self.idle {
            return Some(Credits::ZERO);
        }
        probability(amount.to_f64(), |q| self.rest(q))
    }

    /// The day on which the capacity is reached at a quantile; `None` if that is not before the reset, or without a capacity.
    pub(crate) fn out_date(&self, state: &PoolState, q: f64) -> Option<Day> {
        self.reaches(state.capacity? - state.used, state.as_of, q)
    }

    /// The day before the reset on which the rest of the cycle has used an amount at a quantile.
    pub(super) fn reaches(&self, amount: Credits, as_of: Day, q: f64) -> Option<Day> {
        let rate = self.rate_at(q);
        let days = (amount.to_f64() / rate).ceil();
        #[allow(clippy::cast_possible_truncation, reason = "between 1 and the days left")]
        (rate > 0.0 && days <= self.left).then(|| as_of.plus(days as i32))
    }
}
