//! What the kinds ask of a table: its columns by name, its holders, whether its rows change in place, and the values of a column.

use hashbrown::HashSet;

use crate::base::{Credits, Instant, Stamp, Untrusted, Zone};
use crate::ingest::cell::amount::{self, Amount};
use crate::ingest::cell::names as words_of;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::time;
use crate::ingest::cell::words;
use crate::ingest::columns::mapping::{LOOK, Mapping, read_number, shown};
use crate::ingest::columns::not_a_log::names;
use crate::ingest::record::table::Table;
use crate::ingest::source::log_name::is_log_name;

/// A row that is edited so much later is not the record of one thing: a log's rows get their outcome within minutes.
const LATER: i64 = 3_600_000_000;

/// Amounts whose name does not say that they are used.
const BARE: [&str; 9] = [
    "credits",
    "credit",
    "amount",
    "cost",
    "credit_cost",
    "credits_amount",
    "amount_credits",
    "credits_cost",
    "credit_amount",
];

/// A table with its mapping.
pub(super) struct Look<'a> {
    pub path: &'a Untrusted,
    pub table: &'a Table,
    pub mapping: &'a Mapping,
    /// Whether the rows are calls: most name an operation that a rate card knows, or columns are there that only calls have.
    pub is_of_calls: bool,
}

impl<'a> Look<'a> {
    pub(super) fn at(path: &'a Untrusted, table: &'a Table, mapping: &'a Mapping) -> Self {
        let mut look = Self { path, table, mapping, is_of_calls: false };
        look.is_of_calls = look.names_calls();
        look
    }
    /// The filled columns with one of these names.
    pub(super) fn with(&self, names: &[&str]) -> Vec<usize> {
        let has_name = |column: &usize| {
            let column = &self.table.columns[*column];
            let leaf = column.leaf.as_deref().unwrap_or_default();
            names.contains(&column.name.plain.as_str()) || names.contains(&leaf)
        };
        let columns = (0..self.table.columns.len()).filter(has_name);
        columns.filter(|column| self.table.filled(*column).next().is_some()).collect()
    }

    /// The first filled column with one of these names.
    pub(super) fn first(&self, names: &[&str]) -> Option<usize> {
        self.with(names).first().copied()
    }

    /// Names of columns for a sentence: `"price", "is_active"`.
    pub(super) fn shown(&self, columns: &[usize]) -> String {
        let name = |column: &usize| format!("\"{}\"", shown(self.table, *column));
        columns.iter().take(4).map(name).collect::<Vec<_>>().join(", ")
    }

    /// The filled column of the first amount.
    pub(super) fn amount(&self) -> Option<usize> {
        let columns = self.mapping.amounts.iter().map(|amount| amount.column);
        columns.into_iter().find(|column| self.table.filled(*column).next().is_some())
    }

    /// The first amount, if its name does not say that it is used.
    pub(super) fn bare_amount(&self) -> Option<usize> {
        self.amount()
            .filter(|column| BARE.contains(&self.table.columns[*column].name.plain.as_str()))
    }

    fn names_calls(&self) -> bool {
        let is_known = |column: &usize| {
            let cells = || self.table.filled(*column).take(LOOK);
            let known = cells().filter(|cell| words::is_known_operation(cell)).count();
            2 * known > cells().count()
        };
        self.mapping.of(Role::Operation).iter().any(is_known)
            || self.mapping.is_ai_log
            || !self.with(&names::all().calls.names).is_empty()
    }

    /// Whether some column describes what was done: an operation, a feature, a text, a ledger's kind, an outcome.
    pub(super) fn is_described(&self) -> bool {
        let roles = [
            Role::Operation,
            Role::Feature,
            Role::Prompt,
            Role::Model,
            Role::Kind,
            Role::Metadata,
            Role::Files,
        ];
        let is_filled =
            |column: &usize| 2 * self.table.filled(*column).count() > self.table.rows.len();
        roles.into_iter().any(|role| self.mapping.of(role).iter().any(is_filled))
            || self.is_of_calls
    }

    /// Whether the time is one that the app wrote, and not that of the record's creation.
    pub(super) fn has_own_time(&self) -> bool {
        self.mapping.times.iter().any(|time| {
            let plain = self.table.columns[time.column].name.plain.as_str();
            let is_period = names::all().sums.period.contains(&plain);
            !is_period
                && !matches!(plain, "created_date" | "created_at")
                && self.table.filled(time.column).next().is_some()
        })
    }

    /// The columns that may name the holder of a counter or a balance. The creator of a record counts only if `with_creator`.
    pub(super) fn holders(&self, with_creator: bool) -> Vec<usize> {
        let by_role = [Role::User, Role::App].into_iter().flat_map(|role| self.mapping.of(role));
        let is_creator =
            |column: &usize| self.table.columns[*column].name.plain.starts_with("created_by");
        let mut columns: Vec<usize> =
            by_role.copied().filter(|column| with_creator || !is_creator(column)).collect();
        columns.extend(self.with(&names::all().holders.names));
        columns.retain(|column| self.table.filled(*column).next().is_some());
        columns
    }

    /// A column whose cell is another one in every row.
    pub(super) fn one_row_each(&self, columns: &[usize]) -> Option<usize> {
        let rows = self.table.rows.len();
        let is_unique = |column: &usize| {
            let cells: HashSet<&str> = self.table.filled(*column).collect();
            rows > 1 && cells.len() == rows
        };
        columns.iter().copied().find(is_unique)
    }

    /// Whether most rows were edited long after they were created.
    pub(super) fn changes_in_place(&self) -> bool {
        let find = |names: [&str; 2]| names.iter().find_map(|name| self.table.find(name));
        let (Some(created), Some(updated)) =
            (find(["created_date", "created_at"]), find(["updated_date", "updated_at"]))
        else {
            return false;
        };
        let moments = |column: usize| -> Option<Vec<Option<i64>>> {
            let format = time::detect(self.table.filled(column), None).ok()?;
            let read = |cell: &str| format.read(cell, &Zone::Utc).ok().map(micros);
            Some(self.table.rows.iter().map(|row| read(row.cell(column))).collect())
        };
        let (Some(created), Some(updated)) = (moments(created), moments(updated)) else {
            return false;
        };
        let later = created.iter().zip(&updated).filter(|(created, updated)| {
            created.zip(**updated).is_some_and(|(created, updated)| updated - created > LATER)
        });
        2 * later.count() > self.table.rows.len()
    }

    /// The numbers of a column, one for each row; `None` if a cell is none.
    pub(super) fn numbers(&self, column: usize) -> Option<Vec<Credits>> {
        let format = amount::detect(self.table.filled(column), None).ok()?;
        let number = |row| match read_number(row, column, &format) {
            Ok(Amount::Value { credits, .. }) => Some(credits),
            _ => None,
        };
        self.table.rows.iter().map(number).collect()
    }

    /// The rows of the table in the order of their times; in their own order if they have none.
    pub(super) fn by_time(&self) -> Vec<usize> {
        let time = self.mapping.times.first();
        let mut rows: Vec<usize> = (0..self.table.rows.len()).collect();
        rows.sort_by_key(|row| {
            time.and_then(|time| time.read(&self.table.rows[*row], &Zone::Utc).ok()).map(micros)
        });
        rows
    }

    /// Whether a word of the file's name is one of these, and none says that it is a log.
    pub(super) fn is_file_of(&self, nouns: &[&str]) -> bool {
        if is_log_name(self.path.raw()) {
            return false;
        }
        let file = self.path.raw().rsplit(['/', '\\']).next().unwrap_or_default();
        words_of::word(file).split('_').any(|word| nouns.contains(&word))
    }
}

fn micros(stamp: Stamp) -> i64 {
    match stamp {
        Stamp::At(instant) => instant.micros(),
        Stamp::On(day) => Instant::micros(day.end(&Zone::Utc)),
    }
}
