//! Which rate cards price the events.

use std::path::PathBuf;

use super::values;
use crate::cli::config;
use crate::cli::error::{Failure, Kind};
use crate::cli::origin::Merged;
use crate::model::{Model, catalog};

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ModelChoice {
    /// A built-in series (`base44`) or card (`base44-2026-03`).
    Name(String),
    /// A rate card of the user's own.
    File(PathBuf),
}

impl ModelChoice {
    pub(crate) fn of(written: &Merged) -> Result<Self, Failure> {
        let Some(text) = written.one("model") else {
            return Ok(Self::Name(crate::model::SERIES.to_owned()));
        };
        if config::names_a_file(&text.text) {
            return Ok(Self::File(PathBuf::from(&text.text)));
        }
        let names = catalog::names();
        let found = names.iter().find(|name| name.eq_ignore_ascii_case(text.text.trim()));
        let found = found.ok_or_else(|| {
            let failure = values::not_one_of(text, names.iter().map(String::as_str));
            failure.hint("the file name of a rate card of your own must end in .toml")
        })?;
        Ok(Self::Name(found.clone()))
    }

    pub(crate) fn load(&self) -> Result<Model, Failure> {
        match self {
            Self::Name(name) => Ok(Model::builtin(name)?),
            Self::File(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|error| {
                    Failure::new(Kind::Model, format!("cannot read the rate card: {error}"))
                        .at(&name, None, None)
                })?;
                Ok(Model::from_toml(&name, &text)?)
            }
        }
    }
}
