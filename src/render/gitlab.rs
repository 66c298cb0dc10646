//! A gate as GitLab's code quality report: one finding for each alert, and for each fact because of which a rule could not be judged.

use serde_json::{Value, json};

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use super::json::json as to_json;
use crate::alerts::Severity;
use crate::report::check::{Check, RuleVerdict};
use crate::report::view::gate_answer::open;
use crate::report::view::gate_words::sentence;

pub(super) struct Gitlab;

impl OutputFormat for Gitlab {
    fn id(&self) -> &'static str {
        "gitlab"
    }

    fn describes(&self) -> &'static str {
        "check: GitLab's code quality report"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| to_json(&Value::Array(findings(check))))
    }
}

/// Builds the findings.
pub(crate) fn findings(check: &Check) -> Vec<Value> {
    // GitLab refuses a finding without a place in the repository.
    let path =
        check.inputs.first().map_or_else(|| "-".to_owned(), |input| input.path.for_terminal());
    let finding = |name: &str, severity: &str, text: &str, fingerprint: &str| {
        json!({
            "description": text,
            "check_name": format!("credits-{name}"),
            "fingerprint": fingerprint,
            "severity": severity,
            "location": { "path": path, "lines": { "begin": 1 } },
        })
    };
    let failed = broken(check);
    let mut found: Vec<Value> =
        failed.iter().map(|text| finding("error", "blocker", text, "credits-error")).collect();
    let fired = check.rules.iter().filter(|rule| rule.is_new());
    found.extend(fired.map(|rule| {
        finding(&rule.rule, severity(rule), &plain(&sentence(check, rule)), &rule.fingerprint)
    }));
    found.extend(
        open(check).iter().map(|open| {
            finding("not-judged", "major", &plain(&open.sentence()), open.fingerprint())
        }),
    );
    found
}

fn severity(rule: &RuleVerdict) -> &'static str {
    match rule.severity {
        Severity::Info => "info",
        _ if rule.warns_only() => "minor",
        Severity::Warning => "major",
        Severity::Urgent => "critical",
    }
}
