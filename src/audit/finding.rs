//! What an audit says.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use crate::base::Untrusted;
use crate::event::Pool;

/// Whether a finding's figures are counted or supposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingBasis {
    /// The log gives the credits, and what the fix leaves follows from the log alone.
    Measured,
    /// A price of the card or a supposition about the fix is in it; the doc says which.
    Estimated,
}

/// What a finding asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FindingClass {
    /// Change the app once.
    Fix,
    /// Work differently from now on.
    Habit,
    /// It is right as it is.
    Keep,
    /// The log cannot tell whether it is waste: ask. Not in the total.
    Question,
}

impl FindingClass {
    /// Whether its saving is counted in the total.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Fix | Self::Habit)
    }
}

/// What a fix saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Saving {
    /// In the period, after the fixes of higher rank: the typical amounts of all counted findings add up to the total.
    pub period: Estimate,
    /// The same, for as many days as a cycle has.
    pub cycle: Estimate,
    /// In the period, if this were the only fix.
    pub alone: Estimate,
}

/// A row that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceRow {
    /// Index into the log's inputs.
    pub input: u32,
    /// 1-based line on which the record begins.
    pub line: u64,
    /// The input's path; empty until a report fills it in.
    #[serde(default)]
    pub file: Untrusted,
}

/// A figure with its name. Both are ours: no text from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Detail {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// What a part's name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// An app.
    App,
    /// A user.
    User,
    /// A feature, function, page or automation.
    Feature,
    /// A file.
    File,
    /// A model or an operation: never hidden.
    Plain,
}

/// A part of what was found: a feature, a file, a loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// What the name names.
    pub kind: NameKind,
    /// The name; null where the log does not say.
    pub name: Option<Untrusted>,
    /// How many events.
    pub events: u64,
    /// What they cost.
    pub credits: crate::base::Credits,
    /// A remark of ours.
    pub note: String,
}

/// A pattern of waste (or of its absence), with its size, its rows and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The detector's letter and the rank among its findings: `R1`.
    pub id: String,
    /// The detector: `repeated-calls`.
    pub detector: String,
    /// The name under which its fix can be applied: `cache`; null where there is none.
    pub fix: Option<String>,
    /// What was found, in a few words of ours; the names beside it say where.
    pub title: String,
    /// The app.
    pub app: Option<Untrusted>,
    /// The feature.
    pub feature: Option<Untrusted>,
    /// The user.
    pub user: Option<Untrusted>,
    /// The pool.
    pub pool: Option<Pool>,
    /// Measured or estimated.
    pub basis: FindingBasis,
    /// Fix, habit, keep or question.
    pub class: FindingClass,
    /// The figures as one sentence of ours.
    pub summary: String,
    /// Credits that the pattern cost beyond what the work needed, in the period.
    pub wasted: Estimate,
    /// What the fix saves; null where that cannot be said.
    pub saving: Option<Saving>,
    /// What the fix takes: `2–4 h`, `habit`.
    pub effort: String,
    /// What to do: one imperative sentence.
    pub action: String,
    /// Text to paste: a prompt, a function, lines of a rate card.
    pub paste: Option<String>,
    /// Events among which the pattern was looked for: the volume that a later log is compared by.
    pub looked_at: u64,
    /// How many rows it rests on.
    pub rows: u64,
    /// All of those rows, in the order of files and lines.
    pub evidence: Vec<EvidenceRow>,
    /// Figures.
    pub details: Vec<Detail>,
    /// What it is made of, largest first.
    pub parts: Vec<Part>,
    /// What it cannot tell.
    pub weakness: String,
}

impl Finding {
    /// Replaces the names, for a report that hides them.
    pub fn rename(&mut self, shown: impl Fn(NameKind, &Untrusted) -> Untrusted) {
        for (kind, name) in [
            (NameKind::App, &mut self.app),
            (NameKind::Feature, &mut self.feature),
            (NameKind::User, &mut self.user),
        ] {
            *name = name.as_ref().map(|n| shown(kind, n));
        }
        for part in &mut self.parts {
            part.name = part.name.as_ref().map(|n| shown(part.kind, n));
        }
    }
}
