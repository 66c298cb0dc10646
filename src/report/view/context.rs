//! The small print below the headline: which files were read, for which time, and how they were priced.

use std::collections::BTreeSet;

use super::cells::{Cell, Line, Tone};
use crate::base::untrusted::{cut, shown};
use crate::base::{Credits, Ratio6, Untrusted};
use crate::report::pool::AllowanceFrom;
use crate::report::{InputRow, PeriodKind, PoolReport, Report};

/// The most characters of paths in one line, and of a single name.
const PATHS: usize = 60;

/// Writes the small print.
pub(crate) fn lines(report: &Report) -> Vec<Line> {
    let lines = [Line::items(files(report, paths(report))), time(report), money(report)];
    lines.into_iter().filter(|l| !l.0.is_empty()).map(|l| l.all(Tone::Muted)).collect()
}

/// The same in one line, for the first screen.
pub(crate) fn in_one_line(report: &Report) -> Line {
    let mut items = files(report, short_paths(report));
    if report.quality.unpriced > 0 && items.len() > 1 {
        let unpriced = [" event without a price", " events without a price"];
        items.push(Line::default().counted(report.quality.unpriced, unpriced[0], unpriced[1]));
    }
    items.extend([time(report), how_sure(report)]);
    Line::items(items).all(Tone::Muted)
}

fn read(report: &Report) -> impl Iterator<Item = &InputRow> {
    report.inputs.iter().filter(|input| input.left_out.is_none())
}

fn counted_files(report: &Report) -> Vec<Line> {
    vec![Line::default().counted(read(report).count() as u64, " file", " files")]
}

/// The whole paths.
fn paths(report: &Report) -> Vec<Line> {
    match read(report).count() {
        0..=3 => read(report).map(|i| Line::default().name(i.path.clone())).collect(),
        _ => counted_files(report),
    }
}

/// The paths, else their last parts, else their number: whichever fits and tells the files apart.
fn short_paths(report: &Report) -> Vec<Line> {
    let length = |names: &[&str]| names.iter().map(|name| name.chars().count()).sum::<usize>();
    let whole: Vec<&str> = read(report).map(|input| input.path.raw()).collect();
    let last: Vec<&str> = whole.iter().map(|path| last_part(path)).collect();
    let is_distinct = last.iter().collect::<BTreeSet<_>>().len() == last.len();
    let names = match whole.len() {
        0 | 4.. => return counted_files(report),
        _ if length(&whole) <= PATHS => whole,
        1 => vec![last[0]],
        _ if is_distinct && length(&last) <= PATHS => last,
        _ => return counted_files(report),
    };
    names.into_iter().map(|name| Line::default().name(cut(&shown(name), PATHS))).collect()
}

/// The name of a file in its folder.
pub(super) fn last_part(path: &str) -> &str {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What became of the rows, after the names of the files.
fn files(report: &Report, names: Vec<Line>) -> Vec<Line> {
    let quality = &report.quality;
    if report.inputs.is_empty() && quality.rows == 0 {
        return Vec::new();
    }
    let mut items = names;
    let (one, many) = if super::parts::is_snapshot(report) {
        (" total", " totals")
    } else if super::parts::are_all(report, "daily-totals") {
        (" daily total: no apps, no kinds of call", " daily totals: no apps, no kinds of call")
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
        (quality.undecided, " of these of unknown app, user or pool"),
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
    items
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
    let from_log = |p: &PoolReport| p.allowance_from == Some(AllowanceFrom::Log);
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

/// A figure of all pools together.
fn sum(report: &Report, part: fn(&PoolReport) -> Credits) -> Credits {
    report.pools.each().map(|(_, pool)| part(pool)).sum()
}

/// How much of the sums the log reports, and how much comes from a rate card.
fn how_sure(report: &Report) -> Line {
    let sum = |part| sum(report, part);
    let (reported, modeled, estimates) =
        (sum(|p| p.reported), sum(|p| p.modeled), sum(|p| p.reported_estimates));
    let share = |part: Credits| Ratio6::of(part, reported + modeled);
    let is_part = |part: Credits| part.is_positive();
    let line = match (is_part(reported), is_part(modeled)) {
        (true, false) if modeled.is_zero() => Line::of("all reported by the log"),
        (false, true) if reported.is_zero() => Line::of("all by the rate card"),
        (true, true) => match (share(reported), share(modeled)) {
            (Some(reported), Some(modeled)) => Line::default()
                .share(reported)
                .text(" reported by the log, ")
                .share(modeled)
                .text(" by the rate card"),
            _ => Line::default(),
        },
        // More was taken back than used.
        _ => Line::default(),
    };
    let line = match share(estimates).filter(|_| !estimates.is_zero() && !line.0.is_empty()) {
        Some(_) if estimates == reported => line.text(" (the app's own estimate)"),
        Some(part) => line.text(" (").share(part).text(" the app's own estimate)"),
        None => line,
    };
    let unit = (!super::unit::is_ours(&report.unit))
        .then(|| Line::of("amounts are in ").name(report.unit.as_str()));
    Line::items([line].into_iter().chain(unit))
}

fn money(report: &Report) -> Line {
    if report.as_of.is_none() {
        return Line::default();
    }
    let mut items = Vec::new();
    let is_known = report.pools.each().any(|(_, pool)| pool.known);
    let sum = |part| sum(report, part);
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
