//! Numbers and days as a sentence has them.

use super::Window;
use crate::base::{Credits, Quotient};

/// Why nothing can be compared with the capacity.
pub(crate) const NO_ALLOWANCE: &str = "no allowance is known: --plan or --allowance";

/// At most two places, four below 1, and never a zero for what is not zero.
pub(crate) fn amount(value: Credits) -> String {
    let rounded = value.round(if value.abs() < Credits::whole(1) { 4 } else { 2 });
    if rounded.is_zero() { value.to_string() } else { rounded.to_string() }
}

/// `2.27`
pub(crate) fn factor(ratio: Quotient<4>) -> String {
    ratio.value().to_fixed(2)
}

/// Percent of a whole, rounded down to a tenth, so that 79.99 does not read as 80; `None` where the whole is 0.
pub(super) fn percent(part: Credits, whole: Credits) -> Option<String> {
    if !whole.is_positive() {
        return None;
    }
    let tenths = -((-part.times(1000)).ceil_div(whole)?);
    Some(Credits::whole(tenths).divide(Credits::whole(10), 1)?.to_string())
}

/// `6–19 May, 2 zero days`
pub(super) fn span(window: &Window) -> String {
    let (from, to) = (window.from, window.to);
    let same_month = from.month_start() == to.month_start();
    let days = match (from == to, same_month) {
        (true, _) => to.in_words(),
        (false, true) => format!("{}–{}", from.day_of_month(), to.in_words()),
        (false, false) => format!("{} – {}", from.in_words(), to.in_words()),
    };
    match window.zero_days {
        0 => days,
        1 => format!("{days}, 1 zero day"),
        n => format!("{days}, {n} zero days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Credits {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_short_but_never_zero() {
        for (given, said) in [
            ("902", "902"),
            ("398.214286", "398.21"),
            ("0.30004", "0.3"),
            ("0.00001", "0.00001"),
            ("0", "0"),
        ] {
            assert_eq!(amount(c(given)), said);
        }
    }

    #[test]
    fn percent_rounds_down() {
        assert_eq!(percent(c("79.999"), c("100")).as_deref(), Some("79.9"));
        assert_eq!(percent(c("80"), c("100")).as_deref(), Some("80"));
        assert_eq!(percent(c("-0.01"), c("100")).as_deref(), Some("-0.1"));
        assert_eq!(percent(c("1"), c("0")), None);
    }

    #[test]
    fn spans_name_the_month_once() {
        let window = |from: &str, to: &str, zero_days| Window {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            days: 0,
            zero_days,
        };
        assert_eq!(span(&window("2026-05-06", "2026-05-19", 2)), "6–19 May, 2 zero days");
        assert_eq!(span(&window("2026-04-28", "2026-05-11", 1)), "28 Apr – 11 May, 1 zero day");
        assert_eq!(span(&window("2026-05-06", "2026-05-06", 0)), "6 May");
    }
}
