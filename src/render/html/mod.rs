//! The report as one HTML file: everything inline, no request, no script needed to read it. The words are those of the page
//! that every format shows; charts and exact figures come from the report itself, which is embedded for other tools.

mod burn;
mod days;
mod embed;
mod figures;
mod hours;
mod markup;
mod say;

use askama::Template;

use crate::event::Pool;
use crate::report::Report;
use crate::report::view::{Block, Document, Section, Tone, ViewOptions, document};
use markup::Markup;

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
    has_json: bool,
    json: Markup,
}

/// A part of the page with a link of its own.
struct Group {
    id: String,
    title: Markup,
    body: Markup,
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
/// Parts after whatever else a page has.
const LAST: &[(&str, &str, &[&str])] =
    &[("quality", "Data quality", &["quality"]), ("definitions", "Definitions", &["definitions"])];

/// The report as a page of its own.
pub fn html(report: &Report, view: &ViewOptions, options: &HtmlOptions) -> String {
    page(&document(report, view), Some(report), Some(&embed::compact(report)), options)
}

/// Any document as a page: of a report with its charts, or of a comparison or an audit without. `json` is embedded as it is
/// but for characters that would act; it must be JSON.
pub fn page(document: &Document, report: Option<&Report>, json: Option<&str>, options: &HtmlOptions) -> String {
    let own = |text: &String| Markup(crate::base::Untrusted::from(text.as_str()).for_html());
    let headline = document.headline.first().and_then(markup::tone);
    let tool = report.map(|r| &r.tool);
    let page = Page {
        policy: Markup(embed::policy(STYLE, SCRIPT)),
        generator: tool
            .map_or_else(|| format!("credits {}", env!("CARGO_PKG_VERSION")), |tool| format!("{} {}", tool.name, tool.version)),
        title: options.title.as_ref().map_or_else(|| Markup("Credit report".to_owned()), own),
        client: options.client.as_ref().map(own),
        logo: options.logo.as_ref().map(|(mime, bytes)| embed::data_url(mime, bytes)),
        period: report.and_then(period),
        verdict: match headline {
            Some(Tone::Urgent) => "urgent",
            Some(Tone::Warning) => "warning",
            Some(Tone::Good) => "good",
            _ => "plain",
        },
        headline: document.headline.iter().map(|l| Markup(markup::line(l))).collect(),
        context: document.context.iter().map(|l| Markup(markup::line(l))).collect(),
        groups: groups(document, report),
        style: Markup(STYLE.to_owned()),
        script: Markup(SCRIPT.to_owned()),
        has_json: json.is_some(),
        json: Markup(json.map(embed::inert).unwrap_or_default()),
    };
    // Writing to a String does not fail, and every value of the page is one.
    page.render().unwrap_or_default()
}

fn period(report: &Report) -> Option<String> {
    let period = report.period.as_ref()?;
    Some(format!("{} – {} · {}", period.from, period.to, report.timezone))
}

fn groups(document: &Document, report: Option<&Report>) -> Vec<Group> {
    let belongs = |section: &Section, starts: &[&str]| {
        starts.iter().any(|s| if s.ends_with('-') { section.id.starts_with(s) } else { section.id == *s })
    };
    let mut groups = Vec::new();
    let known = |order: &[(&str, &str, &[&str])], groups: &mut Vec<Group>| {
        for (id, title, starts) in order {
            let sections: Vec<&Section> = document.sections.iter().filter(|s| belongs(s, starts)).collect();
            if sections.is_empty() {
                continue;
            }
            let body = markup::lean(&body(id, &sections, document, report));
            groups.push(Group { id: (*id).to_owned(), title: Markup((*title).to_owned()), body: Markup(body) });
        }
    };
    known(ORDER, &mut groups);
    let named = |s: &&Section| !ORDER.iter().chain(LAST).any(|(.., starts)| belongs(s, starts));
    for section in document.sections.iter().filter(named) {
        let id = markup::anchor(&section.id);
        let title = markup::line(&section.title);
        let title = if title.is_empty() { id.clone() } else { title };
        let body = format!(
            "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{title}</h3>{}</section>",
            blocks(section, &format!("h-{id}"))
        );
        groups.push(Group { id, title: Markup(title), body: Markup(body) });
    }
    known(LAST, &mut groups);
    if let Some(report) = report.filter(|r| !r.inputs.is_empty()) {
        let body = Markup(figures::inputs(report));
        groups.push(Group { id: "inputs".to_owned(), title: Markup("Files".to_owned()), body });
    }
    groups
}

fn blocks(section: &Section, heading: &str) -> String {
    section.blocks.iter().map(|b| markup::block(b, heading, true)).collect()
}

/// What stands below a part's heading.
fn body(id: &str, sections: &[&Section], document: &Document, report: Option<&Report>) -> String {
    let plain = || sections.iter().map(|s| markup::section(s, true)).collect::<String>();
    match (id, report) {
        ("balance", Some(report)) => {
            let gauges =
                sections.iter().flat_map(|s| &s.blocks).filter_map(|b| if let Block::Gauges(g) = b { Some(g) } else { None });
            gauges.map(|g| figures::cards(report, document, g)).collect()
        }
        ("days", Some(report)) => {
            let chart = |s: &&&Section| {
                let drawn = s.blocks.iter().find_map(|b| if let Block::Chart(c) = b { Some(c) } else { None })?;
                let pool = Pool::ALL.into_iter().find(|p| s.id == format!("days-{p}"))?;
                Some(figures::charts(report, pool, drawn))
            };
            sections.iter().filter_map(|s| chart(&s)).collect()
        }
        ("apps" | "calls" | "more" | "mix", _) if sections.len() > 1 => format!("<div class=\"flow\">{}</div>", plain()),
        // One section with the part's own heading: saying it twice would not help.
        ("alerts" | "quality" | "definitions" | "cycles" | "findings", _) if sections.len() == 1 => {
            let more = match (id, report) {
                ("alerts", Some(report)) => figures::arithmetic(report),
                _ => String::new(),
            };
            format!(
                "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{}</h3>{}{more}</section>",
                markup::line(&sections[0].title),
                blocks(sections[0], &format!("h-{id}"))
            )
        }
        _ => plain(),
    }
}

#[cfg(test)]
mod tests;
