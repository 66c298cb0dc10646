//! Names from a log that try to become commands, markup or lines.

use credits::cli::Exit;

use super::{Desk, event, steady};

const NAMES: &[&str] = &[
    "x\n::error::pwned",
    "::error file=a::pwned",
    "a%0A::warning::pwned",
    "a\r\n##[error]pwned",
    "##vso[task.complete result=Succeeded]",
    "a\u{202e}b\u{200b}c\u{1b}[31mred",
    "<!channel> <http://evil|x> & \"q\" \\ '",
    "]]></failure><x/>",
    "| a | `b` <script>alert(1)</script> @octocat #1",
    "::stop-commands::x y ::set-output name=a::b",
];

fn desk() -> Desk {
    let mut rows = Vec::new();
    for name in NAMES {
        rows.extend(
            steady("2026-05-01", "2026-05-19", "10")
                .into_iter()
                .map(|(on, _, c)| (on, (*name).to_owned(), c)),
        );
        rows.push(event("2026-05-20", name, "99"));
    }
    Desk::with(&rows)
}

fn sink(format: &str) -> String {
    let ran = desk().check(&["--as-of", "2026-05-20", "--per", "app", "-f", format]);
    assert_eq!(ran.exit, Exit::Fired, "{}", ran.stderr);
    for line in ran.stderr.lines() {
        assert!(!line.trim_start().starts_with("::") && !line.contains("##"), "{line}");
    }
    for (text, sink) in [(&ran.stdout, format), (&ran.stderr, "stderr")] {
        let acting = text.chars().find(|c| *c != '\n' && credits::inside::base::acts(*c));
        assert_eq!(acting, None, "{sink}");
    }
    ran.stdout
}

#[test]
fn a_workflow_command_is_one_line_and_has_one_meaning() {
    let out = sink("github");
    let lines: Vec<&str> = out.lines().collect();
    // 11 errors: the pool and ten apps. Nine are shown, the tenth points to the rest.
    assert_eq!(lines.iter().filter(|l| l.starts_with("::error ")).count(), 10, "{out}");
    assert!(out.contains("::error title=credits check::2 more of this kind"), "{out}");
    for line in lines {
        let rest =
            ["::error ", "::warning ", "::notice "].iter().find_map(|kind| line.strip_prefix(kind));
        let rest = rest.unwrap_or_else(|| panic!("not a command of ours: {line}"));
        let (properties, message) = rest.split_once("::").unwrap();
        // What the runner makes of it: one property, title, and a message of one line.
        assert!(properties.starts_with("title=") && !properties.contains(','), "{line}");
        let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
        assert!(!message.contains(['\r', '\n']), "{line}");
        assert!(!line.contains("%0A") || line.contains("%250A"), "{line}");
    }
}

#[test]
fn no_line_of_text_is_a_command() {
    for width in ["60", "80", "200"] {
        let ran = desk().check(&[
            "--as-of",
            "2026-05-20",
            "--per",
            "app",
            "-f",
            "text",
            "--width",
            width,
        ]);
        for line in ran.stdout.lines() {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##"), "{line}");
        }
    }
}

#[test]
fn markdown_holds_no_markup_of_theirs() {
    let out = sink("markdown");
    for markup in ["<script", "<!channel", " @octocat", "<http"] {
        assert!(!out.contains(markup), "{markup}\n{out}");
    }
}

#[test]
fn slack_mentions_nobody() {
    let payload: serde_json::Value = serde_json::from_str(&sink("slack")).unwrap();
    let blocks = payload["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50);
    for block in blocks {
        let text =
            block["text"]["text"].as_str().or(block["elements"][0]["text"].as_str()).unwrap();
        assert!(!text.contains(['<', '>']) && text.chars().count() <= 3000, "{text}");
    }
}

#[test]
fn labels_and_elements_end_where_they_should() {
    let text = sink("prometheus");
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let (labels, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
        let quotes = labels.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes % 2, 0, "{line}");
    }
    let report = quick_junit::Report::deserialize_from_str(&sink("junit")).unwrap();
    assert_eq!((report.failures, report.test_suites.len()), (11, 1));
    let sarif: serde_json::Value = serde_json::from_str(&sink("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 11);
}
