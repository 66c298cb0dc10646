//! `credits explain [TOPIC]`: what a rule, a reject reason or a term means.
//!
//! Rules, detectors and classes of the rate cards carry their own texts; `topics.toml` has the rest.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

mod find;
mod topic;

use super::prose::wrap;
use super::{backtest, finding};
use crate::alerts;
use crate::audit;
use crate::cli::error::{Failure, Kind, ToolName};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::model::{self, ClassInfo, LineView, Model};
use crate::render::listing::columns;
use find::{classes_named, find, unknown};
pub(crate) use topic::Topic;

const TOPICS: &str = include_str!("../topics.toml");

#[derive(Deserialize)]
struct File {
    topic: Vec<Topic>,
}

/// All topics, in the order in which they are listed.
pub(crate) fn topics() -> Result<Vec<Topic>, Failure> {
    let file: File = toml::from_str(TOPICS)
        .map_err(|error| Failure::new(Kind::Config, error.message().to_owned()))?;
    let mut topics: Vec<Topic> = alerts::ALL.iter().map(|rule| of_rule(*rule)).collect();
    topics.extend(file.topic);
    topics.extend(audit::ALL.iter().map(|detector| of_detector(*detector)));
    let model = Model::builtin(model::SERIES)?;
    let view = model.view(None);
    let source = view.info.source.unwrap_or_default();
    topics.extend(model.classes().iter().map(|class| {
        of_class(&model, class, view.lines.iter().find(|l| l.class == class.id), &source)
    }));
    // `discuss` is both a source and a class; keep the first text.
    let mut seen: Vec<String> = Vec::new();
    topics.retain(|topic| {
        let new = !seen.contains(&topic.id);
        seen.push(topic.id.clone());
        new
    });
    Ok(topics)
}

/// The rule's document without its heading.
fn of_rule(rule: &dyn alerts::Rule) -> Topic {
    let text = rule.doc().split_once('\n').map_or("", |(_, rest)| rest).trim().replace("**", "");
    Topic {
        id: rule.id().to_owned(),
        kind: "rule".to_owned(),
        title: rule.summary().trim_end_matches('.').to_owned(),
        text,
    }
}

/// A detector's document, its thresholds, and its weakness.
fn of_detector(detector: &dyn audit::Detector) -> Topic {
    let doc = detector.doc().split_once('\n').map_or("", |(_, rest)| rest).trim().replace("**", "");
    let mut text = format!("{doc}\n\nThresholds, in [audit.{}] of credits.toml:\n", detector.id());
    for (name, value) in audit::Params::default().of(detector.id()) {
        let _ = writeln!(text, "- {name} = {value}");
    }
    let _ = write!(text, "\n{}", detector.weakness());
    if let Some(fix) = detector.fix() {
        let _ = write!(
            text,
            "\n\ncredits audit FILE --apply {fix} reports what the same events would have cost with this fix."
        );
    }
    let letter = detector.letter();
    let _ = write!(
        text,
        "\n\nIts findings are called {letter}1, {letter}2, …; credits explain {letter}1 FILE lists the rows of one."
    );
    Topic {
        id: detector.id().to_owned(),
        kind: "finding".to_owned(),
        title: detector.title().to_owned(),
        text,
    }
}

/// Returns whether this is the id of a finding: a letter and a number.
fn is_finding(id: &str) -> bool {
    let digits = id.get(1..).unwrap_or_default();
    id.starts_with(|c: char| c.is_ascii_alphabetic())
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
}

fn of_class(model: &Model, class: &ClassInfo, line: Option<&LineView>, of_card: &str) -> Topic {
    let doc = model.find_class(&class.id).map(|id| model.class_doc(id)).unwrap_or_default();
    let price = match line {
        Some(line) => {
            let since =
                line.from.map(|day| format!(", since {}", day.in_full())).unwrap_or_default();
            let source = line.cited.as_deref().unwrap_or(of_card).trim_end_matches('.');
            let (price, exactness) = (line.price_in_words(), line.exactness.name());
            format!(
                "Newest price: {price} ({exactness}), {} credits{since}; source: {source}.",
                line.pool
            )
        }
        None => "The newest rate card has no price for it.".to_owned(),
    };
    let all = format!(
        "It counts as {}. {price} credits models show lists every price with its date.",
        class.source
    );
    let text = if doc.is_empty() { all } else { format!("{doc}\n\n{all}") };
    Topic { id: class.id.clone(), kind: "class".to_owned(), title: class.title.clone(), text }
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    tool: ToolName<'static>,
    topics: Vec<&'a Topic>,
}

pub(crate) fn run(
    session: &mut Session<'_>,
    wanted: Option<&str>,
    files: &[String],
) -> Result<Exit, Failure> {
    if let Some(id) = wanted.filter(|_| !files.is_empty()) {
        if id.trim().eq_ignore_ascii_case("forecast") {
            return backtest::run(session, files);
        }
        if !is_finding(id) {
            let failure = Failure::new(
                Kind::Usage,
                format!("{id:?} needs no log: only findings and the topic forecast do"),
            );
            return Err(failure
                .hint("to list the rows behind a finding: credits explain R1 usage.csv")
                .hint("to see how the projection did in past cycles: credits explain forecast usage.csv")
                .hint("to list all topics: credits explain"));
        }
        return finding::run(session, id, files);
    }
    let topics = topics()?;
    let named;
    let chosen = match wanted {
        Some(wanted) => {
            if let Some(topic) = find(&topics, wanted) {
                vec![topic]
            } else {
                named = classes_named(&topics, wanted).ok_or_else(|| unknown(&topics, wanted))?;
                vec![&named]
            }
        }
        None => topics.iter().collect(),
    };
    if session.settings.json_on_stdout() {
        let page = Page { schema: "credits.explain/1", tool: ToolName::THIS, topics: chosen };
        serde_json::to_writer_pretty(&mut *session.out, &page)?;
        writeln!(session.out)?;
        return Ok(Exit::Ok);
    }
    let text = match (wanted, chosen.first()) {
        (Some(_), Some(topic)) => one(topic, usize::from(session.settings.display.width.min(100))),
        _ => list(&chosen),
    };
    session.out.write_all(text.as_bytes())?;
    Ok(Exit::Ok)
}

fn one(topic: &Topic, width: usize) -> String {
    format!("{} ({}): {}\n\n{}", topic.id, topic.kind, topic.title, wrap(&topic.text, width))
}

fn list(topics: &[&Topic]) -> String {
    let mut kinds: Vec<&str> = Vec::new();
    for topic in topics {
        if !kinds.contains(&topic.kind.as_str()) {
            kinds.push(&topic.kind);
        }
    }
    let mut text = String::new();
    for kind in kinds {
        let rows: Vec<Vec<String>> = topics
            .iter()
            .filter(|t| t.kind == kind)
            .map(|t| vec![format!("  {}", t.id), t.title.clone()])
            .collect();
        let _ = writeln!(text, "{kind}\n{}", columns(&rows, &[], None));
    }
    text.push_str("credits explain TOPIC explains one of them\n");
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::testing;

    #[test]
    fn every_topic_has_a_text_and_a_name_of_its_own() {
        let topics = topics().unwrap();
        let ids: BTreeSet<_> = topics.iter().map(|t| &t.id).collect();
        assert_eq!(ids.len(), topics.len());
        for topic in &topics {
            assert!(
                topic
                    .id
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b)),
                "{}",
                topic.id
            );
            assert!(
                topic.text.len() > topic.title.len() && !topic.title.ends_with('.'),
                "{}",
                topic.id
            );
        }
        for id in [
            "cycle",
            "as-of",
            "capacity",
            "covered",
            "pace",
            "unassigned",
            "duplicate",
            "conflicting-ids",
            "refund",
            "grant",
        ] {
            assert!(ids.contains(&id.to_owned()), "{id}");
        }
    }

    #[test]
    fn a_topic_is_explained_in_any_spelling() {
        for wanted in ["as-of", "As_Of", "as of"] {
            let (exit, out, err) = testing::run(&testing::env(), &["explain", wanted]);
            assert_eq!((exit, err.as_str()), (Exit::Ok, ""));
            assert!(out.starts_with("as-of (term): "), "{out}");
            assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        }
        let (_, out, _) = testing::run(&testing::env(), &["explain", "ignored:sample"]);
        assert!(out.starts_with("sample (ignored): "), "{out}");
    }

    #[test]
    fn rules_and_classes_explain_themselves_within_the_width() {
        for topic in topics().unwrap() {
            let (_, out, _) = testing::run(&testing::env(), &["explain", &topic.id]);
            assert!(out.starts_with(&format!("{} ({})", topic.id, topic.kind)), "{out}");
            let text = out.lines().skip(1);
            assert!(
                text.clone().count() > 1 && text.clone().all(|line| line.chars().count() <= 80),
                "{out}"
            );
        }
        let (_, out, _) = testing::run(&testing::env(), &["explain", "llm.gpt-5"]);
        assert!(out.contains("It counts as integrations.") && out.contains("15"), "{out}");
    }

    #[test]
    fn every_reason_and_rule_has_a_topic() {
        let topics = topics().unwrap();
        let kind = |id: &str| topics.iter().find(|t| t.id == id).map(|t| t.kind.as_str());
        for rule in alerts::ALL {
            assert_eq!(kind(rule.id()), Some("rule"));
        }
        for (id, _) in crate::ingest::reject::REASONS {
            assert_eq!(kind(id), Some("rejected"), "{id}");
        }
        for (id, _) in crate::ingest::reject::UNPRICED {
            assert_eq!(kind(id), Some("unpriced"), "{id}");
        }
        for (id, _) in crate::ingest::reject::IGNORED {
            // A grant is a word of its own, whether a row of it is ignored or not.
            assert_eq!(kind(id), Some(if *id == "grant" { "term" } else { "ignored" }), "{id}");
        }
    }

    #[test]
    fn an_unknown_topic_names_its_neighbour_and_exits_2() {
        let (exit, out, err) = testing::run(&testing::env(), &["explain", "capasity"]);
        assert_eq!((exit, out.as_str()), (Exit::Error, ""));
        assert_eq!(
            err,
            "error: \"capasity\" is not a topic\nhint: credits explain capacity\nhint: credits explain lists all topics\n"
        );
    }

    #[test]
    fn without_a_topic_all_are_listed() {
        let (exit, out, _) = testing::run(&testing::env(), &["explain"]);
        assert_eq!(exit, Exit::Ok);
        for topic in topics().unwrap() {
            assert!(out.contains(&format!("  {} ", topic.id)), "{}", topic.id);
        }
        let (_, json, _) = testing::run(&testing::env(), &["explain", "-j"]);
        let page: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(page["topics"].as_array().unwrap().len(), topics().unwrap().len());
    }
}
