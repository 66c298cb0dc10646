//! The balances: used of capacity, what is left, and how the cycle ends, one line for each pool.

use super::balance::flag;
use super::cells::{Block, Cell, Flag, Gauge, Line, Section, Tone};
use super::outlook::{Outlook, capacity, outlook};
use super::parts::section;
use super::pools::pools_by_need;
use super::unit;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::{CycleInfo, PoolReport, Report};

/// The gauges, and how the use compares with the last cycle.
pub(crate) fn section_of(report: &Report) -> Vec<Section> {
    // Amounts of another tool have a balance only if their quota is known.
    let has_quota = || report.pools.each().any(|(_, figures)| figures.allowance.is_some());
    let shows = unit::is_ours(&report.unit) || has_quota();
    let Some(cycle) = report.cycle.as_ref().filter(|_| shows) else { return Vec::new() };
    let order: Vec<Pool> = pools_by_need(report).into_iter().map(|(pool, _)| pool).collect();
    let mut gauges: Vec<_> = report
        .pools
        .each()
        .filter_map(|(pool, figures)| gauge(report, cycle, pool, figures))
        .collect();
    gauges.sort_by_key(|g| order.iter().position(|pool| *pool == g.pool).unwrap_or(order.len()));
    let mut blocks = Vec::new();
    if !gauges.is_empty() {
        blocks.push(Block::Gauges(gauges));
    }
    let lines: Vec<Line> =
        against_last_cycle(report).into_iter().map(|line| line.all(Tone::Muted)).collect();
    if !lines.is_empty() {
        blocks.push(Block::Lines(lines));
    }
    if blocks.is_empty() { Vec::new() } else { vec![section("balance", Line::default(), blocks)] }
}

fn gauge(report: &Report, cycle: &CycleInfo, pool: Pool, figures: &PoolReport) -> Option<Gauge> {
    let days = |n: i32| Credits::whole(i64::from(n));
    let used = figures.used?;
    let capacity = capacity(figures);
    // (used ÷ capacity) ÷ (day ÷ days), as one exact quotient.
    let pace = capacity
        .filter(|_| report.log_ends.is_none())
        .and_then(|c| used.times(cycle.days.into()).divide(c.times(cycle.day.into()), 2));
    let flag = flag(report, pool, figures);
    (capacity.is_some() || !used.is_zero()).then(|| Gauge {
        pool,
        label: unit::heading(&report.unit, pool),
        used,
        at_least: !cycle.covered || report.log_ends.is_some(),
        capacity,
        share: figures.used_share,
        left: figures.remaining,
        day: cycle.day,
        days: cycle.days,
        time: Ratio6::of(days(cycle.day), days(cycle.days)),
        pace,
        fate: fate(report, figures, flag),
        flag,
    })
}

/// How the cycle ends, in a word or two.
pub(super) fn fate(report: &Report, figures: &PoolReport, flag: Flag) -> Line {
    let line = match outlook(report, figures) {
        Outlook::WentOut(day) => Line::of("out since ").day(day),
        Outlook::IsOut => Line::of("used up"),
        Outlook::RunsOut { on, .. } => Line::of("out ~").day(on),
        Outlook::Doubtful(_) => Line::of("may run out"),
        Outlook::Lasts => Line::of("lasts"),
        Outlook::Unused => Line::of("not used"),
        Outlook::LastsByHalf(_) => Line::of("seems to last"),
        Outlook::NoPlan if unit::is_ours(&report.unit) => Line::of("no plan set"),
        Outlook::NoPlan | Outlook::Filtered | Outlook::LogEnds | Outlook::CannotTell(_) => {
            Line::default()
        }
    };
    line.all(flag.tone())
}

/// `integration +79%, message −12% on the same days of the last cycle`
fn against_last_cycle(report: &Report) -> Option<Line> {
    let mut line = Line::default();
    for (pool, figures) in pools_by_need(report) {
        let Some(change) = figures.last_cycle.as_ref().and_then(|last| last.change) else {
            continue;
        };
        let is_first = line.0.is_empty();
        line = line.text_if(!is_first, ", ").text(unit::label(&report.unit, pool));
        line = if change.value().is_zero() {
            line.text(" unchanged")
        } else {
            line.cell(Cell::Change(change))
        };
    }
    (!line.0.is_empty()).then(|| line.text(" on the same days of the last cycle"))
}
