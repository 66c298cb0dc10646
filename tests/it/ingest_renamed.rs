//! Every fixture with one of its columns renamed to nonsense: never another total without a word.

use std::fs;
use std::path::Path;

use credits::cli::Exit;
use serde_json::Value;

use crate::program::{Ran, json, root, run_in};

/// What a column is renamed to.
const NONSENSE: &str = "zzqx";

/// Roles that decide what a row counts or on which day: without their only column the file is refused, by name.
const REQUIRED: [&str; 6] =
    ["time", "credits", "balance_before", "balance_after", "operation", "kind"];

/// Roles that a log need not have: without their column it is read, and that nothing is read from the column is said. The
/// first three split the total and are no part of it; the others can change what the rate card says of a row, or whether a
/// row counts, so a note is the least. A known export, which is identified by its columns, is refused.
const OPTIONAL: [&str; 26] = [
    "app",
    "user",
    "feature",
    "model",
    "pool",
    "id",
    "files",
    "prompt",
    "quantity",
    "seconds",
    "characters",
    "emails",
    "images",
    "calls",
    "scope",
    "status",
    "error",
    "metadata",
    "from",
    "custom_domain",
    "duration_ms",
    "vendor",
    "provider",
    "prompt_hash",
    "records",
    "automation",
];

/// What `credits inspect` shows beside the roles.
const OTHER: [&str; 4] = ["edited", "sample", "unit", "quota"];

/// The text with the nth of its columns renamed; `None` where it is not found.
fn renamed(text: &str, columns: &[&str], nth: usize, delimiter: Option<&str>) -> Option<String> {
    let Some(delimiter) = delimiter else {
        let old = format!("\"{}\":", columns[nth].rsplit('.').next()?);
        return text.contains(&old).then(|| text.replace(&old, &format!("\"{NONSENSE}\":")));
    };
    let header =
        text.split(['\n', '\r']).find(|line| columns.iter().all(|column| line.contains(column)))?;
    let cells: Vec<&str> = header.split(delimiter).collect();
    let mut changed: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    changed[nth] =
        if cells.get(nth)?.contains('"') { format!("\"{NONSENSE}\"") } else { NONSENSE.to_owned() };
    Some(text.replacen(header, &changed.join(delimiter), 1))
}

fn totals(ran: &Ran) -> Vec<Value> {
    let report = json(ran);
    ["message", "integration", "unassigned"]
        .iter()
        .map(|pool| report["pools"][pool]["credits"].clone())
        .collect()
}

/// The roles of each column of the first file of a folder, and what is wrong with the runs without it.
fn failures(folder: &Path, tried: &mut u32) -> Vec<String> {
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
    let args = words("args");
    let files = words("files");
    // What is not UTF-8 holds the rows of other folders; a column that was mapped by name cannot be renamed.
    let Ok(text) = fs::read_to_string(folder.join(&files[0])) else { return Vec::new() };
    if args.iter().any(|arg| arg.starts_with("--map")) {
        return Vec::new();
    }
    let reading: Vec<String> =
        args.chunks(2).filter(|pair| pair[0] != "--as-of").flatten().cloned().collect();
    let at = |dir: &Path| dir.join(&files[0]).display().to_string();
    let inspect =
        [vec!["inspect".into(), at(folder), "--json".into(), "-q".into()], reading].concat();
    let inspected = json(&run_in(folder, &inspect));
    let file = &inspected["files"][0];
    let columns = file["columns"].as_array().unwrap();
    let names: Vec<&str> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
    let roles = |column: &Value| -> Vec<String> {
        column["roles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|role| role["role"].as_str().unwrap().to_owned())
            .collect()
    };
    let text_has_operation = text.contains("operation");
    let all: Vec<String> = columns.iter().flat_map(roles).collect();
    let scratch = tempfile::tempdir().unwrap();
    let report = |dir: &Path| {
        run_in(dir, &[vec!["report".into(), at(dir), "--json".into()], args.clone()].concat())
    };
    let mut wrong = Vec::new();
    for (nth, column) in columns.iter().enumerate() {
        let roles = roles(column);
        // Nothing is lost with a column of no role, or without a filled cell; a nested field's name may stand elsewhere too.
        if roles.is_empty()
            || column["samples"].as_array().unwrap().is_empty()
            || names[nth].contains('.')
        {
            continue;
        }
        let Some(changed) = renamed(&text, &names, nth, file["dialect"]["delimiter"].as_str())
        else {
            continue;
        };
        *tried += 1;
        fs::write(scratch.path().join(&files[0]), changed).unwrap();
        let ran = report(scratch.path());
        let what = format!("{} without {:?} ({})", folder.display(), names[nth], roles.join(", "));
        let is_named = ran.stderr.contains(NONSENSE)
            || ran.stderr.contains(&format!("without its column \"{}\"", names[nth]));
        match ran.exit {
            Exit::Error if is_named || ran.stderr.contains("has no column for") => {}
            // Without the column that says what was done, credits beside a price may be purchases.
            Exit::Error if ran.stderr.contains("which of them is unclear") => {}
            Exit::Ok if is_named => {
                let only = |role: &&String| all.iter().filter(|other| other == role).count() == 1;
                if let Some(role) =
                    roles.iter().find(|role| REQUIRED.contains(&role.as_str()) && only(role))
                {
                    // A balance beside the credits is not needed, and a known export fixes the operation.
                    let spare = (role.starts_with("balance")
                        && all.contains(&"credits".to_owned()))
                        || (role == "operation" && file["unit"] != "credits");
                    if !spare {
                        wrong.push(format!("{what} is read without its {role}"));
                    }
                }
                if roles.iter().all(|role| OPTIONAL[..3].contains(&role.as_str())) {
                    let before = totals(&report(folder));
                    if totals(&ran) != before {
                        wrong.push(format!("{what} has other totals"));
                    }
                }
            }
            // The platform's own conversations have one shape: fields of messages are taken from it, and no column is left over.
            Exit::Ok if names.contains(&"operation") && !text_has_operation => {}
            _ => wrong.push(format!("{what}: {:?}, {}", ran.exit, ran.stderr)),
        }
        for role in roles {
            assert!(
                [&REQUIRED[..], &OPTIONAL, &OTHER].concat().contains(&role.as_str()),
                "{role} is neither required nor optional"
            );
        }
    }
    wrong
}

#[test]
fn a_column_that_is_renamed_is_missed() {
    let mut folders: Vec<_> = fs::read_dir(root().join("fixtures/exports"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    let mut tried = 0;
    let wrong: Vec<String> =
        folders.iter().flat_map(|folder| failures(folder, &mut tried)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > 300, "{tried}");
}
