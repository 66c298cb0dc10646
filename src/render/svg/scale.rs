//! The vertical scale of a chart.

use crate::base::{Credits, figure};

/// A vertical scale from 0 to a round number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scale {
    /// The amount at the upper edge.
    pub top: f64,
    /// The amounts with a line across the plot, and their text.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// Returns the scale up to `most` with three to five round steps: 1, 2 or 5 times a power of ten.
    pub(crate) fn holding(most: f64) -> Self {
        if !(most.is_finite() && most > 0.0) {
            return Self { top: 1.0, ticks: Vec::new() };
        }
        // Read the power of ten from the digits, since a logarithm could be off by one.
        let exponent: i32 =
            format!("{most:e}").split('e').nth(1).and_then(|e| e.parse().ok()).unwrap_or(0);
        let powers =
            (exponent - 1..=exponent).flat_map(|power| [1, 2, 5].map(|digit| (digit, power)));
        let rounds = powers.map(|(digit, power)| {
            (format!("{digit}e{power}").parse::<f64>().unwrap_or(1.0), power)
        });
        // The smallest step that needs at most five of them.
        let (step, power) =
            rounds.into_iter().find(|(step, _)| step * 5.0 >= most).unwrap_or((most, exponent));
        let steps = (1..=5u32).find(|i| step * f64::from(*i) >= most * 0.999_999_999).unwrap_or(5);
        let places = usize::try_from(-power).unwrap_or(0);
        let tick = |i: u32| {
            let at = step * f64::from(i);
            let shown = format!("{at:.places$}")
                .parse::<Credits>()
                .map_or_else(|_| String::new(), figure::amount);
            (at, shown)
        };
        Self { top: step * f64::from(steps), ticks: (1..=steps).map(tick).collect() }
    }

    /// Returns the height of an amount in a plot of the given height.
    pub(crate) fn rise(&self, amount: f64, height: f64) -> f64 {
        (amount / self.top * height).clamp(0.0, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
