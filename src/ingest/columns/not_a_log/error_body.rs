//! The body of an error that a server answered where records were expected: `{"detail":"Unauthorized"}`.

use super::names;
use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::columns::mapping::shown;
use crate::ingest::record::table::Table;

/// The most records of such a body: the errors of one request.
const MOST: usize = 20;

/// Returns an error if JSON records say only what went wrong.
pub(super) fn check(path: &Untrusted, table: &Table) -> Result<(), Error> {
    if !table.format.starts_with("json") || table.rows.is_empty() || table.rows.len() > MOST {
        return Ok(());
    }
    let names = &names::all().errors;
    let root = |column: usize| {
        let raw = table.columns[column].raw.as_str();
        crate::ingest::cell::names::word(raw.split('.').next().unwrap_or(raw))
    };
    let says = |column: &usize| {
        let name = &table.columns[*column];
        let leaf = name.leaf.as_deref().unwrap_or(&name.name.plain);
        names.says.contains(&leaf) && table.filled(*column).next().is_some()
    };
    let all_known = (0..table.columns.len()).all(|column| {
        let root = root(column);
        names.says.contains(&root.as_str()) || names.beside.contains(&root.as_str())
    });
    let Some(column) = (0..table.columns.len()).find(says).filter(|_| all_known) else {
        return Ok(());
    };
    let text = table.filled(column).next().unwrap_or_default();
    Err(Error::NotALog {
        path: path.clone(),
        line: None,
        problem: format!(
            "is an error that a server answered, not a log (\"{}\": {})",
            shown(table, column),
            Untrusted::from(text).for_terminal_cut(80)
        ),
        hint: "the export did not work; sign in, and export the log again".to_owned(),
        is_certain: true,
    })
}
