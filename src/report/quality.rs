//! The inputs, and the rows that could not be counted.

use serde::{Deserialize, Serialize};

use crate::base::{Stamp, Untrusted};

/// One input file: `rows = events + rejected + duplicates + ignored`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InputRow {
    /// The input as named on the command line.
    pub path: Untrusted,
    /// The format that it was read in.
    pub format: String,
    /// SHA-256 of the bytes; null unless requested.
    pub sha256: Option<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Records after the header.
    pub rows: u64,
    /// Usage and refund rows.
    pub events: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Rows that another input or row already counted.
    pub duplicates: u64,
    /// Rows that are not usage: samples, grants, blocked.
    pub ignored: u64,
    /// First event.
    pub first: Option<Stamp>,
    /// Last event.
    pub last: Option<Stamp>,
    /// False if it breaks off within a row, is a page of a longer list, or has exactly a page's number of rows.
    #[serde(default = "complete")]
    pub complete: bool,
    /// Why it is not complete.
    #[serde(default)]
    pub incomplete: Option<String>,
    /// False if it is a rollup that was made without users: then no user is "nobody", and causes name none.
    #[serde(default = "complete")]
    pub users: bool,
    /// Its last event lies more than `--max-age` before as-of, and no other input has later events of any of its apps.
    #[serde(default)]
    pub stale: bool,
    /// Why the input was not read: it is no log, or (in a gate) may be none. Null if it was read.
    #[serde(default)]
    pub left_out: Option<Untrusted>,
}

/// What older saved reports mean.
const fn complete() -> bool {
    true
}

/// Rows that were counted, and rows that could not be, over all inputs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quality {
    /// Records after the headers: events + rejected + duplicates + ignored.
    pub rows: u64,
    /// Usage and refunds; of a rollup, the events that its rows stand for.
    pub events: u64,
    /// Rows that could not be read.
    pub rejected: u64,
    /// Rows that another input or row already counted.
    pub duplicates: u64,
    /// Rows that are not usage.
    pub ignored: u64,
    /// Inputs that were not read because they are no logs.
    #[serde(default)]
    pub left_out: u64,
    /// Events after as-of. They are in no figure.
    pub after_as_of: u64,
    /// Events dropped by `--app`, `--user`, `--pool`.
    pub filtered: u64,
    /// Of the period's filtered events, those of which the log does not say what the filters ask, so that they may belong to what was asked
    /// about all the same.
    #[serde(default)]
    pub undecided: u64,
    /// Of these, those whose credits are unknown.
    #[serde(default)]
    pub undecided_unpriced: u64,
    /// Events of the period whose credits are unknown.
    pub unpriced: u64,
    /// Events of the period with an unknown operation.
    pub unclassified: u64,
    /// Events priced with the platform's default model because the log names none.
    pub assumed_model: u64,
    /// Inputs that are not complete, so rows may be missing.
    #[serde(default)]
    pub incomplete: u64,
    /// Row ids that several rows of different content have.
    pub conflicting_ids: u64,
    /// Rejected, ignored and unpriced rows by reason, the most frequent first.
    pub reasons: Vec<ReasonRow>,
    /// The most frequent labels among the unpriced events, five at most.
    pub unpriced_labels: Vec<UnpricedLabel>,
}

/// Rows of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReasonRow {
    /// `bad-amount`, `no-time`, `ignored:sample`, `unpriced:no-amount-cell`, …
    pub reason: String,
    /// Number of rows.
    pub rows: u64,
}

/// An operation and a model without a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnpricedLabel {
    /// The operation as the log spells it; null if the log names none.
    pub operation: Option<Untrusted>,
    /// The AI model as the log spells it.
    pub model: Option<Untrusted>,
    /// The class it fell into.
    pub class: String,
    /// How many events.
    pub events: u64,
    /// Of them, failed ones: whether the platform charges those is not documented, and no price of one's own makes them known.
    pub failed: u64,
    /// The TOML lines that would price the others, with `PRICE` where the number belongs; null where a price would not help.
    pub price_lines: Option<String>,
}
