//! What the reader knows by name: every operation of the rate cards, and no column that it was not told of.

use std::fs;

use credits::cli::Exit;
use credits::inside::ingest::is_known_operation;

use crate::program::{root, run};

/// Every name in a card's lists of operations, patterns left out.
fn spellings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, inner) in table {
                match (key.as_str(), inner.as_array()) {
                    ("operations", Some(names)) => {
                        found.extend(names.iter().filter_map(|n| n.as_str().map(str::to_owned)));
                    }
                    _ => spellings(inner, found),
                }
            }
        }
        toml::Value::Array(items) => items.iter().for_each(|item| spellings(item, found)),
        _ => {}
    }
}

#[test]
fn every_operation_of_the_rate_cards_is_known_to_the_reader() {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("src/model/catalog/base44")).unwrap() {
        let card: toml::Value =
            toml::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        spellings(&card, &mut names);
    }
    names.retain(|name| !name.contains(['*', '?']));
    assert!(names.len() > 60, "only {} names found", names.len());
    let unknown: Vec<_> = names.iter().filter(|name| !is_known_operation(name)).collect();
    assert!(unknown.is_empty(), "src/ingest/cell/maps/operations.toml lacks {unknown:?}");
}

#[test]
fn a_needed_column_with_a_nonsense_name_is_refused_and_not_read_as_zeros() {
    let dir = tempfile::tempdir().unwrap();
    for (folder, file, columns) in [
        ("tabs", "usage.csv", &["timestamp"][..]),
        (
            "base44-integrationusagelog-automations",
            "IntegrationUsageLog_export (1).csv",
            &["estimated_credits_used"],
        ),
        ("decoys", "usage.csv", &["timestamp"]),
        (
            "creditusagelog",
            "CreditUsageLog_export.csv",
            &["estimated_credit_usage", "integration_name"],
        ),
        ("cursor-1", "usage-events-2026-05-01.csv", &["Cost ($)"]),
        ("copilot-1", "premium_requests.csv", &["Requests Used"]),
        ("cursor-7", "usage-events-2026-05-07.csv", &["Requests"]),
    ] {
        let mut text =
            fs::read_to_string(root().join("fixtures/exports").join(folder).join(file)).unwrap();
        for column in columns {
            let (header, rest) = text.split_once('\n').unwrap();
            assert!(header.contains(column), "{folder}: {header}");
            text = format!("{}\n{rest}", header.replace(column, "zzqx"));
        }
        let path = dir.path().join("renamed.csv");
        fs::write(&path, text).unwrap();
        let ran = run(&["report", path.to_str().unwrap(), "--json"]);
        assert_eq!(ran.exit, Exit::Error, "{folder}: {}", ran.stdout);
        for wanted in ["renamed.csv", "zzqx", "hint: credits inspect"] {
            assert!(ran.stderr.contains(wanted), "{folder} lacks {wanted}: {}", ran.stderr);
        }
        let seen = run(&["inspect", path.to_str().unwrap()]);
        assert!(
            seen.exit == Exit::Error && seen.stdout.contains("zzqx"),
            "{folder}: {}",
            seen.stdout
        );
    }
}
