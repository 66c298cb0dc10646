//! An error as the user sees it: what is wrong, where, what was found there, and what to do.
//!
//! Errors of the library become a [`Failure`] here or beside the code that calls it. The texts may
//! quote a log or a command line; printing makes them safe.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::exit::Exit;
use crate::base::Untrusted;

pub(crate) const SCHEMA: &str = "credits.error/1";

/// An error is at most this long, whatever its file contains.
const MOST_LINES: usize = 40;
const MOST_BYTES: usize = 4000;

/// Bytes of each line of an error that would be too long, and the most lines of what was found.
const SHORTER: [(usize, usize); 2] = [(600, 20), (240, 6)];

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

/// Passes a result on, but for a reader that closed the pipe: what comes after the output is still done.
pub(crate) fn unless_closed(result: Result<(), Failure>) -> Result<(), Failure> {
    match result {
        Err(failure) if failure.kind == Kind::Closed => Ok(()),
        other => other,
    }
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
        out.write_all(self.bounded(|failure| failure.text(color)).as_bytes())
    }

    fn text(&self, color: bool) -> String {
        let (red, cyan, plain) =
            if color { ("\x1b[1;31m", "\x1b[36m", "\x1b[0m") } else { ("", "", "") };
        let mut text = format!("{red}error:{plain} {}\n", self.headline());
        for line in &self.saw {
            let _ = writeln!(text, "  {}", safe(line));
        }
        for hint in &self.hints {
            let _ = writeln!(text, "{cyan}hint:{plain} {}", safe(hint));
        }
        text
    }

    /// For a program: one line of JSON.
    pub(crate) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.bounded(Self::json).as_bytes())
    }

    fn json(&self) -> String {
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
        serde_json::to_string(&envelope).map(|text| text + "\n").unwrap_or_default()
    }

    /// Writes the failure, shortened if it would be too long.
    fn bounded(&self, write: impl Fn(&Self) -> String) -> String {
        let fits = |text: &String| text.len() <= MOST_BYTES && text.lines().count() <= MOST_LINES;
        let whole = write(self);
        if fits(&whole) {
            return whole;
        }
        let shorter = SHORTER.map(|(bytes, lines)| write(&self.shortened(bytes, lines)));
        let last = shorter[SHORTER.len() - 1].clone();
        shorter.into_iter().find(fits).unwrap_or(last)
    }

    /// The failure with shorter and fewer lines. A hint is left out as a whole, since a part of a command cannot be pasted.
    fn shortened(&self, bytes: usize, lines: usize) -> Self {
        let mut saw: Vec<String> =
            self.saw.iter().take(lines).map(|line| start(line, bytes)).collect();
        if self.saw.len() > lines {
            saw.push(format!("… and {} more lines", self.saw.len() - lines));
        }
        let hints = self.hints.iter().filter(|hint| safe(hint).len() <= bytes);
        Self {
            message: start(&self.message, bytes),
            file: self.file.as_deref().map(|file| start(file, bytes).into()),
            saw,
            hints: hints.take(4).cloned().collect(),
            ..self.clone()
        }
    }
}

/// The first characters of a text, as many as are printed in so many bytes.
fn start(text: &str, bytes: usize) -> String {
    if safe(text).len() <= bytes {
        return text.to_owned();
    }
    let mut length = 0;
    let fits = |c: &char| {
        length += safe(c.encode_utf8(&mut [0; 4])).len();
        length <= bytes
    };
    text.chars().take_while(fits).chain(['…']).collect()
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
    fn an_error_is_bounded_whatever_it_quotes() {
        let long = "\u{1b}é".repeat(300_000);
        let mut failure = Failure::new(Kind::Input, format!("{long} is not a log")).hint("see x");
        failure.saw = vec!["\u{1b}é".repeat(300); 5_000];
        failure.saw[1].clone_from(&long);
        failure.hints.push(format!("credits report --map credits={long}"));
        for failure in [failure.clone(), failure.at(long, Some(1), None)] {
            let mut json = Vec::new();
            failure.write_json(&mut json).unwrap();
            let error: serde_json::Value = serde_json::from_slice(&json).unwrap();
            assert_eq!(error["error"]["hints"], serde_json::json!(["see x"]));
            let text = text(&failure, false);
            assert!(text.lines().count() <= MOST_LINES && text.ends_with("hint: see x\n"));
            assert!(text.len() <= MOST_BYTES && json.len() <= MOST_BYTES);
        }
        let many = Failure { saw: vec!["x".to_owned(); 100], ..no_column() };
        assert!(text(&many, false).contains("… and 80 more lines"));
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
