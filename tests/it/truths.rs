//! Every fixture against the totals that it states itself, worked out apart from this code (`tests/oracle/truths.py`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{json, root, run, run_in};

/// Folders with a `truth.toml`, in the order of their names.
fn stories(below: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(below)).unwrap();
    let mut found: Vec<PathBuf> =
        entries.map(|e| e.unwrap().path()).filter(|p| p.join("truth.toml").exists()).collect();
    found.sort();
    found
}

fn text<'a>(table: &'a toml::Value, key: &str) -> &'a str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

/// What differs between a folder's truth and the report of its files.
fn differences(folder: &Path) -> Vec<String> {
    let truth: toml::Value =
        toml::from_str(&fs::read_to_string(folder.join("truth.toml")).unwrap()).unwrap();
    let words = |key: &str| {
        truth[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let mut args = vec!["report".to_owned()];
    args.extend(words("files").iter().map(|name| folder.join(name).display().to_string()));
    args.extend(words("args"));
    args.extend(["--json", "-q", "--all"].map(str::to_owned));
    let report = json(&run_in(folder, &args));
    let mut wrong = Vec::new();
    let mut compare = |what: String, wanted: String, got: String| {
        if wanted != got {
            wrong.push(format!("{}: {what} is {wanted}, the report says {got}", folder.display()));
        }
    };
    for key in ["rows", "events", "rejected", "duplicates", "ignored"] {
        compare(key.to_owned(), truth[key].to_string(), report["quality"][key].to_string());
    }
    for pool in ["message", "integration", "unassigned"] {
        let Some(wanted) = truth.get("pool").and_then(|pools| pools.get(pool)) else { continue };
        let got = &report["pools"][pool];
        // A truth counts rows: of a pool without any, the report knows nothing.
        if (got.is_null() || got["observed"] == false)
            && text(wanted, "credits") == "0"
            && wanted["events"].as_integer() == Some(0)
        {
            continue;
        }
        compare(
            format!("{pool}.credits"),
            text(wanted, "credits").to_owned(),
            got["credits"].as_str().unwrap_or("-").to_owned(),
        );
        compare(format!("{pool}.events"), wanted["events"].to_string(), got["events"].to_string());
        if let Some(unpriced) = wanted.get("unpriced") {
            compare(
                format!("{pool}.unpriced"),
                unpriced.to_string(),
                got["unpriced_events"].to_string(),
            );
        }
    }
    wrong
}

#[test]
fn hostile_names_change_no_figure() {
    let wrong = differences(&root().join("fixtures/hostile"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn exports_hold_what_they_state() {
    let stories = stories("fixtures/exports");
    assert!(stories.len() >= 20, "only {} folders", stories.len());
    let wrong: Vec<String> = stories.iter().flat_map(|folder| differences(folder)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn workspaces_hold_what_they_state() {
    let stories = stories("fixtures/workspaces");
    assert!(stories.len() >= 6, "only {} folders", stories.len());
    let wrong: Vec<String> = stories.iter().flat_map(|folder| differences(folder)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The verdicts that a workspace's truth names: state by rule and pool.
#[test]
fn workspaces_are_judged_as_they_state() {
    let mut judged = 0;
    for folder in stories("fixtures/workspaces") {
        let truth: toml::Value =
            toml::from_str(&fs::read_to_string(folder.join("truth.toml")).unwrap()).unwrap();
        let Some(facts) = truth.get("facts").and_then(toml::Value::as_table) else { continue };
        let file = folder.join(truth["files"][0].as_str().unwrap()).display().to_string();
        let report = json(&run_in(
            &folder,
            &["report".to_owned(), file, "--json".to_owned(), "-q".to_owned()],
        ));
        let alerts = report["alerts"].as_array().unwrap();
        for (rule, states) in facts {
            let Some(states) = states
                .as_table()
                .filter(|_| ["spike", "forecast", "steady", "leak"].contains(&rule.as_str()))
            else {
                continue;
            };
            for (pool, wanted) in states {
                let found = alerts.iter().find(|a| {
                    a["rule"] == rule.as_str() && a["pool"] == pool.as_str() && a["scope"].is_null()
                });
                // The rules of a pool that the log lacks are left out.
                if report["pools"][pool]["observed"] == false {
                    assert!(found.is_none(), "{}: {rule} {pool}", folder.display());
                    judged += 1;
                    continue;
                }
                assert_eq!(
                    found.unwrap()["state"].as_str(),
                    wanted.as_str(),
                    "{}: {rule} {pool}",
                    folder.display()
                );
                judged += 1;
            }
        }
    }
    assert!(judged >= 8, "only {judged} verdicts were compared");
}

/// What the report's JSON promises is what it holds, from an empty log to a full one.
#[test]
fn reports_follow_the_published_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root().join("docs/schema/report.json")).unwrap())
            .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let logs = [
        "fixtures/demo.csv",
        "fixtures/exports/empty/CreditLog_export.csv",
        "fixtures/exports/all-operations/operations.csv",
    ];
    for log in logs {
        let report = json(&run(&["report", log, "--json", "-q", "--by", "week", "--plan", "free"]));
        let wrong: Vec<String> =
            validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{log}: {}", wrong.join("\n"));
    }
}
