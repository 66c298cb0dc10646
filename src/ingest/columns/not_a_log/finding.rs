//! What a table is instead of a log, and how certain that is.

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::error::shell;

/// What a table is instead of a log.
pub(super) struct Finding {
    /// `a table of counters`
    pub what: &'static str,
    /// The columns or rows that show it: a clause.
    pub why: String,
    /// Whether it cannot be a log as well.
    pub is_certain: bool,
    /// The flags that read the rows, and what each row then is.
    pub reads: (String, &'static str),
}

impl Finding {
    pub(super) fn certain(what: &'static str, why: String) -> Self {
        let reads = ("--from log".to_owned(), "each row is one use of credits");
        Self { what, why, is_certain: true, reads }
    }

    pub(super) fn possible(what: &'static str, why: String) -> Self {
        Self { is_certain: false, ..Self::certain(what, why) }
    }

    /// The same, but `--from log` would read it wrongly, and these flags read it.
    pub(super) fn or_reads(self, flags: String, what: &'static str) -> Self {
        Self { reads: (flags, what), ..self }
    }

    /// The error for the user. `can_force` says whether `--from log` alone would read the table, and `totals` are the flags that read it as
    /// totals so far, so that hints may say so.
    pub(super) fn error(self, path: &Untrusted, can_force: bool, totals: Option<&str>) -> Error {
        let Self { what, why, is_certain, reads: (flags, each) } = self;
        let command = format!("credits report {} {flags}", shell(path));
        let totals = totals.map(|flags| {
            format!(
                "if it holds totals of your workspace's cycle so far, or its balances: credits report {} {flags}",
                shell(path)
            )
        });
        let (what, why, mut hints) = if is_certain {
            let export = "export the log instead, in which each use of credits is a row of its own"
                .to_owned();
            let force = format!("if {each} after all: {command}");
            let hints = [export].into_iter().chain(can_force.then_some(force)).collect();
            (what.to_owned(), format!("not a log: {why}"), hints)
        } else {
            let log = format!("if {each}: {command}");
            let other = "if not, leave the file out: it holds no events".to_owned();
            let why = format!("and which of them is unclear: {why}");
            (format!("either a log or {what}"), why, vec![log, other])
        };
        hints.extend(totals);
        Error::NotEvents { path: path.clone(), what, why, hints, is_certain }
    }
}
