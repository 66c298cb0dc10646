//! Amounts against hand-made cases and against 256-bit arithmetic.

use ethnum::I256;
use proptest::prelude::*;

use super::text::AmountError;
use super::{Credits, SCALE};

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
fn prints_without_exponent_or_trailing_zeros() {
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
    let small = (-1_000_000_000_000_i64..1_000_000_000_000, 0_u32..9)
        .prop_map(|(n, places)| Credits(I256::from(n) * I256::new(10_i128.pow(SCALE - places))));
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
    fn quotients_are_the_nearest_and_even_if_two_are(a in any_amount(), b in any_amount(), places in 0_u32..8) {
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
