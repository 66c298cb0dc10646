//! JSON: an array of records, a page of them, records nested under a key, and one record per line.

use indexmap::IndexMap;
use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::ingest::cell::names;
use crate::ingest::cell::roles::Role;
use crate::ingest::record::conversation;
use crate::ingest::record::record::{
    Broken, Column, Each, MOST_COLUMNS, MOST_ROWS, Record, Table, TooMuch,
};
use crate::ingest::reject;

/// Keys under which pages keep their records, best first.
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

/// Objects that stay one cell: their keys play roles of their own.
const WHOLE: [&str; 2] = ["metadata", "properties"];

/// How deep objects are taken apart, and how deep records may be hidden.
const DEEPEST: usize = 3;

/// Sizes at which the platform's SDK cuts a list: now, and in older releases.
const CUTS: [(usize, &str); 2] = [(5_000, "5,000"), (50, "50")];

/// An object's fields, in order, as source text.
pub(crate) type Fields<'a> = IndexMap<String, &'a RawValue>;

/// What a JSON text is.
#[derive(Debug)]
pub(crate) enum Read {
    /// Records.
    Table(Table),
    /// A report of this program.
    SavedReport,
    /// Not JSON, and where.
    Bad {
        /// 1-based line.
        line: u64,
        /// What the parser says.
        problem: String,
    },
    /// More than can be held.
    TooMuch(TooMuch),
    /// JSON, but without records: what it is.
    NoRecords(&'static str),
}

/// Reads a whole JSON document, or one document per line. Of lines, those that end within the first `head` bytes decide which column
/// plays which role.
pub(crate) fn read(text: &str, lines_only: bool, head: usize) -> Read {
    if !lines_only {
        match serde_json::from_str::<&RawValue>(text.trim_start()) {
            Ok(document) => return whole(text, document),
            // One document and then more: a line each. Anything else that begins like a document is one, and broken.
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

/// Whether a text that may go on is surely a record per line: its first line that is not blank is a whole object, and another one follows.
pub(crate) fn is_surely_lines(text: &str) -> bool {
    let mut lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let is_whole =
        |line: &str| line.starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok();
    lines.next().is_some_and(is_whole) && lines.next().is_some()
}

/// Whether the first of several lines is a report of this program.
pub(crate) fn begins_with_report(text: &str) -> bool {
    let first = text.split('\n').next().unwrap_or_default().trim();
    fields(first).is_ok_and(|fields| is_report(&fields))
}

/// Whether the text is a document per line: its first line that is not blank is a whole object.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let whole =
        |line: &str| line.starts_with('{') && serde_json::from_str::<&RawValue>(line).is_ok();
    // The first line itself may be the bad one.
    lines.next().is_some_and(whole) || lines.next().is_some_and(whole)
}

fn whole(text: &str, document: &RawValue) -> Read {
    let raw = document.get();
    let mut cut = None;
    let records = if raw.starts_with('{') {
        let Ok(fields) = fields(raw) else {
            return Read::NoRecords("an object that cannot be taken apart");
        };
        if is_report(&fields) {
            return Read::SavedReport;
        }
        let array = nested(&fields, DEEPEST, &mut cut);
        // No list in it: a single record.
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
        // A record is a slice of the text, so its distance from the beginning is its place.
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

/// The items of an array, and of more than can be held only one too many.
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

/// The list of records under some key, and whether its page says that there is more.
fn nested<'a>(
    fields: &Fields<'a>,
    deepest: usize,
    cut: &mut Option<String>,
) -> Option<Vec<&'a RawValue>> {
    if fields.get("has_more").is_some_and(|more| more.get() == "true") {
        *cut = Some("the page says that there is more (has_more)".to_owned());
    }
    // An agent's conversation is a record; its messages are taken apart later.
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
    // A record has a time of its own; whatever lists are in it are its parts.
    if fields.keys().any(|key| Role::Time.aliases().contains(&names::word(key).as_str())) {
        return None;
    }
    // Under an unknown key, if it is the only list of records there.
    let mut lists = fields.values().filter_map(|raw| list(raw)).filter(|items| !items.is_empty());
    if let Some(only) = lists.next() {
        return if lists.next().is_some() { None } else { Some(only) };
    }
    let objects = fields.values().filter(|raw| deepest > 1 && raw.get().starts_with('{'));
    objects
        .filter_map(|raw| self::fields(raw.get()).ok())
        .find_map(|inner| nested(&inner, deepest - 1, cut))
}

/// The fields of an object; of a key that is there twice the last one.
pub(crate) fn fields(raw: &str) -> Result<Fields<'_>, serde_json::Error> {
    object(raw).map(|(fields, _)| fields)
}

/// The fields of an object, and the keys that are there with two different values.
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

fn is_report(fields: &Fields<'_>) -> bool {
    fields.get("schema").is_some_and(|schema| schema.get().starts_with("\"credits."))
}

/// The text of a JSON string; any other value as its source. `null` is empty.
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

/// Takes a text of a record per line apart, in pieces that come one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// The fields so far.
    pub paths: Paths,
    /// Newlines and bytes before the next piece.
    newlines: u64,
    offset: u64,
}

impl Lines {
    /// Takes the lines of a piece and gives each row to `each` with the number of bytes of text up to its end. Gives the number of bytes
    /// that were taken: the next piece begins after them. A line that may go on in the next piece is left, unless the piece is the last.
    pub(crate) fn take<E: From<TooMuch>>(
        &mut self,
        text: &str,
        is_last: bool,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let mut start = 0;
        while start < text.len() {
            let newline = memchr::memchr(b'\n', &text.as_bytes()[start..]).map(|at| start + at + 1);
            let Some(end) = newline.or(is_last.then_some(text.len())) else { break };
            let ends = self.offset + end as u64;
            self.paths.line(self.newlines + 1, &text[start..end], &mut |row| each(row, ends))?;
            self.newlines += u64::from(newline.is_some());
            start = end;
        }
        self.offset += start as u64;
        Ok(start)
    }

    /// The columns so far; without rows.
    pub(crate) fn table(&self) -> Table {
        Table { format: "jsonl", columns: self.paths.columns(), ..Table::default() }
    }
}

/// Takes records of unequal fields apart: the paths of all fields are the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paths(IndexMap<String, ()>);

/// A cell of a record that is being taken apart: column, text, whether it is a number.
type Cell = (usize, String, bool);

impl Paths {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The place of a field among them.
    pub(crate) fn place(&self, path: &str) -> Option<usize> {
        self.0.get_index_of(path)
    }

    fn columns(&self) -> Vec<Column> {
        self.0.keys().map(|path| Column::nested(path)).collect()
    }

    /// Takes a line apart: a record, or nothing.
    pub(crate) fn line<E: From<TooMuch>>(
        &mut self,
        number: u64,
        line: &str,
        each: &mut dyn FnMut(Result<Record, Broken>) -> Result<(), E>,
    ) -> Result<(), E> {
        let record = line.trim();
        if record.is_empty() { Ok(()) } else { self.add(number, record, each) }
    }

    /// Takes a record apart: into one row, or several where it is a conversation.
    fn add<E: From<TooMuch>>(
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
        if let Some(turns) = conversation::turns(&fields) {
            for turn in turns {
                let cells =
                    turn.into_iter().map(|(key, text)| (self.column(key), text, false)).collect();
                each(Ok(record(line, cells)))?;
            }
            return Ok(());
        }
        let mut cells = Vec::new();
        let is_sound = self.flatten("", &fields, DEEPEST, &mut cells);
        each(if is_sound { Ok(record(line, cells)) } else { refuse("duplicate-key") })
    }

    fn column(&mut self, path: String) -> usize {
        let next = self.0.len();
        self.0.get_index_of(&path).unwrap_or_else(|| {
            self.0.insert(path, ());
            next
        })
    }

    /// Takes objects within the record apart; `false` where one of them has two values for one key.
    fn flatten(
        &mut self,
        above: &str,
        fields: &Fields<'_>,
        deepest: usize,
        cells: &mut Vec<Cell>,
    ) -> bool {
        for (key, raw) in fields {
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
    // The same path twice (`{"a.b": 1, "a": {"b": 2}}`): the first stands.
    cells.dedup_by_key(|(column, ..)| *column);
    for (column, text, number) in cells {
        record.put(column, &text, number);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        match read(text, false, usize::MAX) {
            Read::Table(table) => table,
            other => panic!("{other:?}"),
        }
    }

    fn cell<'a>(table: &'a Table, row: usize, column: &str) -> &'a str {
        table.rows[row].cell(table.find(column).unwrap())
    }

    #[test]
    fn an_array_keeps_lines_and_numbers_as_written() {
        let table = table(
            "[\n {\"date\":\"2026-05-01\",\"credits\":0.30000000000000004},\n\n {\"credits\":1e2}\n]",
        );
        assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(cell(&table, 0, "credits"), "0.30000000000000004");
        assert!(table.rows[0].is_number(1));
        assert_eq!((cell(&table, 1, "credits"), cell(&table, 1, "date")), ("1e2", ""));
    }

    #[test]
    fn pages_and_nested_lists() {
        for text in [
            r#"{"items":[{"date":"2026-05-01"}],"next_cursor":null,"has_more":false}"#,
            r#"{"data":{"items":[{"date":"2026-05-01"}]}}"#,
            r#"{"export":[{"date":"2026-05-01"}],"app":"shop"}"#,
            r#"{"status":"ok","message":"","result":{"logs":[{"date":"2026-05-01"}]}}"#,
        ] {
            let table = table(text);
            assert_eq!(
                (table.rows.len(), cell(&table, 0, "date"), table.cut.is_none()),
                (1, "2026-05-01", true),
                "{text}"
            );
        }
        assert!(table(r#"{"items":[{"a":1}],"has_more":true}"#).cut.is_some());
        let many = format!("[{}]", vec![r#"{"a":1}"#; 5000].join(","));
        assert!(table(&many).cut.unwrap().starts_with("exactly 5,000"));
    }

    #[test]
    fn a_record_per_line_with_blank_and_bad_lines() {
        let table = table("{\"a\":1}\n\n{\"a\":\n[1]\n{\"a\":2}\n");
        assert_eq!(table.format, "jsonl");
        assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 5]);
        let broken: Vec<_> = table.broken.iter().map(|b| (b.line, b.reason)).collect();
        assert_eq!(broken, [(3, "bad-json"), (4, "not-an-object")]);
    }

    #[test]
    fn two_values_for_one_key_are_no_record() {
        let table = table(
            r#"[{"a":1,"credits":2,"a":1},{"credits":2,"credits":3},{"a":{"b":1,"b":"1"}},{"metadata":{"m":"x","m":"y"}},{"a":2}]"#,
        );
        assert_eq!(table.rows.len(), 2);
        assert_eq!((cell(&table, 0, "credits"), cell(&table, 1, "a")), ("2", "2"));
        assert!(table.broken.iter().all(|broken| broken.reason == "duplicate-key"));
    }

    #[test]
    fn nested_objects_are_flattened_but_for_metadata() {
        let table = table(
            r#"[{"usage":{"credits":3},"metadata":{"model":"gpt_5"},"tags":["a"],"none":null}]"#,
        );
        assert_eq!(cell(&table, 0, "usage_credits"), "3");
        assert_eq!(cell(&table, 0, "credits"), "3");
        assert_eq!(cell(&table, 0, "metadata"), r#"{"model":"gpt_5"}"#);
        assert_eq!((cell(&table, 0, "tags"), cell(&table, 0, "none")), (r#"["a"]"#, ""));
    }

    #[test]
    fn what_is_no_log() {
        assert!(matches!(
            read(r#"{"schema":"credits.report/1","tool":{}}"#, false, usize::MAX),
            Read::SavedReport
        ));
        assert!(matches!(read("[{\"a\":1},\n{", false, usize::MAX), Read::Bad { line: 2, .. }));
        assert!(matches!(read("\"text\"", false, usize::MAX), Read::NoRecords(_)));
    }
}
