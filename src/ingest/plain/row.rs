//! A row of a block, and its cells where they stand.

use std::borrow::Cow;

use crate::base::untrusted::unguard;
use crate::ingest::plain::frame::Frame;
use crate::ingest::record::Record;
use crate::ingest::roles::Role;

/// A row of a block.
#[derive(Clone, Copy)]
pub struct Row<'b> {
    /// The block.
    pub bytes: &'b [u8],
    /// Where the row begins in it.
    pub start: usize,
    /// Where its cells end.
    pub ends: &'b [u32],
}

impl<'b> Row<'b> {
    /// A cell as it stands there, with its quotes.
    #[inline]
    pub fn raw(&self, column: usize) -> &'b [u8] {
        self.span(column, column)
    }

    /// Cells next to each other, with what stands between them.
    #[inline]
    pub fn span(&self, first: usize, last: usize) -> &'b [u8] {
        let start = if first == 0 { self.start } else { self.ends[first - 1] as usize + 1 };
        let end = self.ends[last] as usize;
        let end = if last + 1 == self.ends.len() && end > start && self.bytes[end - 1] == b'\r' { end - 1 } else { end };
        &self.bytes[start..end]
    }

    /// A cell without the quotes around it, where nothing is quoted within.
    #[inline]
    pub fn cell(&self, column: usize) -> &'b [u8] {
        match self.raw(column) {
            [b'"', inner @ .., b'"'] => inner,
            raw => raw,
        }
    }

    /// What the prompt says, where it says something, is no object and is wanted.
    pub fn prompt(&self, frame: &Frame, mut is_wanted: impl FnMut() -> bool) -> Option<Box<str>> {
        frame.rules.mapping.of(Role::Prompt).iter().find_map(|column| {
            if self.cell(*column).is_empty() || !is_wanted() {
                return None;
            }
            let text = String::from_utf8_lossy(self.cell(*column));
            let text = if text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { text };
            let text = unguard(text.trim()).trim();
            (!text.is_empty() && !text.starts_with('{')).then(|| text.into())
        })
    }

    /// All of it, as text; its bytes are UTF-8.
    pub fn record(&self, line: u64) -> Record {
        std::str::from_utf8(self.all()).map_or_else(|_| Record::at(line), |text| self.cut(text, line))
    }

    /// All of it.
    pub fn all(&self) -> &'b [u8] {
        self.span(0, self.ends.len().saturating_sub(1))
    }

    /// The same of its text.
    pub fn cut(&self, text: &str, line: u64) -> Record {
        let mut record = Record::over(line, text, self.ends.len());
        let mut start = 0;
        for end in self.ends {
            // The last cell ends before a carriage return.
            let end = (*end as usize - self.start).min(text.len());
            match &text.as_bytes()[start..end] {
                [b'"', quoted @ .., b'"'] if quoted.contains(&b'"') => record.push_quoted(&text[start + 1..end - 1]),
                [b'"', .., b'"'] => record.mark(start + 1, end - 1),
                _ => record.mark(start, end),
            }
            start = end + 1;
        }
        record
    }
}
