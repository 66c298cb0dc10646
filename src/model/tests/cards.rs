//! The built-in cards as a set: complete, named, compared.

use std::path::Path;

use super::*;

#[test]
fn built_in_cards_are_whole() {
    for name in catalog::names() {
        let model = Model::builtin(&name).unwrap();
        model.checked().unwrap_or_else(|error| panic!("{error}"));
    }
    let cards = catalog::list();
    for (file, card) in catalog::DATED.iter().chain(catalog::NAMED).zip(&cards) {
        assert_eq!(file.name, card.name, "{}", file.path);
    }
    for card in &cards {
        // Another vendor's card has no prices that could grow old.
        let is_ours = card.provider.as_deref() == Some("base44");
        assert!(
            card.source.is_some()
                && card.provider.is_some()
                && card.checked_on.is_some() == is_ours,
            "{}",
            card.name
        );
    }
    let dated: Vec<Option<Day>> =
        cards[..catalog::DATED.len()].iter().map(|card| card.effective_from).collect();
    assert!(dated.is_sorted() && dated[0].is_none() && dated[1..].iter().all(Option::is_some));
    let mut files: Vec<_> =
        catalog::DATED.iter().chain(catalog::NAMED).map(|file| file.path.to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model/catalog");
    let mut found = Vec::new();
    for vendor in std::fs::read_dir(&folder).unwrap() {
        for file in std::fs::read_dir(vendor.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let path = path.strip_prefix(&folder).unwrap();
            found.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    files.sort();
    assert_eq!(found, files, "every file of the catalog has its line in catalog.rs");
    assert_eq!(series().newest_checked_on(), "2026-11-25".parse().ok());
}

#[test]
fn an_unknown_model_names_the_known_ones() {
    let Err(error) = Model::builtin("base45") else { panic!("there is no base45") };
    assert!(matches!(error, Error::UnknownModel { .. }));
    assert_eq!(
        error.to_string(),
        format!("there is no cost model base45; built in: {}", catalog::names().join(", "))
    );
}

#[test]
fn what_changed_between_two_cards() {
    let day = |text: &str| match text.parse::<Day>() {
        Ok(day) => Model::builtin(crate::model::SERIES).unwrap().view(Some(day)),
        Err(_) => Model::builtin(text).unwrap().view(None),
    };
    let changes: Vec<String> = describe::diff(&day("2026-07-01"), &day("base44-2026-09"))
        .iter()
        .map(|change| match change {
            describe::Change::Added(line) => format!("+ {} {}", line.class, line.rate.in_words()),
            describe::Change::Removed(line) => format!("- {}", line.class),
            describe::Change::Changed { before, after } => {
                format!(
                    "{} {} -> {} {}",
                    after.class,
                    before.exactness.name(),
                    after.exactness.name(),
                    after.rate.in_words()
                )
            }
        })
        .collect();
    assert_eq!(
        changes,
        [
            "+ llm.gemini-3.8-flash 10",
            "+ agent.gemini-3.8-flash 10",
            "integration.generate-image exact -> estimate 1 per image"
        ]
    );
    let first = describe::diff(&day("2025-11-30"), &day("2025-12-01"));
    assert!(first.iter().any(
        |change| matches!(change, describe::Change::Removed(line) if line.class == "build.flat")
    ));
    assert!(describe::diff(&day("2026-04-01"), &day("2026-05-01")).is_empty());
    assert_eq!(day("2026-05-01").bands.len(), 4);
    let speech = day("2026-05-01")
        .lines
        .into_iter()
        .find(|line| line.class == "integration.generate-speech")
        .unwrap();
    assert_eq!(speech.rate.in_words(), "1 per 50 characters (rounded up), at most 100");
    assert_eq!((speech.from, speech.card.as_str()), ("2026-03-10".parse().ok(), "base44-2026-03"));
}
