//! A whole JSON text → a table: an array of records, a page of them, records nested under a key, or one record per line.

use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::flatten::{DEEPEST, Paths};
use super::lines::{Lines, begins_with_report, is_lines, is_report};
use super::value::{Fields, fields};
use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;
use crate::ingest::error::TooMuch;
use crate::ingest::record::record::{MOST_ROWS, Table};

/// Keys under which a page keeps its records, best first.
const PAGES: [&str; 13] = [
    "items",
    "data",
    "results",
    "records",
    "rows",
    "events",
    "logs",
    "entries",
    "runs",
    "usage",
    "values",
    "list",
    "conversations",
];

/// List lengths at which the platform's SDK truncates: today's, and an older one.
const CUTS: [(usize, &str); 2] = [(5_000, "5,000"), (50, "50")];

/// The result of reading a JSON text.
#[derive(Debug)]
pub(crate) enum Read {
    /// A list of records.
    Table(Table),
    /// A saved report of this program.
    SavedReport,
    /// Not valid JSON.
    Bad {
        /// 1-based line.
        line: u64,
        /// The parser's message.
        problem: String,
    },
    /// More rows or columns than fit in memory.
    TooMuch(TooMuch),
    /// Valid JSON without records; a phrase for what it is.
    NoRecords(&'static str),
}

/// Reads a whole JSON document, or one document per line. Of lines, those within the first `head` bytes decide which column has
/// which role.
pub(crate) fn read(text: &str, lines_only: bool, head: usize) -> Read {
    if !lines_only {
        match serde_json::from_str::<&RawValue>(text.trim_start()) {
            Ok(document) => return whole(text, document),
            // More text after the first document means one document per line. Otherwise the one document is broken.
            Err(problem) if !is_lines(text) => {
                let before = text.len() - text.trim_start().len();
                let line = line_at(text, before)
                    + u64::try_from(problem.line()).unwrap_or(1).saturating_sub(1);
                return Read::Bad { line, problem: without_place(&problem) };
            }
            Err(_) => {}
        }
    }
    if begins_with_report(text) {
        return Read::SavedReport;
    }
    let (mut lines, mut table, mut in_head) = (Lines::default(), Table::default(), 0);
    let taken = lines.take(text, true, &mut |row, ends| {
        table.has_room()?;
        match row {
            Ok(row) => table.rows.push(row),
            Err(broken) => table.broken.push(broken),
        }
        if ends <= head as u64 {
            in_head = table.rows.len();
        }
        Ok::<_, TooMuch>(())
    });
    match taken {
        Ok(_) => {
            let head = Some(in_head).filter(|rows| *rows > 0 && text.len() > head);
            Read::Table(Table { head, rows: table.rows, broken: table.broken, ..lines.table() })
        }
        Err(much) => Read::TooMuch(much),
    }
}

fn whole(text: &str, document: &RawValue) -> Read {
    let raw = document.get();
    let mut cut = None;
    let records = if raw.starts_with('{') {
        let Ok(fields) = fields(raw) else {
            return Read::NoRecords("an object that cannot be parsed");
        };
        if is_report(&fields) {
            return Read::SavedReport;
        }
        let array = nested(&fields, DEEPEST, &mut cut);
        // An object without a list is a single record.
        array.unwrap_or_else(|| vec![document])
    } else if raw.starts_with('[') {
        items(raw).unwrap_or_default()
    } else {
        return Read::NoRecords("a single value, not a list of records");
    };
    if cut.is_none() {
        let size = CUTS.iter().find(|(size, _)| *size == records.len());
        cut = size
            .map(|(_, shown)| format!("exactly {shown} rows, where the platform cuts its lists"));
    }
    if records.len() > MOST_ROWS {
        return Read::TooMuch(TooMuch::Rows);
    }
    let mut fields = Paths::default();
    let mut table = Table { format: "json", cut, ..Table::default() };
    let (mut at, mut line) = (0, 1);
    for record in records {
        // A record is a slice of the text, so its address gives its position and line.
        let place =
            (record.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
        if place > at {
            line += count_lines(&text.as_bytes()[at..place]);
            at = place;
        }
        let added = fields.add(line, record.get(), &mut |row| {
            table.has_room()?;
            match row {
                Ok(row) => table.rows.push(row),
                Err(broken) => table.broken.push(broken),
            }
            Ok(())
        });
        if let Err(much) = added {
            return Read::TooMuch(much);
        }
    }
    table.columns = fields.columns();
    Read::Table(table)
}

/// The items of an array, at most one more than the limit.
fn items(raw: &str) -> Option<Vec<&RawValue>> {
    struct Items;
    impl<'de> Visitor<'de> for Items {
        type Value = Vec<&'de RawValue>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
            let mut items = Vec::new();
            while let Some(item) = array.next_element()? {
                if items.len() <= MOST_ROWS {
                    items.push(item);
                }
            }
            Ok(items)
        }
    }
    serde_json::Deserializer::from_str(raw).deserialize_seq(Items).ok()
}

/// Finds the list of records in an object. Sets `cut` if the page says that there are more.
fn nested<'a>(
    fields: &Fields<'a>,
    deepest: usize,
    cut: &mut Option<String>,
) -> Option<Vec<&'a RawValue>> {
    if fields.get("has_more").is_some_and(|more| more.get() == "true") {
        *cut = Some("the page says that there is more (has_more)".to_owned());
    }
    // An agent's conversation is a record itself; `conversation` reads its messages.
    if fields.contains_key("messages") {
        return None;
    }
    let list = |raw: &'a RawValue| -> Option<Vec<&'a RawValue>> {
        let items = raw.get().starts_with('[').then(|| items(raw.get())).flatten()?;
        items.iter().all(|item| item.get().starts_with('{')).then_some(items)
    };
    for key in PAGES {
        if let Some(items) = fields.get(key).and_then(|raw| list(raw)) {
            return Some(items);
        }
    }
    // An object with a time of its own is a record, and its lists are parts of it.
    if fields.keys().any(|key| Role::Time.aliases().contains(&names::word(key).as_str())) {
        return None;
    }
    // A list under an unknown key counts if it is the only one.
    let mut lists = fields.values().filter_map(|raw| list(raw)).filter(|items| !items.is_empty());
    if let Some(only) = lists.next() {
        return if lists.next().is_some() { None } else { Some(only) };
    }
    let objects = fields.values().filter(|raw| deepest > 1 && raw.get().starts_with('{'));
    objects
        .filter_map(|raw| self::fields(raw.get()).ok())
        .find_map(|inner| nested(&inner, deepest - 1, cut))
}

fn without_place(problem: &serde_json::Error) -> String {
    let text = problem.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn line_at(text: &str, at: usize) -> u64 {
    1 + count_lines(&text.as_bytes()[..at])
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|b| u64::from(*b == b'\n')).sum()
}
