//! An error as the user sees it: what, where, what stood there, what to do.

use std::io::{self, Write};

use serde::Serialize;

use super::exit::Exit;
use crate::base::Untrusted;

/// Version of the error's JSON.
pub const SCHEMA: &str = "credits.error/1";

/// Which part of the work failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The command line does not make sense.
    Usage,
    /// A setting from the environment or the configuration file does not make sense.
    Config,
    /// A file cannot be read, or holds nothing that can be understood.
    Input,
    /// The output cannot be written.
    Output,
    /// A cost model is not sound.
    Model,
    /// Nobody reads the output any more: not an error, and not printed.
    Closed,
}

/// Why a command did not do its work. Its texts may quote what the user or a log wrote; they are made safe when printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The exit code.
    pub code: Exit,
    /// Which part of the work failed.
    pub kind: Kind,
    /// One line: what is wrong.
    pub message: String,
    /// The file at fault.
    pub file: Option<Box<str>>,
    /// Its line, from 1.
    pub line: Option<u64>,
    /// Its column, from 1, in characters.
    pub column: Option<u32>,
    /// Whether the message names the file already, so that only JSON gives it apart.
    pub named: bool,
    /// What was seen, one line each.
    pub saw: Vec<String>,
    /// What to do, one line each.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure of the given kind, exit code 2.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
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

    /// With a line of what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With a line of what was seen.
    #[must_use]
    pub fn saw(mut self, line: impl Into<String>) -> Self {
        self.saw.push(line.into());
        self
    }

    /// In a file, at a line and column where they are known.
    #[must_use]
    pub fn at(mut self, file: impl Into<String>, line: Option<u64>, column: Option<u64>) -> Self {
        let column = column.and_then(|c| u32::try_from(c).ok());
        (self.file, self.line, self.column) = (Some(file.into().into()), line, column);
        self
    }

    /// `file:line:column: message`, safe to print on one line.
    pub fn headline(&self) -> String {
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

    /// For a person: `error: …`, then what was seen, then the hints.
    pub fn write_text(&self, out: &mut dyn Write, color: bool) -> io::Result<()> {
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
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
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

/// The tool's name and version, as every JSON output gives them.
#[derive(Serialize, Clone, Copy)]
pub struct ToolName<'a> {
    name: &'a str,
    version: &'a str,
}

impl ToolName<'static> {
    /// This program.
    pub const THIS: Self =
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
    /// A failed write. A closed pipe is the reader's good right.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Kind::Closed, "the reader closed the pipe"),
            _ => Self::new(Kind::Output, format!("cannot write: {error}")),
        }
    }
}

impl From<anyhow::Error> for Failure {
    /// Work on files of our own: what was being done, then its causes.
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
    /// A rate card with faults: the first is the headline, the others follow.
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
    /// What the parser says, in the shape of every other error: its tips become hints.
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
        Failure::new(Kind::Input, "no column can be the amount")
            .at("a\u{1b}b.csv", Some(1), None)
            .saw("saw: Datum, Menge")
            .hint("credits inspect x.csv")
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
