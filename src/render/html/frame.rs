//! The frame of every page: head, headline, parts, embedded data; and what pages share in building their parts.

use askama::Template;

use super::embed;
use super::markup::{self, Markup};
use crate::render::format::HtmlOptions;
use crate::report::Tool;
use crate::report::view::{Line, Section, Tone};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

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
pub(super) struct Group {
    id: String,
    title: Markup,
    body: Markup,
}

impl Group {
    pub(super) fn new(id: &str, title: &str, body: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: Markup(title.to_owned()),
            body: Markup(markup::lean(body)),
        }
    }
}

/// What stands around the parts of a page.
pub(super) struct Frame<'a> {
    /// What the page is called where nobody gave it a title.
    pub(super) name: &'static str,
    /// What the embedded data is, in a sentence.
    pub(super) whole: &'static str,
    /// What the embedded data leaves out.
    pub(super) remark: &'static str,
    pub(super) tool: &'a Tool,
    /// Days and zone.
    pub(super) period: Option<String>,
    pub(super) verdict: Option<Tone>,
    pub(super) headline: Vec<Markup>,
    pub(super) context: Vec<Markup>,
    pub(super) groups: Vec<Group>,
    /// JSON, embedded but for characters that would act.
    pub(super) json: Option<String>,
}

impl Frame<'_> {
    pub(super) fn render(self, options: &HtmlOptions) -> String {
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

pub(super) fn lines(lines: &[Line]) -> Vec<Markup> {
    lines.iter().map(|l| Markup(markup::line(l))).collect()
}

/// A section that is alone in its part of the page: the part's heading is its own.
pub(super) fn alone(section: &Section, id: &str) -> String {
    format!(
        "<section class=\"part\"><h3 class=\"sr\" id=\"h-{id}\">{}</h3>{}</section>",
        markup::line(&section.title),
        blocks(section, &format!("h-{id}"))
    )
}

pub(super) fn blocks(section: &Section, heading: &str) -> String {
    section.blocks.iter().map(|b| markup::block(b, heading, true)).collect()
}

/// Cards in as many columns as there is room for.
pub(super) fn flow(cards: &str) -> String {
    format!("<div class=\"flow\">{cards}</div>")
}
