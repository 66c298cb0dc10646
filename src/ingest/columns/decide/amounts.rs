//! Which columns hold the amounts, and how they and the other numbers are written.

use crate::base::Untrusted;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, BadAmount};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::balances;
use crate::ingest::columns::daily_totals;
use crate::ingest::columns::evidence::{Evidence, amount_format};
use crate::ingest::columns::kinds;
use crate::ingest::columns::mapping::{AmountColumn, LOOK, Mapping, shown};
use crate::ingest::columns::units;
use crate::ingest::error::shell;
use crate::ingest::options::OwnWords;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Error, ReadOptions};

/// The format of workbooks of Excel before 2007.
const OLD_WORKBOOK: &str = "xls";

/// Returns an error if the input does not tell whether a column with a generic name is money: an old workbook keeps its number formats
/// where they cannot be read.
fn may_be_money(path: &Untrusted, table: &Table, column: usize) -> Result<(), Error> {
    if table.format != OLD_WORKBOOK {
        return Ok(());
    }
    let raw = table.columns[column].raw.as_str();
    Err(Error::Ambiguous {
        path: path.clone(),
        column: raw.into(),
        problem: "an .xls does not tell whether these figures are credits or money".to_owned(),
        hint: format!(
            "if they are credits, add --map {}; else save the workbook as .xlsx",
            shell(&format!("credits={raw}").as_str().into())
        ),
    })
}

/// Returns an error if the header says that the figures are not whole credits: `credits (k)`.
fn is_scaled(path: &Untrusted, table: &Table, column: usize) -> Result<(), Error> {
    let (raw, name) = (table.columns[column].raw.as_str(), &table.columns[column].name);
    if roles::units::is_so_far(&name.unit) {
        return Err(daily_totals::so_far(path, raw));
    }
    if !roles::amounts::is_scale(&name.unit) {
        return Ok(());
    }
    Err(Error::Ambiguous {
        path: path.clone(),
        column: raw.into(),
        problem: format!(
            "its header says that the figures are in \"{}\", not in credits",
            Untrusted::from(name.unit.as_str()).for_terminal_cut(30)
        ),
        hint: format!(
            "write them in credits; if they are, add --map {}",
            shell(&format!("credits={raw}").as_str().into())
        ),
    })
}

impl Mapping {
    /// Finds the columns of amounts and their formats. Columns of money, JSON or words are left out with a note.
    pub(in crate::ingest::columns) fn find_amounts(
        &mut self,
        path: &Untrusted,
        table: &Table,
        evidence: Option<&Evidence>,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let forced = self.is_forced(Role::Credits);
        for column in self.candidates(Role::Credits, table) {
            let label = shown(table, column);
            let name = &table.columns[column].name;
            let plain = table.columns[column]
                .leaf
                .as_deref()
                .filter(|leaf| roles::amounts::is_generic(leaf))
                .unwrap_or(&name.plain);
            if !forced && roles::amounts::is_generic(plain) {
                if let Some(why) = self.is_money(table, column) {
                    self.notes.push((
                        false,
                        format!("\"{label}\" is money, not credits ({why}); it is not counted"),
                    ));
                    self.money.push(column);
                    continue;
                }
                if !self.is_surely_credits(table, &options.words) {
                    continue;
                }
                may_be_money(path, table, column)?;
            }
            if !forced {
                is_scaled(path, table, column)?;
                if let Some(why) = self.is_something_else(path, table, column)? {
                    self.notes.push((true, format!("\"{label}\" is not counted: {why}")));
                    continue;
                }
            }
            let format = amount_format(path, table, evidence, column, options)?;
            if let Some(stray) = &format.stray {
                let text = format!(
                    "\"{label}\": {} uses the other decimal mark; such rows are rejected",
                    stray.for_terminal_cut(40)
                );
                self.notes.push((true, text));
            }
            let of_day = self.daily_totals.as_ref().and_then(|totals| totals.pool_of(column));
            let pool = of_day.or_else(|| roles::amounts::pool(&name.plain));
            let amount = AmountColumn { column, format, pool };
            let (mut numbers, mut money, mut json, mut bad) = (0_usize, 0_usize, 0_usize, 0_usize);
            for row in &table.rows {
                match amount.read(row) {
                    Ok(Amount::Value { money: true, .. }) => money += 1,
                    Ok(Amount::Value { .. } | Amount::Word(_)) => numbers += 1,
                    Ok(Amount::Empty) => {}
                    Err(BadAmount::Json) => json += 1,
                    Err(_) => bad += 1,
                }
            }
            if !forced && (money > numbers || name.is_money()) {
                self.notes
                    .push((false, format!("\"{label}\" is money, not credits; it is not counted")));
                self.money.push(column);
            } else if !forced && numbers == 0 && json > 0 {
                self.notes.push((
                    true,
                    format!("\"{label}\" contains JSON, not numbers; it is not counted as credits"),
                ));
            } else if !forced && numbers == 0 && bad > 0 && !name.plain.contains("credit") {
                // A column named for credits stays one: its cells are rejected, not ignored.
                self.notes.push((
                    true,
                    format!("\"{label}\" contains no numbers; it is not counted as credits"),
                ));
            } else {
                self.amounts.push(amount);
            }
        }
        let has_cell = |row: &Record| self.amounts.iter().any(|amount| row.has(amount.column));
        self.has_amount_cells = table.rows.iter().any(has_cell);
        self.columns
            .insert(Role::Credits, self.amounts.iter().map(|amount| amount.column).collect());
        Ok(())
    }

    /// The reason why the figures of a column are no amounts, if they are none: they repeat a balance, or are in a unit that is not credits.
    fn is_something_else(
        &self,
        path: &Untrusted,
        table: &Table,
        column: usize,
    ) -> Result<Option<String>, Error> {
        let is_twin = |other: &usize| {
            *other != column
                && table.rows.len() > 1
                && table
                    .rows
                    .iter()
                    .all(|row| !row.cell(column).is_empty() && row.cell(column) == row.cell(*other))
        };
        let balances = [Role::BalanceBefore, Role::BalanceAfter];
        let twin = balances.iter().flat_map(|role| self.of(*role)).copied().find(is_twin);
        if let Some(twin) = twin {
            return Ok(Some(format!("it repeats \"{}\" in every row", shown(table, twin))));
        }
        units::other(path, table, self, column)
    }

    /// The reason why a column with a generic name is money, if it is.
    fn is_money(&self, table: &Table, column: usize) -> Option<String> {
        if table.columns[column].name.is_money() {
            return Some("its header names a currency".to_owned());
        }
        let money = |plain: &str| {
            plain == "currency" || ["_usd", "_eur", "_gbp"].iter().any(|end| plain.ends_with(end))
        };
        // What was paid for grants, and is empty in rows of use, is the money of the ledger; the amounts are not.
        let is_paid = |column: usize| {
            self.paid == Some(column)
                && table.rows.iter().any(|row| !amount::is_nonzero(row.cell(column)))
        };
        let siblings = (0..table.columns.len())
            .filter(|column| !is_paid(*column) && !units::are_credits(table, *column));
        let sibling = siblings.map(|c| &table.columns[c]).find(|c| money(&c.name.plain))?;
        Some(format!("beside \"{}\"", Untrusted::from(sibling.raw.as_str()).for_terminal_cut(60)))
    }

    /// Whether another column proves that a generic amount (`amount`, `cost`) is credits.
    fn is_surely_credits(&self, table: &Table, own: &OwnWords) -> bool {
        let ours = |column: &usize| {
            table.distinct(*column, LOOK).iter().any(|cell| words::is_ours(cell) == Some(true))
        };
        self.has_known_operation(table)
            || !self.of(Role::Pool).is_empty()
            || !self.of(Role::Kind).is_empty()
            || self.of(Role::Vendor).iter().any(ours)
            || !self.of(Role::BalanceAfter).is_empty()
            || balances::is_recipe(table)
            || kinds::are_all(table, self.of(Role::Operation), own)
    }

    /// Finds the formats of the other columns of numbers.
    pub(in crate::ingest::columns) fn find_numbers(
        &mut self,
        path: &Untrusted,
        table: &Table,
        evidence: Option<&Evidence>,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        for column in self.number_columns() {
            let format = amount_format(path, table, evidence, column, options)?;
            self.numbers.insert(column, format);
        }
        Ok(())
    }
}
