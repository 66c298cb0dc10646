//! Draws bars, gauges and small charts as text. A bar is drawn to an eighth of a column.

use super::theme::{Paint, Row, Style};
use crate::base::{Credits, Ratio6};
use crate::report::view::{Flag, Tone};

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Converts a part of a whole (0–1) to a number of steps, rounded to nearest. Anything above zero
/// gets at least one step, so that it can be seen.
pub(crate) fn steps(part: Ratio6, steps: usize) -> usize {
    let part = part.value();
    if !part.is_positive() {
        return 0;
    }
    let whole = i64::try_from(steps).unwrap_or(i64::MAX);
    // Rounding is fine here: this is the length of a drawing, not an amount.
    let nearest =
        part.min(Credits::whole(1)).times(whole).round(0).ceil_div(Credits::whole(1)).unwrap_or(0);
    usize::try_from(nearest).unwrap_or(0).clamp(1, steps.max(1))
}

/// Draws a bar that is `part` (0–1) of `columns` long.
pub(crate) fn across(part: Ratio6, columns: usize, style: &Style) -> String {
    if style.ascii {
        return "#".repeat(steps(part, columns));
    }
    let eighths = steps(part, columns * 8);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// The heights of a small chart. The first is for zero only, so that any use can be seen.
const HEIGHTS: [&str; 9] = ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_HEIGHTS: [&str; 9] = [".", ":", "-", "=", "+", "*", "%", "#", "@"];

/// Draws one character per amount, in proportion to the highest; `↓` if it is negative.
pub(crate) fn spark(amounts: &[Credits], style: &Style) -> String {
    let most = amounts.iter().copied().max().unwrap_or_default();
    let one = |amount: &Credits| {
        if amount.is_negative() {
            return style.glyph("↓", "v");
        }
        let height = Ratio6::of(*amount, most).map_or(0, |part| steps(part, 8));
        if style.ascii { ASCII_HEIGHTS[height] } else { HEIGHTS[height] }
    };
    amounts.iter().map(one).collect()
}

/// Draws the used share, with a mark at the share of the cycle that has passed. The gauge looks full
/// only if nothing is left.
pub(crate) fn gauge(
    share: Ratio6,
    time: Option<Ratio6>,
    flag: Flag,
    columns: usize,
    style: &Style,
) -> Row {
    let full = steps(share, columns).min(if share.value() < Credits::whole(1) {
        columns - 1
    } else {
        columns
    });
    let mark = time.map(|t| steps(t, columns).saturating_sub(1));
    let paint = match flag {
        Flag::Urgent => Paint::Tone(Tone::Urgent),
        Flag::Warning => Paint::Tone(Tone::Warning),
        _ => Paint::Bar,
    };
    let mut row = Row::default();
    for column in 0..columns {
        match (column < full, Some(column) == mark) {
            (true, false) => row.push(style.glyph("━", "="), paint),
            (true, true) => row.push(style.glyph("┿", "|"), Paint::PLAIN),
            (false, true) => row.push(style.glyph("┊", "|"), Paint::PLAIN),
            (false, false) => row.push(style.glyph("╌", "."), Paint::MUTED),
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Ratio6 {
        Ratio6::rounded(text.parse().unwrap())
    }

    #[test]
    fn small_charts_are_as_high_as_their_part_of_the_highest() {
        let amounts: Vec<Credits> =
            ["0", "8", "4", "0.01", "-1", "7", "1"].iter().map(|c| c.parse().unwrap()).collect();
        assert_eq!(spark(&amounts, &Style::default()), "·█▄▁↓▇▁");
        assert_eq!(spark(&amounts, &Style { ascii: true, ..Style::default() }), ".@+:v#:");
        assert_eq!(spark(&[Credits::ZERO], &Style::default()), "·");
    }

    #[test]
    fn lengths_are_the_nearest_eighth_and_never_vanish() {
        let style = Style::default();
        assert_eq!(across(part("1"), 4, &style), "████");
        assert_eq!(across(part("0.5"), 3, &style), "█▌");
        assert_eq!(across(part("0.0001"), 4, &style), "▏");
        assert_eq!(across(part("0"), 4, &style), "");
        assert_eq!(across(part("-0.5"), 4, &style), "");
        assert_eq!(across(part("0.5"), 4, &Style { ascii: true, ..style }), "##");
    }

    #[test]
    fn a_gauge_is_full_only_when_nothing_is_left() {
        let style = Style { ascii: true, ..Style::default() };
        let drawn = |share, time| {
            gauge(part(share), Some(part(time)), Flag::Ok, 10, &style).text().to_owned()
        };
        assert_eq!(drawn("0.999", "0.5"), "====|====.");
        assert_eq!(drawn("1.4", "0.5"), "====|=====");
        assert_eq!(drawn("0.2", "0.5"), "==..|.....");
    }
}
