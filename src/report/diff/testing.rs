//! Reports of small logs, for tests.

use super::{Comparison, Named, SideKind, compare};
use crate::alerts::Params;
use crate::ingest::{self, InputSpec, ReadOptions};
use crate::ledger::{Detail, Selection, Summed};
use crate::model::{self, Model};
use crate::report::{Analysis, Redaction, Report, Request};

/// Returns a canonical log of (day, app, operation, credits).
pub(crate) fn log(rows: &[(&str, &str, &str, &str)]) -> String {
    let header = "timestamp,app,operation,credits\n".to_owned();
    rows.iter().fold(header, |log, (day, app, operation, credits)| {
        format!("{log}{day}T10:00:00Z,{app},{operation},{credits}\n")
    })
}

/// Returns the report over all days of a log. Equal rows are separate events.
pub(crate) fn report(log: &str) -> Report {
    with(log, &Request { all: true, ..Request::default() })
}

/// Returns the report of a log.
pub(crate) fn with(log: &str, request: &Request) -> Report {
    let spec = InputSpec::Text { name: "log.csv".to_owned(), text: log.to_owned() };
    let log = ingest::read(&[spec], &ReadOptions::default(), &mut |_| {}).unwrap();
    let model = Model::builtin(model::SERIES).unwrap();
    let selection = Selection::default();
    let terms = request.terms(&model, &selection, Detail::default());
    let analysis = Analysis::new(&log, terms, Summed::default());
    analysis.report(request, &Params::default(), &Redaction::default())
}

/// Compares two reports.
pub(crate) fn compared(before: &Report, after: &Report) -> Comparison {
    let named = |name: &str| Named { name: name.into(), kind: SideKind::Log, asked: None };
    compare((before, &named("before.csv")), (after, &named("after.csv")))
}
