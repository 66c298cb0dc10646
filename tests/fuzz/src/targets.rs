//! All targets, and those that need no file of their own.

use serde_json::Value;

use crate::program::{Ran, file, hold, json, run};
use crate::{differential, gate};

/// Every target by its name.
pub const ALL: &[(&str, fn(&[u8]))] = &[
    ("csv", csv),
    ("json", records),
    ("xlsx", xlsx),
    ("har", har),
    ("config", config),
    ("model", model),
    ("saved", saved),
    ("baseline", baseline),
    ("amount", amount),
    ("stamp", stamp),
    ("differential", differential::target),
    ("gate", gate::target),
];

/// Any bytes as a log of this name: every command and every format keeps its word, and the sums add up.
fn log(name: &str, bytes: &[u8]) {
    let path = file(name, bytes);
    let (ran, report) = json(&["report", &path, "--all"], &[]);
    adds_up(&ran, &report);
    // One further command for each input, so that an input costs two runs and not ten.
    let sum = bytes.iter().fold(bytes.len(), |sum, byte| sum + usize::from(*byte));
    let others: [&[&str]; 10] = [
        &["report", &path, "--full", "--width", "60"],
        &["report", &path, "-f", "markdown"],
        &["report", &path, "-f", "csv"],
        &["inspect", &path],
        &["audit", &path],
        &["events", &path],
        &["check", &path, "--per", "app", "--as-of", "2026-05-31"],
        &["check", &path, "-f", "junit"],
        &["check", &path, "-f", "github", "--fail-on", "spike,leak"],
        &["report", &path, "--redact", "users,apps,text", "--by", "day,user,feature"],
    ];
    hold(others[sum % others.len()], &[]);
}

/// Checks that every row is an event, rejected, a duplicate or ignored, and that breakdowns sum to their total.
fn adds_up(ran: &Ran, report: &Value) {
    if ran.code() != 0 {
        assert_eq!(ran.code(), 2, "{}", ran.err);
        assert!(report.get("error").is_some(), "exit 2 without an error");
        return;
    }
    let count = |key: &str| report["quality"][key].as_u64().unwrap_or_else(|| panic!("no {key}"));
    let parts = ["events", "rejected", "duplicates", "ignored"].map(count);
    assert_eq!(count("rows"), parts.iter().sum::<u64>(), "rows and {parts:?}");
    for pool in report["pools"].as_object().expect("pools").values().filter(|pool| !pool.is_null()) {
        if pool["observed"] == false {
            continue;
        }
        let events = |rows: &Value| {
            rows.as_array().map(|rows| rows.iter().map(|row| row["events"].as_u64().unwrap_or(0)).sum::<u64>())
        };
        for by in ["by_app", "by_user", "by_operation", "daily"] {
            let sum = events(&pool[by]).expect("a list");
            let is_empty = pool[by].as_array().is_some_and(Vec::is_empty);
            assert!(is_empty || pool["events"] == sum, "{by}: {sum} of {}", pool["events"]);
        }
    }
}

fn csv(data: &[u8]) {
    log("log.csv", data);
}

fn records(data: &[u8]) {
    log("log.json", data);
}

fn xlsx(data: &[u8]) {
    log("log.xlsx", data);
}

fn har(data: &[u8]) {
    log("log.har", data);
}

/// A small log for targets that mutate something else.
pub const LOG: &str = "timestamp,app,user,operation,credits,prompt\n\
    2026-05-01T09:00:00Z,shop,ana,InvokeLLM,3,words\n2026-05-02T09:00:00Z,shop,ben,prompt,1.5,make it blue\n\
    2026-05-20T09:00:00Z,blog,ana,SendEmail,40,\n2026-05-21T09:00:00Z,shop,ana,InvokeLLM,,words\n";

fn config(data: &[u8]) {
    let (log, path) = (file("log.csv", LOG.as_bytes()), file("credits.toml", data));
    // A file of settings may name files to write. None of them may be touched here.
    if data.windows(3).any(|w| w == b"../" || w == b"/de") || data.contains(&b'/') {
        hold(&["config", "--config", &path], &[]);
        return;
    }
    hold(&["config", "--config", &path], &[]);
    let text = String::from_utf8_lossy(data);
    if !["output", "rejects", "baseline", "summary"].iter().any(|word| text.contains(word)) {
        hold(&["check", &log, "--config", &path, "--as-of", "2026-05-21"], &[]);
    }
}

fn model(data: &[u8]) {
    let (log, path) = (file("log.csv", LOG.as_bytes()), file("model.toml", data));
    hold(&["models", "check", &path], &[]);
    let (ran, report) = json(&["report", &log, "--model", &path, "--all"], &[]);
    adds_up(&ran, &report);
}

/// A saved document in which bytes were changed, or any bytes: it is shown or refused, and nothing in it acts.
fn saved(data: &[u8]) {
    let path = file("saved.json", data);
    for format in ["text", "markdown", "csv", "html"] {
        let ran = hold(&["report", &path, "-f", format], &[]);
        assert!(!ran.out.contains("<script>fuzz"), "{format} has a script of the document");
    }
    for format in ["text", "junit", "github", "prometheus"] {
        hold(&["check", &path, "-f", format], &[]);
    }
    let log = file("log.csv", LOG.as_bytes());
    hold(&["compare", &path, &log], &[]);
}

fn baseline(data: &[u8]) {
    let (log, path) = (file("log.csv", LOG.as_bytes()), file("baseline.toml", data));
    let words = ["check", &log, "--as-of", "2026-05-21", "--min-history", "1", "--baseline", &path];
    let ran = hold(&words, &[]);
    let plain = run(&words[..6], &[]);
    // Known events can only acknowledge what fired; they cannot judge what is open.
    assert!(plain.code() != 3 || ran.code() != 0, "a baseline turned 3 into 0");
}

/// One amount, in a column of amounts: read exactly as it is written, or refused.
fn amount(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.contains(['\n', '\r', '"']) || text.len() > 60 {
        return;
    }
    let log = format!("timestamp,operation,credits\n2026-05-01,InvokeLLM,\"{text}\"\n2026-05-01,InvokeLLM,1.5\n");
    let path = file("log.csv", log.as_bytes());
    let (ran, report) = json(&["report", &path, "--all"], &[]);
    adds_up(&ran, &report);
    if ran.code() != 0 || report["quality"]["rejected"] != 0 || report["quality"]["events"] != 2 {
        return;
    }
    let is_plain = !text.is_empty()
        && text.len() < 15
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().filter(|byte| *byte == b'.').count() < 2
        && text.bytes().any(|byte| byte.is_ascii_digit());
    if is_plain && !text.ends_with('.') && !text.starts_with('.') {
        let wanted: f64 = text.parse::<f64>().unwrap() + 1.5;
        let sum: f64 = report["pools"]
            .as_object()
            .into_iter()
            .flat_map(|pools| pools.values())
            .filter_map(|pool| pool["credits"].as_str()?.parse::<f64>().ok())
            .sum();
        assert!((sum - wanted).abs() < 1e-6 * wanted.max(1.0), "{text}: {sum}, not {wanted}");
    }
}

/// One time, beside others that are certain: the same day in a table and in JSON, or refused in both.
fn stamp(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.contains(['\n', '\r', '"', '\\']) || text.len() > 60 || text.chars().any(char::is_control) {
        return;
    }
    let table = format!("timestamp,operation,credits\n\"{text}\",InvokeLLM,2\n2026-05-01T00:00:00Z,InvokeLLM,1.5\n");
    let list = format!(
        "[{{\"timestamp\":\"{text}\",\"operation\":\"InvokeLLM\",\"credits\":2}},{{\"timestamp\":\"2026-05-01T00:00:00Z\",\"operation\":\"InvokeLLM\",\"credits\":1.5}}]"
    );
    let mut found = Vec::new();
    for (name, text) in [("log.csv", table), ("log.json", list)] {
        let path = file(name, text.as_bytes());
        let (ran, report) = json(&["report", &path, "--all"], &[]);
        adds_up(&ran, &report);
        let days: Vec<Value> = ["message", "integration", "unassigned"].map(|pool| report["pools"][pool]["daily"].clone()).to_vec();
        found.push((ran.code(), report["quality"]["events"].clone(), days));
    }
    // A cell that looks guarded or blank is not the same text in both.
    if text.trim() == text && !text.starts_with('\'') {
        assert_eq!(found[0], found[1], "{text:?} in a table and in JSON");
    }
}
