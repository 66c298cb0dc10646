//! Why a log cannot be read at all.
//!
//! An error carries plain values, made by the room that raises it, so that every room can use this file. Each message says what is
//! wrong and where; [`Error::hints`] says what to do. Text from a log is escaped and safe to print.

use crate::base::{Untrusted, grouped};
use crate::ingest::limits::TooMuch;

pub(crate) use crate::ingest::advice::{Advice, Guess};
pub(crate) use crate::ingest::sentences::shell;
use crate::ingest::sentences::{all_rejected, list, named, no_columns, no_use, rollup_hints};

/// The reason why a log is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file or directory that cannot be opened.
    #[error("cannot read {}: {problem}", named(.path))]
    Unreadable {
        /// As given.
        path: Untrusted,
        /// The system's message.
        problem: String,
    },
    /// A pattern or directory without any file.
    #[error("no file matches {}", named(.path))]
    NoFile {
        /// As given.
        path: Untrusted,
    },
    /// Not a text file, or text in an unknown encoding.
    #[error("cannot read {}: {problem}", named(.path))]
    NotText {
        /// The file.
        path: Untrusted,
        /// Why.
        problem: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// Text that is not a log.
    #[error("{} {problem}", named(.path))]
    NotALog {
        /// The file.
        path: Untrusted,
        /// 1-based line at fault.
        line: Option<u64>,
        /// What is wrong: a clause whose subject is the file.
        problem: String,
        /// What to do about it.
        hint: String,
        /// Whether it is certainly no log, and not one that is damaged.
        is_certain: bool,
    },
    /// No column can be the time, or none can be the amount or the operation.
    #[error("{}", no_columns(.path, .missing, .saw, .details))]
    NoColumns {
        /// The file.
        path: Untrusted,
        /// The missing role: `the time`, `credits or operation`.
        missing: &'static str,
        /// The columns of the file.
        saw: Vec<Untrusted>,
        /// Columns that could have the missing role, one clause each.
        details: Box<[String]>,
        /// What may help.
        advice: Box<Advice>,
        /// Whether it is certainly no log: no column could be what is missing.
        is_certain: bool,
    },
    /// A table of something other than events that used credits.
    #[error("{} is {what}, {why}", named(.path))]
    NotEvents {
        /// The file.
        path: Untrusted,
        /// `an OpenAI cost report`
        what: String,
        /// Why it is not read: a clause.
        why: String,
        /// What to do about it.
        hints: Vec<String>,
        /// Whether it is certainly no log, and not possibly one.
        is_certain: bool,
    },
    /// A column that can be read in two ways.
    #[error("{}: column \"{}\": {problem}", named(.path), .column.for_terminal())]
    Ambiguous {
        /// The file.
        path: Untrusted,
        /// The column.
        column: Untrusted,
        /// The two readings.
        problem: String,
        /// The flag that settles it.
        hint: String,
    },
    /// No row could be read.
    #[error("{}", all_rejected(.path, *.rows, .reasons, .saw))]
    AllRejected {
        /// The file.
        path: Untrusted,
        /// The number of rows.
        rows: u64,
        /// The line of the first row.
        line: u64,
        /// Reasons, columns and their numbers of rows, the most frequent first.
        reasons: Vec<(&'static str, Option<Untrusted>, u64)>,
        /// The columns of the file.
        saw: Vec<Untrusted>,
    },
    /// Rows, and not one of them is use.
    #[error("{}", no_use(.path, *.rows, .reasons, .saw))]
    NoUse {
        /// The file; the first one of several.
        path: Untrusted,
        /// The number of rows.
        rows: u64,
        /// Reasons of rejected and ignored rows and their numbers of rows, the most frequent first.
        reasons: Vec<(String, u64)>,
        /// The columns of the file.
        saw: Vec<Untrusted>,
    },
    /// Under `--strict`: a rejected row, or a guess.
    #[error("--strict: {problem}")]
    Strict {
        /// The file, if one is at fault.
        path: Option<Untrusted>,
        /// The first line at fault.
        line: Option<u64>,
        /// The row or the guess.
        problem: String,
    },
    /// A saved report of this program.
    #[error("{} is a saved report, not a log", named(.path))]
    SavedReport {
        /// The file.
        path: Untrusted,
    },
    /// More events than a command keeps that compares single events.
    #[error(
        "the log has more than {} events, the limit of a command that compares single events",
        grouped(&.most.to_string())
    )]
    TooManyEvents {
        /// The limit.
        most: u64,
    },
    /// Events and prompts that take more memory than an audit has: its limit in MiB.
    #[error("the log's events and their prompts take more than {0} MiB in an audit, its limit")]
    TooMuchText(u64),
    /// More names than a command keeps beside its events.
    #[error(
        "the log names more than {} apps, users and other things, the limit of an audit",
        grouped(&.most.to_string())
    )]
    TooManyNames {
        /// The limit.
        most: usize,
    },
    /// More users than can be told apart. The command reads the log again with their names left out.
    #[error("the log names more users than can be told apart")]
    TooManyUsers,
    /// A rollup for a command that looks at single events.
    #[error("{} is a rollup: it has sums of equal events, and this command compares single events", named(.path))]
    NoSingleEvents {
        /// The file.
        path: Untrusted,
    },
    /// A row of a rollup that cannot be read, or not in this zone.
    #[error("{}:{line}: {} of a rollup: {}", named(.path), reason, .excerpt.for_terminal_cut(60))]
    BadRollup {
        /// The file.
        path: Untrusted,
        /// The line of the row.
        line: u64,
        /// A reason of `reject::REASONS`.
        reason: &'static str,
        /// The cell at fault.
        excerpt: Untrusted,
    },
    /// A table that is larger than any log.
    #[error("{} has {much}, the limit of a log", named(.path))]
    TooMuch {
        /// The file, or the one with which the run's limit is reached.
        path: Untrusted,
        /// The exceeded limit.
        much: TooMuch,
    },
    /// `--from` names an export, and the file is not one.
    #[error("{} is not an export of {name}: its columns differ\n  columns: {}", named(.path), list(.saw))]
    NotThatExport {
        /// The file.
        path: Untrusted,
        /// `cursor`
        name: String,
        /// The columns of each export of that name.
        layouts: Vec<String>,
        /// The columns of the file.
        saw: Vec<Untrusted>,
    },
    /// Files in different units, such as `requests` and `credits`.
    #[error(
        "{} counts {}, and {} counts {}: these cannot be added",
        named(&.first.0), .first.1, named(&.second.0), .second.1
    )]
    MixedUnits {
        /// A file and its unit: `credits`, `requests of cursor`.
        first: Box<(Untrusted, String)>,
        /// The first file in another unit.
        second: Box<(Untrusted, String)>,
    },
    /// `--map` names a role that does not exist.
    #[error("--map: \"{}\" is not a role", .role.for_terminal())]
    UnknownRole {
        /// The given role.
        role: Untrusted,
        /// The names of all roles.
        known: Vec<&'static str>,
    },
    /// `--map` names a column that the file does not have.
    #[error("--map {role}: {} has no column \"{}\"", named(.path), .column.for_terminal())]
    UnknownColumn {
        /// The file.
        path: Untrusted,
        /// The role.
        role: &'static str,
        /// The given column.
        column: Untrusted,
        /// The columns of the file.
        saw: Vec<Untrusted>,
    },
    /// `--map ROLE==TEXT` for a role that takes no text, or with a text that it cannot have.
    #[error("--map {role}=={}: {role} {problem}", .text.for_terminal_cut(60))]
    BadConstant {
        /// The role.
        role: &'static str,
        /// The given text.
        text: Untrusted,
        /// What is wrong: a clause whose subject is the role.
        problem: String,
    },
    /// `--from` names a format that does not exist.
    #[error("--from: \"{}\" is not a format", .format.for_terminal())]
    UnknownFormat {
        /// The given format.
        format: Untrusted,
        /// The names of all formats.
        known: Vec<&'static str>,
    },
}

impl Error {
    /// The kind of mistake: `usage` (a flag) or `input` (a file).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::UnknownRole { .. }
            | Self::UnknownColumn { .. }
            | Self::BadConstant { .. }
            | Self::UnknownFormat { .. } => "usage",
            _ => "input",
        }
    }

    /// The file at fault.
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
            | Self::NoUse { path, .. }
            | Self::SavedReport { path }
            | Self::NoSingleEvents { path }
            | Self::BadRollup { path, .. }
            | Self::NotThatExport { path, .. }
            | Self::TooMuch { path, .. }
            | Self::UnknownColumn { path, .. } => Some(path),
            Self::MixedUnits { second, .. } => Some(&second.0),
            Self::Strict { path, .. } => path.as_ref(),
            Self::TooManyUsers
            | Self::TooManyEvents { .. }
            | Self::TooMuchText(_)
            | Self::TooManyNames { .. }
            | Self::UnknownRole { .. }
            | Self::BadConstant { .. }
            | Self::UnknownFormat { .. } => None,
        }
    }

    /// What the input is, if it is certainly no log.
    pub(crate) fn no_log(&self) -> Option<String> {
        match self {
            Self::NotEvents { what, why, is_certain: true, .. } => Some(format!("{what}, {why}")),
            Self::NoColumns { missing, is_certain: true, .. } => {
                Some(format!("a table without a column for {missing}"))
            }
            Self::NotALog { problem, is_certain: true, .. } => {
                Some(problem.strip_prefix("is ").unwrap_or(problem).to_owned())
            }
            Self::SavedReport { .. } => Some("a saved report, not a log".to_owned()),
            _ => None,
        }
    }

    /// Whether a JSON text with this error may hold usage in another form.
    pub(crate) const fn may_be_body(&self) -> bool {
        matches!(self, Self::NoColumns { .. } | Self::NotALog { .. })
    }

    /// What is unclear about an input that may be a log.
    pub(crate) fn perhaps_a_log(&self) -> Option<String> {
        match self {
            Self::NotEvents { .. } | Self::NoColumns { .. } | Self::NotALog { .. } => {
                self.to_string().lines().next().map(str::to_owned)
            }
            _ => None,
        }
    }

    /// The 1-based line at fault.
    pub const fn line(&self) -> Option<u64> {
        match self {
            Self::NotALog { line, .. } | Self::Strict { line, .. } => *line,
            Self::AllRejected { line, .. } | Self::BadRollup { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// What to do about it: one sentence or command each.
    pub fn hints(&self) -> Vec<String> {
        let inspect =
            |path: &Untrusted| format!("credits inspect {} shows its columns", shell(path));
        match self {
            Self::Unreadable { .. } => vec![
                "name a file, a directory, a quoted pattern, or - for standard input".to_owned(),
            ],
            Self::NoFile { .. } => {
                vec!["the names of logs end in .csv, .tsv, .txt, .json, .jsonl or .ndjson, each also with .gz, or in .xlsx, .xls, .ods or .parquet".to_owned()]
            }
            Self::NotText { hint, .. } => vec![(*hint).to_owned()],
            Self::NotALog { hint, .. } | Self::Ambiguous { hint, .. } => vec![hint.clone()],
            Self::NotEvents { hints, .. } => hints.clone(),
            Self::NoColumns { path, advice, .. } => advice.hints(path, inspect(path)),
            Self::Strict { .. } => vec!["without --strict, this becomes a note".to_owned()],
            Self::AllRejected { path, .. }
            | Self::NoUse { path, .. }
            | Self::TooMuch { path, .. } => vec![inspect(path)],
            Self::TooManyEvents { .. } | Self::TooMuchText(_) | Self::TooManyNames { .. } => vec![
                "split the log by month and run the command on each part".to_owned(),
                "credits report, check and compare read a log of any size".to_owned(),
            ],
            Self::NotThatExport { path, name, layouts, .. } => {
                let layouts =
                    layouts.iter().map(|columns| format!("{name} has the columns {columns}"));
                layouts.chain([inspect(path)]).collect()
            }
            Self::MixedUnits { first, second } => {
                vec![
                    format!("make one report of each: credits report {}", shell(&first.0)),
                    format!("credits report {}", shell(&second.0)),
                ]
            }
            Self::SavedReport { .. } => {
                vec!["to show a saved report again, name it alone: credits report saved.json -o page.md".to_owned()]
            }
            Self::NoSingleEvents { .. } => vec![
                "run it on the log of which the rollup was made".to_owned(),
                "credits report, check and compare read rollups".to_owned(),
            ],
            Self::BadRollup { reason, .. } => rollup_hints(reason),
            Self::TooManyUsers => Vec::new(),
            Self::UnknownRole { known, .. } => vec![format!("roles: {}", known.join(", "))],
            Self::UnknownColumn { saw, .. } => vec![format!("columns: {}", list(saw))],
            Self::BadConstant { .. } => {
                vec!["--map pool==message makes every row one of the message pool".to_owned()]
            }
            Self::UnknownFormat { known, .. } => {
                vec![format!("formats: {}", known.join(", "))]
            }
        }
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
