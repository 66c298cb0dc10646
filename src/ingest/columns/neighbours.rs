//! Exports of neighbouring tools that are read without any flag: `maps/neighbours.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;
use crate::ingest::record::record::Table;

/// An export, known by its columns.
#[derive(Deserialize, Debug)]
pub struct Neighbour {
    /// `cursor`, `copilot`: the input's format.
    pub name: &'static str,
    /// The operation of the rows that do not name one.
    pub operation: &'static str,
    /// The column that names it.
    pub operation_column: Option<&'static str>,
    /// What its amounts are, where they are no credits of the platform: `requests`, `USD`.
    pub unit: Option<&'static str>,
    /// The column in which the rows say it themselves.
    pub unit_column: Option<&'static str>,
    /// Role → column; an empty column says that none plays the role.
    pub map: BTreeMap<&'static str, &'static str>,
    /// What to say about it.
    pub note: &'static str,
    columns: Vec<&'static str>,
    #[serde(default)]
    one_of: Vec<&'static str>,
    /// Whether it is only this export when no column can be an amount or an operation.
    #[serde(default)]
    without_amounts: bool,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Neighbours {
    passed_over: Vec<&'static str>,
    units: BTreeMap<&'static str, &'static str>,
    export: Vec<Neighbour>,
}

static ALL: LazyLock<Neighbours> = LazyLock::new(|| {
    toml::from_str(include_str!("../cell/maps/neighbours.toml"))
        .expect("maps/neighbours.toml parses")
});

/// The names of all exports, each once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = ALL.export.iter().map(|neighbour| neighbour.name).collect();
    names.dedup();
    names
}

/// The exports of a name, as the columns by which they are known: `date, model, total_tokens, cost`.
pub fn layouts(name: &str) -> Vec<String> {
    ALL.export
        .iter()
        .filter(|neighbour| neighbour.name == name)
        .map(|neighbour| neighbour.columns.join(", "))
        .collect()
}

/// What a unit is called here, by what a row calls it; `None` for one that nobody knows.
pub fn unit(cell: &str) -> Option<&'static str> {
    ALL.units.get(names::word(cell).as_str()).copied()
}

/// Whether a column of some export is known, and not read.
pub fn is_passed_over(plain: &str) -> bool {
    ALL.passed_over.contains(&plain)
}

/// The export that a table is, of those called `name` where one is asked for.
pub fn find(table: &Table, name: Option<&str>) -> Option<&'static Neighbour> {
    let has_any = |role: Role| role.aliases().iter().any(|name| table.has(name));
    ALL.export.iter().filter(|neighbour| name.is_none_or(|name| neighbour.name == name)).find(
        |neighbour| {
            let fits = neighbour.columns.iter().all(|name| table.has(name))
                && (neighbour.one_of.is_empty()
                    || neighbour.one_of.iter().any(|name| table.has(name)));
            fits && !(neighbour.without_amounts
                && (has_any(Role::Credits) || has_any(Role::Operation)))
        },
    )
}

/// The export that a table would be if it had one more column, and that column; by two or more signs that no other table has.
pub fn nearly(table: &Table) -> Option<(&'static str, &'static str)> {
    let signs =
        |neighbour: &Neighbour| neighbour.one_of.iter().filter(|name| table.has(name)).count();
    ALL.export.iter().filter(|neighbour| signs(neighbour) > 1).find_map(|neighbour| {
        let mut missing = neighbour.columns.iter().filter(|name| !table.has(name));
        let first = missing.next()?;
        missing.next().is_none().then_some((neighbour.name, *first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_names_roles_and_columns_in_normal_form() {
        for neighbour in &ALL.export {
            for (role, column) in &neighbour.map {
                assert!(Role::ALL.iter().any(|known| known.name() == *role), "{role}");
                assert_eq!(&names::word(column), column);
            }
            let more = neighbour
                .one_of
                .iter()
                .chain(&neighbour.operation_column)
                .chain(&neighbour.unit_column);
            for column in neighbour.columns.iter().chain(more) {
                assert_eq!(&names::word(column), column);
            }
        }
        assert!(ALL.passed_over.iter().all(|column| &names::word(column) == column));
    }
}
