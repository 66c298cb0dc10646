//! What was said in the past, and what if: both are projections that another report of the same log gives, too.

use std::fs;

use credits::cli::Exit;
use credits::inside::base::Credits;
use serde_json::Value;

use super::program;

fn fixture(name: &str) -> String {
    format!("fixtures/{name}")
}

fn json(args: &[&str]) -> Value {
    program::json(&program::run(args))
}

fn amount(value: &Value) -> Credits {
    value.as_str().unwrap().parse().unwrap()
}

/// What `explain forecast` lists is what a report of that day says, and it reads no later day.
#[test]
fn what_was_said_is_what_a_report_of_that_day_says() {
    for (log, plan, cycle_day) in [
        ("workspaces/audit-plan-too-small/usage.csv", "builder", "1"),
        ("workspaces/audit-plan-too-large/usage.csv", "pro", "1"),
        ("demo.csv", "builder", "5"),
    ] {
        let log = fixture(log);
        let plan = ["--plan", plan, "--cycle-day", cycle_day, "--json", "-q"];
        let page = json(&[&["explain", "forecast", &log], &plan[..]].concat());
        assert_eq!(page["schema"], "credits.backtest/1");
        let mut compared = 0;
        for pool in page["pools"].as_array().unwrap() {
            let name = pool["pool"].as_str().unwrap();
            for cycle in pool["cycles"].as_array().unwrap() {
                for said in cycle["said"].as_array().unwrap() {
                    let date = said["date"].as_str().unwrap();
                    let as_of = ["report", &log, "--as-of", date];
                    let report = json(&[&as_of[..], &plan].concat());
                    let then = &report["pools"][name]["projection"];
                    assert_eq!(&said["projection"], then, "{log} {name} {date}");
                    if let Some(held) = said["held"].as_bool() {
                        let (low, high) = (amount(&then["p10"]), amount(&then["p90"]));
                        let used = amount(&cycle["used"]);
                        assert_eq!(held, low <= used && used <= high, "{log} {name} {date}");
                    }
                    compared += 1;
                }
            }
        }
        assert!(compared > 0, "{log}");
    }
}

#[test]
fn how_far_to_trust_the_forecast_is_said_in_words() {
    let log = fixture("workspaces/audit-plan-too-small/usage.csv");
    let ran =
        program::run(&["explain", "forecast", &log, "--plan", "builder", "--cycle-day", "1", "-q"]);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    for words in [
        "The 80% range held 4 of 8 times",
        "8 out dates came true, off by 0.38 days on average.",
        "Of 3 cycles that ran out, the forecast rule warned before in 3.",
        "Of 3 cycles that lasted, the forecast rule warned in 1.",
    ] {
        assert!(ran.stdout.replace('\n', " ").contains(words), "{words}: {}", ran.stdout);
    }
    // Without a finished cycle it says so, and a topic that needs no log refuses one.
    let young = fixture("workspaces/quiet/usage.csv");
    let ran = program::run(&["explain", "forecast", &young, "--cycle-day", "1", "-q"]);
    assert!(
        ran.stdout.contains("covers no cycle") || ran.stdout.contains("range held"),
        "{}",
        ran.stdout
    );
    assert_eq!(program::run(&["explain", "spike", &young]).exit, Exit::Error);
}

/// A world without an app is the report of the log without its rows.
#[test]
fn a_world_without_an_app_is_that_of_a_log_without_its_rows() {
    let whole = fs::read_to_string(fixture("demo.csv")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let fewer = folder.path().join("fewer.csv");
    let kept: Vec<&str> = whole.lines().filter(|line| !line.contains(",shop,")).collect();
    fs::write(&fewer, kept.join("\n")).unwrap();
    let plan = ["--plan", "builder", "--cycle-day", "5", "--as-of", "2026-05-24", "--json", "-q"];
    let log = fixture("demo.csv");
    let with = json(&[&["report", &log, "--without", "app=Shop"], &plan[..]].concat());
    let without = json(&[&["report", fewer.to_str().unwrap()], &plan[..]].concat());
    let worlds = with["what_if"]["worlds"].as_array().unwrap();
    assert_eq!(worlds.len(), 2);
    assert_eq!(worlds[1]["changes"], serde_json::json!(["without app=Shop"]));
    for pool in worlds[1]["pools"].as_array().unwrap() {
        let there = &without["pools"][pool["pool"].as_str().unwrap()];
        assert_eq!(pool["projection"], there["projection"], "{}", pool["pool"]);
        assert_eq!(amount(&pool["used"]), amount(&there["used"]));
    }
    assert_eq!(worlds[1]["advice"], without["advice"]);
    // The report itself, and the first world, are the log as it is.
    let as_it_is = json(&[&["report", &log], &plan[..]].concat());
    assert_eq!(with["pools"], as_it_is["pools"]);
    assert!(as_it_is.get("what_if").is_none());
    for pool in worlds[0]["pools"].as_array().unwrap() {
        let there = &as_it_is["pools"][pool["pool"].as_str().unwrap()];
        assert_eq!(pool["projection"], there["projection"], "{}", pool["pool"]);
    }
}

#[test]
fn half_of_the_calls_cost_half_of_their_credits() {
    let log = fixture("demo.csv");
    let plan = ["--plan", "builder", "--cycle-day", "5", "--as-of", "2026-05-24", "--json", "-q"];
    let report = json(&[&["report", &log, "--scale", "invoke_llm=0.5"], &plan[..]].concat());
    let pool = &report["pools"]["integration"];
    let calls: Credits = pool["by_operation"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["name"] == "InvokeLLM")
        .map(|row| amount(&row["credits"]))
        .sum();
    assert!(calls.is_positive());
    let used = |at: usize| {
        let pools = report["what_if"]["worlds"][at]["pools"].as_array().unwrap().clone();
        amount(&pools.iter().find(|p| p["pool"] == "integration").unwrap()["used"])
    };
    assert_eq!(used(0), amount(&pool["used"]));
    assert_eq!((used(0) - used(1)).times(2), calls);
}

/// A plan on the command line stands beside that of the file.
#[test]
fn another_plan_stands_beside_the_configured_one() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("credits.toml"),
        "[plan]\nname = \"builder\"\n[time]\ncycle-day = 5\n",
    )
    .unwrap();
    let log = fixture("demo.csv");
    let run = |more: &[&str]| {
        let words = [&["report", &log, "-q"], more].concat();
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        program::run_in(folder.path(), &words)
    };
    let report = program::json(&run(&["--plan", "pro", "--json"]));
    let worlds = report["what_if"]["worlds"].as_array().unwrap();
    let plan = |world: &Value| world["plan"]["name"].as_str().unwrap().to_owned();
    assert_eq!((plan(&worlds[0]), plan(&worlds[1])), ("builder".to_owned(), "pro".to_owned()));
    assert_eq!(report["plan"]["name"], "pro");
    assert_eq!(worlds[0]["pools"][1]["capacity"], "10000");
    assert_eq!(worlds[1]["pools"][1]["capacity"], "20000");
    assert!(program::json(&run(&["--json"])).get("what_if").is_none());
    let text = run(&["--plan", "pro"]).stdout;
    assert!(text.contains("as it is, Builder") && text.contains("with Pro"), "{text}");
    let page = run(&["--plan", "pro", "-f", "html"]).stdout;
    assert!(page.contains("What if: by"), "the page has it, too");
}

/// The changed world is in every output, with the same figures.
#[test]
fn a_changed_world_is_in_every_output() {
    let folder = tempfile::tempdir().unwrap();
    let log = fixture("demo.csv");
    let asked = |more: &[&str]| {
        let args = ["report", &log, "-q", "--plan", "builder", "--cycle-day", "5"];
        let ran = program::run(&[&args[..], &["--without", "app=shop"], more].concat());
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        ran.stdout
    };
    let json: Value = serde_json::from_str(&asked(&["--json"])).unwrap();
    let pool = &json["what_if"]["worlds"][1]["pools"][1];
    assert_eq!((&pool["pool"], &pool["used"]), (&"integration".into(), &"1622".into()));
    for format in ["text", "markdown", "html"] {
        let text = asked(&["-f", format]);
        assert!(text.contains("What if: by") && text.contains("2,369"), "{format}: {text}");
        assert!(!text.contains("US$"), "{format}");
    }
    let csv = asked(&["-f", "csv"]);
    for (figure, cells) in [("used", "1622,,"), ("p50", "2369.186,,"), ("p_exhausted", ",,0.01")] {
        let row = format!("what_if,integration,{figure},builder: without app=shop,,{cells}\n");
        assert!(csv.contains(&row), "{row}{csv}");
    }
    assert!(csv.contains("what_if,integration,used,builder,,8310.4,,\n"), "{csv}");
    let words = "changed: message lasts, integration lasts";
    assert!(asked(&["-f", "line"]).trim_end().ends_with(words));
    assert_eq!(asked(&["-f", "line", "--template", "{what-if}"]).trim_end(), words);
    let book = folder.path().join("r.xlsx");
    asked(&["-o", &format!("xlsx={}", book.display())]);
    let read = program::run(&["inspect", book.to_str().unwrap()]);
    let sheets = format!("{}{}", read.stdout, read.stderr);
    assert!(fs::metadata(&book).unwrap().len() > 1000 && !sheets.is_empty());
}

#[test]
fn a_change_that_means_nothing_is_said() {
    let log = fixture("demo.csv");
    let ran = program::run(&["report", &log, "--without", "app=nowhere"]);
    assert!(ran.stderr.contains("no event is meant by \"without app=nowhere\""), "{}", ran.stderr);
    for wrong in
        ["--scale=InvokeLLM", "--scale=InvokeLLM=x", "--without=colour=red", "--without=app="]
    {
        let ran = program::run(&["report", &log, wrong]);
        assert_eq!(ran.exit, Exit::Error, "{wrong}: {}", ran.stderr);
    }
}
