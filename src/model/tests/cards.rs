//! The built-in cards as a set: whole, named, compared.

use super::*;

#[test]
fn built_in_cards_are_whole() {
    assert_eq!(catalog::names().len(), 10);
    for name in catalog::names() {
        Model::builtin(&name).unwrap_or_else(|error| panic!("{error}"));
    }
    let cards = catalog::list().unwrap();
    for card in &cards {
        // A neighbour's card has no prices that could grow old.
        let is_ours = card.provider.as_deref() == Some("base44");
        assert!(
            card.source.is_some()
                && card.provider.is_some()
                && card.checked_on.is_some() == is_ours,
            "{}",
            card.name
        );
    }
    let dated: Vec<Option<Day>> = cards[..6].iter().map(|card| card.effective_from).collect();
    assert!(dated.is_sorted() && dated[0].is_none() && dated[1..].iter().all(Option::is_some));
    let mut files: Vec<_> =
        catalog::DATED.iter().chain(&catalog::NAMED).map(|file| file.path.to_owned()).collect();
    let below = |folder: &str| {
        let path = format!("{}/src/model/catalog/{folder}", env!("CARGO_MANIFEST_DIR"));
        let names = std::fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.map(|name| format!("{folder}/{name}")).collect::<Vec<_>>()
    };
    let mut held = [below("base44"), below("neighbours")].concat();
    held.sort();
    files.sort();
    assert_eq!(held, files, "every file of the catalog is a card that is built in");
    assert_eq!(series().newest_checked_on(), "2026-10-03".parse().ok());
}

#[test]
fn an_unknown_model_names_the_known_ones() {
    let Err(error) = Model::builtin("base45") else { panic!("there is no base45") };
    assert!(matches!(error, Error::UnknownModel { .. }));
    assert_eq!(
        error.to_string(),
        "there is no cost model base45; built in: base44, base44-2025-flat, base44-2025-12, base44-2026-01, base44-2026-03, \
         base44-2026-07, base44-2026-09, audit-2026-05, cursor, copilot"
    );
}

#[test]
fn what_changed_between_two_cards() {
    let day = |text: &str| match text.parse::<Day>() {
        Ok(day) => Model::builtin(crate::model::SERIES).unwrap().view(Some(day)),
        Err(_) => Model::builtin(text).unwrap().view(None),
    };
    let told: Vec<String> = describe::diff(&day("2026-07-01"), &day("base44-2026-09"))
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
        told,
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
