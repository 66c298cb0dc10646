//! Classes of events, and the sources of credits that they belong to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where credits went. Depends on the class alone, never on the reported amount.
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
    /// Operations that cost nothing.
    Free,
    /// Totals of days, whose events the log does not list.
    DailyTotals,
    /// Totals of a cycle so far, or differences of noted balances: neither events nor days are known.
    Snapshot,
    /// Operations that no rate card knows.
    Unclassified,
}

impl Source {
    /// All sources, in the order in which the documentation explains them.
    pub const ALL: [Self; 10] = [
        Self::AgentPrompts,
        Self::Discuss,
        Self::Integrations,
        Self::Agents,
        Self::Automations,
        Self::Backend,
        Self::Free,
        Self::DailyTotals,
        Self::Snapshot,
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
            Self::DailyTotals => "daily-totals",
            Self::Snapshot => "snapshot",
            Self::Unclassified => "unclassified",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A class of a model: an index into [`Model::classes`](crate::model::cost_model::Model::classes).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct ClassId(pub u16);

/// A class, the same in all price periods.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClassInfo {
    /// The stable id: `build.simple`, `llm.gpt-5`, …
    pub id: String,
    /// The name for people: `InvokeLLM (GPT-5)`.
    pub title: String,
    /// Its source.
    pub source: Source,
}
