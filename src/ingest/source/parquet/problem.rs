//! Why a Parquet file cannot be read.

use std::io;

use parquet::errors::ParquetError;

/// Why a Parquet file cannot be read. It travels through the errors of other packages, and comes out again as itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Problem {
    /// Its bytes are not as they have to be.
    #[error("the Parquet file is damaged: {0}")]
    Damaged(&'static str),
    /// Its end is missing.
    #[error("the Parquet file breaks off: its end, which says where everything is, is missing")]
    CutOff,
    #[error("the Parquet file is encrypted")]
    Encrypted,
    /// A part is larger than memory should be filled with.
    #[error("the Parquet file has {0}, more than this program reads at once")]
    TooLarge(&'static str),
    #[error("the Parquet file is compressed by {0}, which this program does not unpack")]
    Codec(&'static str),
    /// The file cannot be read at all.
    #[error("{0}")]
    Io(String),
}

impl Problem {
    /// What to do about it.
    pub(crate) const fn hint(&self) -> &'static str {
        match self {
            Self::Damaged(_) | Self::CutOff | Self::Io(_) => {
                "fetch the file again, or let the engine that wrote it write it again"
            }
            Self::Encrypted => "let your engine write it without encryption, or as CSV",
            Self::TooLarge(_) => {
                "let your engine write it with smaller row groups and pages, or as CSV"
            }
            Self::Codec(_) => "let your engine write it with SNAPPY, ZSTD, GZIP or LZ4_RAW",
        }
    }

    /// The problem in an error of the system, if there is one.
    pub(crate) fn within(error: &io::Error) -> Option<&Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }
}

impl From<Problem> for io::Error {
    fn from(problem: Problem) -> Self {
        Self::new(io::ErrorKind::InvalidData, problem)
    }
}

impl From<Problem> for ParquetError {
    fn from(problem: Problem) -> Self {
        Self::External(Box::new(problem))
    }
}

impl From<ParquetError> for Problem {
    fn from(error: ParquetError) -> Self {
        match error {
            ParquetError::External(inner) => inner
                .downcast_ref::<Self>()
                .cloned()
                .unwrap_or(Self::Damaged("a part of it cannot be decoded")),
            ParquetError::NYI(_) => Self::Damaged("an encoding in it is not known"),
            // The messages quote bytes of the file.
            _ => Self::Damaged("a part of it cannot be decoded"),
        }
    }
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("it is shorter than it says"),
            _ => Self::Io(error.to_string()),
        }
    }
}
