//! Which columns hold the times.

use crate::base::{Stamp, Untrusted};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::cell::time;
use crate::ingest::cell::time::TimeFormat;
use crate::ingest::columns::evidence::Evidence;
use crate::ingest::columns::mapping::{LOOK, Mapping, TimeColumn, shown};
use crate::ingest::record::table::Table;
use crate::ingest::{Error, ReadOptions};

impl Mapping {
    /// Finds the columns of times and their formats.
    pub(in crate::ingest::columns) fn find_times(
        &mut self,
        path: &Untrusted,
        table: &Table,
        evidence: Option<&Evidence>,
        options: &ReadOptions,
    ) -> Result<(), Error> {
        let forced = self.is_forced(Role::Time);
        let mut found = self.candidates(Role::Time, table);
        // The date may be in one column and the time of day in another.
        let clock = table.find("time").filter(|c| {
            !forced && found.len() > 1 && table.distinct(*c, LOOK).iter().all(|cell| is_clock(cell))
        });
        if let Some(clock) = clock.filter(|c| table.filled(*c).next().is_some()) {
            found.retain(|column| *column != clock);
            self.clock = Some(clock);
        }
        for (rank, column) in found.iter().copied().enumerate() {
            let plain = table.columns[column].name.plain.as_str();
            let utc = (self.is_base44 && plain == "created_date") || plain.ends_with("_utc");
            let found = match self.daily_totals {
                Some(_) => day_column(table, column, options),
                None => time_column(table, evidence, column, utc, options),
            };
            match found {
                Ok(time) => self.times.push(time),
                // The best column must have a clear format; a lesser one is left out.
                Err(problem) if rank == 0 || forced => {
                    return Err(Error::Ambiguous {
                        path: path.clone(),
                        column: table.columns[column].raw.as_str().into(),
                        problem: problem.to_string(),
                        hint: problem.hint().to_owned(),
                    });
                }
                Err(_) => self.undecided.push(column),
            }
        }
        let reads = |time: &TimeColumn| {
            table
                .filled(time.column)
                .take(LOOK)
                .any(|cell| time.format.read(cell, &options.naive_zone).is_ok())
        };
        // If some column has times, a filled one without any is dropped, whatever its name.
        if !forced && self.times.iter().any(reads) {
            self.times.retain(|time| table.filled(time.column).next().is_none() || reads(time));
        }
        if self.times.is_empty() && !forced {
            self.maybe_times =
                times_by_values(table, options).iter().map(|time| time.column).collect();
        }
        for time in &self.times {
            if time.format.serial {
                let name = shown(table, time.column);
                self.notes.push((
                    true,
                    format!(
                        "\"{name}\" contains a spreadsheet's day numbers; they are read as dates"
                    ),
                ));
            }
        }
        self.note_no_year(table, options);
        self.columns.insert(Role::Time, self.times.iter().map(|time| time.column).collect());
        Ok(())
    }
}

impl Mapping {
    /// Says which year dates without one are given.
    fn note_no_year(&mut self, table: &Table, options: &ReadOptions) {
        for time in &self.times {
            let Some(latest) = time.format.no_year else { continue };
            let first = table.filled(time.column).find(|cell| time::complete(cell).is_some());
            let Some(first) = first else { continue };
            let Ok(Stamp::On(day)) = time.format.read(first, &options.naive_zone) else { continue };
            let cell = Untrusted::from(first).for_terminal_cut(30);
            self.notes.push((
                true,
                format!("dates without a year: \"{cell}\" is read as {day}, the latest one up to {latest}"),
            ));
        }
    }
}

/// The column of the days of daily totals. Its dates may lack the year.
fn day_column(
    table: &Table,
    column: usize,
    options: &ReadOptions,
) -> Result<TimeColumn, time::Ambiguous> {
    let cells: Vec<(&str, Option<String>)> =
        table.filled(column).map(|cell| (cell, time::complete(cell))).collect();
    let has_all = cells.iter().all(|(_, complete)| complete.is_none());
    let complete = cells.iter().map(|(cell, complete)| complete.as_deref().unwrap_or(cell));
    let as_written = |completed: &Untrusted| {
        let of =
            |(_, complete): &&(&str, Option<String>)| complete.as_deref() == Some(completed.raw());
        cells.iter().find(of).map_or_else(|| completed.clone(), |(cell, _)| Untrusted::from(*cell))
    };
    let format = time::detect(complete, options.date_order).map_err(|unclear| match unclear {
        time::Ambiguous::Unclear { samples } => {
            time::Ambiguous::Unclear { samples: samples.iter().map(as_written).collect() }
        }
        other => other,
    })?;
    let no_year = options.latest_day.filter(|_| !has_all);
    let format = TimeFormat { no_year, serial: format.serial && has_all, ..format };
    Ok(TimeColumn { column, format, utc: false })
}

/// A column of times with its format.
pub(super) fn time_column(
    table: &Table,
    evidence: Option<&Evidence>,
    column: usize,
    utc: bool,
    options: &ReadOptions,
) -> Result<TimeColumn, time::Ambiguous> {
    let format = match evidence.and_then(|evidence| evidence.times(column)) {
        Some(seen) => seen.format(options.date_order),
        None => time::detect(table.filled(column), options.date_order),
    };
    format.map(|format| TimeColumn { column, format, utc })
}

/// Columns in which every filled cell is a time that is not just a number.
fn times_by_values(table: &Table, options: &ReadOptions) -> Vec<TimeColumn> {
    let candidates = (0..table.columns.len())
        .filter(|column| !roles::is_never_time(&table.columns[*column].name.plain));
    let times = candidates.filter_map(|column| {
        let format = time::detect(table.filled(column), options.date_order).ok()?;
        let time = TimeColumn { column, format, utc: false };
        let mut filled = table.filled(column).peekable();
        filled.peek()?;
        let reads = |cell: &str| {
            cell.parse::<f64>().is_err() && time.format.read(cell, &options.naive_zone).is_ok()
        };
        filled.all(reads).then_some(time)
    });
    times.collect()
}

/// Whether a cell is a time of day alone: `9:30`, `09:30:15 PM`.
fn is_clock(cell: &str) -> bool {
    let digits = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ' || c == '.');
    let mut parts = digits.split(':');
    let number = |part: &str| {
        !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit())
    };
    parts.next().is_some_and(number) && parts.next().is_some_and(number) && digits.len() <= 15
}
