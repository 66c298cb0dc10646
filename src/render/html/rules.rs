//! Tables of what rules compared, and of the parts of an excess; for the alerts of a report and for a
//! gate alike.

use std::fmt::Write as _;

use super::say;
use crate::alerts::cause::OTHERS;
use crate::alerts::{RuleState, Window};
use crate::base::{Credits, Day, Ratio6, Untrusted, figure};
use crate::event::Pool;
use crate::render::svg;
use crate::report::AlertRow;
use crate::report::check::RuleVerdict;
use crate::report::view::gate_words as words;

/// The most rules, parts and files that are listed. The embedded data contains all of them.
pub(crate) const MOST: usize = 60;

/// One rule and the figures that it compared.
pub(crate) struct Row<'a> {
    rule: &'a str,
    state: &'static str,
    pool: Option<Pool>,
    /// Markup.
    scope: String,
    day: Option<Day>,
    value: Option<Credits>,
    against: Option<Credits>,
    ratio: Option<Credits>,
    threshold: Option<Credits>,
    window: Option<&'a Window>,
}

impl<'a> Row<'a> {
    pub(crate) fn of_alert(alert: &'a AlertRow) -> Self {
        Self {
            rule: &alert.rule,
            state: match alert.state {
                RuleState::Fired => "fired",
                RuleState::Clear => "clear",
                RuleState::WarmingUp => "warming up",
                RuleState::NotJudged => "not judged",
            },
            pool: Some(alert.pool),
            scope: match &alert.scope {
                None => "all apps".to_owned(),
                Some(scope) => scope.app.as_ref().map_or_else(|| "no app named".to_owned(), named),
            },
            day: alert.day,
            value: alert.value,
            against: alert.baseline.map(Ratio6::value),
            ratio: alert.ratio.map(crate::base::Quotient::value),
            threshold: alert.threshold,
            window: alert.window.as_ref(),
        }
    }

    pub(crate) fn of_verdict(verdict: &'a RuleVerdict) -> Self {
        Self {
            rule: &verdict.rule,
            state: words::state(verdict),
            pool: verdict.pool,
            scope: verdict.scope.as_ref().map_or_else(
                || "the whole pool".to_owned(),
                |s| format!("{} {}", s.kind(), named(s.name())),
            ),
            day: verdict.day,
            value: verdict.value,
            against: verdict.baseline.map(Ratio6::value),
            ratio: verdict.ratio.map(crate::base::Quotient::value),
            threshold: verdict.threshold,
            window: verdict.window.as_ref(),
        }
    }
}

/// Writes a name from the log.
pub(crate) fn named(name: &Untrusted) -> String {
    format!("<bdi>{}</bdi>", name.for_html())
}

/// Writes the first [`MOST`] rules as a table.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "<table class=\"rules\"><thead><tr><th scope=\"col\">rule</th><th scope=\"col\">state</th>\
         <th scope=\"col\">of</th><th scope=\"col\">day</th><th scope=\"col\">value</th><th scope=\"col\">against</th>\
         <th scope=\"col\">ratio</th><th scope=\"col\">fires above</th><th scope=\"col\">days compared</th></tr></thead><tbody>",
    );
    let digits = |value: Option<Credits>, places: u32| {
        // Add the exact value only if the shown one is rounded.
        let said = |v: Credits| {
            let title =
                if v.round(places) == v { String::new() } else { format!(" title=\"{v}\"") };
            format!("<td{title}>{}</td>", say::fixed(v, places))
        };
        value.map_or_else(|| "<td></td>".to_owned(), said)
    };
    for row in rows.iter().take(MOST) {
        let window =
            row.window.map(|w| format!("{} – {}, {} without use", w.from, w.to, w.zero_days));
        let _ = write!(
            out,
            "<tr><td>{}</td><td>{}</td><td>{}, {}</td><td>{}</td>{}{}{}<td>{}</td><td>{}</td></tr>",
            svg::escaped(row.rule),
            row.state,
            row.pool.map_or("all pools", Pool::name),
            row.scope,
            row.day.map(|d| d.to_string()).unwrap_or_default(),
            digits(row.value, 2),
            digits(row.against, 2),
            digits(row.ratio, 2),
            row.threshold.map(figure::exact).unwrap_or_default(),
            window.unwrap_or_default(),
        );
    }
    out.push_str("</tbody></table>");
    out.push_str(&more(rows.len()));
    out
}

/// Writes how many entries are not listed.
pub(crate) fn more(all: usize) -> String {
    if all > MOST {
        format!("<p class=\"muted\">and {} more in the embedded data.</p>", all - MOST)
    } else {
        String::new()
    }
}

/// Folds a long table. `heading` is not escaped.
pub(crate) fn folded(heading: &str, table: &str) -> String {
    format!(
        "<details><summary>{heading}</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{heading}\">{table}</div></details>"
    )
}

/// A part of an excess.
pub(crate) struct Part {
    /// The app; `None` if the log names none.
    pub app: Option<Untrusted>,
    /// The title of the kind of call, as markup.
    pub class: String,
    /// The user; `None` if the log names none.
    pub user: Option<Untrusted>,
    /// Credits above its own average.
    pub excess: Credits,
}

/// Writes the parts of an excess: the first `shown`, one line for the others, and the exact sum.
pub(crate) fn made_of(parts: &[Part], shown: usize) -> String {
    let total: Credits = parts.iter().map(|p| p.excess).sum();
    let most = parts.iter().map(|p| p.excess.abs()).max().unwrap_or_default().to_f64();
    let users = parts.iter().any(|p| p.user.is_some());
    let mut out = format!(
        "<table class=\"parts\"><thead><tr><th scope=\"col\">app</th><th scope=\"col\">kind of call</th>{}<th scope=\"col\" class=\"b\"><span class=\"sr\">bar</span></th>\
         <th scope=\"col\" class=\"n\">above average</th></tr></thead><tbody>",
        if users { "<th scope=\"col\">user</th>" } else { "" }
    );
    let name = |text: Option<&Untrusted>| text.map_or_else(|| "–".to_owned(), named);
    let (first, rest) = parts.split_at(shown.min(parts.len()));
    for part in first {
        let class = if part.class == OTHERS { "others" } else { &part.class };
        let user = if users {
            format!("<td class=\"l\">{}</td>", name(part.user.as_ref()))
        } else {
            String::new()
        };
        let _ = write!(
            out,
            "<tr><td class=\"l\">{}</td><td class=\"l\">{class}</td>{user}<td class=\"b\">{}</td><td class=\"n\">{}</td></tr>",
            name(part.app.as_ref()),
            svg::move_bar(part.excess.to_f64() / most),
            figure::exact(part.excess)
        );
    }
    if !rest.is_empty() {
        let sum: Credits = rest.iter().map(|p| p.excess).sum();
        let _ = write!(
            out,
            "<tr class=\"rest\"><td class=\"l\" colspan=\"{}\">Others ({})</td><td class=\"b\">{}</td><td class=\"n\">{}</td></tr>",
            if users { 3 } else { 2 },
            rest.len(),
            svg::move_bar(sum.to_f64() / most),
            figure::exact(sum)
        );
    }
    let _ = write!(
        out,
        "</tbody><tfoot><tr><td colspan=\"{}\">sum</td><td class=\"b\"></td><td class=\"n\">{}</td></tr></tfoot></table>",
        if users { 3 } else { 2 },
        figure::exact(total)
    );
    out
}
