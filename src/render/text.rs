//! Text, for a terminal or a plain text file.

use super::cell::{Medium as _, words};
use super::format::{CheckWriter, ComparisonWriter, OutputFormat, ReportWriter};
use super::prose::{row as unwrapped, wrap};
use super::theme::{Paint, Row, Style, width};
use super::{chart, gauge, table};
use crate::base::Untrusted;
use crate::report::view::compare::{Page, page};
use crate::report::view::gate;
use crate::report::view::{self, Block, Document, Line, Note, Section, Tone};

pub(super) struct Text;

impl OutputFormat for Text {
    fn id(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text", "log"]
    }

    fn describes(&self) -> &'static str {
        "a page for people, as wide as --width"
    }

    fn report(&self) -> Option<ReportWriter> {
        Some(|report, options, look| text(&view::text_document(report, options), look.style))
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, look| text(&gate::document(check), look.style))
    }

    fn comparison(&self) -> Option<ComparisonWriter> {
        Some(|comparison, view, look| {
            let Page { mut main, details } = page(comparison, view.top, &view.by);
            main.sections.extend(details);
            text(&main, look.style)
        })
    }
}

/// Writes a document as text. No line is wider than the style's width, and no number is cut.
fn text(document: &Document, style: &Style) -> String {
    let mut rows: Vec<Row> = Vec::new();
    let page = style.page();
    for line in &document.headline {
        rows.extend(wrap(line, Row::default(), 0, page, style));
    }
    if !document.context.is_empty() {
        rows.push(Row::default());
        for line in &document.context {
            rows.extend(wrap(line, Row::default(), 2, page, style));
        }
    }
    for section in &document.sections {
        rows.push(Row::default());
        rows.extend(section_rows(section, style));
    }
    let mut out = String::new();
    for row in rows {
        row.write(&mut out, style.color);
    }
    out
}

fn section_rows(section: &Section, style: &Style) -> Vec<Row> {
    let page = style.page();
    let mut heading = unwrapped(&section.title, style).all(Paint::Heading);
    let mut above = Vec::new();
    if heading.width() > page {
        if matches!(section.blocks.first(), Some(Block::Table(_))) {
            heading = Row::of(super::theme::cut(heading.text(), page, style), Paint::Heading);
        } else {
            above = wrap(&section.title.clone().all(Tone::Strong), Row::default(), 4, page, style);
            heading = above.pop().unwrap_or_default();
        }
    }
    let mut rows = above;
    // A table directly below the heading shares its line and writes both.
    if !matches!(section.blocks.first(), Some(Block::Table(_))) && !heading.is_empty() {
        let mut line = std::mem::take(&mut heading);
        let mut below = Vec::new();
        if let Some(aside) = &section.aside {
            let drawn = matches!(section.blocks.first(), Some(Block::Chart(chart)) if chart::draws_average(chart, style));
            let mut row = Row::of(if drawn { style.glyph("┈┈ ", "-- ") } else { "" }, Paint::MUTED);
            row.append(&unwrapped(aside, style).all(Paint::MUTED));
            if line.width() + 3 + row.width() <= page {
                line.push("   ", Paint::PLAIN);
                line.append(&row);
            } else {
                let lead =
                    Row::of(if drawn { style.glyph("  ┈┈ ", "  -- ") } else { "  " }, Paint::MUTED);
                below.extend(wrap(&aside.clone().all(Tone::Muted), lead, 4, page, style));
            }
        }
        rows.push(line);
        rows.extend(below);
    }
    for (i, block) in section.blocks.iter().enumerate() {
        if i > 0 && matches!(block, Block::Table(_)) {
            rows.push(Row::default());
        }
        rows.extend(block_rows(block, std::mem::take(&mut heading), style));
    }
    rows
}

fn block_rows(block: &Block, heading: Row, style: &Style) -> Vec<Row> {
    let page = style.page();
    let indent = || Row::of("  ", Paint::PLAIN);
    match block {
        Block::Lines(lines) => {
            lines.iter().flat_map(|line| wrap(line, indent(), 4, page, style)).collect()
        }
        Block::Gauges(gauges) => gauge::rows(gauges, style),
        Block::Table(table) => table::rows(table, heading, style),
        Block::Chart(chart) => chart::rows(chart, style),
        Block::Notes(notes) => note_rows(notes, style),
        // Code is never wrapped, so that it can be copied.
        Block::Code(text) => text
            .raw()
            .lines()
            .map(|l| {
                Row::of(
                    format!("      {}", Untrusted::from(l).for_terminal()).trim_end(),
                    Paint::PLAIN,
                )
            })
            .collect(),
        Block::Listing(text) => {
            let lines = text.raw().lines().filter(|l| !l.trim().is_empty());
            lines.flat_map(|l| wrap(&Line::default().words(l), indent(), 4, page, style)).collect()
        }
        Block::Terms(terms) => {
            let column = 2 + terms.iter().map(|(word, _)| width(word)).max().unwrap_or(0) + 2;
            let term = |(word, meaning): &(&'static str, &'static str)| {
                let mut first = Row::of(format!("  {}", style.label(word)), Paint::PLAIN);
                first.pad_to(column);
                wrap(&Line::of(meaning), first, column, page, style)
            };
            terms.iter().flat_map(term).collect()
        }
    }
}

fn note_rows(notes: &[Note], style: &Style) -> Vec<Row> {
    let head = |note: &Note| super::theme::cut(&words(&note.head, None, style), 14, style);
    let column = 5 + notes.iter().map(|n| width(&head(n))).max().unwrap_or(0) + 2;
    let mut rows = Vec::new();
    for note in notes {
        let mut first =
            Row::of(format!("  {:<2} ", note.flag.sign()), Paint::Tone(note.flag.tone()));
        first.push(&head(note), Paint::PLAIN);
        first.pad_to(column);
        for (i, line) in note.lines.iter().enumerate() {
            let start = if i == 0 { first.clone() } else { Row::blank(column) };
            rows.extend(wrap(line, start, column, style.page(), style));
        }
    }
    rows
}
