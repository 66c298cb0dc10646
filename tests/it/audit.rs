//! `credits audit` as a consultant uses it: findings that lead back to rows, reports with fixes applied, names that stay hidden.

use credits::cli::Exit;
use credits::inside::base::Credits;

use crate::program::{self, Ran};

fn story(name: &str) -> String {
    format!("fixtures/workspaces/audit-{name}/usage.csv")
}

fn audit(args: &[&str]) -> Ran {
    let everything = story("everything");
    program::run(&[&["audit", &everything, "--plan", "builder"], args].concat())
}

fn amount(value: &serde_json::Value) -> Credits {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn every_finding_leads_to_rows_of_the_file() {
    let report = program::json(&audit(&["--json"]));
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.len() > 5);
    let lines = std::fs::read_to_string(story("everything")).unwrap().lines().count() as u64;
    for finding in findings.iter().filter(|f| f["rows"].as_u64().unwrap() > 0) {
        let evidence = finding["evidence"].as_array().unwrap();
        assert!(!evidence.is_empty(), "{}", finding["id"]);
        for row in evidence {
            assert_eq!(row["file"].as_str().unwrap(), "usage.csv");
            assert!((2..=lines).contains(&row["line"].as_u64().unwrap()));
        }
        assert!(finding["action"].as_str().unwrap().ends_with('.'));
    }
    let input = &report["inputs"][0];
    assert_eq!(input["sha256"].as_str().unwrap().len(), 64, "an audit names the hash of its input");
}

#[test]
fn with_all_fixes_applied_the_log_costs_less_by_exactly_what_is_stated() {
    let before = program::json(&audit(&["--json"]));
    let after = program::json(&audit(&["--json", "--apply", "all"]));
    let mut saved = 0;
    for total in before["audit"]["totals"].as_array().unwrap() {
        let pool = total["pool"].as_str().unwrap();
        let credits = |report: &serde_json::Value| amount(&report["pools"][pool]["credits"]);
        assert_eq!(
            credits(&before) - credits(&after),
            amount(&total["saving"]["typical"]),
            "{pool}"
        );
        let days = |report: &serde_json::Value| -> Credits {
            report["pools"][pool]["daily"]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| amount(&d["credits"]))
                .sum()
        };
        assert_eq!(days(&after), credits(&after), "the days have the same fixes");
        saved += usize::from(credits(&before) != credits(&after));
    }
    assert_eq!(saved, 2, "both pools have something to save in this story");
    let ids = after["audit"]["applied"]["findings"].as_array().unwrap().len();
    assert_eq!(ids, after["findings"].as_array().unwrap().len());
    assert!(before["audit"]["applied"].is_null());
}

#[test]
fn one_fix_saves_its_stated_amount_and_is_marked_as_not_what_happened() {
    let before = program::json(&audit(&["--json"]));
    let first = &before["findings"][0];
    let pool = first["pool"].as_str().unwrap();
    let after = program::json(&audit(&["--json", "--apply", first["id"].as_str().unwrap()]));
    let credits = |report: &serde_json::Value| amount(&report["pools"][pool]["credits"]);
    assert_eq!(credits(&before) - credits(&after), amount(&first["saving"]["alone"]["typical"]));
    let text = audit(&["--apply", "cache"]).stdout;
    assert!(text.starts_with("NOT WHAT HAPPENED"), "{text}");
    let unknown = audit(&["--apply", "cach"]);
    assert_eq!(unknown.exit, Exit::Error);
    assert!(unknown.stderr.contains("did you mean cache?"), "{}", unknown.stderr);
}

#[test]
fn savings_never_exceed_the_credits_spent() {
    let report = program::json(&audit(&["--json"]));
    for total in report["audit"]["totals"].as_array().unwrap() {
        assert!(amount(&total["saving"]["high"]) <= amount(&total["spent"]["high"]));
        assert!(!amount(&total["left"]["low"]).is_negative());
    }
}

#[test]
fn a_redacted_audit_has_no_name_in_any_format() {
    for format in ["text", "json", "markdown", "csv", "html"] {
        let ran = audit(&["--redact", "users,apps,text", "--redact-key", "k", "--format", format]);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        for name in
            ["\"shop\"", "\"blog\"", "@shop.test", "sync-stock", "checkout1", "voucher-card"]
        {
            assert!(!ran.stdout.contains(name), "{format} shows {name}");
        }
        assert!(ran.stdout.contains("app-"), "{format}");
    }
    let rows = program::run(&[
        "explain",
        "U1",
        &story("everything"),
        "--plan",
        "builder",
        "--redact",
        "users,apps,text",
    ]);
    assert_eq!(rows.exit, Exit::Ok, "{}", rows.stderr);
    assert!(!rows.stdout.contains("guest4") && rows.stdout.contains("user-"), "{}", rows.stdout);
}

#[test]
fn a_finding_is_explained_by_all_of_its_rows() {
    let everything = story("everything");
    let report = program::json(&audit(&["--json"]));
    let finding =
        report["findings"].as_array().unwrap().iter().find(|f| f["id"] == "R1").unwrap().clone();
    let page = program::json(&program::run(&[
        "explain",
        "r1",
        &everything,
        "--plan",
        "builder",
        "--json",
    ]));
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, finding["rows"].as_u64().unwrap());
    assert!(
        finding["evidence"].as_array().unwrap().len() < rows.len(),
        "the report lists the first ones only"
    );
    let mut places: Vec<u64> = rows.iter().map(|r| r["line"].as_u64().unwrap()).collect();
    places.dedup();
    assert_eq!(places.len(), rows.len());
    let text = program::run(&["explain", "R1", &everything, "--plan", "builder"]).stdout;
    assert!(text.contains(&format!("usage.csv:{}", places[places.len() - 1])), "{text}");
    let none = program::run(&["explain", "R99", &everything]);
    assert_eq!(none.exit, Exit::Error);
    assert!(none.stderr.contains("no finding"), "{}", none.stderr);
    assert!(program::run(&["explain", "R1"]).stdout.starts_with("repeated-calls (finding)"));
}

#[test]
fn credits_on_the_dashboard_that_the_log_does_not_explain_are_listed() {
    let log = "fixtures/demo.csv";
    let reading = "integration=9000,2026-05-10=2500";
    let args = [
        "audit",
        log,
        "--plan",
        "builder",
        "--cycle-day",
        "5",
        "--reported-used",
        reading,
        "--json",
    ];
    let report = program::json(&program::run(&args));
    let rows = report["audit"]["reconciled"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (rows[0]["from"].as_str(), rows[0]["to"].as_str()),
        (Some("2026-05-05"), Some("2026-05-10"))
    );
    let sum = |key: &str| -> Credits { rows.iter().map(|r| amount(&r[key])).sum() };
    assert_eq!(sum("reported"), Credits::whole(9000));
    assert_eq!(sum("explained"), amount(&report["pools"]["integration"]["used"]));
    assert_eq!(sum("unexplained"), sum("reported") - sum("explained"));
    let part = program::run(&["audit", log, "--app", "shop", "--reported-used", "message=3"]);
    assert_eq!(part.exit, Exit::Error);
}

#[test]
fn the_plan_is_judged_by_what_the_next_cycle_needs() {
    let advice = |name: &str, plan: &str| {
        let log = format!("fixtures/workspaces/audit-{name}");
        let args = [
            "audit",
            &log,
            "--plan",
            plan,
            "--cycle-day",
            "1",
            "--hourly-rate",
            "100",
            "--hours",
            "4-6",
            "--json",
        ];
        program::json(&program::run(&args))["audit"]["plan_advice"].clone()
    };
    // The message credits of three months were 259, 266 and 252 of 250, and the next one likely needs more than 250, too.
    let log = "plan-too-small/usage.csv";
    let small = advice(log, "builder");
    assert_eq!(
        (small["verdict"].as_str(), small["plan"]["name"].as_str()),
        (Some("upgrade"), Some("pro"))
    );
    assert_eq!(
        (small["from"].as_str(), amount(&small["usd_month_more"])),
        (Some("2026-08-01"), Credits::whole(50))
    );
    assert_eq!(
        (amount(&small["usd_hours_low"]), amount(&small["usd_hours_high"])),
        (Credits::whole(400), Credits::whole(600))
    );
    assert_eq!(amount(&small["pools"][0]["need"]), "251.306".parse::<Credits>().unwrap());
    // The use is a quarter of Builder and an eighth of Pro; Starter has 100 and 2,000, and one month took 2,800.
    let large = advice("plan-too-large/usage.csv", "pro");
    assert_eq!(
        (large["verdict"].as_str(), large["plan"]["name"].as_str()),
        (Some("smaller"), Some("builder"))
    );
    assert_eq!(amount(&large["usd_month_more"]), -Credits::whole(50));
    assert_eq!(advice("plan-too-large/silent.csv", "builder")["verdict"], "keep");
    // Elite has 1,200 message credits.
    assert!(advice("plan-too-small/usage.csv", "elite")["verdict"] != "upgrade");
    // In the month of the engagement the fixes bring the use below the allowance.
    assert_eq!(advice("engagement/usage.csv", "builder")["verdict"], "fix-first");
}

/// Report, audit and comparison show the same needs and plans, and no plan fits that runs out.
#[test]
fn there_is_one_plan_advice() {
    let root = program::root();
    let log = |name: &str| root.join("fixtures").join(name).display().to_string();
    for (name, plan, cycle_day) in [
        ("demo.csv", "builder", "5"),
        ("workspaces/builder-running-out/usage.csv", "builder", "5"),
        ("workspaces/audit-engagement/usage.csv", "builder", "1"),
        ("workspaces/audit-plan-too-small/usage.csv", "builder", "1"),
        ("workspaces/audit-plan-too-large/usage.csv", "pro", "1"),
        ("workspaces/quiet/usage.csv", "starter", "1"),
    ] {
        let log = log(name);
        let run = |words: &[&str]| {
            let plan = ["--plan", plan, "--cycle-day", cycle_day, "-q"];
            program::run(&[words, &plan].concat())
        };
        let report = program::json(&run(&["report", &log, "--json"]));
        let audited = program::json(&run(&["audit", &log, "--json"]));
        let compared = program::json(&run(&["compare", &log, &log, "--json"]));
        let advice = &report["advice"];
        assert_eq!(advice, &audited["advice"], "{name}");
        assert_eq!(advice, &compared["after"]["advice"], "{name}");
        let needs = advice["needs"].as_array().unwrap();
        let of_audit = audited["audit"]["plan_advice"]["pools"].as_array().unwrap();
        for (need, of_audit) in needs.iter().zip(of_audit) {
            assert_eq!(amount(&need["p50"]), amount(&of_audit["need"]), "{name}");
        }
        let fits = |fit: &serde_json::Value| fit["current"] == true && fit["fits"] == true;
        let is_enough = advice["plans"].as_array().unwrap().iter().any(fits);
        let verdict = audited["audit"]["plan_advice"]["verdict"].as_str().unwrap();
        assert_eq!(["keep", "sized-right", "smaller"].contains(&verdict), is_enough, "{name}");
        for words in [&["report", &log][..], &["report", &log, "--full"], &["audit", &log]] {
            let text = run(words).stdout;
            let runs_out = ["credits run out", "ran out", "out on", "are used up", "is too small"];
            let is_out = runs_out.iter().any(|words| text.contains(words));
            assert!(!(is_out && text.contains("plan fits")), "{name}: {text}");
            assert!(!text.contains("between 31.0 and 31.0"), "{name}: {text}");
        }
    }
}

#[test]
fn a_report_with_fixes_applied_has_its_own_totals_sources_and_plans() {
    let (before, after) =
        (program::json(&audit(&["--json"])), program::json(&audit(&["--json", "--apply", "all"])));
    let totals = |report: &serde_json::Value| report["audit"]["totals"].as_array().unwrap().clone();
    for (was, now) in totals(&before).iter().zip(&totals(&after)) {
        assert_eq!(
            amount(&now["spent"]["typical"]),
            amount(&was["left"]["typical"]),
            "{}",
            was["pool"]
        );
        assert_eq!(amount(&now["saving"]["typical"]), Credits::ZERO);
    }
    for source in after["audit"]["burn_sources"].as_array().unwrap() {
        assert!(
            amount(&source["credits"])
                <= amount(&after["pools"][source["pool"].as_str().unwrap()]["credits"])
        );
    }
    let need =
        |report: &serde_json::Value| amount(&report["audit"]["plan_advice"]["pools"][1]["need"]);
    let fixed = amount(&before["audit"]["plan_advice"]["pools"][1]["need_after_fixes"]);
    assert_eq!(need(&after), fixed, "the need with the fixes applied is the need after fixes");
    // With one fix applied, the others still save what remains for them.
    let one = program::json(&audit(&["--json", "--apply", "cache"]));
    for ((was, now), all) in totals(&before).iter().zip(&totals(&one)).zip(&totals(&after)) {
        assert_eq!(amount(&now["left"]["typical"]), amount(&all["spent"]["typical"]));
        assert!(amount(&now["saving"]["typical"]) <= amount(&was["saving"]["typical"]));
    }
}

#[test]
fn an_empty_log_is_an_empty_audit() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("empty.csv"), "timestamp,app,operation,credits\n").unwrap();
    for extra in
        [&[][..], &["--apply", "all"], &["--json"], &["--format", "csv"], &["--format", "html"]]
    {
        let args =
            ["audit", "empty.csv"].iter().chain(extra).map(|a| (*a).to_owned()).collect::<Vec<_>>();
        let path = dir.path().join("empty.csv").display().to_string();
        let args: Vec<String> =
            args.into_iter().map(|a| if a == "empty.csv" { path.clone() } else { a }).collect();
        let ran = program::run_in(dir.path(), &args);
        assert_eq!(ran.exit, Exit::Ok, "{:?} {}", extra, ran.stderr);
        assert!(!ran.stdout.is_empty());
    }
}

#[test]
fn the_same_log_gives_the_same_bytes() {
    for format in ["text", "json", "markdown", "csv", "html"] {
        assert_eq!(
            audit(&["--format", format]).stdout,
            audit(&["--format", format]).stdout,
            "{format}"
        );
    }
}

#[test]
fn thresholds_of_the_configuration_are_used_and_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = |text: &str| {
        let file = dir.path().join("credits.toml");
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    };
    let strict =
        audit(&["--json", "--config", &path("[audit.repeated-calls]\nleast-calls = 100000\n")]);
    let report = program::json(&strict);
    assert!(
        report["findings"].as_array().unwrap().iter().all(|f| f["detector"] != "repeated-calls")
    );
    assert_eq!(report["audit"]["parameters"][0], "repeated-calls.least-calls = 100000");
    let wrong = audit(&["--config", &path("[audit.repeated-calls]\nleast-cals = 1\n")]);
    assert_eq!(wrong.exit, Exit::Error);
    assert!(
        wrong.stderr.contains("credits.toml:2:1: unknown setting audit.repeated-calls.least-cals"),
        "{}",
        wrong.stderr
    );
    assert!(wrong.stderr.contains("did you mean least-calls?"), "{}", wrong.stderr);
}

#[test]
fn the_report_is_read_back_as_it_was_written() {
    let written = audit(&["--json"]).stdout;
    let report: credits::inside::report::Report = serde_json::from_str(&written).unwrap();
    assert_eq!(credits::inside::render::json::json(&report), written);
    let plain = program::run(&["report", &story("everything"), "--json"]).stdout;
    assert!(!plain.contains("\"audit\""), "a report without an audit has no field for one");
}

/// For every detector: `credits explain ID FILE` lists as many rows as the finding rests on, and each of them is in the file.
#[test]
fn every_detector_leads_back_to_its_rows() {
    use std::collections::BTreeMap;
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let logs = ["everything", "heavy-integration", "spikes", "plan-too-large"].map(story);
    for log in &logs {
        let lines: Vec<String> =
            std::fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect();
        let settings =
            ["--plan", "builder", "--cycle-day", if log.contains("plan-too") { "1" } else { "5" }];
        let report =
            program::json(&program::run(&[&["audit", log, "--json"], &settings[..]].concat()));
        for finding in report["findings"].as_array().unwrap() {
            let (id, detector) =
                (finding["id"].as_str().unwrap(), finding["detector"].as_str().unwrap());
            if seen.get(detector).is_some_and(|rows| *rows > 0) {
                continue;
            }
            let page = program::json(&program::run(
                &[&["explain", id, log, "--json"], &settings[..]].concat(),
            ));
            assert_eq!(page["finding"]["wasted"], finding["wasted"], "{id}");
            let rows = page["rows"].as_array().unwrap();
            assert_eq!(rows.len() as u64, finding["rows"].as_u64().unwrap(), "{id} of {log}");
            for row in rows {
                let line = &lines[usize::try_from(row["line"].as_u64().unwrap()).unwrap() - 1];
                assert!(
                    line.starts_with(&format!("{},", row["event"]["id"].as_str().unwrap())),
                    "{id}: {line}"
                );
            }
            let text = program::run(&[&["explain", id, log, "-q"], &settings[..]].concat());
            let expected = if rows.is_empty() {
                "This finding is about whole cycles, not single rows."
            } else {
                "says how they are found."
            };
            assert!(
                text.stdout.starts_with(id) && text.stdout.contains(expected),
                "{}",
                text.stdout
            );
            seen.insert(detector.to_owned(), rows.len() as u64);
        }
    }
    let all: Vec<&str> = credits::inside::audit::ALL
        .iter()
        .map(|d| d.id())
        .filter(|id| !seen.contains_key(*id))
        .collect();
    assert!(all.is_empty(), "no finding of {all:?} was followed back");
    assert!(seen.values().filter(|rows| **rows > 0).count() >= 14, "{seen:?}");
}

#[test]
fn top_shortens_pages_but_not_data() {
    let report = program::json(&audit(&["--json", "--top", "2"]));
    let findings = report["findings"].as_array().unwrap();
    let all = findings.len();
    assert!(all > 5);
    let id = format!("id=\"finding-{}\"", findings[2]["id"].as_str().unwrap());
    let summary: String = findings[2]["summary"].as_str().unwrap().chars().take(20).collect();
    for format in ["text", "markdown", "html"] {
        let page = |top| audit(&["--format", format, "--top", top]).stdout;
        assert!(page("2").contains(&format!("and {} more findings", all - 2)), "{format}");
        assert!(!page("100").contains("more findings"), "{format}");
        // The section of the third finding. A page in HTML also contains the whole report as data, so look for the section's id.
        let third = if format == "html" { &id } else { &summary };
        assert!(page("100").contains(third) && !page("2").contains(third), "{format}");
    }
}
