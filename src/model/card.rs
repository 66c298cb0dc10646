//! A parsed rate card, and what it says about itself.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::Day;
use crate::model::error::Problem;
use crate::model::schema::{Card, Spanned};

/// A rate card's own account of its prices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardInfo {
    /// `base44-2026-03`.
    pub name: String,
    /// `base44`.
    pub provider: Option<String>,
    /// Its first day; `None` if it covers all earlier days.
    pub effective_from: Option<Day>,
    /// The card that it changes.
    pub extends: Option<String>,
    /// The day on which its source was last read.
    pub checked_on: Option<Day>,
    /// The publication that its prices come from.
    pub source: Option<String>,
}

/// A parsed card with its text, in which a problem can be located.
#[derive(Clone, Debug)]
pub(super) struct CardFile {
    pub path: Cow<'static, str>,
    pub text: Cow<'static, str>,
    /// The card's name, or the file's if the card has none.
    pub name: String,
    pub card: Card,
}

impl CardFile {
    pub(super) fn info(&self) -> CardInfo {
        CardInfo {
            name: self.name.clone(),
            provider: self.card.provider.clone(),
            effective_from: self.card.effective_from,
            extends: self.card.extends.as_ref().map(|name| name.get_ref().clone()),
            checked_on: self.card.checked_on,
            source: self.card.source.clone(),
        }
    }

    /// A problem with one value of the card.
    pub(super) fn problem<T>(&self, value: &Spanned<T>, message: impl AsRef<str>) -> Problem {
        Problem::at(&self.path, &self.text, Some(value.span()), message)
    }
}

/// The cards in force on some days, oldest first. Each extends the one before.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub files: Vec<Arc<CardFile>>,
    /// The built-in card in force: an index into the model's cards. It is credited with the lines that it inherits.
    pub card: u16,
    /// The user's card, which is the last of `files`, with its index into the model's cards.
    pub own: Option<u16>,
}

impl Chain {
    /// The card that is credited with the lines of a file of this chain.
    pub(super) fn credited(&self, file: usize) -> u16 {
        self.own.filter(|_| file + 1 == self.files.len()).unwrap_or(self.card)
    }
}
