//! A gate as `JUnit` XML: each rule is a test case.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::format::{CheckWriter, OutputFormat};
use super::gate_words::{broken, plain};
use crate::alerts::RuleState;
use crate::base::untrusted::acts;
use crate::report::check::{Check, RuleVerdict};
use crate::report::view::gate_answer::answer;
use crate::report::view::gate_words::{asides, figures, place, remapped, sentence};

pub(super) struct Junit;

impl OutputFormat for Junit {
    fn id(&self) -> &'static str {
        "junit"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn describes(&self) -> &'static str {
        "check: test results for CI systems"
    }

    fn check(&self) -> Option<CheckWriter> {
        Some(|check, _| junit(check))
    }
}

/// Writes the XML. It contains no times, so the same log gives the same bytes.
pub(crate) fn junit(check: &Check) -> String {
    let mut suite = TestSuite::new("credits check");
    if let Some(as_of) = check.as_of {
        suite.add_property(("as-of", as_of.to_string().as_str()));
    }
    suite.add_property(("answer", plain(&answer(check)).as_str()));
    suite.add_property(("verdict", check.verdict.name()));
    for (name, text) in [("title", &check.title), ("run", &check.run)] {
        if let Some(text) = text {
            suite.add_property((name, text.for_terminal().as_str()));
        }
    }
    if let Some(text) = remapped(check) {
        suite.add_property(("remapped", text.as_str()));
    }
    if let Some(text) = broken(check) {
        suite.add_test_case(case("log", "input", unhappy(NonSuccessKind::Error, "input", &text)));
    }
    for verdict in &check.rules {
        suite.add_test_case(of(check, verdict));
    }
    for text in asides(check) {
        let mut status = TestCaseStatus::skipped();
        status.set_message(text.as_str());
        suite.add_test_case(case(&text, text.split(' ').next().unwrap_or_default(), status));
    }
    let mut report = Report::new("credits check");
    report.add_test_suite(suite);
    // Writing to memory cannot fail.
    let text = legal(&report.to_string().expect("a test report is plain text"));
    // The schema of Jenkins allows `skipped` on suites, but not on their root.
    let (declaration, root) = text.split_once("<testsuites").unwrap_or_default();
    let (root, suites) = root.split_once('>').unwrap_or_default();
    let root: Vec<&str> =
        root.split(' ').filter(|attribute| !attribute.starts_with("skipped=")).collect();
    let mut text = format!("{declaration}<testsuites{}>{suites}", root.join(" "));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Makes the characters visible that XML forbids, and the others that act: a saved check may have been edited.
fn legal(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && acts(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn case(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("credits.{class}"));
    case
}

fn unhappy(kind: NonSuccessKind, class: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(message).set_type(class);
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

fn of(check: &Check, verdict: &RuleVerdict) -> TestCase {
    let message = plain(&sentence(check, verdict));
    let status = if verdict.fails() {
        unhappy(NonSuccessKind::Failure, &verdict.rule, &message)
    } else if let Some(known) = verdict.acknowledged.as_ref().filter(|_| verdict.is_acknowledged())
    {
        skipped(&format!(
            "acknowledged until {} ({}): {message}",
            known.expires,
            known.reason.for_terminal()
        ))
    } else if verdict.is_unknown() {
        let reason = verdict.reason.as_deref().unwrap_or_default();
        unhappy(NonSuccessKind::Error, "not-judged", reason)
    } else if verdict.is_open() {
        skipped(verdict.reason.as_deref().unwrap_or_default())
    } else {
        TestCaseStatus::success()
    };
    let place = plain(&place(verdict));
    let threshold = verdict
        .threshold
        .filter(|_| verdict.rule == "budget")
        .map(|t| format!(" {t}%"))
        .unwrap_or_default();
    let mut case = case(&format!("{}{threshold} {place}", verdict.rule), &verdict.rule, status);
    if verdict.state == RuleState::Clear {
        case.set_system_out(plain(&figures(check, verdict)));
    } else if verdict.is_new() && verdict.warns_only() {
        case.set_system_out(format!("warning: {message}"));
    }
    case
}
