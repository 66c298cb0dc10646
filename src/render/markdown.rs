//! Markdown, as GitHub shows it: in a pull request, an issue, a job summary.

mod comment;
mod page;

use super::format::{CheckWriter, ComparisonWriter, OutputFormat, ReportWriter};
use crate::report::view::gate;
use crate::report::view::{self, compare};
pub(super) use page::markdown;

pub(super) struct Markdown;

impl OutputFormat for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn describes(&self) -> &'static str {
        "the page for pull requests and issues"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, options, _| markdown(&view::document(report, options)))
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| markdown(&gate::document(check)))
    }

    fn comparison(&self) -> Option<ComparisonWriter> {
        Some(|comparison, view, _| {
            comment::comment(compare::page(comparison, view.top, &view.by), &view.tag)
        })
    }
}
