//! A gate never passes on what it could not judge: an honest log that is clear, turned into a page of a longer list, cut at any byte, or
//! with rows of the judged day that cannot be read, is never exit 0.
//!
//! A log from which whole rows were taken leaves no trace, and neither does a cut between two rows, or within the last cell of a CSV row
//! without quotes (its row has all its cells, and many exports end without a line break). These cuts are excluded by [`leaves_no_trace`].

use std::fs;
use std::io::Write as _;
use std::path::Path;

use credits::cli::Exit;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::{Ran, run};

const HEADER: &str = "timestamp,app,operation,credits,status";

/// Days of the log; the last one is judged.
const DAYS: u32 = 20;

/// Times and apps of an honest log.
fn events() -> impl Iterator<Item = (String, &'static str)> {
    let of_day = |day| ["08:10:00", "17:45:30"].into_iter().map(move |time| (day, time));
    let days = (12..12 + DAYS).flat_map(of_day);
    days.zip(["shop", "blog", "shop"].into_iter().cycle())
        .map(|((day, time), app)| (format!("2026-05-{day:02}T{time}Z"), app))
}

fn csv() -> Vec<String> {
    events().map(|(time, app)| format!("{time},{app},SendEmail,12.5,ok")).collect()
}

fn csv_text(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn json() -> Vec<String> {
    let record = |(time, app)| {
        format!(r#"{{"timestamp":"{time}","app":"{app}","operation":"SendEmail","credits":12.5}}"#)
    };
    events().map(record).collect()
}

fn check(file: &Path) -> Ran {
    let file = file.to_str().unwrap();
    run(&["check", file, "--as-of", "2026-05-31", "--fail-on", "spike"])
}

/// Checks that a log does not pass, and that what is said names the file.
fn never_passes(dir: &Path, name: &str, bytes: &[u8], what: &str) {
    let file = dir.join(name);
    fs::write(&file, bytes).unwrap();
    let ran = check(&file);
    assert!(
        matches!(ran.exit, Exit::Indeterminate | Exit::Error),
        "{name}, {what}: {:?}\n{}",
        ran.exit,
        ran.stderr
    );
    assert!(ran.stderr.contains(name) || ran.stderr.contains("2026-05"), "{what}: {}", ran.stderr);
}

fn passes(dir: &Path, name: &str, bytes: &[u8]) {
    let file = dir.join(name);
    fs::write(&file, bytes).unwrap();
    let ran = check(&file);
    assert_eq!(ran.exit, Exit::Ok, "{name}: {}", ran.stderr);
}

#[test]
fn a_page_that_says_that_there_is_more_never_passes() {
    let dir = tempfile::tempdir().unwrap();
    let records = json().join(",");
    let page = |said: &str| format!("{{{said},\"items\":[{records}]}}");
    let signs = [
        ("next_cursor", "\"c2\""),
        ("nextCursor", "\"c2\""),
        ("has_more", "true"),
        ("hasMore", "true"),
        ("next", "\"https://example.test/logs?page=2\""),
        ("next_page", "2"),
        ("nextPageToken", "\"t\""),
        ("nextLink", "\"/2\""),
        ("@odata.nextLink", "\"https://example.test/2\""),
        ("truncated", "true"),
        ("count", "41"),
        ("total", "4100"),
    ];
    for (key, value) in signs {
        let said = format!("\"{key}\":{value}");
        never_passes(dir.path(), "page.json", page(&said).as_bytes(), &said);
        for holder in ["pagination", "meta", "links", "page_info"] {
            let said = format!("\"{holder}\":{{{said}}}");
            never_passes(dir.path(), "page.json", page(&said).as_bytes(), &said);
        }
        let none = match value {
            "true" => "false",
            "41" | "4100" => "40",
            _ => "null",
        };
        passes(dir.path(), "page.json", page(&format!("\"{key}\":{none}")).as_bytes());
    }
    let said = r#""page":1,"total_pages":2"#;
    never_passes(dir.path(), "page.json", page(said).as_bytes(), said);
    // The pages before the last one are missing too.
    let said = r#""page":2,"total_pages":2"#;
    never_passes(dir.path(), "page.json", page(said).as_bytes(), said);
    passes(dir.path(), "page.json", page(r#""page":1,"total_pages":1"#).as_bytes());
}

/// Whether a CSV text that was cut here is whole as far as anybody can tell: it ends with a row that has all its cells.
fn leaves_no_trace(cut: &str) -> bool {
    let last = cut.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    last.matches(',').count() == HEADER.matches(',').count() && last != HEADER
}

#[test]
fn a_log_that_was_cut_at_any_byte_never_passes() {
    let dir = tempfile::tempdir().unwrap();
    let text = csv_text(&csv());
    passes(dir.path(), "log.csv", text.as_bytes());
    // An earlier cut leaves a log that is too old.
    for at in (1..text.len()).rev().filter(|at| !leaves_no_trace(&text[..*at])).take(130) {
        never_passes(dir.path(), "log.csv", &text.as_bytes()[..at], &format!("cut at {at}"));
    }
    let array = format!("[\n{}\n]\n", json().join(",\n"));
    passes(dir.path(), "log.json", array.as_bytes());
    for at in (1..array.len() - 2).rev().take(130) {
        never_passes(dir.path(), "log.json", &array.as_bytes()[..at], &format!("cut at {at}"));
    }
    let lines = json().join("\n");
    passes(dir.path(), "log.jsonl", lines.as_bytes());
    for at in (1..lines.len()).rev().filter(|at| !lines[..*at].trim_end().ends_with('}')).take(130)
    {
        never_passes(dir.path(), "log.jsonl", &lines.as_bytes()[..at], &format!("cut at {at}"));
    }
}

#[test]
fn a_compressed_log_that_was_cut_at_any_byte_never_passes() {
    let dir = tempfile::tempdir().unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(csv_text(&csv()).as_bytes()).unwrap();
    let bytes = encoder.finish().unwrap();
    passes(dir.path(), "log.csv.gz", &bytes);
    for at in (2..bytes.len()).rev().step_by(5) {
        never_passes(dir.path(), "log.csv.gz", &bytes[..at], &format!("cut at {at}"));
    }
}

/// Makes a row unreadable.
type Spoil = fn(&str) -> String;

#[test]
fn a_judged_day_whose_rows_cannot_be_read_never_passes() {
    let dir = tempfile::tempdir().unwrap();
    let rows = csv();
    let spoil: [(&str, Spoil); 5] = [
        ("an amount that is no number", |row| row.replace("12.5", "many")),
        ("a time that is none", |row| row.replacen("2026", "soon", 1)),
        ("no time", |row| row[row.find(',').unwrap()..].to_owned()),
        ("an impossible date", |row| row.replacen("05-31", "02-31", 1)),
        ("no price", |row| row.replace("SendEmail,12.5", "own_thing,")),
    ];
    for (what, spoil) in spoil {
        for nth in rows.len() - 2..rows.len() {
            let mut spoiled = rows.clone();
            spoiled[nth] = spoil(&rows[nth]);
            let text = csv_text(&spoiled);
            never_passes(dir.path(), "log.csv", text.as_bytes(), &format!("{what}, row {nth}"));
            // Newest first, as many exports are.
            spoiled.reverse();
            let text = csv_text(&spoiled);
            never_passes(dir.path(), "log.csv", text.as_bytes(), &format!("{what}, reversed"));
        }
    }
    // One row of a hundred on another day is within the limits.
    let mut many: Vec<String> = (0..8).flat_map(|_| rows.clone()).collect();
    many.sort();
    many[20] = many[20].replace("12.5", "many");
    passes(dir.path(), "log.csv", csv_text(&many).as_bytes());
}

#[test]
fn a_log_whose_last_days_were_taken_away_never_passes() {
    let dir = tempfile::tempdir().unwrap();
    let rows = csv();
    for days in 2..5 {
        let text = csv_text(&rows[..rows.len() - 2 * days]);
        never_passes(dir.path(), "log.csv", text.as_bytes(), &format!("without {days} days"));
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    use credits::inside::ingest::{InputSpec, ReadOptions, read};

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("log.csv");
    let text = csv_text(&csv());
    let specs = [InputSpec::path(file.to_str().unwrap().to_owned()).unwrap()];
    fs::write(&file, &text).unwrap();
    assert!(read(&specs, &ReadOptions::default(), &mut |_| {}).is_ok());
    let changes: [&dyn Fn(); 3] = [
        &|| fs::write(&file, format!("{text}{}\n", csv()[0])).unwrap(),
        &|| fs::write(&file, "").unwrap(),
        &|| {
            let other = dir.path().join("other");
            fs::write(&other, &text).unwrap();
            fs::rename(other, &file).unwrap();
        },
    ];
    for change in changes {
        fs::write(&file, &text).unwrap();
        // Progress is told while the file is read.
        let mut is_changed = false;
        let result = read(&specs, &ReadOptions::default(), &mut |_| {
            if !std::mem::replace(&mut is_changed, true) {
                change();
            }
        });
        let error = result.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.ends_with("it changed while it was read"), "{error}");
    }
}
