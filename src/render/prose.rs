//! Lines that wrap: at spaces only, never inside a number.

use super::cell::{Medium as _, words};
use super::theme::{Paint, Row, Style, cut, split};
use crate::report::view::{Cell, Line};

/// A line, wrapped to `columns`; every row after the first is indented by `hang`. `first` is what the first row begins with.
pub fn wrap(line: &Line, first: Row, hang: usize, columns: usize, style: &Style) -> Vec<Row> {
    let room = columns.saturating_sub(hang).max(8);
    let found = split_words(line, style, room);
    let mut rows = vec![first];
    let mut fresh = true;
    let separator = style.label("·");
    let ends_item = |word: &Word| word.row.0.len() == 1 && word.row.0[0].text == separator;
    for (at, word) in found.iter().enumerate() {
        let Some(row) = rows.last_mut() else { break };
        let gap = usize::from(!fresh && word.spaced);
        let starts_item = at > 0 && ends_item(&found[at - 1]);
        // An item of a list stays on one row where a whole row has room for it.
        let item: usize = if starts_item {
            found[at..].iter().take_while(|w| !ends_item(w)).map(|w| w.row.width() + 1).sum::<usize>().saturating_sub(1)
        } else {
            0
        };
        let needed = if item <= room { item.max(word.row.width()) } else { word.row.width() };
        if fresh || row.width() + gap + needed <= columns {
            row.space(gap);
        } else {
            rows.push(Row::of(" ".repeat(hang), Paint::PLAIN));
        }
        fresh = false;
        place(&mut rows, &word.row, hang, columns);
    }
    rows
}

/// Adds a word to the last row; one that is wider than a row goes on in the next.
fn place(rows: &mut Vec<Row>, word: &Row, hang: usize, columns: usize) {
    for piece in &word.0 {
        let mut rest = piece.text.as_str();
        while !rest.is_empty() {
            let Some(row) = rows.last_mut() else { return };
            let (now, later) = split(rest, columns.saturating_sub(row.width()));
            if now.is_empty() && row.width() <= hang {
                // Not even one character fits: a page this narrow is not laid out for.
                row.push(later, piece.paint);
                return;
            }
            row.push(now, piece.paint);
            rest = later;
            if !rest.is_empty() {
                rows.push(Row::of(" ".repeat(hang), Paint::PLAIN));
            }
        }
    }
}

/// What stays together, and whether a space stands before it.
struct Word {
    spaced: bool,
    row: Row,
}

fn split_words(line: &Line, style: &Style, room: usize) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut spaced = true;
    for span in &line.0 {
        let paint = Paint::Tone(span.tone);
        let text = match &span.cell {
            Cell::Name(name) => cut(&style.name(name), (room * 2 / 3).max(24), style),
            cell => words(cell, None, style),
        };
        let breaks = matches!(span.cell, Cell::Label(_) | Cell::Words(_) | Cell::Name(_) | Cell::Line(_));
        let parts: Vec<&str> = if breaks { text.split(' ').collect() } else { vec![text.as_str()] };
        for (i, part) in parts.iter().enumerate() {
            spaced |= i > 0;
            if part.is_empty() {
                continue;
            }
            match found.last_mut() {
                Some(word) if !spaced => word.row.push(*part, paint),
                _ => found.push(Word { spaced: true, row: Row::of(*part, paint) }),
            }
            spaced = false;
        }
    }
    found
}

/// A line that is not wrapped.
pub fn row(line: &Line, style: &Style) -> Row {
    let mut row = Row::default();
    for span in &line.0 {
        row.push(words(&span.cell, None, style), Paint::Tone(span.tone));
    }
    row
}
