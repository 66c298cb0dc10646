//! Data quality: which rows and events were not counted, why, and what to do about it.

use super::cells::{Block, Cell, Column, Line, Section, Table, Tone, name_or};
use super::options::ViewOptions;
use super::parts::{class_title, section as titled};
use super::unit;
use crate::model::own_card::OWN_CARD_HEAD;
use crate::report::{Quality, Report, UnpricedLabel};

/// Lays out the section. A report without events or problems has none.
pub(crate) fn section(report: &Report, options: &ViewOptions) -> Vec<Section> {
    let quality = &report.quality;
    let mut blocks = Vec::new();
    let remarks = remarks(report);
    let clean =
        remarks.is_empty() && quality.reasons.is_empty() && quality.unpriced_labels.is_empty();
    if report.as_of.is_none() && clean {
        return Vec::new();
    }
    let mut lines = vec![sum(quality)];
    lines.extend(remarks);
    if clean {
        lines.push(Line::of("Every row was read, and every event has a price."));
    }
    blocks.push(Block::Lines(lines));
    if !quality.reasons.is_empty() {
        let rows = quality
            .reasons
            .iter()
            .map(|r| vec![Cell::Name(r.reason.as_str().into()), Cell::Count(r.rows)])
            .collect();
        let columns = vec![Column::name("Rows left out, by reason"), Column::number("rows", 0)];
        blocks.push(Block::Table(Table { columns, rows }));
        blocks.push(Block::Lines(vec![
            Line::of("`credits explain REASON` explains a reason.").all(Tone::Muted),
        ]));
    }
    if !quality.unpriced_labels.is_empty() {
        blocks.extend(unpriced(report, options));
    }
    vec![titled("quality", Line::of("Data quality"), blocks)]
}

fn sum(quality: &Quality) -> Line {
    Line::default()
        .counted(quality.rows, " row", " rows")
        .text(" = ")
        .counted(quality.events, " event", " events")
        .text(" + ")
        .count(quality.rejected)
        .text(" rejected + ")
        .counted(quality.duplicates, " duplicate", " duplicates")
        .text(" + ")
        .count(quality.ignored)
        .text(" ignored.")
}

fn remarks(report: &Report) -> Vec<Line> {
    let q = &report.quality;
    let some = [
        (
            q.after_as_of,
            " event is after the as-of day and in no figure.",
            " events are after the as-of day and in no figure.",
        ),
        (
            q.incomplete,
            " input is probably not complete, so rows may be missing.",
            " inputs are probably not complete, so rows may be missing.",
        ),
        (
            q.unpriced,
            " event has no known price. It is counted, but in no sum.",
            " events have no known price. They are counted, but in no sum.",
        ),
        (
            q.unclassified,
            " event is of a kind that no rate card knows.",
            " events are of a kind that no rate card knows.",
        ),
        (
            q.assumed_model,
            " AI call names no model: priced as the platform's default, up to the dearest in the range.",
            " AI calls name no model: priced as the platform's default, up to the dearest in the range.",
        ),
        (
            q.conflicting_ids,
            " id stands on rows of different content. All of them count.",
            " ids stand on rows of different content. All of them count.",
        ),
    ];
    some.into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, one, many)| Line::default().counted(n, one, many))
        .collect()
}

fn unpriced(report: &Report, options: &ViewOptions) -> Vec<Block> {
    let quality = &report.quality;
    let why = |l: &UnpricedLabel| match (l.failed == l.events, l.price_lines.is_some()) {
        (true, _) => Cell::Label("failed or unclear"),
        (_, true) => Cell::Label("no price is known"),
        (_, false) => Cell::Label("something else is missing"),
    };
    let rows = quality.unpriced_labels.iter().map(|l| {
        vec![
            name_or(l.operation.as_ref(), "(no operation named)"),
            name_or(l.model.as_ref(), "–"),
            Cell::Name(class_title(report, &l.class)),
            why(l),
            Cell::Count(l.events),
        ]
    });
    let columns = vec![
        Column::name("Without a price"),
        Column { yields: 3, ..Column::name("AI model") },
        Column { yields: 1, ..Column::word("class", 1) },
        Column { yields: 2, ..Column::word("why", 1) },
        Column::number("events", 0),
    ];
    let mut blocks = vec![Block::Table(Table { columns, rows: rows.collect() })];
    let lines: Vec<&str> =
        quality.unpriced_labels.iter().filter_map(|l| l.price_lines.as_deref()).collect();
    if !lines.is_empty() && !options.definitions {
        let hint = "If you know a price, add it: `credits explain unpriced` shows how.";
        blocks.push(Block::Lines(vec![Line::of(hint).all(Tone::Muted)]));
    } else if !lines.is_empty() {
        let hint = "If you know a price, save these lines as my.toml, replace PRICE, and add --model my.toml:";
        blocks.push(Block::Lines(vec![Line::of(hint).all(Tone::Muted)]));
        // Extend the card that priced the log, which is another one for the export of another tool.
        let card = report.tool.models.first().filter(|_| !unit::is_ours(&report.unit));
        let head =
            card.map_or(OWN_CARD_HEAD.trim_end().to_owned(), |card| format!("extends = {card:?}"));
        let classes = lines.into_iter().map(str::trim_end);
        blocks.push(Block::Listing(
            std::iter::once(head.as_str()).chain(classes).collect::<Vec<_>>().join("\n\n").into(),
        ));
    }
    blocks
}
