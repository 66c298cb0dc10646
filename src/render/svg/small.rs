//! Small drawings inside tables and cards.

use std::fmt::Write as _;

use super::text::n;
use crate::base::{Credits, Ratio6};

/// Draws a bar. `part` is its share of the longest one, 0–1; a negative share draws nothing.
pub(crate) fn bar(part: Ratio6) -> String {
    let part = part.value().floor_zero().min(Credits::whole(1));
    // Anything above zero can be seen.
    let percent =
        if part.is_positive() { n((part.to_f64() * 100.0).max(0.4)) } else { "0".to_owned() };
    format!("<svg class=\"bar\" aria-hidden=\"true\"><rect width=\"{percent}%\"/></svg>")
}

/// Draws a bar from the middle, to the right for more and to the left for less. `part` is −1 to 1.
pub(crate) fn move_bar(part: f64) -> String {
    let part = if part.is_finite() { part.clamp(-1.0, 1.0) } else { 0.0 };
    let wide = if part == 0.0 { 0.0 } else { (part.abs() * 50.0).max(0.4) };
    let (class, from) = if part < 0.0 { ("less", 50.0 - wide) } else { ("more", 50.0) };
    format!(
        "<svg class=\"bar move\" aria-hidden=\"true\"><rect class=\"{class}\" x=\"{}%\" width=\"{}%\"/></svg>",
        n(from),
        n(wide)
    )
}

/// Draws one bar per amount, in proportion to the highest. A negative amount is drawn as a line.
pub(crate) fn spark(amounts: &[Credits]) -> String {
    let most = amounts.iter().copied().max().unwrap_or_default().to_f64();
    let mut path = String::new();
    for (i, amount) in amounts.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
        let part = if most > 0.0 { (amount.to_f64() / most).clamp(0.05, 1.0) } else { 0.05 };
        let high = n(part * 20.0);
        let _ = write!(path, "M{} 20v-{high}h4v{high}z", i * 5);
    }
    let wide = amounts.len() * 5;
    format!(
        "<svg class=\"spark\" viewBox=\"0 0 {wide} 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    )
}

/// Draws a bar up to the typical value, with a line from the low to the high one; all are 0–1.
pub(crate) fn range_bar(low: f64, typical: f64, high: f64) -> String {
    let percent = |part: f64| if part.is_finite() { part.clamp(0.0, 1.0) * 100.0 } else { 0.0 };
    let (low, typical, high) = (percent(low), percent(typical), percent(high));
    format!(
        "<svg class=\"bar\" aria-hidden=\"true\"><rect width=\"{}%\"/><line class=\"reach\" x1=\"{}%\" x2=\"{}%\" y1=\"50%\" y2=\"50%\"/></svg>",
        n(typical.max(0.4)),
        n(low),
        n(high.max(low + 0.4))
    )
}

/// Draws a value as a bar, with a mark at the limit and a thinner one at the baseline; all are 0–1.
pub(crate) fn bullet(value: f64, fires: f64, against: Option<f64>, says: &str) -> String {
    let percent = |part: f64| n(if part.is_finite() { part.clamp(0.0, 1.0) * 100.0 } else { 0.0 });
    let mut out = format!(
        "<svg class=\"bullet\" role=\"img\" aria-label=\"{says}\"><rect class=\"track\" y=\"5\" width=\"100%\" height=\"14\"/>\
         <rect class=\"fill\" y=\"5\" width=\"{}%\" height=\"14\"/>",
        percent(value)
    );
    if let Some(against) = against {
        let x = percent(against);
        let _ = write!(out, "<line class=\"against\" x1=\"{x}%\" x2=\"{x}%\" y1=\"2\" y2=\"22\"/>");
    }
    let x = percent(fires);
    let _ = write!(out, "<line class=\"mark\" x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"24\"/></svg>");
    out
}

/// Draws the used share of a balance, with a mark at the time that has passed. It is full only if
/// nothing is left.
pub(crate) fn meter(share: Ratio6, time: Option<Ratio6>, says: &str) -> String {
    let whole = share.value() >= Credits::whole(1);
    let used = if whole { 100.0 } else { (share.value().floor_zero().to_f64() * 100.0).min(99.5) };
    let mut out = format!(
        "<svg class=\"meter\" role=\"img\" aria-label=\"{says}\"><rect class=\"track\" y=\"6\" width=\"100%\" height=\"12\" rx=\"6\"/>\
         <rect class=\"fill\" y=\"6\" width=\"{}%\" height=\"12\" rx=\"6\"/>",
        n(used)
    );
    if let Some(time) = time {
        let x = n(time.value().to_f64() * 100.0);
        let _ = write!(out, "<line class=\"mark\" x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"24\"/>");
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Ratio6 {
        Ratio6::rounded(text.parse().unwrap())
    }

    #[test]
    fn bars_are_as_long_as_their_part_and_never_vanish() {
        let width = |p: &str| {
            bar(part(p)).split("width=\"").nth(1).unwrap().split('%').next().unwrap().to_owned()
        };
        assert_eq!(width("1"), "100");
        assert_eq!(width("0.5"), "50");
        assert_eq!(width("0.330176"), "33.02");
        assert_eq!(width("0.000001"), "0.4");
        assert_eq!(width("0"), "0");
        assert_eq!(width("-0.5"), "0");
    }

    #[test]
    fn a_meter_is_full_only_when_nothing_is_left() {
        assert!(meter(part("0.99999"), None, "").contains("width=\"99.5%\""));
        assert!(meter(part("1"), None, "").contains("class=\"fill\" y=\"6\" width=\"100%\""));
        assert!(meter(part("0.25"), Some(part("0.5")), "").contains("x1=\"50%\""));
    }
}
