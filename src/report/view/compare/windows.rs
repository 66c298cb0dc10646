//! The two windows, and the origin of their figures.

use crate::base::Day;
use crate::report::diff::{Comparison, Side, SideKind};
use crate::report::view::cells::{Block, Cell, Column, Line, Section, Table, Tone};
use crate::report::view::parts::{between, section};
use crate::report::view::unit;

/// Lays out the days of both sides, and the origin of their figures.
pub(super) fn windows(c: &Comparison) -> Section {
    let row = |head: &'static str, side: &Side| {
        let [_, _, _, _, _, saturdays, sundays] = side.weekdays;
        vec![
            Cell::Label(head),
            side.from
                .zip(side.to)
                .map_or(Cell::Label("no days"), |(from, to)| Cell::Line(dates(from, to))),
            Cell::Count(side.days.into()),
            Cell::Count((side.days - saturdays - sundays).into()),
            Cell::Count((saturdays + sundays).into()),
            Cell::Count(side.events),
            Cell::Count(side.unpriced_events),
        ]
    };
    let columns = vec![
        Column::word("", 0),
        Column::word("", 0),
        Column::number("days", 0),
        Column::number("Mon–Fri", 3),
        Column::number("Sat–Sun", 3),
        Column::number("events", 1),
        Column::number("unpriced", 2),
    ];
    let table = Table { columns, rows: vec![row("before", &c.before), row("after", &c.after)] };
    let told = |head: &'static str, side: &Side| Line::of(head).then(source(side)).all(Tone::Muted);
    let lines = if source(&c.before) == source(&c.after) {
        vec![told("", &c.before)]
    } else {
        vec![told("before: ", &c.before), told("after: ", &c.after)]
    };
    section("windows", Line::of("Windows"), vec![Block::Table(table), Block::Lines(lines)])
}

/// Writes the origin of a side.
fn source(side: &Side) -> Line {
    let kind = if side.kind == SideKind::Report { "saved report " } else { "" };
    let origin = Line::of(kind);
    let mut items = vec![if side.name.raw() == "-" {
        origin.text("standard input")
    } else {
        origin.name(side.name.clone())
    }];
    if !side.filters.is_empty() {
        items.push(
            side.filters.iter().fold(Line::of("only"), |line, f| line.text(" ").name(f.clone())),
        );
    }
    items.push(Line::default().name(side.timezone.as_str()));
    if !side.models.is_empty() {
        let rates = side.models.iter().enumerate();
        items.push(
            rates.fold(Line::of("rates "), |line, (i, m)| {
                line.text_if(i > 0, ", ").name(m.as_str())
            }),
        );
    }
    if !unit::is_ours(&side.unit) {
        items.push(Line::of("amounts are in ").name(side.unit.as_str()));
    }
    Line::items(items)
}

pub(super) fn dates(from: Day, to: Day) -> Line {
    let year = from.year();
    if year == to.year() {
        return between(from, to, Some(year)).text(" ").cell(Cell::Words(year.to_string().into()));
    }
    between(from, to, None)
}
