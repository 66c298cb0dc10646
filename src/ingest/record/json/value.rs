//! One JSON object → its fields as source text, so that numbers keep every digit.

use indexmap::IndexMap;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// The fields of an object, in order, as source text.
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
