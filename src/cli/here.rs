//! The log that a command reads if nobody names one: the only one in the current folder.

use std::fs;
use std::path::Path;

use super::error::{Failure, Kind};
use crate::base::Untrusted;
use crate::ingest::source::log_name::has_log_ending;
use crate::ingest::{ReadOptions, is_log};

/// The most files that are opened to find the log.
const MOST: usize = 200;

/// The most names in a message.
const MOST_NAMES: usize = 10;

/// The path of the only log in a folder. Folders in it are not searched.
pub(crate) fn only_log(
    dir: &Path,
    options: &ReadOptions,
    command: &str,
) -> Result<String, Failure> {
    let files = files(dir);
    let mut logs: Vec<&String> = Vec::new();
    if files.len() <= MOST {
        logs = files.iter().filter(|file| is_log(file, options)).collect();
    }
    match (&logs[..], &files[..]) {
        ([log], _) => Ok((*log).clone()),
        ([], []) => Err(none(command)),
        ([], _) => {
            let mut failure = none(command);
            failure.saw = vec![format!(
                "in this folder, not one of which can be read as a log: {}",
                list(&files)
            )];
            Err(failure.hint(format!(
                "credits inspect {} says why",
                crate::ingest::error::shell(&files[0].as_str().into())
            )))
        }
        (logs, _) => {
            let failure = Failure::new(
                Kind::Usage,
                format!("no log is named, and this folder has {}", logs.len()),
            );
            let logs: Vec<String> = logs.iter().map(|log| (*log).clone()).collect();
            let mut failure = failure
                .hint(format!(
                    "name one: credits {command} {}",
                    crate::ingest::error::shell(&logs[0].as_str().into())
                ))
                .hint(format!(
                    "if they are parts of one log, read them together: credits {command} ."
                ));
            failure.saw = vec![format!("logs: {}", list(&logs))];
            Err(failure)
        }
    }
}

fn none(command: &str) -> Failure {
    Failure::new(Kind::Usage, "no log is named, and none is piped in")
        .hint(format!("name an exported log: credits {command} usage.csv"))
        .hint(format!("try the sample: credits demo | credits {command}"))
        .hint("if you have no log yet, credits init shows three ways to get one")
}

/// The files with the name of a log or a workbook, in the order of their names.
fn files(dir: &Path) -> Vec<String> {
    let folder = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<String> = entries
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            !name.starts_with('.') && has_log_ending(&name) && entry.path().is_file()
        })
        .map(|entry| dir.join(entry.file_name()).to_string_lossy().into_owned())
        .collect();
    files.sort();
    files
}

fn list(files: &[String]) -> String {
    let mut names: Vec<String> = files
        .iter()
        .take(MOST_NAMES)
        .map(|file| Untrusted::from(file.as_str()).for_terminal_cut(60))
        .collect();
    if files.len() > MOST_NAMES {
        names.push(format!("{} more", files.len() - MOST_NAMES));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "date,app,operation,credits\n2026-05-01,shop,SendEmail,2\n";

    fn found(files: &[(&str, &str)]) -> Result<String, Failure> {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let log = only_log(dir.path(), &ReadOptions::default(), "report")?;
        Ok(log.rsplit('/').next().unwrap().to_owned())
    }

    #[test]
    fn the_only_log_is_read_whatever_lies_beside_it() {
        let others = [("notes.txt", "hello\n"), ("people.csv", "name,city\na,b\n"), ("a.md", LOG)];
        let files = [others.as_slice(), &[("usage.csv", LOG)]].concat();
        assert_eq!(found(&files).unwrap(), "usage.csv");
    }

    #[test]
    fn several_logs_and_none_are_errors_that_name_what_is_there() {
        let failure = found(&[("a.csv", LOG), ("b.csv", LOG)]).unwrap_err();
        assert!(failure.message.ends_with("this folder has 2"), "{failure:?}");
        assert!(failure.saw[0].contains("b.csv"), "{failure:?}");
        let failure = found(&[("people.csv", "name,city\na,b\n")]).unwrap_err();
        assert!(failure.saw[0].contains("people.csv"), "{failure:?}");
        assert!(found(&[]).unwrap_err().saw.is_empty());
    }
}
