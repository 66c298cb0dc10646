//! A saved document that was edited is shown, and none of its texts acts: not those of the log, and not those of the program itself.

use credits::cli::Exit;
use credits::inside::base::acts;
use serde_json::Value;

use crate::program::run;

/// What ends an escape, in every medium. It begins like a text of its place, so that a reader of names takes it.
const ACTING: &str = "x\u{1b}[31m\u{7}\u{fffe}\u{ffff}\u{fdd0}\u{202e}<script>alert(1)</script>\"'&\n::error::y ##[error]z";

/// Texts of the program in each document.
const OWN: [(&str, &[&str]); 3] = [
    (
        "report",
        &[
            "/tool/name",
            "/tool/version",
            "/tool/models/0",
            "/timezone",
            "/unit",
            "/alerts/0/rule",
            "/alerts/0/message",
            "/inputs/0/format",
        ],
    ),
    (
        "check",
        &[
            "/tool/name",
            "/tool/version",
            "/timezone",
            "/rules/0/rule",
            "/rules/0/message",
            "/left_out/0/rule",
            "/left_out/0/reason",
        ],
    ),
    (
        "compare",
        &[
            "/tool/name",
            "/tool/version",
            "/before/timezone",
            "/before/unit",
            "/after/models/0",
            "/verdict/reason",
        ],
    ),
];

/// A saved document of a log.
fn document(kind: &str, log: &str) -> Value {
    let words: &[&str] = match kind {
        "check" => &["check", log, "--json", "--as-of", "2026-05-24"],
        "compare" => {
            &["compare", log, "--period", "2026-05-01..2026-05-10,2026-05-11..2026-05-20", "--json"]
        }
        _ => &["report", log, "--json", "--plan", "builder"],
    };
    serde_json::from_str(&run(words).stdout).unwrap()
}

#[test]
fn texts_of_an_edited_document_do_not_act() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("saved.json");
    let log = format!("{}/fixtures/demo.csv", env!("CARGO_MANIFEST_DIR"));
    for (kind, pointers) in OWN {
        let mut document = document(kind, &log);
        for pointer in pointers {
            let text =
                document.pointer_mut(pointer).unwrap_or_else(|| panic!("{kind} has no {pointer}"));
            *text = Value::from(ACTING);
        }
        std::fs::write(&path, document.to_string()).unwrap();
        let formats: &[&str] = match kind {
            "check" => &["text", "markdown", "html", "github", "junit", "prometheus"],
            _ => &["text", "markdown", "html", "csv"],
        };
        for format in formats {
            let ran = run(&["report", path.to_str().unwrap(), "-f", format]);
            assert_eq!(ran.exit, Exit::Ok, "{kind} {format}: {}", ran.stderr);
            // The page carries its data, which is JSON and escaped as such.
            let page =
                ran.stdout.split("<script type=\"application/json\"").next().unwrap_or_default();
            let is_table = *format == "csv";
            let acting = page
                .chars()
                .find(|c| *c != '\n' && if is_table { c.is_control() } else { acts(*c) });
            assert_eq!(acting, None, "{kind} {format}");
            // Between fences, Markdown is code.
            let mut prose = page.split("```").step_by(2);
            if !is_table && !matches!(*format, "prometheus" | "text" | "github") {
                assert!(prose.all(|text| !text.contains("<script>alert")), "{kind} {format}");
            }
            // Only these are read by a CI system.
            if matches!(*format, "text" | "github") {
                let is_command = |line: &str| line.trim_start().starts_with("::error::y");
                assert!(!page.contains("##[error]"), "{kind} {format}");
                assert!(!page.lines().any(is_command), "{kind} {format}");
            }
        }
    }
}
