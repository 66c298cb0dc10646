//! The format of a text, and its table.

use crate::base::Untrusted;
use crate::ingest::record::delimited;
use crate::ingest::record::dialect;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::json::document as json;
use crate::ingest::record::record::Table;
use crate::ingest::{Error, ReadOptions};

/// Values of `--from` other than the names of known exports.
pub const FORMATS: &[&str] = &["csv", "tsv", "json", "jsonl"];

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
        refuse_pages(path, start)?;
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

/// Reads a whole text. `None` if it is empty.
pub(crate) fn table(
    path: &Untrusted,
    text: &str,
    options: &ReadOptions,
) -> Result<Option<Table>, Error> {
    let too_much = |much| Error::TooMuch { path: path.clone(), much };
    let lines_only = match format(path, text, options)? {
        Format::Empty => return Ok(None),
        Format::Delimited(dialect) => {
            return delimited::read(text, dialect, options.blocks.head).map(Some).map_err(too_much);
        }
        Format::Json { lines_only } => lines_only,
    };
    match json::read(text, lines_only, options.blocks.head) {
        json::Read::Table(table) => Ok(Some(table)),
        json::Read::TooMuch(much) => Err(too_much(much)),
        json::Read::SavedReport => Err(Error::SavedReport { path: path.clone() }),
        json::Read::Bad { line, problem } => Err(Error::NotALog {
            path: path.clone(),
            line: Some(line),
            problem: format!(
                "is not valid JSON: line {line}: {}",
                Untrusted::from(problem).for_terminal()
            ),
            hint: "export it again; a download that was cut off ends like this".to_owned(),
        }),
        json::Read::NoRecords(what) => Err(Error::NotALog {
            path: path.clone(),
            line: None,
            problem: format!("is {what}"),
            hint: "a log is an array of records, a page with \"items\", or one record per line"
                .to_owned(),
        }),
    }
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

fn refuse_pages(path: &Untrusted, start: &str) -> Result<(), Error> {
    let head: String = start.chars().take(200).collect::<String>().to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<?xml")
    {
        return Err(Error::NotALog {
            path: path.clone(),
            line: Some(1),
            problem: "is a web page or XML, not a log".to_owned(),
            hint: "the download may be a login page; export the log from the data tab as CSV"
                .to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> Option<&'static str> {
        table(&"x".into(), text, &ReadOptions::default()).unwrap().map(|t| t.format)
    }

    #[test]
    fn formats_by_content() {
        assert_eq!(format("  \n "), None);
        assert_eq!(format("date,credits\n2026-05-01,3\n"), Some("csv"));
        assert_eq!(format("date\tcredits\n2026-05-01\t3\n"), Some("tsv"));
        assert_eq!(format("\n[{\"date\":1}]"), Some("json"));
        assert_eq!(format("{\"date\":1}\n{\"date\":2}\n"), Some("jsonl"));
        assert_eq!(format("{\"date\":1}"), Some("json"));
    }

    #[test]
    fn a_login_page_is_named() {
        let error =
            table(&"x.csv".into(), "<!DOCTYPE html><html>", &ReadOptions::default()).unwrap_err();
        assert_eq!(error.to_string(), "x.csv is a web page or XML, not a log");
    }
}
