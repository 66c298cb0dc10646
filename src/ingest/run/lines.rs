//! Blocks of JSON lines → events: most lines as rows that may be ordinary, the others one by one.

use crate::base::Symbols;
use crate::ingest::error::TooMuch;
use crate::ingest::event::outcome::{Alarm, Counts, Place, Task};
use crate::ingest::event::reference::Rules;
use crate::ingest::event::sink::Sink;
use crate::ingest::fast::frame::Frame;
use crate::ingest::fast::json_rows::Flat;
use crate::ingest::record::json::lines::Lines;
use crate::ingest::record::record::{Broken, Record};
use crate::ingest::run::hand::Hand;

/// One thread's part of an input.
pub(crate) struct LineWorker<'a, S> {
    hand: Hand<'a, S>,
    /// How many columns there are.
    width: usize,
    lines: Lines,
    flat: Flat,
    /// What a line holds that is read with care: several rows, where it is a conversation.
    rows: Vec<Result<Record, Broken>>,
}

impl<'a, S: Sink> LineWorker<'a, S> {
    /// A part that has seen nothing yet. `lines` knows the fields of the records; `frame` is there where rows can be ordinary.
    pub(crate) fn new(
        rules: Rules<'a>,
        task: Task<'a>,
        frame: Option<&'a Frame<'a>>,
        lines: Lines,
        sink: S,
    ) -> Self {
        let width = rules.table.columns.len();
        Self {
            hand: Hand::new(rules, task, frame, sink),
            width,
            lines,
            flat: Flat::new(width),
            rows: Vec::new(),
        }
    }

    /// Reads a block of whole lines, each with its newline. `is_cut`: the file breaks off in the last one.
    pub(crate) fn block(&mut self, bytes: &[u8], number: u32, is_cut: bool) -> Result<(), Alarm> {
        let text = std::str::from_utf8(bytes).map_err(|_| Alarm::Encoding)?;
        let whole =
            if is_cut { text.trim_end().rfind('\n').map_or(0, |end| end + 1) } else { text.len() };
        let (mut newlines, mut nth, mut start) = (0, 0, 0);
        for end in memchr::memchr_iter(b'\n', bytes) {
            let line = &text[start..end];
            if start < whole && self.ordinary(line, (number, nth)) {
                nth += 1;
            } else {
                self.careful(line, newlines, (number, &mut nth), start == whole)?;
            }
            (newlines, start) = (newlines + 1, end + 1);
        }
        self.hand.counts().lines.push((number, newlines));
        Ok(())
    }

    /// Takes a line that is like most lines; false where it is not.
    fn ordinary(&mut self, line: &str, place: Place) -> bool {
        let (Some(worker), paths) = (self.hand.quick(), &self.lines.paths) else { return false };
        self.flat
            .row(line.as_bytes(), |key| paths.place(key))
            .is_some_and(|row| worker.take(row, place))
    }

    #[cold]
    fn careful(
        &mut self,
        line: &str,
        newlines: u32,
        (number, nth): (u32, &mut u32),
        is_cut: bool,
    ) -> Result<(), Alarm> {
        let rows = &mut self.rows;
        let taken = self.lines.paths.line(u64::from(newlines) + 1, line, &mut |row| {
            rows.push(row);
            Ok::<_, TooMuch>(())
        });
        if taken.is_err() || self.lines.paths.len() > self.width {
            return Err(Alarm::Fields);
        }
        if is_cut && let Some(Ok(row)) = self.rows.last() {
            let cut_off = Broken::cut_off(row);
            self.rows.pop();
            self.rows.push(Err(cut_off));
        }
        for row in self.rows.drain(..) {
            self.hand.take(row, (number, *nth), number)?;
            *nth += 1;
        }
        Ok(())
    }

    /// What it leaves.
    pub(crate) fn end(self) -> (Counts, (S, Symbols)) {
        self.hand.end()
    }
}
