//! A comparison as a comment on a pull request.

use std::fmt::Write as _;

use super::page::markdown;
use crate::report::view::Document;
use crate::report::view::compare::Page;

/// The most bytes of a comment, with some room: the platforms stop at 65,536 characters.
const COMMENT: usize = 60_000;

/// Writes the hidden first line. A pipeline uses it to find its comment again.
fn hidden_tag(tag: &str) -> String {
    // Drop every character that could end the HTML comment.
    let safe: String =
        tag.chars().filter(|c| c.is_ascii_alphanumeric() || "._/: ".contains(*c)).collect();
    format!("<!-- {} -->", safe.trim())
}

/// Writes the answer first, and below it, folded, as many breakdowns as a comment has room for.
pub(super) fn comment(mut page: Page, tag: &str) -> String {
    // A table of each day is too long for a thread of comments; page and JSON have the days.
    page.main.sections.retain(|section| !section.id.starts_with("days-"));
    // The headings of a page are too large for a thread of comments.
    let quiet = |text: String| text.replace("\n## ", "\n### ");
    let mut out = format!("{}\n{}", hidden_tag(tag), quiet(markdown(&page.main)));
    let all = page.details.len();
    let mut inner = String::new();
    let mut left_out = 0;
    for section in page.details {
        let section =
            Document { headline: Vec::new(), context: Vec::new(), sections: vec![section] };
        let part = quiet(markdown(&section));
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
            "\n{left_out} of {all} tables are left out, because a comment has no room for them. JSON and CSV contain all of them."
        );
    }
    out
}
