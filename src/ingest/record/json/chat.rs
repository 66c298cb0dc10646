//! Chats with the builder: each message that carries the builder's own figure (`credits_used`) is one prompt.
//!
//! Messages of an app's agent may carry such a figure too. If anything names an agent, the chat is left to [`conversation`](super::conversation).

use serde_json::value::RawValue;

use super::value::{Fields, fields, is_number, plain};
use crate::ingest::cell::names;

/// The name of the builder's figure, in normal form.
const FIGURE: &str = "credits_used";

/// Keys that only an app's agent has.
const OF_AGENTS: [&str; 4] = ["agent_name", "agent_id", "agent", "agent_type"];

/// Fields of a message, else of its chat, that a row keeps. Of the first group a row keeps one.
const TIMES: [&str; 5] = ["timestamp", "created_at", "created_date", "date", "time"];

const NAMES: [&str; 3] = ["app", "app_name", "app_id"];

/// A cell: its column, its text, and whether it is a number.
pub(super) type Field = (String, String, bool);

/// The prompts of a chat, or of a message that stands alone, as rows. `None` if the record is neither.
pub(super) fn prompts(record: &Fields<'_>) -> Option<Vec<Vec<Field>>> {
    if names_agent(record) {
        return None;
    }
    if let Some(raw) = record.get("messages") {
        let messages: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
        let messages: Vec<Fields<'_>> =
            messages.iter().map(|raw| fields(raw.get()).ok()).collect::<Option<_>>()?;
        return of_chat(record, &messages);
    }
    let has_text = ["content", "text"].iter().any(|key| record.contains_key(*key));
    let key = record.keys().find(|key| names::word(key) == FIGURE)?;
    if !has_text || !is_message(record) {
        return None;
    }
    // A message without a figure is the other side of the talk.
    let is_priced = !plain(record[key].get()).is_empty();
    Some(if is_priced { vec![row(record, record, None)] } else { Vec::new() })
}

fn of_chat(chat: &Fields<'_>, messages: &[Fields<'_>]) -> Option<Vec<Vec<Field>>> {
    let is_chat = messages.iter().all(|message| is_message(message) && !names_agent(message));
    if !is_chat || !messages.iter().any(|message| figure(message).is_some()) {
        return None;
    }
    let (mut rows, mut prompt) = (Vec::new(), None);
    for message in messages {
        let is_user = text(message, "role").as_deref() == Some("user");
        if is_user {
            prompt = said(message);
        }
        if figure(message).is_some() {
            rows.push(row(message, chat, prompt.clone()));
        }
    }
    Some(rows)
}

/// The row of a message. `prompt` is what the user said last.
fn row(message: &Fields<'_>, chat: &Fields<'_>, prompt: Option<String>) -> Vec<Field> {
    let mut cells = Vec::new();
    for keys in [&TIMES[..], &NAMES[..], &["id"]] {
        let of_message = keys.iter().find_map(|key| Some((*key, text(message, key)?)));
        let of_chat = || keys.iter().find_map(|key| Some((*key, text(chat, key)?)));
        // The id of a chat is not that of its messages.
        let found = of_message.or_else(|| of_chat().filter(|(key, _)| *key != "id"));
        cells.extend(found.map(|(key, text)| (key.to_owned(), text, false)));
    }
    let prompt = prompt.or_else(|| said(message)).unwrap_or_default();
    cells.push(("prompt".to_owned(), prompt, false));
    if let Some(raw) = figure(message) {
        cells.push((FIGURE.to_owned(), plain(raw), is_number(raw)));
    }
    cells
}

fn is_message(record: &Fields<'_>) -> bool {
    text(record, "role")
        .is_some_and(|role| matches!(role.as_str(), "user" | "assistant" | "system" | "tool"))
}

fn names_agent(record: &Fields<'_>) -> bool {
    OF_AGENTS.iter().any(|key| text(record, key).is_some())
}

/// The source text of the builder's figure, if the message has one.
fn figure<'a>(message: &Fields<'a>) -> Option<&'a str> {
    let (_, raw) = message.iter().find(|(key, _)| names::word(key) == FIGURE)?;
    Some(raw.get()).filter(|raw| !plain(raw).is_empty())
}

fn said(message: &Fields<'_>) -> Option<String> {
    ["content", "text"].iter().find_map(|key| text(message, key))
}

fn text(from: &Fields<'_>, key: &str) -> Option<String> {
    from.get(key).map(|raw| plain(raw.get())).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Option<Vec<Vec<Field>>> {
        prompts(&fields(text).unwrap())
    }

    #[test]
    fn a_message_with_a_figure_is_a_prompt() {
        let chat = r#"{"app_name":"shop","id":"c1","messages":[
            {"role":"user","content":"add a button"},
            {"role":"assistant","content":"done","created_date":"2026-05-01","creditsUsed":1.234},
            {"role":"assistant","content":"more","credits_used":null}]}"#;
        let cell = |key: &str, text: &str, number| (key.to_owned(), text.to_owned(), number);
        assert_eq!(
            rows(chat).unwrap(),
            [vec![
                cell("created_date", "2026-05-01", false),
                cell("app_name", "shop", false),
                cell("prompt", "add a button", false),
                cell("credits_used", "1.234", true),
            ]]
        );
    }

    #[test]
    fn a_message_that_stands_alone() {
        let of = |rest: &str| rows(&format!(r#"{{"role":"assistant","content":"x"{rest}}}"#));
        assert_eq!(of(r#","credits_used":2"#).map(|rows| rows.len()), Some(1));
        assert_eq!(of(r#","credits_used":null"#).map(|rows| rows.len()), Some(0));
        assert_eq!(of(""), None);
        assert_eq!(of(r#","credits_used":2,"agent_name":"helper""#), None);
        assert_eq!(rows(r#"{"role":"admin","content":"x","credits_used":2}"#), None);
    }
}
