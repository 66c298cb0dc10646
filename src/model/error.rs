//! Errors in rate cards and their names: what is wrong, where, and what to do.

use std::fmt;
use std::ops::Range;

use crate::base::Untrusted;

/// Why a model or a plan cannot be loaded.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// No built-in model has this name.
    #[error("there is no cost model {}; built in: {}", .name.for_terminal(), .known.join(", "))]
    UnknownModel {
        /// The requested name.
        name: Untrusted,
        /// The known names.
        known: Vec<String>,
    },
    /// No plan has this name.
    #[error("there is no plan {}; known: {}", .name.for_terminal(), .known.join(", "))]
    UnknownPlan {
        /// The requested name.
        name: Untrusted,
        /// The known names.
        known: Vec<String>,
    },
    /// A rate card cannot be used: all problems, in the order of the file.
    #[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<Problem>),
}

/// One problem in a TOML file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file's path, as the user gave it.
    pub path: Untrusted,
    /// 1-based line; 0 if the problem concerns the whole file.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// The problem in words, safe to print.
    pub message: String,
    /// Advice.
    pub hint: Option<String>,
    /// The line with the problem, unescaped.
    pub excerpt: Untrusted,
    /// The number of characters to mark (at least 1).
    pub width: usize,
}

impl Problem {
    /// A problem at a byte range of a file's text, or (`None`) with the whole file.
    pub(crate) fn at(
        path: &str,
        text: &str,
        span: Option<Range<usize>>,
        message: impl AsRef<str>,
    ) -> Self {
        let message = message
            .as_ref()
            .lines()
            .map(|line| Untrusted::from(line).for_terminal())
            .collect::<Vec<_>>()
            .join("; ");
        let mut problem = Self {
            path: path.into(),
            line: 0,
            column: 0,
            message,
            hint: None,
            excerpt: Untrusted::default(),
            width: 1,
        };
        let Some(span) = span else { return problem };
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let mut end = span.end.clamp(start, line_end);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        problem.line = text[..start].matches('\n').count() + 1;
        problem.column = text[line_start..start].chars().count() + 1;
        problem.width = text[start..end].chars().count().max(1);
        problem.excerpt = text[line_start..line_end].into();
        problem
    }

    /// Adds advice.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Problem {
    /// `file:line:column: message`, the line with carets below the problem, and the hint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.for_terminal())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if self.line > 0 {
            // Escapes may widen the text before the problem, so the caret is placed by the escaped text.
            let raw = self.excerpt.raw();
            let shown = |from: usize, n: usize| {
                Untrusted::from(raw.chars().skip(from).take(n).collect::<String>()).for_terminal()
            };
            let indent = shown(0, self.column - 1).chars().count();
            let carets = shown(self.column - 1, self.width).chars().count().max(1);
            write!(
                f,
                "\n  {}\n  {}{}",
                self.excerpt.for_terminal(),
                " ".repeat(indent),
                "^".repeat(carets)
            )?;
        }
        self.hint.as_ref().map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_the_fault() {
        let text = "a = 1\nname = \"ü\u{1b}x\"\n";
        let at = text.find('x').unwrap();
        let problem = Problem::at("my.toml", text, Some(at..at + 1), "no x here").hint("take a y");
        assert_eq!((problem.line, problem.column), (2, 11));
        assert_eq!(
            problem.to_string(),
            "my.toml:2:11: no x here\n  name = \"ü\\u{1b}x\"\n                 ^\n  hint: take a y"
        );
    }

    #[test]
    fn a_span_outside_the_text_does_no_harm() {
        let problem = Problem::at("x", "ab", Some(90..95), "gone");
        assert_eq!((problem.line, problem.column, problem.width), (1, 3, 1));
    }
}
