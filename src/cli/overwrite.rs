//! Refuses outputs that would replace or extend a file that is read: a log, the configuration file, the file of known events, a
//! rate card.
//!
//! Files are compared by device and inode, so that links and other spellings of a name do not help. This happens before anything
//! is read or written, because a failed `check` writes its outputs too.

use std::path::{Path, PathBuf};

use super::error::{Failure, Kind};
use super::session::Session;
use super::settings::{ModelChoice, Settings, Target};
use crate::ingest::record::saved::is_saved;
use crate::ingest::source::identity::FileId;
use crate::ingest::source::named::{self, Content, InputSpec};

/// The variable that names the file of the job summary.
pub(crate) const SUMMARY_FILE: &str = "GITHUB_STEP_SUMMARY";

/// Something that is read.
struct Read {
    id: FileId,
    /// `the log a.csv`, in a sentence.
    what: String,
}

/// Something that is written.
struct Written {
    id: FileId,
    /// `-o a.csv`, at the beginning of a sentence.
    what: String,
}

/// Refuses to write a file that is read. `names` are the inputs as named on the command line.
pub(crate) fn refuse(session: &Session<'_>, names: &[String]) -> Result<(), Failure> {
    let written = written(session);
    let known_events = session.settings.check.baseline.as_deref().and_then(FileId::of);
    let mut read = logs(session, names);
    read.extend(settings(&session.settings));
    for written in &written {
        // The file of known events is read and extended on purpose, but only by `--update-baseline`.
        if let Some(read) = read.iter().find(|read| read.id == written.id) {
            return Err(refusal(&written.what, &read.what));
        }
    }
    let appends = session.settings.check.gate.acknowledge.is_some();
    if let Some(id) = known_events {
        if let Some(written) = written.iter().find(|written| written.id == id) {
            return Err(refusal(&written.what, "the file of known events"));
        }
        if let Some(read) = read.iter().filter(|_| appends).find(|read| read.id == id) {
            return Err(refusal("--update-baseline", &read.what));
        }
    }
    Ok(())
}

fn refusal(written: &str, read: &str) -> Failure {
    Failure::new(Kind::Usage, format!("{written} would be written over {read}, which is read"))
        .hint("name another file to write; nothing was read or written")
}

/// The logs that are files. What cannot be looked at is an error of the reader.
fn logs(session: &Session<'_>, names: &[String]) -> Vec<Read> {
    let log = |id, name: &str| Read { id, what: format!("the log {name}") };
    let mut read = Vec::new();
    for name in names {
        if name == "-" {
            let what = "the log on standard input".to_owned();
            read.extend(session.env.terminal.stdin_file.map(|id| Read { id, what }));
            continue;
        }
        if let Some(id) = FileId::of(Path::new(name)) {
            read.push(log(id, name));
            continue;
        }
        let Ok(found) = named::expand(&[InputSpec::Path(name.clone())]) else { continue };
        for source in &found.sources {
            // A report that an earlier run saved in the folder is not read.
            if let Content::File(path) = &source.content
                && !is_saved(&source.content)
            {
                read.extend(FileId::of(path).map(|id| log(id, &source.path)));
            }
        }
    }
    read
}

/// The files that settings are read from.
fn settings(settings: &Settings) -> Vec<Read> {
    let file = |path: &Path, what: &str| {
        Some(Read { id: FileId::of(path)?, what: format!("{what} {}", path.display()) })
    };
    let config = settings.config_file.as_deref();
    let model = match &settings.model {
        ModelChoice::File(path) => Some(path.as_path()),
        ModelChoice::Name(_) => None,
    };
    let logo = settings.page.logo();
    [
        config.and_then(|path| file(path, "the configuration file")),
        model.and_then(|path| file(path, "the rate card")),
        logo.and_then(|path| file(path, "the logo")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every file that is about to be written and exists already.
fn written(session: &Session<'_>) -> Vec<Written> {
    let settings = &session.settings;
    let mut targets: Vec<(PathBuf, &str)> = Vec::new();
    for output in &settings.outputs {
        if let Target::File(path) = &output.target {
            targets.push((path.clone(), "-o"));
        }
    }
    targets.extend(settings.rejects.iter().map(|path| (path.clone(), "--rejects")));
    if settings.check.github_summary
        && let Some(path) = session.env.var(SUMMARY_FILE)
    {
        targets.push((PathBuf::from(path), SUMMARY_FILE));
    }
    let mut written: Vec<Written> = targets
        .into_iter()
        .filter(|(path, _)| path.as_os_str() != "-")
        .filter_map(|(path, flag)| {
            Some(Written { id: FileId::of(&path)?, what: format!("{flag} {}", path.display()) })
        })
        .collect();
    let stdout = session.env.terminal.stdout_file;
    written.extend(stdout.map(|id| Written { id, what: "standard output".to_owned() }));
    written
}
