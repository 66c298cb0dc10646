//! Small files that would take far more than their share: each is read in time that grows with its size, or refused with the limit. Here
//! they are just large enough that a reader that looks at everything with everything else would not come back;
//! `tests/torture` has them in full size, with limits of time and memory.

use std::fmt::Write as _;
use std::io::Write as _;

use credits::cli::Exit;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::program::{Ran, json, run};

const HEAD: &str = "timestamp,app,operation,credits,prompt\n";

fn rows(n: usize) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        let _ =
            writeln!(text, "2026-05-{:02}T09:00:00Z,shop,SendEmail,{},words", 1 + i % 28, i % 7);
        text
    })
}

/// Runs a command on a file with this name and content. Words after the first follow the file.
fn on(name: &str, content: &[u8], words: &[&str]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, content).unwrap();
    run(&[&words[..1], &[path.to_str().unwrap()], &words[1..]].concat())
}

fn refused(ran: &Ran, limit: &str) {
    assert_eq!(ran.exit, Exit::Error, "{}", ran.stderr);
    assert!(ran.stderr.contains(limit), "{}", ran.stderr);
}

fn quality(report: &Value, key: &str) -> u64 {
    report["quality"][key].as_u64().unwrap()
}

#[test]
fn a_row_of_separators_is_one_rejected_row() {
    let text = format!(
        "{HEAD}{}2026-05-01,shop,SendEmail,3,x{}\n{}",
        rows(30),
        ",".repeat(3_000_000),
        rows(20)
    );
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(text.as_bytes()).unwrap();
    let report = json(&on("log.csv.gz", &packed.finish().unwrap(), &["report", "--all", "--json"]));
    assert_eq!((quality(&report, "events"), quality(&report, "rejected")), (50, 1));
    assert_eq!(report["quality"]["reasons"][0]["reason"], "ragged");
    // Quotes before it do not hide it, and those of a cell with commas do not make one.
    let long = format!("\"{}\"", "a,\"\"b\n".repeat(300_000));
    let text = format!(
        "{HEAD}2026-05-01,shop,SendEmail,3,{long}\n{}\n{}",
        ",".repeat(2_000_000),
        rows(20)
    );
    let report = json(&on("log.csv", text.as_bytes(), &["report", "--all", "--json"]));
    assert_eq!((quality(&report, "events"), quality(&report, "rejected")), (21, 1));
}

#[test]
fn a_header_or_record_with_too_many_columns_is_refused() {
    let columns: String =
        (0..20_001).fold("timestamp,credits".to_owned(), |text, i| text + ",c" + &i.to_string());
    refused(
        &on("log.csv", format!("{columns}\n2026-05-01,3\n").as_bytes(), &["report"]),
        "more than 20,000 columns",
    );
    let record = |i: usize| {
        format!(
            "{{\"k{i}\":1,\"timestamp\":\"2026-05-01\",\"operation\":\"SendEmail\",\"credits\":1}}"
        )
    };
    let records: Vec<String> = (0..20_001).map(record).collect();
    refused(
        &on("log.jsonl", records.join("\n").as_bytes(), &["report"]),
        "more than 20,000 columns",
    );
    let keys: Vec<String> = (0..20_001).map(|i| format!("\"k{i}\":1")).collect();
    refused(
        &on("log.json", format!("[{{{}}}]", keys.join(",")).as_bytes(), &["report"]),
        "more than 20,000 columns",
    );
}

#[test]
fn quotes_that_are_never_closed_cost_their_own_rows() {
    let open = "2026-05-01T09:00:00Z,shop,SendEmail,3,\"open\n".repeat(3_000);
    let report = json(&on(
        "log.csv",
        format!("{HEAD}{}{open}{}", rows(30), rows(20)).as_bytes(),
        &["report", "--all", "--json"],
    ));
    assert_eq!((quality(&report, "events"), quality(&report, "rejected")), (50, 3_000));
}

#[test]
fn more_rejected_rows_than_a_run_keeps_are_refused() {
    let lines = "3\n".repeat(500_001);
    let text = format!(
        "{{\"timestamp\":\"2026-05-01\",\"operation\":\"SendEmail\",\"credits\":1}}\n{lines}"
    );
    refused(
        &on("log.jsonl", text.as_bytes(), &["report"]),
        "more than 500,000 rows that could not be read",
    );
}

#[test]
fn thousands_of_apps_are_judged_one_by_one() {
    let apps = 4_000;
    let log = (0..apps).fold("timestamp,app,operation,credits\n".to_owned(), |mut text, i| {
        let _ = writeln!(text, "2026-05-{:02}T09:00:00Z,a{i},SendEmail,{}", 1 + i % 28, 1 + i % 7);
        text
    });
    let ran = on(
        "log.csv",
        log.as_bytes(),
        &["check", "--as-of", "2026-05-28", "--per", "app", "--fail-on", "spike", "--json"],
    );
    let check: Value = serde_json::from_str(&ran.stdout).unwrap();
    let judged = check["rules"].as_array().unwrap().iter().filter(|rule| !rule["scope"].is_null());
    assert_eq!(judged.count(), apps);
    // Each app is the cause of what it uses, and no other is.
    for rule in check["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule["state"] == "fired" && !rule["scope"].is_null())
    {
        let causes = rule["causes"].as_array().unwrap();
        assert!(causes.iter().all(|cause| cause["app"] == rule["scope"]["app"]), "{rule}");
    }
    let text = on("log.csv", log.as_bytes(), &["report", "--all"]).stdout;
    assert!(text.contains("Others (3,996)"), "{text}");
}

#[test]
fn an_app_takes_room_for_its_days_of_use_only() {
    // Two days of each app, thirty years apart.
    let log = (0..3_000).fold("date,app,operation,credits\n".to_owned(), |mut text, i| {
        let _ = writeln!(
            text,
            "{}-01-01,a{},SendEmail,2",
            if i < 1_500 { 1_996 } else { 2_026 },
            i % 1_500
        );
        text
    });
    let report = json(&on("log.csv", log.as_bytes(), &["report", "--json"]));
    assert_eq!(report["pools"]["integration"]["credits"], "3000");
}

#[test]
fn days_beyond_every_log_are_refused() {
    let log = format!("{HEAD}{}", rows(30));
    for words in [
        &["report", "--as-of", "9999-12-31"][..],
        &["check", "--as-of", "2101-01-01"],
        &["audit", "--as-of", "99991231"],
    ] {
        refused(&on("log.csv", log.as_bytes(), words), "is after 2100");
    }
    refused(
        &on("log.csv", log.as_bytes(), &["report", "--cycle", "0001-01-01..9999-12-31"]),
        "longer than 100 years",
    );
    let ran = on("log.csv", log.as_bytes(), &["report", "--as-of", "2100-12-31", "--all"]);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
}
