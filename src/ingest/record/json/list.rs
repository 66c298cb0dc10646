//! Lists of records within a document.

use serde_json::value::RawValue;

use super::keyed;
use super::value::{Fields, elements, fields};
use crate::base::Untrusted;
use crate::ingest::cell::roles::{self, Role};

/// An array of objects, or an object of them.
pub(super) struct List<'a> {
    pub raw: &'a str,
    pub count: u64,
    pub is_keyed: bool,
    /// Whether it is a single object with totals of its own.
    pub is_record: bool,
}

impl<'a> List<'a> {
    /// The records without the brackets around them.
    pub(super) fn inside(&self) -> &'a str {
        if self.is_record { self.raw } else { &self.raw[1..self.raw.len() - 1] }
    }
}

pub(super) fn list(raw: &RawValue) -> Option<List<'_>> {
    // Nothing is kept of the elements: 128 MiB of `{},` would be a list of a gigabyte.
    let (raw, mut count) = (raw.get(), 0);
    let is_records = elements(raw, &mut |item| {
        count += 1;
        item.get().starts_with('{')
    });
    is_records.then_some(List { raw, count, is_keyed: false, is_record: false })
}

pub(super) fn keyed_list(raw: &RawValue) -> Option<List<'_>> {
    let raw = raw.get();
    let count = raw.starts_with('{').then(|| keyed::count(&mut raw.as_bytes())).flatten()?;
    Some(List { raw, count, is_keyed: true, is_record: false })
}

/// That another list beside the one that is read has records of the same kind, which are not read.
pub(super) fn other_list(fields: &Fields<'_>, read: &List<'_>) -> Option<String> {
    let keys = keys_of_first(read.raw)?;
    let others = fields.iter().filter_map(|(key, raw)| Some((key, list(raw)?)));
    let mut others = others.filter(|(_, list)| !std::ptr::eq(list.raw, read.raw));
    let (key, other) =
        others.find(|(_, other)| keys_of_first(other.raw).as_ref() == Some(&keys))?;
    Some(format!(
        "{} records under \"{}\" are like those that are read, and are not read",
        other.count,
        Untrusted::from(key.as_str()).for_terminal_cut(40)
    ))
}

/// The keys of the first record of a list, in order; `None` if it has no time.
fn keys_of_first(raw: &str) -> Option<Vec<String>> {
    let mut first = None;
    elements(raw, &mut |item| {
        first.get_or_insert(item.get());
        true
    });
    let mut keys: Vec<String> = fields(first?).ok()?.into_keys().collect();
    keys.sort_unstable();
    keys.iter().any(|key| is_time(key)).then_some(keys)
}

/// Whether a key is that of a time.
pub(super) fn is_time(key: &str) -> bool {
    Role::Time.aliases().contains(&roles::column_name(key).plain.as_str())
}
