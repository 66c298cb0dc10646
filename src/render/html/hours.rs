//! The hours of the week as a heat map: when credits go.

use std::fmt::Write as _;

use super::days::Figure;
use super::markup::Markup;
use super::say;
use crate::base::Credits;
use crate::event::Pool;
use crate::render::svg::{self, escaped};
use crate::report::PoolReport;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Shades above nothing.
const SHADES: u32 = 5;

fn at(figures: &PoolReport, weekday: usize, hour: usize) -> Credits {
    let is = |h: &&crate::report::HourRow| h.weekday as usize == weekday && h.hour as usize == hour;
    figures.hours.iter().find(is).map(|h| h.credits).unwrap_or_default()
}

/// The map; `None` where the log has no times.
pub fn figure(pool: Pool, figures: &PoolReport) -> Option<Figure> {
    let most = figures.hours.iter().rev().max_by_key(|h| h.credits)?;
    if !most.credits.is_positive() {
        return None;
    }
    let (row, left, top) = (20usize, 8.0, 18usize);
    let wide = (100.0 - left) / 24.0;
    let mut cells = String::new();
    for (d, name) in DAYS.iter().enumerate() {
        let _ = write!(
            cells,
            "<svg y=\"{}\" width=\"100%\" height=\"{row}\"><text class=\"day\" y=\"14\">{name}</text>",
            top + d * row
        );
        for hour in 0..24 {
            let credits = at(figures, d, hour);
            // The nearest shade, and never none for something.
            let shade =
                credits.times(i64::from(SHADES)).divide(most.credits, 0).and_then(|s| s.ceil_div(Credits::whole(1))).unwrap_or(0);
            let shade = if credits.is_positive() { shade.clamp(1, i64::from(SHADES)) } else { 0 };
            let x = svg::n(left + wide * hour as f64);
            let says = if credits.is_zero() { String::new() } else { format!("<title>{name} {hour:02}:00: {credits}</title>") };
            let _ = write!(cells, "<rect class=\"h{shade}\" x=\"{x}%\">{says}</rect>");
        }
        cells.push_str("</svg>");
    }
    for hour in (0..24).step_by(6) {
        let _ =
            write!(cells, "<text class=\"day\" x=\"{}%\" y=\"12\">{hour:02}:00</text>", svg::n(left + wide * f64::from(hour)));
    }
    let title = escaped(&format!("{} credits by hour of the week", pool.name()));
    let says = format!(
        "Most credits go on {} between {:02}:00 and {:02}:59: {}.",
        DAYS.get(most.weekday as usize).unwrap_or(&"?"),
        most.hour,
        most.hour,
        say::amount(most.credits)
    );
    let id = format!("hours-chart-{pool}");
    let chart = format!(
        "<svg class=\"chart heat\" height=\"{}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title><desc id=\"{id}-d\">{says}</desc>{cells}</svg>",
        top + 7 * row
    );
    let keys = (1..=SHADES).fold(String::new(), |all, s| format!("{all}<i class=\"key h{s}\"></i>"));
    let legend = format!("<ul class=\"legend\"><li>{keys} more credits</li><li>{says}</li></ul>");
    Some(Figure { heading: "by hour of the week", chart: Markup(chart), legend: Markup(legend), table: Markup(table(figures)) })
}

fn table(figures: &PoolReport) -> String {
    let mut out = String::from("<table><thead><tr><th scope=\"col\">hour</th>");
    for day in DAYS {
        let _ = write!(out, "<th scope=\"col\" class=\"n\">{day}</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for hour in 0..24 {
        let _ = write!(out, "<tr><td>{hour:02}:00</td>");
        for d in 0..7 {
            let credits = at(figures, d, hour);
            let shown = if credits.is_zero() { "·".to_owned() } else { say::amount(credits) };
            let _ = write!(out, "<td class=\"n\">{shown}</td>");
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
    out
}
