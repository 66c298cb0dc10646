//! The chart of a period with too many days to show each: bars by week, month or year.

use std::fmt::Write as _;

use super::day_words::describe;
use super::drawing::Figure;
use super::fired::{causes, fired_days};
use super::markup::Markup;
use crate::base::{Credits, Day, figure};
use crate::event::Pool;
use crate::render::svg::{Anchor, Chart, Scale};
use crate::report::view;
use crate::report::{AlertDay, Grain, PoolReport, Report};

/// Draws weeks, months or years: the finest of them that has room for every point.
pub(super) fn figure(
    report: &Report,
    pool: Pool,
    figures: &PoolReport,
    drawn: &view::Chart,
    most: usize,
) -> Option<Figure> {
    let fits = |(grain, points): &&(Grain, Vec<(Day, Credits)>)| {
        *grain != Grain::Day && points.len() <= most
    };
    let (grain, points) = drawn.grains.iter().find(fits)?;
    let scale = Scale::holding(points.iter().map(|(_, c)| c.to_f64()).fold(0.0, f64::max));
    let slots = points.len();
    let mut chart = Chart::new(slots, 30.0, 190.0);
    chart.grid(&scale, None);
    let fired = fired_days(report, pool);
    draw(&mut chart, &scale, *grain, points, &fired);
    let unit = match grain {
        Grain::Week => "week (from Monday)",
        Grain::Month => "month",
        _ => "year",
    };
    let mut legend = format!(
        "<ul class=\"legend\"><li><i class=\"key s-all\"></i>credits per {unit}, since there are too many days to show each</li>"
    );
    if !fired.is_empty() {
        legend.push_str("<li><span class=\"spike\">▲</span> a rule fired on a day in it</li>");
    }
    legend.push_str("</ul>");
    legend.push_str(&causes(report, pool, &fired));
    let rows = table(unit, points);
    let title = format!("{} credits by {unit}", pool.name());
    Some(Figure {
        heading: match grain {
            Grain::Week => "by week",
            Grain::Month => "by month",
            _ => "by year",
        },
        chart: Markup(chart.finish(
            &format!("days-chart-{pool}"),
            &title,
            &describe(figures, fired.len()),
        )),
        legend: Markup(legend),
        table: Markup(rows),
    })
}

fn draw(
    chart: &mut Chart,
    scale: &Scale,
    grain: Grain,
    points: &[(Day, Credits)],
    fired: &[&AlertDay],
) {
    let labels = points.len().div_ceil(8).max(1);
    for (i, (day, credits)) in points.iter().enumerate() {
        let at = i as f64;
        let class = if credits.is_negative() { "refund" } else { "s-all" };
        chart.rect(class, (at + 0.14, at + 0.86), (0.0, credits.to_f64().max(0.0)), scale);
        let next = points.get(i + 1).map(|(d, _)| *d);
        let spikes =
            fired.iter().filter(|a| a.day >= *day && next.is_none_or(|n| a.day < n)).count();
        if spikes > 0 {
            chart.text(
                "spike",
                at + 0.5,
                chart.y(credits.to_f64(), scale) - 6.0,
                Anchor::Middle,
                "▲",
            );
        }
        if i % labels == 0 {
            let text = format!("{} {}", day.in_short(), day.year());
            let text = if grain == Grain::Year { day.year().to_string() } else { text };
            let anchor = if i == 0 { Anchor::Start } else { Anchor::Middle };
            chart.label(
                if (i / labels) % 2 == 1 { "day odd" } else { "day" },
                at + if i == 0 { 0.0 } else { 0.5 },
                anchor,
                &text,
            );
        }
        let spikes = match spikes {
            0 => String::new(),
            n => format!("\n▲ a rule fired on {}", figure::counted(n as u64, "day")),
        };
        let credits = figure::exact(*credits);
        chart.hint(i, &format!("from {}: {credits} credits{spikes}", day.in_full()));
    }
}

fn table(unit: &str, points: &[(Day, Credits)]) -> String {
    let mut rows = format!(
        "<table class=\"ns\"><thead><tr><th scope=\"col\">{unit}</th><th scope=\"col\">credits</th></tr></thead><tbody>"
    );
    for (day, credits) in points.iter().rev() {
        let _ = write!(rows, "<tr><td>{day}</td><td>{}</td></tr>", figure::exact(*credits));
    }
    rows.push_str("</tbody></table>");
    rows
}
