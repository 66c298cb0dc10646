//! The look of text: width, colour and characters. Colour repeats what the text says, so that nothing
//! is lost without it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthChar as _;

use super::cell::Medium;
use crate::base::Untrusted;
use crate::report::view::Tone;

/// The narrowest supported page.
pub(crate) const LEAST_WIDTH: usize = 40;

/// Most lines have fewer bytes than this.
const ROOM: usize = 128;

/// The look of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the page; at least [`LEAST_WIDTH`] are used.
    pub width: usize,
    /// Whether to use colours.
    pub color: bool,
    /// Whether to write only ASCII.
    pub ascii: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, color: false, ascii: false }
    }
}

impl Style {
    /// Returns the columns that a chart may use.
    pub fn columns(&self) -> usize {
        self.width.max(LEAST_WIDTH)
    }

    /// Returns the columns that prose and tables may use. Longer lines are hard to read.
    pub fn page(&self) -> usize {
        self.columns().min(112)
    }

    /// Chooses between a character and its ASCII replacement.
    pub fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }
}

impl Medium for Style {
    fn label(&self, text: &str) -> String {
        if self.ascii { escaped(&stand_ins(text)) } else { text.to_owned() }
    }

    fn name(&self, text: &Untrusted) -> String {
        let shown = text.for_terminal();
        if self.ascii { escaped(&shown) } else { shown }
    }

    fn figure(&self, text: String) -> String {
        if self.ascii { stand_ins(&text) } else { text }
    }

    fn words(&self, text: &Untrusted) -> String {
        let shown = text.for_terminal();
        if self.ascii { escaped(&stand_ins(&shown)) } else { shown }
    }
}

/// Replaces the signs that our own sentences use.
fn stand_ins(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '–' | '−' | '·' | '┈' => out.push('-'),
            '×' => out.push('x'),
            '÷' => out.push('/'),
            '≥' => out.push_str(">="),
            '≤' => out.push_str("<="),
            '…' => out.push_str("..."),
            '→' => out.push_str("->"),
            '±' => out.push_str("+/-"),
            c => out.push(c),
        }
    }
    out
}

/// Escapes the remaining characters, so that two different names stay different.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        }
    }
    out
}

/// The meaning of a piece of text, from which its colour follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Tone(Tone),
    Bar,
    Heading,
}

impl Paint {
    /// No colour.
    pub(crate) const PLAIN: Self = Self::Tone(Tone::Plain);
    /// Dimmed.
    pub(crate) const MUTED: Self = Self::Tone(Tone::Muted);

    fn ansi(self) -> Ansi {
        let color = |c: AnsiColor| Ansi::new().fg_color(Some(c.into()));
        match self {
            Self::Tone(Tone::Plain) => Ansi::new(),
            Self::Tone(Tone::Strong) | Self::Heading => Ansi::new().bold(),
            Self::Tone(Tone::Muted) => Ansi::new().dimmed(),
            Self::Tone(Tone::Good) => color(AnsiColor::Green),
            Self::Tone(Tone::Warning) => color(AnsiColor::Yellow).bold(),
            Self::Tone(Tone::Urgent) => color(AnsiColor::Red).bold(),
            Self::Bar => color(AnsiColor::Cyan),
        }
    }
}

/// One line of output: text without control characters, the colours of its parts, and its width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Row {
    text: String,
    /// The end of each part, and its colour.
    parts: Vec<(usize, Paint)>,
    width: usize,
}

impl Row {
    /// Returns a line of one colour.
    pub(crate) fn of(text: impl Into<String>, paint: Paint) -> Self {
        let text = text.into();
        let parts = if text.is_empty() { Vec::new() } else { vec![(text.len(), paint)] };
        Self { width: width(&text), text, parts }
    }

    /// Returns a line of spaces.
    pub(crate) fn blank(columns: usize) -> Self {
        let mut row = Self { text: String::with_capacity(columns.max(ROOM)), ..Self::default() };
        row.space(columns);
        row
    }

    /// Adds text.
    #[must_use]
    pub(crate) fn with(mut self, text: &str, paint: Paint) -> Self {
        self.push(text, paint);
        self
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &str, paint: Paint) {
        self.put(text, width(text), paint);
    }

    fn put(&mut self, text: &str, columns: usize, paint: Paint) {
        if text.is_empty() {
            return;
        }
        let start = self.last_part();
        let is_blank = |text: &str| text.bytes().all(|b| b == b' ');
        match self.parts.last_mut() {
            // A space looks the same in every colour, so it does not end a part.
            Some((_, last)) if *last == paint || is_blank(text) => {}
            Some((_, last)) if is_blank(&self.text[start..]) => *last = paint,
            _ => self.parts.push((0, paint)),
        }
        self.text.push_str(text);
        self.width += columns;
        if let Some((end, _)) = self.parts.last_mut() {
            *end = self.text.len();
        }
    }

    /// Returns the start of the last part.
    fn last_part(&self) -> usize {
        self.parts.len().checked_sub(2).map_or(0, |before| self.parts[before].0)
    }

    /// Adds spaces.
    pub(crate) fn space(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
        self.width += columns;
        match self.parts.last_mut() {
            Some((end, _)) => *end = self.text.len(),
            None if columns == 0 => {}
            None => self.parts.push((columns, Paint::PLAIN)),
        }
    }

    /// Adds spaces up to a column.
    pub(crate) fn pad_to(&mut self, column: usize) {
        self.space(column.saturating_sub(self.width));
    }

    /// Adds the parts of another line.
    pub(crate) fn append(&mut self, other: &Self) {
        if let [(_, paint)] = other.parts.as_slice() {
            return self.put(&other.text, other.width, *paint);
        }
        for (text, paint) in other.parts() {
            self.push(text, paint);
        }
    }

    /// Returns the parts, each of one colour.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, Paint)> {
        let starts = std::iter::once(0).chain(self.parts.iter().map(|(end, _)| *end));
        starts.zip(&self.parts).map(|(start, (end, paint))| (&self.text[start..*end], *paint))
    }

    /// Returns the text without colours.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the colour of the first part.
    pub(crate) fn paint(&self) -> Paint {
        self.parts.first().map_or(Paint::PLAIN, |(_, paint)| *paint)
    }

    /// Gives the whole text one colour.
    #[must_use]
    pub(crate) fn all(mut self, paint: Paint) -> Self {
        self.parts = if self.text.is_empty() { Vec::new() } else { vec![(self.text.len(), paint)] };
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes the line without trailing spaces.
    pub(crate) fn write(&self, out: &mut String, color: bool) {
        let end = self.text.trim_end().len();
        if color {
            let mut start = 0;
            for (text, paint) in self.parts() {
                let text = &text[..text.len().min(end.saturating_sub(start))];
                start += text.len();
                let ansi = paint.ansi();
                if ansi == Ansi::new() {
                    out.push_str(text);
                } else if !text.is_empty() {
                    let _ = write!(out, "{ansi}{text}{ansi:#}");
                }
            }
        } else {
            out.push_str(&self.text[..end]);
        }
        out.push('\n');
    }
}

/// Returns the most columns that a text takes. Terminals differ on joined characters, and a page must
/// fit on all of them.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(columns).sum() }
}

fn columns(c: char) -> usize {
    // The emoji selector has no width, but it can make the character before it wide.
    if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(0) }
}

/// Cuts a text to a width; `…` marks the cut.
pub(crate) fn cut(text: &str, wide: usize, style: &Style) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let sign = style.glyph("…", "~");
    let (kept, _) = split(text, wide.saturating_sub(1));
    format!("{}{sign}", kept.trim_end())
}

/// Splits a text into the part that fits into `wide` columns, and the rest.
pub(crate) fn split(text: &str, wide: usize) -> (&str, &str) {
    if text.is_ascii() {
        return text.split_at(wide.min(text.len()));
    }
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += columns(*c);
        taken > wide
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}
