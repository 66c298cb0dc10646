//! A topic of `credits explain`.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Topic {
    /// The word to type: `spike`, `bad-amount`, `capacity`.
    pub(crate) id: String,
    /// `rule`, `term`, `basis`, `source`, `rejected`, `ignored`, `note`, `finding` or `class`.
    pub(crate) kind: String,
    /// One line.
    pub(crate) title: String,
    /// Paragraphs, lists, indented examples.
    pub(crate) text: String,
}
