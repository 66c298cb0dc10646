//! The report in each format. A renderer writes down what the page or the report holds; it never computes, sorts or filters.

pub(crate) mod bar;
pub(crate) mod cell;
pub(crate) mod chart;
pub mod compare;
pub(crate) mod csv;
pub mod events;
pub(crate) mod gate;
pub(crate) mod gauge;
pub(crate) mod github;
pub(crate) mod html;
pub mod json;
pub(crate) mod junit;
pub(crate) mod listing;
pub(crate) mod markdown;
pub(crate) mod number;
pub(crate) mod prometheus;
pub(crate) mod prose;
pub(crate) mod rejects;
pub(crate) mod sarif;
pub(crate) mod shields;
pub(crate) mod slack;
pub(crate) mod svg;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod theme;

pub use theme::Style;

use crate::report::Report;
use crate::report::view::{ViewOptions, document};

/// A format that a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people, on a terminal.
    Text,
    /// For programs; can be read back.
    Json,
    /// For pull requests and issues.
    Markdown,
    /// For spreadsheets.
    Csv,
    /// For a browser: one file that holds everything.
    Html,
}

/// What is known of a format: from here come the values of `--format`, its help and the choice by file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatInfo {
    /// Which.
    pub format: Format,
    /// Its name on the command line.
    pub id: &'static str,
    /// File name extensions, without the dot.
    pub extensions: &'static [&'static str],
    /// One line of help.
    pub description: &'static str,
}

/// All formats, the default first.
pub(crate) const ALL: &[FormatInfo] = &[
    FormatInfo {
        format: Format::Text,
        id: "text",
        extensions: &["txt", "text", "log"],
        description: "a page for people, as wide as --width",
    },
    FormatInfo {
        format: Format::Json,
        id: "json",
        extensions: &["json"],
        description: "everything, exact; can be read back",
    },
    FormatInfo {
        format: Format::Markdown,
        id: "markdown",
        extensions: &["md", "markdown"],
        description: "the page for pull requests and issues",
    },
    FormatInfo {
        format: Format::Csv,
        id: "csv",
        extensions: &["csv"],
        description: "one tidy table, exact and never cut",
    },
    FormatInfo {
        format: Format::Html,
        id: "html",
        extensions: &["html", "htm"],
        description: "a page with charts in one file that loads nothing",
    },
];

impl Format {
    /// What is known of it.
    pub fn info(self) -> &'static FormatInfo {
        ALL.iter().find(|info| info.format == self).unwrap_or(&ALL[0])
    }

    /// By its name on the command line.
    pub fn by_id(id: &str) -> Option<Self> {
        ALL.iter().find(|info| info.id.eq_ignore_ascii_case(id)).map(|info| info.format)
    }

    /// By a file name's extension, without the dot.
    pub fn by_extension(extension: &str) -> Option<Self> {
        ALL.iter()
            .find(|info| info.extensions.iter().any(|e| e.eq_ignore_ascii_case(extension)))
            .map(|info| info.format)
    }
}

/// The report in a format, with a final newline. The options and the style matter to formats for people only.
pub(crate) fn render(
    format: Format,
    report: &Report,
    options: &ViewOptions,
    style: &Style,
) -> String {
    match format {
        Format::Text => text::text(&document(report, options), style),
        Format::Json => json::json(report),
        Format::Markdown => markdown::markdown(&document(report, options)),
        Format::Csv => self::csv::csv(report),
        Format::Html => html::html(report, options, &html::HtmlOptions::default()),
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
