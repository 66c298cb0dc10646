//! One thing that happened, as the log tells it: the contract between `ingest` and all after it.
//! An event knows neither classes nor prices.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::{Credits, Stamp, Symbol};

/// A balance of credits with its own allowance.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Pool {
    /// Prompts to the builder.
    Message,
    /// What running apps call.
    Integration,
    /// Neither the log nor the card tells.
    Unassigned,
}

impl Pool {
    /// All pools, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Message, Self::Integration, Self::Unassigned];

    /// `message`, `integration` or `unassigned`.
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

    /// Any spelling that normalises to a pool: `message`, `Messages`, `message_credits`, `integration credits`, `unassigned`.
    fn from_str(text: &str) -> Result<Self, ()> {
        // Nearly every log spells it plainly.
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

/// How much of the builder's work a prompt asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// One element.
    Simple,
    /// A few files.
    Feature,
    /// Entities, flows, logic over several files.
    Module,
    /// Many pages or the whole app.
    AppWide,
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It ran, or the log does not say.
    Ok,
    /// It ran and failed: counts only what the log reports.
    Failed,
    /// It was stopped before it ran: costs nothing, not an event of the report.
    Blocked,
    /// Credits given back; `reported` is negative.
    Refund,
    /// Credits earned or bought; `reported` is positive. Not usage, not an event of the report.
    Grant,
}

impl Outcome {
    /// The word of the canonical log's `status` column.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Blocked => "blocked",
            Self::Refund => "refund",
            Self::Grant => "grant",
        }
    }

    /// Whether rows of this kind are used by the report's sums (all but blocked and grants).
    pub const fn is_usage(self) -> bool {
        !matches!(self, Self::Blocked | Self::Grant)
    }
}

/// Whose figure a reported amount is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// The platform's own: `creditsCharged`, the builder's Credits Used, `actual_platform_credits_used`.
    Platform,
    /// The app wrote it.
    App,
    /// The app wrote it and calls it an estimate.
    AppEstimate,
}

/// Credits that the log itself gives. A row's total, never multiplied by a quantity. A reported 0 is a 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Reported {
    /// The amount; negative for a refund.
    pub credits: Credits,
    /// The column that it stood in, as the file spells it.
    pub column: Symbol,
    /// Whose figure it is.
    pub authority: Authority,
}

/// What a quantity counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Whatever the operation's price is per: the canonical log's `quantity`.
    Own,
    /// Seconds of video or audio.
    Seconds,
    /// Characters (Unicode scalar values) of text.
    Characters,
    /// Messages sent.
    Emails,
    /// Pictures made.
    Images,
    /// Calls made.
    Calls,
}

/// Where an event came from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Provenance {
    /// Index into the log's inputs.
    pub input: u32,
    /// 1-based line on which the record begins.
    pub line: u64,
}

/// One thing that happened, as the log tells it. Every name is a symbol of the log's table; `None` means that the log does not say.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// When.
    pub stamp: Stamp,
    /// The file and line.
    pub provenance: Provenance,
    /// How it ended.
    pub outcome: Outcome,
    /// The pool that the log names (never one that a card implies).
    pub pool: Option<Pool>,
    /// The app.
    pub app: Option<Symbol>,
    /// Who caused it.
    pub user: Option<Symbol>,
    /// What was done, as the log spells it.
    pub operation: Option<Symbol>,
    /// The AI model, as the log spells it.
    pub model: Option<Symbol>,
    /// Feature, function, page or automation.
    pub feature: Option<Symbol>,
    /// Credits that the log reports; for a grant, what was granted.
    pub reported: Option<Reported>,
    /// Quantities by unit, the canonical one first.
    pub quantities: Vec<(Unit, Credits)>,
    /// A scope that the log names.
    pub scope: Option<Scope>,
    /// The files that were touched, as the log lists them (`;`-separated), or a count.
    pub files: Option<Symbol>,
    /// How many files were touched.
    pub file_count: Option<u32>,
    /// The sender's address or domain of an email.
    pub from: Option<Symbol>,
    /// How long it ran, in milliseconds (never a quantity).
    pub duration_ms: Option<Credits>,
    /// The row's own id.
    pub id: Option<Box<str>>,
    /// The prompt or message.
    pub prompt: Option<Box<str>>,
    /// A JSON object of whatever else the row holds, for reading the event back.
    pub metadata: Option<Box<str>>,
}

impl Event {
    /// An event with a time and a place, and nothing else known.
    pub fn at(stamp: Stamp, provenance: Provenance) -> Self {
        Self {
            stamp,
            provenance,
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
            id: None,
            prompt: None,
            metadata: None,
        }
    }

    /// The quantity in a unit, or the canonical one.
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
