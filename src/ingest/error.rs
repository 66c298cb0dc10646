//! Why a log cannot be read at all. Whatever stands in these messages is safe to print: text of others is escaped.

use std::fmt::Write as _;

use crate::base::Untrusted;
use crate::ingest::Counting;
use crate::ingest::cell::roles::Role;
use crate::ingest::record::record::TooMuch;
use crate::ingest::source::decode::{DecodeError, TOO_LARGE};

/// A refusal to read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file or directory that cannot be opened.
    #[error("cannot read {}: {problem}", .path.for_terminal())]
    Unreadable {
        /// As given.
        path: Untrusted,
        /// What the system says.
        problem: String,
    },
    /// A pattern or directory without any file.
    #[error("no file matches {}", .path.for_terminal())]
    NoFile {
        /// As given.
        path: Untrusted,
    },
    /// No text, or text in an unknown encoding.
    #[error("cannot read {}: {source}", .path.for_terminal())]
    NotText {
        /// The file.
        path: Untrusted,
        /// Why.
        source: DecodeError,
    },
    /// Text, but no log in any form.
    #[error("{} {problem}", .path.for_terminal())]
    NotALog {
        /// The file.
        path: Untrusted,
        /// 1-based line at fault.
        line: Option<u64>,
        /// What it is: a clause whose subject is the file.
        problem: String,
        /// What to do about it.
        hint: String,
    },
    /// Columns, but none that can be the time, or none that can be the amount or the operation.
    #[error("{}", no_columns(.path, .missing, .saw, .details))]
    NoColumns {
        /// The file.
        path: Untrusted,
        /// `the time`, `the amount or the operation`
        missing: &'static str,
        /// The columns that are there.
        saw: Vec<Untrusted>,
        /// Columns that could be what is missing, one sentence each.
        details: Vec<String>,
        /// A `--map` that would do, where one can be guessed: `time=Datum,credits=Menge`.
        map: Option<Untrusted>,
        /// The role that can be said to be played by no column, where the table can be read without.
        none: Option<Role>,
    },
    /// A table that holds something else than events of credits.
    #[error("{} is {what}, {why}", .path.for_terminal())]
    NotEvents {
        /// The file.
        path: Untrusted,
        /// `an OpenAI cost report`
        what: String,
        /// Why that is not read: a clause.
        why: String,
        /// What to do about it.
        hint: String,
    },
    /// A column that reads in two ways.
    #[error("{}: column \"{}\": {problem}", .path.for_terminal(), .column.for_terminal())]
    Ambiguous {
        /// The file.
        path: Untrusted,
        /// The column.
        column: Untrusted,
        /// The two ways.
        problem: String,
        /// The flag that decides.
        hint: String,
    },
    /// Not one row could be read.
    #[error("{}", all_rejected(.path, *.rows, .reasons, .saw))]
    AllRejected {
        /// The file.
        path: Untrusted,
        /// How many rows there are.
        rows: u64,
        /// The line of the first one.
        line: u64,
        /// Reasons, columns and their numbers of rows, most first.
        reasons: Vec<(&'static str, Option<Untrusted>, u64)>,
        /// The columns that are there.
        saw: Vec<Untrusted>,
    },
    /// Under `--strict`: a row that could not be read, or a reading that was less than certain.
    #[error("--strict: {problem}")]
    Strict {
        /// The file, where it is about one.
        path: Option<Untrusted>,
        /// The first line at fault.
        line: Option<u64>,
        /// What it was.
        problem: String,
    },
    /// A report of this program, saved as JSON: not a log.
    #[error("{} is a saved report, not a log", .path.for_terminal())]
    SavedReport {
        /// The file.
        path: Untrusted,
    },
    /// More than is held in memory.
    #[error("{} holds {much}, which is more than is read at once", .path.for_terminal())]
    TooMuch {
        /// The file, or the one with which the run's limit is reached.
        path: Untrusted,
        /// What there is too much of.
        much: TooMuch,
    },
    /// `--from` names an export, and the file is not one.
    #[error("{} is no export of {name}: its columns are others\n  saw: {}", .path.for_terminal(), list(.saw))]
    NotThatExport {
        /// The file.
        path: Untrusted,
        /// `cursor`
        name: String,
        /// The columns that are there.
        saw: Vec<Untrusted>,
    },
    /// Files whose amounts have no sum: `requests` and `credits`.
    #[error(
        "{} counts {}, and {} counts {}: these cannot be added up",
        .first.0.for_terminal(), counted(&.first.1), .second.0.for_terminal(), counted(&.second.1)
    )]
    MixedUnits {
        /// A file and what it counts.
        first: Box<(Untrusted, Counting)>,
        /// The first one that counts something else.
        second: Box<(Untrusted, Counting)>,
    },
    /// `--map` names a role that does not exist.
    #[error("--map: \"{}\" is not a role", .role.for_terminal())]
    UnknownRole {
        /// What was given.
        role: Untrusted,
    },
    /// `--map` names a column that the file does not have.
    #[error("--map {role}: {} has no column \"{}\"", .path.for_terminal(), .column.for_terminal())]
    UnknownColumn {
        /// The file.
        path: Untrusted,
        /// The role.
        role: &'static str,
        /// What was given.
        column: Untrusted,
        /// The columns that are there.
        saw: Vec<Untrusted>,
    },
    /// `--from` names a format that does not exist.
    #[error("--from: \"{}\" is not a format", .format.for_terminal())]
    UnknownFormat {
        /// What was given.
        format: Untrusted,
    },
}

impl Error {
    /// What kind of mistake it is: `usage` (a flag) or `input` (a file).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnknownRole { .. } | Self::UnknownColumn { .. } | Self::UnknownFormat { .. } => {
                "usage"
            }
            _ => "input",
        }
    }

    /// The file it is about.
    pub fn file(&self) -> Option<&Untrusted> {
        match self {
            Self::Unreadable { path, .. }
            | Self::NoFile { path }
            | Self::NotText { path, .. }
            | Self::NotALog { path, .. }
            | Self::NoColumns { path, .. }
            | Self::NotEvents { path, .. }
            | Self::Ambiguous { path, .. }
            | Self::AllRejected { path, .. }
            | Self::SavedReport { path }
            | Self::NotThatExport { path, .. }
            | Self::TooMuch { path, .. }
            | Self::UnknownColumn { path, .. } => Some(path),
            Self::MixedUnits { second, .. } => Some(&second.0),
            Self::Strict { path, .. } => path.as_ref(),
            Self::UnknownRole { .. } | Self::UnknownFormat { .. } => None,
        }
    }

    /// The 1-based line it is about.
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::NotALog { line, .. } | Self::Strict { line, .. } => *line,
            Self::AllRejected { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// What to do about it, one sentence or command each.
    pub fn hints(&self) -> Vec<String> {
        let inspect =
            |path: &Untrusted| format!("credits inspect {} shows what was tried", shell(path));
        match self {
            Self::Unreadable { .. } => vec![
                "give a file, a directory, a quoted pattern, or - for standard input".to_owned(),
            ],
            Self::NoFile { .. } => {
                vec!["logs end in .csv, .tsv, .txt, .json, .jsonl or .ndjson, and any of these in .gz".to_owned()]
            }
            Self::NotText { source, .. } => vec![source.hint().to_owned()],
            Self::NotALog { hint, .. }
            | Self::NotEvents { hint, .. }
            | Self::Ambiguous { hint, .. } => vec![hint.clone()],
            Self::NoColumns { path, map, none, .. } => {
                let command = map
                    .as_ref()
                    .map(|map| format!("credits report {} --map {}", shell(path), shell(map)));
                let without = none.map(|role| {
                    format!(
                        "if no column is: credits report {} --map {}=none",
                        shell(path),
                        role.name()
                    )
                });
                command.into_iter().chain(without).chain([inspect(path)]).collect()
            }
            Self::AllRejected { path, .. } => vec![inspect(path)],
            Self::Strict { .. } => {
                vec!["without --strict the rest is read, and this is said beside it".to_owned()]
            }
            Self::TooMuch { .. } => vec![TOO_LARGE.to_owned()],
            Self::NotThatExport { path, name, .. } => {
                let layouts = crate::ingest::columns::neighbours::layouts(name)
                    .into_iter()
                    .map(|columns| format!("{name} has the columns {columns}"));
                layouts.chain([inspect(path)]).collect()
            }
            Self::MixedUnits { first, second } => {
                vec![
                    format!("report each by itself: credits report {}", shell(&first.0)),
                    format!("credits report {}", shell(&second.0)),
                ]
            }
            Self::SavedReport { .. } => {
                vec!["a saved report is shown again when it is named alone: credits report saved.json -o page.md".to_owned()]
            }
            Self::UnknownRole { .. } => vec![format!("roles: {}", Role::names().join(", "))],
            Self::UnknownColumn { saw, .. } => vec![format!("columns: {}", list(saw))],
            Self::UnknownFormat { .. } => {
                let known = crate::ingest::record::sniff::FORMATS
                    .iter()
                    .copied()
                    .chain(crate::ingest::columns::neighbours::names())
                    .collect::<Vec<_>>();
                vec![format!("formats: {}", known.join(", "))]
            }
        }
    }
}

fn counted(counting: &Counting) -> String {
    match &counting.neighbour {
        Some(name) => format!("{} of {name}", counting.unit),
        None => counting.unit.clone(),
    }
}

fn list(columns: &[Untrusted]) -> String {
    const MOST: usize = 40;
    let mut text =
        columns.iter().take(MOST).map(|c| c.for_terminal_cut(60)).collect::<Vec<_>>().join(", ");
    if columns.len() > MOST {
        let _ = write!(text, ", … {} more", columns.len() - MOST);
    }
    text
}

fn no_columns(path: &Untrusted, missing: &str, saw: &[Untrusted], details: &[String]) -> String {
    let mut text =
        format!("no column of {} can be {missing}\n  saw: {}", path.for_terminal(), list(saw));
    for detail in details {
        let _ = write!(text, "\n  {detail}");
    }
    text
}

fn all_rejected(
    path: &Untrusted,
    rows: u64,
    reasons: &[(&'static str, Option<Untrusted>, u64)],
    saw: &[Untrusted],
) -> String {
    let count = if rows == 1 { "the only row".to_owned() } else { format!("all {rows} rows") };
    let mut text =
        format!("{count} of {} cannot be read\n  saw: {}", path.for_terminal(), list(saw));
    for (reason, column, rows) in reasons {
        let place = column
            .as_ref()
            .map(|c| format!(" in \"{}\"", c.for_terminal_cut(60)))
            .unwrap_or_default();
        let _ = write!(text, "\n  {reason}{place}: {rows}");
    }
    text
}

/// A word of a command line, quoted where a shell would take it apart.
pub(crate) fn shell(word: &Untrusted) -> String {
    let text = word.for_terminal();
    let plain = |c: char| c.is_alphanumeric() || "_-./,=:@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_is_shown_not_run() {
        let error = Error::NoFile { path: "\u{1b}[2Jx".into() };
        assert_eq!(error.to_string(), "no file matches \\u{1b}[2Jx");
        assert_eq!(shell(&"a b'c".into()), "'a b'\\''c'");
        assert_eq!(shell(&"exports/a_1.csv".into()), "exports/a_1.csv");
    }
}
