//! Draws the hours of the week as a heat map. The map is itself a table with the amounts in shaded
//! cells, so it needs no second table.

use std::fmt::Write as _;

use super::drawing::Figure;
use super::markup::Markup;
use super::say;
use crate::base::Credits;
use crate::event::Pool;
use crate::report::{HourRow, PoolReport};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Shades for amounts above zero.
const SHADES: i64 = 5;

/// Draws the map, or returns `None` if the log has no times.
pub(crate) fn figure(pool: Pool, figures: &PoolReport) -> Option<Figure> {
    let most = figures.hours.iter().rev().max_by_key(|h| h.credits)?;
    if !most.credits.is_positive() {
        return None;
    }
    let says = format!(
        "Most credits go on {} between {:02}:00 and {:02}:59: {}.",
        DAYS.get(most.weekday as usize).unwrap_or(&"?"),
        most.hour,
        most.hour,
        say::amount(most.credits)
    );
    let keys =
        (1..=SHADES).fold(String::new(), |all, s| format!("{all}<i class=\"key h{s}\"></i>"));
    let legend =
        format!("<ul class=\"legend heat\"><li>{keys} more credits</li><li>{says}</li></ul>");
    let chart =
        Markup(map(&format!("{} credits by hour of the week", pool.name()), figures, most.credits));
    Some(Figure {
        heading: "by hour of the week",
        chart,
        legend: Markup(legend),
        table: Markup::default(),
    })
}

fn map(label: &str, figures: &PoolReport, most: Credits) -> String {
    let mut out = format!(
        "<div class=\"fit heat\"><table aria-label=\"{label}\"><thead><tr><th scope=\"col\"><span class=\"sr\">day</span></th>"
    );
    for hour in 0..24 {
        // On narrow pages only every sixth hour is named.
        let class = if hour % 6 == 0 { "" } else { " class=\"o\"" };
        let _ = write!(out, "<th scope=\"col\"{class}>{hour:02}</th>");
    }
    out.push_str("</tr></thead><tbody>");
    for (weekday, name) in (0u32..).zip(DAYS) {
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        for hour in 0..24 {
            out.push_str(&cell(
                figures.hours.iter().find(|h| h.weekday == weekday && h.hour == hour),
                most,
            ));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

fn cell(hour: Option<&HourRow>, most: Credits) -> String {
    let Some(hour) = hour.filter(|h| !h.credits.is_zero()) else { return "<td></td>".to_owned() };
    // Round to the nearest shade, but never to none.
    let shade = hour
        .credits
        .times(SHADES)
        .divide(most, 0)
        .and_then(|s| s.ceil_div(Credits::whole(1)))
        .unwrap_or(0);
    // The first shade is that of every hour with an amount.
    let shade = match shade {
        _ if !hour.credits.is_positive() => " class=\"h0\"".to_owned(),
        ..=1 => String::new(),
        shade => format!(" class=\"h{}\"", shade.min(SHADES)),
    };
    // A cell has room for four characters.
    let places =
        u32::from(hour.credits < Credits::whole(100) && hour.credits.round(0) != hour.credits);
    let title = if hour.credits.round(places) == hour.credits {
        String::new()
    } else {
        format!(" title=\"{}\"", hour.credits)
    };
    format!("<td{shade}{title}>{}</td>", say::fixed(hour.credits, places))
}
