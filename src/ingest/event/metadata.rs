//! The JSON object in a `metadata` cell: its keys play the roles of columns, and it carries what the canonical log has no column for.

use std::fmt::Write as _;

use indexmap::IndexMap;

use crate::base::Credits;
use crate::ingest::cell::amount;
use crate::ingest::cell::amount::{Amount, AmountFormat};
use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;
use crate::ingest::options::DecimalMark;
use crate::ingest::record::json::value as json;

/// The key under which the name of the amount's column is kept when an event is written as a canonical row.
pub(crate) const AMOUNT_COLUMN: &str = "amount_column";

/// A metadata object, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    /// Normal form of the key → source text of the value, the first where several have the same form.
    fields: IndexMap<String, String>,
    /// The object as it came, without the space around it.
    source: Option<String>,
    /// Cells of columns that are kept beside it.
    carried: Vec<(String, Field)>,
}

impl Metadata {
    /// Reads a cell: a JSON object, or one whose quotes were doubled once more (`{""a"":1}`), as older exports have them.
    pub(crate) fn read(cell: &str) -> Self {
        if !cell.starts_with('{') {
            return Self::default();
        }
        Self::object(cell).or_else(|| Self::object(&cell.replace("\"\"", "\""))).unwrap_or_default()
    }

    fn object(text: &str) -> Option<Self> {
        let (raw, twice) = json::object(text).ok()?;
        let mut fields = IndexMap::new();
        // A key with two values says nothing.
        for (key, value) in raw.into_iter().filter(|(key, _)| !twice.contains(key)) {
            fields.entry(names::word(&key)).or_insert_with(|| value.get().to_owned());
        }
        Some(Self { fields, source: Some(text.to_owned()), carried: Vec::new() })
    }

    /// Keeps a cell under the name of its column, as text, so that a hash of digits stays itself. What the object says goes before it.
    pub(crate) fn carry(&mut self, key: &str, cell: &str) {
        self.carried.push((key.to_owned(), Field::Text(cell.to_owned())));
    }

    /// The value of a key in its normal form, as text; `None` where it is missing, null or empty.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.fields
            .get(key)
            .map(|raw| json::plain(raw).trim().to_owned())
            .filter(|text| !text.is_empty())
    }

    /// The first key that plays a role, and its value.
    pub(crate) fn role(&self, role: Role) -> Option<(&'static str, String)> {
        // Most rows have no object.
        let keys = if self.fields.is_empty() { &[] } else { role.keys() };
        keys.iter().find_map(|key| self.text(key).map(|text| (*key, text)))
    }

    /// The first key that plays a role and holds a number.
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

    /// The object with further fields, or as it came where there are none; `None` where both are empty.
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

/// A value to keep.
#[derive(Debug)]
pub(crate) enum Field {
    /// A number, exactly.
    Number(Credits),
    /// A text.
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
    fn a_key_with_two_values_says_nothing() {
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
