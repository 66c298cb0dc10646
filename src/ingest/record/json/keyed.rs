//! Records that stand behind keys of their own, as a database dumps them: `{"a":{…},"b":{…}}`.

use std::io::Read;

use indexmap::IndexSet;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserializer, de};

use super::scan::{is_between, string_length};
use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;

/// The most keys of a record that are compared.
const MOST_KEYS: usize = 1_000;

/// The number of records of a valid JSON object, if it is a list of records: all its values are objects, and they have their time or two other
/// fields in common. An object of one value, or of values that differ, is a record or a page itself. Keeps nothing of a value but its keys.
pub(super) fn count(text: &mut impl Read) -> Option<u64> {
    let mut text = serde_json::Deserializer::from_reader(text);
    text.deserialize_map(Records).ok()
}

/// The length of a key with its colon and the space around it; `None` if it may go on.
pub(super) fn key_length(bytes: &[u8]) -> Option<usize> {
    let mut at = string_length(bytes)?;
    loop {
        match bytes.get(at)? {
            b':' => break,
            _ => at += 1,
        }
    }
    at += 1;
    while is_between(*bytes.get(at)?) {
        at += 1;
    }
    Some(at)
}

struct Records;

impl<'de> Visitor<'de> for Records {
    type Value = u64;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object of records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<u64, A::Error> {
        let (mut count, mut common) = (0, IndexSet::new());
        while map.next_key::<IgnoredAny>()?.is_some() {
            let keys = map.next_value_seed(Keys)?;
            if count == 0 {
                common = keys;
            } else {
                common.retain(|key| keys.contains(key));
            }
            count += 1;
            let is_alike = common.len() > 1 || common.iter().any(|key| is_time(key));
            if !is_alike {
                return Err(A::Error::custom("unlike records"));
            }
        }
        if count > 1 { Ok(count) } else { Err(A::Error::custom("a single record")) }
    }
}

fn is_time(key: &str) -> bool {
    Role::Time.aliases().contains(&names::word(key).as_str())
}

/// The keys of an object. Any other value is an error.
struct Keys;

impl<'de> DeserializeSeed<'de> for Keys {
    type Value = IndexSet<String>;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Self::Value, D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys {
    type Value = IndexSet<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = IndexSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if keys.len() < MOST_KEYS {
                keys.insert(key);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(keys)
    }
}
