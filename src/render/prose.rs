//! Wraps lines of a document at spaces, never inside a number.

use super::cell::{Medium as _, words};
use super::theme::{Paint, Row, Style, cut, split, width};
use crate::report::view::{Cell, Line, Span};

/// Wraps a line to `columns`. The first row continues `first`; the others are indented by `hang`.
pub(crate) fn wrap(
    line: &Line,
    first: Row,
    hang: usize,
    columns: usize,
    style: &Style,
) -> Vec<Row> {
    let room = columns.saturating_sub(hang).max(8);
    let texts: Vec<String> = line.0.iter().map(|span| text(span, style, room)).collect();
    let found = split_words(line, &texts);
    let mut rows = vec![first];
    let mut fresh = true;
    let separator = style.label("·");
    let ends_item = |word: &Word| word.first.0 == separator && word.more.is_empty();
    for (at, word) in found.iter().enumerate() {
        let Some(row) = rows.last_mut() else { break };
        let gap = usize::from(!fresh);
        let starts_item = at > 0 && ends_item(&found[at - 1]);
        // Keep an item of a list (between two `·`) on one row if it fits on one.
        let item: usize = if starts_item {
            found[at..]
                .iter()
                .take_while(|w| !ends_item(w))
                .map(|w| w.width + 1)
                .sum::<usize>()
                .saturating_sub(1)
        } else {
            0
        };
        let needed = if item <= room { item.max(word.width) } else { word.width };
        if fresh || row.width() + gap + needed <= columns {
            row.space(gap);
        } else {
            rows.push(Row::blank(hang));
        }
        fresh = false;
        place(&mut rows, word, hang, columns);
    }
    rows
}

/// Adds a word to the last row. A word wider than a row continues on the next.
fn place(rows: &mut Vec<Row>, word: &Word, hang: usize, columns: usize) {
    for (part, paint) in std::iter::once(&word.first).chain(&word.more) {
        let mut rest = *part;
        while !rest.is_empty() {
            let Some(row) = rows.last_mut() else { return };
            let (now, later) = split(rest, columns.saturating_sub(row.width()));
            if now.is_empty() && row.width() <= hang {
                // Not even one character fits. Pages this narrow are not supported; write it anyway.
                row.push(later, *paint);
                return;
            }
            row.push(now, *paint);
            rest = later;
            if !rest.is_empty() {
                rows.push(Row::blank(hang));
            }
        }
    }
}

/// Text without spaces, and its width. It nearly always has one colour, and so no `more`.
struct Word<'t> {
    first: (&'t str, Paint),
    more: Vec<(&'t str, Paint)>,
    width: usize,
}

/// Writes a span. A name that would fill most of a row is cut.
fn text(span: &Span, style: &Style, room: usize) -> String {
    match &span.cell {
        Cell::Name(name) => cut(&style.name(name), (room * 2 / 3).max(24), style),
        cell => words(cell, None, style),
    }
}

fn split_words<'t>(line: &Line, texts: &'t [String]) -> Vec<Word<'t>> {
    // Words have about five letters, so this usually allocates once.
    let mut found: Vec<Word> = Vec::with_capacity(texts.iter().map(String::len).sum::<usize>() / 5);
    let mut spaced = true;
    for (span, text) in line.0.iter().zip(texts) {
        let paint = Paint::Tone(span.tone);
        let breaks =
            matches!(span.cell, Cell::Label(_) | Cell::Words(_) | Cell::Name(_) | Cell::Line(_));
        for (i, part) in text.split(|c| breaks && c == ' ').enumerate() {
            spaced |= i > 0;
            if part.is_empty() {
                continue;
            }
            match found.last_mut() {
                Some(word) if !spaced => {
                    word.more.push((part, paint));
                    word.width += width(part);
                }
                _ => {
                    found.push(Word { first: (part, paint), more: Vec::new(), width: width(part) });
                }
            }
            spaced = false;
        }
    }
    found
}

/// Writes a line on one row, without wrapping.
pub(crate) fn row(line: &Line, style: &Style) -> Row {
    let mut row = Row::default();
    for span in &line.0 {
        row.push(&words(&span.cell, None, style), Paint::Tone(span.tone));
    }
    row
}
