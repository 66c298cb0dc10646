//! Exports of other tools that are read without any flag.
//!
//! A new one is one `[[export]]` in `cell/maps/known_exports.toml`: the columns that identify it, the column of each role, and its
//! unit. `--from`, `credits inspect` and `docs/reference/formats.md` follow. The tests demand a fixture for each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::daily_totals;
use crate::ingest::record::sniff::{FORMATS, READINGS};
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

/// An export, identified by its columns.
#[derive(Deserialize, Debug, Clone)]
pub(crate) struct KnownExport {
    /// `cursor`, `copilot`: the name for `--from`, and the format of the input.
    pub name: &'static str,
    /// The operation of rows that name none.
    pub operation: &'static str,
    /// The column with the operation.
    pub operation_column: Option<&'static str>,
    /// The unit of its amounts, if they are not credits: `requests`, `USD`.
    pub unit: Option<&'static str>,
    /// The column with the unit of each row.
    pub unit_column: Option<&'static str>,
    /// The column with the amount that the row's user may use in a month.
    pub quota_column: Option<&'static str>,
    /// Role → column; an empty name says that no column has the role.
    pub map: BTreeMap<&'static str, &'static str>,
    /// A note for the user.
    pub note: &'static str,
    /// The columns that it must have.
    columns: Vec<&'static str>,
    /// Columns of which it must have one.
    #[serde(default)]
    one_of: Vec<&'static str>,
    /// The columns that name a row, if each row is the sum of a day.
    #[serde(default)]
    pub day: Vec<&'static str>,
    /// Whether it has no other columns.
    #[serde(default)]
    exactly: bool,
    /// Whether negative amounts are use, and positive ones were given.
    #[serde(default)]
    pub spend_is_negative: bool,
    /// The operation of each event that costs credits, if the operation column names events.
    #[serde(default)]
    events: BTreeMap<&'static str, &'static str>,
    /// Beginnings of events that cost nothing, and last words of those that may cost something.
    #[serde(default)]
    free: Vec<&'static str>,
    #[serde(default)]
    doubtful: Vec<&'static str>,
    /// Whether it must have no column that can be an amount or an operation.
    #[serde(default)]
    without_amounts: bool,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct KnownExports {
    passed_over: Vec<&'static str>,
    units: BTreeMap<&'static str, &'static str>,
    /// The form in which this program writes the events of such an export again.
    canonical: KnownExport,
    export: Vec<KnownExport>,
    daily_totals: KnownExport,
}

static ALL: LazyLock<KnownExports> = LazyLock::new(|| {
    toml::from_str(include_str!("../cell/maps/known_exports.toml"))
        .expect("maps/known_exports.toml parses")
});

/// [`KnownExports::canonical`] for each tool.
static CANONICAL: LazyLock<Vec<KnownExport>> = LazyLock::new(|| {
    names().into_iter().map(|name| KnownExport { name, ..ALL.canonical.clone() }).collect()
});

impl KnownExport {
    /// The operation of an event that costs credits, if this is a log of events.
    pub(crate) fn event(&self, name: &str) -> Option<&'static str> {
        self.events.get(name).copied()
    }

    /// Whether an event costs nothing, by its name.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        let last = name.rsplit(['.', '_']).next().unwrap_or_default();
        let begins = self.free.iter().any(|free| name.starts_with(free));
        let is_doubtful = !begins && (name.is_empty() || self.doubtful.contains(&last));
        !self.events.is_empty() && self.event(name).is_none() && !is_doubtful
    }

    fn fits(&self, table: &Table) -> bool {
        (!self.exactly || table.columns.len() == self.columns.len())
            && self.columns.iter().all(|name| table.has(name))
            && (self.one_of.is_empty() || self.one_of.iter().any(|name| table.has(name)))
    }
}

/// Returns [`Error::UnknownFormat`] if `--from` names neither a format nor an export.
pub(crate) fn check_from(options: &ReadOptions) -> Result<(), Error> {
    let readings = READINGS.iter().copied().chain([daily_totals::NAME]);
    let known = || FORMATS.iter().copied().chain(readings.clone()).chain(names());
    match &options.from {
        Some(format) if known().all(|name| name != format) => {
            Err(Error::UnknownFormat { format: format.into(), known: known().collect() })
        }
        _ => Ok(()),
    }
}

/// The names of all exports, each once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = ALL.export.iter().map(|export| export.name).collect();
    names.dedup();
    names
}

/// The columns that identify each export of a name: `date, model, total_tokens, cost`.
pub fn layouts(name: &str) -> Vec<String> {
    ALL.export
        .iter()
        .filter(|export| export.name == name)
        .map(|export| export.columns.join(", "))
        .collect()
}

/// The name of a unit in reports, by its name in a row. `None` if it is unknown.
pub(crate) fn unit(cell: &str) -> Option<&'static str> {
    ALL.units.get(names::word(cell).as_str()).copied()
}

/// Whether a column of these exports is known to be of no use.
pub(crate) fn is_passed_over(plain: &str) -> bool {
    ALL.passed_over.contains(&plain)
}

/// Daily totals as an export: they are found by what their columns lack, see [`daily_totals`](super::daily_totals).
pub(crate) fn daily_totals() -> &'static KnownExport {
    &ALL.daily_totals
}

/// The tool whose events a table of this program's own form contains: its column `vendor` names it.
fn canonical(table: &Table) -> Option<&'static KnownExport> {
    let vendor = table.find("vendor").filter(|_| ALL.canonical.fits(table))?;
    let cells = table.distinct(vendor, 1);
    CANONICAL.iter().find(|export| cells.first() == Some(&export.name))
}

/// The export that a table is, of those called `name` if a name is given.
pub(crate) fn find(table: &Table, name: Option<&str>) -> Option<&'static KnownExport> {
    if let Some(export) = canonical(table).filter(|own| name.is_none_or(|name| own.name == name)) {
        return Some(export);
    }
    let has_any = |role: Role| role.aliases().iter().any(|name| table.has(name));
    ALL.export.iter().filter(|export| name.is_none_or(|name| export.name == name)).find(|export| {
        export.fits(table)
            && !(export.without_amounts && (has_any(Role::Credits) || has_any(Role::Operation)))
    })
}

/// The export that a table would be with one more column, and that column. Two columns that no other table has must match.
pub(crate) fn nearly(table: &Table) -> Option<(&'static str, &'static str)> {
    let marks = |export: &KnownExport| export.one_of.iter().filter(|name| table.has(name)).count();
    ALL.export.iter().filter(|export| marks(export) > 1).find_map(|export| {
        let mut missing = export.columns.iter().filter(|name| !table.has(name));
        let first = missing.next()?;
        missing.next().is_none().then_some((export.name, *first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_names_roles_and_columns_in_normal_form() {
        for export in &ALL.export {
            for (role, column) in &export.map {
                assert!(Role::ALL.iter().any(|known| known.name() == *role), "{role}");
                assert_eq!(&names::word(column), column);
            }
            let more =
                export.one_of.iter().chain(&export.operation_column).chain(&export.unit_column);
            for column in export.columns.iter().chain(more) {
                assert_eq!(&names::word(column), column);
            }
        }
        assert!(ALL.passed_over.iter().all(|column| &names::word(column) == column));
    }
}
