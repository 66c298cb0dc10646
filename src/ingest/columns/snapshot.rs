//! Snapshots: totals of a cycle so far, of an app or of a whole pool, or balances noted now and then. No row is an event.
//!
//! A table is one without being asked for if nothing else has its columns: amounts whose headers name the pool, beside names that stand
//! once each, or beside readings of what is left. With `--from snapshot` the words may be fewer. Words are in `cell/maps/snapshots.toml`.

mod measures;
mod names;

use hashbrown::HashSet;

use crate::base::Untrusted;
use crate::event::Pool;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::words;
use crate::ingest::columns::daily_totals;
use crate::ingest::columns::mapping::{TimeColumn, saw};
use crate::ingest::record::sniff::AS_A_SNAPSHOT;
use crate::ingest::record::table::{Record, Table};
use crate::ingest::{Error, ReadOptions};

pub(crate) use measures::{Measure, Quantity};

/// How its columns can be named.
const LAYOUTS: [&str; 4] = [
    "app, message credits, integration credits",
    "date, message left, integration left",
    "date, message used so far, integration used so far",
    "app_name, message_credits_consumed, integration_credits_consumed",
];

/// The columns of a snapshot.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The amounts.
    pub measures: Vec<Measure>,
    /// Who used the credits.
    pub app: Option<usize>,
    pub user: Option<usize>,
    /// The column with the pool of each row, and the pool of all rows.
    pub pool: Option<usize>,
    pub constant: Option<Pool>,
    /// When each row was noted.
    pub day: Option<TimeColumn>,
    /// The first day that the totals count.
    pub since: Option<TimeColumn>,
    /// Whether the rows are readings of the same amounts at several times.
    pub is_series: bool,
}

/// Finds the columns of a snapshot. Without `--from snapshot`, `None` if the table may be anything else.
pub(crate) fn find(
    path: &Untrusted,
    table: &Table,
    options: &ReadOptions,
) -> Result<Option<Snapshot>, Error> {
    let is_asked = match options.from.as_deref() {
        Some(AS_A_SNAPSHOT) => true,
        Some(_) => return Ok(None),
        // Who maps columns reads a log.
        None if options.map.iter().any(|(_, column)| !column.trim().starts_with('=')) => {
            return Ok(None);
        }
        None => false,
    };
    let other = || Error::NotThatExport {
        path: path.clone(),
        name: AS_A_SNAPSHOT.to_owned(),
        layouts: LAYOUTS.map(str::to_owned).to_vec(),
        saw: saw(table),
    };
    let found = Snapshot::of(path, table, options, is_asked)?;
    match found {
        Some(found) if is_asked => found.check(path, table, options).map(Some),
        Some(found) if found.is_certain(table, options) => Ok(Some(found)),
        None if is_asked => Err(other()),
        _ => Ok(None),
    }
}

/// The flags with which a table is read as a snapshot; `None` if there are none, or the user says what it is.
pub(crate) fn flags(
    path: &Untrusted,
    table: &Table,
    options: &ReadOptions,
) -> Option<&'static str> {
    if options.from.is_some() || table.rows.is_empty() {
        return None;
    }
    let mut asked = ReadOptions { from: Some(AS_A_SNAPSHOT.to_owned()), ..options.clone() };
    // Balances of an app's users and of a bank are named alike; a hint is only for what has no other columns.
    let reads = |options: &ReadOptions| {
        let found = find(path, table, options);
        found.is_ok_and(|found| found.is_some_and(|found| found.holds_nothing_else(table)))
    };
    if reads(&asked) {
        return Some("--from snapshot");
    }
    let says_credits = table.columns.iter().any(|column| column.name.plain.contains("credit"));
    asked.map.push(("pool".to_owned(), "=message".to_owned()));
    (says_credits && reads(&asked)).then_some("--from snapshot --map pool==message")
}

impl Snapshot {
    /// The columns by their names; `None` if none is an amount.
    fn of(
        path: &Untrusted,
        table: &Table,
        options: &ReadOptions,
        is_asked: bool,
    ) -> Result<Option<Self>, Error> {
        let mapped = |role: Role| names::mapped(table, options, role);
        let measures = measures::find(path, table, options, mapped(Role::Credits), is_asked)?;
        if measures.is_empty() {
            return Ok(None);
        }
        let is_measure = |column: &usize| measures.iter().any(|m| m.column == *column);
        let first = |list: &[&str], role: Role| {
            let named = list.iter().filter_map(|name| table.find(name));
            let filled = named.filter(|c| table.filled(*c).next().is_some() && !is_measure(c));
            mapped(role).or_else(|| filled.into_iter().next())
        };
        let words = names::all();
        let user = first(&words.user, Role::User);
        let app = first(&words.app, Role::App).filter(|app| Some(*app) != user);
        // The id of a user is no app.
        let is_id = |column: usize| table.columns[column].name.plain == "id";
        let app = app.filter(|app| user.is_none() || !is_id(*app));
        let time = |column: usize| names::time(table, column, options);
        let day = match mapped(Role::Time) {
            Some(column) => time(column),
            None => words.day.iter().filter_map(|name| table.find(name)).find_map(time),
        };
        let since = words.since.iter().filter_map(|name| table.find(name)).find_map(time);
        let pool = names::pool(table, options);
        let constant = names::constant(options).or_else(|| daily_totals::pool_of_file(path));
        let is_several = |day: &TimeColumn| table.distinct(day.column, 2).len() > 1;
        let is_series = app.is_none() && user.is_none() && day.as_ref().is_some_and(is_several);
        Ok(Some(Self { measures, app, user, pool, constant, day, since, is_series }))
    }

    /// Whether nothing else has these columns.
    fn is_certain(&self, table: &Table, options: &ReadOptions) -> bool {
        let has = |quantity| self.measures.iter().any(|m| m.quantity == quantity);
        let is_named = self.app.is_some() || self.user.is_some();
        let is_of_pools = self.measures.iter().all(|m| m.pool.is_some());
        let is_once = self.has_each_once(table, options);
        let is_api = self.is_monitoring(table);
        let is_totals = has(Quantity::Used) && (is_named || is_api) && !self.has_days(table);
        let is_left = has(Quantity::Left)
            && !has(Quantity::Used)
            && !is_named
            && (self.is_series || table.rows.len() == 1);
        is_of_pools
            && is_once
            && (is_totals || is_left)
            && (is_api || self.holds_nothing_else(table))
    }

    /// Whether the rows are of several days.
    fn has_days(&self, table: &Table) -> bool {
        self.day.as_ref().is_some_and(|day| table.distinct(day.column, 2).len() > 1)
    }

    /// Whether a column is named as only the platform's Monitoring API does.
    fn is_monitoring(&self, table: &Table) -> bool {
        let is_api = |measure: &Measure| {
            let plain = &table.columns[measure.column].name.plain;
            plain.ends_with("_credits_consumed") || plain.contains("credit_pool_")
        };
        let names = ["app_id", "superagent_id", "user_id", "app_name", "superagent_name", "email"];
        self.measures.iter().any(is_api)
            && (names.iter().any(|name| table.has(name)) || table.rows.len() == 1)
            && self.day.as_ref().is_none_or(|day| names::is_of_period(table, day.column))
    }

    /// Whether every filled column is an amount, a name, a day, or says nothing about use.
    fn holds_nothing_else(&self, table: &Table) -> bool {
        let words = names::all();
        let is_known = |column: usize| {
            let plain = table.columns[column].name.plain.as_str();
            let names = [Some(column) == self.app, Some(column) == self.user];
            names.contains(&true)
                || plain.is_empty()
                || Some(column) == self.pool
                || self.measures.iter().any(|m| m.column == column)
                || [&self.day, &self.since].into_iter().flatten().any(|t| t.column == column)
                || [&words.passed_over, &words.app, &words.user]
                    .iter()
                    .any(|list| list.contains(&plain))
                || self.is_twin(table, column)
                || table.filled(column).next().is_none()
        };
        (0..table.columns.len()).all(is_known)
    }

    /// Whether a column has numbers that another one has too, or their sum.
    fn is_twin(&self, table: &Table, column: usize) -> bool {
        let said = measures::of_header(&table.columns[column].name.plain);
        said.is_some_and(|(quantity, pool)| {
            let is_it = |m: &Measure| pool.is_none() || (m.quantity, m.pool) == (quantity, pool);
            self.measures.iter().any(is_it)
        })
    }

    /// Whether no name (of a series: no time) stands twice.
    fn has_each_once(&self, table: &Table, options: &ReadOptions) -> bool {
        let mut seen = HashSet::new();
        let columns: Vec<usize> = match (&self.day, self.is_series) {
            (Some(day), true) => vec![day.column],
            _ => [self.app, self.user].into_iter().flatten().collect(),
        };
        let key = |row: &Record| -> Vec<String> {
            columns.iter().chain(&self.pool).map(|c| row.cell(*c).to_owned()).collect()
        };
        let is_total = |row: &&Record| row.cells().any(|c| words::is_total(c, &options.words));
        table.rows.iter().filter(|row| !is_total(row)).all(|row| seen.insert(key(row)))
    }

    /// Checks a table that the user calls a snapshot: each amount has a pool, and each name or time one row.
    fn check(self, path: &Untrusted, table: &Table, options: &ReadOptions) -> Result<Self, Error> {
        let ask = |column: usize, problem: &str, hint: &str| Error::Ambiguous {
            path: path.clone(),
            column: table.columns[column].raw.as_str().into(),
            problem: problem.to_owned(),
            hint: hint.to_owned(),
        };
        let is_named = self.app.is_some() || self.user.is_some();
        let has = |quantity| self.measures.iter().any(|m| m.quantity == quantity);
        if !has(Quantity::Used) && (is_named || !has(Quantity::Left)) {
            return Err(ask(
                self.measures[0].column,
                "no column has the credits used, and what is left of each app or user is no balance of a pool",
                "name the column of the credits used: --map credits=COLUMN",
            ));
        }
        let has_pool = self.pool.is_some() || self.constant.is_some();
        if let Some(measure) = self.measures.iter().find(|m| m.pool.is_none() && !has_pool) {
            return Err(ask(
                measure.column,
                "this can be message credits or integration credits",
                "add --map pool==message or --map pool==integration, or name the file message.csv or integration.csv",
            ));
        }
        if !self.is_series && self.has_days(table) {
            let day = self.day.as_ref().map_or(0, |day| day.column);
            return Err(ask(
                day,
                "a snapshot has the totals of one moment, and these are of several",
                "keep the rows of one day, or read each row as one event with --from log",
            ));
        }
        if !self.has_each_once(table, options) {
            let column = self.app.or(self.user).or(self.day.as_ref().map(|day| day.column));
            return Err(ask(
                column.unwrap_or(self.measures[0].column),
                "a snapshot has one row for each name or time, and here one stands twice",
                "keep one row of each, or read each row as one event with --from log",
            ));
        }
        Ok(self)
    }

    /// Whether the amounts are of the balance itself, whatever period the other figures are of.
    pub(crate) fn is_of_balance(&self, table: &Table) -> bool {
        let is_pool =
            |measure: &Measure| table.columns[measure.column].name.plain.contains("credit_pool");
        self.measures.iter().any(is_pool)
    }

    /// Whether the names are some of those that use credits: the Monitoring API counts apps, superagents and users apart.
    pub(crate) fn is_part(&self, table: &Table) -> bool {
        self.user.is_some() || (self.app.is_some() && self.is_monitoring(table))
    }

    /// The pool of an amount in a row.
    pub(crate) fn pool_of(&self, measure: &Measure, row: &Record) -> Option<Pool> {
        let named = self.pool.and_then(|column| row.cell(column).parse().ok());
        measure.pool.or(named).or(self.constant)
    }
}

#[cfg(test)]
mod tests;
