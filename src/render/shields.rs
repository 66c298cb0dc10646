//! The gate as the JSON of a shields.io endpoint badge.

use serde_json::{Value, json};

use crate::report::check::{Check, Verdict};
use crate::report::view::gate_words::summary;

/// The endpoint's answer.
pub(crate) fn endpoint(check: &Check) -> Value {
    let color = match check.verdict {
        Verdict::Clear if check.counts.warned > 0 => "yellow",
        Verdict::Clear => "brightgreen",
        Verdict::Fired => "red",
        Verdict::Indeterminate => "lightgrey",
        Verdict::Error => "critical",
    };
    let broken = matches!(check.verdict, Verdict::Error | Verdict::Indeterminate);
    json!({ "schemaVersion": 1, "label": "credits", "message": summary(check), "color": color, "isError": broken })
}
