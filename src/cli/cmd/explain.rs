//! What a rule, a reason or a term means, offline.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::Session;
use super::table::{columns, wrap};
use crate::cli::error::{Failure, Kind, ToolName};
use crate::cli::exit::Exit;
use crate::cli::near::nearest;

/// The texts that belong to no code of their own: terms, bases, sources, reasons, notes.
const TOPICS: &str = include_str!("../topics.toml");

/// Something that can be explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What is typed: `spike`, `bad-amount`, `capacity`.
    pub id: String,
    /// `rule`, `term`, `basis`, `source`, `rejected`, `ignored`, `note`.
    pub kind: String,
    /// One line.
    pub title: String,
    /// The explanation: paragraphs, lists, indented examples.
    pub text: String,
}

#[derive(Deserialize)]
struct File {
    topic: Vec<Topic>,
}

/// All topics, in the order in which they are listed.
pub fn topics() -> Result<Vec<Topic>, Failure> {
    let file: File = toml::from_str(TOPICS).map_err(|error| Failure::new(Kind::Config, error.message().to_owned()))?;
    Ok(file.topic)
}

#[derive(Serialize)]
struct Page<'a> {
    schema: &'static str,
    tool: ToolName<'static>,
    topics: Vec<&'a Topic>,
}

/// `credits explain [TOPIC]`
pub fn run(session: &mut Session<'_>, wanted: Option<&str>) -> Result<Exit, Failure> {
    let topics = topics()?;
    let chosen = match wanted {
        Some(wanted) => vec![find(&topics, wanted)?],
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

fn find<'a>(topics: &'a [Topic], wanted: &str) -> Result<&'a Topic, Failure> {
    let plain = wanted.trim().to_lowercase().replace(['_', ' '], "-");
    // `ignored:sample` is how the report spells a reason with its kind.
    let bare = plain.split_once(':').map_or(plain.as_str(), |(_, id)| id);
    if let Some(topic) = topics.iter().find(|t| t.id == plain).or_else(|| topics.iter().find(|t| t.id == bare)) {
        return Ok(topic);
    }
    let failure = Failure::new(Kind::Usage, format!("{wanted:?} is not a topic"));
    let failure = match nearest(wanted, topics.iter().map(|t| t.id.as_str())) {
        Some(near) => failure.hint(format!("credits explain {near}")),
        None => failure,
    };
    Err(failure.hint("credits explain lists all topics"))
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
        let rows: Vec<Vec<String>> =
            topics.iter().filter(|t| t.kind == kind).map(|t| vec![format!("  {}", t.id), t.title.clone()]).collect();
        let _ = writeln!(text, "{kind}\n{}", columns(&rows, &[]));
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
            assert!(topic.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{}", topic.id);
            assert!(topic.text.len() > topic.title.len() && !topic.title.ends_with('.'), "{}", topic.id);
        }
        for id in
            ["cycle", "as-of", "capacity", "covered", "pace", "unassigned", "duplicate", "conflicting-ids", "refund", "grant"]
        {
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
