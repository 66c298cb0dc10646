//! Tables that can be parsed but are not logs of credits. The error says what they contain and what would help.
//!
//! A log row is one thing that happened once. Each kind of table that looks like a log and is none has a file here, which returns
//! a [`finding::Finding`]: by several signs in names and cells it is certainly that kind, by some it may be. Words are in `cell/maps/not_a_log.toml`.

mod balances;
mod business;
mod counters;
mod error_body;
mod exports;
mod finding;
mod look;
mod missing;
mod names;
mod prices;
mod sums;

use crate::base::Untrusted;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::known_exports;
use crate::ingest::columns::mapping::Mapping;
use crate::ingest::columns::snapshot;
use crate::ingest::columns::unused_columns;
use crate::ingest::options::OwnWords;
use crate::ingest::record::sniff::AS_A_LOG;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Error, ReadOptions};

pub use exports::exports;

use finding::Finding;
use look::Look;

/// The kinds of tables, in the order in which they are looked for.
const KINDS: [fn(&Look<'_>) -> Option<Finding>; 5] =
    [sums::find, counters::find, balances::find, prices::find, business::find];

/// Returns an error if the rows are not events, or if no column has the time or the amount or operation.
pub(crate) fn check(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
) -> Result<(), Error> {
    let missing = missing::check(path, table, mapping, options, is_mapped(mapping));
    check_kind(path, table, mapping, options, missing.is_ok())?;
    missing
}

/// Returns an error if the rows are not events. `reads` says whether they could be read as a log.
pub(crate) fn check_kind(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    options: &ReadOptions,
    reads: bool,
) -> Result<(), Error> {
    let nearly = mapping.known_export.is_none() && known_exports::nearly(table).is_some();
    if is_mapped(mapping) || options.from.as_deref() == Some(AS_A_LOG) || nearly {
        return Ok(());
    }
    if let Some(export) = exports::find(table) {
        return Err(Error::NotEvents {
            path: path.clone(),
            what: export.name.to_owned(),
            why: format!("which contains {}, not credits", export.holds),
            hints: vec![
                "if one of its columns is credits, name it: --map time=COLUMN,credits=COLUMN"
                    .to_owned(),
            ],
            is_certain: true,
        });
    }
    if mapping.known_export.is_some() {
        return Ok(());
    }
    error_body::check(path, table)?;
    match find(path, table, mapping) {
        // Without what is missing there is nothing to be unclear about.
        Some(finding) if finding.is_certain || reads => {
            let can_force = reads && !unused_columns::asks(table, mapping, options);
            let totals = snapshot::flags(path, table, options);
            Err(finding.error(path, can_force, totals))
        }
        _ => Ok(()),
    }
}

/// What a table may be instead of a log: the first certain kind, else the first possible one.
fn find(path: &Untrusted, table: &Table, mapping: &Mapping) -> Option<Finding> {
    let look = Look::at(path, table, mapping);
    // Daily totals are sums, but of days.
    let kinds = if mapping.daily_totals.is_some() { &KINDS[..1] } else { &KINDS[..] };
    let found: Vec<Finding> = kinds.iter().filter_map(|find| find(&look)).collect();
    let certain = found.iter().position(|finding| finding.is_certain);
    found.into_iter().nth(certain.unwrap_or(0))
}

/// Whether a table that the user did not map so may be something else than a log if its columns have these roles.
pub(crate) fn is_doubtful(path: &Untrusted, table: &Table, mapping: &Mapping) -> bool {
    find(path, table, mapping).is_some()
}

/// Whether the user says which column has the amounts or the operations. `--map ROLE=none` does not.
fn is_mapped(mapping: &Mapping) -> bool {
    let roles = [Role::Credits, Role::Operation];
    roles.iter().any(|role| mapping.is_forced(*role) && !mapping.of(*role).is_empty())
}

/// Whether a row is the sum of the rows above it.
pub(crate) fn is_total(row: &Record, own: &OwnWords) -> bool {
    row.cells().any(|cell| words::is_total(cell.trim(), own))
}
