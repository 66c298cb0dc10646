//! The lines of each breakdown, before and after.

use super::figures::{AFTER, ARROW, BEFORE, CHANGE, name, signed_share, signed_to, totals_of};
use crate::base::figure::places as digits;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::diff::{Comparison, PoolChange, RowChange, RowState};
use crate::report::view::cells::{Block, Cell, Column, Line, Section, Table, Tone};
use crate::report::view::parts::section;
use crate::report::view::unit;

/// Lays out the breakdowns of a pool that show more than its total.
pub(super) fn breakdowns(
    c: &Comparison,
    pool: Pool,
    change: &PoolChange,
    top: usize,
    by: &[String],
) -> Vec<Section> {
    let titles = [
        ("app", "by app", "(no app named)"),
        ("class", "by kind of call", "(unnamed)"),
        ("source", "by source", "(unnamed)"),
        ("model", "by AI model", "(no model named)"),
        ("user", "by user", "(no user named)"),
        ("operation", "by operation", "(no operation named)"),
    ];
    let rows_of = |dimension: &str| {
        change.dimensions().into_iter().find(|(d, _)| *d == dimension).map(|(_, rows)| rows)
    };
    let moves = |row: &RowChange| row.state != RowState::Same;
    let tells = |rows: &&[RowChange]| {
        rows.len() > 1 && rows.iter().any(|r| r.name.is_some()) && rows.iter().any(moves)
    };
    titles
        .into_iter()
        .filter(|(dimension, ..)| by.is_empty() || by.iter().any(|b| b == dimension))
        .filter_map(|(dimension, title, absent)| {
            let rows = rows_of(dimension).filter(tells)?;
            let table = Table { columns: columns(c), rows: lines(c, rows, absent, top) };
            let heading = Line::of(unit::title(&c.before.unit, pool)).text(" ").text(title);
            let mut section =
                section(format!("{dimension}-{pool}"), heading, vec![Block::Table(table)]);
            section.aside = Some(totals_of(c));
            Some(section)
        })
        .collect()
}

fn same_length(c: &Comparison) -> bool {
    c.before.days == c.after.days
}

fn columns(c: &Comparison) -> Vec<Column> {
    let mut columns = vec![Column::name(""), BEFORE, ARROW, AFTER, CHANGE];
    // If the windows differ in length, compare credits a day: the sums differ by the calendar alone.
    columns.push(Column::number(if same_length(c) { "%" } else { "% a day" }, 3));
    columns.push(Column::word("", 4));
    columns
}

fn lines(c: &Comparison, rows: &[RowChange], absent: &'static str, top: usize) -> Vec<Vec<Cell>> {
    // Unchanged lines come last, summed up as one.
    let changed = rows.iter().filter(|r| r.state != RowState::Same).count();
    let shown = if top > 0 { changed.min(top) } else { rows.len() };
    let shown = if rows.len() == shown + 1 { rows.len() } else { shown };
    let (first, rest) = rows.split_at(shown);
    let sum = |of: fn(&RowChange) -> Credits| rest.iter().map(of).sum::<Credits>();
    let (before, after) = (sum(|r| r.credits.before), sum(|r| r.credits.after));
    let amounts =
        first.iter().flat_map(|r| [r.credits.before, r.credits.after]).chain([before, after]);
    let places = amounts.map(digits).max().unwrap_or(0);
    let line = |name: Cell,
                before: Credits,
                after: Credits,
                percent: Option<Ratio6>,
                state: &'static str| {
        vec![
            name,
            Cell::Rounded(before, places),
            Cell::Label("→"),
            Cell::Rounded(after, places),
            Cell::Line(signed_to(after - before, places)),
            percent.filter(|_| after != before).map_or(Cell::Blank, signed_share),
            Cell::Label(state),
        ]
    };
    let mut cells: Vec<Vec<Cell>> = first
        .iter()
        .map(|row| {
            let percent = if same_length(c) { row.credits.relative } else { row.per_day_relative };
            let state = match row.state {
                RowState::New => "new",
                RowState::Gone => "gone",
                RowState::Changed | RowState::Same => "",
            };
            line(
                name(row, absent),
                row.credits.before,
                row.credits.after,
                percent.filter(|_| state.is_empty()),
                state,
            )
        })
        .collect();
    if !rest.is_empty() {
        let unchanged = rest.iter().all(|r| r.state == RowState::Same);
        let others = Line::of(if unchanged { "Unchanged (" } else { "Others (" })
            .count(rest.len() as u64)
            .text(")")
            .all(Tone::Muted);
        let (b, a) = (before.times(i64::from(c.after.days)), after.times(i64::from(c.before.days)));
        let percent = Ratio6::of(a - b, b).filter(|_| before.is_positive());
        cells.push(line(Cell::Line(others), before, after, percent, ""));
    }
    cells
}
