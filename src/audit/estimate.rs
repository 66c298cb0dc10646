//! An amount that is known within a range.

use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

use crate::base::Credits;

/// Credits as a range; all three are equal if the amount is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The least.
    pub low: Credits,
    /// The figure that totals use.
    pub typical: Credits,
    /// The most.
    pub high: Credits,
}

impl Estimate {
    /// Nothing.
    pub const ZERO: Self = Self { low: Credits::ZERO, typical: Credits::ZERO, high: Credits::ZERO };

    /// A known amount.
    pub const fn exact(amount: Credits) -> Self {
        Self { low: amount, typical: amount, high: amount }
    }

    /// Builds a range from two bounds in either order, widened to include the typical amount.
    pub fn around(a: Credits, typical: Credits, b: Credits) -> Self {
        Self { low: a.min(b).min(typical), typical, high: a.max(b).max(typical) }
    }

    /// Changes each of the three in the same way.
    #[must_use]
    pub fn map(self, change: impl Fn(Credits) -> Credits) -> Self {
        Self { low: change(self.low), typical: change(self.typical), high: change(self.high) }
    }

    /// Returns `numerator / denominator` of the amount, to 6 places.
    #[must_use]
    pub fn scaled(self, numerator: i64, denominator: i64) -> Self {
        self.map(|amount| portion(amount, numerator, denominator))
    }
}

/// The median; of an even number of values the larger of the two in the middle.
pub(crate) fn median<T: Copy + Ord>(mut values: Vec<T>) -> Option<T> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

/// Returns `numerator / denominator` of an amount, to 6 places; the amount itself if the denominator is 0.
pub(crate) fn portion(amount: Credits, numerator: i64, denominator: i64) -> Credits {
    amount.times(numerator).divide(Credits::whole(denominator), 6).unwrap_or(amount)
}

impl Add for Estimate {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            typical: self.typical + other.typical,
            high: self.high + other.high,
        }
    }
}

impl AddAssign for Estimate {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Estimate {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_typical_amount() {
        let whole = Credits::whole;
        assert_eq!(
            Estimate::around(whole(3), whole(5), whole(4)),
            Estimate { low: whole(3), typical: whole(5), high: whole(5) }
        );
        assert_eq!(Estimate::exact(whole(9)).scaled(1, 3), Estimate::exact(whole(3)));
        assert_eq!(portion(whole(9), 1, 0), whole(9));
    }
}
