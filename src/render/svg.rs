//! Inline SVG, drawn so that it needs no script and no style attribute: widths are parts of the page's width, heights are
//! pixels, and text keeps its size however narrow the page is. All colours come from classes.
//!
//! Lengths are f64: geometry, never an amount that is printed. Whatever is printed is made of exact amounts.

use std::fmt::Write as _;

use super::number;
use crate::base::{Credits, Six, Untrusted};

/// Width of a plot in its own units; the page stretches it.
pub(crate) const WIDE: f64 = 1000.0;
/// Pixels between the amounts of the scale and the plot. The amounts stand to the left of it: the style keeps room for them.
const BEFORE: &str = "-8";

/// A length in an attribute: two digits after the point at most.
pub(crate) fn n(length: f64) -> String {
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Our own text, escaped for element content and quoted attributes.
pub(crate) fn escaped(text: &str) -> String {
    Untrusted::from(text).for_html()
}

/// A bar that is as long as its part of the longest one; `part` is 0–1. Empty below zero.
pub(crate) fn bar(part: Six) -> String {
    let part = part.value().floor_zero().min(Credits::whole(1));
    // Whatever is above zero is seen.
    let percent =
        if part.is_positive() { n((part.to_f64() * 100.0).max(0.4)) } else { "0".to_owned() };
    format!("<svg class=\"bar\" aria-hidden=\"true\"><rect width=\"{percent}%\"/></svg>")
}

/// A bar to the right of the middle for more, to the left of it for less; `part` is −1 to 1.
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

/// A small chart: one bar an amount, the highest one full; what is below zero stands as a line.
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

/// A bar to what is typical, with a line from the least to the most; all are 0–1.
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

/// A value as a bar, a mark where it begins to fire, and a thinner one at what it is compared with; all are parts of the width, 0–1.
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

/// How much of a balance is used, with a mark where the cycle's time is. Full only when nothing is left.
pub(crate) fn meter(share: Six, time: Option<Six>, says: &str) -> String {
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

/// A vertical scale from 0 to a round number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    /// The amount at the upper edge.
    pub top: f64,
    /// Amounts with a line across, and how they read.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// The scale with the fewest round steps (1, 2 or 5 times a power of ten; three to five of them) that holds `most`.
    pub(crate) fn holding(most: f64) -> Self {
        if !(most.is_finite() && most > 0.0) {
            return Self { top: 1.0, ticks: Vec::new() };
        }
        // The number's own digits tell its power of ten, so that no logarithm can be off by one.
        let exponent: i32 =
            format!("{most:e}").split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
        let powers =
            (exponent - 1..=exponent).flat_map(|power| [1, 2, 5].map(|digit| (digit, power)));
        let rounds = powers.map(|(digit, power)| {
            (format!("{digit}e{power}").parse::<f64>().unwrap_or(1.0), power)
        });
        // The least step of which five are enough.
        let (step, power) =
            rounds.into_iter().find(|(step, _)| step * 5.0 >= most).unwrap_or((most, exponent));
        let steps = (1..=5u32).find(|i| step * f64::from(*i) >= most * 0.999_999_999).unwrap_or(5);
        let places = usize::try_from(-power).unwrap_or(0);
        let tick = |i: u32| {
            let at = step * f64::from(i);
            let shown = format!("{at:.places$}")
                .parse::<Credits>()
                .map_or_else(|_| String::new(), number::amount);
            (at, shown)
        };
        Self { top: step * f64::from(steps), ticks: (1..=steps).map(tick).collect() }
    }

    /// How far an amount is from the lower edge of a plot of the given height; within it.
    pub(crate) fn rise(&self, amount: f64, height: f64) -> f64 {
        (amount / self.top * height).clamp(0.0, height)
    }
}

/// Where something begins and ends: slots, or amounts.
pub(crate) type Ends = (f64, f64);

/// A chart over slots of equal width: shapes in a plot that stretches, words on top that do not.
pub(crate) struct Chart {
    slots: f64,
    above: f64,
    height: f64,
    below: f64,
    /// Characters of the scale's longest amount.
    widest: usize,
    shapes: String,
    hints: String,
    words: String,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

impl Chart {
    /// An empty plot of `slots` columns, `height` pixels high, with room above it.
    pub(crate) fn new(slots: usize, above: f64, height: f64) -> Self {
        Self {
            slots: (slots.max(1)) as f64,
            above,
            height,
            below: 24.0,
            widest: 0,
            shapes: String::new(),
            hints: String::new(),
            words: String::new(),
        }
    }

    /// The units from the left at which a slot begins; halves are allowed.
    pub(crate) fn x(&self, slot: f64) -> f64 {
        slot / self.slots * WIDE
    }

    /// Pixels from the upper edge of the plot at which an amount stands.
    pub(crate) fn y(&self, amount: f64, scale: &Scale) -> f64 {
        self.height - scale.rise(amount, self.height)
    }

    /// Lines across at the scale's ticks, each with its amount, and the base line.
    /// Where `mark` has words of its own, the scale leaves its amount out.
    pub(crate) fn grid(&mut self, scale: &Scale, mark: Option<f64>) {
        for (at, shown) in &scale.ticks {
            let y = self.y(*at, scale);
            let _ = write!(self.shapes, "<path class=\"grid\" d=\"M0 {y}H{WIDE}\"/>", y = n(y));
            if mark.is_some_and(|m| (self.y(m, scale) - y).abs() < 14.0) {
                continue;
            }
            self.widest = self.widest.max(shown.chars().count());
            let y = n(self.above + y + 4.0);
            let _ = write!(
                self.words,
                "<text class=\"tick\" x=\"{BEFORE}\" y=\"{y}\" text-anchor=\"end\">{}</text>",
                escaped(shown)
            );
        }
        let _ =
            write!(self.shapes, "<path class=\"base\" d=\"M0 {y}H{WIDE}\"/>", y = n(self.height));
    }

    /// A rectangle from slot to slot and from amount to amount.
    pub(crate) fn rect(
        &mut self,
        class: &str,
        slots: (f64, f64),
        amounts: (f64, f64),
        scale: &Scale,
    ) {
        let (x, right) = (self.x(slots.0), self.x(slots.1));
        let (upper, lower) = (self.y(amounts.1, scale), self.y(amounts.0, scale));
        let _ = write!(
            self.shapes,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            n(x),
            n(upper),
            n(right - x),
            n(lower - upper)
        );
    }

    /// Bars of one look as one shape: each from slot to slot and from amount to amount.
    pub(crate) fn bars(&mut self, class: &str, bars: &[(Ends, Ends)], scale: &Scale) {
        let _ = write!(self.shapes, "<path class=\"{class}\" d=\"");
        for (slots, amounts) in bars {
            let (x, upper, lower) =
                (self.x(slots.0), self.y(amounts.1, scale), self.y(amounts.0, scale));
            let wide = self.x(slots.1) - x;
            let _ = write!(
                self.shapes,
                "M{} {}h{}v{}h-{}z",
                n(x),
                n(upper),
                n(wide),
                n(lower - upper),
                n(wide)
            );
        }
        self.shapes.push_str("\"/>");
    }

    /// A line through points given as slot and amount.
    pub(crate) fn line(&mut self, class: &str, points: &[(f64, f64)], scale: &Scale) {
        let path = self.path(points, scale);
        let _ = write!(self.shapes, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// A closed shape through points.
    pub(crate) fn area(&mut self, class: &str, points: &[(f64, f64)], scale: &Scale) {
        let path = self.path(points, scale);
        let _ = write!(self.shapes, "<path class=\"{class}\" d=\"{path}Z\"/>");
    }

    fn path(&self, points: &[(f64, f64)], scale: &Scale) -> String {
        let mut path = String::new();
        for (i, (slot, amount)) in points.iter().enumerate() {
            let _ = write!(
                path,
                "{}{} {}",
                if i == 0 { "M" } else { "L" },
                n(self.x(*slot)),
                n(self.y(*amount, scale))
            );
        }
        path
    }

    /// An upright line over the whole height.
    pub(crate) fn upright(&mut self, class: &str, slot: f64) {
        let _ = write!(
            self.shapes,
            "<path class=\"{class}\" d=\"M{} 0V{}\"/>",
            n(self.x(slot)),
            n(self.height)
        );
    }

    /// Words at a slot, so many pixels below the upper edge of the plot (above it where negative). The text is escaped.
    pub(crate) fn text(&mut self, class: &str, slot: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let x = n(self.x(slot) / WIDE * 100.0);
        let _ = write!(
            self.words,
            "<text class=\"{class}\" x=\"{x}%\" y=\"{}\"{anchor}>{}</text>",
            n(self.above + y),
            escaped(text)
        );
    }

    /// Words below the plot.
    pub(crate) fn label(&mut self, class: &str, slot: f64, anchor: Anchor, text: &str) {
        self.text(class, slot, self.height + 17.0, anchor, text);
    }

    /// A slot that says something when pointed at. `says` is markup already.
    pub(crate) fn hint(&mut self, slot: usize, says: &str) {
        let (x, right) = (self.x(slot as f64), self.x(slot as f64 + 1.0));
        let _ = write!(
            self.hints,
            "<rect x=\"{}\" width=\"{}\"><title>{says}</title></rect>",
            n(x),
            n(right - x)
        );
    }

    /// The whole chart. `id` is ours; title and description are escaped here.
    pub(crate) fn finish(self, id: &str, title: &str, description: &str) -> String {
        let hints = if self.hints.is_empty() {
            String::new()
        } else {
            format!("<g class=\"hints\">{}</g>", self.hints)
        };
        let all = n(self.above + self.height + self.below);
        // Three widths of the room for the scale: 10,000 fits into the first, 10,000,000 into the second.
        let scale = match self.widest {
            0..=6 => "chart",
            7..=10 => "chart wide",
            _ => "chart widest",
        };
        format!(
            "<svg class=\"{scale}\" height=\"{all}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title>\
             <desc id=\"{id}-d\">{}</desc><svg y=\"{}\" width=\"100%\" height=\"{h}\" viewBox=\"0 0 {WIDE} {h}\" \
             preserveAspectRatio=\"none\">{}{hints}</svg>{}</svg>",
            escaped(title),
            escaped(description),
            n(self.above),
            self.shapes,
            self.words,
            h = n(self.height),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> Six {
        Six::rounded(text.parse().unwrap())
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

    #[test]
    fn scales_end_on_round_numbers_with_few_steps() {
        let shown =
            |most: f64| Scale::holding(most).ticks.into_iter().map(|(_, s)| s).collect::<Vec<_>>();
        assert_eq!(shown(902.0), ["200", "400", "600", "800", "1,000"]);
        assert_eq!(shown(2108.0), ["500", "1,000", "1,500", "2,000", "2,500"]);
        assert_eq!(shown(13.0), ["5", "10", "15"]);
        assert_eq!(shown(0.3), ["0.1", "0.2", "0.3"]);
        assert_eq!(shown(0.0), Vec::<String>::new());
        assert_eq!(shown(10000.0), ["2,000", "4,000", "6,000", "8,000", "10,000"]);
    }

    /// Two days in a plot 100 pixels high and a scale to 10: the bar of 5 on the second day is 50 high and ends on the base line.
    /// A slot is 500 units wide: 1.25 slots from the left are 625, half a slot is 250.
    #[test]
    fn a_chart_by_hand() {
        let scale = Scale::holding(10.0);
        assert_eq!(n(scale.top), "10");
        let mut chart = Chart::new(2, 10.0, 100.0);
        chart.rect("c", (1.25, 1.75), (0.0, 5.0), &scale);
        chart.bars("b", &[((1.25, 1.75), (0.0, 5.0)), ((1.25, 1.75), (5.0, 6.0))], &scale);
        chart.line("l", &[(0.0, 0.0), (2.0, 10.0)], &scale);
        chart.text("w", 1.0, 0.0, Anchor::Middle, "a<b");
        assert_eq!(
            chart.finish("k", "T", "D"),
            "<svg class=\"chart\" height=\"134\" role=\"img\" aria-labelledby=\"k-t k-d\"><title id=\"k-t\">T</title><desc id=\"k-d\">D</desc>\
             <svg y=\"10\" width=\"100%\" height=\"100\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\">\
             <rect class=\"c\" x=\"625\" y=\"50\" width=\"250\" height=\"50\"/>\
             <path class=\"b\" d=\"M625 50h250v50h-250zM625 40h250v10h-250z\"/><path class=\"l\" d=\"M0 100L1000 0\"/></svg>\
             <text class=\"w\" x=\"50%\" y=\"10\" text-anchor=\"middle\">a&lt;b</text></svg>"
        );
    }
}
