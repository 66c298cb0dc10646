//! The small print below the headline: which files were read, for which time, and how they were priced.

use super::cells::{Cell, Line, Tone};
use crate::base::{Credits, Untrusted};
use crate::report::pool::AllowanceFrom;
use crate::report::{PeriodKind, Report};

/// Writes the small print.
pub(crate) fn lines(report: &Report) -> Vec<Line> {
    let lines = [files(report), time(report), money(report)];
    lines.into_iter().filter(|l| !l.0.is_empty()).map(|l| l.all(Tone::Muted)).collect()
}

fn files(report: &Report) -> Line {
    let quality = &report.quality;
    if report.inputs.is_empty() && quality.rows == 0 {
        return Line::default();
    }
    let read: Vec<_> = report.inputs.iter().filter(|input| input.left_out.is_none()).collect();
    let mut items: Vec<Line> = match read.len() {
        0..=3 => read.iter().map(|i| Line::default().name(i.path.clone())).collect(),
        n => vec![Line::default().counted(n as u64, " file", " files")],
    };
    let (one, many) = if super::parts::is_snapshot(report) {
        (" total", " totals")
    } else {
        (" event", " events")
    };
    items.push(Line::default().counted(quality.events, one, many));
    let some = [
        (quality.rejected, " rejected"),
        (quality.duplicates, " duplicate"),
        (quality.ignored, " ignored"),
        (quality.left_out, " file left out"),
        (quality.after_as_of, " after as-of"),
        (quality.filtered, " filtered out"),
    ];
    items.extend(some.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| {
        let many = match what {
            " duplicate" => " duplicates",
            " file left out" => " files left out",
            what => what,
        };
        Line::default().counted(n, what, many)
    }));
    if !report.filters.is_empty() {
        let names = report
            .filters
            .iter()
            .fold(Line::of("only"), |line, f: &Untrusted| line.text(" ").name(f.clone()));
        items.push(names);
    }
    Line::items(items)
}

fn time(report: &Report) -> Line {
    let Some(as_of) = report.as_of else { return Line::default() };
    let mut items = Vec::new();
    if let Some(cycle) = &report.cycle {
        items.push(
            Line::of(if cycle.assumed { "cycle assumed: " } else { "cycle " })
                .day(cycle.start)
                .text(" – ")
                .day(cycle.end.plus(-1))
                .text(", day ")
                .count(u64::try_from(cycle.day).unwrap_or(0))
                .text(" of ")
                .count(u64::try_from(cycle.days).unwrap_or(0))
                .text_if(cycle.assumed, " (--cycle-day N sets it)"),
        );
    }
    if let Some(period) = report.period.as_ref().filter(|p| p.kind != PeriodKind::Cycle) {
        items.push(
            Line::of("lists cover ")
                .cell(Cell::FullDay(period.from))
                .text(" – ")
                .cell(Cell::FullDay(period.to)),
        );
    }
    items.push(Line::default().name(report.timezone.as_str()));
    let as_of = Line::of(if report.partial_today { "today is " } else { "as of " })
        .cell(Cell::FullDay(as_of));
    items.push(as_of.text_if(report.partial_today, ", not over yet"));
    if report.quiet_days > 0 {
        let days = u64::try_from(report.quiet_days).unwrap_or(0);
        items.push(
            Line::of("the last ")
                .counted(days, " day has", " days have")
                .text(" no events: no use"),
        );
    }
    let from_log = |p: &crate::report::PoolReport| p.allowance_from == Some(AllowanceFrom::Log);
    if let Some(quota) =
        report.pools.each().find(|(_, p)| from_log(p)).and_then(|(_, p)| p.allowance)
    {
        items.push(Line::of("the log gives a quota of ").credits(quota));
    }
    if let Some(plan) = &report.plan {
        items.push(Line::of("plan ").name(plan.title.as_str()));
    }
    Line::items(items)
}

fn money(report: &Report) -> Line {
    if report.as_of.is_none() {
        return Line::default();
    }
    let mut items = Vec::new();
    let is_known = report.pools.each().any(|(_, pool)| pool.known);
    let sum = |part: fn(&crate::report::PoolReport) -> Credits| {
        report.pools.each().map(|(_, p)| part(p)).sum::<Credits>()
    };
    let (reported, modeled, estimates) =
        (sum(|p| p.reported), sum(|p| p.modeled), sum(|p| p.reported_estimates));
    if !report.tool.models.is_empty() {
        let names = report.tool.models.iter().enumerate();
        items.push(
            names.fold(Line::of("rates "), |line, (i, m)| {
                line.text_if(i > 0, ", ").name(m.as_str())
            }),
        );
    }
    if is_known {
        items.push(Line::default().credits(reported).text(" reported by the log"));
    }
    if !estimates.is_zero() {
        items.push(Line::of("of them ").credits(estimates).text(" the app's own estimate"));
    }
    if !modeled.is_zero() {
        let (low, high) = (sum(|p| p.modeled_low), sum(|p| p.modeled_high));
        let line = Line::default().credits(modeled).text(" by the rate card");
        let range = Line::of(" (").credits(low).text(" – ").credits(high).text(")");
        items.push(if low == high { line } else { line.then(range) });
    }
    if report.quality.unpriced > 0 {
        items.push(
            Line::default()
                .counted(report.quality.unpriced, " event", " events")
                .text(" without a price"),
        );
    }
    if !super::unit::is_ours(&report.unit) {
        items.push(Line::of("amounts are in ").name(report.unit.as_str()));
    }
    Line::items(items)
}
