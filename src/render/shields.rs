//! A gate as the JSON of a shields.io endpoint badge.

use serde_json::{Value, json};

use super::format::{CheckWriter, OutputFormat};
use super::json::json as to_json;
use crate::report::check::{Check, Verdict};
use crate::report::view::gate_answer::badge;

pub(super) struct Shields;

impl OutputFormat for Shields {
    fn id(&self) -> &'static str {
        "shields"
    }

    fn describes(&self) -> &'static str {
        "check: the endpoint of a shields.io badge"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| to_json(&endpoint(check)))
    }
}

/// Builds the answer of the endpoint.
pub(crate) fn endpoint(check: &Check) -> Value {
    let color = match check.verdict {
        Verdict::Clear if check.counts.warned > 0 => "yellow",
        Verdict::Clear => "brightgreen",
        Verdict::Fired => "red",
        Verdict::Indeterminate => "lightgrey",
        Verdict::Error => "critical",
    };
    let broken = matches!(check.verdict, Verdict::Error | Verdict::Indeterminate);
    json!({ "schemaVersion": 1, "label": "credits", "message": badge(check), "color": color, "isError": broken })
}
