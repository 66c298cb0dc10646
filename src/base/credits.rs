//! An exact amount of credits.
//!
//! A log may hold `12345678901234.123456` beside `0.30000000000000004`. A 96-bit decimal has room for each
//! but not for their sum, and rounds without a word. Amounts are therefore 256-bit integers in units of 10⁻²⁸
//! (the finest step a [`Decimal`] knows): every `Decimal` fits exactly, and so does every sum of 10²⁰ of them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use ethnum::{I256, U256};
use rust_decimal::Decimal;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits after the point that an amount can hold: the largest scale of a [`Decimal`].
pub(crate) const SCALE: u32 = 28;

/// Digits before the point that are accepted when an amount is read back from text.
const WHOLE_DIGITS: usize = 40;

/// Steps in 10⁻⁸, the finest amount that a log is likely to hold.
const FINE: i128 = 10_i128.pow(SCALE - 8);

/// Powers of ten up to that of a whole credit.
const POWERS: [i128; SCALE as usize + 1] = {
    let (mut powers, mut at) = ([1; SCALE as usize + 1], 1);
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// Room for every digit of 256 bits, a leading zero, and the sign and point.
const ROOM: usize = 96;

/// An exact, signed amount of credits (or of a quantity: seconds, characters, calls).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Credits(I256);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not `[-]digits[.digits]`.
    #[error("not a plain decimal number")]
    NotANumber,
    /// More digits than can be held exactly (28 after the point, 40 before it).
    #[error("more digits than an exact decimal can hold")]
    TooManyDigits,
}

impl Credits {
    /// No credits: a known zero, never a stand-in for an unknown amount.
    pub const ZERO: Self = Self(I256::ZERO);

    fn unit() -> I256 {
        I256::new(10_i128.pow(SCALE))
    }

    /// The steps of 10⁻²⁸ where 128 bits hold them: amounts below 17 thousand million. Nearly all do, and their arithmetic is many times
    /// faster than that of 256 bits.
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

    /// So many times so many steps of 10⁻²⁸.
    fn steps(n: i128, step: i128) -> Self {
        Self(n.checked_mul(step).map_or_else(|| I256::new(n) * I256::new(step), I256::new))
    }

    /// So many billionths of a credit.
    pub fn nanos(n: impl Into<i128>) -> Self {
        Self::steps(n.into(), 10_i128.pow(SCALE - 9))
    }

    /// This amount in billionths of a credit, where it is a whole number of them that fits.
    pub fn to_nanos(self) -> Option<i64> {
        // What fits into 64 bits of them fits into 128 bits of steps.
        let (steps, unit) = (self.narrow()?, POWERS[SCALE as usize - 9]);
        (steps % unit == 0).then(|| i64::try_from(steps / unit).ok()).flatten()
    }

    /// The nearest binary float, for statistics only (spread, quantiles); never for an amount that is shown as exact.
    pub fn to_f64(self) -> f64 {
        // A whole number below 2⁵³ divided by a power of ten below 10²³ is the nearest double of the exact quotient.
        if let Some(steps) =
            self.narrow().filter(|n| n % FINE == 0).and_then(|n| i64::try_from(n / FINE).ok())
            && steps.unsigned_abs() < 1 << 53
        {
            return steps as f64 / 1e8;
        }
        // Through the text: the nearest double of the exact value, on every platform.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// This amount `n` times.
    #[must_use]
    pub fn times(self, n: i64) -> Self {
        Self(self.0 * I256::from(n))
    }

    /// The product of two amounts (a price and a quantity), or `None` where it needs more than 28 digits after the point.
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

    /// How many whole `step`s fit, rounded up: `ceil(self / step)`. `None` unless `step` is positive and the result fits.
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
            // What both are multiples of does not change the quotient, and leaves room for its places.
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

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether this is exactly zero.
    pub fn is_zero(self) -> bool {
        self.0 == I256::ZERO
    }

    /// Whether this is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < I256::ZERO
    }

    /// Whether this is above zero.
    pub fn is_positive(self) -> bool {
        self.0 > I256::ZERO
    }

    /// The amount with exactly `places` digits after the point, rounded half to even: `12.50`.
    pub fn to_fixed(self, places: u32) -> String {
        let mut room = [b'0'; ROOM];
        let text = self.round(places).digits(&mut room);
        let idle = (SCALE - places.min(SCALE)) as usize + usize::from(places == 0);
        text[..text.len() - idle].to_owned()
    }

    /// The amount with all its digits after the point, written at the end of `room`.
    fn digits(self, room: &mut [u8; ROOM]) -> &str {
        let (steps, mut at) = (self.0.unsigned_abs(), ROOM);
        let mut put = |at: &mut usize, byte: u8| {
            *at -= 1;
            room[*at] = byte;
        };
        let unit = U256::new(10_u128.pow(SCALE));
        let (mut whole, fraction) = match u128::try_from(steps) {
            Ok(narrow) => (U256::new(narrow / 10_u128.pow(SCALE)), narrow % 10_u128.pow(SCALE)),
            Err(_) => (steps / unit, (steps % unit).as_u128()),
        };
        // Half of the digits after the point fit into 64 bits, and so does the whole number of nearly every amount.
        let half = 10_u128.pow(SCALE / 2);
        for part in [fraction % half, fraction / half] {
            let mut part = u64::try_from(part).unwrap_or(0);
            for _ in 0..SCALE / 2 {
                put(&mut at, b'0' + (part % 10) as u8);
                part /= 10;
            }
        }
        put(&mut at, b'.');
        let mut small = loop {
            match u64::try_from(whole) {
                Ok(small) => break small,
                Err(_) => put(&mut at, b'0' + (whole % 10).as_u8()),
            }
            whole /= 10;
        };
        loop {
            put(&mut at, b'0' + (small % 10) as u8);
            small /= 10;
            if small == 0 {
                break;
            }
        }
        if self.is_negative() {
            put(&mut at, b'-');
        }
        std::str::from_utf8(&room[at..]).unwrap_or_default()
    }
}

/// `num / den` to the nearest whole number, half to even. `den` is positive.
fn half_even(num: i128, den: i128) -> i128 {
    // One division of 128 bits takes longer than all the rest.
    let quotient = num / den;
    let rest = num - quotient * den;
    let (down, rest) = if rest < 0 { (quotient - 1, rest + den) } else { (quotient, rest) };
    let up = rest > den - rest || (rest == den - rest && down & 1 == 1);
    down + i128::from(up)
}

impl FromStr for Credits {
    type Err = AmountError;

    /// Reads `[-+]digits[.digits]`, the form in which amounts are printed. What people write is read by `ingest`.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return Err(AmountError::NotANumber);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > WHOLE_DIGITS || fraction.len() > SCALE as usize {
            return Err(AmountError::TooManyDigits);
        }
        let mut value = I256::ZERO;
        for byte in whole.bytes().chain(fraction.bytes()) {
            value = value * I256::new(10) + I256::from(byte - b'0');
        }
        let missing = SCALE - u32::try_from(fraction.len()).unwrap_or(SCALE);
        value *= I256::new(10_i128.pow(missing));
        Ok(Self(if text.starts_with('-') { -value } else { value }))
    }
}

impl fmt::Display for Credits {
    /// A plain decimal without exponent and without idle zeros: `118.4`, `-0.5`, `0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut room = [b'0'; ROOM];
        let text = self.digits(&mut room);
        let last = text.bytes().rposition(|b| b != b'0').unwrap_or(0);
        let end = if text.as_bytes()[last] == b'.' { last } else { last + 1 };
        f.pad(&text[..end])
    }
}

impl fmt::Debug for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Credits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Credits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Takes a text as it stands there, without a copy.
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Credits;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Credits, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn sums_that_a_decimal_would_round_stay_exact() {
        assert_eq!(
            (c("12345678901234.123456") + c("0.30000000000000004")).to_string(),
            "12345678901234.42345600000000004"
        );
    }

    #[test]
    fn prints_without_exponent_or_idle_zeros() {
        for (given, printed) in [
            ("0", "0"),
            ("-0", "0"),
            ("12.50", "12.5"),
            (".5", "0.5"),
            ("-3.", "-3"),
            ("0.0000001", "0.0000001"),
        ] {
            assert_eq!(c(given).to_string(), printed);
        }
    }

    #[test]
    fn refuses_what_is_not_a_plain_number() {
        for text in ["", ".", "-", "1e3", "1,5", " 1", "१"] {
            assert_eq!(text.parse::<Credits>(), Err(AmountError::NotANumber), "{text}");
        }
        assert_eq!(
            "0.00000000000000000000000000001".parse::<Credits>(),
            Err(AmountError::TooManyDigits)
        );
    }

    #[test]
    fn divides_half_to_even_with_either_sign() {
        assert_eq!(c("1").divide(c("3"), 6), Some(c("0.333333")));
        assert_eq!(c("0.0000005").round(6), c("0"));
        assert_eq!(c("0.0000015").round(6), c("0.000002"));
        assert_eq!(c("-0.0000015").round(6), c("-0.000002"));
        assert_eq!(c("1").divide(c("-3"), 2), Some(c("-0.33")));
        assert_eq!(c("1").divide(Credits::ZERO, 2), None);
    }

    #[test]
    fn scales_by_a_fraction_half_to_even_with_either_sign() {
        assert_eq!(c("10").scaled(2, 3, 6), Some(c("6.666667")));
        assert_eq!(c("-10").scaled(2, 3, 6), Some(c("-6.666667")));
        assert_eq!(c("1").scaled(-1, 2, 0), Some(c("0")));
        assert_eq!(c("3").scaled(1, 2, 0), Some(c("2")));
        assert_eq!(c("1").scaled(1, 0, 6), None);
        assert_eq!(c(&"9".repeat(40)).scaled(i128::MAX, 1, 6), None);
    }

    #[test]
    fn fixed_places_and_ceilings() {
        assert_eq!(c("-0.125").to_fixed(2), "-0.12");
        assert_eq!(c("7").to_fixed(3), "7.000");
        assert_eq!(c("0.02").ceil(), c("1"));
        assert_eq!(c("-0.02").ceil(), c("0"));
        assert_eq!(c("101").ceil_div(c("50")), Some(3));
        assert_eq!(c("100").ceil_div(c("50")), Some(2));
        assert_eq!(
            [c("-5").ceil_div(c("2")), c("-4").ceil_div(c("2")), c("-0.1").ceil_div(c("0.3"))]
                .map(Option::unwrap),
            [-2, -2, 0]
        );
        let wide = c("300000000000000000000000000000");
        assert_eq!([wide, wide + c("0.1")].map(|sum| sum.ceil_div(wide)), [Some(1), Some(2)]);
    }

    #[test]
    fn products_are_exact_or_refused() {
        assert_eq!(c("0.5").checked_mul(c("12.25")), Some(c("6.125")));
        assert_eq!(c("0.000000000000001").checked_mul(c("0.000000000000001")), None);
    }

    /// Amounts of every size: steps alone, a log's decimals, and beyond 128 bits.
    fn any_amount() -> impl Strategy<Value = Credits> {
        let steps = any::<i128>().prop_map(|n| Credits(I256::new(n)));
        let small =
            (-1_000_000_000_000_i64..1_000_000_000_000, 0_u32..9).prop_map(|(n, places)| {
                Credits(I256::from(n) * I256::new(10_i128.pow(SCALE - places)))
            });
        let wide = (any::<i128>(), 0_u32..19)
            .prop_map(|(n, up)| Credits(I256::new(n) * I256::new(10_i128.pow(up))));
        prop_oneof![steps, small, wide]
    }

    proptest! {
        #[test]
        fn text_is_the_digits_of_the_steps_with_a_point(amount in any_amount()) {
            let digits = format!("{:0>29}", amount.0.unsigned_abs().to_string());
            let (whole, fraction) = digits.split_at(digits.len() - 28);
            let sign = if amount.0 < I256::ZERO { "-" } else { "" };
            prop_assert_eq!(amount.to_fixed(28), format!("{sign}{whole}.{fraction}"));
            let short = format!("{whole}.{fraction}");
            prop_assert_eq!(amount.to_string(), format!("{sign}{}", short.trim_end_matches('0').trim_end_matches('.')));
            prop_assert_eq!(amount.to_f64().to_bits(), amount.to_string().parse::<f64>().unwrap().to_bits());
        }

        #[test]
        fn quotients_are_the_nearest_and_even_where_two_are(a in any_amount(), b in any_amount(), places in 0_u32..8) {
            let step = I256::new(10_i128.pow(SCALE - places));
            if let Some(quotient) = a.divide(b, places) {
                prop_assert_eq!(quotient.0 % step, I256::ZERO);
                let steps = quotient.0 / step;
                let off = (a.0 * I256::new(10_i128.pow(places)) - steps * b.0).abs() * I256::new(2);
                prop_assert!(off < b.0.abs() || (off == b.0.abs() && steps % I256::new(2) == I256::ZERO));
            } else {
                prop_assert!(b.is_zero());
            }
        }

        #[test]
        fn rounding_is_division_by_one_and_scaling_is_both(a in any_amount(), n in -1000_i64..1000, d in 1_i64..1000, places in 0_u32..8) {
            let exact = (a.0 * I256::from(n), I256::from(d) * I256::new(10_i128.pow(SCALE - places)));
            let steps = a.scaled(n.into(), d.into(), places).unwrap().0 / I256::new(10_i128.pow(SCALE - places));
            let off = (exact.0 - steps * exact.1).abs() * I256::new(2);
            prop_assert!(off < exact.1 || (off == exact.1 && steps % I256::new(2) == I256::ZERO));
            prop_assert_eq!(a.round(places), a.scaled(1, 1, places).unwrap());
        }
    }
}
