//! Records of unequal fields → rows: the path of each field (`usage.credits`) is a column.

use indexmap::IndexMap;
use serde_json::value::RawValue;

use super::chat;
use super::conversation;
use super::value::{Fields, is_number, object, plain};
use crate::ingest::cell::names;
use crate::ingest::limits::MOST_COLUMNS;
use crate::ingest::limits::TooMuch;
use crate::ingest::record::table::{Broken, Column, Record};
use crate::ingest::reject;

/// Objects that stay one cell: their keys have roles of their own.
const WHOLE: [&str; 2] = ["metadata", "properties"];

/// How many levels of nested objects become columns, and how deep a list of records is searched for.
pub(super) const DEEPEST: usize = 3;

/// The paths of all fields seen so far, in the order of the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paths(IndexMap<String, ()>);

/// A cell: its column, its text, and whether it is a JSON number.
type Cell = (usize, String, bool);

impl Paths {
    /// The number of columns so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The column of a field.
    pub(crate) fn place(&self, path: &str) -> Option<usize> {
        self.0.get_index_of(path)
    }

    pub(super) fn columns(&self) -> Vec<Column> {
        self.0.keys().map(|path| Column::nested(path)).collect()
    }

    /// Reads the record of a line, if there is one.
    pub(crate) fn line<E: From<TooMuch>>(
        &mut self,
        number: u64,
        line: &str,
        each: &mut dyn FnMut(Result<Record, Broken>) -> Result<(), E>,
    ) -> Result<(), E> {
        let record = line.trim();
        if record.is_empty() { Ok(()) } else { self.add(number, record, each) }
    }

    /// Reads a record: one row, or one for each turn of a conversation.
    pub(super) fn add<E: From<TooMuch>>(
        &mut self,
        line: u64,
        raw: &str,
        each: &mut dyn FnMut(Result<Record, Broken>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.0.len() > MOST_COLUMNS {
            return Err(TooMuch::Columns.into());
        }
        let refuse = |reason| Err(Broken { line, reason, excerpt: reject::excerpt(raw) });
        let Ok((fields, twice)) = object(raw) else {
            let valid = serde_json::from_str::<&RawValue>(raw).is_ok();
            return each(refuse(if valid { "not-an-object" } else { "bad-json" }));
        };
        if !twice.is_empty() {
            return each(refuse("duplicate-key"));
        }
        let turns = chat::prompts(&fields).or_else(|| conversation::turns(&fields));
        if let Some(turns) = turns {
            for turn in turns {
                let cell = |(key, text, is_number)| (self.column(key), text, is_number);
                let cells = turn.into_iter().map(cell).collect();
                each(Ok(record(line, cells)))?;
            }
            return Ok(());
        }
        let mut cells = Vec::new();
        let is_sound = self.flatten("", &fields, DEEPEST, &mut cells);
        if self.0.len() > MOST_COLUMNS {
            return Err(TooMuch::Columns.into());
        }
        each(if is_sound { Ok(record(line, cells)) } else { refuse("duplicate-key") })
    }

    fn column(&mut self, path: String) -> usize {
        let next = self.0.len();
        self.0.get_index_of(&path).unwrap_or_else(|| {
            self.0.insert(path, ());
            next
        })
    }

    /// Adds the cells of an object and of those within it. Returns false if one of them has two values for one key.
    fn flatten(
        &mut self,
        above: &str,
        fields: &Fields<'_>,
        deepest: usize,
        cells: &mut Vec<Cell>,
    ) -> bool {
        for (key, raw) in fields {
            // The record is refused.
            if self.0.len() > MOST_COLUMNS {
                return true;
            }
            let raw = raw.get();
            let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
            if raw.starts_with('{')
                && let Ok((inner, twice)) = object(raw)
            {
                if !twice.is_empty() {
                    return false;
                }
                if deepest > 1 && !WHOLE.contains(&names::word(key).as_str()) {
                    if !self.flatten(&path, &inner, deepest - 1, cells) {
                        return false;
                    }
                    continue;
                }
            }
            cells.push((self.column(path), plain(raw), is_number(raw)));
        }
        true
    }
}

fn record(line: u64, mut cells: Vec<Cell>) -> Record {
    let mut record = Record::at(line);
    cells.sort_by_key(|(column, ..)| *column);
    // The same path twice (`{"a.b": 1, "a": {"b": 2}}`): the first one counts.
    cells.dedup_by_key(|(column, ..)| *column);
    for (column, text, number) in cells {
        record.put(column, &text, number);
    }
    record
}
