//! One JSON object → its fields as source text, so that numbers keep every digit.

use indexmap::IndexMap;
use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::ingest::limits::MOST_COLUMNS;

/// The fields of an object, in order, as source text. Of an object with more of them than a table may have columns, the first ones and one
/// more.
pub(crate) type Fields<'a> = IndexMap<String, &'a RawValue>;

/// Parses an object. Of a repeated key the last value counts.
pub(crate) fn fields(raw: &str) -> Result<Fields<'_>, serde_json::Error> {
    object(raw).map(|(fields, _)| fields)
}

/// Parses an object, and lists the keys that have two different values.
pub(crate) fn object(raw: &str) -> Result<(Fields<'_>, Vec<String>), serde_json::Error> {
    struct Object;
    impl<'de> Visitor<'de> for Object {
        type Value = (Fields<'de>, Vec<String>);

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let (mut fields, mut twice) = (Fields::new(), Vec::new());
            while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                if fields.len() > MOST_COLUMNS {
                    continue;
                }
                if let Some(before) = fields.insert(key.clone(), value)
                    && before.get() != value.get()
                {
                    twice.push(key);
                }
            }
            Ok((fields, twice))
        }
    }
    let mut text = serde_json::Deserializer::from_str(raw);
    let object = text.deserialize_map(Object)?;
    text.end()?;
    Ok(object)
}

/// The text of a JSON string, an empty text for `null`, or the source text of any other value.
pub(crate) fn plain(raw: &str) -> String {
    match raw.as_bytes().first() {
        Some(b'"') => {
            serde_json::from_str(raw).unwrap_or_else(|_| raw.trim_matches('"').to_owned())
        }
        Some(b'n') => String::new(),
        _ => raw.to_owned(),
    }
}

/// Whether a source text is a JSON number.
pub(crate) fn is_number(raw: &str) -> bool {
    raw.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// Calls `each` with the elements of an array. Returns false if the text is no array, or `each` returns false.
pub(crate) fn elements<'a>(raw: &'a str, each: &mut dyn FnMut(&'a RawValue) -> bool) -> bool {
    struct Elements<'e, 'a>(&'e mut dyn FnMut(&'a RawValue) -> bool);
    impl<'de> Visitor<'de> for Elements<'_, 'de> {
        type Value = bool;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<bool, A::Error> {
            let mut goes_on = true;
            while let Some(element) = array.next_element::<&RawValue>()? {
                goes_on = goes_on && (self.0)(element);
            }
            Ok(goes_on)
        }
    }
    let is_array = raw.starts_with('[');
    is_array
        && serde_json::Deserializer::from_str(raw).deserialize_seq(Elements(each)).unwrap_or(false)
}
