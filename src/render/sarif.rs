//! A gate as SARIF 2.1.0. A host shows every result as an alert, so only what must be looked at is one: what fired and is not
//! acknowledged, and each fact because of which a rule could not be judged.

use serde_json::{Value, json};

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use super::json::json as to_json;
use crate::alerts::{self, Severity};
use crate::base::Untrusted;
use crate::event::Pool;
use crate::report::check::{Check, RuleVerdict};
use crate::report::view::gate_answer::{Open, answer, open, rule_names};
use crate::report::view::gate_words::{asides, sentence};

pub(super) struct Sarif;

impl OutputFormat for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["sarif"]
    }

    fn describes(&self) -> &'static str {
        "check: results for code scanning"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| to_json(&sarif(check)))
    }
}

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Builds the SARIF log of one run.
pub(crate) fn sarif(check: &Check) -> Value {
    let ids = ids(check);
    let rules: Vec<Value> = ids.iter().map(|id| rule(id)).collect();
    let fired = check.rules.iter().filter(|verdict| verdict.is_new() && !verdict.is_folded());
    let mut results: Vec<Value> = fired.map(|verdict| fired_result(check, verdict, &ids)).collect();
    results.extend(open(check).iter().map(|open| open_result(check, open, &ids)));
    let mut notes: Vec<Value> =
        broken(check).into_iter().map(|text| notification("error", &text)).collect();
    notes.extend(check.doubts.iter().map(|doubt| notification("warning", &doubt.message)));
    notes.extend(asides(check).iter().map(|text| notification("note", text)));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": check.tool.name, "version": check.tool.version, "semanticVersion": check.tool.version, "rules": rules,
            }},
            "automationDetails": { "id": "credits-check/" },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": check.error.is_none(),
                "exitCode": check.exit,
                "toolExecutionNotifications": notes,
            }],
            "artifacts": check.inputs.iter().map(|input| json!({ "location": { "uri": uri(input.path.raw()) } })).collect::<Vec<_>>(),
            "results": results,
            "properties": {
                "answer": plain(&answer(check)), "verdict": check.verdict.name(), "asOf": check.as_of.map(|d| d.to_string()),
                "title": check.title.as_ref().map(Untrusted::for_terminal), "run": check.run.as_ref().map(Untrusted::for_terminal),
            },
        }],
    })
}

/// The rule of a result that says what could not be judged.
const NOT_JUDGED: &str = "not-judged";

/// Lists the rules of the gate, each once, and the one for what could not be judged.
fn ids(check: &Check) -> Vec<&str> {
    let mut ids = rule_names(check.rules.iter());
    ids.push(NOT_JUDGED);
    ids
}

fn rule(id: &str) -> Value {
    let known = alerts::find(id);
    let summary = match known {
        Some(known) => known.summary(),
        None if id == NOT_JUDGED => "a rule could not be judged, so the gate is not clear",
        None => "too many events are operations that no rate card knows",
    };
    let help = known.map_or(summary, alerts::Rule::doc);
    json!({
        "id": id,
        "name": id,
        "shortDescription": { "text": summary },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": "error" },
    })
}

fn notification(level: &str, text: &str) -> Value {
    json!({ "level": level, "message": { "text": text } })
}

/// Returns the level of a verdict that fired.
fn level(verdict: &RuleVerdict) -> &'static str {
    match verdict.severity {
        _ if !verdict.warns_only() => "error",
        Severity::Info => "note",
        _ => "warning",
    }
}

/// What all results have. `fingerprint` is the same on every night on which the alert goes on.
fn result(
    check: &Check,
    id: &str,
    ids: &[&str],
    level: &str,
    text: &str,
    fingerprint: &str,
) -> Value {
    let location = check.inputs.first().map(|input| {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(input.path.raw()), "index": 0 }, "region": { "startLine": 1 },
        }})
    });
    json!({
        "ruleId": id,
        "ruleIndex": ids.iter().position(|other| *other == id),
        "kind": "fail",
        "level": level,
        // SARIF reads braces in a message as placeholders.
        "message": { "text": text.replace('{', "{{").replace('}', "}}") },
        "locations": location.into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "creditsEvent/v1": fingerprint },
    })
}

fn fired_result(check: &Check, verdict: &RuleVerdict, ids: &[&str]) -> Value {
    let mut text = plain(&sentence(check, verdict));
    if let Some(known) = verdict.acknowledged.as_ref().filter(|known| known.expired) {
        text = format!("acknowledged until {} only: {text}", known.expires);
    }
    let mut result = result(check, &verdict.rule, ids, level(verdict), &text, &verdict.fingerprint);
    result["properties"] = json!({
        "pool": verdict.pool.map(Pool::name), "scope": verdict.scope, "day": verdict.day, "since": verdict.since,
        "value": verdict.value, "baseline": verdict.baseline, "ratio": verdict.ratio, "severity": verdict.severity,
    });
    result
}

fn open_result(check: &Check, open: &Open<'_>, ids: &[&str]) -> Value {
    let level = if check.exit == 0 { "warning" } else { "error" };
    result(check, NOT_JUDGED, ids, level, &plain(&open.sentence()), open.fingerprint())
}

/// Writes a path as a relative URI reference, with other characters as `%XX`.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    if path == "-" {
        return "stdin".to_owned();
    }
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    if out.is_empty() { "unknown".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("exports/Mai 2026 (1).csv"), "exports/Mai%202026%20%281%29.csv");
        assert_eq!((uri("-").as_str(), uri("é:b").as_str()), ("stdin", "%C3%A9%3Ab"));
    }
}
