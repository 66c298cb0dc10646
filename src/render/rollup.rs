//! `credits sum`: a rollup as CSV or Parquet. It is the canonical log with the length of each row's slot, the number of events for which the row
//! stands, and the rules by which prompts were kept.

use std::io::{self, Write};

use serde_json::json;

use super::events::record;
use super::parquet::{self, Kind};
use crate::base::{Credits, Untrusted};
use crate::ledger::rollup::{RollupRow, RollupRows};

const HEADER: [&str; 18] = [
    "timestamp",
    "span",
    "app",
    "user",
    "pool",
    "operation",
    "model",
    "scope",
    "feature",
    "files",
    "quantity",
    "credits",
    "estimated_credits",
    "status",
    "prompt",
    "metadata",
    "events",
    "rules",
];

/// The place of users.
const USER: usize = 3;

/// Writes a header and one record per row. Text of the log is escaped as in every CSV file of ours. Without `users` there is no column of
/// them, so that a reader can say so.
pub(crate) fn csv(
    rows: &RollupRows,
    rules: &str,
    users: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = |text: &str| Untrusted::from(text).for_csv();
    let all = std::iter::once(HEADER.map(str::to_owned))
        .chain(rows.iter().map(|(row, events)| cells(row, *events, rules, &text)));
    record(out, &mut all.map(|cells| kept(cells, users)))
}

/// The same as a table with types.
pub(crate) fn parquet(
    rows: &RollupRows,
    rules: &str,
    users: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = |name: &str| match name {
        "quantity" | "credits" | "estimated_credits" => Kind::Amount,
        "span" | "events" => Kind::Whole,
        _ => Kind::Text,
    };
    let columns = kept(HEADER.map(|name| (name, kind(name))), users);
    let all = rows.iter().map(|(row, events)| cells(row, *events, rules, &str::to_owned));
    parquet::table(&columns, &mut all.map(|cells| kept(cells, users)), out)
}

/// The columns of a rollup with users, or of one without.
fn kept<T>(columns: [T; HEADER.len()], users: bool) -> Vec<T> {
    let kept = columns.into_iter().enumerate().filter(|(nth, _)| users || *nth != USER);
    kept.map(|(_, column)| column).collect()
}

fn cells(
    row: &RollupRow<String>,
    events: u64,
    rules: &str,
    text: &dyn Fn(&str) -> String,
) -> [String; HEADER.len()] {
    let theirs = |cell: Option<&str>| cell.map(text).unwrap_or_default();
    let amount = |credits: Option<Credits>| credits.map(|c| c.to_string()).unwrap_or_default();
    let scope = row.scope.and_then(|scope| serde_json::to_value(scope).ok());
    let from = row.from.as_ref().map(|from| json!({ "from": from }).to_string());
    [
        row.start.to_string(),
        row.span.to_string(),
        theirs(row.app.as_deref()),
        theirs(row.user.as_deref()),
        row.pool.map(|pool| pool.name().to_owned()).unwrap_or_default(),
        theirs(row.operation.as_deref()),
        theirs(row.model.as_deref()),
        scope.as_ref().and_then(|word| word.as_str()).unwrap_or_default().to_owned(),
        theirs(row.feature.as_deref()),
        theirs(row.files.as_deref()),
        amount(row.quantity),
        amount(row.credits.filter(|_| !row.is_estimate)),
        amount(row.credits.filter(|_| row.is_estimate)),
        row.outcome.name().to_owned(),
        theirs(row.prompt.as_deref()),
        theirs(from.as_deref()),
        events.to_string(),
        rules.to_owned(),
    ]
}
