//! Numbers and days as a sentence has them.

use super::Window;
pub(crate) use crate::base::figure::{amount_in_text as amount, factor, percent_down as percent};

/// Why nothing can be compared with the capacity.
pub(crate) const NO_ALLOWANCE: &str = "no allowance is known: --plan or --allowance";

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
