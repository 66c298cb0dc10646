//! Slips on the command line whose meaning is clear: a file in the place of the command, a misspelled file name.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::error::{Failure, Kind};
use super::suggest::nearest;

/// `credits usage.csv`: the first word is a file, so the command was left out.
pub(crate) fn for_a_file(error: &clap::Error, args: &[OsString]) -> Option<Failure> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let has_extension = Path::new(word).extension().is_some_and(|e| e.len() <= 8);
    let is_file =
        word == "-" || word.contains(['/', '*']) || has_extension || Path::new(word).exists();
    if !is_file {
        return None;
    }
    let rest = args.iter().skip(1).map(|arg| quoted(&arg.to_string_lossy())).collect::<Vec<_>>();
    let failure =
        Failure::new(Kind::Usage, format!("{word:?} is not a command, and looks like a log"));
    Some(
        failure
            .hint(format!("did you mean `credits report {}`?", rest.join(" ")))
            .hint("credits -h lists the commands"),
    )
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./=,:@+%".contains(&b) || b >= 0x80;
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The file of the same folder whose name is nearest to that of a missing one.
pub(crate) fn nearest_file(missing: &str) -> Option<String> {
    let path = Path::new(missing);
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    // A folder may hold millions of files.
    let names = entries.take(10_000).filter_map(|e| e.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    let near = nearest(wanted, names.iter().map(String::as_str))
        .or_else(|| names.iter().map(String::as_str).find(|name| stem(name) == stem(wanted)))?;
    Some(match folder {
        Some(folder) => folder.join(near).to_string_lossy().into_owned(),
        None => near.to_owned(),
    })
}

fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_if_a_shell_would_split_or_expand_it() {
        for (word, shown) in [
            ("usage.csv", "usage.csv"),
            ("my log.csv", "'my log.csv'"),
            ("it's", r"'it'\''s'"),
            ("*.csv", "'*.csv'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), shown);
        }
    }

    #[test]
    fn a_missing_file_has_a_neighbour() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["usage-may.csv", "notes.txt", ".usage.csv"] {
            std::fs::write(dir.path().join(name), "").unwrap();
        }
        let near = |name: &str| nearest_file(dir.path().join(name).to_str().unwrap());
        let is = |found: Option<String>, name: &str| found.unwrap().ends_with(name);
        assert!(is(near("usage-mai.csv"), "usage-may.csv"));
        assert!(is(near("usage-may.json"), "usage-may.csv"));
        assert!(is(near("notes"), "notes.txt"));
        assert_eq!(near("invoice.pdf"), None);
    }
}
