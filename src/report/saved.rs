//! Reads a report that was saved as JSON. Its figures are checked against each other first: parts must sum to their whole, and
//! the days must be those of the period.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Breakdown, PoolReport, Report, SCHEMA};
use crate::base::{Credits, Untrusted};
use crate::event::Pool;

/// Why a saved report cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// Not JSON, or not in the shape of a report.
    #[error("{}: not a saved report: {why}", path.for_terminal())]
    Shape {
        /// The file.
        path: Untrusted,
        /// Its line, from 1.
        line: u64,
        /// Its column, from 1.
        column: u64,
        /// What the reader found, and what it expected.
        why: String,
    },
    /// JSON of this program, but not a report, or of another version.
    #[error("{}: this is {}, and a saved report is {SCHEMA}", path.for_terminal(), found.for_terminal())]
    OtherSchema {
        /// The file.
        path: Untrusted,
        /// The schema that it names.
        found: Untrusted,
    },
    /// A report whose figures contradict each other, so it was edited.
    #[error("{}: the report contradicts itself: {what}", path.for_terminal())]
    Inconsistent {
        /// The file.
        path: Untrusted,
        /// Which figures.
        what: String,
    },
}

impl Error {
    pub(crate) fn path(&self) -> &Untrusted {
        match self {
            Self::Shape { path, .. }
            | Self::OtherSchema { path, .. }
            | Self::Inconsistent { path, .. } => path,
        }
    }

    /// Line and column, from 1, if they are known.
    pub(crate) fn place(&self) -> Option<(u64, u64)> {
        match self {
            Self::Shape { line, column, .. } => Some((*line, *column)),
            _ => None,
        }
    }

    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Shape { .. } | Self::Inconsistent { .. } => {
                "save it again from its log: credits report usage.csv -o report.json"
            }
            Self::OtherSchema { .. } => "credits report usage.csv -o report.json saves a report",
        }
    }
}

/// The field that all JSON of this program has.
#[derive(Deserialize)]
struct Probe {
    schema: Option<String>,
}

/// Returns true if a file is JSON that this program wrote (a report, a check, a comparison), and not a log.
pub(crate) fn is_saved(bytes: &[u8]) -> bool {
    let begins = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    // Parsing a long log of JSON objects takes time, and a log without this word is no report.
    let marked = begins && bytes.windows(MARK.len()).any(|w| w == MARK);
    marked && schema_of(bytes).is_some_and(|schema| schema.starts_with("credits."))
}

const MARK: &[u8] = b"\"credits.";

fn schema_of(bytes: &[u8]) -> Option<String> {
    serde_json::from_slice::<Probe>(bytes).ok()?.schema
}

/// Reads a saved report. `path` is for messages only.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Result<Report, Error> {
    if let Some(found) = schema_of(bytes).filter(|schema| schema != SCHEMA) {
        return Err(Error::OtherSchema { path: path.into(), found: found.into() });
    }
    let report: Report = serde_json::from_slice(bytes).map_err(|error| Error::Shape {
        path: path.into(),
        line: error.line() as u64,
        column: error.column() as u64,
        why: error.to_string(),
    })?;
    match contradiction(&report) {
        Some(what) => Err(Error::Inconsistent { path: path.into(), what }),
        None => Ok(report),
    }
}

/// The first contradiction in a report.
fn contradiction(report: &Report) -> Option<String> {
    let days = report.pools.days();
    for (pool, figures) in report.pools.each() {
        if !figures.dates().eq(days.iter().copied()) {
            return Some(format!("the days of {pool} are not those of the other pools"));
        }
        if let Some(what) = in_pool(pool, figures) {
            return Some(what);
        }
    }
    match (&report.period, days.last()) {
        (Some(period), Some(last)) if *last != report.log_ends.unwrap_or(period.to) => {
            Some("its days do not end with its period".to_owned())
        }
        (None, Some(_)) => Some("it has days, but no period".to_owned()),
        _ => None,
    }
}

fn in_pool(pool: Pool, figures: &PoolReport) -> Option<String> {
    // A pool of daily totals has no parts.
    let has_parts = dimensions(figures).iter().any(|(_, rows)| !rows.is_empty());
    for (dimension, rows) in dimensions(figures).into_iter().filter(|_| has_parts) {
        let credits: Credits = rows.iter().map(|row| row.credits).sum();
        let events: u64 = rows.iter().fold(0, |sum, row| sum.saturating_add(row.events));
        if credits != figures.credits {
            return Some(format!(
                "{pool} by {dimension} sums to {credits}, and the pool has {}",
                figures.credits
            ));
        }
        if events != figures.events {
            return Some(format!(
                "{pool} by {dimension} has {events} events, and the pool has {}",
                figures.events
            ));
        }
        let mut seen = BTreeSet::new();
        if let Some(row) = rows.iter().find(|row| !seen.insert(&row.name)) {
            let name = row.name.as_ref().map(Untrusted::for_terminal);
            return Some(format!(
                "{pool} by {dimension} has two lines for {}",
                name.as_deref().unwrap_or("what names nothing")
            ));
        }
        if let Some(row) =
            rows.iter().find(|row| row.events <= row.unpriced_events && !row.credits.is_zero())
        {
            return Some(format!(
                "{pool} by {dimension} has {} credits without an event that cost anything",
                row.credits
            ));
        }
    }
    let daily: Credits = figures.daily.iter().map(|row| row.credits).sum();
    if daily != figures.credits {
        return Some(format!(
            "the days of {pool} sum to {daily}, and the pool has {}",
            figures.credits
        ));
    }
    let gap = figures.daily.windows(2).find(|pair| pair[1].date.since(pair[0].date) != 1)?;
    Some(format!("the days of {pool} jump from {} to {}", gap[0].date, gap[1].date))
}

/// A pool's breakdowns by the names of their dimensions.
pub(super) fn dimensions(figures: &PoolReport) -> [(&'static str, &[Breakdown]); 6] {
    [
        ("app", &figures.by_app),
        ("source", &figures.by_source),
        ("class", &figures.by_class),
        ("model", &figures.by_model),
        ("user", &figures.by_user),
        ("operation", &figures.by_operation),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::diff::testing::{log, report};

    fn json(report: &Report) -> String {
        serde_json::to_string(report).unwrap()
    }

    #[test]
    fn what_was_saved_comes_back() {
        let saved = report(&log(&[
            ("2026-05-01", "shop", "SendEmail", "1"),
            ("2026-05-09", "blog", "SendEmail", "2.5"),
        ]));
        assert!(is_saved(json(&saved).as_bytes()));
        assert_eq!(read("r.json", json(&saved).as_bytes()), Ok(saved));
    }

    #[test]
    fn logs_are_not_saved_reports() {
        for text in [
            "",
            "id,credits\n1,\"credits.report/1\"",
            "[{\"schema\":\"credits.report/1\"}]",
            "{\"schema\":\"other/1\"}",
        ] {
            assert!(!is_saved(text.as_bytes()), "{text}");
        }
        // One object a line: the first may quote anything.
        assert!(!is_saved(
            b"{\"schema\":\"credits.report/1\"}\n{\"schema\":\"credits.report/1\"}\n"
        ));
    }

    #[test]
    fn other_documents_of_this_program_are_named() {
        let error = read("c.json", b"{\"schema\":\"credits.check/1\"}").unwrap_err();
        assert_eq!(
            error.to_string(),
            "c.json: this is credits.check/1, and a saved report is credits.report/1"
        );
    }

    #[test]
    fn a_figure_changed_by_hand_is_found() {
        let saved = json(&report(&log(&[
            ("2026-05-01", "shop", "SendEmail", "1"),
            ("2026-05-09", "blog", "SendEmail", "2.5"),
        ])));
        let changed = saved.replacen("\"credits\":\"3.5\"", "\"credits\":\"4.5\"", 20);
        assert_ne!(saved, changed);
        assert!(matches!(read("r.json", changed.as_bytes()), Err(Error::Inconsistent { .. })));
    }

    #[test]
    fn a_break_in_the_json_has_its_place() {
        let error =
            read("r.json", b"{\n \"schema\": \"credits.report/1\",\n \"tool\": 3 }").unwrap_err();
        assert_eq!(error.place().unwrap().0, 3);
    }
}
