//! Exports of other tools that contain no credits: one `[[export]]` each in `cell/maps/refused_exports.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::ingest::record::table::Table;

/// An export without credits, identified by its columns.
#[derive(Deserialize)]
pub(super) struct Export {
    pub(super) name: &'static str,
    pub(super) holds: &'static str,
    columns: Vec<&'static str>,
    #[serde(default)]
    one_of: Vec<&'static str>,
    /// The column that it must not have: with it, the export can be read.
    #[serde(default)]
    lacks: Option<&'static str>,
}

impl Export {
    fn fits(&self, table: &Table) -> bool {
        self.columns.iter().all(|name| table.has(name))
            && (self.one_of.is_empty() || self.one_of.iter().any(|name| table.has(name)))
            && self.lacks.is_none_or(|name| !table.has(name))
    }
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Exports {
    export: Vec<Export>,
}

static EXPORTS: LazyLock<Exports> = LazyLock::new(|| {
    toml::from_str(include_str!("../../cell/maps/refused_exports.toml"))
        .expect("maps/refused_exports.toml parses")
});

/// The refused exports: name, contents, the columns that identify it, and those of which it has one.
pub fn exports() -> impl Iterator<Item = (&'static str, &'static str, [&'static [&'static str]; 2])>
{
    let all = EXPORTS.export.iter();
    all.map(|export| (export.name, export.holds, [&export.columns[..], &export.one_of[..]]))
}

/// The refused export that a table is.
pub(super) fn find(table: &Table) -> Option<&'static Export> {
    EXPORTS.export.iter().find(|export| export.fits(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exports_are_named_by_columns_in_normal_form() {
        for export in &EXPORTS.export {
            let least = export.columns.len() + usize::from(!export.one_of.is_empty());
            assert!(least >= 2, "{}", export.name);
            for column in export.columns.iter().chain(&export.one_of) {
                assert_eq!(&crate::ingest::cell::names::word(column), column);
            }
        }
    }
}
