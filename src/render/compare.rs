//! A comparison in each of its formats: text, JSON, a page, Markdown for a pull request, CSV.

use std::fmt::Write as _;

use super::csv::records;
use super::html::{self, HtmlOptions};
use super::json::json;
use super::theme::Style;
use super::{Format, markdown, text};
use crate::base::{Credits, Untrusted};
use crate::report::diff::{Comparison, RowState};
use crate::report::view::Document;
use crate::report::view::compare::{Page, page};

/// The formats of a comparison, the default first.
pub const FORMATS: [Format; 5] =
    [Format::Text, Format::Json, Format::Html, Format::Markdown, Format::Csv];

/// Bytes that a comment on a pull request may have, with some room: the platforms stop at 65,536 characters.
const COMMENT: usize = 60_000;

/// The columns of the CSV form.
pub const HEADER: [&str; 12] = [
    "section",
    "pool",
    "dimension",
    "name",
    "state",
    "before",
    "after",
    "change",
    "per_day",
    "per_day_relative",
    "events_before",
    "events_after",
];

/// How a comparison is to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Rows of a table before the rest is summed up as one; 0 shows all.
    pub top: usize,
    /// The dimensions whose tables a page shows; none: all. JSON and CSV hold all of them.
    pub by: Vec<String>,
    /// What the hidden tag of the Markdown form holds, so that a comment can be found again and updated in place.
    pub tag: String,
    /// What stands at the head of a page.
    pub head: HtmlOptions,
}

/// The comparison in a format, with a final newline.
pub fn render(format: Format, comparison: &Comparison, options: &Options, style: &Style) -> String {
    let page = || page(comparison, options.top, &options.by);
    match format {
        Format::Json => json(comparison),
        Format::Markdown => comment(page(), &options.tag),
        Format::Csv => table(comparison),
        Format::Html => html::compare(comparison, options.top, &options.by, &options.head),
        Format::Text => {
            let Page { mut main, details } = page();
            main.sections.extend(details);
            text::text(&main, style)
        }
    }
}

/// The hidden first line of the Markdown form.
pub fn hidden_tag(tag: &str) -> String {
    // Whatever could end the comment is left out.
    let safe: String =
        tag.chars().filter(|c| c.is_ascii_alphanumeric() || "._/: ".contains(*c)).collect();
    format!("<!-- {} -->", safe.trim())
}

fn comment(page: Page, tag: &str) -> String {
    // In a thread of comments a page's headings would shout.
    let quiet = |text: String| text.replace("\n## ", "\n### ");
    let mut out = format!("{}\n{}", hidden_tag(tag), quiet(markdown::markdown(&page.main)));
    let all = page.details.len();
    let mut inner = String::new();
    let mut left_out = 0;
    for section in page.details {
        let section =
            Document { headline: Vec::new(), context: Vec::new(), sections: vec![section] };
        let part = quiet(markdown::markdown(&section));
        if left_out > 0 || out.len() + inner.len() + part.len() > COMMENT {
            left_out += 1;
        } else {
            inner.push_str(&part);
        }
    }
    if !inner.is_empty() {
        out.push_str("\n<details><summary>Which lines changed</summary>\n");
        out.push_str(&inner);
        out.push_str("\n</details>\n");
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "\n{left_out} of {all} tables are left out: a comment has no room for them. JSON and CSV hold them all."
        );
    }
    out
}

fn table(comparison: &Comparison) -> String {
    let text = |value: Option<String>| value.unwrap_or_default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut fact = |dimension: &str, name: String, before: String, after: String| {
        let mut row = vec![String::new(); HEADER.len()];
        (row[0], row[2], row[3], row[5], row[6]) =
            ("comparison".to_owned(), dimension.to_owned(), name, before, after);
        rows.push(row);
    };
    let (b, a) = (&comparison.before, &comparison.after);
    fact("verdict", comparison.verdict.outcome.words().to_owned(), String::new(), String::new());
    fact("name", String::new(), b.name.for_csv(), a.name.for_csv());
    fact(
        "from",
        String::new(),
        text(b.from.map(|d| d.to_string())),
        text(a.from.map(|d| d.to_string())),
    );
    fact("to", String::new(), text(b.to.map(|d| d.to_string())), text(a.to.map(|d| d.to_string())));
    fact("days", String::new(), b.days.to_string(), a.days.to_string());
    fact(
        "unit",
        String::new(),
        Untrusted::from(b.unit.as_str()).for_csv(),
        Untrusted::from(a.unit.as_str()).for_csv(),
    );
    for reason in &comparison.verdict.reasons {
        let kind = if reason.blocking { "blocking" } else { "caveat" };
        fact(
            kind,
            Untrusted::from(format!("{}: {}", reason.code, reason.text)).for_csv(),
            String::new(),
            String::new(),
        );
    }
    for f in comparison.audit.iter().flat_map(|audit| &audit.findings) {
        let mut row = vec![String::new(); HEADER.len()];
        "fix".clone_into(&mut row[0]);
        row[1] = text(f.pool.map(|pool| pool.name().to_owned()));
        row[2] = format!("{} {}", f.id, f.detector);
        row[3] = text(f.app.as_ref().map(Untrusted::for_csv));
        f.verdict.words().clone_into(&mut row[4]);
        (row[5], row[6]) = (f.wasted_before.to_string(), f.wasted_after.to_string());
        let less = |amount: Option<Credits>| text(amount.map(|c| (Credits::ZERO - c).to_string()));
        row[8] = less(f.saved);
        let mut estimate = row[..5].to_vec();
        rows.push(row);
        estimate.resize(HEADER.len(), String::new());
        "fix-estimate".clone_into(&mut estimate[0]);
        (estimate[8], estimate[9]) =
            (less(f.estimated), text(f.share.map(|share| share.to_string())));
        rows.push(estimate);
    }
    for (pool, change) in comparison.pools.each() {
        let mut row =
            |section: &str, dimension: &str, name: String, state: &str, rest: [String; 7]| {
                let [before, after, change, per_day, relative, events_before, events_after] = rest;
                rows.push(vec![
                    section.to_owned(),
                    pool.name().to_owned(),
                    dimension.to_owned(),
                    name,
                    state.to_owned(),
                    before,
                    after,
                    change,
                    per_day,
                    relative,
                    events_before,
                    events_after,
                ]);
            };
        let (credits, day, events) = (&change.credits, &change.per_day, &change.events);
        row(
            "pool",
            "credits",
            String::new(),
            change.verdict.outcome.words(),
            [
                credits.before.to_string(),
                credits.after.to_string(),
                credits.change.to_string(),
                text(day.change.map(|x| x.to_string())),
                text(day.relative.map(|x| x.to_string())),
                events.before.to_string(),
                events.after.to_string(),
            ],
        );
        let none = String::new;
        if let Some(effects) = change.effects {
            let parts = [("volume", effects.volume), ("mix", effects.mix), ("rate", effects.rate)];
            for (name, amount) in
                parts.into_iter().chain(change.volume_from_days.map(|d| ("volume_from_days", d)))
            {
                row(
                    "effect",
                    name,
                    none(),
                    "",
                    [none(), none(), amount.to_string(), none(), none(), none(), none()],
                );
            }
        }
        for (dimension, lines) in change.dimensions() {
            for line in lines {
                let state = match line.state {
                    RowState::New => "new",
                    RowState::Gone => "gone",
                    RowState::Changed => "changed",
                    RowState::Same => "same",
                };
                row(
                    "breakdown",
                    dimension,
                    line.name.as_ref().map(Untrusted::for_csv).unwrap_or_default(),
                    state,
                    [
                        line.credits.before.to_string(),
                        line.credits.after.to_string(),
                        line.credits.change.to_string(),
                        text(line.per_day.map(|x| x.to_string())),
                        text(line.per_day_relative.map(|x| x.to_string())),
                        line.events.before.to_string(),
                        line.events.after.to_string(),
                    ],
                );
            }
        }
    }
    records(&HEADER, rows)
}
