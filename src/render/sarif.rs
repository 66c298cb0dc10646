//! A gate as SARIF 2.1.0: every rule with its help, every verdict as a result.

use serde_json::{Value, json};

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use super::json::json as to_json;
use crate::alerts::{self, RuleState, Severity};
use crate::report::check::{Check, RuleVerdict};
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
    let results: Vec<Value> =
        check.rules.iter().map(|verdict| result(check, verdict, &ids)).collect();
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
            "properties": { "verdict": check.verdict.name(), "asOf": check.as_of.map(|d| d.to_string()) },
        }],
    })
}

/// Lists the rules of the results, each once.
fn ids(check: &Check) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for verdict in &check.rules {
        if !ids.contains(&verdict.rule.as_str()) {
            ids.push(&verdict.rule);
        }
    }
    ids
}

fn rule(id: &str) -> Value {
    let known = alerts::find(id);
    let summary = known
        .map_or("too many events are operations that no rate card knows", alerts::Rule::summary);
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

/// Returns the kind and the level of a verdict. SARIF calls a rule that could not be decided `open`.
fn kind(verdict: &RuleVerdict) -> (&'static str, &'static str) {
    match verdict.state {
        RuleState::Clear => ("pass", "none"),
        RuleState::NotJudged | RuleState::WarmingUp => ("open", "none"),
        RuleState::Fired if !verdict.warns_only() => ("fail", "error"),
        RuleState::Fired if verdict.severity == Severity::Info || verdict.is_folded() => {
            ("fail", "note")
        }
        RuleState::Fired => ("fail", "warning"),
    }
}

fn result(check: &Check, verdict: &RuleVerdict, ids: &[&str]) -> Value {
    let (kind, level) = kind(verdict);
    let mut text = plain(&sentence(verdict));
    if let Some(reason) = &verdict.reason {
        text = format!("not judged: {reason}");
    }
    let location = check.inputs.first().map(|input| {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(input.path.raw()), "index": 0 }, "region": { "startLine": 1 },
        }})
    });
    let mut result = json!({
        "ruleId": verdict.rule,
        "ruleIndex": ids.iter().position(|id| *id == verdict.rule),
        "kind": kind,
        "level": level,
        // SARIF reads braces in a message as placeholders.
        "message": { "text": text.replace('{', "{{").replace('}', "}}") },
        "locations": location.into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "creditsEvent/v1": verdict.fingerprint },
        "properties": {
            "pool": verdict.pool.map(super::super::event::Pool::name), "scope": verdict.scope, "day": verdict.day, "since": verdict.since,
            "value": verdict.value, "baseline": verdict.baseline, "ratio": verdict.ratio, "severity": verdict.severity,
        },
    });
    if let Some(known) = verdict.acknowledged.as_ref().filter(|_| verdict.is_acknowledged()) {
        let reason = format!("{} (until {})", known.reason.for_terminal(), known.expires);
        result["suppressions"] =
            json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    result
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
