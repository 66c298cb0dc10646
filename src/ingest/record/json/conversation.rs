//! Conversations with an app's agents: one assistant turn is one agent message.

use super::chat::Field;
use super::value::{Fields, fields, is_number, plain};
use crate::ingest::cell::names;
use crate::ingest::cell::roles;
use serde_json::value::RawValue;

/// Fields of the conversation that each of its turns inherits.
const SHARED: [&str; 12] = [
    "app",
    "app_id",
    "app_name",
    "agent_name",
    "user",
    "user_id",
    "user_email",
    "created_by",
    "created_by_id",
    "created_date",
    "created_at",
    "timestamp",
];

/// Fields of a message that its turn keeps.
const OWN: [&str; 7] =
    ["id", "timestamp", "created_at", "created_date", "model", "status", "metadata"];

/// The assistant's turns as rows. `None` if the record is not a conversation.
pub(crate) fn turns(conversation: &Fields<'_>) -> Option<Vec<Vec<Field>>> {
    let messages: Vec<&RawValue> =
        serde_json::from_str(conversation.get("messages")?.get()).ok()?;
    let messages: Vec<Fields<'_>> =
        messages.iter().map(|raw| fields(raw.get()).ok()).collect::<Option<_>>()?;
    if messages.is_empty() || !messages.iter().all(|message| message.contains_key("role")) {
        return None;
    }
    let text = |from: &Fields<'_>, key: &str| {
        from.get(key).map(|raw| plain(raw.get())).filter(|text| !text.is_empty())
    };
    let mut turns = Vec::new();
    for message in messages {
        if text(&message, "role").as_deref() != Some("assistant") {
            continue;
        }
        let word = |key: &str, cell: String| (key.to_owned(), cell, false);
        let mut turn: Vec<Field> = vec![word("operation", "agent_message".to_owned())];
        let own = OWN.iter().filter_map(|key| Some(word(key, text(&message, key)?)));
        turn.extend(own);
        for key in SHARED {
            let has_time = turn
                .iter()
                .any(|(k, ..)| matches!(k.as_str(), "timestamp" | "created_at" | "created_date"));
            let is_time = matches!(key, "timestamp" | "created_at" | "created_date");
            if let Some(cell) = text(conversation, key).filter(|_| !(is_time && has_time)) {
                turn.push(word(key, cell));
            }
        }
        let usage = message.get("usage").and_then(|raw| fields(raw.get()).ok());
        let raw = |from: &Fields<'_>, key: &str| {
            from.get(key).map(|raw| raw.get().to_owned()).filter(|raw| !plain(raw).is_empty())
        };
        let charged = usage.as_ref().and_then(|usage| {
            raw(usage, "credits_charged").or_else(|| raw(usage, "creditsCharged"))
        });
        let used = || raw(&message, "credits_used").or_else(|| raw(&message, "creditsUsed"));
        let figure = charged
            .map(|raw| ("credits_charged", raw))
            .or_else(|| used().map(|raw| ("credits_used", raw)));
        turn.extend(figure.map(|(key, raw)| (key.to_owned(), plain(&raw), is_number(&raw))));
        // Other counts become columns, so that an unused one is reported to the user. Tokens and money are left out.
        let other = |key: &str| {
            let plain = names::word(key);
            !(roles::is_known(&plain) || roles::is_never_credits(&plain))
        };
        for (key, raw) in usage.iter().flatten().filter(|(key, _)| other(key)) {
            turn.push((format!("usage.{key}"), plain(raw.get()), is_number(raw.get())));
        }
        turns.push(turn);
    }
    Some(turns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_assistant_turn_is_one_row() {
        let text = r#"{"agent_name":"helper","created_date":"2026-05-01T10:00:00","messages":[
            {"role":"user","content":"hi"},
            {"role":"assistant","content":"hello","model":"gpt_5","created_date":"2026-05-01T10:00:05"},
            {"role":"assistant","content":"more"}]}"#;
        let turns = turns(&fields(text).unwrap()).unwrap();
        let get = |turn: usize, key: &str| {
            turns[turn].iter().find(|(k, ..)| k == key).map(|(_, cell, _)| cell.as_str())
        };
        assert_eq!(turns.len(), 2);
        assert_eq!(
            (get(0, "operation"), get(0, "model"), get(0, "agent_name")),
            (Some("agent_message"), Some("gpt_5"), Some("helper"))
        );
        assert_eq!(
            (get(0, "created_date"), get(1, "created_date")),
            (Some("2026-05-01T10:00:05"), Some("2026-05-01T10:00:00"))
        );
    }

    #[test]
    fn a_record_without_roles_is_no_conversation() {
        assert!(turns(&fields(r#"{"messages":["a"]}"#).unwrap()).is_none());
        assert!(turns(&fields(r#"{"messages":3}"#).unwrap()).is_none());
    }
}
