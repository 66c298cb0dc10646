//! A chart over days, weeks or months.

use std::fmt::Write as _;

use super::scale::Scale;
use super::text::{escaped, n};

/// The width of a plot in its own units. The page stretches it.
const WIDE: f64 = 1000.0;
/// Pixels between the amounts of the scale and the plot. The style keeps room for them on the left.
const BEFORE: &str = "-8";

/// The beginning and the end of a shape, in slots or in amounts.
pub(crate) type Ends = (f64, f64);

/// A chart over slots of equal width. The shapes stretch with the page; the text on top does not.
pub(crate) struct Chart {
    slots: f64,
    above: f64,
    height: f64,
    below: f64,
    /// Characters of the longest amount of the scale.
    widest: usize,
    shapes: String,
    hints: String,
    words: String,
}

/// The position of a text relative to its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Anchor {
    /// The text starts at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

impl Chart {
    /// Returns an empty plot of `slots` columns, `height` pixels high, with `above` pixels over it.
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

    /// Returns the start of a slot, in units from the left. Fractions of slots are allowed.
    pub(crate) fn x(&self, slot: f64) -> f64 {
        slot / self.slots * WIDE
    }

    /// Returns the position of an amount, in pixels from the upper edge of the plot.
    pub(crate) fn y(&self, amount: f64, scale: &Scale) -> f64 {
        self.height - scale.rise(amount, self.height)
    }

    /// Draws the base line, and a line with its amount at each tick. An amount too near to `mark` is left
    /// out, since the chart writes its own text there.
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

    /// Draws a rectangle.
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

    /// Draws bars of one class as one shape, which makes the page much smaller.
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

    /// Draws a line through points of slot and amount.
    pub(crate) fn line(&mut self, class: &str, points: &[(f64, f64)], scale: &Scale) {
        let path = self.path(points, scale);
        let _ = write!(self.shapes, "<path class=\"{class}\" d=\"{path}\"/>");
    }

    /// Draws a closed shape through points of slot and amount.
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

    /// Draws a vertical line over the whole height.
    pub(crate) fn upright(&mut self, class: &str, slot: f64) {
        let _ = write!(
            self.shapes,
            "<path class=\"{class}\" d=\"M{} 0V{}\"/>",
            n(self.x(slot)),
            n(self.height)
        );
    }

    /// Writes a text at a slot, `y` pixels below the upper edge of the plot. The text is escaped here.
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

    /// Writes a text below the plot.
    pub(crate) fn label(&mut self, class: &str, slot: f64, anchor: Anchor, text: &str) {
        self.text(class, slot, self.height + 17.0, anchor, text);
    }

    /// Adds a text that appears when a slot is pointed at. `says` must be escaped already.
    pub(crate) fn hint(&mut self, slot: usize, says: &str) {
        // The style makes it one slot wide, and its group one slot as wide as those of the plot.
        let _ = write!(self.hints, "<rect x=\"{slot}\"><title>{says}</title></rect>");
    }

    /// Returns the whole chart. Title and description are escaped here; `id` is not.
    pub(crate) fn finish(self, id: &str, title: &str, description: &str) -> String {
        let hints = if self.hints.is_empty() {
            String::new()
        } else {
            let wide = n(self.x(1.0));
            format!("<g class=\"hints\" transform=\"scale({wide} 1)\">{}</g>", self.hints)
        };
        let all = n(self.above + self.height + self.below);
        // The style has three widths for the scale: 10,000 fits into the first, 10,000,000 into the second.
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
