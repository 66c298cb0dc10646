//! A threshold as a fraction of whole numbers, so that comparisons never round.

use crate::base::Credits;

/// `num / den`, in lowest terms, `den` positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub num: i64,
    pub den: i64,
}

impl Fraction {
    /// A decimal of up to six places (others are rounded to them).
    pub(super) fn of(value: Credits) -> Self {
        const MILLION: i64 = 1_000_000;
        let num = value.round(6).times(MILLION).ceil_div(Credits::whole(1)).unwrap_or(i64::MAX);
        let shared = gcd(num.unsigned_abs(), MILLION.unsigned_abs());
        let shared = i64::try_from(shared).unwrap_or(1);
        Self { num: num / shared, den: MILLION / shared }
    }

    /// Whether `amount > self × other`; equal is not.
    pub(super) fn is_exceeded(self, amount: Credits, other: Credits) -> bool {
        amount.times(self.den) > other.times(self.num)
    }

    /// Whether `amount ≥ self × other`.
    pub(super) fn is_reached(self, amount: Credits, other: Credits) -> bool {
        amount.times(self.den) >= other.times(self.num)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn lowest_terms() {
        assert_eq!(Fraction::of(c("2")), Fraction { num: 2, den: 1 });
        assert_eq!(Fraction::of(c("0.75")), Fraction { num: 3, den: 4 });
        assert_eq!(Fraction::of(c("2.5")), Fraction { num: 5, den: 2 });
        assert_eq!(Fraction::of(c("0")), Fraction { num: 0, den: 1 });
    }

    #[test]
    fn the_last_digit_decides() {
        let one_and_a_half = Fraction::of(c("1.5"));
        let sum = c("0.0000000000000000000000000002");
        assert!(!one_and_a_half.is_exceeded(c("0.0000000000000000000000000003"), sum));
        assert!(one_and_a_half.is_reached(c("0.0000000000000000000000000003"), sum));
        assert!(one_and_a_half.is_exceeded(c("0.0000000000000000000000000004"), sum));
    }
}
