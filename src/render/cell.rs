//! A cell in words, for any format that people read.

use crate::base::{Credits, Six, Untrusted};
use crate::report::view::{Cell, Line};

use super::number;

/// How a format writes what is not a number.
pub(crate) trait Medium {
    /// Our own words.
    fn label(&self, text: &str) -> String;
    /// Somebody else's name.
    fn name(&self, text: &Untrusted) -> String;
    /// A sentence of our own that came through a report.
    fn words(&self, text: &Untrusted) -> String {
        self.name(text)
    }
}

/// A cell's text. `places`: digits after the point of exact amounts, where a column wants them alike.
pub(crate) fn words(cell: &Cell, places: Option<u32>, medium: &dyn Medium) -> String {
    let exact = |c: &Credits| number::fixed(*c, places.unwrap_or_else(|| number::places(*c)));
    match cell {
        Cell::Label(text) => medium.label(text),
        Cell::Name(name) => medium.name(name),
        Cell::Words(sentence) => medium.words(sentence),
        Cell::Credits(c) => exact(c),
        Cell::AtLeast(c) => format!("{} {}", medium.label("≥"), exact(c)),
        Cell::Rounded(c, own) => number::fixed(*c, places.unwrap_or(*own)),
        Cell::Range(low, high, own) => {
            format!(
                "{} {} {}",
                number::fixed(*low, *own),
                medium.label("–"),
                number::fixed(*high, *own)
            )
        }
        Cell::Count(n) => number::count(*n),
        Cell::Share(share) => number::percent(*share),
        Cell::Shares(low, high) => shares(*low, *high, medium),
        Cell::Day(day) => day.in_words(),
        Cell::Date(day) => day.to_string(),
        Cell::Line(line) => line_words(line, medium),
        Cell::Unknown => medium.label("unknown"),
        Cell::Blank | Cell::Bar(_) | Cell::Spark(_) => String::new(),
    }
}

/// A line's text.
pub(crate) fn line_words(line: &Line, medium: &dyn Medium) -> String {
    line.0.iter().map(|span| words(&span.cell, None, medium)).collect()
}

fn shares(low: Option<Six>, high: Option<Six>, medium: &dyn Medium) -> String {
    let bare = |s: Six| number::percent(s).trim_end_matches(" %").to_owned();
    match (low, high) {
        (Some(low), Some(high)) => {
            format!("{} {} {}", bare(low), medium.label("–"), number::percent(high))
        }
        (Some(low), None) => format!("{} {}", medium.label("≥"), number::percent(low)),
        (None, Some(high)) => format!("{} {}", medium.label("≤"), number::percent(high)),
        (None, None) => medium.label("unknown"),
    }
}

/// Digits after the point that make a column's exact and rounded amounts stand one below the other.
pub(crate) fn column_places<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<u32> {
    cells
        .filter_map(|cell| match cell {
            Cell::Credits(c) | Cell::AtLeast(c) => Some(number::places(*c)),
            Cell::Rounded(_, places) => Some(*places),
            _ => None,
        })
        .max()
}
