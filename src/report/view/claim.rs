//! The page for the platform's support: what was charged and should not have been, row by row.

use super::cells::{Block, Cell, Column, Document, Line, Section, Table, Tone, name_or};
use super::parts::{pool_words, section};
use super::{ViewOptions, audit, context};
use crate::audit::claim::ClaimKind;
use crate::report::Report;
use crate::report::audit::{AuditSummary, Claim, ClaimRow};

/// Lays out the claim.
pub(super) fn document(
    report: &Report,
    summary: &AuditSummary,
    claim: &Claim,
    options: &ViewOptions,
) -> Document {
    let kinds =
        [ClaimKind::Failed, ClaimKind::Twice, ClaimKind::PriceChange, ClaimKind::AbovePrice];
    let mut sections: Vec<Section> = sums(claim).into_iter().collect();
    sections.extend(kinds.into_iter().filter_map(|kind| part(claim, kind)));
    sections.push(limits(claim));
    sections.extend(super::quality::section(report, options));
    sections.extend(audit::inputs(report, summary));
    Document { headline: headline(report, claim), context: context::lines(report), sections }
}

fn title(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Failed => "Charged for calls that failed",
        ClaimKind::Twice => "Charged twice",
        ClaimKind::PriceChange => "Charged at a price that changed",
        ClaimKind::AbovePrice => "Charged above the published price",
    }
}

fn why(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Failed => {
            "The log says that these calls failed, reports credits for them, and has no refund that gives them back."
        }
        ClaimKind::Twice => {
            "Each of these rows has the app, user, operation, input and credits of a row at most five seconds before it, and no other id of the request."
        }
        ClaimKind::PriceChange => {
            "The price of these calls changed on a day on which the rate card has no change. Due is what they cost before."
        }
        ClaimKind::AbovePrice => "These rows report more than the highest price of the rate card.",
    }
}

fn headline(report: &Report, claim: &Claim) -> Vec<Line> {
    if claim.rows.is_empty() {
        let text = if claim.is_estimated {
            "No charge for a failed call and no double charge is in this log. Single prices were not compared: the amounts are estimates."
        } else {
            "No charge for a failed call, no double charge and no price above the card is in this log."
        };
        return vec![Line::of(text).all(Tone::Good)];
    }
    let mut line = Line::default()
        .counted(claim.rows.len() as u64, " charge", " charges")
        .text(" to look at: ");
    let mut items = Vec::new();
    for pool in crate::event::Pool::ALL {
        let own = claim.sums.iter().filter(|sum| sum.pool == pool);
        let excess: crate::base::Credits = own.map(|sum| sum.excess).sum();
        if excess.is_positive() {
            items.push(Line::default().credits(excess).text(" ").text(pool_words(report, pool)));
        }
    }
    line = line.listed(items).text(" more than was due.");
    vec![line.all(Tone::Strong)]
}

fn sums(claim: &Claim) -> Option<Section> {
    let row = |sum: &crate::report::audit::ClaimSum| {
        vec![
            Cell::Label(title(sum.kind)),
            Cell::Label(sum.pool.name()),
            Cell::Count(sum.rows),
            Cell::Credits(sum.charged),
            Cell::Credits(sum.due),
            Cell::Credits(sum.excess),
        ]
    };
    let columns = vec![
        Column::word("", 0),
        Column::word("of pool", 0),
        Column::number("rows", 0),
        Column::number("charged", 1),
        Column::number("due", 2),
        Column::number("too much", 0),
    ];
    let table = Table { columns, rows: claim.sums.iter().map(row).collect() };
    (!claim.sums.is_empty())
        .then(|| section("claim-sums", Line::of("Sums"), vec![Block::Table(table)]))
}

/// The rows of a kind, and their sum as the last one.
fn part(claim: &Claim, kind: ClaimKind) -> Option<Section> {
    let own: Vec<&ClaimRow> = claim.rows.iter().filter(|row| row.kind == kind).collect();
    if own.is_empty() {
        return None;
    }
    let row = |row: &&ClaimRow| {
        let place = Line::default().name(row.file.clone()).text(":");
        vec![
            Cell::Line(place.cell(Cell::Words(row.line.to_string().into()))),
            Cell::Words(row.time.to_string().into()),
            name_or(row.id.as_ref(), ""),
            name_or(row.app.as_ref(), ""),
            name_or(row.user.as_ref(), ""),
            name_or(row.operation.as_ref(), ""),
            Cell::Credits(row.charged),
            Cell::Credits(row.due),
            Cell::Credits(row.charged - row.due),
        ]
    };
    let sum = |of: fn(&ClaimRow) -> crate::base::Credits| {
        Cell::Credits(own.iter().map(|row| of(row)).sum())
    };
    let mut rows: Vec<Vec<Cell>> = own.iter().map(row).collect();
    rows.push(vec![
        Cell::Line(Line::of("sum").all(Tone::Strong)),
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        Cell::Blank,
        sum(|row| row.charged),
        sum(|row| row.due),
        sum(|row| row.charged - row.due),
    ]);
    let columns = vec![
        Column::word("row", 0),
        Column::word("time", 0),
        Column::name("id"),
        Column::name("app"),
        Column::name("user"),
        Column::name("operation"),
        Column::number("charged", 1),
        Column::number("due", 1),
        Column::number("too much", 0),
    ];
    let blocks = vec![
        Block::Lines(vec![Line::of(why(kind)).all(Tone::Muted)]),
        Block::Table(Table { columns, rows }),
    ];
    Some(section(format!("claim-{}", kind.name()), Line::of(title(kind)), blocks))
}

fn limits(claim: &Claim) -> Section {
    let mut lines = Vec::new();
    if claim.is_estimated {
        lines.push(Line::of("The amounts are the app's own estimates. Compare them with Credits Used on the platform before you claim anything.").all(Tone::Warning));
    }
    lines.push(Line::of("The log does not show whether the platform gave credits back outside of it, or whether the app itself made a call twice."));
    lines.push(Line::of("Only rows whose credits the log reports are listed. The same row in two exports is one charge. Refunds in the log are deducted."));
    section("limits", Line::of("What this log cannot tell"), vec![Block::Lines(lines)])
}
