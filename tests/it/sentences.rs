//! What a report says must be true: each sentence that was once false has a test named for it.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ran, json, root, run, run_in};

const PLAN: [&str; 5] = ["--plan", "builder", "--cycle-day", "1", "-q"];

/// A log of `days` days from 1 April 2026: each day, the credits of "shop" in the message and in the integration pool.
fn log(days: u32, of_day: impl Fn(u32) -> (&'static str, u32)) -> String {
    let mut text = "timestamp,app,pool,operation,credits\n".to_owned();
    for n in 0..days {
        let (month, day) = if n < 30 { (4, n + 1) } else { (5, n - 29) };
        let (message, integration) = of_day(n);
        let at = format!("2026-{month:02}-{day:02}T10:00:00Z,shop");
        let _ = writeln!(text, "{at},message,prompt,{message}");
        let _ = writeln!(text, "{at},integration,InvokeLLM,{integration}");
    }
    text
}

fn written(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("log.csv"), text).unwrap();
    folder
}

/// Runs the program on files of a folder.
fn in_folder(folder: &TempDir, args: &[&str]) -> Ran {
    let file = |arg: &str| match arg.strip_suffix(".csv") {
        Some(_) => folder.path().join(arg).to_str().unwrap().to_owned(),
        None => arg.to_owned(),
    };
    let args: Vec<String> = args.iter().map(|arg| file(arg)).collect();
    run_in(folder.path(), &args)
}

/// The report as one line, so that no sentence is broken.
fn report(folder: &TempDir, more: &[&str]) -> String {
    let ran = in_folder(folder, &[&["report", "log.csv", "--width", "100"], more].concat());
    ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn demo() -> String {
    root().join("fixtures/demo.csv").to_str().unwrap().to_owned()
}

fn of_demo(command: &str, more: &[&str]) -> Ran {
    let log = demo();
    let args = [&[command, &log, "--plan", "builder", "--cycle-day", "5", "-q"], more].concat();
    run(&args)
}

#[test]
fn the_consequence_belongs_to_the_pool_that_ran_out_and_comes_before_what_will() {
    // 16 days of 625 use up 10,000 integration credits; 12 message credits a day need 21 days.
    let folder = written(&log(46, |n| if n < 30 { ("1", 300) } else { ("12", 625) }));
    let text = report(&folder, &PLAN);
    let happened = "Integration credits ran out on 16 May, 16 days before the reset on 1 June; \
                    every call that needs them has failed since.";
    let (past, rest) = text.split_once(happened).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(past, "", "what has happened comes first: {text}");
    assert!(rest.trim_start().starts_with("Message credits follow about"), "{text}");
    assert!(!rest.contains("builder takes no more prompts; every"), "{text}");
    assert_eq!(text.matches("every call that needs them").count(), 1, "said once: {text}");
}

#[test]
fn a_log_that_goes_on_after_its_end_says_that_more_was_bought_and_not_that_calls_failed() {
    let folder = written(&log(55, |_| ("1", 600)));
    let text = report(&folder, &PLAN);
    assert!(text.contains("5,000 more are in the log since, so more were bought"), "{text}");
    assert!(!text.contains("has failed since") && !text.contains("see an error"), "{text}");
}

/// The plans that an output names as enough, and what the next cycle needs.
fn advice_of(text: &str) -> (bool, bool, bool) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (text.contains("121"), text.contains("9,509"), text.contains("Pro"))
}

#[test]
fn one_need_has_one_advice_in_report_audit_and_compare() {
    let report = json(&of_demo("report", &["--json"]));
    let audit = json(&of_demo("audit", &["--json"]));
    assert_eq!(report["advice"], audit["advice"]);
    assert_eq!(report["advice"]["plan"]["name"], "pro");
    let periods = "2026-04-05..2026-05-04,2026-05-05..2026-06-04";
    let compare = of_demo("compare", &["--period", periods]);
    for (name, text) in [
        ("report", of_demo("report", &["--full"]).stdout),
        ("audit", of_demo("audit", &[]).stdout),
        ("compare", compare.stdout),
    ] {
        assert_eq!(advice_of(&text), (true, true, true), "{name}: {text}");
    }
}

#[test]
fn a_plan_that_is_used_up_in_this_cycle_never_fits() {
    for integration in [400, 600, 900] {
        let folder = written(&log(50, |n| ("1", if n < 40 { integration } else { 1 })));
        let ran = in_folder(&folder, &[&["report", "log.csv", "--json"], &PLAN[..]].concat());
        let report = json(&ran);
        for fit in report["advice"]["plans"].as_array().unwrap() {
            let is_out = |p: &Value| p["p_exhausted"].as_str().is_some_and(|p| p >= "0.50");
            let any_out = fit["pools"].as_array().unwrap().iter().any(is_out);
            assert!(!(any_out && fit["fits"] == true), "{integration}: {fit}");
        }
        for full in [&[][..], &["--full"]] {
            let text = report_words(&folder, full);
            let runs_out = text.contains("run out") || text.contains("ran out");
            assert!(!(runs_out && text.contains("The plan fits")), "{text}");
        }
    }
}

fn report_words(folder: &TempDir, more: &[&str]) -> String {
    report(folder, &[&PLAN[..], more].concat())
}

#[test]
fn the_cause_of_a_spike_is_one_figure_in_text_json_page_and_gate() {
    let of_shop = |alert: &Value| {
        let groups = alert["groups"].as_array().unwrap();
        let own = |g: &&Value| g["app"] == "shop" && g["class"] == "llm.gpt-5";
        groups.iter().find(own).unwrap()["excess"].as_str().unwrap().to_owned()
    };
    let spike = |list: &Value| {
        let own =
            |a: &&Value| a["rule"] == "spike" && a["pool"] == "integration" && a["scope"].is_null();
        list.as_array().unwrap().iter().find(own).unwrap().clone()
    };
    let report = json(&of_demo("report", &["--json"]));
    let day = ["--as-of", "2026-05-24"];
    let gate = of_demo("check", &[&["--json"], &day[..]].concat()).stdout;
    let gate: Value = serde_json::from_str(&gate).unwrap();
    assert_eq!(of_shop(&spike(&report["alerts"])), "564.228571");
    assert_eq!(of_shop(&spike(&gate["rules"])), "564.228571");
    for text in [
        of_demo("report", &["--full", "--width", "200"]).stdout,
        of_demo("report", &["-f", "html"]).stdout,
        of_demo("report", &["-f", "markdown"]).stdout,
        of_demo("check", &[&["-f", "markdown"], &day[..]].concat()).stdout,
        of_demo("check", &[&["-f", "html"], &day[..]].concat()).stdout,
    ] {
        assert!(text.contains("564.23"), "{text}");
        // The parts of the first twenty users alone, and those of one of several sums.
        assert!(!text.contains("626.43") && !text.contains("629.64"), "{text}");
    }
}

#[test]
fn a_part_is_larger_than_its_whole_only_where_others_fell() {
    // 564.23 of 528.16: the sentence must say that the rest fell.
    let text = of_demo("report", &["--full"]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let after: Vec<&str> = text.split("564.23").skip(1).collect();
    assert!(!after.is_empty(), "{text}");
    for rest in after {
        let sentence = rest.split('·').next().unwrap();
        assert!(sentence.contains("while others fell by"), "{rest}");
    }
}

#[test]
fn the_demo_s_report_is_the_report_of_its_log() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(demo(), folder.path().join("demo.csv")).unwrap();
    let of = |args: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_credits"))
            .args(args)
            .current_dir(folder.path())
            .env_clear()
            .output();
        String::from_utf8(program.unwrap().stdout).unwrap()
    };
    let settings = ["demo.csv", "--plan", "builder", "--cycle-day", "5", "-q"];
    for more in [&[][..], &["--full"], &["--json"], &["-f", "html"], &["-f", "csv"]] {
        let own = of(&[&["demo", "--report"], more].concat());
        assert!(own.len() > 1000, "{own}");
        assert!(own == of(&[&["report"], &settings[..], more].concat()), "{more:?}");
    }
}

#[test]
fn there_is_one_probability_and_one_rounding() {
    let report = json(&of_demo("report", &["--json"]));
    let projected = &report["pools"]["integration"]["projection"]["p_exhausted"];
    assert_eq!(projected, "0.99");
    let forecast = report["alerts"].as_array().unwrap().iter();
    let mut forecast = forecast.filter(|a| a["rule"] == "forecast" && a["pool"] == "integration");
    assert_eq!(&forecast.next().unwrap()["value"], projected);
    let day = ["--as-of", "2026-05-24"];
    for text in [
        of_demo("report", &[]).stdout,
        of_demo("report", &["--full"]).stdout,
        of_demo("report", &["-f", "html"]).stdout,
        of_demo("check", &[&["-f", "markdown"], &day[..]].concat()).stdout,
    ] {
        assert!(text.contains("99%"), "{text}");
        assert!(!text.contains("98.5%") && !text.contains("99.5%"), "{text}");
    }
}

#[test]
fn a_free_plan_with_today_s_five_used_says_when_the_next_come() {
    let folder = written(&log(47, |n| (if n < 46 { "0.5" } else { "5" }, 1)));
    let text = report(&folder, &["--plan", "free", "--cycle-day", "1", "-q"]);
    let said = "Today's 5 message credits are used up; the next come at midnight UTC, from the 12 of \
                25 that are left in this cycle.";
    assert!(text.starts_with(said), "{text}");
    let ran = in_folder(
        &folder,
        &["check", "log.csv", "--plan", "free", "--cycle-day", "1", "--as-of", "2026-05-17"],
    );
    assert!(ran.stderr.contains("fired  daily-cap  message"), "{}", ran.stderr);
}

#[test]
fn what_is_as_likely_as_not_to_run_out_is_not_said_to_last() {
    let folder = written(&log(47, |n| (if n < 46 { "0.5" } else { "5" }, 1)));
    let text = report(&folder, &["--plan", "free", "--cycle-day", "1", "-q"]);
    assert!(
        text.contains("Message credits may run out before the reset on 1 June: the chance is 54%.")
    );
    assert!(!text.contains("Both pools last"), "{text}");
}

#[test]
fn the_headline_counts_as_many_alerts_as_are_listed() {
    // A day of 20 times the usual one, in a pool that lasts.
    let folder = written(&log(47, |n| (if n < 46 { "0.5" } else { "10" }, 1)));
    let text = report(&folder, &PLAN);
    assert!(text.contains("but 1 alert fired: see Alerts."), "{text}");
    assert!(text.contains("10, 20 times the usual day"), "{text}");
}

#[test]
fn what_apps_typically_use_is_not_in_the_report() {
    for more in [&[][..], &["--full"], &["-f", "markdown"], &["-f", "html"]] {
        let text = of_demo("report", more).stdout;
        assert!(!text.contains("typically"), "{more:?}");
    }
}

#[test]
fn a_pool_that_the_log_does_not_have_is_named_once() {
    let text = fs::read_to_string(demo()).unwrap();
    let fewer: Vec<&str> = text.lines().filter(|line| !line.contains(",message,")).collect();
    let folder = written(&(fewer.join("\n") + "\n"));
    let plan = ["--plan", "builder", "--cycle-day", "5", "-q"];
    for more in [&[][..], &["--full"], &["-f", "markdown"]] {
        let text = report(&folder, &[&plan[..], more].concat());
        assert_eq!(text.matches("not in this log").count(), 1, "{more:?}: {text}");
    }
    let page = report(&folder, &[&plan[..], &["-f", "html"]].concat());
    let visible = page.split("<script").next().unwrap();
    assert_eq!(visible.matches("not in this log").count(), 1, "{visible}");
}

#[test]
fn an_old_log_is_not_said_to_be_quiet() {
    let folder = written(&log(50, |_| ("1", 300)));
    let text = report(&folder, &[&PLAN[..], &["--as-of", "2026-06-01"]].concat());
    assert!(text.starts_with("The log ends on 20 May, 12 days before 1 June"), "{text}");
    assert!(text.contains("8 rules cannot be judged") && !text.contains("no rule fired"), "{text}");
    assert!(text.contains("Export the log again: this one ends on 20 May"), "{text}");
    assert!(text.contains("--as-of 2026-05-20"), "{text}");
}

#[test]
fn long_paths_leave_the_first_screen_its_size() {
    let folder = written("");
    let deep = folder.path().join("a folder with a long name/".repeat(4));
    fs::create_dir_all(&deep).unwrap();
    let (one, two) = (deep.join("May.csv"), deep.join("June.csv"));
    fs::copy(demo(), &one).unwrap();
    fs::write(
        &two,
        "timestamp,app,pool,operation,credits\n2026-05-24T10:00:00Z,shop,message,prompt,1\n",
    )
    .unwrap();
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    let plan = ["--plan", "builder", "--cycle-day", "5", "-q", "--width", "100"];
    let text = run(&[&["report", one, two], &plan[..]].concat()).stdout;
    assert!(text.lines().count() <= 45, "{text}");
    assert!(text.contains("June.csv · May.csv · ") && !text.contains("a folder"), "{text}");
    let last = text.lines().rev().take_while(|line| line.starts_with("  ")).count();
    assert!(last <= 4, "{text}");
    for more in ["--full", "--json"] {
        let text = run(&[&["report", one, two, more], &plan[..]].concat()).stdout;
        assert!(text.contains("a folder with a long name"), "{more}");
    }
}

#[test]
fn today_and_yesterday_are_days_to_judge() {
    let folder = written(&log(60, |_| ("1", 300)));
    let as_of = |word: &str| {
        let args = [&["report", "log.csv", "--json", "--as-of", word], &PLAN[..]].concat();
        json(&in_folder(&folder, &args))
    };
    // The clock of these tests stands at the first moment of 1 June.
    assert_eq!(as_of("yesterday")["as_of"], "2026-05-31");
    assert_eq!(as_of("Yesterday"), as_of("2026-05-31"));
    assert_eq!(as_of("3 days ago"), as_of("2026-05-29"));
    assert_eq!(as_of("today"), as_of("now"));
    assert_eq!(as_of("today")["partial_today"], true);
}

#[test]
fn the_answer_of_a_gate_writes_days_as_the_headline_does() {
    let mut text = log(47, |n| ("1", if n < 46 { 10 } else { 700 }));
    text.push_str("2026-05-17T11:00:00Z,shop,integration,InvokeLLM,1\n");
    let folder = written(&text);
    for rule in ["spike", "excess", "steady", "daily-cap=0.5"] {
        let plan = if rule.starts_with("daily-cap") { "free" } else { "builder" };
        let ran = in_folder(
            &folder,
            &[
                "check",
                "log.csv",
                "--as-of",
                "2026-05-17",
                "--plan",
                plan,
                "--cycle-day",
                "1",
                "--fail-on",
                rule.split('=').next().unwrap(),
                "-f",
                "markdown",
                "-q",
            ],
        );
        let answer = ran.stdout.lines().find(|line| line.contains("17 May")).unwrap_or_default();
        assert!(!answer.is_empty() || rule.starts_with("daily-cap"), "{rule}: {}", ran.stdout);
        assert!(!answer.contains("2026-05-17"), "{rule}: {answer}");
    }
}
