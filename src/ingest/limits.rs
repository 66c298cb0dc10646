//! How much of a kind a log may have. A larger one is refused with the limit: a crafted file of a few kilobytes, once decompressed,
//! must not fill the memory.

/// The most columns of a table. A spreadsheet can have 16,384.
pub(crate) const MOST_COLUMNS: usize = 20_000;

/// The most bytes of a record; a longer one is an unclosed quote. Several copies of a record are in memory at a time.
pub(crate) const LONGEST_RECORD: usize = 32 << 20;

/// Events that are kept in memory in one run of a command that compares single events, each about half a kilobyte.
pub const MOST_EVENTS: u64 = 5_000_000;

/// The most rejected rows of a run. Each takes about 400 bytes.
pub(crate) const MOST_REJECTS: usize = 500_000;

/// The most bytes of a JSON object around its records, which is read as a whole.
pub(crate) const LARGEST_OBJECT: u64 = 128 << 20;

/// What a log has too much of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TooMuch {
    #[error("more than 20,000 columns")]
    Columns,
    #[error("more than 500,000 rows that could not be read")]
    Rejects,
    #[error("more than 128 MiB in a JSON object around its records")]
    Object,
    #[error("more than 2,000,000 rows of holds, their charges, or totals")]
    Asides,
}
