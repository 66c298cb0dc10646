//! The words of `cell/maps/snapshots.toml`, and the columns that they or `--map` name.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::event::Pool;
use crate::ingest::ReadOptions;
use crate::ingest::cell::roles::{self, Role};
use crate::ingest::cell::time;
use crate::ingest::columns::mapping::TimeColumn;
use crate::ingest::record::table::Table;

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Names {
    pub(super) left: Vec<&'static str>,
    pub(super) limit: Vec<&'static str>,
    pub(super) used: Vec<&'static str>,
    pub(super) beside: Vec<&'static str>,
    pub(super) app: Vec<&'static str>,
    pub(super) user: Vec<&'static str>,
    pub(super) day: Vec<&'static str>,
    pub(super) since: Vec<&'static str>,
    pub(super) passed_over: Vec<&'static str>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    toml::from_str(include_str!("../../cell/maps/snapshots.toml"))
        .expect("maps/snapshots.toml parses")
});

pub(super) fn all() -> &'static Names {
    &NAMES
}

/// The column that `--map` gives to a role.
pub(super) fn mapped(table: &Table, options: &ReadOptions, role: Role) -> Option<usize> {
    let given = options.map.iter().find(|(name, _)| Role::find(name) == Some(role))?;
    let wanted = given.1.trim();
    let exact = table.columns.iter().position(|column| column.raw == wanted);
    exact.or_else(|| table.find(&roles::column_name(wanted).plain))
}

/// The pool that `--map pool==…` gives to every row.
pub(super) fn constant(options: &ReadOptions) -> Option<Pool> {
    let given = options.map.iter().find(|(name, _)| Role::find(name) == Some(Role::Pool))?;
    given.1.trim().strip_prefix('=')?.trim().parse().ok()
}

/// The column with the pool of each row.
pub(super) fn pool(table: &Table, options: &ReadOptions) -> Option<usize> {
    let is_pool = |column: &usize| {
        let cells = table.distinct(*column, usize::MAX);
        !cells.is_empty() && cells.iter().all(|cell| cell.parse::<Pool>().is_ok())
    };
    mapped(table, options, Role::Pool)
        .or_else(|| (0..table.columns.len()).find(is_pool))
        .filter(is_pool)
}

/// A column as one of times, if its filled cells are times.
pub(super) fn time(table: &Table, column: usize, options: &ReadOptions) -> Option<TimeColumn> {
    let format = time::detect(table.filled(column), options.date_order).ok()?;
    let mut filled = table.filled(column).peekable();
    filled.peek()?;
    let is_time = filled.all(|cell| format.read(cell, &options.naive_zone).is_ok());
    is_time.then_some(TimeColumn { column, format, utc: false })
}

/// Whether a column is the end of the period that the totals are of, and not the time of each row.
pub(super) fn is_of_period(table: &Table, column: usize) -> bool {
    table.distinct(column, 2).len() < 2
}
