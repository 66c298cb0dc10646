//! Which column has which role in one table, how its cells are written, and why: the answer, as data.
//!
//! [`decide`](super::decide) fills it in. Readers of rows only ask it.

use std::collections::BTreeMap;

use crate::base::{Stamp, Untrusted, Zone};
use crate::event::Pool;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, AmountFormat, BadAmount};
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::time::{BadTime, TimeFormat};
use crate::ingest::cell::words;
use crate::ingest::cell::words::Status;
use crate::ingest::columns::daily_totals::DailyTotals;
use crate::ingest::columns::known_exports::KnownExport;
use crate::ingest::columns::rollup::Rollup;
use crate::ingest::options::Formats;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Mapped, ReadOptions, Sign};

/// The most cells of a column that are examined to find its role.
pub(crate) const LOOK: usize = 200;

/// `--map ROLE=none` says that no column has the role, unless a column has this name.
pub(crate) const NO_COLUMN: &str = "none";

/// The roles of a table's columns.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Mapping {
    /// The columns of each role, best first.
    pub columns: Columns,
    /// The columns of times, best first.
    pub times: Vec<TimeColumn>,
    /// A column with the time of day, if the dates have none.
    pub clock: Option<usize>,
    /// The columns of amounts, best first.
    pub amounts: Vec<AmountColumn>,
    /// The formats of the columns of quantities, durations and balances.
    pub numbers: BTreeMap<usize, AmountFormat>,
    /// Columns of times without a time's name: suggested to the user, never used.
    pub maybe_times: Vec<usize>,
    /// Meaning of signs and kinds.
    pub signs: SignMeaning,
    /// The columns that name a sum of a day, if each row is one.
    pub daily: Vec<usize>,
    /// Whether `credits events` wrote the table, so that statuses alone say what its rows are.
    pub is_settled: bool,
    /// Columns that may say what kind a row is, but need not.
    pub maybe_kinds: Vec<usize>,
    /// Texts that may say what kind a row is, if it names nothing that was done.
    pub texts: Vec<usize>,
    /// The column of the money that was paid for grants: a refund with money in it takes back a grant.
    pub paid: Option<usize>,
    /// Status columns that say what is held, taken and given back.
    pub status_kinds: Vec<usize>,
    /// The column with what a hold, its charge and its refund have in common.
    pub reference: Option<usize>,
    /// Columns of truth values, and what a true one says about its call.
    pub flags: Vec<(usize, Status)>,
    /// Columns whose words may say that a call was answered from a cache or only rehearsed.
    pub outcome_words: Vec<usize>,
    /// The column that says which rows are in credits.
    pub credits_only: Option<usize>,
    /// Whether the balance after each row rises with the amounts; `None` if the rows do not tell.
    pub balance_rises: Option<bool>,
    /// Whether some row has a cell for its amount, so that a row without one lacks it.
    pub has_amount_cells: bool,
    /// Whether this is an entity export of Base44: times without an offset are UTC, and the latest edit of a row wins.
    pub is_base44: bool,
    /// Whether this is a log of AI calls without operations: each row is one call, and its payer is unknown.
    pub is_ai_log: bool,
    /// Whether the rows are prompts to the builder with the credits that its menu shows, and name no operation.
    pub is_builder_prompts: bool,
    /// The roles that keys of the metadata play in the head: whether a row has credits there, or a known operation.
    pub metadata: MetadataRoles,
    /// Whether the amounts may be the app's own credits for its users.
    pub is_own_economy: bool,
    /// The column with the time of the last edit.
    pub updated: Option<TimeColumn>,
    /// The column that marks sample rows.
    pub sample: Option<usize>,
    /// The mapping as it is shown to the user.
    pub listed: Vec<Mapped>,
    /// Notes for the user, and whether each is about a guess.
    pub(crate) notes: Vec<(bool, String)>,
    /// Columns of money, which are not counted.
    pub money: Vec<usize>,
    /// The export of another tool that this is.
    pub known_export: Option<&'static KnownExport>,
    /// The columns of a rollup, if the table is one.
    pub rollup: Option<Rollup>,
    /// The columns of daily totals, if the table is of that kind.
    pub daily_totals: Option<DailyTotals>,
    /// Texts that `--map ROLE==TEXT` gives to every row that names none.
    pub constants: Vec<(Role, String)>,
    /// The column with the operation in a known export.
    pub operation_column: Option<usize>,
    /// The unit of the amounts, if they are not credits: `requests`, `USD`.
    pub unit: Option<String>,
    /// The column with the unit of each row. Rows in another unit are not counted.
    pub unit_column: Option<usize>,
    /// The column with the amount that the row's user may use in a month.
    pub quota_column: Option<usize>,
    /// Columns without a role that say what a call was about; an event keeps their cells in its metadata.
    pub beside: Vec<usize>,
    /// Columns of texts that may only say what was done, and are not the input of a call.
    pub prose: Vec<usize>,
    /// Roles that `--map` or a known export decided.
    pub(super) forced: Vec<Role>,
    /// Columns left out because the cells so far do not show their format.
    pub(super) undecided: Vec<usize>,
}

/// The columns of each decided role, best first.
#[derive(Debug)]
pub(crate) struct Columns([Option<Vec<usize>>; Role::ALL.len()]);

impl Default for Columns {
    fn default() -> Self {
        Self([const { None }; Role::ALL.len()])
    }
}

impl Columns {
    /// The columns of a role; none if it is undecided.
    pub(crate) fn of(&self, role: Role) -> &[usize] {
        self.0[role as usize].as_deref().unwrap_or_default()
    }

    /// Whether a role is decided; it may have no column.
    pub(crate) fn is_decided(&self, role: Role) -> bool {
        self.0[role as usize].is_some()
    }

    /// Decides a role.
    pub(crate) fn insert(&mut self, role: Role, columns: Vec<usize>) {
        self.0[role as usize] = Some(columns);
    }

    /// The columns of a role, which is then decided.
    pub(crate) fn entry(&mut self, role: Role) -> &mut Vec<usize> {
        self.0[role as usize].get_or_insert_default()
    }

    /// Leaves a role undecided again.
    pub(crate) fn forget(&mut self, role: Role) {
        self.0[role as usize] = None;
    }

    /// The decided roles.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Role, &[usize])> {
        Role::ALL
            .iter()
            .zip(&self.0)
            .filter_map(|(role, columns)| Some((*role, columns.as_deref()?)))
    }
}

/// The roles that keys of a table's metadata play.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MetadataRoles {
    /// Some row has its credits there.
    pub credits: bool,
    /// Some row names an operation there that a rate card knows.
    pub operation: bool,
}

/// The meaning of signs and kinds in one table.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct SignMeaning {
    /// Whether negative amounts are spend.
    pub spend_is_negative: bool,
    /// Whether most grants are negative, as in a column of used credits.
    pub grants_are_negative: bool,
    /// Whether some rows set credits aside, so that rows with a reference have to be settled together.
    pub holds: bool,
    /// Whether the amounts are differences of a balance, so that a negative one is a balance that rose.
    pub is_difference: bool,
    /// A note for the user, and whether it is about a guess.
    pub note: Option<(bool, String)>,
}

impl SignMeaning {
    /// Whether rows count alike under both.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        (self.spend_is_negative, self.grants_are_negative, self.holds)
            == (other.spend_is_negative, other.grants_are_negative, other.holds)
    }
}

/// A column of times.
#[derive(Debug, Clone)]
pub(crate) struct TimeColumn {
    /// The column.
    pub column: usize,
    /// The format of its cells.
    pub format: TimeFormat,
    /// Whether a time without an offset is UTC, whatever the settings say.
    pub utc: bool,
}

impl TimeColumn {
    /// The time of a row.
    pub(crate) fn read(&self, row: &Record, zone: &Zone) -> Result<Stamp, BadTime> {
        let cell = row.cell(self.column);
        if cell.is_empty() { Err(BadTime::Empty) } else { self.format.read(cell, zone) }
    }
}

/// A column of amounts.
#[derive(Debug, Clone)]
pub(crate) struct AmountColumn {
    /// The column.
    pub column: usize,
    /// The format of its cells.
    pub format: AmountFormat,
    /// The pool that its name implies.
    pub pool: Option<Pool>,
}

impl AmountColumn {
    /// The amount of a row.
    pub(crate) fn read(&self, row: &Record) -> Result<Amount, BadAmount> {
        read_number(row, self.column, &self.format)
    }
}

/// Reads a cell as a number: a JSON number from its source text, any other cell in the column's format.
pub(crate) fn read_number(
    row: &Record,
    column: usize,
    format: &AmountFormat,
) -> Result<Amount, BadAmount> {
    let cell = row.cell(column);
    if row.is_number(column) {
        return amount::read_json_number(cell)
            .map(|credits| Amount::Value { credits, money: false });
    }
    if cell.is_empty() { Ok(Amount::Empty) } else { format.read(cell) }
}

impl Mapping {
    /// How the cells are written.
    pub(crate) fn formats(&self) -> Formats {
        let has_sign = !self.amounts.is_empty() && !self.signs.is_difference;
        let negative = self.signs.spend_is_negative;
        let sign = if negative { Sign::SpendNegative } else { Sign::SpendPositive };
        Formats {
            order: self.times.iter().find_map(|time| time.format.order),
            decimal: self.amounts.first().map(|amount| amount.format.mark),
            sign: Some(sign).filter(|_| has_sign),
        }
    }

    /// The columns of a role, best first.
    pub(crate) fn of(&self, role: Role) -> &[usize] {
        self.columns.of(role)
    }

    /// The text that `--map` gives to the role of rows that name none.
    pub(crate) fn constant(&self, role: Role) -> Option<&str> {
        self.constants.iter().find(|(of, _)| *of == role).map(|(_, text)| text.as_str())
    }

    /// Whether `--map` gave the role a column.
    pub(crate) fn is_forced(&self, role: Role) -> bool {
        self.forced.contains(&role)
    }

    /// Notes for the user, and whether each is about a guess.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &(bool, String)> {
        self.notes.iter().chain(&self.signs.note)
    }

    /// The time of a row's last edit, if it is known.
    pub(crate) fn updated_at(&self, row: &Record, options: &ReadOptions) -> Option<Stamp> {
        self.updated
            .as_ref()
            .and_then(|time| time.format.read(row.cell(time.column), &options.naive_zone).ok())
    }

    /// Returns true if each later row can be checked against the formats found in the head. If false, all rows must be scanned
    /// before any is read.
    pub(crate) fn can_be_trusted(&self, table: &Table) -> bool {
        self.times.first().is_some_and(|time| table.filled(time.column).next().is_some())
            && self.times.iter().all(|time| !time.format.serial)
            && self.amounts.iter().all(|amount| amount.format.stray.is_none())
            && self.numbers.values().all(|format| format.stray.is_none())
            && self.unit_column.is_none()
            && self.undecided.is_empty()
    }

    /// Whether an operation of the table shows that it is a log: a rate card knows it, and in other logs it would mean nothing else.
    pub(crate) fn has_known_operation(&self, table: &Table) -> bool {
        let is_ours = |column: &usize, is_common: bool| {
            let plain = table.columns[*column].name.plain.as_str();
            !is_common || self.is_forced(Role::Operation) || plain.starts_with("operation")
        };
        self.known_export.is_some()
            || self.metadata.operation
            || self.constant(Role::Operation).is_some_and(words::is_known_operation)
            || self.has_operation(table, &is_ours)
    }

    /// Whether the table has an operation of the platform in any column; words that other logs use too do not count.
    pub(super) fn has_certain_operation(&self, table: &Table) -> bool {
        self.known_export.is_some()
            || self.metadata.operation
            || self.has_operation(table, &|_, is_common| !is_common)
    }

    fn has_operation(&self, table: &Table, counts: &dyn Fn(&usize, bool) -> bool) -> bool {
        let is_known = |column: &usize, cell: &str| {
            words::is_common(cell).is_some_and(|is_common| counts(column, is_common))
        };
        // The first cell nearly always decides; collecting the distinct cells is slower.
        let first = |column: &usize| {
            table.filled(*column).next().is_some_and(|cell| is_known(column, cell))
        };
        let other = |column: &usize| {
            table.distinct(*column, usize::MAX).into_iter().any(|cell| is_known(column, cell))
        };
        self.of(Role::Operation).iter().any(|column| first(column) || other(column))
    }

    /// Whether some row has an amount, or a column is named for credits. Rows without an amount then have an unknown cost, and
    /// are not priced by the rate card.
    pub(crate) fn has_amounts(&self, table: &Table) -> bool {
        let is_there = |column: usize| {
            table.columns[column].name.plain.contains("credit")
                || table.filled(column).next().is_some()
        };
        self.has_both_balances()
            || self.metadata.credits
            || self.amounts.iter().any(|amount| is_there(amount.column))
    }

    /// Whether each row has the balance before it and the one after it.
    pub(crate) fn has_both_balances(&self) -> bool {
        !self.of(Role::BalanceBefore).is_empty() && !self.of(Role::BalanceAfter).is_empty()
    }

    /// Counts the differences of the balances in place of amounts that have no sign.
    pub(super) fn read_balances(&mut self, table: &Table) {
        let amounts: Vec<String> = self
            .amounts
            .drain(..)
            .map(|amount| format!("\"{}\"", shown(table, amount.column)))
            .collect();
        self.notes.push((
            false,
            format!(
                "{} has no sign; the balances before and after each row say what was used",
                amounts.join(", ")
            ),
        ));
        self.columns.insert(Role::Credits, Vec::new());
        self.has_amount_cells = false;
    }

    /// The columns that `--map` gives to a role, else those with its names, best first.
    pub(super) fn candidates(&self, role: Role, table: &Table) -> Vec<usize> {
        if self.is_forced(role) {
            return self.of(role).to_vec();
        }
        role.aliases().iter().filter_map(|name| table.find(name)).collect()
    }

    /// The columns of numbers other than amounts.
    pub(super) fn number_columns(&self) -> Vec<usize> {
        let roles = Role::QUANTITIES.into_iter().chain([
            Role::Refunded,
            Role::DurationMs,
            Role::BalanceBefore,
            Role::BalanceAfter,
        ]);
        roles.flat_map(|role| self.of(role).to_vec()).collect()
    }
}

/// The name of a column, safe to print.
pub(crate) fn shown(table: &Table, column: usize) -> String {
    Untrusted::from(table.columns[column].raw.as_str()).for_terminal_cut(60)
}

/// The columns of a table, as the file spells them.
pub(crate) fn saw(table: &Table) -> Vec<Untrusted> {
    table.columns.iter().map(|column| column.raw.as_str().into()).collect()
}
