//! Tables that are more than their files: a list of changes says which files count, and only an engine reads it.

use std::path::Path;

use crate::ingest::Error;

/// The value of a partition without one, in the name of its folder.
pub(super) const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// How many folders above a file may be those of its partition.
const ABOVE: usize = 8;

/// What a folder is, if it is a table with a list of changes.
fn table(folder: &Path) -> Option<&'static str> {
    if folder.join("_delta_log").is_dir() {
        return Some("a Delta table");
    }
    if folder.join(".hoodie").is_dir() {
        return Some("a Hudi table");
    }
    let mut entries = std::fs::read_dir(folder.join("metadata")).ok()?.flatten();
    let is_list = |name: &str| name.ends_with(".metadata.json");
    entries
        .any(|entry| entry.file_name().to_str().is_some_and(is_list))
        .then_some("an Iceberg table")
}

/// Refuses a folder that is such a table.
pub(super) fn require_no_table(folder: &Path) -> Result<(), Error> {
    table(folder).map_or(Ok(()), |what| Err(refused(folder, what)))
}

/// Refuses a file that belongs to such a table: rows that were deleted still stand in its files.
pub(super) fn require_loose(path: &str) -> Result<(), Error> {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    path.ancestors().skip(1).take(ABOVE).try_for_each(require_no_table)
}

fn refused(folder: &Path, what: &'static str) -> Error {
    Error::NotEvents {
        path: folder.to_string_lossy().as_ref().into(),
        what: what.to_owned(),
        why: "whose files also hold rows that were deleted or replaced".to_owned(),
        hints: vec![
            "let its engine read it: credits sql --engine spark --table NAME prints the query; what it returns is a file to report on"
                .to_owned(),
        ],
        is_certain: false,
    }
}

/// The name of a folder without its escapes: `a%3Db`.
pub(super) fn decoded(name: &str) -> String {
    let bytes = name.as_bytes();
    let (mut text, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let code = name.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(code) = code.filter(|_| *byte == b'%') {
            text.push(code);
            at += 3;
        } else {
            text.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders() {
        assert_eq!(decoded("a%3Db %C3%BC 5%"), "a=b ü 5%");
    }
}
