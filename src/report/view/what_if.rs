//! Changed worlds beside the present one.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, credits_or_unknown};
use super::outlook::is_doubtful;
use super::parts::section as titled;
use super::unit;
use crate::base::{Credits, Ratio6};
use crate::forecast::Projection;
use crate::report::what_if::{World, WorldPool};
use crate::report::{CycleInfo, Report, WhatIf};

/// The section; empty unless a changed world was asked for.
pub(crate) fn section(report: &Report) -> Vec<Section> {
    let (Some(WhatIf { worlds }), Some(cycle)) = (&report.what_if, &report.cycle) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (at, world) in worlds.iter().enumerate() {
        rows.extend(world.pools.iter().enumerate().map(|(place, pool)| {
            let label = if place == 0 { label(world, at == 0) } else { Line::default() };
            row(report, cycle, label, pool)
        }));
    }
    let columns = vec![
        Column::name(""),
        Column::word("", 0),
        Column::number("used", 3),
        Column::number("total", 2),
        Column::number("likely", 0),
        Column::number("80% range", 3),
        Column::number("chance to run out", 1),
        Column::word("", 0),
        Column::number("capacity", 4),
    ];
    let mut lines: Vec<Line> = changes(worlds).into_iter().collect();
    lines.push(
        Line::of("The log's own events, replayed with the change from its first day on.")
            .all(Tone::Muted),
    );
    lines.extend(enough(worlds));
    let title = Line::of("What if: by ").day(cycle.end);
    vec![titled("what-if", title, vec![Block::Table(Table { columns, rows }), Block::Lines(lines)])]
}

/// `as it is, Builder`, `with Pro`, `changed`.
fn label(world: &World, is_first: bool) -> Line {
    if is_first {
        let line = Line::of("as it is");
        return match &world.plan {
            Some(plan) => line.text(", ").name(plan.title.as_str()),
            None => line,
        };
    }
    match &world.plan {
        _ if !world.changes.is_empty() => Line::of("changed"),
        Some(plan) => Line::of("with ").name(plan.title.as_str()),
        None => Line::of("without a plan"),
    }
}

/// `Changed: without app=shop and InvokeLLM × 0.5.`
fn changes(worlds: &[World]) -> Option<Line> {
    let changes = &worlds.last()?.changes;
    let named = changes.iter().map(|change| Line::default().name(change.clone())).collect();
    (!changes.is_empty()).then(|| Line::of("Changed: ").listed(named).text("."))
}

fn row(report: &Report, cycle: &CycleInfo, label: Line, pool: &WorldPool) -> Vec<Cell> {
    let projected = pool.projection.projected();
    let rounded = |value: Credits| Cell::Rounded(value, u32::from(value < Credits::whole(100)));
    let range = projected.and_then(|p| Some((p.p10?.value(), p.p90?.value())));
    let chance = projected.and_then(|p| Ratio6::of(p.p_exhausted?.value(), Credits::whole(1)));
    vec![
        Cell::Line(label),
        Cell::Label(unit::label(&report.unit, pool.pool)),
        Cell::Credits(pool.used),
        projected.map_or(Cell::Unknown, |p| rounded(p.total.value())),
        projected.and_then(|p| p.p50).map_or(Cell::Unknown, |likely| rounded(likely.value())),
        range.map_or(Cell::Unknown, |(low, high)| {
            Cell::Range(low, high, u32::from(high < Credits::whole(100)))
        }),
        chance.map_or(Cell::Unknown, Cell::Share),
        Cell::Line(fate(cycle, pool, projected)),
        credits_or_unknown(pool.capacity),
    ]
}

fn fate(cycle: &CycleInfo, pool: &WorldPool, projected: Option<&Projection>) -> Line {
    let Some(capacity) = pool.capacity else { return Line::of("no plan") };
    let is_doubtful = projected.and_then(|p| p.p_exhausted).is_some_and(|p| is_doubtful(p.value()));
    match projected.and_then(|p| p.out_date) {
        Some(day) if pool.used >= capacity => Line::of("out since ").day(day).all(Tone::Urgent),
        Some(day) => Line::of("out on ").day(day).all(Tone::Urgent),
        None if pool.used >= capacity => Line::of("out").all(Tone::Urgent),
        None if projected.is_none() => Line::default(),
        None if is_doubtful => Line::of("may run out").all(Tone::Warning),
        None if !cycle.covered => Line::of("seems to last"),
        None => Line::of("lasts").all(Tone::Good),
    }
}

/// `changed: message lasts, integration out on 3 June`: how the last world ends, for one line.
pub(super) fn in_one_line(report: &Report) -> Option<Line> {
    let (worlds, cycle) = (&report.what_if.as_ref()?.worlds, report.cycle.as_ref()?);
    let world = worlds.last()?;
    let parts = world.pools.iter().enumerate();
    Some(parts.fold(label(world, false), |line, (at, pool)| {
        let line = line.text(if at == 0 { ": " } else { ", " });
        let line = line.text(unit::label(&report.unit, pool.pool)).text(" ");
        let fate = fate(cycle, pool, pool.projection.projected());
        if fate.0.is_empty() { line.text("not known") } else { line.then(fate) }
    }))
}

/// The plans that are enough in the last world, if they differ from those of the first.
fn enough(worlds: &[World]) -> Option<Line> {
    let (first, last) = (worlds.first()?, worlds.last()?);
    let plan = |world: &World| world.advice.as_ref().and_then(|advice| advice.plan.clone());
    let (now, then) = (plan(first)?, plan(last)?);
    let line = Line::of("Enough in the last of these worlds: ").name(then.title.as_str());
    let line = match then.usd_month {
        Some(usd) => line.text(" ($").credits(usd).text(" a month)"),
        None => line,
    };
    (now != then).then(|| line.text(", instead of ").name(now.title.as_str()).text("."))
}
