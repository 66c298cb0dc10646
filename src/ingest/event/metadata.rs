//! The JSON object in a `metadata` cell. Its keys play roles like columns, and it carries values that have no column in the canonical log.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::base::Credits;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, AmountFormat};
use crate::ingest::cell::roles;
use crate::ingest::cell::roles::Role;
use crate::ingest::options::DecimalMark;
use crate::ingest::record::json::value as json;

/// The key for the name of the amount's column when an event is written as a canonical row.
pub(crate) const AMOUNT_COLUMN: &str = "amount_column";

/// The key for the name of a text's column, if the text may only say what was done and is not the input of a call.
pub(crate) const TEXT_COLUMN: &str = "text_column";

/// A parsed metadata object.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// Normal form of the key → source text of the value. If several keys have the same form, the first one counts.
    fields: IndexMap<String, String>,
    /// The object's source text.
    source: Option<String>,
    /// Cells of other columns that are kept with the object.
    carried: Vec<(String, Field)>,
}

impl Metadata {
    /// Parses a cell. Older exports double the quotes once more (`{""a"":1}`), so that form is read too.
    pub(crate) fn read(cell: &str) -> Self {
        if !cell.starts_with('{') {
            return Self::default();
        }
        Self::object(cell).or_else(|| Self::object(&cell.replace("\"\"", "\""))).unwrap_or_default()
    }

    fn object(text: &str) -> Option<Self> {
        let (raw, twice) = json::object(text).ok()?;
        let mut fields = IndexMap::new();
        // A key with two values is ambiguous, so it is dropped.
        for (key, value) in raw.into_iter().filter(|(key, _)| !twice.contains(key)) {
            fields.entry(roles::column_name(&key).plain).or_insert_with(|| value.get().to_owned());
        }
        Some(Self { fields, source: Some(text.to_owned()), carried: Vec::new() })
    }

    /// Keeps a cell under the name of its column. It is kept as text, so that a hash of digits is not changed. If the object has that key,
    /// the object's value counts.
    pub(crate) fn carry(&mut self, key: &str, cell: &str) {
        self.carried.push((key.to_owned(), Field::Text(cell.to_owned())));
    }

    /// Returns the value of a key as text; `None` if it is missing, null or empty. The key must have its normal form.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.fields
            .get(key)
            .map(|raw| json::plain(raw).trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    /// Returns the first key that plays a role, and its value.
    pub(crate) fn role(&self, role: Role) -> Option<(&'static str, String)> {
        // Most rows have no object.
        let keys = if self.fields.is_empty() { &[] } else { role.keys() };
        keys.iter().find_map(|key| self.text(key).map(|text| (*key, text)))
    }

    /// Returns the first key that plays a role and has a number, and that number.
    pub(crate) fn number(&self, role: Role) -> Option<(&'static str, Credits)> {
        let keys = if self.fields.is_empty() { &[] } else { role.keys() };
        keys.iter().find_map(|key| {
            let raw = self.fields.get(*key)?;
            let number = if json::is_number(raw) {
                amount::read_json_number(raw).ok()
            } else {
                match AmountFormat::with(DecimalMark::Point).read(&json::plain(raw)) {
                    Ok(Amount::Value { credits, money: false }) => Some(credits),
                    _ => None,
                }
            };
            number.map(|number| (*key, number))
        })
    }

    /// Returns the object's text with further fields added; unchanged if there are none, `None` if there is no object either.
    pub(crate) fn with(&self, more: &[(&str, Field)]) -> Option<Box<str>> {
        let carried = self.carried.iter().map(|(key, field)| (key.as_str(), field));
        let more = more.iter().map(|(key, field)| (*key, field));
        let more: Vec<_> =
            carried.chain(more).filter(|(key, _)| !self.fields.contains_key(*key)).collect();
        let source = self.source.as_deref().map(str::trim);
        if more.is_empty() {
            return source.map(Into::into);
        }
        let mut text =
            source.and_then(|s| s.strip_suffix('}')).map_or("{", str::trim_end).to_owned();
        for (key, field) in more {
            if !text.ends_with('{') {
                text.push(',');
            }
            let value = match field {
                Field::Number(number) => number.to_string(),
                Field::Text(value) => serde_json::Value::String(value.clone()).to_string(),
            };
            let _ = write!(text, "\"{key}\":{value}");
        }
        text.push('}');
        Some(text.into())
    }
}

/// The value of a further field.
#[derive(Debug)]
pub(crate) enum Field {
    /// An exact number.
    Number(Credits),
    /// Text, written as a JSON string.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_play_roles() {
        let metadata =
            Metadata::read(r#"{"creditsCharged":2.50,"model":"gpt_5","text":null,"duration":"8"}"#);
        assert_eq!(
            metadata.number(Role::Credits),
            Some(("credits_charged", "2.5".parse().unwrap()))
        );
        assert_eq!(metadata.role(Role::Model), Some(("model", "gpt_5".to_owned())));
        assert_eq!(metadata.number(Role::Seconds), Some(("duration", Credits::whole(8))));
        assert_eq!(metadata.text("text"), None);
    }

    #[test]
    fn a_key_with_two_values_is_dropped() {
        let metadata = Metadata::read(
            r#"{"model":"gpt_5","creditsCharged":1,"creditsCharged":2,"model":"gpt_5"}"#,
        );
        assert_eq!(
            (metadata.number(Role::Credits), metadata.text("model").as_deref()),
            (None, Some("gpt_5"))
        );
    }

    #[test]
    fn objects_whose_quotes_were_doubled_twice() {
        assert_eq!(
            Metadata::read(r#"{""model"":""gpt_5"",""n"":1}"#).text("model").as_deref(),
            Some("gpt_5")
        );
        assert_eq!(Metadata::read("not json").text("model"), None);
        assert_eq!(Metadata::read("{broken").with(&[]), None);
    }

    #[test]
    fn cells_are_carried_beside_the_object() {
        let mut metadata = Metadata::read(r#"{"records_written":3}"#);
        metadata.carry("records_written", "12");
        metadata.carry("prompt_hash", "07e4");
        metadata.carry("automation_id", "12");
        assert_eq!(
            metadata.with(&[]).as_deref(),
            Some(r#"{"records_written":3,"prompt_hash":"07e4","automation_id":"12"}"#)
        );
    }

    #[test]
    fn more_fields_are_added_once() {
        let more =
            [("duration", Field::Number(Credits::whole(8))), ("from", Field::Text("a\"b".into()))];
        assert_eq!(
            Metadata::default().with(&more).as_deref(),
            Some(r#"{"duration":8,"from":"a\"b"}"#)
        );
        let given = Metadata::read(r#"{"duration":6}"#);
        assert_eq!(given.with(&more).as_deref(), Some(r#"{"duration":6,"from":"a\"b"}"#));
        assert_eq!(given.with(&[]).as_deref(), Some(r#"{"duration":6}"#));
    }
}
