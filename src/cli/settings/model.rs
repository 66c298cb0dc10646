//! Which rate cards price the events.

use std::path::{Path, PathBuf};

use super::words;
use crate::cli::error::{Failure, Kind};
use crate::cli::layer::Merged;
use crate::model::{Model, catalog};

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
        let Some(text) = written.one("model") else {
            return Ok(Self::Name(crate::model::SERIES.to_owned()));
        };
        if is_file(&text.text) {
            return Ok(Self::File(PathBuf::from(&text.text)));
        }
        let names = catalog::names();
        let found = names.iter().find(|name| name.eq_ignore_ascii_case(text.text.trim()));
        let found = found.ok_or_else(|| {
            let failure = words::not_one_of(text, names.iter().map(String::as_str));
            failure.hint("a rate card of your own is a file ending in .toml")
        })?;
        Ok(Self::Name(found.clone()))
    }

    /// The rate cards, compiled.
    pub fn load(&self) -> Result<Model, Failure> {
        match self {
            Self::Name(name) => Ok(Model::builtin(name)?),
            Self::File(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::new(Kind::Model, format!("the rate card cannot be read: {error}"))
                        .at(&name, None, None)
                })?;
                Ok(Model::from_toml(&name, &text)?)
            }
        }
    }
}

/// Whether a value names a file: it ends in `.toml` or has a directory in it.
pub fn is_file(text: &str) -> bool {
    let path = Path::new(text);
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) || text.contains(['/', '\\'])
}
