//! A JSON document → its records, one by one.
//!
//! A document is an array of records, a page with its records under some key, or a single record. The document is checked as a whole first, in one
//! pass that keeps nothing of an array, because one wrong bracket makes all of it invalid. After that only the place of the
//! list is needed, and its elements are read like the lines of any other text, however many there are.

use std::io::{BufRead, BufReader, Read};
use std::ops::Range;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize as _, Deserializer as _};
use serde_json::value::RawValue;

use super::flatten::{DEEPEST, Paths};
use super::keyed;
use super::lines::is_report;
use super::list::{List, is_time, keyed_list, list, other_list};
use super::page::{self, Page};
use super::scan::{is_between, value_length};
use super::totals;
use super::value::{Fields, fields, object};
use crate::ingest::limits::{LARGEST_OBJECT, TooMuch};
use crate::ingest::record::table::{Broken, Each, Table};
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

/// Why an array that ends within an element is not complete.
const BROKEN_OFF: &str = "the file breaks off within its last record";

/// What a JSON text turns out to be.
#[derive(Debug)]
pub(crate) enum Found {
    /// One document with records.
    Document(Box<Document>),
    /// Not one document, but one on each line.
    Lines,
    /// A report of this program.
    SavedReport,
    /// Not JSON.
    Bad {
        /// 1-based line of the error.
        line: u64,
        /// The parser's message.
        problem: String,
    },
    /// An object that is larger than what is read as a whole.
    TooLarge,
    /// JSON without records.
    NoRecords(&'static str),
}

/// Reads the records of a document, piece by piece.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The fields of the records so far.
    pub paths: Paths,
    /// Bytes of the text in which the records stand.
    records: Range<u64>,
    /// Whether each record stands behind a key, as in `{"a":{…},"b":{…}}`.
    is_keyed: bool,
    /// Why the export is not complete, or probably not.
    cut: Option<String>,
    /// What the document says of itself if it is a page of a list.
    page: Option<Page>,
    /// Bytes and newlines before the next piece.
    offset: u64,
    newlines: u64,
}

/// Finds out what a JSON text is. `open` gives the text from its start. Of an array, nothing is kept in memory; of an object, all of it.
pub(crate) fn find<R: Read>(open: &dyn Fn() -> std::io::Result<R>) -> std::io::Result<Found> {
    let mut text = BufReader::new(open()?);
    let blank = skip_blank(&mut text)?;
    let is_array = text.fill_buf()?.first() == Some(&b'[');
    let is_object = text.fill_buf()?.first() == Some(&b'{');
    if is_array {
        let mut elements = 0;
        let cut = match count(&mut text, &mut elements) {
            Ok(()) => Some(cut_at(elements)),
            // The elements before the break are whole.
            Err(problem) if problem.is_eof() && elements > 0 => Some(Some(BROKEN_OFF.to_owned())),
            Err(_) => None,
        };
        // The brackets themselves are no records, and what follows them is only space.
        if let Some(cut) = cut {
            let document = Document::new(blank.bytes + 1..u64::MAX, cut);
            return Ok(Found::Document(Box::new(document)));
        }
    }
    let reopen = || -> std::io::Result<BufReader<R>> {
        let mut text = BufReader::new(open()?);
        skip_blank(&mut text)?;
        Ok(text)
    };
    if let Err(problem) = check(&mut reopen()?) {
        if problem.is_io() {
            return Err(problem.into());
        }
        if is_lines(BufReader::new(open()?))? {
            return Ok(Found::Lines);
        }
        let (line, message) = (line_of(&problem), without_place(&problem));
        return Ok(Found::Bad { line: blank.newlines + line, problem: message });
    }
    if !is_object {
        return Ok(Found::NoRecords("a single value, not a list of records"));
    }
    if let Some(count) = keyed::count(&mut reopen()?) {
        let inside = blank.bytes + 1..u64::MAX;
        return Ok(Found::Document(Box::new(Document::keyed(inside, cut_at(count)))));
    }
    let mut whole = String::new();
    reopen()?.take(LARGEST_OBJECT + 1).read_to_string(&mut whole)?;
    if whole.len() as u64 > LARGEST_OBJECT {
        return Ok(Found::TooLarge);
    }
    Ok(match of_object(whole.trim_end(), blank.bytes) {
        Ok(document) => Found::Document(Box::new(document)),
        Err(found) => found,
    })
}

/// Space at the start of a text.
struct Blank {
    bytes: u64,
    newlines: u64,
}

/// Passes over space, which JSON allows only in part.
fn skip_blank(text: &mut impl BufRead) -> std::io::Result<Blank> {
    let mut blank = Blank { bytes: 0, newlines: 0 };
    loop {
        let ready = text.fill_buf()?;
        let valid = match std::str::from_utf8(ready) {
            Ok(valid) => valid,
            Err(error) => std::str::from_utf8(&ready[..error.valid_up_to()]).unwrap_or_default(),
        };
        let space = valid.len() - valid.trim_start().len();
        let is_over = space < valid.len() || space == 0;
        blank.newlines += count_newlines(&ready[..space]);
        blank.bytes += space as u64;
        text.consume(space);
        if is_over {
            return Ok(blank);
        }
    }
}

/// Counts the elements of an array, the only value of a text. Those before an error are counted too.
fn count(text: &mut impl Read, elements: &mut u64) -> Result<(), serde_json::Error> {
    struct Count<'c>(&'c mut u64);
    impl<'de> Visitor<'de> for Count<'_> {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an array")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
            while array.next_element::<IgnoredAny>()?.is_some() {
                *self.0 += 1;
            }
            Ok(())
        }
    }
    let mut text = serde_json::Deserializer::from_reader(text);
    text.deserialize_seq(Count(elements))?;
    text.end()
}

/// Checks that a text is one JSON value.
fn check(text: &mut impl Read) -> Result<(), serde_json::Error> {
    let mut text = serde_json::Deserializer::from_reader(text);
    IgnoredAny::deserialize(&mut text)?;
    text.end()
}

/// Returns whether a text is a document per line: its first line that is not blank is a whole object, or its second one.
fn is_lines(mut text: impl BufRead) -> std::io::Result<bool> {
    let (mut line, mut seen) = (Vec::new(), 0);
    while seen < 2 {
        line.clear();
        if text.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let record = std::str::from_utf8(&line).unwrap_or_default().trim();
        // The first line itself may be the bad one.
        if record.starts_with('{') && serde_json::from_str::<&RawValue>(record).is_ok() {
            return Ok(true);
        }
        seen += usize::from(!record.is_empty());
    }
    Ok(false)
}

/// The line of an error. A newline within a string is an error on the line that it ends, not on the next one.
fn line_of(problem: &serde_json::Error) -> u64 {
    let is_newline = problem.column() == 0 && problem.to_string().starts_with("control character");
    u64::try_from(problem.line() - usize::from(is_newline)).unwrap_or(1).max(1)
}

fn without_place(problem: &serde_json::Error) -> String {
    let text = problem.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn count_newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Why a list of so many records is probably not complete: older releases of the platform's SDK cut lists at 50.
fn cut_at(count: u64) -> Option<String> {
    (count == 50).then(|| format!("exactly {count} rows, where the platform cuts its lists"))
}

/// Finds the records of an object, which begins `before` bytes into the text.
fn of_object(raw: &str, before: u64) -> Result<Document, Found> {
    let Ok((fields, twice)) = object(raw) else {
        return Err(Found::NoRecords("an object that cannot be parsed"));
    };
    if is_report(&fields) {
        return Err(Found::SavedReport);
    }
    if fields.is_empty() {
        return Err(Found::NoRecords("an empty object, not a list of records"));
    }
    let is_list = |key: &String| fields.get(key).and_then(|raw| list(raw)).is_some();
    if twice.iter().any(is_list) {
        return Err(Found::NoRecords("an object that has two lists under one key"));
    }
    let mut page = Page::default();
    // No list in it: a single record.
    let list = nested(&fields, DEEPEST, &mut page);
    if list.as_ref().is_some_and(|list| list.count == 0) && says_an_error(&fields) {
        return Err(Found::NoRecords("an error that a server answered, not a log"));
    }
    let inside = list.as_ref().map_or(raw, List::inside);
    let start = before + (inside.as_ptr() as usize - raw.as_ptr() as usize) as u64;
    let mut document = Document::new(start..start + inside.len() as u64, None);
    if let Some(list) = list.filter(|list| !list.is_record) {
        page.rows = list.count;
        document.is_keyed = list.is_keyed;
        let sums = || page::sums(list.raw);
        document.cut = page
            .incomplete(sums)
            .or_else(|| cut_at(list.count).filter(|_| !page.is_last))
            .or_else(|| other_list(&fields, &list));
        document.page = Some(page);
    }
    Ok(document)
}

/// Whether a page without records says why it has none.
fn says_an_error(fields: &Fields<'_>) -> bool {
    let says = |raw: &RawValue| !matches!(raw.get(), "null" | "false" | "\"\"" | "[]" | "{}" | "0");
    ["error", "errors"].iter().any(|key| fields.get(*key).is_some_and(|raw| says(raw)))
}

/// The list of records under some key. Adds to `page` what the objects around the list say of it.
fn nested<'a>(fields: &Fields<'a>, deepest: usize, page: &mut Page) -> Option<List<'a>> {
    page.add(fields);
    // An agent's conversation is a record; its messages become rows later. So is an object that has totals of its own.
    if fields.contains_key("messages") || totals::are_in(fields) {
        return None;
    }
    for key in PAGES {
        if let Some(list) = fields.get(key).and_then(|raw| list(raw).or_else(|| keyed_list(raw))) {
            return Some(list);
        }
    }
    // A record has a time of its own; whatever lists are in it are its parts.
    if fields.keys().any(|key| is_time(key)) {
        return None;
    }
    // Under an unknown key, if it is the only list of records there.
    let mut lists = fields.values().filter_map(|raw| list(raw)).filter(|list| list.count > 0);
    if let Some(only) = lists.next() {
        return if lists.next().is_some() { None } else { Some(only) };
    }
    // A page of nothing under a key of the app's own.
    if let [only] = fields.values().collect::<Vec<_>>()[..]
        && let Some(empty) = list(only)
    {
        return Some(empty);
    }
    if let Some(records) = fields.values().find_map(|raw| keyed_list(raw)) {
        return Some(records);
    }
    let objects = fields.values().filter(|raw| deepest > 1 && raw.get().starts_with('{'));
    let objects = objects.filter_map(|raw| Some((raw.get(), self::fields(raw.get()).ok()?)));
    objects.into_iter().find_map(|(raw, inner)| {
        if totals::are_in(&inner) {
            return Some(List { raw, count: 1, is_keyed: false, is_record: true });
        }
        let mut own = page.clone();
        let list = nested(&inner, deepest - 1, &mut own)?;
        *page = own;
        Some(list)
    })
}

impl Document {
    fn new(records: Range<u64>, cut: Option<String>) -> Self {
        let (paths, is_keyed) = (Paths::default(), false);
        Self { paths, records, is_keyed, cut, page: None, offset: 0, newlines: 0 }
    }

    /// The records of an object, each behind its key.
    fn keyed(records: Range<u64>, cut: Option<String>) -> Self {
        Self { is_keyed: true, ..Self::new(records, cut) }
    }

    /// The start of a record in which the text ends, after all whole records were taken.
    pub(crate) fn rest(&self, text: &str) -> Option<Broken> {
        let rest = text.trim_matches([' ', '\t', '\n', '\r', ',']);
        let broken = || Broken {
            line: self.newlines + 1,
            reason: "cut-off",
            excerpt: reject::excerpt(rest),
        };
        (!rest.is_empty()).then(broken)
    }

    /// The columns so far; without rows.
    pub(crate) fn table(&self) -> Table {
        let (columns, cut, page) = (self.paths.columns(), self.cut.clone(), self.page.clone());
        Table { format: "json", columns, cut, page, ..Table::default() }
    }

    /// Reads the records of a piece and gives each row to `each` with the number of bytes of text up to its end. Returns the number of
    /// bytes that were read: the next piece begins after them. A record that goes on in the next piece is left to it.
    pub(crate) fn take<E: From<TooMuch>>(
        &mut self,
        text: &str,
        each: &mut Each<E>,
    ) -> Result<usize, E> {
        let inside = |place: u64| {
            usize::try_from(place.saturating_sub(self.offset)).unwrap_or(usize::MAX).min(text.len())
        };
        let (mut at, end) = (inside(self.records.start), inside(self.records.end));
        let (bytes, mut counted) = (text.as_bytes(), 0);
        let is_over = loop {
            at += bytes[at..end].iter().take_while(|byte| is_between(**byte)).count();
            // A bracket that no record has opened ends the list.
            if at == end || matches!(bytes[at], b']' | b'}') {
                break at < end || end < text.len();
            }
            let key = if self.is_keyed { keyed::key_length(&bytes[at..end]) } else { Some(0) };
            let Some(value) = key.map(|length| at + length) else { break false };
            let Some(length) = value_length(&bytes[value..end]) else { break false };
            at = value;
            self.newlines += count_newlines(&bytes[counted..at]);
            counted = at;
            let ends = self.offset + (at + length) as u64;
            let record = &text[at..at + length];
            self.paths.add(self.newlines + 1, record, &mut |row| each(row, ends))?;
            at += length;
        };
        if is_over {
            at = text.len();
        }
        self.newlines += count_newlines(&bytes[counted..at]);
        self.offset += at as u64;
        Ok(at)
    }
}

#[cfg(test)]
mod tests;
