//! Writes reports, gates, comparisons and events in every output format.
//!
//! Each format is one file with one implementation of [`OutputFormat`] and one line in [`ALL`]. From
//! that line come the values of `--format`, their help, the choice of a format by file name, and the
//! list of formats that each command accepts.
//!
//! The formats for people start from a document (`report::view`), the others from the figures. None of
//! them computes, sorts or filters, so that every format of one report contains the same figures.

mod bar;
pub(crate) mod cell;
mod chart;
mod csv;
pub mod events;
pub(crate) mod focus;
mod format;
pub(crate) mod gate;
mod gate_words;
mod gauge;
mod github;
mod gitlab;
pub(crate) mod html;
pub mod json;
mod junit;
mod line;
pub(crate) mod listing;
mod markdown;
mod pack;
mod parquet;
mod prometheus;
mod prose;
pub(crate) mod rejects;
pub(crate) mod rollup;
mod sarif;
mod shields;
mod slack;
pub(crate) mod sql;
mod svg;
mod table;
mod text;
pub(crate) mod theme;
mod xlsx;

pub use self::csv::COMPARISON_COLUMNS;
pub use format::{ComparisonView, HtmlOptions, Look, OutputFormat};
pub use theme::Style;

/// Every output format of any command, in the order in which help and messages list them.
pub const ALL: &[&dyn OutputFormat] = &[
    &text::Text,
    &json::Json,
    &markdown::Markdown,
    &self::csv::Csv,
    &focus::Focus,
    &html::Html,
    &xlsx::Xlsx,
    &pack::Pack,
    &line::OneLine,
    &events::JsonLines,
    &parquet::Parquet,
    &github::Github,
    &gitlab::Gitlab,
    &junit::Junit,
    &sarif::Sarif,
    &prometheus::Prometheus,
    &slack::Slack,
    &shields::Shields,
];

/// Finds a format by its name on the command line.
pub fn by_id(id: &str) -> Option<&'static dyn OutputFormat> {
    ALL.iter().copied().find(|format| format.id().eq_ignore_ascii_case(id))
}

/// The names of the formats that have a certain writer, such as `OutputFormat::report`.
pub(crate) fn ids_with<W>(
    writer: impl Fn(&'static dyn OutputFormat) -> Option<W>,
) -> Vec<&'static str> {
    ALL.iter().filter(|format| writer(**format).is_some()).map(|format| format.id()).collect()
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
