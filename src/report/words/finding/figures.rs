//! Figures as the sentences of findings write them.

use crate::audit::Estimate;
use crate::base::{Credits, figure};

pub(super) use crate::base::figure::amount_in_text as amount;

/// `6,750`.
pub(super) fn number(n: usize) -> String {
    figure::count(n as u64)
}

/// `1 run`, `1,200 runs`.
pub(super) fn count(n: usize, thing: &str) -> String {
    figure::counted(n as u64, thing)
}

/// `2,590 (2,410–2,750)`; one number if the amount is known.
pub(super) fn range(value: Estimate) -> String {
    if value.low == value.high {
        amount(value.typical)
    } else {
        format!("{} ({}–{})", amount(value.typical), amount(value.low), amount(value.high))
    }
}

/// `86 %` of a number of events, rounded down so that 99.9 does not read as 100.
pub(super) fn percent(part: usize, whole: usize) -> String {
    let percent = (100 * part).checked_div(whole).unwrap_or(0);
    format!("{}%", number(percent))
}

/// `86 %` of some credits, rounded down; with one decimal below 10 %.
pub(super) fn share(part: Credits, whole: Credits) -> String {
    let permille = figure::permille_down(part, whole).unwrap_or(0);
    let percent =
        if permille < 100 { Credits::whole(permille).divide(Credits::whole(10), 1) } else { None };
    let percent = percent.unwrap_or_else(|| Credits::whole(permille.div_euclid(10)));
    format!("{}%", figure::exact(percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_round_toward_what_is_sure() {
        assert_eq!(percent(999, 1000), "99%");
        assert_eq!(percent(1, 0), "0%");
        assert_eq!(share(Credits::whole(2), Credits::whole(3)), "66%");
        assert_eq!(share(Credits::whole(1), Credits::whole(300)), "0.3%");
        assert_eq!(share(Credits::whole(1), Credits::whole(20)), "5%");
        assert_eq!(amount("0.001".parse().unwrap()), "0.001");
        assert_eq!(
            range(Estimate::around(Credits::whole(1), Credits::whole(2), Credits::whole(3))),
            "2 (1–3)"
        );
        assert_eq!(
            (count(1, "turn"), count(1200, "turn")),
            ("1 turn".to_owned(), "1,200 turns".to_owned())
        );
        assert_eq!(amount("-1234567.891".parse().unwrap()), "−1,234,567.89");
    }
}
