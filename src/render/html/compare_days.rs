//! Draws the days of a pool before and after in one chart, with the average of each window.

use crate::base::{Day, figure};
use crate::event::Pool;
use crate::render::svg::{Anchor, Chart, Scale};
use crate::report::diff::{DayCredits, PoolChange};

/// The most days that each get a bar.
const MOST_DAYS: usize = 250;

/// Slots between the two windows.
const GAP: usize = 1;

/// Writes the figure; empty if there are too few or too many days, or nothing was used.
pub(super) fn figure(title: &str, pool: Pool, change: &PoolChange) -> String {
    let (before, after) = (&change.daily.before, &change.daily.after);
    let slots = before.len() + GAP + after.len();
    let most = before.iter().chain(after).map(|day| day.credits.to_f64()).fold(0.0, f64::max);
    if before.len() < 2 || after.len() < 2 || slots > MOST_DAYS || most <= 0.0 {
        return String::new();
    }
    let scale = Scale::holding(most);
    let mut chart = Chart::new(slots, 30.0, 190.0);
    chart.grid(&scale, None);
    let second = before.len() + GAP;
    bars(&mut chart, &scale, ("s-discuss", 0), before);
    bars(&mut chart, &scale, ("s-all", second), after);
    let ends =
        [(0, before.len(), change.per_day.before), (second, after.len(), change.per_day.after)];
    for (from, days, mean) in ends {
        if let Some(mean) = mean.map(|mean| mean.value().to_f64()) {
            let (from, to) = (from as f64, (from + days) as f64);
            chart.line("average", &[(from, mean), (to, mean)], &scale);
        }
    }
    chart.upright("even", before.len() as f64 + 0.5);
    label(&mut chart, 0.0, before.first().map(|day| day.date));
    label(&mut chart, second as f64, after.first().map(|day| day.date));
    let name = format!("{title} by day, before and after");
    let description = format!("{} days before and {} days after.", before.len(), after.len());
    let drawn = chart.finish(&format!("compare-days-{pool}"), &name, &description);
    format!(
        "<figure class=\"part\"><figcaption><h3>{name}</h3></figcaption>{drawn}<ul class=\"legend\">\
         <li><i class=\"key s-discuss\"></i>before</li><li><i class=\"key s-all\"></i>after</li>\
         <li><i class=\"key average\"></i>average of the window</li></ul></figure>"
    )
}

fn bars(chart: &mut Chart, scale: &Scale, (class, first): (&str, usize), days: &[DayCredits]) {
    let mut shapes = Vec::new();
    for (at, day) in days.iter().enumerate() {
        let slot = (first + at) as f64;
        if day.credits.is_positive() {
            shapes.push(((slot + 0.14, slot + 0.86), (0.0, day.credits.to_f64())));
        }
        let credits = figure::exact(day.credits);
        chart.hint(first + at, &format!("{}: {credits}", day.date));
    }
    chart.bars(class, &shapes, scale);
}

fn label(chart: &mut Chart, slot: f64, day: Option<Day>) {
    if let Some(day) = day {
        chart.label("day", slot, Anchor::Start, &format!("from {}", day.in_full()));
    }
}
