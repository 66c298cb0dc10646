//! Loads cost models: the dated series, a single built-in card, or a card of the user's own over either.

use std::path::Path;
use std::sync::Arc;

use crate::base::Untrusted;
use crate::model::card::{CardFile, CardInfo, Chain};
use crate::model::catalog::{self, BuiltIn, SERIES, find, names};
use crate::model::check;
use crate::model::cost_model::{Dated, Model};
use crate::model::error::Error;
use crate::model::names::{plain, quoted};

impl Model {
    /// A built-in model: the dated series `base44`, or a single card by its name (in any case), which then covers all dates.
    ///
    /// # Errors
    /// [`Error::UnknownModel`], with the known names.
    pub fn builtin(name: &str) -> Result<Self, Error> {
        if plain(name) == SERIES {
            return Ok(series(None));
        }
        let unknown = || Error::UnknownModel { name: Untrusted::from(name), known: names() };
        Ok(pinned(find(name).ok_or_else(unknown)?, None))
    }

    /// A user's card. `path` is for messages, and its stem names a card that has no name.
    ///
    /// # Errors
    /// [`Error::Invalid`], with the line and column of every problem.
    pub fn from_toml(path: &str, text: &str) -> Result<Self, Error> {
        let card = check::read(path, text).map_err(Error::Invalid)?;
        let stem = Path::new(path)
            .file_stem()
            .map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let name = card.name.as_ref().map_or(stem, |name| name.get_ref().clone());
        let (path, text) = (path.to_owned().into(), text.to_owned().into());
        let own = Arc::new(CardFile { path, text, name, card });
        let Some(extends) = &own.card.extends else {
            return alone(Arc::clone(&own)).checked();
        };
        if plain(extends.get_ref()) == SERIES {
            return series(Some(&own)).checked();
        }
        let known = find(extends.get_ref()).ok_or_else(|| {
            let message = format!("there is no card {} to extend", quoted(extends.get_ref()));
            let hint = format!("built in: {}", names().join(", "));
            Error::Invalid(vec![own.problem(extends, message).hint(hint)])
        })?;
        pinned(known, Some(&own)).checked()
    }
}

/// The dated series, with a user's card over all of it if there is one.
fn series(own: Option<&Arc<CardFile>>) -> Model {
    let files = catalog::series();
    let chain = |at: usize| -> Dated {
        let chain = Chain {
            files: files[..=at].iter().chain(own).map(Arc::clone).collect(),
            card: index(at),
            own: own.map(|_| index(files.len())),
        };
        (files[at].card.effective_from, chain)
    };
    let classes_of_other_dates =
        files.iter().flat_map(|file| &file.card.classes).map(|class| class.id.get_ref().clone());
    Model::of(
        own.map_or(SERIES, |own| &own.name).to_owned(),
        files.iter().chain(own).map(|file| file.info()).collect(),
        (0..files.len()).map(chain).collect(),
        classes_of_other_dates.collect(),
    )
}

/// One built-in card for all dates. Days before its first day get the prices of its first day.
fn pinned(card: &BuiltIn, own: Option<&Arc<CardFile>>) -> Model {
    let mut files = card.chain();
    let newest = files.len() - 1;
    files.extend(own.cloned());
    let from = files.iter().filter_map(|file| file.card.effective_from).max();
    let cards: Vec<CardInfo> = files[newest..].iter().map(|file| file.info()).collect();
    let chain = Chain { files, card: 0, own: own.map(|_| 1) };
    let name = own.map_or(card.name, |own| &own.name).to_owned();
    Model::of(name, cards, vec![(from, chain)], Vec::new())
}

/// A user's card that extends no other.
fn alone(own: Arc<CardFile>) -> Model {
    let (name, cards, from) = (own.name.clone(), vec![own.info()], own.card.effective_from);
    let chain = Chain { files: vec![own], card: 0, own: None };
    Model::of(name, cards, vec![(from, chain)], Vec::new())
}

fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
