//! What the gate writes for other programs, held against what those programs document that they read.

use jsonschema::Validator;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use super::sinks::{run, states};
use super::{Desk, Exit, event, steady};

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

/// Every state of the gate's own tests, and one with names of a thousand characters and of other writing systems.
fn everywhere(format: &str, look: impl Fn(&str, &str)) {
    let mut all = states();
    let name = "Заказ 🧾 \u{202e}\u{1} <b>&amp; ".repeat(50);
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.push(event("2026-05-20", &name.replace(['"', ','], " "), "60"));
    let args = vec!["--as-of", "2026-05-20", "--allowance", "integration=1000", "--per", "app"];
    all.push(("long-names", Desk::with(&rows), args, Exit::Fired));
    for (name, desk, args, exit) in all {
        let (_, sinks) = run(&desk, &args, exit);
        let (_, text) = sinks.iter().find(|(id, _)| *id == format).unwrap();
        look(name, text);
    }
}

fn all_fit(format: &str, schema: &str, broken: &[Value]) {
    let validator = validator(schema);
    for value in broken {
        assert!(!validator.is_valid(value), "the schema tells good from bad: {value}");
    }
    everywhere(format, |name, text| {
        let value: Value = serde_json::from_str(text).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    });
}

#[test]
fn slack_takes_every_message() {
    let long = "x".repeat(151);
    let header = |text: &str| json!({"text": "a", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": text}}]});
    let schema = include_str!("../../schemas/slack.json");
    assert!(validator(schema).is_valid(&header(&long[1..])));
    let empty = json!({"text": "a", "blocks": [{"type": "context", "elements": []}]});
    all_fit("slack", schema, &[header(&long), header(""), empty, json!({"blocks": []})]);
}

#[test]
fn gitlab_takes_every_report() {
    let issue = |severity: &str, path: &str| {
        json!([{"description": "d", "check_name": "c", "fingerprint": "f", "severity": severity,
            "location": {"path": path, "lines": {"begin": 1}}}])
    };
    let schema = include_str!("../../schemas/gitlab-code-quality.json");
    assert!(validator(schema).is_valid(&issue("major", "usage.csv")));
    all_fit("gitlab", schema, &[issue("urgent", "usage.csv"), issue("major", "./usage.csv")]);
}

#[test]
fn shields_takes_every_badge() {
    let broken = [json!({"schemaVersion": 1, "label": "credits"}), json!({"schemaVersion": "1"})];
    all_fit("shields", include_str!("../../schemas/shields.json"), &broken);
}

/// A second parser, which insists on well-formed XML and on the characters that XML 1.0 allows.
#[test]
fn junit_is_well_formed() {
    everywhere("junit", |name, text| {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut cases = 0;
        loop {
            match reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")) {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    cases += usize::from(tag.name().as_ref() == "testcase");
                    for attribute in tag.attributes() {
                        attribute.unwrap_or_else(|e| panic!("{name}: {e}"));
                    }
                }
                _ => {}
            }
        }
        assert!(cases > 0, "{name}");
        let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(text.chars().all(allowed), "{name}");
    });
}
