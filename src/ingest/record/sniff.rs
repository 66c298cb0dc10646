//! Which format a text has, and its rows.

use crate::base::Untrusted;
use crate::ingest::columns::neighbours;
use crate::ingest::record::delimited;
use crate::ingest::record::dialect;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::json::document as json;
use crate::ingest::record::record::Table;
use crate::ingest::{Error, ReadOptions};

/// What `--from` takes beside the names of neighbours.
pub const FORMATS: &[&str] = &["csv", "tsv", "json", "jsonl"];

/// Checks `--from` before anything is read.
pub(crate) fn check(options: &ReadOptions) -> Result<(), Error> {
    match &options.from {
        Some(format)
            if !FORMATS.contains(&format.as_str())
                && !neighbours::names().contains(&format.as_str()) =>
        {
            Err(Error::UnknownFormat { format: format.into() })
        }
        _ => Ok(()),
    }
}

/// What a text is, by its beginning.
pub(crate) enum Format {
    /// Nothing but space.
    Empty,
    /// Cells that something separates.
    Delimited(Dialect),
    /// JSON in some form, or a record per line where the user says so.
    Json {
        /// Whether it is one.
        lines_only: bool,
    },
}

/// Which format a text has.
pub(crate) fn format(path: &Untrusted, text: &str, options: &ReadOptions) -> Result<Format, Error> {
    let start = text.trim_start();
    if start.is_empty() {
        return Ok(Format::Empty);
    }
    // A neighbour's name says what the columns are, not how they are separated.
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

/// Takes a text apart. `None` where there is nothing in it.
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
            hint: "export it again; a download that broke off ends like this".to_owned(),
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

/// JSON begins with a bracket, and inside of that with a value; `[Report],…` is a cell.
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
            hint:
                "a download without a login gives the login page; export from the data tab as CSV"
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
