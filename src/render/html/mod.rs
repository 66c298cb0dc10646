//! HTML: a report, a gate or a comparison as one file.
//!
//! The page contains everything inline, makes no request, and can be read without its script. Its
//! sentences are those of the document that every format shows. Charts and exact figures come from the
//! data itself, which the page embeds for other tools.

mod burn;
mod check;
mod compare;
mod compare_days;
mod day_words;
mod days;
mod drawing;
mod embed;
mod figures;
mod findings;
mod fired;
mod frame;
mod hours;
mod markup;
mod report;
mod rules;
mod say;
mod sources;
mod weeks;

use super::format::{CheckWriter, ComparisonWriter, OutputFormat, ReportWriter};

/// The name of the format, which `--open` adds to the outputs of a run.
pub(crate) const ID: &str = "html";

pub(super) struct Html;

impl OutputFormat for Html {
    fn id(&self) -> &'static str {
        ID
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn describes(&self) -> &'static str {
        "a page with charts in one file that loads nothing"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, options, look| report::html(report, options, look.head))
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, look| check::check(check, look.head))
    }

    fn comparison(&self) -> Option<ComparisonWriter> {
        Some(|comparison, view, look| compare::compare(comparison, view, look.head))
    }
}

#[cfg(test)]
mod tests;
