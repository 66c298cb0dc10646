//! The sentences of one finding.

use super::figures::number;
use crate::base::capitalised;

/// What a finding says, in our words alone: names from the log stay outside, where they can be redacted.
#[derive(Debug, Clone, Default)]
pub(crate) struct FindingText {
    pub(crate) title: String,
    /// The figures in one sentence.
    pub(crate) summary: String,
    /// What to do: one imperative sentence.
    pub(crate) action: &'static str,
    /// Text to paste: a prompt, a function, lines of a rate card.
    pub(crate) paste: Option<String>,
    /// Figures: label, value.
    pub(crate) details: Vec<(String, String)>,
}

impl FindingText {
    pub(super) fn new(title: impl Into<String>, summary: String, action: &'static str) -> Self {
        Self { title: capitalised(&title.into()), summary, action, ..Self::default() }
    }

    #[must_use]
    pub(super) fn paste(mut self, text: impl Into<String>) -> Self {
        self.paste = Some(text.into());
        self
    }

    /// Adds a figure.
    #[must_use]
    pub(super) fn detail(mut self, label: impl Into<String>, value: String) -> Self {
        self.details.push((label.into(), value));
        self
    }

    /// Adds a count.
    #[must_use]
    pub(super) fn count(self, label: impl Into<String>, n: usize) -> Self {
        self.detail(label, number(n))
    }
}
