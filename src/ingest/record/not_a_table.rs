//! Texts that are neither a table nor records: a web page, a pointer to a file, a line of prose.

use crate::base::Untrusted;
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use crate::ingest::{Error, ReadOptions};

/// The first line of a file that git stores elsewhere.
const POINTER: &str = "version https://git-lfs.github.com/spec/";

/// The most words of a column's name.
const MOST_WORDS: usize = 6;

/// Roles whose names are ordinary words of a message.
const WORDS: [&str; 8] = ["error", "message", "detail", "details", "note", "notes", "from", "page"];

/// Returns an error if a text, which begins with `start`, is of such a kind.
pub(super) fn check(path: &Untrusted, start: &str, options: &ReadOptions) -> Result<(), Error> {
    let refused = |problem: String, hint: &str, is_certain| {
        Err(Error::NotALog {
            path: path.clone(),
            line: Some(1),
            problem,
            hint: hint.to_owned(),
            is_certain,
        })
    };
    if is_markup(start) {
        return refused(
            "is a web page or XML, not a log".to_owned(),
            "the download may be a login page; export the log from the data tab as CSV",
            true,
        );
    }
    // The file behind the pointer may be a log.
    if start.starts_with(POINTER) {
        return refused(
            "is a git-lfs pointer, not the file that it stands for".to_owned(),
            "fetch the file itself: git lfs pull",
            false,
        );
    }
    let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    let only = lines.next().filter(|_| lines.next().is_none());
    if let Some(line) =
        only.filter(|line| !line.starts_with(['{', '[']) && !is_header(line, options))
    {
        return refused(
            format!(
                "is one line of text, not a log (\"{}\")",
                Untrusted::from(line).for_terminal_cut(60)
            ),
            "a log has a header and rows below it; export it again",
            true,
        );
    }
    Ok(())
}

/// Whether a text begins with a tag. A header may have its names in angle brackets: `<DATE>,<TIME>`.
fn is_markup(start: &str) -> bool {
    let Some(rest) = start.strip_prefix('<') else { return false };
    if rest.starts_with(['!', '?']) {
        return true;
    }
    let Some((tag, behind)) = rest.split_once('>') else { return false };
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic()) && !tag.contains('<');
    is_tag && !behind.starts_with([',', ';', '\t', '|'])
}

/// Whether the only line of a text is the header of a log without rows, and not a sentence.
fn is_header(line: &str, options: &ReadOptions) -> bool {
    let cells = |delimiter: char| -> Vec<String> {
        line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim().to_owned()).collect()
    };
    let cells = [',', ';', '\t', '|'].map(cells);
    let Some(cells) = cells.iter().max_by_key(|cells| cells.len()).filter(|c| c.len() > 1) else {
        return false;
    };
    if cells.iter().any(|cell| cell.split_whitespace().count() > MOST_WORDS) {
        return false;
    }
    let is_mapped = |cell: &String| options.map.iter().any(|(_, column)| column.trim() == cell);
    let is_role = |cell: &String| {
        let plain = names::word(cell);
        roles::is_known(&plain) && !WORDS.contains(&plain.as_str())
    };
    let is_name = |cell: &String| !cell.is_empty() && !cell.contains(char::is_whitespace);
    cells.iter().any(|cell| is_mapped(cell) || is_role(cell))
        || (cells.len() > 2 && cells.iter().all(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(text: &str) -> bool {
        check(&"x".into(), text, &ReadOptions::default()).is_err()
    }

    #[test]
    fn one_line_is_a_header_or_a_sentence() {
        for text in [
            "hello world",
            "Unauthorized",
            "404 page not found\n",
            "Sorry, you are not allowed to see this page.",
            "Error, unauthorized",
            "credits",
        ] {
            assert!(is_refused(text), "{text}");
        }
        for text in [
            "date,app,credits",
            "Datum;Projekt;Menge",
            "\"id\",\"created_date\"\n",
            "a b,c\n1,2\n",
            "{\"a\":1}",
        ] {
            assert!(!is_refused(text), "{text}");
        }
    }

    #[test]
    fn pages_and_pointers() {
        for text in [
            "<!DOCTYPE html><html>",
            "<html>\n<body>",
            "<?xml version=\"1.0\"?>",
            "<head><title>Sign in</title></head>\n<p>",
            "<!-- saved from url -->\n<a>",
            "<Error><Code>AccessDenied</Code></Error>",
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n",
        ] {
            assert!(is_refused(text), "{text}");
        }
        assert!(!is_refused("<DATE>,<APP>,<CREDITS>\n2026-05-01,a,1\n"));
    }
}
