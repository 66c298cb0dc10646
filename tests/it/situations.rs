//! Situations that logs are really found in, and the right answer to each: `fixtures/situations/NAME/situation.toml` beside its input files.
//!
//! ```toml
//! shows = "A reset renews the plan's own allowance and adds nothing to it."
//!
//! [[run]]
//! args = ["report", "log.csv", "--all", "--json"]   # a word that names a file of the folder becomes its path
//! exit = 0                                          # 0 if it is not given
//! total = "110"                                     # the credits of all pools of the JSON report
//! json = { "/quality/events" = 3 }                  # JSON pointer = value; null is written "null"
//! stdout_has = ["…"]
//! stdout_without = ["…"]
//! stderr_has = ["…"]
//! stderr_without = ["…"]
//! ```

use std::fs;
use std::path::Path;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::program::{Ran, from_root, root, run_in};

/// Replaces each word that names a file or folder beside the situation by its path.
fn arguments(folder: &Path, run: &toml::Value) -> Vec<String> {
    let words = run["args"].as_array().expect("args is a list");
    let path = |word: &str| {
        let path = folder.join(word);
        let is_input = !word.is_empty() && path.exists();
        if is_input { from_root(&path) } else { word.to_owned() }
    };
    words.iter().map(|word| path(word.as_str().expect("args are texts"))).collect()
}

/// The credits of all pools of a JSON report; `None` if it is none.
fn total(stdout: &str) -> Option<Decimal> {
    let report: serde_json::Value = serde_json::from_str(stdout).ok()?;
    let credits =
        report.get("pools")?.as_object()?.values().filter_map(|pool| pool["credits"].as_str());
    Some(credits.map(|credits| Decimal::from_str(credits).unwrap()).sum())
}

/// What a run says otherwise than its situation states.
fn differences(run: &toml::Value, ran: &Ran) -> Vec<String> {
    let mut wrong = Vec::new();
    let exit = run.get("exit").and_then(toml::Value::as_integer).unwrap_or(0);
    if i64::from(ran.exit.code()) != exit {
        wrong.push(format!("exit is {:?}, not {exit}", ran.exit));
    }
    if let Some(wanted) = run.get("total").and_then(toml::Value::as_str) {
        let found = total(&ran.stdout);
        if found != Some(Decimal::from_str(wanted).unwrap()) {
            wrong.push(format!("the total is {found:?}, not {wanted}"));
        }
    }
    if let Some(pointers) = run.get("json").and_then(toml::Value::as_table) {
        let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_default();
        for (pointer, wanted) in pointers {
            let found = report.pointer(pointer).unwrap_or(&serde_json::Value::Null);
            let wanted = match wanted {
                toml::Value::String(text) if text == "null" => serde_json::Value::Null,
                other => serde_json::to_value(other).unwrap(),
            };
            if *found != wanted {
                wrong.push(format!("{pointer} is {found}, not {wanted}"));
            }
        }
    }
    for (key, text, must) in [
        ("stdout_has", &ran.stdout, true),
        ("stdout_without", &ran.stdout, false),
        ("stderr_has", &ran.stderr, true),
        ("stderr_without", &ran.stderr, false),
    ] {
        let parts = run.get(key).and_then(toml::Value::as_array);
        for part in parts.into_iter().flatten().filter_map(toml::Value::as_str) {
            if text.contains(part) != must {
                wrong.push(format!("{key} {part:?} does not hold of: {text}"));
            }
        }
    }
    wrong
}

#[test]
fn every_situation_gets_its_right_answer() {
    let folder = root().join("fixtures/situations");
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    names.sort();
    let mut wrong = Vec::new();
    for folder in &names {
        let file = folder.join("situation.toml");
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let situation: toml::Value =
            toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        assert!(situation.get("shows").is_some(), "{} does not say what it shows", file.display());
        let runs =
            situation["run"].as_array().unwrap_or_else(|| panic!("{}: no run", file.display()));
        for (n, run) in runs.iter().enumerate() {
            let ran = run_in(folder, &arguments(folder, run));
            for difference in differences(run, &ran) {
                let name = folder.file_name().unwrap().display();
                wrong.push(format!("{name}, run {}: {difference}", n + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
