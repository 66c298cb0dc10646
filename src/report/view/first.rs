//! The first screen of a report in text: the answer, what it rests on, and what to do, in at most 45 lines of 100 columns. `--full`
//! is the whole page ([`super::document`]).
//!
//! A sentence stands here only if an owner would read it aloud: rules that are clear are counted, not listed, and a figure that
//! only explains another one is left to the whole page.

mod steps;

use std::collections::{BTreeMap, BTreeSet};

use super::balance;
use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::options::ViewOptions;
use super::outlook::capacity;
use super::parts::{is_snapshot, pool_title, section};
use super::pools::pools_by_need;
use super::{
    Document, breakdowns, context, days, fired, gauges, headline, snapshot, unit, what_if,
};
use crate::base::{Credits, Ratio6, Untrusted};
use crate::event::Pool;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::report::{Breakdown, PoolReport, Report};

/// The most rows of the table of apps.
const ROWS: usize = 4;

/// Lays out the first screen of a report that has events.
pub(crate) fn document(report: &Report, options: &ViewOptions) -> Document {
    let sections = [
        gauges::section_of(report),
        names(report, options),
        days::charts(report).into_iter().take(1).collect(),
        fired::section(report),
        if is_snapshot(report) { snapshot::plan(report) } else { projection(report) },
        what_if::section(report),
        steps::section(report),
        breakdowns::extra(report, options),
        breakdowns::asked(report, options),
        vec![footer(report)],
    ];
    Document {
        headline: headline::sentences(report),
        context: Vec::new(),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// What to do, for every page.
pub(crate) fn what_to_do(report: &Report) -> Vec<Section> {
    steps::section(report)
}

/// A ranking of a pool.
type Rows = fn(&PoolReport) -> &[Breakdown];

/// The apps of all pools in one table; the AI models, if the log names no app; nothing, if it names neither.
fn names(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let pools = pools_by_need(report);
    let mut lists: Vec<(&'static str, &'static str, Rows)> =
        vec![("apps", "Apps", |p| &p.by_app), ("models", "AI models", |p| &p.by_model)];
    if is_snapshot(report) {
        lists.push(("users", "Users", |p| &p.by_user));
    }
    let is_named =
        |rows: Rows| pools.iter().any(|(_, p)| rows(p).iter().any(|row| row.name.is_some()));
    let Some((id, title, rows)) = lists.into_iter().find(|(.., rows)| is_named(*rows)) else {
        return Vec::new();
    };
    let table = across_pools(report, &pools, rows, options.top.clamp(1, ROWS));
    vec![section(id, Line::of(title), vec![Block::Table(table)])]
}

/// A row for each name, in the order of the pool that needs attention most; a column for each pool.
fn across_pools(
    report: &Report,
    pools: &[(Pool, &PoolReport)],
    rows: fn(&PoolReport) -> &[Breakdown],
    top: usize,
) -> Table {
    // A pool can have 100,000 names.
    let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
    let mut sums: BTreeMap<(Pool, Option<&Untrusted>), Credits> = BTreeMap::new();
    for (pool, row) in pools.iter().flat_map(|(pool, p)| rows(p).iter().map(|row| (*pool, row))) {
        let name = row.name.as_ref();
        *sums.entry((pool, name)).or_default() += row.credits;
        if (name.is_some() || !row.credits.is_zero()) && seen.insert(name) {
            names.push(name);
        }
    }
    let credits =
        |pool: Pool, name: Option<&Untrusted>| sums.get(&(pool, name)).copied().unwrap_or_default();
    let shown = if names.len() > top + 1 { top } else { names.len() };
    let rest = names.split_off(shown);
    let longest = pools.first().map_or(Credits::ZERO, |(pool, _)| {
        names.iter().map(|name| credits(*pool, *name)).max().unwrap_or_default()
    });
    let mut columns = vec![Column::name(""), Column::bar(3)];
    for (at, (pool, _)) in pools.iter().enumerate() {
        let place = u8::try_from(at).unwrap_or(1).min(1) * 4;
        columns.push(Column::number(unit::label(&report.unit, *pool), place));
        columns.push(Column::number("share", place + 1));
    }
    let row = |head: Cell, of: &dyn Fn(Pool) -> Credits| {
        let first = pools.first().map_or(Credits::ZERO, |(pool, _)| of(*pool));
        let bar = Ratio6::of(first.floor_zero(), longest).map_or(Cell::Blank, Cell::Bar);
        let mut cells = vec![head, bar];
        for (pool, p) in pools {
            let credits = of(*pool);
            let share = Ratio6::of(credits, p.credits);
            cells.push(Cell::Credits(credits));
            cells.push(share.map_or(Cell::Blank, Cell::Share));
        }
        cells
    };
    let mut lines: Vec<Vec<Cell>> = names
        .iter()
        .map(|name| row(name_or(*name, "(not named)"), &|pool| credits(pool, *name)))
        .collect();
    if !rest.is_empty() {
        let others = Line::of("Others (").count(rest.len() as u64).text(")").all(Tone::Muted);
        let sum = |pool: Pool| rest.iter().map(|name| credits(pool, *name)).sum();
        let mut cells = row(Cell::Line(others), &sum);
        cells[1] = Cell::Blank;
        lines.push(cells);
    }
    Table { columns, rows: lines }
}

/// Where the cycle ends at the present pace, one line for each pool.
fn projection(report: &Report) -> Vec<Section> {
    let Some(cycle) = &report.cycle else { return Vec::new() };
    let (mut rows, mut remarks) = (Vec::new(), Vec::new());
    for (pool, figures) in report.pools.each() {
        match &figures.projection {
            Some(ProjectionOutcome::Projected(p)) if p.total.value().is_positive() => {
                rows.push(projected(report, pool, figures, p));
                if p.low_history {
                    let few = ": the log has fewer than 14 days, so this is their average.";
                    remarks.push(Line::of(pool_title(report, pool)).text(few));
                }
            }
            _ => remarks.extend(balance::why_not_projected(report, pool, figures)),
        }
    }
    if report.partial_today && !rows.is_empty() {
        remarks.push(balance::of_today());
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        let mut columns = vec![
            Column::word("", 0),
            Column::number("total", 0),
            Column::word("4 times in 5", 1),
            Column::number("capacity", 2),
        ];
        if report.pools.each().any(|(_, figures)| has_range(figures)) {
            columns.insert(2, Column::number("likely", 3));
        } else {
            for row in &mut rows {
                row.remove(2);
            }
        }
        // Without a plan there is nothing to compare with.
        let has_capacity = report.pools.each().any(|(_, figures)| capacity(figures).is_some());
        if !unit::is_ours(&report.unit) || !has_capacity {
            columns.pop();
            for row in &mut rows {
                row.pop();
            }
        }
        blocks.push(Block::Table(Table { columns, rows }));
    }
    if !remarks.is_empty() {
        blocks.push(Block::Lines(remarks.into_iter().map(|line| line.all(Tone::Muted)).collect()));
    }
    if blocks.is_empty() {
        return Vec::new();
    }
    vec![section("projection", Line::of("At this pace by ").day(cycle.end), blocks)]
}

/// True if a pool has a range, and with it a likely figure.
fn has_range(figures: &PoolReport) -> bool {
    matches!(&figures.projection, Some(ProjectionOutcome::Projected(p)) if p.p50.is_some())
}

fn projected(report: &Report, pool: Pool, figures: &PoolReport, p: &Projection) -> Vec<Cell> {
    let places = u32::from(p.total.value() < Credits::whole(100));
    let range = p.p10.zip(p.p90).map(|(low, high)| {
        let (low, high) = (low.value(), high.value());
        if low.round(places) == high.round(places) {
            return Line::of("the same: ").cell(Cell::Rounded(low, places));
        }
        Line::of("between ")
            .cell(Cell::Rounded(low, places))
            .text(" and ")
            .cell(Cell::Rounded(high, places))
    });
    vec![
        Cell::Label(unit::label(&report.unit, pool)),
        Cell::Rounded(p.total.value(), places),
        p.p50.map_or(Cell::Unknown, |likely| Cell::Rounded(likely.value(), places)),
        range.map_or(Cell::Label("not known yet"), Cell::Line),
        capacity(figures).map_or(Cell::Unknown, Cell::Credits),
    ]
}

/// The files, the time, the prices, and where everything else is.
fn footer(report: &Report) -> Section {
    let mut lines = vec![context::in_one_line(report)];
    let more = Line::of("everything: add --full · a page: add -o report.html");
    let is_ours = unit::is_ours(&report.unit);
    let fired = report.alerts.iter().any(|a| a.rule == "spike" && a.is_loud());
    let topic = if fired { "spike" } else { "forecast" };
    let more = more.text_if(is_ours, " · what a word means: credits explain ");
    let more = more.text_if(is_ours, topic);
    lines.push(more.all(Tone::Muted));
    section("files", Line::default(), vec![Block::Lines(lines)])
}
