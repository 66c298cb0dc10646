//! Inputs as the user names them → files and bytes: files, directories, quoted patterns, standard input.

use std::fs;
use std::io::{Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::source::not_text::{DecodeError, LARGEST};

/// Endings of the files that are read in a directory, each also with `.gz`.
const ENDINGS: [&str; 7] = ["csv", "tsv", "tab", "txt", "json", "jsonl", "ndjson"];

/// An input as the user names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InputSpec {
    /// A file, a directory (read recursively), or a quoted pattern.
    Path(String),
    /// The content of standard input; its path is `-`.
    Stdin(Vec<u8>),
    /// A copy of a pipe or of standard input, which can be read only once.
    Spool(Spool),
    /// A text inside the program.
    Text {
        /// Its name.
        name: String,
        /// The log.
        text: String,
    },
}

/// An unnamed temporary file with the content of a pipe or of standard input. The system deletes it when the program ends.
#[derive(Clone, Debug)]
pub struct Spool {
    name: Arc<str>,
    file: Arc<fs::File>,
}

impl PartialEq for Spool {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file)
    }
}

impl Eq for Spool {}

impl Spool {
    /// Stores the bytes that were read already, and all that follow. `name` is the path as it is shown.
    pub fn new(name: &str, begun: &[u8], rest: &mut dyn Read) -> std::io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        file.write_all(begun)?;
        std::io::copy(rest, &mut file)?;
        Ok(Self { name: name.into(), file: Arc::new(file) })
    }

    /// The path as it is shown: that of a pipe, or `-` for standard input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Opens the file at its start. Only one reader at a time may use it, because all share one position.
    pub fn open(&self) -> std::io::Result<fs::File> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(file)
    }
}

impl InputSpec {
    /// A path as the user gave it. The content of a pipe or a device is copied now, because every input is read more than once.
    pub fn path(path: String) -> Result<Self, Error> {
        if fs::metadata(&path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            let spool = spool(Path::new(&path)).map_err(|problem| unreadable(&path, &problem))?;
            return Ok(Self::Spool(spool));
        }
        Ok(Self::Path(path))
    }
}

/// Copies the content of a pipe or a device.
pub(crate) fn spool(path: &Path) -> std::io::Result<Spool> {
    Spool::new(&path.to_string_lossy(), &[], &mut fs::File::open(path)?)
}

/// One thing to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Source {
    /// The path as it is shown.
    pub path: String,
    /// The bytes, or the file with them.
    pub content: Content,
    /// Whether the user named this input itself, and not its directory or a pattern.
    pub is_named: bool,
}

/// Bytes, or the file with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Bytes in memory.
    Bytes(Arc<[u8]>),
    /// A file.
    File(PathBuf),
    /// A temporary file.
    Spool(Spool),
}

/// The sources in the order of their paths, and the paths that were named twice.
pub(crate) fn expand(inputs: &[InputSpec]) -> Result<(Vec<Source>, Vec<Untrusted>), Error> {
    let mut sources = Vec::new();
    for input in inputs {
        match input {
            InputSpec::Stdin(bytes) => {
                sources.push(Source {
                    path: "-".to_owned(),
                    content: Content::Bytes(bytes.as_slice().into()),
                    is_named: true,
                });
            }
            InputSpec::Spool(spool) => {
                sources.push(Source {
                    path: spool.name().to_owned(),
                    content: Content::Spool(spool.clone()),
                    is_named: true,
                });
            }
            InputSpec::Text { name, text } => {
                sources.push(Source {
                    path: name.clone(),
                    content: Content::Bytes(text.as_bytes().into()),
                    is_named: true,
                });
            }
            InputSpec::Path(path) => files(path, &mut sources)?,
        }
    }
    sources.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut seen = hashbrown::HashSet::new();
    let mut twice = Vec::new();
    sources.retain(|source| {
        let Content::File(path) = &source.content else { return true };
        let first = seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone()));
        if !first {
            twice.push(Untrusted::from(source.path.clone()));
        }
        first
    });
    Ok((sources, twice))
}

impl Source {
    /// The size in bytes, as far as it is known before reading.
    pub(crate) fn size(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::File(path) => fs::metadata(path).map_or(0, |meta| meta.len()),
            Content::Spool(spool) => {
                spool.open().and_then(|file| file.metadata()).map_or(0, |meta| meta.len())
            }
        }
    }

    /// Reads all bytes.
    pub(crate) fn bytes(self) -> Result<Vec<u8>, Error> {
        let unreadable = |problem| unreadable(&self.path, &problem);
        let file = match self.content {
            Content::Bytes(bytes) => return Ok(bytes.to_vec()),
            Content::File(path) => fs::File::open(path).map_err(unreadable)?,
            Content::Spool(spool) => spool.open().map_err(unreadable)?,
        };
        // Stop at one byte too many: a device or a pipe may never end.
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(
                DecodeError::TooLarge { limit: LARGEST }.of_file(&self.path.as_str().into())
            );
        }
        Ok(bytes)
    }
}

/// The error of a file that cannot be read.
pub(crate) fn unreadable(path: &str, problem: &std::io::Error) -> Error {
    let problem = match problem.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => problem.to_string(),
    };
    Error::Unreadable { path: path.into(), problem }
}

fn files(given: &str, sources: &mut Vec<Source>) -> Result<(), Error> {
    let path = Path::new(given);
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => {
            let before = sources.len();
            directory(path, sources)?;
            if sources.len() == before {
                return Err(Error::NoFile { path: given.into() });
            }
        }
        Ok(_) => sources.push(Source { is_named: true, ..file(path) }),
        Err(problem) => {
            if !given.contains(['*', '?', '[']) {
                return Err(unreadable(given, &problem));
            }
            // As in a shell, `*` does not match hidden files.
            let rules = glob::MatchOptions {
                require_literal_leading_dot: true,
                ..glob::MatchOptions::new()
            };
            let found = glob::glob_with(given, rules)
                .map_err(|e| Error::Unreadable { path: given.into(), problem: e.msg.to_owned() })?;
            let before = sources.len();
            for path in found.flatten() {
                if path.is_dir() {
                    directory(&path, sources)?;
                } else {
                    sources.push(file(&path));
                }
            }
            if sources.len() == before {
                return Err(Error::NoFile { path: given.into() });
            }
        }
    }
    Ok(())
}

fn file(path: &Path) -> Source {
    Source {
        path: path.to_string_lossy().into_owned(),
        content: Content::File(path.to_owned()),
        is_named: false,
    }
}

/// Adds the logs in a directory. Hidden files are left out. Links to directories are not followed: they may lead in a circle.
fn directory(path: &Path, sources: &mut Vec<Source>) -> Result<(), Error> {
    let problem = |e: std::io::Error| unreadable(&path.to_string_lossy(), &e);
    for entry in fs::read_dir(path).map_err(problem)? {
        let entry = entry.map_err(problem)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(problem)?;
        if name.starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            directory(&entry.path(), sources)?;
        } else if is_log(&name) && entry.path().is_file() {
            sources.push(file(&entry.path()));
        }
    }
    Ok(())
}

fn is_log(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".gz").unwrap_or(&lower);
    stem.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(inputs: &[InputSpec], below: &Path) -> Vec<String> {
        let (sources, _) = expand(inputs).unwrap();
        sources
            .iter()
            .map(|s| s.path.strip_prefix(&*below.to_string_lossy()).unwrap_or(&s.path).to_owned())
            .collect()
    }

    #[test]
    fn directories_are_read_recursively_in_byte_order() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.csv", "a.csv.gz", "B.JSON", "notes.md", ".hidden.csv", "sub/z.tsv"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let given = InputSpec::Path(dir.path().to_string_lossy().into_owned());
        assert_eq!(paths(&[given], dir.path()), ["/B.JSON", "/a.csv.gz", "/b.csv", "/sub/z.tsv"]);
        let pattern = InputSpec::Path(format!("{}/*.csv", dir.path().display()));
        assert_eq!(paths(&[pattern], dir.path()), ["/b.csv"]);
    }

    #[test]
    fn a_file_named_twice_is_read_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.csv"), "x").unwrap();
        let given = InputSpec::Path(dir.path().join("a.csv").to_string_lossy().into_owned());
        let other = InputSpec::Path(format!("{}/./a.csv", dir.path().display()));
        let (sources, twice) = expand(&[given, other]).unwrap();
        assert_eq!((sources.len(), twice.len()), (1, 1));
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let error = expand(&[InputSpec::Path("no-such-file.csv".into())]).unwrap_err();
        assert_eq!(error.to_string(), "cannot read no-such-file.csv: no such file or directory");
        assert_eq!(
            expand(&[InputSpec::Path("no-such-*.csv".into())]).unwrap_err().to_string(),
            "no file matches no-such-*.csv"
        );
    }
}
