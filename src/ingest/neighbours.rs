//! Exports of neighbouring tools that are read without any flag: `maps/neighbours.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::record::Table;

/// An export, known by its columns.
#[derive(Deserialize, Debug)]
pub struct Neighbour {
    /// `cursor`, `copilot`: the input's format.
    pub name: String,
    /// The operation that all its rows get.
    pub operation: String,
    /// Role → column; an empty column says that none plays the role.
    pub map: BTreeMap<String, String>,
    columns: Vec<String>,
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
    ALL.iter().find(|neighbour| neighbour.columns.iter().all(|name| table.has(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::names;
    use crate::ingest::roles::Role;

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
