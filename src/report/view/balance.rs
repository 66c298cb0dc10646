//! The balances: each pool's state in its cycle, the projection to the reset, and earlier cycles.

use super::advice;
use super::alerts::shows;
use super::cells::{Block, Cell, Column, Flag, Line, Section, Table, Tone, credits_or_unknown};
use super::outlook::{Outlook, capacity, outlook};
use super::parts::{between, is_snapshot, pool_title, section};
use super::unit;
use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::forecast::{Projection, ProjectionOutcome};
use crate::report::{PoolReport, Report};

/// The flag of a pool, from its outlook and its rules.
pub(crate) fn flag(report: &Report, pool: Pool, figures: &PoolReport) -> Flag {
    let by_outlook = match outlook(report, figures) {
        Outlook::WentOut(_) | Outlook::IsOut | Outlook::RunsOut { .. } => Flag::Urgent,
        Outlook::Doubtful(_) => Flag::Warning,
        Outlook::Lasts | Outlook::Unused => Flag::Ok,
        Outlook::LastsByHalf(_)
        | Outlook::NoPlan
        | Outlook::Filtered
        | Outlook::LogEnds
        | Outlook::CannotTell(_) => Flag::NotJudged,
    };
    let fired = report
        .alerts
        .iter()
        .filter(|a| a.pool == pool && a.is_loud() && shows(report, &a.rule, pool));
    if fired.count() > 0 { by_outlook.min(Flag::Warning) } else { by_outlook }
}

/// Decimals of an average: enough to tell it from zero.
fn places(amount: Credits) -> u32 {
    if amount.abs() < Credits::whole(1) { 2 } else { 1 }
}

fn range(low: Credits, high: Credits) -> Cell {
    Cell::Range(low, high, u32::from(high.abs() < Credits::whole(100)))
}

/// The projection to the reset, and the plan that would fit.
pub(crate) fn projection(report: &Report) -> Vec<Section> {
    let Some(cycle) = &report.cycle else { return Vec::new() };
    let mut rows = Vec::new();
    let mut remarks = Vec::new();
    let mut left = None;
    for (pool, figures) in report.pools.each() {
        match &figures.projection {
            Some(ProjectionOutcome::Projected(p))
                if p.total.value().is_positive() || p.p50.is_some() =>
            {
                left = left.or(Some(p.days_left));
                rows.push(projection_row(report, pool, figures, p));
                if p.low_history {
                    remarks.push(
                        Line::of(pool_title(report, pool))
                            .text(": the log has fewer than 14 days, so the average is of those."),
                    );
                }
            }
            _ => remarks.extend(why_not_projected(report, pool, figures)),
        }
    }
    if rows.is_empty() && remarks.is_empty() {
        return Vec::new();
    }
    let title = Line::of("Projection to the reset on ").day(cycle.end);
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        let mut columns = vec![
            Column::word("", 0),
            Column::number("used", 0),
            Column::number("+ average", 3),
            Column::number("× days", 3),
            Column::number("= total", 0),
            Column::number("likely", 2),
            Column::number("80% range", 1),
            Column::number("capacity", 4),
            Column::word("", 0),
        ];
        // Without a plan or a quota, nothing says whether they last.
        if report.pools.each().all(|(_, figures)| capacity(figures).is_none()) {
            columns.truncate(7);
            for row in &mut rows {
                row.truncate(7);
            }
        }
        blocks.push(Block::Table(Table { columns, rows }));
    }
    remarks.extend(report.partial_today.then(of_today));
    remarks.extend(advice::lines(report));
    if !remarks.is_empty() {
        blocks.push(Block::Lines(remarks));
    }
    vec![section("projection", title, blocks)]
}

/// Why a pool with use has no projection. That the log ends is said by the headline.
pub(super) fn why_not_projected(report: &Report, pool: Pool, figures: &PoolReport) -> Option<Line> {
    match &figures.projection {
        Some(ProjectionOutcome::Unavailable { unavailable })
            if figures.events > 0 && report.log_ends.is_none() && !is_snapshot(report) =>
        {
            let line = Line::of(pool_title(report, pool)).text(": no projection, ");
            Some(line.words(unavailable).text("."))
        }
        _ => None,
    }
}

/// How a day that is not over is counted.
pub(super) fn of_today() -> Line {
    Line::of("Today is not over: it counts as its use so far or the average, whichever is more.")
}

fn projection_row(report: &Report, pool: Pool, figures: &PoolReport, p: &Projection) -> Vec<Cell> {
    let used = match (figures.used, report.cycle.as_ref().is_some_and(|c| c.covered)) {
        (Some(used), true) => Cell::Credits(used),
        (Some(used), false) => Cell::AtLeast(used),
        (None, _) => Cell::Unknown,
    };
    let verdict = match outlook(report, figures) {
        Outlook::WentOut(day) => Cell::Line(Line::of("out since ").day(day).all(Tone::Urgent)),
        Outlook::IsOut => Cell::Line(Line::of("out").all(Tone::Urgent)),
        Outlook::RunsOut { on, .. } => Cell::Line(Line::of("out on ").day(on).all(Tone::Urgent)),
        Outlook::Doubtful(_) => Cell::Line(Line::of("may run out").all(Tone::Warning)),
        Outlook::Lasts | Outlook::Unused => Cell::Line(Line::of("lasts").all(Tone::Good)),
        Outlook::LastsByHalf(_) => Cell::Label("lasts?"),
        Outlook::NoPlan if unit::is_ours(&report.unit) => Cell::Label("no plan"),
        Outlook::NoPlan | Outlook::Filtered | Outlook::LogEnds | Outlook::CannotTell(_) => {
            Cell::Blank
        }
    };
    let total = p.total.value();
    vec![
        Cell::Label(unit::label(&report.unit, pool)),
        used,
        Cell::Rounded(p.daily_average.value(), places(p.daily_average.value())),
        Cell::Count(u64::try_from(p.days_left).unwrap_or(0)),
        Cell::Rounded(total, 1),
        p.p50.map_or(Cell::Unknown, |likely| Cell::Rounded(likely.value(), 0)),
        p.p10.zip(p.p90).map_or(Cell::Unknown, |(low, high)| range(low.value(), high.value())),
        credits_or_unknown(capacity(figures)),
        verdict,
    ]
}

/// The earlier cycles.
pub(crate) fn cycles(report: &Report) -> Vec<Section> {
    let current = report.cycle.as_ref().map(|c| c.start);
    if !report.cycles.iter().any(|row| Some(row.start) != current) {
        return Vec::new();
    }
    let row = |row: &crate::report::CycleRow| {
        let line = between(row.start, row.end.plus(-1), report.as_of.map(Day::year));
        vec![
            Cell::Line(line.text_if(Some(row.start) == current, " (now)")),
            Cell::Label(unit::label(&report.unit, row.pool)),
            match row.used {
                Some(used) if row.covered => Cell::Credits(used),
                Some(used) => Cell::AtLeast(used),
                None => Cell::Label("not known"),
            },
            credits_or_unknown(row.allowance),
            match row.unused {
                _ if Some(row.start) == current => Cell::Blank,
                Some(unused) => Cell::Credits(unused),
                None if row.allowance.is_some() => Cell::Label("not known"),
                None => Cell::Unknown,
            },
        ]
    };
    let mut columns = vec![
        Column::word("", 0),
        Column::word("", 0),
        Column::number("used", 0),
        Column::number("allowance", 2),
        Column::number("unused, gone", 1),
    ];
    let mut rows: Vec<Vec<Cell>> = report.cycles.iter().map(row).collect();
    // Without a plan, nothing can be left over.
    if report.cycles.iter().all(|row| row.allowance.is_none()) {
        columns.truncate(3);
        for row in &mut rows {
            row.truncate(3);
        }
    }
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    if report.cycles.iter().any(|row| !row.covered) {
        blocks.push(Block::Lines(vec![
            Line::of(
                "≥: the log does not cover the whole of that cycle, so more may have been used.",
            )
            .all(Tone::Muted),
        ]));
    }
    vec![section("cycles", Line::of("Cycles"), blocks)]
}
