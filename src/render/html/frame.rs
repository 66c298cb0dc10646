//! The frame of every page: head, headline, parts and embedded data. The pages of reports, gates and
//! comparisons fill it.

use askama::Template;

use super::embed;
use super::markup::{self, Markup};
use crate::base::untrusted::shown;
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
    about: Option<Markup>,
    cover: Vec<Markup>,
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

/// A part of the page, with an entry in the list of links.
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

/// The contents of a page.
pub(super) struct Frame<'a> {
    /// The title if none was given.
    pub(super) name: &'static str,
    /// The word for the embedded data: `report`.
    pub(super) whole: &'static str,
    /// A sentence on what the embedded data leaves out.
    pub(super) remark: &'static str,
    pub(super) tool: &'a Tool,
    /// Days and zone.
    pub(super) period: Option<String>,
    /// What the title of the window adds.
    pub(super) about: Option<Markup>,
    /// The lines of a cover, which only paper shows; none without one.
    pub(super) cover: Vec<Markup>,
    pub(super) verdict: Option<Tone>,
    pub(super) headline: Vec<Markup>,
    pub(super) context: Vec<Markup>,
    pub(super) groups: Vec<Group>,
    /// The data to embed, as JSON.
    pub(super) json: Option<String>,
}

impl Frame<'_> {
    pub(super) fn render(self, options: &HtmlOptions) -> String {
        let (style, script) = (lean_style(), lean_script());
        let own = |text: &String| Markup(crate::base::Untrusted::from(text.as_str()).for_html());
        let page = Page {
            policy: Markup(embed::policy(&style, &script)),
            generator: format!("{} {}", shown(&self.tool.name), shown(&self.tool.version)),
            title: options.title.as_ref().map_or_else(|| Markup(self.name.to_owned()), own),
            client: options.client.as_ref().map(own),
            logo: options.logo.as_ref().map(|(mime, bytes)| embed::data_url(mime, bytes)),
            period: self.period,
            about: self.about,
            cover: self.cover,
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
            script: Markup(script),
            whole: self.whole,
            remark: self.remark,
            has_json: self.json.is_some(),
            json: Markup(self.json.as_deref().map(embed::inert).unwrap_or_default()),
        };
        // Writing to a string cannot fail, and every value of the page is one.
        page.render().unwrap_or_default()
    }
}

/// Removes comments, indents and spaces from the script, but none of its texts. A line with a pattern or a template stays as it is.
fn lean_script() -> String {
    const SIGNS: [&str; 14] = [
        " = ", " => ", " < ", " > ", " ? ", " : ", " * ", " && ", " || ", ", ", "; ", "{ ", " }",
        " {",
    ];
    let tight =
        |code: &str| SIGNS.iter().fold(code.to_owned(), |code, own| code.replace(own, own.trim()));
    let mut out = String::with_capacity(SCRIPT.len());
    for line in SCRIPT.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        if line.contains(['`', '/', '\\']) {
            out.push_str(line);
        } else {
            // Every second part is a text.
            let parts = line.split('"').enumerate();
            let parts: Vec<String> = parts
                .map(|(at, part)| if at % 2 == 0 { tight(part) } else { part.to_owned() })
                .collect();
            out.push_str(&parts.join("\""));
        }
        out.push('\n');
    }
    out
}

/// Removes comments and unnecessary spaces from the style.
fn lean_style() -> String {
    let mut out = String::with_capacity(STYLE.len());
    for line in STYLE.lines().map(str::trim).filter(|line| !line.starts_with("/*")) {
        out.push_str(line);
        // A selector may continue on the next line.
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

/// Writes a section that is alone in its part of the page and needs no visible heading.
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

/// Arranges cards in as many columns as there is room for. Of more than two, each goes to the column that is shorter so far, so
/// that the columns end at about the same height.
pub(super) fn flow(cards: Vec<String>) -> String {
    if cards.len() < 3 {
        return format!("<div class=\"flow\">{}</div>", cards.concat());
    }
    // A heading and the head of a table take about as much room as three rows.
    let height = |card: &str| card.matches("<tr").count() + 3;
    let mut columns = [(0, String::new()), (0, String::new())];
    for card in cards {
        let shorter = usize::from(columns[1].0 < columns[0].0);
        columns[shorter].0 += height(&card);
        columns[shorter].1.push_str(&card);
    }
    let [left, right] = columns;
    format!("<div class=\"flow\">{}{}</div>", left.1, right.1)
}
