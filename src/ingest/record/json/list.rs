//! Lists of records within a document.

use serde_json::value::RawValue;

use super::keyed;
use super::value::elements;

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
