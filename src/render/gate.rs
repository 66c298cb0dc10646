//! The gate in each format: what they are, and the pages for people.

use crate::base::Untrusted;
use crate::report::check::Check;
use crate::report::view::Line;
use crate::report::view::gate::{document, verdicts};
use crate::report::view::gate_words as words;

use super::cell::{Medium, line_words};
use super::html::{self, HtmlOptions};
use super::theme::Style;
use super::{github, json, junit, markdown, prometheus, sarif, shields, slack, text};

/// A format that a gate can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GateFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A page of its own.
    Html,
    /// For pull requests and job summaries.
    Markdown,
    /// Annotations of a GitHub workflow.
    Github,
    /// For whatever shows test results.
    Junit,
    /// For code scanning.
    Sarif,
    /// For a textfile collector.
    Prometheus,
    /// For an incoming webhook.
    Slack,
    /// For a badge.
    Shields,
}

/// All formats, with their names on the command line.
pub(crate) const GATE: &[(&str, GateFormat)] = &[
    ("text", GateFormat::Text),
    ("json", GateFormat::Json),
    ("html", GateFormat::Html),
    ("markdown", GateFormat::Markdown),
    ("github", GateFormat::Github),
    ("junit", GateFormat::Junit),
    ("sarif", GateFormat::Sarif),
    ("prometheus", GateFormat::Prometheus),
    ("slack", GateFormat::Slack),
    ("shields", GateFormat::Shields),
];

/// The gate in a format, with a final newline. The style is for text alone, `head` for pages alone.
pub(crate) fn render(
    format: GateFormat,
    check: &Check,
    style: &Style,
    head: &HtmlOptions,
) -> String {
    match format {
        GateFormat::Html => html::check(check, head),
        GateFormat::Text => text::text(&document(check), style),
        GateFormat::Json => json::json(check),
        GateFormat::Markdown => markdown::markdown(&document(check)),
        GateFormat::Github => github::annotations(check),
        GateFormat::Junit => junit::junit(check),
        GateFormat::Sarif => json::json(&sarif::sarif(check)),
        GateFormat::Prometheus => prometheus::textfile(check),
        GateFormat::Slack => json::json(&slack::payload(check)),
        GateFormat::Shields => json::json(&shields::endpoint(check)),
    }
}

/// A job summary of at most `room` bytes; what does not fit is cut between lines, and said.
pub(crate) fn summary(check: &Check, room: usize) -> String {
    const CUT: &str = "\n… cut: the summary has reached its limit.\n";
    let page = markdown::markdown(&document(check));
    if page.len() <= room {
        return page;
    }
    let mut kept = String::new();
    for line in page.split_inclusive('\n') {
        if kept.len() + line.len() + CUT.len() > room {
            break;
        }
        kept.push_str(line);
    }
    if kept.len() + CUT.len() <= room { kept + CUT } else { String::new() }
}

/// One rule on standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VerdictLine {
    /// `fired`, `warned`, `acknowledged`, `clear`, `not judged`.
    pub state: String,
    /// The rest of the line, its columns below those of the other lines.
    pub rest: String,
}

/// What standard error says: a line for each rule.
pub(crate) fn verdict_lines(check: &Check, style: &Style) -> Vec<VerdictLine> {
    let rows: Vec<[String; 6]> = verdicts(check)
        .iter()
        .map(|row| row.each_ref().map(|line| line_words(line, style)))
        .collect();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let widest =
        |column: usize| rows.iter().map(|row| width(&row[column]).min(60)).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(widest);
    let pad = |text: &str, column: usize| " ".repeat(widths[column].saturating_sub(width(text)));
    let line = |row: &[String; 6]| {
        let rest = (1..6).fold(String::new(), |rest, c| rest + "  " + &row[c] + &pad(&row[c], c));
        VerdictLine {
            state: format!("{}{}", row[0], pad(&row[0], 0)),
            rest: rest.trim_end().to_owned(),
        }
    };
    rows.iter().map(line).collect()
}

/// A sentence for a person on one line, without markup: names made visible and nothing else.
pub(super) fn plain(line: &Line) -> String {
    struct Plain;
    impl Medium for Plain {
        fn label(&self, text: &str) -> String {
            text.to_owned()
        }
        fn name(&self, text: &Untrusted) -> String {
            text.for_terminal()
        }
    }
    line_words(line, &Plain)
}

/// What a broken gate says on one line: `usage.csv:3: …`.
pub(super) fn broken(check: &Check) -> Option<String> {
    let error = check.error.as_ref()?;
    let place = error.file.as_ref().map(|file| match error.line {
        Some(line) => format!("{}:{line}: ", file.for_terminal()),
        None => format!("{}: ", file.for_terminal()),
    });
    Some(format!("{}{}", place.unwrap_or_default(), error.message.for_terminal()))
}

/// The last line of every page: `credits: 2 of 4 rules fired`.
pub(crate) fn summary_line(check: &Check) -> String {
    format!("credits: {}", words::summary(check))
}
