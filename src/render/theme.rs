//! How a page looks on a terminal: width, colour, which characters. Colour is a label; take it away and nothing is lost.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthChar as _;

use super::cell::Medium;
use crate::base::Untrusted;
use crate::report::view::Tone;

/// The least width that a page is laid out for.
pub const LEAST_WIDTH: usize = 60;

/// How text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns; less than [`LEAST_WIDTH`] is taken for that.
    pub width: usize,
    /// Whether to colour.
    pub color: bool,
    /// Whether to write nothing but ASCII.
    pub ascii: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, color: false, ascii: false }
    }
}

impl Style {
    /// The width that is laid out for.
    pub fn columns(&self) -> usize {
        self.width.max(LEAST_WIDTH)
    }

    /// The width of prose and tables: lines longer than this are hard to follow.
    pub fn page(&self) -> usize {
        self.columns().min(112)
    }

    /// One character or its ASCII stand-in.
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

    fn words(&self, text: &Untrusted) -> String {
        let shown = text.for_terminal();
        if self.ascii { escaped(&stand_ins(&shown)) } else { shown }
    }
}

/// The signs of our own sentences in ASCII.
fn stand_ins(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '–' | '·' | '┈' => out.push('-'),
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

/// Whatever is not ASCII, written out: nothing is lost, and two names stay two.
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

/// What a piece of text is coloured as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// As its tone says.
    Tone(Tone),
    /// A bar.
    Bar,
    /// A heading.
    Heading,
}

impl Paint {
    /// No colour.
    pub const PLAIN: Self = Self::Tone(Tone::Plain);
    /// By the way.
    pub const MUTED: Self = Self::Tone(Tone::Muted);

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

/// Text of one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text: nothing in it acts on a terminal.
    pub text: String,
    /// Its colour.
    pub paint: Paint,
}

/// One line of output, in pieces, and its columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row(pub Vec<Piece>, usize);

impl Row {
    /// A line of one piece.
    pub fn of(text: impl Into<String> + AsRef<str>, paint: Paint) -> Self {
        Self::default().with(text, paint)
    }

    /// Adds a piece.
    #[must_use]
    pub fn with(mut self, text: impl Into<String> + AsRef<str>, paint: Paint) -> Self {
        self.push(text, paint);
        self
    }

    /// Adds a piece.
    pub fn push(&mut self, text: impl Into<String> + AsRef<str>, paint: Paint) {
        self.1 += width(text.as_ref());
        let blank = |text: &str| text.bytes().all(|b| b == b' ');
        match self.0.last_mut() {
            // A space looks the same in every colour: it ends no run.
            Some(last) if last.paint == paint || blank(text.as_ref()) => last.text.push_str(text.as_ref()),
            Some(last) if blank(&last.text) => {
                last.text.push_str(text.as_ref());
                last.paint = paint;
            }
            _ if text.as_ref().is_empty() => {}
            _ => self.0.push(Piece { text: text.into(), paint }),
        }
    }

    /// Adds spaces.
    pub fn space(&mut self, columns: usize) {
        self.1 += columns;
        match self.0.last_mut() {
            Some(last) => last.text.extend(std::iter::repeat_n(' ', columns)),
            None if columns == 0 => {}
            None => self.0.push(Piece { text: " ".repeat(columns), paint: Paint::PLAIN }),
        }
    }

    /// Adds spaces up to a column.
    pub fn pad_to(&mut self, column: usize) {
        self.space(column.saturating_sub(self.width()));
    }

    /// Adds another line's pieces.
    pub fn append(&mut self, other: Self) {
        for piece in other.0 {
            self.push(piece.text, piece.paint);
        }
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.1
    }

    /// Writes the line, without blanks at its end.
    pub fn write(&self, out: &mut String, color: bool) {
        let last = self.0.iter().rposition(|p| !p.text.trim_end().is_empty());
        for (i, piece) in self.0.iter().enumerate().take(last.map_or(0, |l| l + 1)) {
            let text = if Some(i) == last { piece.text.trim_end() } else { &piece.text };
            let ansi = piece.paint.ansi();
            if color && ansi != Ansi::new() {
                let _ = write!(out, "{ansi}{text}{ansi:#}");
            } else {
                out.push_str(text);
            }
        }
        out.push('\n');
    }
}

/// Columns that a text takes on a terminal, at most: terminals differ on joined characters, and a page must fit on all of them.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(columns).sum() }
}

fn columns(c: char) -> usize {
    // The emoji selector has no width of its own, but makes the sign before it wide.
    if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(0) }
}

/// The first columns of a text, with `…` where something was cut.
pub fn cut(text: &str, wide: usize, style: &Style) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let sign = style.glyph("…", "~");
    let (kept, _) = split(text, wide.saturating_sub(1));
    format!("{}{sign}", kept.trim_end())
}

/// As much of a text as fits into so many columns, and the rest.
pub fn split(text: &str, wide: usize) -> (&str, &str) {
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
