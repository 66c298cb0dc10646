//! Snapshots → rows that can be summed: one for each name and pool, or one for each difference of two readings.
//!
//! A snapshot is small, so its rows are read at once and written as a log, which is then read like any other. Each amount keeps its
//! digits. What is left, and how much a cycle has, is no row: it is in [`Snapshot`].

mod readings;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::base::{Credits, Stamp, Untrusted};
use crate::event::Pool;
use crate::ingest::cell::amount::Amount;
use crate::ingest::cell::words;
use crate::ingest::columns::mapping::{TimeColumn, read_number, shown};
use crate::ingest::columns::snapshot::{self, Measure, Quantity, Snapshot as Columns};
use crate::ingest::event::outcome::ReadError;
use crate::ingest::record::table::{Broken, Record, Table};
use crate::ingest::reject::excerpt;
use crate::ingest::run::head::Head;
use crate::ingest::source::named::{Content, Source};
use crate::ingest::source::text::Text;
use crate::ingest::{Error, Mapped, ReadOptions, Snapshot};

/// The operation of the rows that a snapshot becomes.
const OPERATION: &str = "snapshot_total";

/// A snapshot as a log.
pub(crate) struct Derived {
    /// The file.
    source: Source,
    /// The rows.
    pub lines: Vec<Line>,
    /// What they do not say.
    pub snapshot: Snapshot,
    /// The columns and what they are.
    pub mapping: Vec<Mapped>,
    /// Notes for the user, and whether each is about a guess.
    pub notes: Vec<(bool, String)>,
    /// Why the file is not complete, if it is not.
    pub cut: Option<String>,
}

impl Derived {
    /// The rows as a log: one JSON record a line.
    pub(crate) fn as_log(&self) -> Source {
        let mut content = String::new();
        self.lines.iter().for_each(|line| line.write(&mut content));
        let content = Content::Bytes(Arc::from(content.into_bytes()));
        Source { content, sheet: None, ..self.source.clone() }
    }

    /// The name of the file.
    pub(crate) fn path(&self) -> Untrusted {
        self.source.path.as_str().into()
    }
}

/// Reads a text as a snapshot, if it is one.
pub(crate) fn derive(
    text: &Text,
    head: &Head,
    options: &ReadOptions,
) -> Result<Option<Derived>, Error> {
    let path = Untrusted::from(text.source.path.as_str());
    if head.table.rows.is_empty() || snapshot::find(&path, &head.table, options)?.is_none() {
        return Ok(None);
    }
    let table = whole(text, head, options).map_err(|error| error.into_error(path.raw()))?;
    if let Some(Broken { line, .. }) = table.broken.first() {
        return Err(unreadable(&path, *line, "is not a whole row"));
    }
    let Some(columns) = snapshot::find(&path, &table, options)? else { return Ok(None) };
    let mut rows = Rows { path: &path, table: &table, columns, options, notes: Vec::new() };
    let derived = if rows.columns.is_series || !rows.has(Quantity::Used) {
        rows.readings()?
    } else {
        rows.totals()?
    };
    let mapping = rows.mapping();
    let (lines, snapshot) = derived;
    let page_cut = table.page.as_ref().and_then(|page| page.more.as_ref()).map(|(field, _)| {
        format!(
            "the page says that there is more (\"{}\")",
            Untrusted::from(field.as_str()).for_terminal_cut(40)
        )
    });
    let cut = table.cut.clone().or(page_cut);
    let (source, notes) = (text.source.clone(), rows.notes);
    Ok(Some(Derived { source, lines, snapshot, mapping, notes, cut }))
}

/// All rows of a text.
fn whole(text: &Text, head: &Head, options: &ReadOptions) -> Result<Table, ReadError> {
    let (mut rows, mut broken, mut reader) = (Vec::new(), Vec::new(), head.reader.clone());
    reader.rows(
        text.open(false)?,
        options.blocks.size,
        &mut |_| {},
        &mut |row: Result<Record, Broken>, _: u64| {
            match row {
                Ok(row) if row.is_blank() => {}
                Ok(row) => rows.push(row),
                Err(row) => broken.push(row),
            }
            Ok(())
        },
    )?;
    let columns = reader.table().columns;
    let columns = if columns.is_empty() { head.table.columns.clone() } else { columns };
    Ok(Table { columns, rows, broken, ..head.table.clone() })
}

fn unreadable(path: &Untrusted, line: u64, problem: &str) -> Error {
    Error::NotALog {
        path: path.clone(),
        line: Some(line),
        problem: format!("is a snapshot that cannot be read: line {line} {problem}"),
        hint: "correct that line; a figure that is not known is an empty cell".to_owned(),
        is_certain: false,
    }
}

/// A row of the log that a snapshot becomes.
pub(crate) struct Line {
    stamp: Stamp,
    pub app: Option<String>,
    pub user: Option<String>,
    pub pool: Pool,
    pub credits: Credits,
}

impl Line {
    /// Whether it is the total of a pool, and not of an app or user in it.
    pub(crate) const fn is_of_pool(&self) -> bool {
        self.app.is_none() && self.user.is_none()
    }

    fn write(&self, text: &mut String) {
        let word = |text: &str| serde_json::Value::String(text.to_owned()).to_string();
        let _ = write!(text, "{{\"timestamp\":\"{}\",\"operation\":\"{OPERATION}\"", self.stamp);
        for (key, name) in [("app", &self.app), ("user", &self.user)] {
            if let Some(name) = name {
                let _ = write!(text, ",\"{key}\":{}", word(name));
            }
        }
        if self.pool != Pool::Unassigned {
            let _ = write!(text, ",\"pool\":\"{}\"", self.pool);
        }
        let _ = writeln!(text, ",\"credits\":{}}}", self.credits);
    }
}

/// The rows of a snapshot.
pub(super) struct Rows<'a> {
    path: &'a Untrusted,
    table: &'a Table,
    columns: Columns,
    options: &'a ReadOptions,
    notes: Vec<(bool, String)>,
}

impl Rows<'_> {
    fn has(&self, quantity: Quantity) -> bool {
        self.columns.measures.iter().any(|measure| measure.quantity == quantity)
    }

    /// An amount; `None` if the cell is empty.
    fn amount(&self, row: &Record, measure: &Measure) -> Result<Option<Credits>, Error> {
        let name = shown(self.table, measure.column);
        let bad =
            |what: &str| unreadable(self.path, row.line, &format!("has {what} in \"{name}\""));
        match read_number(row, measure.column, &measure.format) {
            Ok(Amount::Value { credits, money: false }) => Ok(Some(credits)),
            Ok(Amount::Value { .. }) => Err(bad("money")),
            Ok(_) => Ok(None),
            Err(_) if words::is_absent(row.cell(measure.column)) => Ok(None),
            Err(_) => Err(bad("no number")),
        }
    }

    fn stamp(&self, row: &Record, time: Option<&TimeColumn>) -> Result<Option<Stamp>, Error> {
        let Some(time) = time.filter(|time| !row.cell(time.column).is_empty()) else {
            return Ok(None);
        };
        let read = time.read(row, &self.options.naive_zone);
        read.map(Some).map_err(|_| unreadable(self.path, row.line, "has no date"))
    }

    fn pool(&self, row: &Record, measure: &Measure) -> Pool {
        self.columns.pool_of(measure, row).unwrap_or(Pool::Unassigned)
    }

    fn is_total(&self, row: &Record) -> bool {
        let names = [self.columns.app, self.columns.user];
        let mut cells = names.into_iter().flatten().map(|column| row.cell(column));
        let is_total = |cell: &str| words::is_total(cell.trim(), &self.options.words);
        if self.columns.is_series { row.cells().any(is_total) } else { cells.any(is_total) }
    }

    /// The id of each app that has a name.
    fn ids(&self) -> BTreeMap<String, String> {
        let ids = ["app_id", "superagent_id", "id"].iter().find_map(|name| self.table.find(name));
        let (Some(app), Some(id)) = (self.columns.app, ids) else { return BTreeMap::new() };
        let pair = |row: &Record| Some((name(row, Some(app))?, name(row, Some(id))?));
        self.table.rows.iter().filter_map(pair).collect()
    }

    /// The columns that are read, for the user.
    fn mapping(&self) -> Vec<Mapped> {
        let columns = &self.columns;
        let amounts = columns.measures.iter().map(|measure| {
            let what = match measure.quantity {
                Quantity::Used => "credits",
                Quantity::Left => "left",
                Quantity::Limit => "limit",
            };
            (what, Some(measure.column))
        });
        let day = columns.day.as_ref().map(|day| day.column);
        let names =
            [("time", day), ("app", columns.app), ("user", columns.user), ("pool", columns.pool)];
        let listed = |(role, column): (&str, Option<usize>)| {
            let column = column?;
            let samples = self.table.distinct(column, 3).into_iter();
            Some(Mapped {
                role: role.to_owned(),
                column: self.table.columns[column].raw.as_str().into(),
                why: "a snapshot".to_owned(),
                confidence: 90,
                samples: samples.map(|cell| excerpt(cell).into()).collect(),
            })
        };
        names.into_iter().chain(amounts).filter_map(listed).collect()
    }

    /// The day of totals: the file's, the user's, or today.
    fn day(&mut self) -> Result<(Stamp, bool), Error> {
        let mut last = None;
        for row in &self.table.rows {
            last = last.max(self.stamp(row, self.columns.day.as_ref())?);
        }
        if let Some(stamp) = last {
            return Ok((stamp, true));
        }
        let Some((day, is_given)) = self.options.snapshot_day else {
            let hint = "say when they were noted: --as-of DATE".to_owned();
            return Err(Error::NotALog {
                path: self.path.clone(),
                line: None,
                problem: "is a snapshot without a date".to_owned(),
                hint,
                is_certain: false,
            });
        };
        if !is_given {
            let text = format!(
                "the figures have no date, so they are taken as of today, {day}; --as-of DATE says when they were noted"
            );
            self.notes.push((false, text));
        }
        // The day that is judged need not be the day of the figures.
        Ok((Stamp::On(day), false))
    }

    /// Totals of a cycle so far.
    fn totals(&mut self) -> Result<(Vec<Line>, Snapshot), Error> {
        let (stamp, is_dated) = self.day()?;
        let day = stamp.utc_day();
        // The period of the other figures is not the day of the balance.
        let is_dated = is_dated && !self.columns.is_of_balance(self.table);
        let mut lines = Vec::new();
        let mut sums: BTreeMap<Pool, [Option<Credits>; 3]> = BTreeMap::new();
        let mut stated: BTreeMap<Pool, Credits> = BTreeMap::new();
        let mut since = None;
        for row in &self.table.rows {
            let is_total = self.is_total(row);
            let first = self.stamp(row, self.columns.since.as_ref())?;
            since = since.max(first.map(Stamp::utc_day));
            for measure in &self.columns.measures {
                let Some(credits) = self.amount(row, measure)? else { continue };
                let pool = self.pool(row, measure);
                if is_total {
                    if measure.quantity == Quantity::Used {
                        stated.insert(pool, credits);
                    }
                    continue;
                }
                if credits.is_negative() && measure.quantity == Quantity::Used {
                    return Err(unreadable(self.path, row.line, "has used credits below zero"));
                }
                let sum = &mut sums.entry(pool).or_default()[measure.quantity as usize];
                *sum = Some(sum.unwrap_or_default() + credits);
                if measure.quantity == Quantity::Used {
                    let (app, user) = (self.columns.app, self.columns.user);
                    let (app, user) = (name(row, app), name(row, user));
                    lines.push(Line { stamp, app, user, pool, credits });
                }
            }
        }
        for (pool, stated) in stated {
            let sum = sums.get(&pool).and_then(|sums| sums[0]).unwrap_or_default();
            if sum != stated {
                let text = format!(
                    "its row of totals says {stated} {pool} credits, but the rows sum to {sum}; the rows count"
                );
                self.notes.push((true, text));
            }
        }
        let mut snapshot = Snapshot {
            day,
            is_dated,
            since: since.filter(|_| !self.columns.is_of_balance(self.table)),
            is_part: self.columns.is_part(self.table),
            ids: self.ids(),
            is_of_readings: false,
            readings: BTreeMap::new(),
            rises: BTreeMap::new(),
            limits: BTreeMap::new(),
        };
        // Apps and users share the limit of the workspace; a limit beside each is their own.
        if self.table.rows.len() == 1 && self.columns.app.is_none() && self.columns.user.is_none() {
            for (pool, [used, left, limit]) in sums {
                let both = used.zip(left).map(|(used, left)| used + left);
                if let Some(limit) = limit.or(both) {
                    snapshot.limits.insert(pool, limit);
                }
                if let (Some(limit), Some(sum)) = (limit, both.filter(|sum| Some(*sum) != limit)) {
                    let text = format!(
                        "{pool} credits: used and left sum to {sum}, and the limit is {limit}"
                    );
                    self.notes.push((true, text));
                }
            }
        }
        self.notes
            .insert(0, (false, "a snapshot: totals of the cycle so far, without days".to_owned()));
        Ok((lines, snapshot))
    }
}

/// A cell that is not absent.
fn name(row: &Record, column: Option<usize>) -> Option<String> {
    let cell = column.map(|column| row.cell(column)).filter(|cell| !words::is_absent(cell));
    cell.map(str::to_owned)
}
