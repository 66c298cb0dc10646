//! The TOML schema of rate cards, for the built-in ones and for a user's own. README.md explains each key.

use serde::Deserialize;
pub(super) use toml::Spanned;

use crate::base::{Credits, Day};
use crate::event::{Pool, Scope, Unit};
use crate::model::class::Source;
use crate::model::price::Exactness;

/// A whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Card {
    pub provider: Option<String>,
    pub name: Option<Spanned<String>>,
    pub effective_from: Option<Day>,
    pub extends: Option<Spanned<String>>,
    pub source: Option<String>,
    pub checked_on: Option<Day>,
    pub inherit_prices: Option<bool>,
    #[serde(default)]
    pub remove: Vec<Spanned<String>>,
    pub prefixes: Option<Vec<String>>,
    pub automatic_models: Option<Vec<String>>,
    pub scope: Option<Scopes>,
    pub scoped: Option<Scoped>,
    #[serde(default, rename = "class")]
    pub classes: Vec<Class>,
}

/// `[scope]`: the class of a build prompt.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scopes {
    pub operations: Vec<String>,
    pub over_band: Spanned<String>,
    pub unscoped: Spanned<String>,
    #[serde(default, rename = "band")]
    pub bands: Vec<Band>,
}

impl Scopes {
    /// The classes that the section names.
    pub(super) fn class_ids(&self) -> impl Iterator<Item = &Spanned<String>> {
        [&self.over_band, &self.unscoped]
            .into_iter()
            .chain(self.bands.iter().map(|band| &band.class))
    }
}

/// `[[scope.band]]`: one scope.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Band {
    pub scope: Spanned<Scope>,
    pub class: Spanned<String>,
    pub up_to: Option<Spanned<Credits>>,
    pub files_from: Option<Spanned<u32>>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub words_last: bool,
}

/// `[scoped]`: which prompts are narrow enough for `if_scoped`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scoped {
    #[serde(default)]
    pub files: Vec<String>,
    #[serde(default)]
    pub places: Vec<String>,
    #[serde(default)]
    pub forbids: Vec<String>,
    #[serde(default)]
    pub without_text: Vec<Scope>,
}

/// `[[class]]`: a class, or a later price of one. Keys that are left out are inherited.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Class {
    pub id: Spanned<String>,
    pub before: Option<Spanned<String>>,
    pub title: Option<String>,
    pub pool: Option<Pool>,
    pub source: Option<Source>,
    pub doc: Option<String>,
    #[serde(rename = "match")]
    pub matches: Option<Spanned<Vec<Match>>>,
    pub from: Option<Spanned<Day>>,
    pub price: Option<Spanned<PriceKeys>>,
    pub if_scoped: Option<Spanned<PriceKeys>>,
    #[serde(default)]
    pub plan_waives: bool,
    pub exactness: Option<Spanned<Exactness>>,
    pub note: Option<String>,
    pub conflict: Option<String>,
    pub cited: Option<String>,
}

/// One way to match a class. All given conditions must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Match {
    pub operations: Option<Spanned<Vec<String>>>,
    pub models: Option<Vec<String>>,
    #[serde(default)]
    pub or_no_model: bool,
    pub sender_outside: Option<Vec<String>>,
    pub pool: Option<Pool>,
    #[serde(default)]
    pub unpriced: bool,
}

/// A price in one of its forms: `flat` (for each unit, or `once` per row), `low`, `typical`, `high`, `per`, or `times`, `of`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceKeys {
    pub flat: Option<Credits>,
    pub low: Option<Credits>,
    pub typical: Option<Credits>,
    pub high: Option<Credits>,
    pub per: Option<Credits>,
    pub each: Option<Credits>,
    pub round: Option<Round>,
    pub cap: Option<Credits>,
    pub unit: Option<Unit>,
    #[serde(default)]
    pub once: bool,
    pub times: Option<Credits>,
    pub of: Option<String>,
}

/// How a started step is rounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Round {
    Up,
}
