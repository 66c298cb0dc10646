//! Columns that say in which unit the amounts are: `unit`, `currency`. Rows in another unit than credits are not counted.

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::{LOOK, Mapping, shown};
use crate::ingest::error::shell;
use crate::ingest::record::table::Table;

/// Whether a cell says that its row is in whole credits.
pub(crate) fn is_credits(cell: &str) -> bool {
    let word = names::word(cell);
    let is_beside = |part: &str| matches!(part, "message" | "integration" | "ai" | "base44");
    word == "cr" || {
        let (coins, others): (Vec<&str>, Vec<&str>) =
            word.split('_').partition(|part| roles::units::is_coin(part));
        !coins.is_empty() && others.into_iter().all(is_beside)
    }
}

/// Whether a cell names credits in another scale: `millicredits`.
fn is_scaled(cell: &str) -> bool {
    !is_credits(cell) && names::compact(cell).contains("credit")
}

/// Whether every filled cell of a column of units says credits.
pub(in crate::ingest::columns) fn are_credits(table: &Table, column: usize) -> bool {
    let cells = table.distinct(column, LOOK);
    is_unit(table, column) && !cells.is_empty() && cells.iter().all(|cell| is_credits(cell))
}

fn is_unit(table: &Table, column: usize) -> bool {
    roles::units::names().contains(&table.columns[column].name.plain.as_str())
}

/// The column of units, if the table has one that is not about a quantity.
fn find(table: &Table, mapping: &Mapping) -> Option<usize> {
    let has_quantity = Role::QUANTITIES.iter().any(|role| !mapping.of(*role).is_empty());
    if has_quantity || mapping.known_export.is_some() || mapping.rollup.is_some() {
        return None;
    }
    let mut units = (0..table.columns.len()).filter(|column| is_unit(table, *column));
    units.find(|column| table.filled(*column).next().is_some())
}

impl Mapping {
    /// Finds the column that says which rows are in credits, if some are in another unit.
    pub(in crate::ingest::columns) fn find_units(&mut self, table: &Table) {
        let Some(column) = find(table, self) else { return };
        let cells = table.distinct(column, LOOK);
        // A user who is told of another scale and maps the column wants its figures as they are.
        let is_told = self.is_forced(Role::Credits) && cells.iter().any(|cell| is_scaled(cell));
        if is_told || !cells.iter().any(|cell| is_credits(cell)) {
            return;
        }
        self.credits_only = Some(column);
        if let Some(other) = cells.iter().find(|cell| !is_credits(cell)) {
            let other = Untrusted::from(*other).for_terminal_cut(30);
            let text = format!(
                "rows whose \"{}\" is not credits (\"{other}\") are left out",
                shown(table, column)
            );
            self.notes.push((true, text));
        }
    }
}

/// The reason why the figures of a column are not credits: no row says that it is in credits, and the column's name does not either.
/// Credits in another scale are a question.
pub(in crate::ingest::columns) fn other(
    path: &Untrusted,
    table: &Table,
    mapping: &Mapping,
    column: usize,
) -> Result<Option<String>, Error> {
    let Some(unit) = find(table, mapping).filter(|unit| *unit != column) else { return Ok(None) };
    let cells = table.distinct(unit, LOOK);
    let (name, raw) = (shown(table, unit), table.columns[column].raw.as_str());
    if let Some(scaled) = cells.iter().find(|cell| is_scaled(cell)) {
        let said = Untrusted::from(*scaled).for_terminal_cut(30);
        return Err(Error::Ambiguous {
            path: path.clone(),
            column: raw.into(),
            problem: format!("\"{name}\" says that figures are in \"{said}\", not in credits"),
            hint: format!(
                "write them in credits; if they are, add --map {}",
                shell(&format!("credits={raw}").as_str().into())
            ),
        });
    }
    let is_other = roles::amounts::is_generic(&table.columns[column].name.plain)
        && !cells.iter().any(|cell| is_credits(cell));
    Ok(cells.first().filter(|_| is_other).map(|first| {
        format!("its \"{name}\" is \"{}\"", Untrusted::from(*first).for_terminal_cut(30))
    }))
}
