//! What became of an audit's findings: one line each, the answer above them.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::parts::section;
use crate::audit::afterwards::{Afterwards, Verdict};
use crate::base::Credits;
use crate::report::audit::afterwards::Remeasured;

/// `Of 4 fixes, 2 worked, 1 worked partly, and of 1 nothing can be told.`
pub(crate) fn headline(measured: &Remeasured) -> Line {
    let all = measured.findings.len() as u64;
    if all == 0 {
        return Line::of("The audit before has no fix or habit to measure.").all(Tone::Strong);
    }
    let of = |verdict| measured.count(verdict);
    let mut parts: Vec<Line> = Vec::new();
    let kinds = [
        (Verdict::Worked, " worked"),
        (Verdict::Partly, " worked partly"),
        (Verdict::NoEffect, " had no effect"),
    ];
    parts.extend(
        kinds
            .into_iter()
            .filter(|(verdict, _)| of(*verdict) > 0)
            .map(|(verdict, words)| Line::default().count(of(verdict)).text(words)),
    );
    if of(Verdict::CannotTell) > 0 {
        parts.push(Line::of("nothing can be told of ").count(of(Verdict::CannotTell)));
    }
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

/// The findings, measured again.
pub(crate) fn fixes(measured: &Remeasured) -> Option<Section> {
    if measured.findings.is_empty() {
        return None;
    }
    let about = |amount: Credits| Cell::Rounded(amount, 1);
    let known = |amount: Option<Credits>| amount.map_or(Cell::Unknown, about);
    let row = |f: &Afterwards| {
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
            known(f.estimated),
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
    let table = Table { columns, rows: measured.findings.iter().map(row).collect() };
    let mut lines: Vec<Line> = measured
        .findings
        .iter()
        .filter(|f| f.verdict == Verdict::CannotTell)
        .map(|f| Line::default().name(f.id.as_str()).text(": ").words(&f.reason).text("."))
        .collect();
    let legend = "Credits a day: wasted before, wasted now; what the audit estimated to save, at the later volume; what is wasted less than it would be. Worked: 70 % or more of the estimate.";
    lines.push(Line::of(legend).all(Tone::Muted));
    lines.extend(measured.caveats.iter().map(|text| Line::default().words(text).all(Tone::Muted)));
    Some(section(
        "fixes",
        Line::of("Fixes, measured again"),
        vec![Block::Table(table), Block::Lines(lines)],
    ))
}
