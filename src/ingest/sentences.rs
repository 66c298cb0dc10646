//! The longer messages of errors, and the names in them.

use std::fmt::Write as _;

use crate::base::{Untrusted, grouped};

/// The name of an input in a sentence.
pub(crate) fn named(path: &Untrusted) -> String {
    if path.raw() == "-" { "standard input".to_owned() } else { path.for_terminal() }
}

pub(crate) fn list(columns: &[Untrusted]) -> String {
    const MOST: usize = 40;
    let mut text =
        columns.iter().take(MOST).map(|c| c.for_terminal_cut(60)).collect::<Vec<_>>().join(", ");
    if columns.len() > MOST {
        let _ = write!(text, ", … {} more", columns.len() - MOST);
    }
    text
}

pub(crate) fn no_columns(
    path: &Untrusted,
    missing: &str,
    saw: &[Untrusted],
    details: &[String],
) -> String {
    let mut text = format!("{} has no column for {missing}\n  columns: {}", named(path), list(saw));
    for detail in details {
        let _ = write!(text, "\n  {detail}");
    }
    text
}

pub(crate) fn all_rejected(
    path: &Untrusted,
    rows: u64,
    reasons: &[(&'static str, Option<Untrusted>, u64)],
    saw: &[Untrusted],
) -> String {
    let count = if rows == 1 {
        "the only row".to_owned()
    } else {
        format!("all {} rows", grouped(&rows.to_string()))
    };
    let mut text = format!("{count} of {} cannot be read\n  columns: {}", named(path), list(saw));
    for (reason, column, rows) in reasons {
        let place = column
            .as_ref()
            .map(|c| format!(" in \"{}\"", c.for_terminal_cut(60)))
            .unwrap_or_default();
        let _ = write!(text, "\n  {reason}{place}: {}", grouped(&rows.to_string()));
    }
    text
}

pub(crate) fn no_use(
    path: &Untrusted,
    rows: u64,
    reasons: &[(String, u64)],
    saw: &[Untrusted],
) -> String {
    let count = if rows == 1 {
        "the only row".to_owned()
    } else {
        format!("not one of the {} rows", grouped(&rows.to_string()))
    };
    let verb = if rows == 1 { "is not use" } else { "is use" };
    let mut text = format!("{count} of {} {verb}\n  columns: {}", named(path), list(saw));
    for (reason, rows) in reasons {
        let _ = write!(text, "\n  {reason}: {}", grouped(&rows.to_string()));
    }
    text
}

/// A word of a command line, quoted if a shell would split or change it.
pub(crate) fn shell(word: &Untrusted) -> String {
    let text = word.for_terminal();
    let plain = |c: char| c.is_alphanumeric() || "_-./,=:@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
/// What to do about a rollup with a row that cannot be read.
pub(super) fn rollup_hints(reason: &str) -> Vec<String> {
    let hints = if reason == "cut-slot" {
        [
            "choose a zone whose days begin with a slot, such as -z UTC".to_owned(),
            "or make the rollup anew with shorter slots: credits sum --slot 15m".to_owned(),
        ]
    } else {
        [
            format!("credits explain {reason} says what is wrong"),
            "make the rollup anew from its log: credits sum".to_owned(),
        ]
    };
    hints.to_vec()
}
