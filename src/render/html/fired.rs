//! The days on which a rule fired, in words, and the parts of the latest excess.

use std::fmt::Write as _;

use super::markup::Html;
use super::say;
use crate::alerts::RuleState;
use crate::alerts::cause::OTHERS;
use crate::base::{Credits, Day, Untrusted, figure};
use crate::event::Pool;
use crate::render::cell::Medium as _;
use crate::render::svg::escaped;
use crate::report::view;
use crate::report::{AlertDay, AlertRow, Report};

/// The most days that are listed below a chart.
const MOST_LISTED: usize = 4;

/// Returns the days on which a rule fired for the whole pool, one alert for each. A leak is no single day, so it is left out.
pub(super) fn fired_days(report: &Report, pool: Pool) -> Vec<&AlertDay> {
    let of_pool = |a: &&AlertDay| a.pool == pool && a.scope.is_none() && a.rule != "leak";
    view::leading(report).into_iter().filter(of_pool).collect()
}

/// Returns the result of the spike rule for the whole pool.
pub(super) fn spike_of(report: &Report, pool: Pool) -> Option<&AlertRow> {
    report.alerts.iter().find(|a| a.rule == "spike" && a.pool == pool && a.scope.is_none())
}

/// Lists the days that fired, the latest first, with the largest part of the excess of the as-of day.
pub(super) fn causes(report: &Report, pool: Pool, fired: &[&AlertDay]) -> String {
    let mut days: Vec<_> =
        fired.iter().filter(|a| ["spike", "steady", "excess"].contains(&a.rule.as_str())).collect();
    // Of a day with several alerts, the words of the spike.
    days.sort_by_key(|a| (std::cmp::Reverse(a.day), a.rule != "spike"));
    days.dedup_by_key(|a| a.day);
    if days.is_empty() {
        return String::new();
    }
    let mut out = String::from("<ul class=\"fired\">");
    let year = report.as_of.map(Day::year);
    for alert in days.iter().take(MOST_LISTED) {
        let day =
            if year == Some(alert.day.year()) { alert.day.in_words() } else { alert.day.in_full() };
        let _ = write!(
            out,
            "<li><b><span aria-hidden=\"true\">▲</span> {day}</b> {}",
            say::amount(alert.value)
        );
        match (alert.ratio.filter(|_| alert.rule != "excess"), alert.baseline) {
            (Some(ratio), Some(baseline)) => {
                let _ = write!(
                    out,
                    " is {} the average of {}",
                    figure::times(ratio.value()),
                    say::fixed(baseline.value(), 1)
                );
            }
            (_, Some(fair)) if alert.rule == "excess" => {
                let fair = say::fixed(fair.value(), 1);
                let _ = write!(out, ", and what lies above the fair day of {fair} has piled up");
            }
            _ => out.push_str(" is the first use in 14 days"),
        }
        let today = spike_of(report, pool)
            .filter(|a| a.day == Some(alert.day) && a.state == RuleState::Fired);
        if let Some((app, class, excess)) = today.and_then(largest) {
            let app =
                app.map_or_else(|| "no app".to_owned(), |a| format!("<bdi>{}</bdi>", Html.name(a)));
            let class = class_title(report, class);
            let _ = write!(
                out,
                ", mostly {app} / {class}: {} above its own average",
                say::amount(excess)
            );
        }
        out.push_str("</li>");
    }
    if days.len() > MOST_LISTED {
        let _ = write!(
            out,
            "<li class=\"muted\">and {} more: see <a href=\"#alerts\">Alerts</a></li>",
            days.len() - MOST_LISTED
        );
    }
    out.push_str("</ul>");
    out
}

/// Returns the app and kind of call with the largest excess, summed over its users.
fn largest(alert: &AlertRow) -> Option<(Option<&Untrusted>, &str, Credits)> {
    let group = alert.groups.iter().find(|group| group.class != OTHERS)?;
    Some((group.app.as_ref(), group.class.as_str(), group.excess.value()))
}

/// Returns the title of a class, escaped.
pub(super) fn class_title(report: &Report, id: &str) -> String {
    let named = |row: &&crate::report::Breakdown| row.name.as_ref().is_some_and(|n| n.raw() == id);
    let row = report.pools.each().find_map(|(_, pool)| pool.by_class.iter().find(named));
    escaped(row.and_then(|r| r.title.as_deref()).unwrap_or(id))
}
