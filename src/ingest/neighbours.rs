//! Exports of neighbouring tools that are read without any flag: `maps/neighbours.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::record::Table;
use crate::ingest::roles::Role;

/// An export, known by its columns.
#[derive(Deserialize, Debug)]
pub struct Neighbour {
    /// `cursor`, `copilot`: the input's format.
    pub name: String,
    /// The operation that all its rows get.
    pub operation: String,
    /// Role → column; an empty column says that none plays the role.
    pub map: BTreeMap<String, String>,
    /// What to say about it.
    pub note: String,
    columns: Vec<String>,
    /// Whether it is only this export when no column can be an amount or an operation.
    #[serde(default)]
    without_amounts: bool,
}

#[derive(Deserialize)]
struct Neighbours {
    export: Vec<Neighbour>,
}

static ALL: LazyLock<Vec<Neighbour>> = LazyLock::new(|| {
    let all: Neighbours = toml::from_str(include_str!("maps/neighbours.toml")).expect("maps/neighbours.toml is well-formed");
    all.export
});

/// The export that a table is.
pub fn find(table: &Table) -> Option<&'static Neighbour> {
    let has_any = |role: Role| role.aliases().iter().any(|name| table.has(name));
    ALL.iter().find(|neighbour| {
        let fits = neighbour.columns.iter().all(|name| table.has(name));
        fits && !(neighbour.without_amounts && (has_any(Role::Credits) || has_any(Role::Operation)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::names;

    #[test]
    fn the_map_names_roles_and_columns_in_normal_form() {
        for neighbour in ALL.iter() {
            for (role, column) in &neighbour.map {
                assert!(Role::ALL.iter().any(|known| known.name() == role), "{role}");
                assert_eq!(&names::word(column), column);
            }
            for column in &neighbour.columns {
                assert_eq!(&names::word(column), column);
            }
        }
    }
}
