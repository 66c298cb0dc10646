//! Draws tables as text, without borders, within the width of the page. On a narrow page whole
//! columns are left out, in the order that they declare (`Column::yields`); then names are cut. A
//! number is never cut.

use std::borrow::Cow;

use super::cell::{Medium as _, column_places, words};
use super::prose;
use super::theme::{Paint, Row, Style, cut, split, width};
use crate::report::view::{Cell, Column, ColumnKind, Table};

const INDENT: usize = 2;
const GAP: usize = 2;
const SHORTEST_BAR: usize = 8;
const LONGEST_BAR: usize = 48;
/// Names are cut to this length before a column is left out.
const SHORTEST_NAME: usize = 22;
/// Small charts are shown on pages of at least this many columns.
const LEAST_FOR_SPARKS: usize = 80;
/// Names are cut to this length if no further column can be left out.
const LAST_NAME: usize = 6;

/// Draws a table below its heading, which shares a line with the column titles if there is room.
pub(crate) fn rows(table: &Table, heading: Row, style: &Style) -> Vec<Row> {
    let page = style.page();
    let cells: Vec<Vec<Row>> = (0..table.columns.len()).map(|c| column(table, c, style)).collect();
    let natural = |c: usize| {
        cells[c]
            .iter()
            .map(Row::width)
            .max()
            .unwrap_or(0)
            .max(title(&table.columns[c], style).len_columns())
    };
    let sparks = style.columns() >= LEAST_FOR_SPARKS;
    let mut shown: Vec<usize> = (0..table.columns.len())
        .filter(|c| sparks || table.columns[*c].kind != ColumnKind::Spark)
        .collect();
    let mut shortest = SHORTEST_NAME;
    let least = |c: usize, shortest: usize| match table.columns[c].kind {
        ColumnKind::Name => natural(c).min(shortest),
        ColumnKind::Bar => SHORTEST_BAR,
        ColumnKind::Word | ColumnKind::Number | ColumnKind::Spark => natural(c),
    };
    loop {
        let needed: usize = shown.iter().map(|c| least(*c, shortest) + GAP).sum();
        if INDENT + needed.saturating_sub(GAP) <= page {
            break;
        }
        let yields = |c: &usize| table.columns[*c].yields;
        match shown.iter().copied().filter(|c| yields(c) > 0).max_by_key(yields) {
            Some(goes) => shown.retain(|c| *c != goes),
            None if shortest > LAST_NAME => shortest = LAST_NAME,
            None => return records(table, &cells, &shown, heading, style),
        }
    }
    let mut widths_now = widths(table, &shown, &natural, &|c| least(c, shortest), page);
    // A bar is worth less than the rest of a name.
    let kind = |c: usize| table.columns[c].kind;
    let is_cut = |(c, wide): (&usize, &usize)| kind(*c) == ColumnKind::Name && natural(*c) > *wide;
    if shown.iter().zip(&widths_now).any(is_cut)
        && shown.iter().any(|c| kind(*c) == ColumnKind::Bar)
    {
        shown.retain(|c| kind(*c) != ColumnKind::Bar);
        widths_now = widths(table, &shown, &natural, &|c| least(c, shortest), page);
    }
    let widths = widths_now;
    let mut out = head(table, &shown, &widths, heading, style);
    for (at, given) in table.rows.iter().enumerate() {
        let mut row = Row::blank(INDENT);
        for (i, (c, wide)) in shown.iter().zip(&widths).enumerate() {
            let start = row.width() + if i > 0 { GAP } else { 0 };
            let cell = match &given[*c] {
                Cell::Bar(part) => Cow::Owned(Row::of(
                    super::bar::across(*part, (*wide).min(LONGEST_BAR), style),
                    Paint::Bar,
                )),
                _ => fitted(&cells[*c][at], *wide, style),
            };
            let lead = if table.columns[*c].kind == ColumnKind::Number {
                wide.saturating_sub(cell.width())
            } else {
                0
            };
            row.pad_to(start + lead);
            row.append(&cell);
            row.pad_to(start + wide);
        }
        out.push(row);
    }
    out
}

struct Title(String);

impl Title {
    fn len_columns(&self) -> usize {
        width(&self.0)
    }
}

fn title(column: &Column, style: &Style) -> Title {
    Title(style.label(column.title))
}

/// Writes the cells of a column, all amounts with the same decimals.
fn column(table: &Table, c: usize, style: &Style) -> Vec<Row> {
    let places = match table.columns[c].kind {
        ColumnKind::Number => column_places(table.rows.iter().map(|r| &r[c])),
        _ => None,
    };
    let cell = |cell: &Cell| match cell {
        Cell::Line(line) => prose::row(line, style),
        Cell::Spark(days) => Row::of(super::bar::spark(days, style), Paint::Bar),
        Cell::Unknown | Cell::Blank => Row::of(words(cell, None, style), Paint::MUTED),
        cell => Row::of(words(cell, places, style), Paint::PLAIN),
    };
    table.rows.iter().map(|row| cell(&row[c])).collect()
}

/// Distributes the width: names get what they need if there is room, and the bar takes the rest.
fn widths(
    table: &Table,
    shown: &[usize],
    natural: &dyn Fn(usize) -> usize,
    least: &dyn Fn(usize) -> usize,
    page: usize,
) -> Vec<usize> {
    let kind = |c: usize| table.columns[c].kind;
    let mut widths: Vec<usize> = shown.iter().map(|c| least(*c)).collect();
    let used = INDENT + widths.iter().sum::<usize>() + GAP * shown.len().saturating_sub(1);
    let mut free = page.saturating_sub(used);
    let bar = shown.iter().position(|c| kind(*c) == ColumnKind::Bar);
    // A bar has its shortest length already.
    let mut for_names = free;
    for (i, c) in shown.iter().enumerate() {
        if kind(*c) == ColumnKind::Name {
            let more = natural(*c).saturating_sub(widths[i]).min(for_names);
            widths[i] += more;
            for_names -= more;
            free -= more;
        }
    }
    if let Some(bar) = bar {
        widths[bar] += free;
    }
    widths
}

/// Cuts a cell to its column. Only names can be wider.
fn fitted<'a>(cell: &'a Row, wide: usize, style: &Style) -> Cow<'a, Row> {
    if cell.width() <= wide {
        Cow::Borrowed(cell)
    } else {
        Cow::Owned(Row::of(cut(cell.text(), wide, style), cell.paint()))
    }
}

/// Writes the heading and the titles, on one line if the heading ends before the first title.
fn head(table: &Table, shown: &[usize], widths: &[usize], heading: Row, style: &Style) -> Vec<Row> {
    let mut titles = Row::blank(INDENT);
    let mut room = None;
    for (i, (c, wide)) in shown.iter().zip(widths).enumerate() {
        let text = title(&table.columns[*c], style);
        let start = titles.width() + if i > 0 { GAP } else { 0 };
        let lead = if table.columns[*c].kind == ColumnKind::Number {
            wide.saturating_sub(text.len_columns())
        } else {
            0
        };
        titles.pad_to(start + lead);
        if !text.0.is_empty() {
            room = room.or(Some(start + lead));
        }
        titles.push(&text.0, Paint::MUTED);
        titles.pad_to(start + wide);
    }
    match room {
        None if heading.is_empty() => Vec::new(),
        None => vec![heading],
        Some(_) if heading.is_empty() => vec![titles],
        Some(room) if heading.width() + GAP <= room => {
            let mut line = heading;
            let (_, tail) = split(titles.text(), line.width());
            line.push(tail, Paint::MUTED);
            vec![line]
        }
        Some(_) => vec![heading, titles],
    }
}

/// Draws a table whose numbers do not fit side by side: one value per line.
fn records(
    table: &Table,
    cells: &[Vec<Row>],
    shown: &[usize],
    heading: Row,
    style: &Style,
) -> Vec<Row> {
    let page = style.page();
    let mut out = if heading.is_empty() { Vec::new() } else { vec![heading] };
    for at in 0..table.rows.len() {
        let (mut first, mut values) = (Row::blank(INDENT), Vec::new());
        for c in shown {
            let Some(cell) = cells[*c].get(at) else { continue };
            let label = title(&table.columns[*c], style);
            if table.columns[*c].kind != ColumnKind::Number {
                let room = page.saturating_sub(first.width() + GAP);
                first.append(&fitted(cell, room, style));
                first.push("  ", Paint::PLAIN);
                continue;
            }
            let indent = INDENT * 2;
            if indent + label.len_columns() + 1 + cell.width() <= page {
                let mut row = Row::of(format!("{}{} ", " ".repeat(indent), label.0), Paint::MUTED);
                row.append(cell);
                values.push(row);
            } else {
                values.push(Row::of(format!("{}{}", " ".repeat(indent), label.0), Paint::MUTED));
                let mut row = Row::blank(page.saturating_sub(cell.width()));
                row.append(cell);
                values.push(row);
            }
        }
        out.push(first);
        out.append(&mut values);
    }
    out
}
