//! The interface of an output format, and the settings that it may use.

use std::io::{self, Write};

use super::theme::Style;
use crate::report::Report;
use crate::report::check::Check;
use crate::report::diff::Comparison;
use crate::report::event_row::EventRow;
use crate::report::view::ViewOptions;

/// One way to write a report, a gate, a comparison or events. The methods that return a writer also
/// say what the format can write: `None`, the default, means that the command refuses the format.
///
/// A format writes down what the document or the report contains; it never computes, sorts or filters.
pub trait OutputFormat: Sync {
    /// Its name, as `--format` takes it.
    fn id(&self) -> &'static str;

    /// The file name extensions that select it, without the dot.
    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    /// One line of help.
    fn describes(&self) -> &'static str;

    /// Writes a report or an audit, with a final newline.
    fn report(&self) -> Option<ReportWriter> {
        None
    }

    /// Writes a report or an audit into a file that is not text.
    fn workbook(&self) -> Option<WorkbookWriter> {
        None
    }

    /// Writes a report or an audit in several of these formats, into one archive.
    fn pack(&self) -> Option<PackWriter> {
        None
    }

    /// Writes a gate, with a final newline.
    fn check(&self) -> Option<CheckWriter> {
        None
    }

    /// Writes a comparison, with a final newline.
    fn comparison(&self) -> Option<ComparisonWriter> {
        None
    }

    /// Writes events one by one: a log may have more of them than fit in memory.
    fn events(&self) -> Option<EventWriter> {
        None
    }
}

pub(super) type ReportWriter = fn(&Report, &ViewOptions, &Look<'_>) -> String;
pub(super) type WorkbookWriter = fn(&Report, &ViewOptions) -> Vec<u8>;
pub(super) type PackWriter = fn(&Report, &ViewOptions, &Look<'_>, &[&dyn OutputFormat]) -> Vec<u8>;
pub(super) type CheckWriter = fn(&Check, &Look<'_>) -> String;
pub(super) type ComparisonWriter = fn(&Comparison, &ComparisonView, &Look<'_>) -> String;
pub(super) type EventWriter =
    fn(&mut dyn Iterator<Item = EventRow>, &mut dyn Write) -> io::Result<()>;

/// The look of an output. Each format uses the fields that concern it.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Width, colour and characters: text only.
    pub style: &'a Style,
    /// Title, client and logo: HTML only.
    pub head: &'a HtmlOptions,
}

/// The head of an HTML page, as the person who hands it over wants it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlOptions {
    /// The title of the page; `None` uses the format's own.
    pub title: Option<String>,
    /// The client that the page is for.
    pub client: Option<String>,
    /// An image: its media type, such as `image/png`, and its bytes.
    pub logo: Option<(String, Vec<u8>)>,
}

/// Which part of a comparison a page shows. JSON and CSV always contain all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonView {
    /// Rows of a table before the rest is summed up as one; 0 shows all.
    pub top: usize,
    /// The dimensions whose tables are shown; none means all.
    pub by: Vec<String>,
    /// The text of the hidden tag in Markdown. A pipeline uses it to find and update its comment.
    pub tag: String,
}
