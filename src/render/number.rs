//! Amounts as people read them: `1,234.5`, `65 %`. Every format but JSON and CSV writes them so.

use crate::base::{Credits, Six, grouped};

/// Digits after the point with which an amount is shown: those it has, two at most.
pub(crate) fn places(amount: Credits) -> u32 {
    (0..2).find(|p| amount.round(*p) == amount).unwrap_or(2)
}

/// An amount with its own digits, two at most after the point.
pub(crate) fn amount(amount: Credits) -> String {
    fixed(amount, places(amount))
}

/// An amount with thousands separated and so many digits after the point, half to even. One that would read as zero and is
/// not says so: `<0.01`.
pub(crate) fn fixed(amount: Credits, places: u32) -> String {
    if amount.round(places).is_zero() && !amount.is_zero() {
        let step = match places {
            0 => "1".to_owned(),
            n => format!("0.{:0>width$}", 1, width = n as usize),
        };
        return if amount.is_negative() { format!(">-{step}") } else { format!("<{step}") };
    }
    grouped(&amount.to_fixed(places))
}

/// A count with thousands separated.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A share in whole percent. What is not nothing does not read as 0 %, and what is not all does not read as 100 %.
pub(crate) fn percent(share: Six) -> String {
    let (share, one) = (share.value(), Credits::whole(1));
    let hundred = share.times(100);
    let rounded = hundred.round(0);
    if rounded.is_zero() && !share.is_zero() {
        return if share.is_negative() { ">-1 %".to_owned() } else { "<1 %".to_owned() };
    }
    if rounded == Credits::whole(100) && share < one {
        return ">99 %".to_owned();
    }
    format!("{} %", fixed(hundred, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn thousands_are_separated_and_idle_digits_left_out() {
        for (given, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.5", "-1,234,567.5"),
            ("0.125", "0.12"),
            ("0.135", "0.14"),
            ("12.30", "12.3"),
        ] {
            assert_eq!(amount(c(given)), shown);
        }
    }

    #[test]
    fn something_never_reads_as_nothing() {
        assert_eq!(amount(c("0.004")), "<0.01");
        assert_eq!(amount(c("-0.004")), ">-0.01");
        assert_eq!(fixed(c("0.4"), 0), "<1");
        assert_eq!(percent(Six::rounded(c("0.0049"))), "<1 %");
        assert_eq!(percent(Six::rounded(c("0.9999"))), ">99 %");
    }

    #[test]
    fn percent_is_whole() {
        assert_eq!(percent(Six::rounded(c("0"))), "0 %");
        assert_eq!(percent(Six::rounded(c("0.647"))), "65 %");
        assert_eq!(percent(Six::rounded(c("1"))), "100 %");
        assert_eq!(percent(Six::rounded(c("15.3"))), "1,530 %");
    }
}
