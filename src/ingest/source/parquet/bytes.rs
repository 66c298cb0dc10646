//! The bytes of a Parquet file, from any place, and how many of them may be in memory.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::problem::Problem;
use crate::ingest::source::named::{Content, Source};

/// The most bytes of unpacked pages of all columns together.
const MOST: usize = 192 << 20;

/// The bytes of a file.
#[derive(Debug)]
pub(super) enum Input {
    Bytes(Arc<[u8]>),
    File(Mutex<File>),
}

impl Input {
    pub(super) fn open(source: &Source) -> io::Result<Self> {
        Ok(match &source.content {
            Content::Bytes(bytes) => Self::Bytes(Arc::clone(bytes)),
            Content::File(path) => Self::File(Mutex::new(File::open(path)?)),
            Content::Spool(spool) => Self::File(Mutex::new(spool.open()?)),
        })
    }

    pub(super) fn size(&self) -> io::Result<u64> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            Self::File(file) => {
                Ok(file.lock().unwrap_or_else(PoisonError::into_inner).metadata()?.len())
            }
        }
    }

    /// Up to `length` bytes from a place.
    pub(super) fn up_to(&self, start: u64, length: usize) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Bytes(bytes) => {
                let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
                Ok(bytes[start..].iter().take(length).copied().collect())
            }
            Self::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start))?;
                let mut read = Vec::new();
                (&mut *file).take(length as u64).read_to_end(&mut read)?;
                Ok(read)
            }
        }
    }

    /// All of `length` bytes from a place.
    pub(super) fn all(&self, start: u64, length: usize) -> Result<Vec<u8>, Problem> {
        let read = self.up_to(start, length)?;
        if read.len() == length {
            Ok(read)
        } else {
            Err(Problem::Damaged("it is shorter than it says"))
        }
    }
}

/// Counts the bytes of unpacked pages.
#[derive(Debug, Default)]
pub(super) struct Budget(AtomicUsize);

/// Some of the bytes, until it is dropped.
#[derive(Debug)]
pub(super) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budget {
    pub(super) fn share(self: &Arc<Self>, bytes: usize) -> Result<Share, Problem> {
        let share = Share { budget: Arc::clone(self), bytes };
        let before = self.0.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > MOST {
            return Err(Problem::TooLarge("pages of more than 192 MiB"));
        }
        Ok(share)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
