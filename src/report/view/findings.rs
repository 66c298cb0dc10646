//! The findings of an audit: one section each, with the evidence, what to do, and what it saves.

use super::cells::{Block, Cell, Line, Section, Tone};
use super::options::ViewOptions;
use super::parts::section as titled;
use super::savings::{
    PrintedSaving, about, how_often, pool_of, printed_savings, ranged, ranged_to,
};
use super::worth;
use crate::audit::{FindingBasis, FindingClass, NameKind};
use crate::base::Untrusted;
use crate::report::audit::Part;
use crate::report::{Finding, Report};

/// How many rows of evidence the page lists.
const ROWS: usize = 4;
/// How many parts of a finding the page lists.
const PARTS: usize = 3;

/// The findings, one section each, below a heading of their own.
pub(crate) fn sections(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let applied = report.audit.as_ref().is_some_and(|audit| audit.applied.is_some());
    let counted = report.findings.iter().filter(|f| f.class.counts()).count() as u64;
    let others =
        report.findings.iter().filter(|f| f.class == FindingClass::Question).count() as u64;
    let title = Line::of(if applied { "Fixes applied here" } else { "Findings" });
    let intro = if report.findings.is_empty() {
        let line = if applied {
            "None of the named fixes applies to this log."
        } else {
            "This log has none of the waste patterns that an audit looks for. `credits explain` lists the patterns."
        };
        vec![Line::of(line)]
    } else if applied {
        vec![
            Line::of("These sizes are from before the fixes; everything below is with the fixes.")
                .all(Tone::Muted),
        ]
    } else {
        let line = Line::default()
            .counted(counted, " fix or habit", " fixes and habits")
            .text(", ranked by what each saves on top of those above it");
        let line = if others > 0 {
            line.text("; ").counted(others, " question", " questions").text(", not in any total")
        } else {
            line
        };
        vec![line.text(".").all(Tone::Muted)]
    };
    let all = report.findings.len();
    let shown = if options.top == 0 { all } else { options.top.min(all) };
    let savings = printed_savings(&report.findings);
    let listed: Vec<(usize, PrintedSaving)> = savings.iter().copied().enumerate().collect();
    let mut blocks = vec![Block::Lines(intro)];
    blocks.extend(worth::summary(report, &listed[..shown]));
    let mut sections = vec![titled("findings", title, blocks)];
    sections.extend((0..shown).map(|at| section(report, at + 1, savings[at])));
    if shown < all {
        let rest =
            Line::of("and ").counted((all - shown) as u64, " more finding", " more findings");
        let ids =
            report.findings[shown..].iter().enumerate().fold(Line::default(), |line, (at, f)| {
                line.text_if(at > 0, ", ").words(&f.id).text(" ").words(&f.title)
            });
        let line = ids
            .text(". --top ")
            .count(all as u64)
            .text(" shows all; the totals include every fix and habit.")
            .all(Tone::Muted);
        sections.push(titled("findings-more", rest, vec![Block::Lines(vec![line])]));
    }
    sections
}

fn section(report: &Report, rank: usize, saving: PrintedSaving) -> Section {
    let f = &report.findings[rank - 1];
    let mut title = Line::default().count(rank as u64).text("  ").words(&f.title);
    let names = [(&f.app, " in "), (&f.feature, ", "), (&f.user, ", by ")];
    for (name, before) in names {
        if let Some(name) = name {
            title = title.text(before).quoted(Some(name), "");
        }
    }
    let mut lines = vec![Line::default().words(&f.summary)];
    lines.extend(parts(f));
    lines.extend(evidence(report, f));
    let advice = Line::of("Do: ").toned(Cell::Words(f.action.as_str().into()), Tone::Strong);
    let idle = f.effort.is_empty() || f.effort == "0";
    lines.push(if idle { advice } else { advice.text("  Effort: ").words(&f.effort).text(".") });
    lines.extend(worth::of_finding(report, f));
    // The same weakness is printed only once.
    let earlier = &report.findings[..rank - 1];
    if !earlier.iter().any(|e| e.weakness == f.weakness) {
        lines.push(Line::default().words(&f.weakness).all(Tone::Muted));
    }
    let same = earlier.iter().position(|e| e.paste == f.paste);
    let mut code = None;
    match (&f.paste, same) {
        (None, _) => {}
        (Some(_), Some(at)) => {
            lines.push(Line::of("To paste: as in ").count(at as u64 + 1).text("."));
        }
        (Some(text), None) => {
            lines.push(Line::of("To paste:"));
            code = Some(Block::Code(Untrusted::from(text.as_str())));
        }
    }
    let blocks = std::iter::once(Block::Lines(lines)).chain(code).collect();
    Section { id: format!("finding-{}", f.id), title, aside: Some(kind(report, f, saving)), blocks }
}

/// `fix · measured · saves 2,590 (2,410 – 2,590) integration credits in this period`.
fn kind(report: &Report, f: &Finding, saving: PrintedSaving) -> Line {
    let class = Line::of(worth::class(f.class));
    let basis = Line::of(match f.basis {
        FindingBasis::Measured => "measured",
        FindingBasis::Estimated => "estimated",
    });
    let size = match saving {
        Some((saving, digits)) => {
            let verb = if f.class.counts() { "saves " } else { "may save " };
            let line = ranged_to(Line::of(verb), saving, digits).text(" ");
            line.text(pool_of(report, f.pool)).text(how_often(f))
        }
        None if f.wasted.high.is_positive() => {
            ranged(Line::default(), f.wasted).text(" ").text(pool_of(report, f.pool))
        }
        None => Line::default(),
    };
    Line::items([class, basis, size])
}

/// Lists the largest parts, if there is more than one.
fn parts(f: &Finding) -> Option<Line> {
    let costly = f.parts.iter().filter(|p| p.credits.is_positive()).count();
    let named: Vec<&Part> = f
        .parts
        .iter()
        .filter(|p| p.name.is_some() && p.credits.is_positive())
        .take(PARTS)
        .collect();
    if f.parts.len() < 2 || named.is_empty() {
        return None;
    }
    let mut line = Line::of(if costly == named.len() { "All of it: " } else { "Most of it: " });
    for (at, part) in named.iter().enumerate() {
        line = line.text_if(at > 0, ", ");
        line = match part.kind {
            NameKind::Plain => line.name(part.name.clone().unwrap_or_default()),
            _ => line.quoted(part.name.as_ref(), ""),
        };
        line = line
            .text(" ")
            .cell(about(part.credits))
            .text(" (")
            .counted(part.events, " event", " events")
            .text(")");
    }
    let rest = costly - named.len();
    Some(if rest > 0 { line.text(", ").count(rest as u64).text(" more.") } else { line.text(".") })
}

/// `usage.csv:214, 219, 231 … 1,028 more (credits explain R1 usage.csv)`.
fn evidence(report: &Report, f: &Finding) -> Option<Line> {
    let shown = f.evidence.get(..ROWS.min(f.evidence.len()))?;
    let first = shown.first()?;
    let mut line = Line::default();
    let mut file = None;
    for row in shown {
        let number = Cell::Words(row.line.to_string().into());
        line = if file == Some(row.input) {
            line.text(", ").cell(number)
        } else {
            line.text_if(file.is_some(), ", ")
                .cell(Cell::Words(row.file.clone()))
                .text(":")
                .cell(number)
        };
        file = Some(row.input);
    }
    let rest = f.rows.saturating_sub(shown.len() as u64);
    if rest > 0 {
        line = line.text(" … ").count(rest).text(" more");
    }
    let command = Line::of(" (credits explain ").words(&f.id).text(" ");
    let command = if report.inputs.len() <= 2 {
        let mut paths = report.inputs.iter().map(|i| &i.path);
        let one = paths.next().unwrap_or(&first.file);
        paths.fold(command.cell(Cell::Words(one.clone())), |line, path| {
            line.text(" ").cell(Cell::Words(path.clone()))
        })
    } else {
        command.text("FILE…")
    };
    Some(line.then(command).text(")").all(Tone::Muted))
}
