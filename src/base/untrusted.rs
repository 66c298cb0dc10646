//! Text from a log: app names, prompts, operations. Strangers write it, so it may contain terminal escapes, HTML, spreadsheet
//! formulas or commands of a CI system. The type has no `Display`: text leaves the program only through the escape function of
//! its destination.

mod markdown;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

/// A text from outside.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Untrusted(String);

impl<T: Into<String>> From<T> for Untrusted {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl Untrusted {
    /// The text itself, to compare, sort, hash or write as JSON. Never show it.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// For a terminal, a plain text file or a CI log: one line without control, bidi, zero-width or private characters, and without
    /// anything that a CI system would run as a command, however the line is wrapped.
    pub fn for_terminal(&self) -> String {
        inert(visible(&self.0))
    }

    /// For a terminal cell of at most `width` columns; a longer text is cut and ends with `…`.
    pub fn for_terminal_cut(&self, width: usize) -> String {
        cut(&self.for_terminal(), width)
    }

    /// For HTML text and quoted attributes.
    pub fn for_html(&self) -> String {
        let mut out = String::with_capacity(self.0.len());
        for c in visible(&self.0).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                _ => out.push(c),
            }
        }
        out
    }

    /// For Markdown text and table cells: no markup, link, mention or cell border, and readable before it is rendered.
    pub fn for_markdown(&self) -> String {
        markdown::name(&visible(&self.0))
    }

    /// For a sentence in Markdown: only the words that would link or notify someone become code.
    pub fn sentence_for_markdown(&self) -> String {
        markdown::sentence(&visible(&self.0))
    }

    /// For a CSV cell that a spreadsheet may open, or that may pass a terminal or a CI log: a `'` before a leading formula character,
    /// control characters as `\u{1b}`, a line break as `⏎`, a tab as a space, and no command of a CI system. The CSV writer adds the
    /// quotes. Reading a cell back removes the `'` and nothing else.
    pub fn for_csv(&self) -> String {
        defuse(&idle(&self.0))
    }
}

/// A text of this program that a saved document brings back, and that may have been edited there: as for a terminal.
pub(crate) fn shown(text: &str) -> String {
    inert(visible(text))
}

/// Puts a `'` before a text that a spreadsheet would read as a formula. A text that already has such a guard gets another one, so
/// that [`unguard`] always restores the text.
fn defuse(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Removes the one `'` that exports write before a formula character.
pub(crate) fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    let first = text.trim_start_matches([' ', '\u{a0}', '\'']).chars().next();
    matches!(
        first,
        Some(
            '=' | '+'
                | '-'
                | '@'
                | '\t'
                | '\r'
                | '\n'
                | '|'
                | '\u{ff1d}'
                | '\u{ff0b}'
                | '\u{ff0d}'
                | '\u{ff20}'
        )
    )
}

/// Breaks up the commands of CI systems in a visible text: GitHub reads `::error …::` at the start of a line and `##[error]`
/// anywhere, Azure reads `##vso[…]`.
fn inert(text: String) -> String {
    let text = if text.contains("::") { text.replace("::", ":\\u{3a}") } else { text };
    without_hash_commands(text, "#\\u{23}")
}

/// Replaces the `##` of each command such as `##[error]` and `##vso[…]`.
pub(crate) fn without_hash_commands(text: String, replacement: &str) -> String {
    if !text.contains("##") {
        return text;
    }
    let is_command =
        |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("##") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(if is_command(from.trim_start_matches('#')) { replacement } else { "##" });
        rest = &from[2..];
    }
    out + rest
}

/// A text on one line, without control characters and commands of CI systems. All other characters stay, so that names read back
/// as they were.
fn idle(text: &str) -> String {
    let text = if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        text.to_owned()
    } else {
        on_one_line(text, char::is_control)
    };
    // A cell may be the first of its line.
    let start = text.len() - text.trim_start().len();
    let text = match text[start..].strip_prefix("::") {
        Some(rest) => format!("{}:\\u{{3a}}{rest}", &text[..start]),
        None => text,
    };
    without_hash_commands(text, "#\\u{23}")
}

/// Escapes characters that act on the output instead of showing (`\u{202e}`). A line break becomes `⏎`, a tab a space.
fn visible(text: &str) -> String {
    // Nearly every name is printable ASCII.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    on_one_line(text, acts)
}

/// Escapes the characters that `escapes` picks (`\u{1b}`). A line break becomes `⏎`, a tab a space.
fn on_one_line(text: &str, escapes: impl Fn(char) -> bool) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('⏎'),
            '\t' => out.push(' '),
            c if escapes(c) => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// True if a character acts on its surroundings (control, direction, zero width, tag), or stands for nothing: private, unassigned, or
/// no character at all, which XML forbids.
pub fn acts(c: char) -> bool {
    c.is_control()
        || is_no_character(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
}

/// True if a code is set aside for ever: the last two of each plane, and 32 others.
fn is_no_character(c: char) -> bool {
    matches!(u32::from(c) & 0xffff, 0xfffe | 0xffff) || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// The first `width` columns of a visible text, ending with `…` if it was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let columns = |c: char| c.width().unwrap_or(0);
    if text.chars().map(columns).sum::<usize>() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = width.saturating_sub(1);
    for c in text.chars() {
        if columns(c) > left {
            break;
        }
        left -= columns(c);
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(text: &str) -> Untrusted {
        Untrusted::from(text)
    }

    #[test]
    fn terminal_escape_sequences_are_shown_not_sent() {
        assert_eq!(u("\u{1b}[31mred").for_terminal(), "\\u{1b}[31mred");
        assert_eq!(u("a\u{202e}b\u{200b}").for_terminal(), "a\\u{202e}b\\u{200b}");
        assert_eq!(u("one\r\ntwo\tthree").for_terminal(), "one⏎two three");
    }

    #[test]
    fn a_ci_system_finds_no_command() {
        assert_eq!(u("a ::error title=x::y").for_terminal(), "a :\\u{3a}error title=x:\\u{3a}y");
        assert_eq!(u(":::warning").for_terminal(), ":\\u{3a}:warning");
        assert_eq!(
            u("##[error]a ##vso[task] ###[x]").for_terminal(),
            "#\\u{23}[error]a #\\u{23}vso[task] #\\u{23}#[x]"
        );
        assert_eq!(u("## A heading: b").for_terminal(), "## A heading: b");
        // A command that is cut in the middle is escaped as well.
        assert_eq!(u("::error").for_terminal_cut(3), ":\\…");
    }

    #[test]
    fn html_cannot_be_opened() {
        assert_eq!(
            u("<img src=x onerror='a'>&\"").for_html(),
            "&lt;img src=x onerror=&#39;a&#39;&gt;&amp;&quot;"
        );
    }

    #[test]
    fn spreadsheets_do_not_run_it() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"] {
            assert!(u(text).for_csv().starts_with('\''), "{text}");
        }
        assert_eq!(u("shop").for_csv(), "shop");
        for text in ["=1", "'=1", "''-1", "'plain", "plain", "'"] {
            assert_eq!(unguard(&u(text).for_csv()), text);
        }
    }

    #[test]
    fn a_csv_cell_neither_acts_nor_commands() {
        let cell = |text: &str| u(text).for_csv();
        assert_eq!(cell("\u{1b}]0;x\u{7}\u{9b}1m\0"), "\\u{1b}]0;x\\u{7}\\u{9b}1m\\u{0}");
        assert_eq!(cell("a\r\nb\nc\u{2028}d\te"), "a⏎b⏎c⏎d e");
        assert_eq!(cell("::error::x"), ":\\u{3a}error::x");
        assert_eq!(cell("\n::error::x"), "⏎::error::x");
        assert_eq!(cell("\t::error::x"), " :\\u{3a}error::x");
        assert_eq!(cell("a ##vso[task.setvariable]b"), "a #\\u{23}vso[task.setvariable]b");
        // Names that merely look odd stay as they are.
        for text in ["foo::bar", "## Title", "a\\b", "👩\u{200d}💻", "Größe"] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn cuts_by_columns_not_by_letters() {
        assert_eq!(cut("東京都庁", 5), "東京…");
        assert_eq!(cut("shop", 4), "shop");
        assert_eq!(cut("shop", 0), "");
    }
}
