//! Tells whether two paths lead to one file, and whether a file changed while it was read.

use std::fs::{self, File, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// A regular file, whatever its name: device and inode, or a hash of the real path where the system has no such numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FileId(u64, u64);

impl FileId {
    /// The regular file at the end of a path's links; `None` if there is none.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().filter(Metadata::is_file).map(|meta| Self::with(&meta, path))
    }

    /// The regular file behind a stream, such as redirected standard input; `None` if it is a pipe or a terminal.
    #[cfg(unix)]
    pub(crate) fn of_stream(stream: &impl std::os::fd::AsFd) -> Option<Self> {
        let file = File::from(stream.as_fd().try_clone_to_owned().ok()?);
        file.metadata().ok().filter(Metadata::is_file).map(|meta| Self::with(&meta, Path::new("")))
    }

    #[cfg(not(unix))]
    pub(crate) fn of_stream<S>(_: &S) -> Option<Self> {
        None
    }

    /// Whether a stream is a device, such as a keyboard or `/dev/null`: nobody pipes a log through it.
    #[cfg(unix)]
    pub(crate) fn is_device(stream: &impl std::os::fd::AsFd) -> bool {
        use std::os::unix::fs::FileTypeExt as _;
        let meta = stream.as_fd().try_clone_to_owned().map(File::from).and_then(|f| f.metadata());
        meta.is_ok_and(|meta| meta.file_type().is_char_device())
    }

    #[cfg(not(unix))]
    pub(crate) fn is_device<S>(_: &S) -> bool {
        false
    }

    #[cfg(unix)]
    fn with(meta: &Metadata, _: &Path) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self(meta.dev(), meta.ino())
    }

    #[cfg(not(unix))]
    fn with(_: &Metadata, path: &Path) -> Self {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let hash = xxhash_rust::xxh3::xxh3_128(real.to_string_lossy().as_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "each half has 64 bits")]
        Self((hash >> 64) as u64, hash as u64)
    }
}

/// What differs once somebody wrote to a file, or put another one in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileState {
    id: FileId,
    size: u64,
    modified: Option<SystemTime>,
}

impl FileState {
    /// The state of the file at a path; `None` if there is no regular file.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let meta = fs::metadata(path).ok().filter(Metadata::is_file)?;
        let (size, modified) = (meta.len(), meta.modified().ok());
        Some(Self { id: FileId::with(&meta, path), size, modified })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_is_one_under_all_its_names() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, "x").unwrap();
        fs::write(&b, "x").unwrap();
        assert_eq!(FileId::of(&a), FileId::of(&dir.path().join("./a")));
        assert_ne!(FileId::of(&a), FileId::of(&b));
        assert_eq!((FileId::of(dir.path()), FileId::of(&dir.path().join("c"))), (None, None));
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_same_file() {
        let dir = tempfile::tempdir().unwrap();
        let (a, soft, hard) = (dir.path().join("a"), dir.path().join("s"), dir.path().join("h"));
        fs::write(&a, "x").unwrap();
        std::os::unix::fs::symlink(&a, &soft).unwrap();
        fs::hard_link(&a, &hard).unwrap();
        let id = FileId::of(&a);
        assert!(id.is_some());
        assert_eq!((FileId::of(&soft), FileId::of(&hard)), (id, id));
        assert_eq!(FileId::of_stream(&File::open(&a).unwrap()), id);
    }

    #[test]
    fn a_file_that_grew_or_was_replaced_is_another_state() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        fs::write(&a, "x").unwrap();
        let before = FileState::of(&a);
        assert_eq!(FileState::of(&a), before);
        File::options().append(true).open(&a).unwrap().write_all(b"y").unwrap();
        let grown = FileState::of(&a);
        assert_ne!(grown, before);
        fs::write(&b, "zz").unwrap();
        fs::rename(&b, &a).unwrap();
        assert_ne!(FileState::of(&a), grown);
        fs::remove_file(&a).unwrap();
        assert_eq!(FileState::of(&a), None);
    }
}
