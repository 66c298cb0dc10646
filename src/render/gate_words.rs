//! Sentences of a gate for formats without markup.

use super::cell::{Medium, line_words};
use crate::base::Untrusted;
use crate::report::check::Check;
use crate::report::view::Line;

/// Writes a sentence on one line. Control characters in names are made visible.
pub(super) fn plain(line: &Line) -> String {
    struct Plain;
    impl Medium for Plain {
        fn label(&self, text: &str) -> String {
            text.to_owned()
        }
        fn name(&self, text: &Untrusted) -> String {
            text.for_terminal()
        }
    }
    line_words(line, &Plain)
}

/// Returns the error of a gate that could not run, on one line: `usage.csv:3: …`.
pub(super) fn broken(check: &Check) -> Option<String> {
    let error = check.error.as_ref()?;
    let place = error.file.as_ref().map(|file| match error.line {
        Some(line) => format!("{}:{line}: ", file.for_terminal()),
        None => format!("{}: ", file.for_terminal()),
    });
    Some(format!("{}{}", place.unwrap_or_default(), error.message.for_terminal()))
}
