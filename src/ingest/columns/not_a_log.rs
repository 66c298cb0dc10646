//! Tables that can be parsed but are not logs of credits. The error says what they contain and what would help.
//!
//! An export of another tool without credits is one `[[export]]` in `cell/maps/refused_exports.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::base::{Credits, Untrusted};
use crate::ingest::cell::amount::{self, Amount};
use crate::ingest::cell::roles::{self, Role};
use crate::ingest::cell::words;
use crate::ingest::columns::advice;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::{LOOK, Mapping, read_number, saw, shown};
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Error, ReadOptions};

/// An export without credits, identified by its columns.
#[derive(Deserialize)]
struct Export {
    name: &'static str,
    holds: &'static str,
    columns: Vec<&'static str>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Exports {
    export: Vec<Export>,
}

static EXPORTS: LazyLock<Exports> = LazyLock::new(|| {
    toml::from_str(include_str!("../cell/maps/refused_exports.toml"))
        .expect("maps/refused_exports.toml parses")
});

/// The refused exports: name, contents, and the columns that identify them.
pub fn exports() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    EXPORTS.export.iter().map(|export| (export.name, export.holds, export.columns.as_slice()))
}

/// Returns an error if the rows are not events, or if no column has the time or the amount or operation.
pub(crate) fn check(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<(), Error> {
    // `--map ROLE=none` does not count as mapped.
    let nearly = known_exports::nearly(table).filter(|_| mapping.known_export.is_none());
    let mapped = [Role::Credits, Role::Operation]
        .iter()
        .any(|role| mapping.is_forced(*role) && !mapping.of(*role).is_empty());
    if !mapped {
        let export =
            EXPORTS.export.iter().find(|export| export.columns.iter().all(|name| table.has(name)));
        if let Some(export) = export.filter(|_| nearly.is_none()) {
            return Err(Error::NotEvents {
                path: path.clone(),
                what: export.name.to_owned(),
                why: format!("which contains {}, not credits", export.holds),
                hint: "if one of its columns is credits, name it: --map time=COLUMN,credits=COLUMN"
                    .to_owned(),
            });
        }
        if let Some(why) = aggregate(table, mapping) {
            return Err(Error::NotEvents {
                path: path.clone(),
                what: "a table of sums".to_owned(),
                why,
                hint: "export the log of single events; if every row is one event, name the columns: --map time=COLUMN,credits=COLUMN".to_owned(),
            });
        }
    }
    let has_operation = !mapping.of(Role::Operation).is_empty();
    let known = mapped
        || (mapping.is_ai_log && nearly.is_none())
        || mapping.has_amounts(table)
        || mapping.has_known_operation(table);
    let missing = match (mapping.times.is_empty(), known) {
        (_, false) => "credits or operation",
        (true, true) => "the time",
        (false, true) => return Ok(()),
    };
    let mut details = Vec::new();
    details.extend(nearly.map(|(name, column)| {
        format!("this looks like an export of {name} without its column \"{column}\"")
    }));
    for column in mapping.maybe_times.iter().filter(|_| missing == "the time") {
        details.push(format!("\"{}\" contains times and could be the time", shown(table, *column)));
    }
    // Name a column of amounts that is empty in every row, so that nobody searches for it.
    for amount in mapping.amounts.iter().filter(|_| !known) {
        details.push(format!("\"{}\" is empty in every row", shown(table, amount.column)));
    }
    if has_operation && !known {
        for column in mapping.of(Role::Operation) {
            let cells = table.distinct(*column, 3);
            if !cells.is_empty() {
                let cells: Vec<String> =
                    cells.iter().map(|cell| Untrusted::from(*cell).for_terminal_cut(30)).collect();
                let cells = cells.join(", ");
                details.push(format!(
                    "\"{}\" contains no operation that a rate card knows: {cells}",
                    shown(table, *column)
                ));
            }
        }
    }
    let headless =
        table.columns.iter().any(|column| column.raw.starts_with(|c: char| c.is_ascii_digit()));
    if headless {
        details.push(
            "the first line looks like a row; add a line with the names of the columns above it"
                .to_owned(),
        );
    }
    // For an almost known export the missing column is known; its other columns are not credits.
    let numbers =
        if headless || nearly.is_some() { Vec::new() } else { number_columns(table, mapping) };
    let credits = advice::as_credits(table, numbers.iter().map(|(column, ..)| *column));
    if !known {
        for (column, least, most) in numbers.iter().filter(|(c, ..)| credits.contains(c)) {
            let name = shown(table, *column);
            details.push(format!(
                "\"{name}\" contains numbers ({least} – {most}) and could be the credits"
            ));
        }
        for column in advice::as_operation(table, mapping) {
            details.push(format!("\"{}\" could be the operation", shown(table, column)));
        }
    }
    details.extend(
        mapping
            .notes()
            .filter(|(_, text)| text.contains("not counted"))
            .map(|(_, text)| text.clone()),
    );
    Err(Error::NoColumns {
        path: path.clone(),
        missing,
        saw: saw(table),
        details: details.into(),
        guesses: advice::guesses(table, mapping, &credits, known),
        none: None,
        given: options.given(),
    })
}

/// The reason why the rows are sums of many events, if they are.
fn aggregate(table: &Table, mapping: &Mapping) -> Option<String> {
    let has_any = |names: &[&str]| names.iter().any(|name| table.has(name));
    let period = has_any(&["period", "period_month", "period_start", "billing_period"]);
    if period
        && has_any(&[
            "credits_allotted",
            "allotted",
            "overage",
            "overage_credits",
            "credits_overage",
        ])
    {
        return Some("one row for each period, not the events themselves".to_owned());
    }
    let counted = table.has("count")
        && mapping.of(Role::Operation).is_empty()
        && mapping.of(Role::Id).is_empty();
    let dated = mapping
        .times
        .first()
        .is_some_and(|time| table.filled(time.column).take(LOOK).all(|cell| cell.len() <= 10));
    (counted && dated)
        .then(|| "one row for each day with a \"count\", not the events themselves".to_owned())
}

/// Columns of numbers that could be credits, with their least and largest value.
fn number_columns(table: &Table, mapping: &Mapping) -> Vec<(usize, Credits, Credits)> {
    let taken: Vec<usize> = mapping
        .columns
        .iter()
        .filter(|(role, _)| *role != Role::Credits)
        .flat_map(|(_, c)| c)
        .copied()
        .collect();
    let candidates =
        (0..table.columns.len()).filter(|c| !taken.contains(c) && !mapping.money.contains(c));
    let mut found = Vec::new();
    for column in candidates.filter(|c| !roles::is_never_credits(&table.columns[*c].name.plain)) {
        let Ok(format) = amount::detect(table.filled(column), None) else { continue };
        let mut span: Option<(Credits, Credits)> = None;
        let all = table.rows.iter().all(|row| match read_number(row, column, &format) {
            Ok(Amount::Value { credits, money: false }) => {
                let (least, most) = span.unwrap_or((credits, credits));
                span = Some((least.min(credits), most.max(credits)));
                true
            }
            Ok(Amount::Empty) => true,
            _ => false,
        });
        if let Some((least, most)) = span.filter(|_| all) {
            found.push((column, least, most));
        }
    }
    found
}

/// Whether a row is the sum of the rows above it.
pub(crate) fn is_total(row: &Record) -> bool {
    row.cells().any(|cell| words::is_total(cell.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exports_are_named_by_columns_in_normal_form() {
        for export in &EXPORTS.export {
            assert!(export.columns.len() >= 2, "{}", export.name);
            for column in &export.columns {
                assert_eq!(&crate::ingest::cell::names::word(column), column);
            }
        }
    }
}
