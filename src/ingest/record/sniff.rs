//! The format of a text, and its table.

use crate::base::Untrusted;
use crate::ingest::record::dialect;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::not_a_table;
use crate::ingest::{Error, ReadOptions};

/// Values of `--from` that name a format.
pub const FORMATS: &[&str] = &["csv", "tsv", "json", "jsonl"];

/// The value of `--from` that says that each row is one thing that happened once.
pub(crate) const AS_A_LOG: &str = "log";

/// The value of `--from` that says that the rows are totals so far, or balances noted now and then.
pub(crate) const AS_A_SNAPSHOT: &str = "snapshot";

/// The values of `--from` that say what the rows are, whatever the format.
pub const READINGS: &[&str] = &[AS_A_LOG, AS_A_SNAPSHOT];

/// The format of a text, by its beginning.
pub(crate) enum Format {
    /// Only white space.
    Empty,
    /// Delimited text.
    Delimited(Dialect),
    /// JSON.
    Json {
        /// Whether the user says that it is one record per line.
        lines_only: bool,
    },
}

/// Detects the format of a text.
pub(crate) fn format(path: &Untrusted, text: &str, options: &ReadOptions) -> Result<Format, Error> {
    let start = text.trim_start();
    if start.is_empty() {
        return Ok(Format::Empty);
    }
    // The name of a known export says nothing about the format.
    let forced = options.from.as_deref().filter(|from| FORMATS.contains(from));
    if forced.is_none() {
        not_a_table::check(path, start, options)?;
    }
    let is_json = match forced {
        Some(format) => format.starts_with("json"),
        None => looks_like_json(start),
    };
    if is_json {
        return Ok(Format::Json { lines_only: forced == Some("jsonl") });
    }
    Ok(Format::Delimited(dialect::sniff(text, (forced == Some("tsv")).then_some(b'\t'))))
}

/// JSON begins with a bracket, followed by a value; `[Report],…` is delimited text.
fn looks_like_json(start: &str) -> bool {
    let inside = |rest: &str, first: &str| {
        rest.trim_start().starts_with(|c: char| first.contains(c)) || rest.trim().is_empty()
    };
    match (start.strip_prefix('{'), start.strip_prefix('[')) {
        (Some(rest), _) => inside(rest, "\"}"),
        (_, Some(rest)) => inside(rest, "{[\"]-0123456789tfn"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_content() {
        let is = |text: &str| super::format(&"x".into(), text, &ReadOptions::default()).unwrap();
        let name = |text: &str| match is(text) {
            Format::Empty => "empty",
            Format::Delimited(dialect) => dialect.name(),
            Format::Json { .. } => "json",
        };
        assert_eq!(name("  \n "), "empty");
        assert_eq!(name("date,credits\n2026-05-01,3\n"), "csv");
        assert_eq!(name("date\tcredits\n2026-05-01\t3\n"), "tsv");
        assert_eq!(name("\n[{\"date\":1}]"), "json");
        assert_eq!(name("{\"date\":1}\n{\"date\":2}\n"), "json");
        assert_eq!(name("[Report],credits\n"), "csv");
    }

    #[test]
    fn a_login_page_is_named() {
        let page = super::format(&"x.csv".into(), "<!DOCTYPE html><html>", &ReadOptions::default());
        let Err(error) = page else { panic!("a page is no log") };
        assert_eq!(error.to_string(), "x.csv is a web page or XML, not a log");
    }
}
