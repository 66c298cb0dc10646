//! One thing that happened and used credits: the contract between `ingest` and everything after it.
//!
//! An event holds only what its row says. It knows neither classes nor prices: those depend on the rate card.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Stamp, Symbol};

/// A balance of credits with its own allowance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Pool {
    /// Credits for prompts to the builder.
    Message,
    /// Credits for what running apps call.
    Integration,
    /// Neither the log nor the rate card names a pool.
    Unassigned,
}

impl Pool {
    /// All pools, in the order in which reports show them.
    pub const ALL: [Self; 3] = [Self::Message, Self::Integration, Self::Unassigned];

    /// The pool's name in every output: `message`, `integration`, `unassigned`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Integration => "integration",
            Self::Unassigned => "unassigned",
        }
    }
}

impl fmt::Display for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Pool {
    type Err = ();

    /// Reads any spelling of a pool: `message`, `Messages`, `message_credits`, `integration credits`, `unassigned`.
    fn from_str(text: &str) -> Result<Self, ()> {
        // Nearly every log writes one of these two.
        let plain = match text {
            "message" => return Ok(Self::Message),
            "integration" => return Ok(Self::Integration),
            _ => text
                .chars()
                .filter(char::is_ascii_alphabetic)
                .map(|c| c.to_ascii_lowercase())
                .collect::<String>(),
        };
        let stem = plain.strip_suffix("credits").or(plain.strip_suffix("credit")).unwrap_or(&plain);
        match stem {
            "message" | "messages" => Ok(Self::Message),
            "integration" | "integrations" => Ok(Self::Integration),
            "unassigned" => Ok(Self::Unassigned),
            _ => Err(()),
        }
    }
}

/// How much work a build prompt asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One element.
    Simple,
    /// A few files.
    Feature,
    /// Entities, flows or logic across several files.
    Module,
    /// Many pages or the whole app.
    AppWide,
}

/// How an event ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It ran, or the log does not say how it ended.
    Ok,
    /// It ran and failed. It costs only what the log reports.
    Failed,
    /// The log does not say what became of it, or what it cost. It costs only what the log reports.
    Unknown,
    /// It was stopped before it ran. It costs nothing, and reports do not count it.
    Blocked,
    /// Credits were given back; `reported` is negative.
    Refund,
    /// Credits were earned or bought; `reported` is positive. This is not usage, and reports do not count it as an event.
    Grant,
}

impl Outcome {
    /// The word in the `status` column of the canonical log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
            Self::Refund => "refund",
            Self::Grant => "grant",
        }
    }

    /// Returns true if reports count the event: it is neither blocked nor a grant.
    pub const fn is_usage(self) -> bool {
        !matches!(self, Self::Blocked | Self::Grant)
    }
}

/// Who says what an event cost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The platform: `creditsCharged`, the builder's Credits Used, `actual_platform_credits_used`.
    Platform,
    /// The app.
    App,
    /// The app, which calls the amount an estimate.
    AppEstimate,
}

/// Credits that the log itself gives: the total of the row, never multiplied by a quantity. A reported 0 is a known zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reported {
    /// Negative for a refund.
    pub credits: Credits,
    /// The column with the amount, as the file spells it.
    pub column: Symbol,
    pub authority: Authority,
}

/// What a quantity counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// The unit of the operation's price: the `quantity` of the canonical log.
    Own,
    /// Seconds of video or audio.
    Seconds,
    /// Characters (Unicode scalar values) of text.
    Characters,
    /// Messages sent.
    Emails,
    /// Images generated.
    Images,
    /// Calls made.
    Calls,
}

/// The sender of an e-mail that was sent from a domain of the app's own, if the log does not name the domain.
pub(crate) const CUSTOM_DOMAIN: &str = "custom domain";

/// The operation before brackets, and the variant or AI model in them: `InvokeLLM (GPT-5)`. `None` if there are no brackets.
pub(crate) fn variant(operation: &str) -> Option<(&str, &str)> {
    let (head, rest) = operation.split_once(['(', '['])?;
    let inside = rest.trim_end().trim_end_matches([')', ']']);
    Some((head.trim(), inside.trim())).filter(|(head, _)| !head.is_empty())
}

/// The input and line of an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Provenance {
    /// The index of the input in the log's list.
    pub input: u32,
    /// The line on which the record begins, from 1.
    pub line: u64,
}

/// How many equal events a row stands for, and how long the slot of time is in which they lie. A row of a log is one event at its own
/// time; a row of a rollup stands for all events of a slot that differ in nothing but their times.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Slot {
    /// At least 1.
    pub events: u64,
    /// In seconds; 0 for a row of a log.
    pub span: u32,
}

impl Slot {
    /// A row of a log.
    pub const ONE: Self = Self { events: 1, span: 0 };

    /// Whether the hour of its events is not known.
    pub const fn hides_hours(self) -> bool {
        self.span > 3600
    }
}

/// One thing that happened. Names are symbols of the log's table; `None` means that the log does not say.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The time, or only the date.
    pub stamp: Stamp,
    /// The input and line.
    pub provenance: Provenance,
    /// How many such events the row stands for. Amounts and quantities are those of each.
    pub slot: Slot,
    /// How an event ended.
    pub outcome: Outcome,
    /// The pool that the log names, never one that a rate card implies.
    pub pool: Option<Pool>,
    /// The app that used the credits.
    pub app: Option<Symbol>,
    /// The user who caused it.
    pub user: Option<Symbol>,
    /// What ran, as the log spells it.
    pub operation: Option<Symbol>,
    /// The AI model, as the log spells it.
    pub model: Option<Symbol>,
    /// Feature, function, page or automation.
    pub feature: Option<Symbol>,
    /// The credits that the log reports; for a grant, the credits granted.
    pub reported: Option<Reported>,
    /// Quantities by unit, the canonical one first.
    pub quantities: Vec<(Unit, Credits)>,
    /// The scope that the log names.
    pub scope: Option<Scope>,
    /// The touched files, as the log lists them (separated by `;`), or their number.
    pub files: Option<Symbol>,
    /// The number of touched files.
    pub file_count: Option<u32>,
    /// The sender's address or domain of an email.
    pub from: Option<Symbol>,
    /// The run time in milliseconds. It is never a quantity.
    pub duration_ms: Option<Credits>,
    /// The credits that the row says its user may use in a month. Few logs say so, hence the box.
    pub quota: Option<Box<Credits>>,
    /// The row's own id.
    pub id: Option<Box<str>>,
    /// The prompt or message.
    pub prompt: Option<Box<str>>,
    /// A JSON object with the rest of the row, so that an exported event reads back the same.
    pub metadata: Option<Box<str>>,
}

impl Event {
    /// An event of which only the time and the place are known.
    pub fn at(stamp: Stamp, provenance: Provenance) -> Self {
        Self {
            stamp,
            provenance,
            slot: Slot::ONE,
            outcome: Outcome::Ok,
            pool: None,
            app: None,
            user: None,
            operation: None,
            model: None,
            feature: None,
            reported: None,
            quantities: Vec::new(),
            scope: None,
            files: None,
            file_count: None,
            from: None,
            duration_ms: None,
            quota: None,
            id: None,
            prompt: None,
            metadata: None,
        }
    }

    /// The quantity in a unit; else the one in [`Unit::Own`].
    pub fn quantity(&self, unit: Unit) -> Option<Credits> {
        let find =
            |wanted: Unit| self.quantities.iter().find(|(u, _)| *u == wanted).map(|(_, n)| *n);
        find(unit).or_else(|| find(Unit::Own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pools_in_any_spelling() {
        for text in ["message", "Messages", "message_credits", "MESSAGE CREDITS", "message-credit"]
        {
            assert_eq!(text.parse(), Ok(Pool::Message), "{text}");
        }
        assert_eq!("Integration Credits".parse(), Ok(Pool::Integration));
        assert_eq!("video".parse::<Pool>(), Err(()));
        assert_eq!("credits".parse::<Pool>(), Err(()));
    }
}
