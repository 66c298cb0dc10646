//! `credits compare`, from the command line to its outputs.

mod properties;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use credits::cli::{self, Env, Exit, Terminal};
use credits::inside::base::Instant;
use credits::inside::report::LIMITS;
use serde_json::Value;

const PERIODS: &str = "2026-04-05..2026-05-04,2026-05-05..2026-06-04";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run_with(args: &[&str], mut stdin: &[u8]) -> (Exit, String, String) {
    let now = Instant::from_micros(1_779_796_800_000_000);
    let dir = root().join("fixtures");
    let env =
        Env { vars: BTreeMap::new(), dir, now, local_zone: || None, terminal: Terminal::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["credits", "compare"].iter().chain(args).map(OsString::from);
    let exit = cli::run(args, &env, &mut stdin, &mut out, &mut err);
    (exit, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn run(args: &[&str]) -> (Exit, String, String) {
    run_with(args, b"")
}

fn demo(args: &[&str]) -> String {
    let demo = std::fs::read(root().join("fixtures/demo.csv")).unwrap();
    let (exit, out, err) = run_with(&[&["--period", PERIODS], args].concat(), &demo);
    assert_eq!((exit, err.as_str()), (Exit::Ok, ""), "{out}");
    out
}

fn temporary(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    (dir, path.to_str().unwrap().to_owned())
}

/// Returns the report of some days of the demo, as JSON.
fn saved(since: &str, until: &str) -> String {
    let demo = std::fs::read(root().join("fixtures/demo.csv")).unwrap();
    let now = Instant::from_micros(1_779_796_800_000_000);
    let env = Env {
        vars: BTreeMap::new(),
        dir: root(),
        now,
        local_zone: || None,
        terminal: Terminal::default(),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["credits", "report", "--json", "-q", "--since", since, "--until", until]
        .map(OsString::from);
    let exit = cli::run(args, &env, &mut demo.as_slice(), &mut out, &mut err);
    assert_eq!(exit, Exit::Ok, "{}", String::from_utf8_lossy(&err));
    String::from_utf8(out).unwrap()
}

#[test]
fn text_of_two_periods_of_the_demo() {
    for width in ["60", "80", "120"] {
        let name = format!("tests/it/compare/demo-{width}.txt");
        snapbox::assert_data_eq!(
            demo(&["--width", width]),
            snapbox::Data::read_from(&root().join(name), None).raw()
        );
    }
}

/// Compares two weeks of each workspace: another time zone, another basis, a free plan, little use.
#[test]
fn text_of_two_weeks_of_each_workspace() {
    for (name, periods, more) in [
        ("quiet", "2026-04-20..2026-05-04,2026-05-05..2026-05-19", &[][..]),
        ("all-reported", "2026-05-01..2026-05-10,2026-05-11..2026-05-20", &[]),
        ("all-modeled", "2026-05-01..2026-05-10,2026-05-11..2026-05-20", &[]),
        ("free-plan", "2026-05-01..2026-05-09,2026-05-10..2026-05-18", &[]),
        (
            "west-of-utc",
            "2026-05-02..2026-05-11,2026-05-12..2026-05-21",
            &["-z", "America/Los_Angeles"],
        ),
        (
            "builder-running-out",
            "2026-05-05..2026-05-12,2026-05-13..2026-05-20",
            &["--pool", "integration"],
        ),
    ] {
        let log =
            std::fs::read(root().join("fixtures/workspaces").join(name).join("usage.csv")).unwrap();
        let (exit, out, err) = run_with(&[&["--period", periods], more].concat(), &log);
        assert_eq!(exit, Exit::Ok, "{err}");
        let file = root().join(format!("tests/it/compare/{name}.txt"));
        snapbox::assert_data_eq!(out, snapbox::Data::read_from(&file, None).raw());
    }
}

#[test]
fn only_the_tables_that_are_asked_for() {
    let out = demo(&["--by", "model", "--by", "app"]);
    assert!(
        out.contains("Integration credits by app")
            && out.contains("Integration credits by AI model")
    );
    assert!(!out.contains("by user") && !out.contains("by kind of call"), "{out}");
}

/// The explanation names the numbers that decide.
#[test]
fn the_verdict_is_explained_with_its_numbers() {
    let text = crate::program::run(&["explain", "verdict"]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        format!("at least {}% of the mean", LIMITS.least_change_percent),
        format!("fewer than {} days", LIMITS.least_days),
        format!("more than {}% of a side's rows", LIMITS.most_rejected_percent),
        format!("more than {}% of a pool's events", LIMITS.most_unpriced_percent),
        format!("more than {} points more or less of the credits", LIMITS.basis_points_percent),
        format!("more than {} points apart", LIMITS.weekend_points_percent),
        format!("{} · √(s²/n + s²/n)", LIMITS.standard_errors),
    ] {
        assert!(text.contains(&part), "{part}: {text}");
    }
}

#[test]
fn the_schema_is_printed() {
    let ran = crate::program::run(&["schema", "compare"]);
    assert_eq!(
        ran.stdout,
        std::fs::read_to_string(root().join("docs/schema/compare.json")).unwrap()
    );
}

#[test]
fn markdown_of_two_periods_of_the_demo() {
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.md"), None).raw();
    let text = demo(&["-f", "markdown"]);
    assert!(
        text.starts_with("<!-- credits.compare/1 -->\n**Worse: integration credits rose"),
        "{text}"
    );
    snapbox::assert_data_eq!(text, file);
}

#[test]
fn csv_of_two_periods_of_the_demo() {
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.csv"), None).raw();
    snapbox::assert_data_eq!(demo(&["-f", "csv"]), file);
}

#[test]
fn json_of_two_periods_of_the_demo_fits_the_published_schema() {
    let text = demo(&["--json"]);
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema: Value = serde_json::from_str(
        &std::fs::read_to_string(root().join("docs/schema/compare.json")).unwrap(),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let mut broken = value.clone();
    broken["pools"]["message"]["credits"]["change"] = Value::from(1.5);
    assert!(!validator.is_valid(&broken));
    // The version changes with each release, so it is not part of the snapshot.
    let text = text.replace(
        &format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")),
        "\"version\": \"[VERSION]\"",
    );
    let file = snapbox::Data::read_from(&root().join("tests/it/compare/demo.json"), None).raw();
    snapbox::assert_data_eq!(text, file);
}

/// The totals are those of the reports of the two windows.
#[test]
fn totals_are_those_of_the_two_reports() {
    let found: Value = serde_json::from_str(&demo(&["--json"])).unwrap();
    for (side, json) in [
        ("before", saved("2026-04-05", "2026-05-04")),
        ("after", saved("2026-05-05", "2026-05-24")),
    ] {
        let report: Value = serde_json::from_str(&json).unwrap();
        for pool in ["message", "integration"] {
            assert_eq!(
                found["pools"][pool]["credits"][side], report["pools"][pool]["credits"],
                "{pool} {side}"
            );
            assert_eq!(
                found["pools"][pool]["events"][side], report["pools"][pool]["events"],
                "{pool} {side}"
            );
        }
    }
}

#[test]
fn saved_reports_compare_like_their_log() {
    let (_one, before) = temporary("before.json", &saved("2026-04-05", "2026-05-04"));
    let (_two, after) = temporary("after.json", &saved("2026-05-05", "2026-05-24"));
    let (exit, out, err) = run(&[&before, &after, "--json"]);
    assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
    let (saved, logged): (Value, Value) =
        (serde_json::from_str(&out).unwrap(), serde_json::from_str(&demo(&["--json"])).unwrap());
    assert_eq!(saved["pools"], logged["pools"]);
    assert_eq!(saved["before"]["kind"], "report");
    // Compare a saved report with a log.
    let demo = root().join("fixtures/demo.csv");
    let (exit, out, _) = run(&[&before, demo.to_str().unwrap(), "--since", "2026-05-05", "--json"]);
    assert_eq!(exit, Exit::Ok);
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["pools"], logged["pools"]);
}

#[test]
fn a_compressed_saved_report_is_one_too() {
    let text = saved("2026-04-05", "2026-05-04");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("before.json.gz");
    std::fs::write(&path, gzip.finish().unwrap()).unwrap();
    let path = path.to_str().unwrap();
    let (_plain, plain) = temporary("before.json", &text);
    let (exit, out, err) = run(&[path, &plain, "--json"]);
    assert_eq!(exit, Exit::Ok, "{err}");
    let compared: Value = serde_json::from_str(&out).unwrap();
    assert_eq!([&compared["before"]["kind"], &compared["after"]["kind"]], ["report", "report"]);
    // Showing the saved report again gives the same bytes.
    let shown = crate::program::run(&["report", path, "--json", "-q"]);
    assert_eq!((shown.exit, shown.stdout), (Exit::Ok, text));
}

#[test]
fn the_workspaces_compare_in_every_format() {
    let workspaces = root().join("fixtures/workspaces");
    let mut seen = 0;
    for entry in std::fs::read_dir(workspaces).unwrap() {
        let log = entry.unwrap().path().join("usage.csv");
        if !log.exists() {
            continue;
        }
        seen += 1;
        let path = log.to_str().unwrap();
        let whole = run(&[path, path, "--json"]);
        let value: Value = serde_json::from_str(&whole.1).unwrap();
        assert_eq!(
            value["verdict"]["outcome"], "not-comparable",
            "{path}: a log overlaps with itself"
        );
        let zero = |pool: &Value| {
            let known = pool["credits"]["change"] == "0" && pool["effects"]["rate"] == "0";
            known || (pool["observed"]["before"] == false && pool["credits"].is_null())
        };
        assert!(zero(&value["pools"]["message"]) && zero(&value["pools"]["integration"]), "{path}");
        for format in ["text", "markdown", "csv"] {
            let (exit, out, _) = run(&[path, path, "-f", format]);
            assert_eq!(exit, Exit::Ok);
            assert!(out.contains("ot comparable"), "{out}");
        }
    }
    assert!(seen > 3);
}

#[test]
fn a_window_that_is_too_short_is_not_compared_and_says_so_first() {
    let demo = root().join("fixtures/demo.csv");
    let (exit, out, _) =
        run(&[demo.to_str().unwrap(), "--period", "2026-05-01..2026-05-05,2026-05-06..2026-05-20"]);
    assert_eq!(exit, Exit::Ok);
    assert!(
        out.starts_with("Not comparable: before has 5 days, and fewer than 7 say little."),
        "{out}"
    );
}

#[test]
fn a_tag_of_ones_own_cannot_end_the_comment() {
    let out = demo(&["-f", "markdown", "--tag", "shop --> <script>"]);
    assert!(out.starts_with("<!-- shop  script -->\n"), "{out}");
}

#[test]
fn what_cannot_be_compared_is_an_error_with_a_way_out() {
    let demo = root().join("fixtures/demo.csv");
    let demo = demo.to_str().unwrap();
    let (_dir, report) = temporary("r.json", &saved("2026-05-05", "2026-05-24"));
    let (_dir, check) = temporary("c.json", "{\"schema\":\"credits.check/1\"}");
    for (args, said) in [
        (&[][..], "no logs or saved reports are named"),
        (&[demo], "only one log or saved report is named"),
        (&["-", "-"], "standard input cannot be both sides"),
        (&[demo, "--period", "2026-05-01"], "is not two periods"),
        (
            &[demo, "--period", "2026-05-09..2026-05-01,2026-05-10..2026-05-20"],
            "the range is reversed",
        ),
        (&[demo, "--period", "2026-05-01..2026-05-40,2026-05-10..2026-05-20"], "\"2026-05-40\""),
        (&[&report, "--period", PERIODS], "--period cannot cut a saved report"),
        (&[&report, demo, "--redact", "users"], "--redact cannot hide names in a saved report"),
        (&[&report, &report, "--app", "shop"], "both sides are saved reports"),
        (&[&check, demo], "this is credits.check/1"),
        (&[demo, demo, "-f", "junit"], "credits compare does not write junit"),
        (&[demo, demo, "--by", "week"], "a comparison has no table by week"),
        (&[demo, demo, "--rejects", "x.csv"], "--rejects names one file"),
    ] {
        let (exit, out, err) = run(args);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""), "{args:?}");
        assert!(err.contains(said) && err.contains("hint: "), "{args:?}: {err}");
    }
}

/// An empty report can be compared, too.
#[test]
fn a_comparison_of_nothing_says_so() {
    let (_dir, empty) = temporary("empty.csv", "timestamp,app,operation,credits\n");
    let (exit, out, _) = run(&[&empty, &empty]);
    assert_eq!(exit, Exit::Ok);
    assert!(out.starts_with("Not comparable: "), "{out}");
}
