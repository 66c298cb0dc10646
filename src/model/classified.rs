//! The result of classifying an event.

use serde::{Deserialize, Serialize};

use crate::base::Credits;
use crate::event::{Outcome, Pool};

use crate::model::class::ClassId;
use crate::model::price::Price;

/// How an event's credits are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The log reports them.
    Reported,
    /// The rate card prices them.
    Modeled,
    /// Neither. The event is counted and listed; its credits are never taken as 0 and never guessed.
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

/// How certain the class is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The operation or the reported credits decide it.
    Certain,
    /// A scope column or the number of files decides it.
    High,
    /// The words of the prompt decide it.
    Low,
}

/// An event's place in the cost model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Classified {
    /// Its class.
    pub class: ClassId,
    /// The log's pool, else the card's, else `Unassigned`.
    pub pool: Pool,
    /// How `credits` are known.
    pub basis: Basis,
    /// The amount that counts: reported credits, else the typical price, else `None`.
    pub credits: Option<Credits>,
    /// The card's price, also when credits are reported; `None` if the card has none.
    pub price: Option<Price>,
    /// The factor of the unit price (1 if the log gives none and the unit allows that).
    pub quantity: Option<Credits>,
    /// The log names no AI model, so the platform's default is assumed.
    pub assumed_model: bool,
    /// How certain the class is.
    pub confidence: Confidence,
    /// The card that priced it: an index into [`Model::cards`](crate::model::cost_model::Model::cards).
    pub card: u16,
    /// The event's outcome.
    pub outcome: Outcome,
}
