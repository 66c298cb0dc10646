//! The cost model: what an event is, and what the rate card in force on its day says that it costs.

pub(crate) mod catalog;
mod check;
pub(crate) mod classify;
pub(crate) mod describe;
pub(crate) mod error;
mod names;
pub mod plan;
pub(crate) mod price;
mod resolve;
mod schema;
mod scope;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::packed::Part;
use crate::base::{Credits, Day};
use crate::event::{Outcome, Pool};

pub(crate) use catalog::SERIES;
pub(crate) use classify::Classifier;
pub(crate) use describe::{CardView, Change, LineView};
pub(crate) use error::Error;
pub(crate) use plan::Plan;
use resolve::Epoch;

/// Where a class of event comes from, whatever was reported.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Prompts that change the app.
    AgentPrompts,
    /// Discuss mode.
    Discuss,
    /// Built-in services and LLM calls.
    Integrations,
    /// In-app agents.
    Agents,
    /// Automation runs.
    Automations,
    /// Backend functions.
    Backend,
    /// What costs nothing.
    Free,
    /// Operations that nobody knows.
    Unclassified,
}

impl Source {
    /// All sources, in the order in which they are explained.
    pub const ALL: [Self; 8] = [
        Self::AgentPrompts,
        Self::Discuss,
        Self::Integrations,
        Self::Agents,
        Self::Automations,
        Self::Backend,
        Self::Free,
        Self::Unclassified,
    ];

    /// `agent-prompts`, `discuss`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgentPrompts => "agent-prompts",
            Self::Discuss => "discuss",
            Self::Integrations => "integrations",
            Self::Agents => "agents",
            Self::Automations => "automations",
            Self::Backend => "backend",
            Self::Free => "free",
            Self::Unclassified => "unclassified",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Where an event's credits come from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The log says so.
    Reported,
    /// The rate card says so.
    Modeled,
    /// Neither does: counted and listed, never 0, never guessed.
    Unknown,
}

impl Basis {
    /// `reported`, `modeled` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Modeled => "modeled",
            Self::Unknown => "unknown",
        }
    }
}

/// A class of a card series: an index into [`Model::classes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ClassId(pub u16);

/// What a class is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClassInfo {
    /// The binding id: `build.simple`, `llm.gpt-5`, …
    pub id: String,
    /// What a person calls it: `InvokeLLM (GPT-5)`.
    pub title: String,
    /// Its source.
    pub source: Source,
}

/// What the card says that an event costs. `low` and `high` are `None` where the card gives a typical price and no range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Price {
    /// The least.
    pub low: Option<Credits>,
    /// What is counted.
    pub typical: Credits,
    /// The most.
    pub high: Option<Credits>,
}

/// How sure the class is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The operation or the reported credits decide it.
    Certain,
    /// A scope column or the number of files.
    High,
    /// The words of the prompt.
    Low,
}

/// An event's place in the cost model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Classified {
    /// The card's line.
    pub class: ClassId,
    /// The log's pool, else the card's, else `Unassigned`.
    pub pool: Pool,
    /// Reported, modeled or unknown.
    pub basis: Basis,
    /// What is counted: reported credits, else the typical price; `None` is unknown.
    pub credits: Option<Credits>,
    /// What the card says, even where credits are reported; `None` where it has no price.
    pub price: Option<Price>,
    /// What the unit price was multiplied with (1 where the log gives nothing and the unit allows it).
    pub quantity: Option<Credits>,
    /// No model in the log: the platform's default was taken.
    pub assumed_model: bool,
    /// How sure the class is.
    pub confidence: Confidence,
    /// Which card priced it: an index into [`Model::cards`].
    pub card: u16,
    /// How it ended (from the event).
    pub outcome: Outcome,
}

/// How firm a line's price is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exactness {
    /// The published price.
    Exact,
    /// A typical price or a range.
    Estimate,
    /// No number is known.
    Unknown,
}

impl Exactness {
    /// `exact`, `estimate` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Estimate => "estimate",
            Self::Unknown => "unknown",
        }
    }
}

/// What a rate card says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardInfo {
    /// `base44-2026-03`.
    pub name: String,
    /// `base44`.
    pub provider: Option<String>,
    /// Its first day; `None` where it holds since ever.
    pub effective_from: Option<Day>,
    /// The card that it changes.
    pub extends: Option<String>,
    /// When its source was last looked at.
    pub checked_on: Option<Day>,
    /// Where its prices come from.
    pub source: Option<String>,
}

/// A cost model: what is in force on each day, compiled from rate cards.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Model {
    name: String,
    cards: Vec<CardInfo>,
    classes: Vec<ClassInfo>,
    /// What is in force from a day on (`None`: ever since), oldest first; the first also holds for all days before it. A log seldom has
    /// days of more than two.
    epochs: Vec<(Option<Day>, Part<Epoch>)>,
}

impl Model {
    /// `base44`, the name of a card, or of a user's file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The cards that may price an event, oldest first; a user's own last.
    pub fn cards(&self) -> &[CardInfo] {
        &self.cards
    }

    /// Every class of any day.
    pub fn classes(&self) -> &[ClassInfo] {
        &self.classes
    }

    /// A class of this model.
    pub fn class(&self, id: ClassId) -> &ClassInfo {
        &self.classes[id.0 as usize]
    }

    /// The class with an id, in any case.
    pub fn find_class(&self, id: &str) -> Option<ClassId> {
        let at = self.classes.iter().position(|class| class.id.eq_ignore_ascii_case(id))?;
        u16::try_from(at).ok().map(ClassId)
    }

    /// A short paragraph on a class, by the newest card that has it; empty where that has none.
    pub fn class_doc(&self, id: ClassId) -> &str {
        let told = self.epochs.iter().rev().find_map(|(_, epoch)| {
            let (classes, told) = (&epoch.get().classes, &epoch.get().told);
            Some(&told.get()[classes.iter().position(|class| *class == id)?])
        });
        told.map_or("", |told| &told.doc)
    }

    /// The latest day on which the source of one of its cards was looked at.
    pub fn newest_checked_on(&self) -> Option<Day> {
        self.cards.iter().filter_map(|card| card.checked_on).max()
    }

    /// Which of the periods between changes of prices a day (UTC) falls in.
    pub fn epoch_at(&self, day: Day) -> usize {
        self.epochs.partition_point(|(from, _)| *from <= Some(day)).saturating_sub(1)
    }

    /// What is in force in one of these periods.
    fn epoch(&self, at: usize) -> &Epoch {
        self.epochs[at].1.get()
    }
}
