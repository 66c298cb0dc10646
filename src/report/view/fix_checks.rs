//! Whether the fixes of an audit worked: one line each, and the answer above them.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::parts::section;
use crate::base::Credits;
use crate::report::audit::fix_check::{FixCheck, Verdict};
use crate::report::audit::fix_checks::FixChecks;

/// `Of 4 fixes, 2 worked, 1 worked partly and 1 cannot be judged.`
pub(crate) fn headline(checks: &FixChecks) -> Line {
    let all = checks.findings.len() as u64;
    if all == 0 {
        return Line::of("The earlier audit has no fix or habit to check.").all(Tone::Strong);
    }
    let of = |verdict| checks.count(verdict);
    let kinds = [
        (Verdict::Worked, " worked"),
        (Verdict::Partly, " worked partly"),
        (Verdict::NoEffect, " had no effect"),
        (Verdict::CannotTell, " cannot be judged"),
    ];
    let parts: Vec<Line> = kinds
        .into_iter()
        .filter(|(verdict, _)| of(*verdict) > 0)
        .map(|(verdict, words)| Line::default().count(of(verdict)).text(words))
        .collect();
    let line = Line::of("Of ").counted(all, " fix", " fixes").text(", ").listed(parts);
    let tone = if of(Verdict::NoEffect) > 0 {
        Tone::Warning
    } else if of(Verdict::Worked) == all {
        Tone::Good
    } else {
        Tone::Strong
    };
    line.text(".").all(tone)
}

/// The table of checked fixes.
pub(crate) fn fixes(checks: &FixChecks) -> Option<Section> {
    if checks.findings.is_empty() {
        return None;
    }
    let about = |amount: Credits| Cell::Rounded(amount, 1);
    let known = |amount: Option<Credits>| amount.map_or(Cell::Unknown, about);
    let row = |f: &FixCheck| {
        let (tone, verdict) = match f.verdict {
            Verdict::Worked => (Tone::Good, "worked"),
            Verdict::Partly => (Tone::Strong, "partly"),
            Verdict::NoEffect => (Tone::Warning, "no effect"),
            Verdict::CannotTell => (Tone::Muted, "cannot tell"),
        };
        vec![
            Cell::Line(
                Line::default()
                    .name(f.id.as_str())
                    .text("  ")
                    .name(f.fix.clone().unwrap_or_else(|| f.detector.clone())),
            ),
            name_or(f.app.as_ref(), ""),
            about(f.wasted_before),
            about(f.wasted_after),
            if f.by_size { Cell::Blank } else { known(f.estimated) },
            known(f.saved),
            f.share.map_or(Cell::Blank, Cell::Share),
            Cell::Line(Line::of(verdict).all(tone)),
        ]
    };
    let columns = vec![
        Column::name(""),
        Column::word("in", 3),
        Column::number("wasted", 2),
        Column::number("now", 1),
        Column::number("to save", 0),
        Column::number("saved", 0),
        Column::number("of it", 0),
        Column::word("", 0),
    ];
    let table = Table { columns, rows: checks.findings.iter().map(row).collect() };
    let mut lines: Vec<Line> = checks
        .findings
        .iter()
        .filter(|f| f.verdict == Verdict::CannotTell)
        .map(|f| Line::default().name(f.id.as_str()).text(": ").words(&f.reason).text("."))
        .collect();
    let legend = "Credits a day. To save: the estimate of the audit, at the later volume. Saved: how much less is wasted than would be without the fix. Worked: 70% or more of the estimate.";
    lines.push(Line::of(legend).all(Tone::Muted));
    if checks.findings.iter().any(|f| f.by_size) {
        let by_size = "Without an estimate, as for a question, wasted and now are the credits of what it asks about; it worked if that is gone or 70% less.";
        lines.push(Line::of(by_size).all(Tone::Muted));
    }
    lines.extend(checks.caveats.iter().map(|text| Line::default().words(text).all(Tone::Muted)));
    Some(section(
        "fixes",
        Line::of("Fixes, checked in the later log"),
        vec![Block::Table(table), Block::Lines(lines)],
    ))
}
