//! A price period: a run of days on which no price, class or matcher changes, ready to classify events.

use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::model::class::{ClassId, Source};
use crate::model::names::Pattern;
use crate::model::price::{Exactness, Price, Rate};
use crate::model::scope::{Scoped, Scopes};

/// The classes and prices in force.
#[derive(Clone, Debug)]
pub(super) struct PricePeriod {
    /// The card in force: an index into the model's cards.
    pub card: u16,
    /// The classes in the order in which they match.
    pub entries: Vec<Entry>,
    pub scopes: Option<Scopes>,
    pub scoped: Option<Scoped>,
    /// Prefixes that may come before the name of an operation.
    pub prefixes: Vec<String>,
    /// Names that leave the choice of the AI model to the platform.
    pub automatic_models: Vec<Pattern>,
    /// The entry that matches an operation called `prompt`, for a card without scopes.
    pub prompt: Option<usize>,
}

/// A class with its price.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub class: ClassId,
    pub id: String,
    pub pool: Pool,
    pub source: Source,
    pub matchers: Vec<Matcher>,
    pub line: Line,
    pub text: ClassText,
}

/// One way to match a class. All given conditions must hold.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    pub operations: Option<Vec<Pattern>>,
    pub models: Option<Vec<Pattern>>,
    /// Also matches an event without an AI model.
    pub or_no_model: bool,
    /// Domains; the sender's domain must be another one.
    pub sender_outside: Option<Vec<String>>,
    /// The pool, instead of the class's.
    pub pool: Option<Pool>,
    /// Gives the class without its price.
    pub unpriced: bool,
}

impl Matcher {
    /// True if it matches every event.
    pub(super) fn matches_all(&self) -> bool {
        self.operations.is_none() && self.models.is_none() && self.sender_outside.is_none()
    }
}

/// The price line in force.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub rate: Rate,
    pub if_scoped: Option<Rate>,
    /// The price is 0 on a plan with free automatic fixes, and unknown if the plan is not known.
    pub plan_waives: bool,
    pub exactness: Exactness,
    pub from: Option<Day>,
    /// The card it is credited to.
    pub card: u16,
}

impl Line {
    /// The price of one unit.
    pub(super) fn one(&self) -> Option<Price> {
        self.rate.price(self.exactness, Credits::whole(1))
    }
}

/// A class described for people.
#[derive(Clone, Debug)]
pub(super) struct ClassText {
    pub title: String,
    /// The title as operations are compared: a log may spell its operations like this program's reports.
    pub plain_title: String,
    pub doc: String,
    pub note: Option<String>,
    pub conflict: Option<String>,
    pub cited: Option<String>,
    /// For each matcher, the operations and models as the card spells them.
    pub names: Vec<(Vec<String>, Vec<String>)>,
}
