//! An error as the user sees it: what is wrong, where, what was found there, and what to do.
//!
//! Errors of the library become a [`Failure`] here or beside the code that calls it. The texts may
//! quote a log or a command line; printing makes them safe.

use std::io::{self, Write};

use serde::Serialize;

use super::exit::Exit;
use crate::base::Untrusted;

pub(crate) const SCHEMA: &str = "credits.error/1";

/// The part of the work that failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The command line is wrong.
    Usage,
    /// A variable or the configuration file is wrong.
    Config,
    /// A file cannot be read, or is not a log.
    Input,
    /// The output cannot be written.
    Output,
    /// A rate card is wrong.
    Model,
    /// The reader of the output closed the pipe. Not an error, and not printed.
    Closed,
}

/// Why a command failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    pub(crate) code: Exit,
    pub(crate) kind: Kind,
    /// One line: what is wrong.
    pub(crate) message: String,
    pub(crate) file: Option<Box<str>>,
    /// From 1.
    pub(crate) line: Option<u64>,
    /// From 1, in characters.
    pub(crate) column: Option<u32>,
    /// True if the message already names the file; only JSON then has it as a field.
    pub(crate) named: bool,
    /// What was found, one line each.
    pub(crate) saw: Vec<String>,
    /// What to do, one line each.
    pub(crate) hints: Vec<String>,
}

impl Failure {
    /// A failure of the given kind, exit code 2.
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        let code = if kind == Kind::Closed { Exit::Ok } else { Exit::Error };
        let (file, line, column) = (None, None, None);
        Self {
            code,
            kind,
            message: message.into(),
            file,
            line,
            column,
            named: false,
            saw: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds a line that says what to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Sets the file, and the line and column if they are known.
    #[must_use]
    pub(crate) fn at(
        mut self,
        file: impl Into<String>,
        line: Option<u64>,
        column: Option<u64>,
    ) -> Self {
        let column = column.and_then(|c| u32::try_from(c).ok());
        (self.file, self.line, self.column) = (Some(file.into().into()), line, column);
        self
    }

    /// `file:line:column: message` on one line.
    pub(crate) fn headline(&self) -> String {
        if self.named {
            return safe(&self.message);
        }
        let mut place = self.file.as_deref().unwrap_or_default().to_owned();
        for number in [self.line, self.column.map(u64::from)].into_iter().flatten() {
            place = format!("{place}:{number}");
        }
        let text = if place.is_empty() {
            self.message.clone()
        } else {
            format!("{place}: {}", self.message)
        };
        safe(&text)
    }

    /// For a person: `error: …`, then what was found, then the hints.
    pub(crate) fn write_text(&self, out: &mut dyn Write, color: bool) -> io::Result<()> {
        let (red, cyan, plain) =
            if color { ("\x1b[1;31m", "\x1b[36m", "\x1b[0m") } else { ("", "", "") };
        writeln!(out, "{red}error:{plain} {}", self.headline())?;
        for line in &self.saw {
            writeln!(out, "  {}", safe(line))?;
        }
        for hint in &self.hints {
            writeln!(out, "{cyan}hint:{plain} {}", safe(hint))?;
        }
        Ok(())
    }

    /// For a program: one line of JSON.
    pub(crate) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let envelope = Envelope {
            schema: SCHEMA,
            tool: ToolName::THIS,
            error: ErrorBody {
                code: self.code.code(),
                kind: self.kind,
                message: &self.message,
                file: self.file.as_deref(),
                line: self.line,
                column: self.column,
                saw: &self.saw,
                hints: &self.hints,
            },
        };
        serde_json::to_writer(&mut *out, &envelope)?;
        writeln!(out)
    }
}

fn safe(text: &str) -> String {
    Untrusted::from(text).for_terminal()
}

#[derive(Serialize)]
struct Envelope<'a> {
    schema: &'a str,
    tool: ToolName<'a>,
    error: ErrorBody<'a>,
}

/// The tool's name and version, as in every JSON output.
#[derive(Serialize, Clone, Copy)]
pub(crate) struct ToolName<'a> {
    name: &'a str,
    version: &'a str,
}

impl ToolName<'static> {
    pub(crate) const THIS: Self =
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: u8,
    kind: Kind,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u64>,
    column: Option<u32>,
    saw: &'a [String],
    hints: &'a [String],
}

impl From<io::Error> for Failure {
    /// A failed write.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::Closed, "the reader closed the pipe"),
            _ => Self::new(Kind::Output, format!("cannot write: {error}")),
        }
    }
}

impl From<anyhow::Error> for Failure {
    /// The first context is the message; its causes follow.
    fn from(error: anyhow::Error) -> Self {
        let mut failure = Self::new(Kind::Output, error.to_string());
        failure.saw = error.chain().skip(1).map(|cause| format!("because: {cause}")).collect();
        failure
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<crate::model::Error> for Failure {
    /// The first fault of a rate card is the message; the others follow.
    fn from(error: crate::model::Error) -> Self {
        let crate::model::Error::Invalid(problems) = &error else {
            return Self::new(Kind::Model, error.to_string());
        };
        let Some((first, others)) = problems.split_first() else {
            return Self::new(Kind::Model, error.to_string());
        };
        let number = |n: usize| (n > 0).then_some(n as u64);
        let mut failure = Self::new(Kind::Model, first.message.clone()).at(
            first.path.raw(),
            number(first.line),
            number(first.column),
        );
        if first.line > 0 {
            failure.saw.push(first.excerpt.raw().to_owned());
        }
        failure
            .saw
            .extend(others.iter().filter_map(|p| p.to_string().lines().next().map(str::to_owned)));
        failure.hints.extend(first.hint.clone());
        failure
    }
}

impl From<clap::Error> for Failure {
    /// Turns the parser's tips and usage line into hints.
    fn from(error: clap::Error) -> Self {
        let text = error.render().to_string();
        let mut lines = text.lines().map(str::trim_end).filter(|l| !l.trim().is_empty());
        let first = lines.next().unwrap_or_default();
        let mut failure = Self::new(Kind::Usage, first.strip_prefix("error: ").unwrap_or(first));
        for line in lines {
            let line = line.trim_start();
            if let Some(tip) = line.strip_prefix("tip: ") {
                failure.hints.push(tip.to_owned());
            } else if let Some(usage) = line.strip_prefix("Usage: ") {
                failure.hints.push(format!("usage: {usage}"));
            } else if let Some(more) = line.strip_prefix("For more information, try ") {
                failure.hints.push(format!("see {}", more.trim_end_matches('.')));
            } else {
                failure.saw.push(line.to_owned());
            }
        }
        failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(failure: &Failure, color: bool) -> String {
        let mut out = Vec::new();
        failure.write_text(&mut out, color).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn no_column() -> Failure {
        let mut failure = Failure::new(Kind::Input, "no column can be the amount")
            .at("a\u{1b}b.csv", Some(1), None)
            .hint("credits inspect x.csv");
        failure.saw.push("saw: Datum, Menge".to_owned());
        failure
    }

    #[test]
    fn text_is_error_then_what_was_seen_then_hints_and_nothing_acts_on_the_terminal() {
        let expected = "error: a\\u{1b}b.csv:1: no column can be the amount\n  saw: Datum, Menge\nhint: credits inspect x.csv\n";
        assert_eq!(text(&no_column(), false), expected);
        assert!(text(&no_column(), true).starts_with("\u{1b}[1;31merror:\u{1b}[0m a\\u{1b}b.csv"));
    }

    #[test]
    fn json_holds_code_kind_message_file_and_line() {
        let mut out = Vec::new();
        no_column().write_json(&mut out).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["schema"], "credits.error/1");
        assert_eq!(value["tool"]["name"], "credits");
        assert_eq!(value["error"]["code"], 2);
        assert_eq!(value["error"]["kind"], "input");
        assert_eq!(value["error"]["line"], 1);
        assert_eq!(String::from_utf8(out).unwrap().matches('\n').count(), 1);
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((failure.code, failure.kind), (Exit::Ok, Kind::Closed));
        assert_eq!(
            Failure::from(io::Error::from(io::ErrorKind::PermissionDenied)).code,
            Exit::Error
        );
    }
}
