//! The page of a report or an audit.

use std::borrow::Cow;

use super::frame::{Frame, Group, alone, flow, lines};
use super::markup::Markup;
use super::{embed, figures, findings, markup};
use crate::base::untrusted::shown;
use crate::base::{Untrusted, figure};
use crate::event::Pool;
use crate::render::format::HtmlOptions;
use crate::render::svg;
use crate::report::Report;
use crate::report::view::{Block, Document, Section, ViewOptions, document};

/// The parts of the page in order: id, heading, and the ids of its sections (a prefix if it ends in `-`).
const ORDER: &[(&str, &str, &[&str])] = &[
    ("balance", "Balance", &["balance"]),
    ("alerts", "Alerts", &["alerts"]),
    ("steps", "What to do", &["steps"]),
    ("days", "Days", &["days-"]),
    ("apps", "Apps", &["apps-"]),
    ("mix", "Sources", &["mix", "sources-"]),
    ("calls", "Calls, models, users", &["classes-", "models-", "users-", "operations-"]),
    ("more", "More breakdowns", &["by-"]),
    ("cycles", "Cycles", &["cycles"]),
    ("projection", "Projection", &["projection"]),
    ("findings", "Findings", &["findings", "finding-"]),
];
/// The parts of an audit, in which the findings come first.
const OF_AUDIT: &[(&str, &str, &[&str])] = &[
    ("findings", "Findings", &["findings", "finding-"]),
    ("together", "All fixes", &["findings-together"]),
    ("sources", "Sources", &["burn-sources", "mix"]),
    ("plans", "Plans", &["plans"]),
    ("cycles", "Cycles", &["cycles"]),
    ("reconciled", "Dashboard", &["reconciled"]),
    ("limits", "What the log cannot tell", &["limits"]),
    ("methods", "Methods", &["methods"]),
];
/// The last parts of every page.
const LAST: &[(&str, &str, &[&str])] =
    &[("quality", "Data quality", &["quality"]), ("definitions", "Definitions", &["definitions"])];

/// Writes a report or an audit as a page.
pub(super) fn html(report: &Report, view: &ViewOptions, options: &HtmlOptions) -> String {
    let document = document(report, view);
    let (embedded, remark) = embedded(report);
    let frame = Frame {
        name: if report.audit.is_some() { "Credit audit" } else { "Credit report" },
        whole: "report",
        remark,
        tool: &report.tool,
        period: period(report),
        about: about(report),
        cover: if report.audit.is_some() { cover(report) } else { Vec::new() },
        verdict: document.headline.first().and_then(markup::tone),
        headline: lines(&document.headline),
        context: lines(&document.context),
        groups: groups(&document, report),
        json: Some(embed::compact(&embedded)),
    };
    frame.render(options)
}

/// The most firing days in the embedded data.
const MOST_FIRING_DAYS: usize = 1000;

/// Returns the data to embed, and a remark if it is not all of the report: hundreds of apps over years
/// have more firing days than a page has room for.
fn embedded(report: &Report) -> (Cow<'_, Report>, &'static str) {
    if report.alert_days.len() <= MOST_FIRING_DAYS {
        return (Cow::Borrowed(report), "");
    }
    let alert_days = report
        .alert_days
        .iter()
        .filter(|day| day.scope.is_none())
        .take(MOST_FIRING_DAYS)
        .cloned()
        .collect();
    let left_out =
        " The days on which a rule fired for a single app are left out; --json lists them.";
    (Cow::Owned(Report { alert_days, ..report.clone() }), left_out)
}

fn period(report: &Report) -> Option<String> {
    let period = report.period.as_ref()?;
    let zone = shown(&report.timezone);
    Some(format!("{} – {} · {zone}", period.from.in_full(), period.to.in_full()))
}

/// The lines of the cover of an audit on paper: the days, the date, and what it was made from.
fn cover(report: &Report) -> Vec<Markup> {
    let mut lines: Vec<Markup> =
        period(report).map(|days| Markup(svg::escaped(&days))).into_iter().collect();
    lines.extend(report.as_of.map(|day| Markup(format!("as of {}", day.in_full()))));
    for input in report.inputs.iter().filter(|input| input.left_out.is_none()).take(COVER_FILES) {
        let hash = input.sha256.as_deref().map(shown).unwrap_or_default();
        let name = input.path.for_html();
        lines.push(Markup(format!("made from {name} <small>{}</small>", svg::escaped(&hash))));
    }
    lines
}

/// The most files that a cover names; the page lists all.
const COVER_FILES: usize = 6;

/// What tells the page from others in tabs and file names: the log and the days.
fn about(report: &Report) -> Option<Markup> {
    let period = report.period.as_ref()?;
    let mut read = report.inputs.iter().filter(|input| input.left_out.is_none());
    let name = match (read.next(), read.count()) {
        (Some(input), 0) => {
            let path = input.path.raw();
            Untrusted::from(path.rsplit(['/', '\\']).next().unwrap_or(path)).for_html() + " · "
        }
        (Some(_), more) => format!("{} files · ", figure::count(more as u64 + 1)),
        (None, _) => String::new(),
    };
    Some(Markup(format!("{name}{} – {}", period.from.in_full(), period.to.in_full())))
}

fn groups(document: &Document, report: &Report) -> Vec<Group> {
    let audit = report.audit.as_ref().is_some_and(|audit| audit.applied.is_none());
    let order = if audit { OF_AUDIT } else { ORDER };
    let belongs = |section: &Section, starts: &[&str]| {
        starts
            .iter()
            .any(|s| if s.ends_with('-') { section.id.starts_with(s) } else { section.id == *s })
    };
    // Every page ends with the files, in more detail than the audit's own list.
    let elsewhere = |section: &Section| {
        let parameters = report.audit.as_ref().is_some_and(|audit| !audit.parameters.is_empty());
        section.id == "made-from" && !parameters && !report.inputs.is_empty()
    };
    let mut groups = Vec::new();
    let known = |order: &[(&str, &str, &[&str])], groups: &mut Vec<Group>| {
        for (id, title, starts) in order {
            let sections: Vec<&Section> =
                document.sections.iter().filter(|s| belongs(s, starts)).collect();
            let body = body(id, &sections, document, report);
            if !body.is_empty() {
                groups.push(Group::new(id, title, &body));
            }
        }
    };
    known(order, &mut groups);
    let named = |s: &&Section| {
        !elsewhere(s) && !order.iter().chain(LAST).any(|(.., starts)| belongs(s, starts))
    };
    for section in document.sections.iter().filter(named) {
        let id = markup::anchor(&section.id);
        let title = markup::line(&section.title);
        let title = if title.is_empty() { id.clone() } else { title };
        let body = alone(section, &id);
        groups.push(Group::new(&id, &title, &body));
    }
    known(LAST, &mut groups);
    groups.extend(figures::inputs(&report.inputs).map(|body| Group::new("inputs", "Files", &body)));
    groups
}

/// Writes a part of the page.
fn body(id: &str, sections: &[&Section], document: &Document, report: &Report) -> String {
    let plain = || sections.iter().map(|s| markup::section(s, true)).collect::<String>();
    match id {
        "balance" => {
            // The cards compare with the last cycle themselves.
            let write = |block: &Block| match block {
                Block::Gauges(gauges) => figures::cards(report, document, gauges),
                _ => String::new(),
            };
            sections.iter().flat_map(|s| &s.blocks).map(write).collect()
        }
        "days" => {
            let chart = |s: &&&Section| {
                let drawn = s
                    .blocks
                    .iter()
                    .find_map(|b| if let Block::Chart(c) = b { Some(c) } else { None })?;
                let pool = Pool::ALL.into_iter().find(|p| s.id == format!("days-{p}"))?;
                Some(figures::charts(report, pool, drawn))
            };
            sections.iter().filter_map(|s| chart(&s)).collect()
        }
        "findings" => findings::part(sections, report),
        "alerts" => figures::alerts(sections, report),
        "apps" | "calls" | "more" | "mix" if sections.len() > 1 => {
            let cards = |s: &&Section| summed(&markup::section(s, true), s, report);
            flow(sections.iter().map(cards).collect())
        }
        // One section under the heading of its part does not repeat the heading.
        _ if sections.len() == 1 => summed(&alone(sections[0], id), sections[0], report),
        _ => plain(),
    }
}

/// Adds the total of the pool to a ranking, as its last line.
fn summed(markup: &str, section: &Section, report: &Report) -> String {
    const RANKINGS: [&str; 6] = ["apps", "sources", "classes", "models", "users", "operations"];
    let pool = section
        .id
        .split_once('-')
        .filter(|(what, _)| RANKINGS.contains(what))
        .map(|(_, pool)| pool);
    let figures = pool.and_then(|pool| report.pools.each().find(|(p, _)| p.name() == pool));
    let table = section
        .blocks
        .iter()
        .find_map(|b| if let Block::Table(table) = b { Some(table) } else { None });
    match (figures, table) {
        (Some((_, figures)), Some(table)) if table.rows.len() > 1 => {
            let foot = figures::foot(figures, table);
            markup.replacen("</tbody></table>", &format!("</tbody>{foot}</table>"), 1)
        }
        _ => markup.to_owned(),
    }
}
