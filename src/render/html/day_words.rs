//! The words around the chart of days: hints, description, legend and table.

use std::fmt::Write as _;

use super::say;
use super::sources::{SOURCES, source_title};
use crate::base::{Credits, Ratio6, figure};
use crate::forecast::Projection;
use crate::render::svg::escaped;
use crate::report::{AlertDay, DailyRow, PoolReport};

/// Writes what the page shows when a day is pointed at.
pub(super) fn hint(row: &DailyRow, fired: &[&AlertDay]) -> String {
    let mut says = format!(
        "{}: {} credits, {}",
        row.date.in_full(),
        figure::exact(row.credits),
        figure::counted(row.events, "event")
    );
    for source in SOURCES {
        if let Some(credits) = row.by_source.get(source).filter(|_| row.by_source.len() > 1) {
            let _ = write!(says, "\n{}: {}", source_title(source), figure::exact(*credits));
        }
    }
    if let Some(average) = row.average {
        let _ = write!(says, "\naverage {}", figure::fixed(average.value(), 1));
    }
    for alert in fired.iter().filter(|a| a.day == row.date) {
        let ratio = alert
            .ratio
            .map(|r| {
                if alert.rule == "excess" {
                    format!(", {} fair days above", figure::fixed(r.value(), 2))
                } else {
                    format!(", {} its average", figure::times(r.value()))
                }
            })
            .unwrap_or_default();
        let _ = write!(says, "\n▲ {}{ratio}", alert.rule);
    }
    // Escape each line, and keep the line breaks.
    says.split('\n').map(escaped).collect::<Vec<_>>().join("\n")
}

/// Describes the chart for people who cannot see it.
pub(super) fn describe(figures: &PoolReport, fired: usize) -> String {
    let most = figures.daily.iter().max_by_key(|d| d.credits);
    let days = figures.daily.len();
    let most = most
        .map(|d| {
            format!(
                " The highest day is {} with {} credits.",
                d.date.in_full(),
                figure::amount(d.credits)
            )
        })
        .unwrap_or_default();
    let sum: Credits = figures.daily.iter().map(|d| d.credits).sum();
    format!(
        "{}, {} credits in all.{most} A rule fired on {}. The same figures are in the table below.",
        figure::counted(days as u64, "day"),
        figure::amount(sum),
        figure::counted(fired as u64, "day")
    )
}

pub(super) fn legend(
    figures: &PoolReport,
    average: Option<Credits>,
    future: Option<&Projection>,
    range: bool,
) -> String {
    let mut items = Vec::new();
    let has = |source: &&str| figures.daily.iter().any(|d| d.by_source.contains_key(*source));
    for source in SOURCES.iter().filter(|s| has(s)) {
        items.push(format!("<li><i class=\"key s-{source}\"></i>{}</li>", source_title(source)));
    }
    if items.is_empty() {
        items.push("<li><i class=\"key s-all\"></i>credits a day</li>".to_owned());
    }
    if let Some(average) = average {
        items.push(format!(
            "<li><i class=\"key average\"></i>14-day average, now {}</li>",
            say::fixed(average, 1)
        ));
    }
    if let Some(p) = future {
        let mean = say::fixed(p.daily_average.value(), 1);
        let key = if range { "fan" } else { "expected" };
        let range = if range { " and its 80% range" } else { "" };
        items
            .push(format!("<li><i class=\"key {key}\"></i>to the reset: {mean} a day{range}</li>"));
    }
    if figures.daily.iter().any(|d| d.credits.is_negative()) {
        items.push("<li><i class=\"key refund\"></i>refunds exceed use</li>".to_owned());
    }
    format!("<ul class=\"legend\">{}</ul>", items.concat())
}

/// Writes the days as a table, the latest first.
pub(super) fn table(figures: &PoolReport) -> String {
    let averages = figures.daily.iter().any(|d| d.average.is_some());
    let mut out = String::from(
        "<table class=\"ns\"><thead><tr><th scope=\"col\">day</th><th scope=\"col\">credits</th>",
    );
    out.push_str(if averages { "<th scope=\"col\">14-day average</th>" } else { "" });
    out.push_str("<th scope=\"col\">events</th></tr></thead><tbody>");
    for row in figures.daily.iter().rev() {
        let _ = write!(out, "<tr><td>{}</td><td>{}</td>", row.date, figure::exact(row.credits));
        if averages {
            let average = row.average.map(|a: Ratio6| say::fixed(a.value(), 1)).unwrap_or_default();
            let _ = write!(out, "<td>{average}</td>");
        }
        let _ = write!(out, "<td>{}</td></tr>", figure::count(row.events));
    }
    out.push_str("</tbody></table>");
    out
}
