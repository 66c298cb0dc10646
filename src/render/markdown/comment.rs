//! A comparison as a comment on a pull request.

use std::fmt::Write as _;

use super::page::markdown;
use crate::report::view::Document;
use crate::report::view::compare::Page;

/// The most bytes of a comment, with some room: the platforms stop at 65,536 characters.
const COMMENT: usize = 60_000;

/// The hidden first line of the Markdown form.
fn hidden_tag(tag: &str) -> String {
    // Whatever could end the comment is left out.
    let safe: String =
        tag.chars().filter(|c| c.is_ascii_alphanumeric() || "._/: ".contains(*c)).collect();
    format!("<!-- {} -->", safe.trim())
}

pub(super) fn comment(page: Page, tag: &str) -> String {
    // In a thread of comments a page's headings would shout.
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
            "\n{left_out} of {all} tables are left out: a comment has no room for them. JSON and CSV hold them all."
        );
    }
    out
}
