//! Getting along with the program: what an owner types first, words to look up, the days that a page can show.

use std::fs;

use credits::cli::Exit;

use crate::program::{root, run, run_in};

const PLAN: [&str; 4] = ["--plan", "builder", "--cycle-day", "5"];

fn of_demo(more: &[&str]) -> String {
    let log = root().join("fixtures/demo.csv").to_str().unwrap().to_owned();
    let ran = run(&[&["report", &log, "-q"], &PLAN[..], more].concat());
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    ran.stdout
}

/// The words that a report prints, and others that owners use for the same.
#[test]
fn words_of_reports_are_topics() {
    let words = [
        "spike",
        "excess",
        "forecast",
        "pace",
        "out",
        "lasts",
        "likely",
        "share",
        "used",
        "left",
        "!!",
        "urgent",
        "even pace",
        "rate card",
        "plan",
        "builder",
        "Pro",
        "enough",
        "14-day average",
        "usual day",
        "4 times in 5",
        "capacity",
        "unpriced",
        "InvokeLLM",
        "GPT-5",
        "SendEmail",
        "reset",
        "rollover",
        "top-up",
        "coupon",
        "upgrade",
        "refund",
        "minor",
        "midnight",
    ];
    for word in words {
        let ran = run(&["explain", word]);
        assert_eq!(ran.exit, Exit::Ok, "{word}: {}", ran.stderr);
    }
    let ran = run(&["explain", "spkie"]);
    assert!(ran.stderr.contains("credits explain spike"), "{}", ran.stderr);
    let plan = run(&["explain", "builder"]).stdout;
    assert!(plan.contains("credits plans"), "{plan}");
}

#[test]
fn a_missing_name_leads_to_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("fixtures/demo.csv"), folder.path().join("usage.csv")).unwrap();
    let said = |args: &[&str]| {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let ran = run_in(folder.path(), &args);
        assert_eq!(ran.exit, Exit::Error, "{args:?}: {}", ran.stderr);
        ran.stderr
    };
    assert!(said(&["usage.csv"]).contains("did you mean `credits report usage.csv`?"));
    let log = folder.path().join("usage.csv");
    let log = log.to_str().unwrap();
    let typed = log.replace("usage", "usge");
    assert!(said(&["report", &typed]).contains("did you mean"), "{typed}");
    assert!(said(&["report", log, "-o", "r.pdf"]).contains("open the page, and print it"));
    let inside = format!("{log}/r.html");
    assert!(said(&["report", log, "-o", &inside]).contains("is a file, not a folder"));
    let missing = format!("{}/no/r.html", folder.path().display());
    assert!(said(&["report", log, "-o", &missing]).contains("mkdir -p"));
}

/// 4,646.6 in the first cycle and 8,310.4 in this one. The script of a page draws other days than the period from it.
#[test]
fn the_history_of_a_pool_is_its_whole_log() {
    let parsed = |more: &[&str]| -> serde_json::Value {
        serde_json::from_str(&of_demo(&[&["--json"], more].concat())).unwrap()
    };
    let report = parsed(&[]);
    let pool = &report["pools"]["integration"];
    let history = &pool["history"];
    assert_eq!((&history["grain"], &history["from"]), (&"day".into(), &"2026-04-05".into()));
    let tenths = |credits: &serde_json::Value| -> i64 {
        let text = credits.as_str().unwrap();
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        assert_eq!(part.len(), 1, "{text}");
        whole.parse::<i64>().unwrap() * 10 + part.parse::<i64>().unwrap()
    };
    let credits = history["credits"].as_array().unwrap();
    assert_eq!(credits.iter().map(tenths).sum::<i64>(), 129_570);
    assert_eq!(credits.len(), 50);
    let recent = history["recent"].as_array().unwrap();
    let listed = pool["daily"].as_array().unwrap();
    let last: Vec<_> =
        listed[listed.len() - 14..].iter().map(|day| day["credits"].clone()).collect();
    assert_eq!(*recent, last);
    assert!(parsed(&["--all"])["pools"]["integration"].get("history").is_none());
}

#[test]
fn a_share_of_other_days_than_the_cycle_names_them() {
    let text = of_demo(&["--last", "14d", "--width", "200"]);
    assert!(text.contains("of them since 11 May go to \"shop\""), "{text}");
    let text = of_demo(&["--width", "200"]);
    assert!(text.contains("80% of them go to \"shop\""), "{text}");
}

#[test]
fn a_sheet_without_figures_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().to_str().unwrap();
    assert_eq!(run(&["init", dir, "--template"]).exit, Exit::Ok);
    let sheet = folder.path().join("daily-usage.csv");
    let ran = run(&["report", sheet.to_str().unwrap()]);
    let said = "\"message credits\", \"integration credits\" have no figures yet: type those of one day at least";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
}
