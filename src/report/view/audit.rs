//! What an audit says around the findings: the sources above them, the sum, the readings and the limits below them.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::headline::absent;
use super::parts::{kinds_without_class, pool_title, pool_words, section as titled};
use super::savings::{about, digits, printed_savings, ranged, ranged_to};
use super::{plans, worth};
use crate::audit::Estimate;
use crate::base::{Credits, Ratio6};
use crate::report::audit::{Applied, AuditSummary, Saved};
use crate::report::{Finding, Report};

/// The first lines of an audit.
pub(crate) fn headline(report: &Report, audit: &AuditSummary) -> Vec<Line> {
    let mut lines: Vec<Line> = plans::smaller_in_words(audit).into_iter().collect();
    lines.extend(sources_in_words(report, audit));
    let counted: Vec<&Finding> = report.findings.iter().filter(|f| f.class.counts()).collect();
    let saved: Vec<_> = audit.totals.iter().filter(|t| t.saving.high.is_positive()).collect();
    if counted.is_empty() || saved.is_empty() {
        lines.push(Line::of("No fix or habit would save credits in this log.").all(Tone::Good));
        lines.extend(absent(report));
        return lines;
    }
    let many = counted.len() as u64;
    let mut line = Line::default()
        .counted(many, " fix or habit", " fixes and habits")
        .text(if many == 1 { " saves " } else { " together save " });
    for (at, total) in saved.iter().enumerate() {
        line = ranged(line.text_if(at > 0, ", and "), total.saving)
            .text(" of ")
            .cell(about(total.spent.typical));
        line = line.text(" ").text(pool_words(report, total.pool));
        if let Some(share) = Ratio6::of(total.saving.typical, total.spent.typical)
            .filter(|_| total.spent.typical.is_positive())
        {
            line = line.text(", ").share(share);
        }
    }
    lines.insert(0, line.text(".").all(Tone::Strong));
    if let Some(first) = counted.first() {
        let saving = printed_savings(&report.findings).first().copied().flatten();
        let line = worth::why_first(report, first, saving, Line::of("Do 1 first"));
        let line = if first.app.is_some() {
            line.text(". In ").quoted(first.app.as_ref(), "").text(": ")
        } else {
            line.text(". ")
        };
        lines.push(line.words(&first.action));
    }
    lines.extend(absent(report));
    lines
}

/// Names the largest source of each pool, in one sentence.
fn sources_in_words(report: &Report, audit: &AuditSummary) -> Option<Line> {
    let mut line = Line::default();
    let mut named = Vec::new();
    let names_apps = audit.burn_sources.iter().any(|source| source.app.is_some());
    for source in &audit.burn_sources {
        if named.contains(&source.pool) {
            continue;
        }
        let Some(share) = source.share else { continue };
        line = line
            .text_if(!named.is_empty(), ", ")
            .share(share)
            .text(" of the ")
            .text(pool_words(report, source.pool))
            .text(" go to ");
        line = match kinds_without_class(&source.class) {
            Some(kinds) => line.text(kinds),
            None => line.name(source.title.clone()),
        };
        // A log that names no app at all is of one.
        if names_apps {
            line = line.text(" in ").quoted(source.app.as_ref(), "an unnamed app");
        }
        named.push(source.pool);
    }
    (!named.is_empty()).then(|| line.text("."))
}

/// The first lines of a report that assumes fixes.
pub(crate) fn supposed(report: &Report, applied: &Applied) -> Vec<Line> {
    let names = report.findings.iter().filter(|f| applied.findings.contains(&f.id));
    let mut line =
        Line::of("NOT WHAT HAPPENED: these are the same events as they would have cost with ");
    for (at, finding) in names.enumerate() {
        line = line
            .text_if(at > 0, ", ")
            .name(finding.fix.clone().unwrap_or_else(|| finding.detector.clone()));
        line = line.text(" (").name(finding.id.as_str()).text(")");
    }
    if applied.findings.is_empty() {
        line = line.text("fixes that do not apply here");
    }
    let mut lines = vec![line.text(".").all(Tone::Warning)];
    let mut line = Line::default();
    for (at, Saved { pool, was, now }) in applied.saved.iter().enumerate() {
        line = line
            .text_if(at > 0, " ")
            .text(pool_title(report, *pool))
            .text(": ")
            .cell(about(*now))
            .text(" instead of ")
            .cell(about(*was));
        line = line.text(", ").cell(about(*was - *now)).text(" less.");
    }
    lines.extend(Some(line).filter(|l| !l.0.is_empty()));
    lines
}

/// The largest sources.
pub(crate) fn sources(audit: &AuditSummary) -> Vec<Section> {
    if audit.burn_sources.is_empty() {
        return Vec::new();
    }
    let rows = audit.burn_sources.iter().map(|source| {
        vec![
            Cell::Name(source.title.clone()),
            name_or(source.app.as_ref(), "(no app named)"),
            source.share.map_or(Cell::Blank, Cell::Bar),
            Cell::Credits(source.credits),
            source.share.map_or(Cell::Unknown, Cell::Share),
            Cell::Label(source.pool.name()),
            Cell::Count(source.events),
        ]
    });
    let columns = vec![
        Column::name(""),
        Column::name("app"),
        Column::bar(3),
        Column::number("credits", 0),
        Column::number("share", 0),
        Column::word("of pool", 1),
        Column::number("events", 2),
    ];
    let table = Table { columns, rows: rows.collect() };
    vec![titled("burn-sources", Line::of("Largest sources"), vec![Block::Table(table)])]
}

/// The sum of all fixes.
pub(crate) fn together(report: &Report, audit: &AuditSummary) -> Vec<Section> {
    if !audit.totals.iter().any(|t| t.saving.high.is_positive()) {
        return Vec::new();
    }
    let amount = |e: Estimate| Cell::Line(ranged(Line::default(), e));
    let rows = audit.totals.iter().map(|total| {
        vec![
            Cell::Label(total.pool.name()),
            Cell::Rounded(total.spent.typical, digits(total.saving.typical)),
            amount(total.saving),
            left(total),
        ]
    });
    let columns = vec![
        Column::word("", 0),
        Column::number("spent", 1),
        Column::word("saved", 0),
        Column::word("left", 0),
    ];
    let table = Table { columns, rows: rows.collect() };
    let mut lines = vec![
        Line::of(
            "Fixes and habits, applied to the same events in this order, without saving an event twice: typical (least – most).",
        )
        .all(Tone::Muted),
    ];
    lines.extend(worth::together(report, audit));
    let mut fixes: Vec<&str> = report
        .findings
        .iter()
        .filter(|f| f.class.counts())
        .filter_map(|f| f.fix.as_deref())
        .collect();
    let mut seen = Vec::new();
    fixes.retain(|fix| {
        !seen.contains(fix) && {
            seen.push(*fix);
            true
        }
    });
    if !fixes.is_empty() {
        let line = Line::of(
            "`credits audit --apply FIX` reports the log as it would have been with one fix: ",
        )
        .name(fixes.join(", "))
        .text("; `--apply all` applies all.");
        lines.push(line.all(Tone::Muted));
    }
    vec![titled(
        "findings-together",
        Line::of("All fixes together, in this period"),
        vec![Block::Table(table), Block::Lines(lines)],
    )]
}

/// What is left as it is printed: the printed use less the printed saving.
fn left(total: &crate::audit::Total) -> Cell {
    let places = digits(total.saving.typical);
    let typical = total.spent.typical.round(places) - total.saving.typical.round(places);
    let left = Estimate::around(total.left.low, typical, total.left.high);
    Cell::Line(ranged_to(Line::default(), left, places))
}

/// Readings of the dashboard compared with the log.
pub(crate) fn reconciled(report: &Report, audit: &AuditSummary) -> Vec<Section> {
    if audit.reconciled.is_empty() {
        return Vec::new();
    }
    let year = report.as_of.map(crate::base::Day::year);
    let rows = audit.reconciled.iter().map(|row| {
        vec![
            Cell::Line(super::parts::between(row.from, row.to, year)),
            row.app.as_ref().map_or(Cell::Label("all apps"), |app| Cell::Name(app.clone())),
            Cell::Label(row.pool.name()),
            Cell::Credits(row.reported),
            Cell::Credits(row.explained),
            Cell::Credits(row.unexplained),
            Cell::Count(row.unpriced_events),
        ]
    });
    let columns = vec![
        Column::word("", 0),
        Column::name(""),
        Column::word("", 0),
        Column::number("dashboard", 0),
        Column::number("log", 0),
        Column::number("unexplained", 0),
        Column::number("unpriced events", 1),
    ];
    let mut lines = Vec::new();
    for row in audit.reconciled.iter().filter(|r| !r.unexplained.is_zero()) {
        let line = Line::of(pool_title(report, row.pool));
        let line = match &row.app {
            Some(app) => line.text(" of ").name(app.clone()),
            None => line,
        };
        let line = line.text(", ").then(super::parts::between(row.from, row.to, year)).text(": ");
        let line = if row.unexplained.is_positive() {
            let line = line.credits(row.unexplained).text(" were used but are not in the log");
            if row.unpriced_events > 0 {
                line.text("; ")
                    .counted(row.unpriced_events, " event", " events")
                    .text(" without a price may explain part of that")
            } else {
                line
            }
        } else {
            line.credits(Credits::ZERO - row.unexplained)
                .text(" more are in the log than on the dashboard")
        };
        lines.push(line.text("."));
    }
    if lines.is_empty() {
        lines.push(Line::of("The log explains every credit on the dashboard.").all(Tone::Good));
    }
    let blocks = vec![Block::Table(Table { columns, rows: rows.collect() }), Block::Lines(lines)];
    vec![titled("reconciled", Line::of("Dashboard against log"), blocks)]
}

/// What the log does not show.
pub(crate) fn limits(audit: &AuditSummary) -> Vec<Section> {
    if audit.cannot_tell.is_empty() {
        return Vec::new();
    }
    let lines = audit.cannot_tell.iter().map(|sentence| Line::default().words(sentence)).collect();
    vec![titled("limits", Line::of("What this log cannot tell"), vec![Block::Lines(lines)])]
}

/// How the figures are made, and what each pattern on the page is.
pub(crate) fn methods(report: &Report, audit: &AuditSummary) -> Vec<Section> {
    if report.findings.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![
        Line::of(
            "A saving is no constant: the log's own events are priced again with one fix after the other applied, so that no credit is saved twice. Least, typical and most: if a fix helps least, as it typically does, and most.",
        ),
        Line::of(
            "Measured: the log reports the credits, and what they would be after the fix follows from the log alone. Estimated: a price of the card or an assumption about the fix is used.",
        ),
        Line::of(
            "Questions are in no total: the log does not show whether they are waste. A saving \"once\" is of something that happened on fewer than three days, or in a log of fewer than 14.",
        ),
    ];
    if audit.credit_price.is_some() {
        lines.push(Line::of("Days of use: what a fix saves ÷ what its pool uses on an average day of this period. Dollars are typical amounts."));
    }
    let mut terms: Vec<(&'static str, &'static str)> = Vec::new();
    for detector in report.findings.iter().filter_map(|f| crate::audit::find(&f.detector)) {
        if !terms.iter().any(|(id, _)| *id == detector.id()) {
            terms.push((detector.id(), detector.title()));
        }
    }
    lines.push(Line::of(
        "The patterns on this page (`credits explain NAME` has the arithmetic and the thresholds):",
    ));
    vec![titled("methods", Line::of("Methods"), vec![Block::Lines(lines), Block::Terms(terms)])]
}

/// The files with their hashes, and the changed thresholds, so that anyone can reproduce the page.
pub(crate) fn inputs(report: &Report, audit: &AuditSummary) -> Vec<Section> {
    let mut lines: Vec<Line> = report
        .inputs
        .iter()
        .map(|input| {
            let line = Line::default().cell(Cell::Words(input.path.clone())).text(": ");
            if let Some(reason) = &input.left_out {
                return line.text("left out, ").cell(Cell::Words(reason.clone()));
            }
            let line = line.counted(input.rows, " row", " rows").text(", ");
            let line = line.counted(input.rejected, " rejected", " rejected").text(", ").counted(
                input.duplicates,
                " duplicate",
                " duplicates",
            );
            match &input.sha256 {
                Some(hash) => line.text(", sha256 ").words(hash),
                None => line,
            }
        })
        .collect();
    if !audit.parameters.is_empty() {
        lines.push(
            Line::of("Thresholds of this audit that differ from the built-in ones: ")
                .words(&audit.parameters.join(", "))
                .text("."),
        );
    }
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![titled("made-from", Line::of("Made from"), vec![Block::Lines(lines)])]
    }
}
