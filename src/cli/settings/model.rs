//! Which rate cards price the events.

use std::path::{Path, PathBuf};

use super::words;
use crate::cli::error::Failure;
use crate::cli::known;
use crate::cli::layer::Merged;

/// Which rate cards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ModelChoice {
    /// A built-in series (`base44`) or card (`base44-2026-03`).
    Name(String),
    /// A card of the user's own.
    File(PathBuf),
}

impl ModelChoice {
    /// From what was written.
    pub fn of(written: &Merged) -> Result<Self, Failure> {
        let Some(text) = written.one("model") else { return Ok(Self::Name("base44".to_owned())) };
        if is_file(&text.text) {
            return Ok(Self::File(PathBuf::from(&text.text)));
        }
        let names = known::models();
        let found = names.iter().find(|name| name.eq_ignore_ascii_case(text.text.trim()));
        let found = found.ok_or_else(|| {
            let failure = words::not_one_of(text, names.iter().map(String::as_str));
            failure.hint("a rate card of your own is a file ending in .toml")
        })?;
        Ok(Self::Name(found.clone()))
    }
}

/// Whether a value names a file: it ends in `.toml` or has a directory in it.
pub fn is_file(text: &str) -> bool {
    let path = Path::new(text);
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || text.contains(['/', '\\'])
}
