//! Finds the topic that a word means: its own name, another word for it, a class of the rate card, or the nearest name.

use super::topic::Topic;
use crate::audit;
use crate::base::letters;
use crate::cli::error::{Failure, Kind};
use crate::cli::suggest::nearest;

/// Words of reports, and the topics that explain them.
const SAME: &[(&str, &str)] = &[
    ("average", "14-day-average"),
    ("usual-day", "14-day-average"),
    ("4-times-in-5", "range"),
    ("80%-range", "range"),
    ("likely", "range"),
    ("total", "projection"),
    ("at-this-pace", "projection"),
    ("out", "projection"),
    ("runs-out", "projection"),
    ("ran-out", "projection"),
    ("lasts", "projection"),
    ("remaining", "left"),
    ("over", "left"),
    ("allowance", "capacity"),
    ("granted", "grant"),
    ("earned", "grant"),
    ("topup", "top-up"),
    ("pack", "top-up"),
    ("roll-over", "rollover"),
    ("credits", "pool"),
    ("message", "pool"),
    ("integration", "pool"),
    ("rates", "rate"),
    ("without-a-price", "unpriced"),
    ("refunded", "refund"),
    ("duplicates", "duplicate"),
    ("first-use", "spike"),
    ("fits", "plan"),
    ("enough", "plan"),
    ("plans", "plan"),
    ("free", "plan"),
    ("starter", "plan"),
    ("builder", "plan"),
    ("pro", "plan"),
    ("elite", "plan"),
    ("!!", "urgent"),
    ("!", "urgent"),
    ("look", "urgent"),
    ("even-pace", "pace"),
    ("used", "share"),
    ("midnight", "daily-cap"),
    ("unusual", "spike"),
    ("a-day-far-above-usual", "spike"),
    ("piled-up", "excess"),
    ("fair-day", "excess"),
    ("no-price", "unpriced"),
    ("slow-rise", "leak"),
];

pub(super) fn find<'a>(topics: &'a [Topic], wanted: &str) -> Option<&'a Topic> {
    // Without a log, the id of a finding means its detector.
    let detector = crate::audit::find(wanted.trim()).map(audit::Detector::id);
    if let Some(topic) = topics.iter().find(|t| detector == Some(t.id.as_str())) {
        return Some(topic);
    }
    let plain = wanted.trim().to_lowercase().replace(['_', ' '], "-");
    // Reports write a reason with its kind: `ignored:sample`.
    let bare = plain.split_once(':').map_or(plain.as_str(), |(_, id)| id);
    // Words that reports print for the same thing.
    let same = SAME.iter().find(|(word, _)| *word == plain).map_or(bare, |(_, id)| *id);
    [plain.as_str(), bare, same].iter().find_map(|id| topics.iter().find(|t| t.id == **id))
}

/// The classes that have a word in their name or their operations: `InvokeLLM`, `GPT-5`, `SendEmail`.
pub(super) fn classes_named(topics: &[Topic], wanted: &str) -> Option<Topic> {
    let word = letters(wanted);
    let is_named = |t: &&Topic| {
        t.kind == "class" && (letters(&t.title).contains(&word) || letters(&t.id).contains(&word))
    };
    let found: Vec<&Topic> = topics.iter().filter(is_named).filter(|_| word.len() > 2).collect();
    let (first, rest) = found.split_first()?;
    if rest.is_empty() {
        return Some((*first).clone());
    }
    let price = |t: &Topic| {
        let text = t.text.split_once("Newest price: ").map_or("no price", |(_, text)| text);
        let end = text.find("; source: ").unwrap_or(text.len());
        format!("- {} [{}]: {}", t.title, t.id, &text[..end])
    };
    let lines: Vec<String> = found.iter().map(|t| price(t)).collect();
    let source = |t: &&Topic| {
        t.text.split_once("; source: ")?.1.split_once(". credits models").map(|(s, _)| s.to_owned())
    };
    let mut sources: Vec<String> = found.iter().filter_map(source).collect();
    sources.sort();
    sources.dedup();
    Some(Topic {
        id: wanted.trim().to_owned(),
        kind: "class".to_owned(),
        title: format!("{} lines of the rate card", found.len()),
        text: format!(
            "{}\n\nSource: {}. credits explain CLASS explains one of them.",
            lines.join("\n"),
            sources.join("; ")
        ),
    })
}

pub(super) fn unknown(topics: &[Topic], wanted: &str) -> Failure {
    let failure = Failure::new(Kind::Usage, format!("{wanted:?} is not a topic"));
    let failure = match nearest(wanted, topics.iter().map(|t| t.id.as_str())) {
        Some(near) => failure.hint(format!("credits explain {near}")),
        None => failure,
    };
    failure.hint("credits explain lists all topics")
}
