//! Figures as a sentence has them.

use super::estimate::Estimate;
use crate::base::{Credits, grouped};

/// At most two places, and never a zero for what is not zero.
pub(super) fn amount(value: Credits) -> String {
    let rounded = value.round(2);
    grouped(&if rounded.is_zero() { value.to_string() } else { rounded.to_string() })
}

/// How many, with thousands separated.
pub(super) fn number(n: usize) -> String {
    grouped(&n.to_string())
}

/// `2,590 (2,410–2,590)`; one number where it is known.
pub(super) fn range(value: Estimate) -> String {
    if value.low == value.high {
        amount(value.typical)
    } else {
        format!("{} ({}–{})", amount(value.typical), amount(value.low), amount(value.high))
    }
}

/// `86 %`, rounded down, so that 99.9 does not read as 100.
pub(super) fn percent(part: usize, whole: usize) -> String {
    format!("{} %", (100 * part).checked_div(whole).unwrap_or(0))
}

/// The same of credits; below 10 % with one place.
pub(super) fn share(part: Credits, whole: Credits) -> String {
    let down =
        if whole.is_positive() { (-part.times(1000)).ceil_div(whole).map_or(0, |n| -n) } else { 0 };
    if down < 100 && down % 10 > 0 {
        format!("{}.{} %", down / 10, down % 10)
    } else {
        format!("{} %", down / 10)
    }
}

/// `1 run`, `7 runs`.
pub(super) fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{} {thing}s", number(n)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_round_toward_what_is_sure() {
        assert_eq!(percent(999, 1000), "99 %");
        assert_eq!(percent(1, 0), "0 %");
        assert_eq!(share(Credits::whole(2), Credits::whole(3)), "66 %");
        assert_eq!(share(Credits::whole(1), Credits::whole(300)), "0.3 %");
        assert_eq!(share(Credits::whole(1), Credits::whole(20)), "5 %");
        assert_eq!(amount("0.001".parse().unwrap()), "0.001");
        assert_eq!(
            range(Estimate::around(Credits::whole(1), Credits::whole(2), Credits::whole(3))),
            "2 (1–3)"
        );
        assert_eq!(
            (count(1, "turn"), count(1200, "turn")),
            ("1 turn".to_owned(), "1,200 turns".to_owned())
        );
        assert_eq!(amount("-1234567.891".parse().unwrap()), "-1,234,567.89");
        assert_eq!(
            (grouped("999"), grouped("12 %"), grouped("from 2026")),
            ("999".into(), "12 %".into(), "from 2026".into())
        );
    }
}
