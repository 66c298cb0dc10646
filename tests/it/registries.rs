//! Adding a rule, a detector, an output format or a rate card is one file and one line.

use std::fs;
use std::path::Path;

use crate::layering::tree;

/// A trait, and the file whose `ALL` lists its implementations.
const REGISTRIES: &[(&str, &str, usize)] = &[
    ("Rule", "alerts/mod.rs", 7),
    ("Detector", "audit/detectors/mod.rs", 16),
    ("OutputFormat", "render/mod.rs", 12),
];

/// The files that implement a trait, each with the type that does.
fn implementations(of: &str) -> Vec<(String, String)> {
    let marker = format!("impl {of} for ");
    let mut found = Vec::new();
    for (file, text) in tree() {
        for (at, _) in text.match_indices(&marker) {
            let name = text[at + marker.len()..].chars();
            found.push((file.clone(), name.take_while(|c| c.is_alphanumeric()).collect()));
        }
    }
    found
}

/// `audit/detectors/bursts.rs` → `bursts`, `render/html/mod.rs` → `html`.
fn module_name(file: &str) -> &str {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    path.rsplit('/').next().unwrap_or(path)
}

#[test]
fn an_implementation_is_named_in_its_registry_alone() {
    for (of, registry, least) in REGISTRIES {
        let found = implementations(of);
        assert!(found.len() >= *least, "only {} implementations of {of}", found.len());
        for (file, name) in found {
            let layer = file.split('/').next().unwrap_or_default();
            for (other, text) in tree() {
                // Another layer may have a type of that name; to name this one, it must name its layer.
                let inside = other.starts_with(&format!("{layer}/"));
                let of_layer = if inside { String::new() } else { format!("{layer}::") };
                let path = format!("{of_layer}{}::{name}", module_name(&file));
                let lines = text.lines().filter(|line| line.contains(&path)).count();
                let wanted = usize::from(other == *registry);
                assert_eq!(lines, wanted, "src/{other} names {path} in {lines} lines");
            }
        }
    }
}

#[test]
fn a_rate_card_is_named_in_one_line() {
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/catalog");
    let mut cards = 0;
    for vendor in fs::read_dir(catalog).unwrap().map(|entry| entry.unwrap().path()) {
        for card in fs::read_dir(&vendor).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!(
                "{}/{}.toml\"",
                vendor.file_name().unwrap().to_string_lossy(),
                card.file_stem().unwrap().to_string_lossy()
            );
            let lines: usize = tree()
                .values()
                .map(|text| text.lines().filter(|line| line.contains(&name)).count())
                .sum();
            assert_eq!(lines, 1, "{} is named in {lines} lines", card.display());
            cards += 1;
        }
    }
    assert!(cards >= 9, "only {cards} cards found");
}
