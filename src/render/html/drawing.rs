//! Parts that the charts of a page share: the figure around a chart, and the axis of days.

use super::markup::Markup;
use crate::base::Day;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::render::svg::{Anchor, Chart};
use crate::report::PoolReport;

/// A chart with everything that belongs to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Figure {
    /// The rest of the heading, after the name of the pool: `by day`.
    pub heading: &'static str,
    pub chart: Markup,
    /// The meaning of colours and lines, and remarks.
    pub legend: Markup,
    /// The same figures as a table; empty if the chart is a table itself.
    pub table: Markup,
}

/// Returns the projection of a pool, if it has one.
pub(super) fn projected(pool: &PoolReport) -> Option<&Projection> {
    pool.projection.as_ref().and_then(ProjectionOutcome::projected)
}

/// Labels the axis: every seventh or fourteenth day, and the as-of day.
pub(super) fn axis(chart: &mut Chart, first: Day, slots: usize, as_of: Option<Day>) {
    let today =
        as_of.map(|d| d.since(first)).and_then(|i| usize::try_from(i).ok()).filter(|i| *i < slots);
    let step = if slots <= 45 { 7 } else { 14 };
    for (i, at) in (0..slots).step_by(step).enumerate() {
        let day = first.plus(i32::try_from(at).unwrap_or(0));
        let near_today = today.is_some_and(|t| t.abs_diff(at) * 9 < slots);
        if !near_today {
            let (middle, anchor) = match at {
                0 => (0.0, Anchor::Start),
                _ if at * 20 > slots * 19 => (1.0, Anchor::End),
                _ => (0.5, Anchor::Middle),
            };
            // On a phone, every second label and those near the as-of day are hidden.
            let crowded = i % 2 == 1 || today.is_some_and(|t| t.abs_diff(at) * 4 < slots);
            chart.label(
                if crowded { "day odd" } else { "day" },
                at as f64 + middle,
                anchor,
                &day.in_short(),
            );
        }
    }
    if let (Some(at), Some(day)) = (today, as_of) {
        let (slot, anchor) = match (at * 10 < slots, at * 10 > slots * 9) {
            (true, _) => (at as f64, Anchor::Start),
            (_, true) => (at as f64 + 1.0, Anchor::End),
            _ => (at as f64 + 0.5, Anchor::Middle),
        };
        chart.label("day now", slot, anchor, &format!("↑ {}", day.in_words()));
    }
}
