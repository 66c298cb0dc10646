//! An exact amount of credits.
//!
//! A log may contain `12345678901234.123456` and `0.30000000000000004`. A 96-bit decimal can hold each of them but not their sum,
//! which it would round silently. Amounts are therefore 256-bit integers in steps of 10⁻²⁸ (the finest step of a [`Decimal`]):
//! every `Decimal` fits exactly, and so does every sum of 10²⁰ of them.
//!
//! Nearly all amounts also fit into 128 bits, where arithmetic is many times faster, so most operations try that first.

#[cfg(test)]
mod tests;
mod text;

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use ethnum::I256;
use rust_decimal::Decimal;

/// Digits after the point that an amount can hold: the largest scale of a [`Decimal`].
pub(crate) const SCALE: u32 = 28;

/// Steps in 10⁻⁸, the finest amount that a log is likely to contain.
const FINE: i128 = 10_i128.pow(SCALE - 8);

/// Powers of ten, up to the number of steps in a whole credit.
const POWERS: [i128; SCALE as usize + 1] = {
    let (mut powers, mut at) = ([1; SCALE as usize + 1], 1);
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// An exact, signed amount of credits (or of a quantity: seconds, characters, calls).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Credits(I256);

impl Credits {
    /// No credits: a known zero, never a stand-in for an unknown amount.
    pub const ZERO: Self = Self(I256::ZERO);

    fn unit() -> I256 {
        I256::new(10_i128.pow(SCALE))
    }

    /// The steps of 10⁻²⁸, if they fit into 128 bits: amounts below 17 thousand million.
    fn narrow(self) -> Option<i128> {
        i128::try_from(self.0).ok()
    }

    /// A whole number of credits.
    pub fn whole(n: i64) -> Self {
        Self::steps(n.into(), 10_i128.pow(SCALE))
    }

    /// Any decimal, exactly.
    pub fn from_decimal(value: Decimal) -> Self {
        Self::steps(value.mantissa(), POWERS[(SCALE - value.scale()) as usize])
    }

    /// `n` times `step` steps of 10⁻²⁸.
    fn steps(n: i128, step: i128) -> Self {
        Self(n.checked_mul(step).map_or_else(|| I256::new(n) * I256::new(step), I256::new))
    }

    /// `n` billionths of a credit.
    pub fn nanos(n: impl Into<i128>) -> Self {
        Self::steps(n.into(), 10_i128.pow(SCALE - 9))
    }

    /// This amount in billionths of a credit, if it is a whole number of them that fits.
    pub fn to_nanos(self) -> Option<i64> {
        // An amount that fits into 64 bits of billionths fits into 128 bits of steps.
        let (steps, unit) = (self.narrow()?, POWERS[SCALE as usize - 9]);
        (steps % unit == 0).then(|| i64::try_from(steps / unit).ok()).flatten()
    }

    /// The nearest binary float. For statistics only (spread, quantiles), never for an amount that is shown as exact.
    pub fn to_f64(self) -> f64 {
        // A whole number below 2⁵³, divided by a power of ten below 10²³, gives the double nearest to the exact quotient.
        if let Some(steps) =
            self.narrow().filter(|n| n % FINE == 0).and_then(|n| i64::try_from(n / FINE).ok())
            && steps.unsigned_abs() < 1 << 53
        {
            return steps as f64 / 1e8;
        }
        // Parsing the text gives the double nearest to the exact value, on every platform.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// `n` times this amount.
    #[must_use]
    pub fn times(self, n: i64) -> Self {
        Self(self.0 * I256::from(n))
    }

    /// The credits of so many events that cost this amount each.
    #[must_use]
    pub(crate) fn times_events(self, events: u64) -> Self {
        Self(self.0 * I256::from(events))
    }

    /// The product of two amounts (a price and a quantity), or `None` if it needs more than 28 digits after the point.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let product = self.0.checked_mul(other.0)?;
        (product % Self::unit() == I256::ZERO).then(|| Self(product / Self::unit()))
    }

    /// Rounded up to a whole number.
    #[must_use]
    pub fn ceil(self) -> Self {
        let below = self.0.div_euclid(Self::unit()) * Self::unit();
        if below == self.0 { self } else { Self(below + Self::unit()) }
    }

    /// `ceil(self / step)`. `None` unless `step` is positive and the result fits.
    pub fn ceil_div(self, step: Self) -> Option<i64> {
        if step.0 <= I256::ZERO {
            return None;
        }
        if let (Some(num), Some(den)) = (self.narrow(), step.narrow()) {
            let quotient = num / den;
            return i64::try_from(quotient + i128::from(quotient * den < num)).ok();
        }
        let down = self.0.div_euclid(step.0);
        let up = if self.0.rem_euclid(step.0) == I256::ZERO { down } else { down + I256::ONE };
        i64::try_from(up).ok()
    }

    /// `self / divisor` to `places` digits after the point, half to even; `None` when the divisor is zero or the result does not fit.
    pub fn divide(self, divisor: Self, places: u32) -> Option<Self> {
        if divisor.0 == I256::ZERO || places > SCALE {
            return None;
        }
        if let (Some(num), Some(den)) = (self.narrow(), divisor.narrow()) {
            // A common factor does not change the quotient; without it, the places of the quotient fit.
            let coarse = |n: i128| Some(n / FINE).filter(|coarse| coarse * FINE == n);
            let (num, den) = coarse(num).zip(coarse(den)).unwrap_or((num, den));
            let up = POWERS[places as usize] * den.signum();
            if let (Some(num), Some(den)) = (num.checked_mul(up), den.checked_abs()) {
                return I256::new(half_even(num, den))
                    .checked_mul(I256::new(POWERS[(SCALE - places) as usize]))
                    .map(Self);
            }
        }
        let (mut num, mut den) = (self.0.checked_mul(I256::new(10_i128.pow(places)))?, divisor.0);
        if den < I256::ZERO {
            (num, den) = (-num, -den);
        }
        let down = num.div_euclid(den);
        let twice = num.rem_euclid(den).checked_mul(I256::new(2))?;
        let odd = down.rem_euclid(I256::new(2)) == I256::ONE;
        let up = twice > den || (twice == den && odd);
        let steps = if up { down + I256::ONE } else { down };
        steps.checked_mul(I256::new(10_i128.pow(SCALE - places))).map(Self)
    }

    /// `self · numerator / denominator` to `places` digits after the point, half to even; `None` when the denominator is not
    /// positive or the numbers are too large.
    pub fn scaled(self, numerator: i128, denominator: i128, places: u32) -> Option<Self> {
        if denominator <= 0 || places > SCALE {
            return None;
        }
        let step = 10_i128.pow(SCALE - places);
        if let (Some(num), Some(den)) =
            (self.narrow().and_then(|n| n.checked_mul(numerator)), denominator.checked_mul(step))
        {
            return I256::new(half_even(num, den)).checked_mul(I256::new(step)).map(Self);
        }
        let step = I256::new(step);
        let (num, den) =
            (self.0.checked_mul(I256::new(numerator))?, I256::new(denominator).checked_mul(step)?);
        let down = num.div_euclid(den);
        let twice = num.rem_euclid(den).checked_mul(I256::new(2))?;
        let odd = down.rem_euclid(I256::new(2)) == I256::ONE;
        let steps = if twice > den || (twice == den && odd) { down + I256::ONE } else { down };
        steps.checked_mul(step).map(Self)
    }

    /// Rounded to `places` digits after the point, half to even.
    #[must_use]
    pub fn round(self, places: u32) -> Self {
        if let (Some(value), true) = (self.narrow(), places <= SCALE) {
            let step = POWERS[(SCALE - places) as usize];
            return Self::steps(half_even(value, step), step);
        }
        self.divide(Self::whole(1), places).unwrap_or(self)
    }

    /// The larger of this amount and zero.
    #[must_use]
    pub fn floor_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// True if this is exactly zero.
    pub fn is_zero(self) -> bool {
        self.0 == I256::ZERO
    }

    /// True if this is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < I256::ZERO
    }

    /// True if this is above zero.
    pub fn is_positive(self) -> bool {
        self.0 > I256::ZERO
    }
}

/// `num / den` to the nearest whole number, half to even. `den` is positive.
fn half_even(num: i128, den: i128) -> i128 {
    // One division only: a 128-bit division takes longer than all the other steps.
    let quotient = num / den;
    let rest = num - quotient * den;
    let (down, rest) = if rest < 0 { (quotient - 1, rest + den) } else { (quotient, rest) };
    let up = rest > den - rest || (rest == den - rest && down & 1 == 1);
    down + i128::from(up)
}

impl Add for Credits {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Credits {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Credits {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Credits {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Credits {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Credits> for Credits {
    fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
        amounts.copied().sum()
    }
}
