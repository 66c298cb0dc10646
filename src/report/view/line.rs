//! Building lines, value by value.

use super::cells::{Cell, Line, Span, Tone};
use crate::base::{Credits, Day, Ratio6, Untrusted};

impl Line {
    /// Starts a line with our own words.
    pub(crate) fn of(label: &'static str) -> Self {
        Self::default().text(label)
    }

    /// Adds a value.
    #[must_use]
    pub(crate) fn cell(self, cell: Cell) -> Self {
        self.toned(cell, Tone::Plain)
    }

    /// Adds a value with a tone.
    #[must_use]
    pub(crate) fn toned(mut self, cell: Cell, tone: Tone) -> Self {
        self.0.push(Span { cell, tone });
        self
    }

    /// Adds our own words.
    #[must_use]
    pub(crate) fn text(self, label: &'static str) -> Self {
        self.cell(Cell::Label(label))
    }

    /// Adds our own words if a condition holds.
    #[must_use]
    pub(crate) fn text_if(self, condition: bool, label: &'static str) -> Self {
        if condition { self.text(label) } else { self }
    }

    /// Adds lines as a list: `one, two and three`.
    #[must_use]
    pub(crate) fn listed(self, parts: Vec<Self>) -> Self {
        let last = parts.len().saturating_sub(1);
        parts.into_iter().enumerate().fold(self, |line, (at, part)| {
            line.text_if(at > 0 && at < last, ", ")
                .text_if(at > 0 && at == last, " and ")
                .then(part)
        })
    }

    /// Adds an exact amount.
    #[must_use]
    pub(crate) fn credits(self, amount: Credits) -> Self {
        self.cell(Cell::Credits(amount))
    }

    /// Adds a count.
    #[must_use]
    pub(crate) fn count(self, n: u64) -> Self {
        self.cell(Cell::Count(n))
    }

    /// Adds a count with the word for it: `1 event`, `4,812 events`.
    #[must_use]
    pub(crate) fn counted(self, n: u64, one: &'static str, many: &'static str) -> Self {
        self.count(n).text(if n == 1 { one } else { many })
    }

    /// Adds a day.
    #[must_use]
    pub(crate) fn day(self, day: Day) -> Self {
        self.cell(Cell::Day(day))
    }

    /// Adds a share.
    #[must_use]
    pub(crate) fn share(self, share: Ratio6) -> Self {
        self.cell(Cell::Share(share))
    }

    /// Adds a name as it is.
    #[must_use]
    pub(crate) fn name(self, name: impl Into<Untrusted>) -> Self {
        self.cell(Cell::Name(name.into()))
    }

    /// Adds a sentence that was made elsewhere.
    #[must_use]
    pub(crate) fn words(self, sentence: &str) -> Self {
        self.cell(Cell::Words(sentence.into()))
    }

    /// Adds a name in quotation marks, or other words if the log has no name.
    #[must_use]
    pub(crate) fn quoted(self, name: Option<&Untrusted>, absent: &'static str) -> Self {
        match name {
            Some(name) => self.text("\"").name(name.clone()).text("\""),
            None => self.text(absent),
        }
    }

    /// Adds the values of another line.
    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Gives all values the same tone.
    #[must_use]
    pub(crate) fn all(mut self, tone: Tone) -> Self {
        for span in &mut self.0 {
            span.tone = tone;
        }
        self
    }

    /// Joins items with ` · `; empty ones are left out.
    pub(crate) fn items(items: impl IntoIterator<Item = Self>) -> Self {
        items.into_iter().filter(|item| !item.0.is_empty()).fold(Self::default(), |line, item| {
            let line = if line.0.is_empty() { line } else { line.text(" · ") };
            line.then(item)
        })
    }
}
