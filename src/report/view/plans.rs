//! The plan: the advice, and each published plan compared with the log.

use super::advice::{before_reset, runs_out, why_not};
use super::cells::{Block, Cell, Column, Line, Section, Table, Tone};
use super::parts::section as titled;
use super::savings::about;
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::Report;
use crate::report::audit::{AuditSummary, PlanAdvice, PlanOption, PlanVerdict, PoolNeed};

/// The section on plans. `supposed` is true in a report that assumes fixes.
pub(crate) fn plans(report: &Report, audit: &AuditSummary, supposed: bool) -> Vec<Section> {
    let plans = &audit.plans;
    if plans.is_empty() {
        return Vec::new();
    }
    let any = |tell: fn(&PlanOption) -> bool| plans.iter().any(tell);
    let priced = any(|p| p.usd_month_more.is_some());
    let finished = any(|p| p.cycles > 0);
    let mut columns = vec![Column::name("")];
    if finished {
        columns.extend([
            Column::number("enough in", 0),
            Column::number("after fixes", 0),
            Column::word("unused a cycle", 4),
        ]);
    }
    columns.push(Column::number("may run out", 0));
    if priced {
        columns.push(Column::number("$ a month more", 1));
    }
    let row = |p: &PlanOption| {
        let mut cells = vec![Cell::Line(
            Line::default().name(p.plan.title.as_str()).text_if(p.current, " (now)"),
        )];
        if finished {
            let of = |n: u64| Cell::Line(Line::default().count(n).text(" of ").count(p.cycles));
            let unused = p.pools.iter().enumerate().fold(Line::default(), |line, (at, pool)| {
                line.text_if(at > 0, " + ")
                    .cell(pool.unused.map_or(Cell::Unknown, |c| Cell::Rounded(c, 0)))
            });
            cells.extend([of(p.covered), of(p.covered_after_fixes), Cell::Line(unused)]);
        }
        let likely = p.pools.iter().filter_map(|pool| pool.p_exhausted).max();
        cells.push(likely.map_or(Cell::Unknown, probability));
        if priced {
            cells.push(p.usd_month_more.map_or(Cell::Unknown, Cell::Credits));
        }
        cells
    };
    let table = Table { columns, rows: plans.iter().map(row).collect() };
    let lead = smaller_in_words(audit).filter(|_| !supposed);
    let mut blocks: Vec<Block> = lead.map(|line| Block::Lines(vec![line])).into_iter().collect();
    blocks.extend(audit.plan_advice.iter().map(|a| Block::Lines(advised(report, a, supposed))));
    blocks.push(Block::Table(table));
    let mut legend = Line::default();
    let pools: Vec<Pool> = plans.iter().flat_map(|p| &p.pools).map(|own| own.pool).collect();
    let only = pools.first().filter(|first| pools.iter().all(|pool| pool == *first));
    if let Some(pool) = only {
        legend = legend
            .text("Only ")
            .text(pool.name())
            .text(" credits are in this log, so nothing here is about others. ");
    }
    if finished {
        legend = legend.text("Enough in: finished cycles of this log that ");
        legend = match only {
            Some(_) => legend.text("the allowance would have covered. Unused: credits left at the reset, on average. "),
            None => legend.text("both allowances would have covered. Unused: message + integration credits left at the reset, on average. "),
        };
    }
    let mut lines = vec![
        legend
            .text("May run out: the probability in the next cycle without any fix, in the pool with the higher one.")
            .all(Tone::Muted),
    ];
    if !priced {
        lines.push(
            Line::of("Set --plan NAME to judge the plan in force and to compare prices.")
                .all(Tone::Muted),
        );
    }
    blocks.push(Block::Lines(lines));
    vec![titled(
        "plans",
        Line::of(if supposed { "Plans, with these fixes" } else { "Plans" }),
        blocks,
    )]
}

/// Finished cycles of which a smaller plan has to cover more than half to be named.
const LEAST_CYCLES: u64 = 2;

/// What a plan that is too large costs: `Builder costs $50 a month. Starter would have covered 2 of 3 cycles and costs $30 less.`
pub(super) fn smaller_in_words(audit: &AuditSummary) -> Option<Line> {
    let may_shrink = |a: &PlanAdvice| {
        matches!(a.verdict, PlanVerdict::Keep | PlanVerdict::Smaller | PlanVerdict::FixFirst)
    };
    if !audit.plan_advice.as_ref().is_none_or(may_shrink) {
        return None;
    }
    let current = audit.plans.iter().find(|option| option.current)?;
    let now = current.plan.usd_month?;
    let covers = |o: &&PlanOption| {
        o.usd_month_more.is_some_and(Credits::is_negative)
            && o.pools.len() == 2
            && o.cycles >= LEAST_CYCLES
            && 2 * o.covered > o.cycles
    };
    let smaller = audit.plans.iter().filter(covers).min_by_key(|o| o.usd_month_more)?;
    let less = Credits::ZERO - smaller.usd_month_more?;
    let line = Line::default().name(current.plan.title.as_str()).text(" costs $");
    let line = line.cell(Cell::Credits(now)).text(" a month. ");
    let line = line.name(smaller.plan.title.as_str()).text(" would have covered ");
    let line =
        line.count(smaller.covered).text(" of ").counted(smaller.cycles, " cycle", " cycles");
    let line = if smaller.covered_after_fixes > smaller.covered {
        line.text(" (").count(smaller.covered_after_fixes).text(" with the fixes)")
    } else {
        line
    };
    Some(line.text(" and costs $").cell(Cell::Credits(less)).text(" less.").all(Tone::Strong))
}

fn probability(p: Credits) -> Cell {
    Ratio6::of(p, Credits::whole(1)).map_or(Cell::Unknown, Cell::Share)
}

/// The advice in sentences: what to do, why, and the alternative.
fn advised(report: &Report, a: &PlanAdvice, supposed: bool) -> Vec<Line> {
    let plan = |line: Line| line.name(a.plan.as_ref().map_or("", |p| p.title.as_str()));
    let current = a.current.title.as_str();
    let (what, tone) = match a.verdict {
        PlanVerdict::SizedRight => {
            (Line::of("Keep ").name(current).text(": it is sized right"), Tone::Good)
        }
        PlanVerdict::Keep => (Line::of("Keep ").name(current), Tone::Good),
        PlanVerdict::Smaller => (
            plan(Line::of("Change to ")).text(" when the next cycle begins, on ").day(a.from),
            Tone::Strong,
        ),
        PlanVerdict::ThisCycle => {
            (Line::of("Keep ").name(current).text(" for the next cycle"), Tone::Warning)
        }
        PlanVerdict::FixFirst => (Line::of("Fix before you upgrade"), Tone::Strong),
        PlanVerdict::Upgrade => (
            plan(Line::of("Upgrade to ")).text(" when the next cycle begins, on ").day(a.from),
            Tone::Warning,
        ),
        PlanVerdict::FixMore => {
            (Line::of("Answer the questions above before you upgrade"), Tone::Strong)
        }
        PlanVerdict::Weigh => {
            (plan(Line::of("Weigh ")).text(" against answering the questions above"), Tone::Strong)
        }
        PlanVerdict::NoPlan => {
            (Line::of("No published plan is enough, even with the fixes"), Tone::Warning)
        }
    };
    let mut lines = vec![what.text(".").all(tone)];
    let mut pace = Line::of("The next cycle likely needs ");
    for (at, pool) in a.pools.iter().enumerate() {
        pace = needed(pace.text_if(at > 0, ", and "), pool, supposed);
    }
    lines.push(pace.text("."));
    let fit = report.advice.as_ref().and_then(|all| all.plans.iter().find(|fit| fit.current));
    if let Some((fit, all)) = fit.zip(report.advice.as_ref()).filter(|(fit, _)| !fit.fits) {
        lines.push(why_not(fit, &all.needs).text("."));
    }
    if runs_out(report) {
        lines.extend(before_reset(report));
    }
    if a.verdict == PlanVerdict::Smaller {
        let less = Credits::ZERO - a.usd_month_more.unwrap_or_default();
        let line = plan(Line::default())
            .text(" is on the safe side, would have covered every finished cycle, and costs $");
        lines.push(line.cell(Cell::Credits(less)).text(" a month less."));
        return lines;
    }
    if let (Some(more), true) = (a.usd_month_more, a.plan.is_some()) {
        let mut line = plan(Line::default())
            .text(" costs $")
            .cell(Cell::Credits(more))
            .text(" a month more; ");
        if a.pools.iter().any(|p| p.need_after_all > p.allowance) {
            line = line.text("even removing all that the questions ask about would not be enough");
        } else {
            line = line.cell(hours(a)).text(" hours a cycle to answer the questions ");
            line = match (a.usd_hours_low, a.usd_hours_high) {
                (Some(low), Some(high)) if low == high => {
                    line.text("cost $").cell(Cell::Credits(low))
                }
                (Some(low), Some(high)) => line.text("cost $").cell(Cell::Range(low, high, 0)),
                _ => line.text("have no price yet (set --hourly-rate DOLLARS)"),
            };
        }
        lines.push(line.text("."));
        if let Some(rest) = a.usd_month_rest {
            lines.push(
                Line::of("The credits that they ask about are worth $")
                    .cell(Cell::Rounded(rest, 0))
                    .text(" a month at most, by their share of the price of ")
                    .name(current)
                    .text("."),
            );
        }
    }
    lines
}

fn hours(a: &PlanAdvice) -> Cell {
    if a.hours_low == a.hours_high {
        Cell::Credits(a.hours_low)
    } else {
        Cell::Range(a.hours_low, a.hours_high, 0)
    }
}

/// `214 of 250 message credits (180 with the fixes)`.
fn needed(line: Line, p: &PoolNeed, supposed: bool) -> Line {
    let line = line
        .cell(about(p.need))
        .text(" of ")
        .cell(about(p.allowance))
        .text(" ")
        .text(super::unit::words("credits", p.pool));
    if p.need == p.need_after_fixes {
        return line;
    }
    line.text(" (").cell(about(p.need_after_fixes)).text(if supposed {
        " with the other fixes)"
    } else {
        " with the fixes)"
    })
}
