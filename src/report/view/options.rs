//! Choices about a page.

use super::brief::Template;

/// Which part of a report a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewOptions {
    /// Rows of a ranking before the rest is summed up as one; 0 shows all.
    pub top: usize,
    /// Breakdowns beyond the usual ones: `operation`, `source`, `day`.
    pub by: Vec<String>,
    /// Whether text shows everything, not only the first screen. Other formats always do.
    pub full: bool,
    /// Whether the page ends with the definitions of its words, and lists lines of a rate card to copy. Text leaves both to
    /// `credits explain`.
    pub definitions: bool,
    /// The text of `-f line`; `None` writes the usual one.
    pub template: Option<Template>,
}

impl Default for ViewOptions {
    fn default() -> Self {
        Self { top: 10, by: Vec::new(), full: false, definitions: true, template: None }
    }
}
