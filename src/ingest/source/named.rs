//! Inputs as the user names them → files and bytes: files, directories, quoted patterns, standard input.

use std::fs;
use std::io::{Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::source::lake;
use crate::ingest::source::log_name::{has_log_ending, may_hold_log};
use crate::ingest::source::not_text::{DecodeError, LARGEST};
use crate::ingest::source::parquet::problem::Problem;
use crate::ingest::source::sheet::ChosenSheet;

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
    /// Whether it was found in a directory.
    pub is_in_folder: bool,
    /// The sheet to read, if it is a workbook.
    pub sheet: Option<ChosenSheet>,
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

/// The inputs as files.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    /// In the order of their paths.
    pub sources: Vec<Source>,
    /// Paths that were named twice.
    pub twice: Vec<Untrusted>,
    /// Entries of folders and patterns that are not read, and what each is: `a pipe`.
    pub passed_over: Vec<(Untrusted, &'static str)>,
}

/// Finds the files of all inputs.
pub(crate) fn expand(inputs: &[InputSpec]) -> Result<Expanded, Error> {
    let mut found = Expanded::default();
    for input in inputs {
        let (path, content) = match input {
            InputSpec::Path(path) => {
                found.add(path)?;
                continue;
            }
            InputSpec::Stdin(bytes) => ("-", Content::Bytes(bytes.as_slice().into())),
            InputSpec::Spool(spool) => (spool.name(), Content::Spool(spool.clone())),
            InputSpec::Text { name, text } => {
                (name.as_str(), Content::Bytes(text.as_bytes().into()))
            }
        };
        let path = path.to_owned();
        let source = Source { path, content, is_named: true, is_in_folder: false, sheet: None };
        found.sources.push(source);
    }
    let Expanded { sources, twice, .. } = &mut found;
    sources.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut seen = hashbrown::HashSet::new();
    sources.retain(|source| {
        let Content::File(path) = &source.content else { return true };
        let first = seen.insert(fs::canonicalize(path).unwrap_or_else(|_| path.clone()));
        if !first {
            twice.push(Untrusted::from(source.path.clone()));
        }
        first
    });
    Ok(found)
}

impl Source {
    /// A file that was found, not named.
    pub(crate) fn file(path: &str) -> Self {
        file(Path::new(path))
    }

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

    /// Opens the bytes.
    fn open(&self) -> std::io::Result<Box<dyn Read>> {
        Ok(match &self.content {
            Content::Bytes(bytes) => Box::new(std::io::Cursor::new(Arc::clone(bytes))),
            Content::File(path) => Box::new(fs::File::open(path)?),
            Content::Spool(spool) => Box::new(spool.open()?),
        })
    }

    /// Reads the first bytes.
    pub(crate) fn start(&self, length: usize) -> std::io::Result<Vec<u8>> {
        let mut start = Vec::with_capacity(length);
        self.open()?.take(length as u64).read_to_end(&mut start)?;
        Ok(start)
    }

    /// Reads all bytes.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Error> {
        let unreadable = |problem| unreadable(&self.path, &problem);
        if let Content::Bytes(bytes) = &self.content {
            return Ok(bytes.to_vec());
        }
        let file = self.open().map_err(unreadable)?;
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
    if let Some(problem) = Problem::within(problem) {
        let (text, hint) = (problem.to_string(), problem.hint());
        return Error::NotText { path: path.into(), problem: text, hint };
    }
    let problem = match problem.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => problem.to_string(),
    };
    Error::Unreadable { path: path.into(), problem }
}

impl Expanded {
    /// Adds the files of a path or a pattern.
    fn add(&mut self, given: &str) -> Result<(), Error> {
        let (path, before) = (Path::new(given), self.sources.len());
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => self.directory(path)?,
            Ok(_) => self.sources.push(Source { is_named: true, ..file(path) }),
            Err(problem) if !given.contains(['*', '?', '[']) => {
                return Err(unreadable(given, &problem));
            }
            Err(_) => self.pattern(given)?,
        }
        if self.sources.len() == before {
            return Err(Error::NoFile { path: given.into() });
        }
        Ok(())
    }

    fn pattern(&mut self, given: &str) -> Result<(), Error> {
        // As in a shell, `*` does not match hidden files.
        let rules =
            glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
        let found = glob::glob_with(given, rules)
            .map_err(|e| Error::Unreadable { path: given.into(), problem: e.msg.to_owned() })?;
        for path in found {
            // An entry that cannot be looked at may be the log that matters.
            let path = path.map_err(|e| unreadable(&e.path().to_string_lossy(), e.error()))?;
            let meta = look_at(&path)?;
            if meta.is_dir() {
                self.directory(&path)?;
            } else if meta.is_file() {
                self.sources.push(file(&path));
            } else {
                self.pass_over(&path, &meta);
            }
        }
        Ok(())
    }

    /// Adds the logs in a directory. Hidden files are left out. Links to directories are not followed: they may lead in a circle.
    fn directory(&mut self, path: &Path) -> Result<(), Error> {
        lake::require_no_table(path)?;
        let problem = |e: std::io::Error| unreadable(&path.to_string_lossy(), &e);
        for entry in fs::read_dir(path).map_err(problem)? {
            let entry = entry.map_err(problem)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let (kind, path) = (entry.file_type().map_err(problem)?, entry.path());
            if name.starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                self.directory(&path)?;
                continue;
            }
            let meta = match look_at(&path) {
                Ok(meta) => meta,
                Err(_) if !has_log_ending(&name) => continue,
                Err(error) => return Err(error),
            };
            if !meta.is_file() {
                self.pass_over(&path, &meta);
            } else if has_log_ending(&name) {
                self.sources.push(Source { is_in_folder: true, ..file(&path) });
            } else if may_hold_log(&name) {
                self.passed_over.push((shown(&path), "a file with an unknown ending"));
            }
        }
        Ok(())
    }

    /// Notes an entry that is not read. A pipe may never end, and a link to a folder may lead in a circle.
    fn pass_over(&mut self, path: &Path, meta: &fs::Metadata) {
        let what = if meta.is_dir() { "a link to a folder" } else { "a pipe or a device" };
        self.passed_over.push((shown(path), what));
    }
}

fn shown(path: &Path) -> Untrusted {
    path.to_string_lossy().into_owned().into()
}

/// What a path leads to. A link that leads nowhere is an error: the log that it stands for is missing.
fn look_at(path: &Path) -> Result<fs::Metadata, Error> {
    fs::metadata(path).map_err(|problem| {
        let is_dangling = problem.kind() == std::io::ErrorKind::NotFound && path.is_symlink();
        if is_dangling {
            let problem = "it is a link to a file that does not exist".to_owned();
            Error::Unreadable { path: path.to_string_lossy().into_owned().into(), problem }
        } else {
            unreadable(&path.to_string_lossy(), &problem)
        }
    })
}

fn file(path: &Path) -> Source {
    Source {
        path: path.to_string_lossy().into_owned(),
        content: Content::File(path.to_owned()),
        is_named: false,
        is_in_folder: false,
        sheet: None,
    }
}

#[cfg(test)]
mod tests;
