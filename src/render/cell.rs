//! Writes cells and lines as text, for every format that people read.

use crate::base::{Credits, Untrusted};
use crate::report::view::{Cell, Line};

use crate::base::figure;

/// How a format writes text: it decides what is escaped or replaced.
pub(crate) trait Medium {
    /// Writes words of this program.
    fn label(&self, text: &str) -> String;
    /// Writes a name from a log.
    fn name(&self, text: &Untrusted) -> String;
    /// Writes a sentence of this program that may contain names, such as the message of an alert.
    fn words(&self, text: &Untrusted) -> String {
        self.name(text)
    }
    /// Writes a number for people, which may begin with a minus sign.
    fn figure(&self, text: String) -> String {
        text
    }
}

/// Writes a cell. `places` are the decimals of exact amounts, so that a column can align them; `None`
/// uses the decimals that each amount has.
pub(crate) fn words(cell: &Cell, places: Option<u32>, medium: &dyn Medium) -> String {
    let fixed = |c: &Credits, places: u32| medium.figure(figure::fixed(*c, places));
    let exact = |c: &Credits| fixed(c, places.unwrap_or_else(|| figure::places(*c)));
    match cell {
        Cell::Label(text) => medium.label(text),
        Cell::Name(name) => medium.name(name),
        Cell::Words(sentence) => medium.words(sentence),
        Cell::Credits(c) => exact(c),
        Cell::AtLeast(c) => format!("{} {}", medium.label("≥"), exact(c)),
        Cell::Rounded(c, own) => fixed(c, places.unwrap_or(*own)),
        Cell::Range(low, high, own) => {
            let (low, high) = (fixed(low, *own), fixed(high, *own));
            // A range whose ends read the same is one figure.
            if low == high { low } else { format!("{low} {} {high}", medium.label("–")) }
        }
        Cell::Count(n) => figure::count(*n),
        Cell::Share(share) => medium.figure(figure::percent(*share)),
        Cell::Change(change) => format!(" {}", medium.figure(figure::change(*change))),
        Cell::Day(day) => day.in_words(),
        Cell::FullDay(day) => day.in_full(),
        Cell::Date(day) => day.to_string(),
        Cell::Line(line) => line_words(line, medium),
        Cell::Unknown => medium.label("unknown"),
        Cell::Blank | Cell::Bar(_) | Cell::Spark(_) => String::new(),
    }
}

/// Writes a line.
pub(crate) fn line_words(line: &Line, medium: &dyn Medium) -> String {
    line.0.iter().map(|span| words(&span.cell, None, medium)).collect()
}

/// Returns the decimals that align the amounts of a column; `None` if it has no amounts.
pub(crate) fn column_places<'a>(cells: impl Iterator<Item = &'a Cell>) -> Option<u32> {
    cells
        .filter_map(|cell| match cell {
            Cell::Credits(c) | Cell::AtLeast(c) => Some(figure::places(*c)),
            Cell::Rounded(_, places) => Some(*places),
            _ => None,
        })
        .max()
}
