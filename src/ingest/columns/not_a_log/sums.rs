//! Sums per period: one row for each month, week or billing cycle.

use hashbrown::HashSet;

use super::finding::Finding;
use super::look::Look;
use super::names;
use crate::base::{Credits, Zone};
use crate::ingest::cell::roles::Role;
use crate::ingest::columns::mapping::LOOK;
use crate::ingest::error::shell;
use crate::ingest::record::table::Record;

const SUMS: &str = "a table of sums";

/// Finds columns that name a period, in rows of which each period has one.
pub(super) fn find(look: &Look<'_>) -> Option<Finding> {
    counts_per_day(look).or_else(|| periods(look)).or_else(|| firsts_of_months(look))
}

/// One row for each day and what was done on it, with the number of its events. If the rate card priced such a row, it would price one
/// event of many.
fn counts_per_day(look: &Look<'_>) -> Option<Finding> {
    let (table, mapping) = (look.table, look.mapping);
    let is_told = mapping.is_forced(Role::Quantity) || mapping.is_forced(Role::Calls);
    if is_told || !mapping.of(Role::Id).is_empty() {
        return None;
    }
    let time = mapping.times.first()?;
    let is_dated = table.filled(time.column).take(LOOK).all(|cell| cell.len() <= 10);
    let is_one = |number: &Credits| *number == Credits::whole(1);
    let counts = |column: &usize| look.numbers(*column).is_some_and(|all| !all.iter().all(is_one));
    let column = look.with(&names::all().sums.counts).into_iter().find(counts)?;
    if !is_dated || !is_one_row_each(look, &[time.column]) {
        return None;
    }
    let shown = look.shown(&[column]);
    let finding = Finding::certain(
        SUMS,
        format!("each row is a day, with the number of its events in {shown}"),
    );
    if mapping.has_amounts(table) {
        // A day's credits of one kind of call can be read as one event; of all kinds they tell nothing of any.
        return (mapping.of(Role::Operation).is_empty() && table.has("count")).then_some(finding);
    }
    let quantity = format!("quantity={}", table.columns[column].raw);
    let flags = format!("--map {}", shell(&quantity.as_str().into()));
    Some(finding.or_reads(flags, "each row is that many calls"))
}

fn periods(look: &Look<'_>) -> Option<Finding> {
    let names = &names::all().sums;
    let (start, end) = (look.first(&names.start), look.first(&names.end));
    let mut period: Vec<usize> = start.into_iter().chain(end).collect();
    let is_span = period.len() == 2;
    period.extend(look.with(&names.period));
    period.dedup();
    if period.is_empty() || !has_amounts(look) {
        return None;
    }
    let why = format!("each row is one {}", look.shown(&period));
    if !look.with(&names.allotted).is_empty() {
        return Some(Finding::certain(SUMS, why));
    }
    // The time of its own, beside which the period is only where the row belongs.
    if look.has_own_time() {
        let asks = is_span && is_one_row_each(look, &period) && !look.is_described();
        return asks.then(|| Finding::possible(SUMS, why));
    }
    if look.mapping.times.is_empty() {
        return Some(Finding::certain(SUMS, why));
    }
    // A row of calls that is changed in place is a counter for its period.
    if !is_one_row_each(look, &period) || (look.is_of_calls && !look.changes_in_place()) {
        return None;
    }
    let is_certain = is_span || look.changes_in_place() || !look.is_described();
    Some(if is_certain && look.table.rows.len() > 1 {
        Finding::certain(SUMS, why)
    } else {
        Finding::possible(SUMS, why)
    })
}

/// Whether some column has numbers that could be summed credits.
fn has_amounts(look: &Look<'_>) -> bool {
    let is_number = |column: usize| {
        let plain = &look.table.columns[column].name.plain;
        let is_credits =
            plain.split('_').any(|part| matches!(part, "credits" | "credit" | "usage"));
        is_credits && look.numbers(column).is_some()
    };
    look.amount().is_some() || (0..look.table.columns.len()).any(is_number)
}

/// Whether no two rows have the same period and the same names.
fn is_one_row_each(look: &Look<'_>, period: &[usize]) -> bool {
    let roles = [
        Role::User,
        Role::App,
        Role::Pool,
        Role::Operation,
        Role::Feature,
        Role::Model,
        Role::Kind,
    ];
    let mut columns: Vec<usize> = period.to_vec();
    columns.extend(roles.iter().flat_map(|role| look.mapping.of(*role)));
    columns.extend(look.holders(true));
    let key = |row: &Record| -> Vec<String> {
        columns.iter().map(|column| row.cell(*column).to_owned()).collect()
    };
    let keys: HashSet<Vec<String>> = look.table.rows.iter().map(key).collect();
    keys.len() == look.table.rows.len()
}

/// Every row is dated the first or the last of a month: sums of months have such dates, and single events hardly.
fn firsts_of_months(look: &Look<'_>) -> Option<Finding> {
    let time = look.mapping.times.first()?;
    let rows = &look.table.rows;
    if rows.len() < 3 || look.is_of_calls || look.amount().is_none() {
        return None;
    }
    let zone = Zone::Utc;
    let days: Option<Vec<_>> =
        rows.iter().map(|row| time.read(row, &zone).ok().map(|stamp| stamp.day(&zone))).collect();
    let days = days?;
    let first = days.iter().all(|day| day.day_of_month() == 1);
    let last = days.iter().all(|day| day.plus(1).day_of_month() == 1);
    let months: HashSet<_> = days.iter().map(|day| (day.year(), day.month())).collect();
    ((first || last) && months.len() > 2).then(|| {
        let which = if first { "first" } else { "last" };
        let why = format!("{} is the {which} of a month in every row", look.shown(&[time.column]));
        Finding::possible(SUMS, why)
    })
}
