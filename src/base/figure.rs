//! Numbers for people: `1,234.5`, `65%`, `2.27`. Sentences, tables and charts all write their numbers with these functions;
//! JSON and CSV never do, because they are for programs.
//!
//! Three rules hold throughout: thousands are separated, what is not zero never reads as zero, and a share that decides
//! something is rounded down so that it cannot read as a limit that it has not reached.

use crate::base::credits::Credits;
use crate::base::quotient::{Quotient, Ratio6};

/// The sign of a negative number. A hyphen is shorter than a digit and breaks at the end of a line.
const MINUS: &str = "−";

/// Writes a plain number for people: `-1234.5` becomes `−1,234.5`. Returns any other text unchanged.
pub(crate) fn grouped(figure: &str) -> String {
    let (sign, rest) = figure.strip_prefix('-').map_or(("", figure), |rest| ("-", rest));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return figure.to_owned();
    }
    let mut out = String::with_capacity(figure.len() + whole.len() / 3);
    out.push_str(if sign.is_empty() { "" } else { MINUS });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

/// A number with every digit that it has: `1,234.56789`. For limits and settings, which are shown as they were given.
pub(crate) fn exact(value: Credits) -> String {
    grouped(&value.to_string())
}

/// An amount in a table or chart: at most two decimals, `<0.01` if it is smaller.
pub(crate) fn amount(amount: Credits) -> String {
    fixed(amount, places(amount))
}

/// An amount in a sentence: at most two decimals, four below 1, and all digits if it would otherwise read as zero.
pub(crate) fn amount_in_text(value: Credits) -> String {
    let rounded = value.round(if value.abs() < Credits::whole(1) { 4 } else { 2 });
    exact(if rounded.is_zero() { value } else { rounded })
}

/// The decimals that [`amount`] shows: those that the amount has, at most two.
pub(crate) fn places(amount: Credits) -> u32 {
    (0..2).find(|p| amount.round(*p) == amount).unwrap_or(2)
}

/// An amount with a fixed number of decimals, half to even; `<0.01` if it is smaller than the last of them.
pub(crate) fn fixed(amount: Credits, places: u32) -> String {
    if amount.round(places).is_zero() && !amount.is_zero() {
        let step = match places {
            0 => "1".to_owned(),
            n => format!("0.{:0>width$}", 1, width = n as usize),
        };
        return if amount.is_negative() { format!(">{MINUS}{step}") } else { format!("<{step}") };
    }
    grouped(&amount.to_fixed(places))
}

/// How many times something is another: `2.27`.
pub(crate) fn factor(ratio: Quotient<4>) -> String {
    grouped(&ratio.value().to_fixed(2))
}

/// How many times something is another, for a sentence: `2.4 times`. To one decimal, or rounded down to two if one would read as
/// a limit that the ratio has not reached: `1.99 times`.
pub(crate) fn times(ratio: Credits) -> String {
    let short = ratio.round(1);
    let is_whole = short.round(0) == short;
    let shown = if is_whole && short > ratio {
        let down = ratio.times(-100).ceil_div(Credits::whole(1)).map(|n| Credits::whole(-n));
        down.and_then(|n| n.divide(Credits::whole(100), 2)).unwrap_or(short)
    } else {
        short
    };
    format!("{} times", exact(shown))
}

/// A count: `1,200`.
pub(crate) fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// A count of a thing whose plural ends in `s`: `1 day`, `1,200 days`.
pub(crate) fn counted(n: u64, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{} {thing}s", count(n)) }
}

/// A share in whole percent, rounded to nearest, but `<1%` if it is above 0 and `>99%` if it is below 1.
pub(crate) fn percent(share: Ratio6) -> String {
    let (share, one) = (share.value(), Credits::whole(1));
    let hundred = share.times(100);
    let rounded = hundred.round(0);
    if rounded.is_zero() && !share.is_zero() {
        return if share.is_negative() { format!(">{MINUS}1%") } else { "<1%".to_owned() };
    }
    if rounded == Credits::whole(100) && share < one {
        return ">99%".to_owned();
    }
    format!("{}%", fixed(hundred, 0))
}

/// A change in whole percent, with its sign: `+79%`, `−12%`; `0%` if nothing changed.
pub(crate) fn change(share: Ratio6) -> String {
    let hundred = share.value().times(100);
    let is_small = hundred.abs() < Credits::whole(1);
    let shown = if is_small { format!("{}%", fixed(hundred, 1)) } else { percent(share) };
    let shown = if share.value().is_zero() { "0%".to_owned() } else { shown };
    if share.value().is_positive() { format!("+{shown}") } else { shown }
}

/// Tenths of a percent that `part` is of `whole`, rounded down; `None` if `whole` is not positive.
pub(crate) fn permille_down(part: Credits, whole: Credits) -> Option<i64> {
    whole.is_positive().then(|| part.times(-1000).ceil_div(whole).map(|n| -n)).flatten()
}

/// `part` of `whole` in percent, rounded down to a tenth so that 79.99 does not read as 80: `79.9%`. `None` if `whole` is not
/// positive.
pub(crate) fn percent_down(part: Credits, whole: Credits) -> Option<String> {
    let permille = Credits::whole(permille_down(part, whole)?);
    Some(format!("{}%", exact(permille.divide(Credits::whole(10), 1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn thousands_are_separated_and_trailing_zeros_left_out() {
        for (given, shown) in [
            ("0", "0"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.5", "−1,234,567.5"),
            ("0.125", "0.12"),
            ("0.135", "0.14"),
            ("12.30", "12.3"),
        ] {
            assert_eq!(amount(c(given)), shown);
        }
        assert_eq!(exact(c("-1234567.12345")), "−1,234,567.12345");
        assert_eq!(
            (grouped("999"), grouped("12%"), grouped("from 2026")),
            ("999".into(), "12%".into(), "from 2026".into())
        );
    }

    #[test]
    fn something_never_reads_as_nothing() {
        assert_eq!(amount(c("0.004")), "<0.01");
        assert_eq!(amount(c("-0.004")), ">−0.01");
        assert_eq!(fixed(c("0.4"), 0), "<1");
        assert_eq!(percent(Ratio6::rounded(c("0.0049"))), "<1%");
        assert_eq!(percent(Ratio6::rounded(c("0.9999"))), ">99%");
    }

    #[test]
    fn amounts_in_text_are_short_but_never_zero() {
        for (given, shown) in [
            ("902", "902"),
            ("6750", "6,750"),
            ("398.214286", "398.21"),
            ("0.30004", "0.3"),
            ("0.00001", "0.00001"),
            ("0", "0"),
        ] {
            assert_eq!(amount_in_text(c(given)), shown);
        }
    }

    #[test]
    fn percent_is_whole() {
        assert_eq!(percent(Ratio6::rounded(c("0"))), "0%");
        assert_eq!(percent(Ratio6::rounded(c("0.647"))), "65%");
        assert_eq!(percent(Ratio6::rounded(c("1"))), "100%");
        assert_eq!(percent(Ratio6::rounded(c("15.3"))), "1,530%");
    }

    #[test]
    fn percent_rounds_down_where_it_decides() {
        assert_eq!(percent_down(c("79.999"), c("100")).as_deref(), Some("79.9%"));
        assert_eq!(percent_down(c("80"), c("100")).as_deref(), Some("80%"));
        assert_eq!(percent_down(c("-0.01"), c("100")).as_deref(), Some("−0.1%"));
        assert_eq!(percent_down(c("1234"), c("100")).as_deref(), Some("1,234%"));
        assert_eq!(percent_down(c("1"), c("0")), None);
    }

    #[test]
    fn changes_have_a_sign() {
        for (share, shown) in [
            ("0.789", "+79%"),
            ("-0.12", "−12%"),
            ("0", "0%"),
            ("0.004", "+0.4%"),
            ("-0.004", "−0.4%"),
        ] {
            assert_eq!(change(Ratio6::rounded(c(share))), shown);
        }
    }

    #[test]
    fn times_never_read_as_a_limit_that_was_not_reached() {
        for (ratio, shown) in [
            ("2.3832", "2.4 times"),
            ("2.0001", "2 times"),
            ("1.9999", "1.99 times"),
            ("1.96", "1.96 times"),
            ("0.81", "0.8 times"),
            ("1234.56", "1,234.6 times"),
        ] {
            assert_eq!(times(c(ratio)), shown);
        }
    }

    #[test]
    fn counts_and_factors() {
        assert_eq!(
            (counted(1, "day"), counted(1200, "day")),
            ("1 day".into(), "1,200 days".into())
        );
        assert_eq!(factor(Quotient::rounded(c("2.2651"))), "2.27");
        assert_eq!(factor(Quotient::rounded(c("1234.5"))), "1,234.50");
    }
}
