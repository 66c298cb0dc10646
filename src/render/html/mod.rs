//! A report, a check or a comparison as one HTML file: everything inline, no request, no script needed to read it. The words are those of the page
//! that every format shows; charts and exact figures come from the data
//! itself, which is embedded for other tools.

mod burn;
mod check;
mod compare;
mod days;
mod embed;
mod figures;
mod findings;
mod hours;
mod markup;
mod rules;
mod say;

use std::borrow::Cow;

use askama::Template;

use crate::event::Pool;
use crate::report::view::{Block, Document, Line, Section, Tone, ViewOptions, document};
use crate::report::{Report, Tool};
use markup::Markup;

pub(crate) use check::check;
pub(crate) use compare::compare;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What the person who hands the page over puts on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlOptions {
    /// The page's title; `Credit report` where none is given.
    pub title: Option<String>,
    /// For whom it is.
    pub client: Option<String>,
    /// An image: media type (`image/png`) and bytes.
    pub logo: Option<(String, Vec<u8>)>,
}

#[derive(Template)]
#[template(path = "page.html", config = "src/render/html/askama.toml")]
struct Page {
    policy: Markup,
    generator: String,
    title: Markup,
    client: Option<Markup>,
    logo: Option<String>,
    period: Option<String>,
    verdict: &'static str,
    headline: Vec<Markup>,
    context: Vec<Markup>,
    groups: Vec<Group>,
    style: Markup,
    script: Markup,
    whole: &'static str,
    remark: &'static str,
    has_json: bool,
    json: Markup,
}

/// A part of the page with a link of its own.
struct Group {
    id: String,
    title: Markup,
    body: Markup,
}

impl Group {
    fn new(id: &str, title: &str, body: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: Markup(title.to_owned()),
            body: Markup(markup::lean(body)),
        }
    }
}

impl Markup {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Parts of the page in their order: id, heading, and how the ids of their sections begin.
const ORDER: &[(&str, &str, &[&str])] = &[
    ("balance", "Balance", &["balance"]),
    ("days", "Days", &["days-"]),
    ("apps", "Apps", &["apps-"]),
    ("mix", "Sources", &["mix", "sources-"]),
    ("calls", "Calls, models, users", &["classes-", "models-", "users-", "operations-"]),
    ("more", "More breakdowns", &["by-"]),
    ("cycles", "Cycles", &["cycles"]),
    ("alerts", "Alerts", &["alerts"]),
    ("projection", "Projection", &["projection"]),
    ("findings", "Findings", &["findings", "finding-"]),
];
/// The same for an audit: what to do comes first.
const OF_AUDIT: &[(&str, &str, &[&str])] = &[
    ("findings", "Findings", &["findings", "finding-"]),
    ("together", "All fixes", &["findings-together"]),
    ("sources", "Sources", &["burn-sources", "mix"]),
    ("plans", "Plans", &["plans"]),
    ("cycles", "Cycles", &["cycles"]),
    ("reconciled", "Dashboard", &["reconciled"]),
    ("limits", "What the log cannot tell", &["limits"]),
];
/// Parts after whatever else a page has.
const LAST: &[(&str, &str, &[&str])] =
    &[("quality", "Data quality", &["quality"]), ("definitions", "Definitions", &["definitions"])];

/// What stands around the parts of a page.
struct Frame<'a> {
    /// What the page is called where nobody gave it a title.
    name: &'static str,
    /// What the embedded data is, in a sentence.
    whole: &'static str,
    /// What the embedded data leaves out.
    remark: &'static str,
    tool: &'a Tool,
    /// Days and zone.
    period: Option<String>,
    verdict: Option<Tone>,
    headline: Vec<Markup>,
    context: Vec<Markup>,
    groups: Vec<Group>,
    /// JSON, embedded but for characters that would act.
    json: Option<String>,
}

impl Frame<'_> {
    fn render(self, options: &HtmlOptions) -> String {
        let style = lean_style();
        let own = |text: &String| Markup(crate::base::Untrusted::from(text.as_str()).for_html());
        let page = Page {
            policy: Markup(embed::policy(&style, SCRIPT)),
            generator: format!("{} {}", self.tool.name, self.tool.version),
            title: options.title.as_ref().map_or_else(|| Markup(self.name.to_owned()), own),
            client: options.client.as_ref().map(own),
            logo: options.logo.as_ref().map(|(mime, bytes)| embed::data_url(mime, bytes)),
            period: self.period,
            verdict: match self.verdict {
                Some(Tone::Urgent) => "urgent",
                Some(Tone::Warning) => "warning",
                Some(Tone::Good) => "good",
                _ => "plain",
            },
            headline: self.headline,
            context: self.context,
            groups: self.groups,
            style: Markup(style),
            script: Markup(SCRIPT.to_owned()),
            whole: self.whole,
            remark: self.remark,
            has_json: self.json.is_some(),
            json: Markup(self.json.as_deref().map(embed::inert).unwrap_or_default()),
        };
        // Writing to a String does not fail, and every value of the page is one.
        page.render().unwrap_or_default()
    }
}

/// The style without what only its reader needs: comments, and blanks beside signs.
fn lean_style() -> String {
    let mut out = String::with_capacity(STYLE.len());
    for line in STYLE.lines().map(str::trim).filter(|line| !line.starts_with("/*")) {
        out.push_str(line);
        // A selector may go on in the next line.
        if line.ends_with(',') {
            out.push(' ');
        }
    }
    for (loose, tight) in [
        (" { ", "{"),
        (" {", "{"),
        ("{ ", "{"),
        ("; }", "}"),
        (" }", "}"),
        ("} ", "}"),
        (";}", "}"),
        ("; ", ";"),
        (": ", ":"),
        (", ", ","),
    ] {
        out = out.replace(loose, tight);
    }
    out
}

/// The report as a page of its own.
pub(crate) fn html(report: &Report, view: &ViewOptions, options: &HtmlOptions) -> String {
    let document = document(report, view);
    let (embedded, remark) = embedded(report);
    let frame = Frame {
        name: if report.audit.is_some() { "Credit audit" } else { "Credit report" },
        whole: "report",
        remark,
        tool: &report.tool,
        period: period(report),
        verdict: document.headline.first().and_then(markup::tone),
        headline: lines(&document.headline),
        context: lines(&document.context),
        groups: groups(&document, report),
        json: Some(embed::compact(&embedded)),
    };
    frame.render(options)
}

/// Firing days that a page holds as data.
const MOST_FIRING_DAYS: usize = 1000;

/// The report as a page holds it, and a remark where that is not all of it: hundreds of apps over years have more firing days than a
/// page has room for.
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
    let left_out = " But for the days on which a rule fired for one app alone: there are too many, and --json lists them.";
    (Cow::Owned(Report { alert_days, ..report.clone() }), left_out)
}

fn lines(lines: &[Line]) -> Vec<Markup> {
    lines.iter().map(|l| Markup(markup::line(l))).collect()
}

fn period(report: &Report) -> Option<String> {
    let period = report.period.as_ref()?;
    Some(format!("{} – {} · {}", period.from, period.to, report.timezone))
}

fn groups(document: &Document, report: &Report) -> Vec<Group> {
    let audit = report.audit.as_ref().is_some_and(|audit| audit.applied.is_none());
    let order = if audit { OF_AUDIT } else { ORDER };
    let belongs = |section: &Section, starts: &[&str]| {
        starts
            .iter()
            .any(|s| if s.ends_with('-') { section.id.starts_with(s) } else { section.id == *s })
    };
    // The files stand at the end of every page, with more than an audit's own list of them says.
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

/// A section that is alone in its part of the page: the part's heading is its own.
fn alone(section: &Section, id: &str) -> String {
    format!(
        "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{}</h3>{}</section>",
        markup::line(&section.title),
        blocks(section, &format!("h-{id}"))
    )
}

fn blocks(section: &Section, heading: &str) -> String {
    section.blocks.iter().map(|b| markup::block(b, heading, true)).collect()
}

/// What stands below a part's heading.
fn body(id: &str, sections: &[&Section], document: &Document, report: &Report) -> String {
    let plain = || sections.iter().map(|s| markup::section(s, true)).collect::<String>();
    match id {
        "balance" => {
            let gauges = sections
                .iter()
                .flat_map(|s| &s.blocks)
                .filter_map(|b| if let Block::Gauges(g) = b { Some(g) } else { None });
            gauges.map(|g| figures::cards(report, document, g)).collect()
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
        "apps" | "calls" | "more" | "mix" if sections.len() > 1 => flow(
            &sections
                .iter()
                .map(|s| summed(&markup::section(s, true), s, report))
                .collect::<String>(),
        ),
        // One section with the part's own heading: saying it twice would not help.
        _ if sections.len() == 1 => summed(&alone(sections[0], id), sections[0], report),
        _ => plain(),
    }
}

/// A pool's ranking with a last line of what all of it sums to: the pool's own total.
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

/// Cards in as many columns as there is room for.
fn flow(cards: &str) -> String {
    format!("<div class=\"flow\">{cards}</div>")
}

#[cfg(test)]
mod tests;
