//! Why the bytes of a file are not text.

use crate::base::Untrusted;
use crate::ingest::Error;

/// The most bytes of a text in memory, after decompression: a crafted file must not fill the machine.
pub(crate) const LARGEST: u64 = 256 << 20;

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DecodeError {
    /// A file of another kind.
    #[error("this is {what}, not a text file")]
    Binary {
        /// `an Excel workbook`
        what: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// Not a WHATWG encoding label.
    #[error("{label:?} is not the name of an encoding")]
    UnknownEncoding {
        /// The given label.
        label: String,
    },
    /// More than fits in memory, after decompression.
    #[error("the file is larger than {} MiB, the limit of this command", .limit >> 20)]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
}

impl DecodeError {
    /// The error of a file with this problem.
    pub(crate) fn of_file(&self, path: &Untrusted) -> Error {
        Error::NotText { path: path.clone(), problem: self.to_string(), hint: self.hint() }
    }

    /// What to do about it.
    const fn hint(&self) -> &'static str {
        match self {
            Self::Binary { hint, .. } => hint,
            Self::UnknownEncoding { .. } => {
                "set --encoding to a name such as utf-8, windows-1252, shift_jis or utf-16le"
            }
            Self::TooLarge { .. } => "name the log that the report was made of",
        }
    }
}
