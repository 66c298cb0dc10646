//! One event of a timeline, and what a detector may ask about it.

use serde_json::Value;

use crate::audit::estimate::Estimate;
use crate::base::{Credits, Day, Instant, letters};
use crate::event::{Event, Outcome, Scope};
use crate::model::{Basis, ClassInfo, Classified, Confidence, Source};

/// A usage event of the period, with its names.
#[derive(Clone, Debug)]
pub struct TimelineEvent<'a> {
    /// Index into the log's events.
    pub(crate) index: usize,
    /// The event as read from the log.
    pub(crate) logged: &'a Event,
    pub(crate) classified: &'a Classified,
    pub(crate) class: &'a ClassInfo,
    /// The day in the report's zone.
    pub(crate) day: Day,
    /// `None` if the log gives a date without a time.
    pub(crate) at: Option<Instant>,
    /// Cost after refunds, never below 0; `None` if unknown. A refund itself costs 0.
    pub(crate) cost: Option<Estimate>,
    /// The scope that the event's evidence suggests.
    pub(crate) scope: Option<(Scope, Confidence)>,
    pub(crate) app: Option<&'a str>,
    pub(crate) user: Option<&'a str>,
    /// The feature, function, page or automation.
    pub(crate) feature: Option<&'a str>,
    /// The model as logged.
    pub(crate) model: Option<&'a str>,
    /// The operation as logged.
    pub(crate) operation: Option<&'a str>,
    /// The files as logged, separated by `;`.
    pub(crate) file_list: Option<&'a str>,
}

impl<'a> TimelineEvent<'a> {
    /// The typical cost; 0 if it is unknown.
    pub(crate) fn credits(&self) -> Credits {
        self.cost.unwrap_or_default().typical
    }

    /// Names of the files that the event touched. A number in their place is a count, not a name.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.file_list
            .unwrap_or("")
            .split(';')
            .map(str::trim)
            .filter(|f| !f.is_empty() && !f.bytes().all(|b| b.is_ascii_digit()))
    }

    /// The prompt or message, if it is logged and not blank.
    pub(crate) fn prompt(&self) -> Option<&'a str> {
        self.logged.prompt.as_deref().map(str::trim).filter(|p| !p.is_empty())
    }

    /// Returns true for a prompt to the builder that changes the app.
    pub(crate) fn is_build(&self) -> bool {
        self.class.id.starts_with("build.") && !self.is_refund()
    }

    /// Returns true for a build prompt of the smallest scope: by its reported cost, else by its evidence.
    pub(crate) fn is_simple_build(&self) -> bool {
        let by_evidence = self.scope.is_some_and(|(scope, _)| scope == Scope::Simple);
        self.is("build.simple") || (by_evidence && self.credits() <= Credits::whole(1))
    }

    /// Returns true if the event belongs to the class.
    pub(crate) fn is(&self, class: &str) -> bool {
        self.class.id == class && !self.is_refund()
    }

    /// Returns true for an `InvokeLLM` call.
    pub(crate) fn is_llm(&self) -> bool {
        self.class.id.starts_with("llm.") && !self.is_refund()
    }

    /// Returns true for a message to an in-app agent.
    pub(crate) fn is_agent(&self) -> bool {
        self.class.id.starts_with("agent.") && !self.is_refund()
    }

    /// Returns true for events of a running app, as opposed to those of the builder.
    pub(crate) fn is_call(&self) -> bool {
        matches!(
            self.class.source,
            Source::Integrations | Source::Agents | Source::Automations | Source::Backend
        ) && !self.is_refund()
    }

    /// Returns true if the event gives credits back.
    pub(crate) fn is_refund(&self) -> bool {
        self.classified.credits.is_some_and(Credits::is_negative)
            || self.logged.outcome == Outcome::Refund
    }

    /// Returns true if the log itself gives the credits.
    pub(crate) fn is_reported(&self) -> bool {
        self.classified.basis == Basis::Reported
    }

    /// The name of the call without its model: `InvokeLLM`, `agent messages`, else the title of the class.
    pub(crate) fn call(&self) -> &'a str {
        match self.class.id.split_once('.') {
            Some(("llm", _)) => "InvokeLLM",
            Some(("agent", model)) if model != "whatsapp" => "agent messages",
            _ => &self.class.title,
        }
    }

    /// Minutes since an earlier event, rounded down; `None` if either has no time of day.
    pub(crate) fn minutes_since(&self, earlier: &TimelineEvent) -> Option<i64> {
        Some((self.at?.micros() - earlier.at?.micros()).div_euclid(60_000_000))
    }

    /// The prompt, if its column says that it is the input of the call, and not what was done.
    pub(crate) fn input_text(&self) -> Option<&'a str> {
        let is_noted =
            self.logged.metadata.as_deref().is_some_and(|m| m.contains("\"text_column\""));
        // A column "text" is what was read aloud.
        let is_spoken = || {
            self.is("integration.generate-speech")
                && self.metadata(&["textcolumn"]).is_some_and(|column| column == "text")
        };
        self.prompt().filter(|_| !is_noted || is_spoken())
    }

    /// The keys and values of the metadata. Keys are letters and digits alone, in lower case.
    pub(crate) fn metadata_pairs(&self) -> Vec<(String, String)> {
        let object = self.logged.metadata.as_deref().map(serde_json::from_str::<Object>);
        let Some(Ok(object)) = object else { return Vec::new() };
        let pair = |(key, value): (String, Value)| {
            let value = match value {
                Value::Null => return None,
                Value::String(text) => text,
                other => other.to_string(),
            };
            Some((letters(&key), value))
        };
        object.into_iter().filter_map(pair).collect()
    }

    /// The first of these metadata keys that has a text or a number, as text. Keys are compared by letters and digits alone, in
    /// lower case.
    pub(crate) fn metadata(&self, keys: &[&str]) -> Option<String> {
        let object: Object = serde_json::from_str(self.logged.metadata.as_deref()?).ok()?;
        let found = object.iter().find(|(name, _)| keys.contains(&letters(name).as_str()))?.1;
        match found {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

type Object = serde_json::Map<String, Value>;
