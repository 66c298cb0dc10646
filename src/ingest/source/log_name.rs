//! Whether a file is named like a log. What such a file lacks matters: an export that is empty, or an error in its place.

use std::path::Path;

/// Words in the name of a log's file.
const NAMES: [&str; 5] = ["usage", "credit", "ledger", "transaction", "log"];

/// Whether the name of a file is that of a log: `CreditLog_export.csv`, `usage-2026-05.csv`.
pub(crate) fn is_log_name(path: &str) -> bool {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().to_lowercase());
    let name = name.unwrap_or_default();
    // `usage` and `credit` may be a part of a longer word, but `blog` and `catalog` are no logs.
    let (word, parts) = NAMES.split_last().expect("the list is not empty");
    parts.iter().any(|part| name.contains(part))
        || name
            .split(|c: char| !c.is_alphabetic())
            .any(|part| part.strip_suffix('s').unwrap_or(part) == *word)
        || has_camel_log(path)
}

/// `UsageLog`, `AppLogs`: a word that begins with a capital letter.
fn has_camel_log(path: &str) -> bool {
    let ends = |at: usize| {
        !path[at + 3..].chars().next().is_some_and(char::is_lowercase)
            || path[at + 3..].starts_with('s')
    };
    path.match_indices("Log").any(|(at, _)| ends(at))
}

/// Endings of the files that are read in a directory, each also with `.gz`.
const ENDINGS: [&str; 8] = ["csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson", "har"];

/// Endings of workbooks and tables that are read in a directory.
const WORKBOOKS: [&str; 6] = ["xlsx", "xlsm", "xls", "ods", "parquet", "parq"];

/// The start of the name of a file that Excel keeps beside an open workbook.
const OPEN_BOOK: &str = "~$";

/// Whether a file in a directory is read, by its name.
pub(crate) fn has_log_ending(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".gz").unwrap_or(&lower);
    let ends_in = |name: &str, endings: &[&str]| {
        name.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    };
    ends_in(stem, &ENDINGS) || (ends_in(&lower, &WORKBOOKS) && !name.starts_with(OPEN_BOOK))
}

/// Endings of files that may hold a log in a form that is not read.
const UNREAD: [&str; 9] = ["log", "zip", "7z", "rar", "tar", "tgz", "bz2", "xz", "zst"];

/// Whether a file in a directory that is not read may hold a log, by its name: `usage.csv.bak`, `usage.csv.1`, `exports.zip`, `CreditLog`.
pub(crate) fn may_hold_log(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut endings = lower.split(['.', '~']).skip(1).filter(|ending| !ending.is_empty());
    let is_unread = |ending: &str| {
        ENDINGS.contains(&ending) || WORKBOOKS.contains(&ending) || UNREAD.contains(&ending)
    };
    if name.starts_with(OPEN_BOOK) {
        false
    } else if name.contains('.') {
        endings.any(is_unread)
    } else {
        is_log_name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_that_may_hold_a_log() {
        for name in
            ["usage.csv.bak", "a.csv.1", "b.CSV~", "c.csv.xz", "exports.zip", "x.log", "CreditLog"]
        {
            assert!(may_hold_log(name), "{name}");
        }
        for name in
            ["README.md", "credits.toml", "report.html", "Makefile", "~$usage.xlsx", "notes"]
        {
            assert!(!may_hold_log(name), "{name}");
        }
    }

    #[test]
    fn names_of_logs() {
        for name in
            ["exports/usage.csv", "CreditLog.csv", "AiLog_2026.csv", "AppLogs.csv", "my-log.csv"]
        {
            assert!(is_log_name(name), "{name}");
        }
        for name in ["blog.csv", "Catalog.csv", "User.csv", "logs/Order.csv", "Login.csv"] {
            assert!(!is_log_name(name), "{name}");
        }
    }
}
