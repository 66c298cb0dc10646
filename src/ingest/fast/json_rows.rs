//! Turns flat JSON lines into rows like those of a delimited text, so that the fast path can read them.
//!
//! Most lines of a log are objects of strings, numbers and words, with their keys mostly in the same order. Every other line, such as one
//! with a nested object, an exponent or an unknown key, goes to the JSON parser.

use memchr::memchr2;

use crate::ingest::columns::mapping::AmountColumn;
use crate::ingest::record::row::Row;

/// A column without a key in this line.
const ABSENT: Cell = Cell { start: usize::MAX, end: 0, is_escaped: false };

/// The bytes of a cell in the line. A string with escapes includes its quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cell {
    start: usize,
    end: usize,
    is_escaped: bool,
}

/// Turns lines into rows.
#[derive(Debug)]
pub(crate) struct Flat {
    /// Keys and their columns, in the order of their first occurrence: most lines have the same order.
    keys: Vec<(Box<[u8]>, usize)>,
    cells: Vec<Cell>,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Flat {
    /// Creates a reader of lines whose keys belong to this number of columns.
    pub(crate) fn new(columns: usize) -> Self {
        Self { keys: Vec::new(), cells: vec![ABSENT; columns], bytes: Vec::new(), ends: Vec::new() }
    }

    /// Returns the row of a UTF-8 line; `column` returns the column of a key. Returns `None` if the line needs the JSON parser, or lacks the key
    /// of an amount.
    pub(crate) fn row(
        &mut self,
        line: &[u8],
        column: impl Fn(&str) -> Option<usize>,
        amounts: &[AmountColumn],
    ) -> Option<Row<'_>> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Control characters are errors in a string and rare elsewhere, so one test covers the whole line.
        if line.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < b' ' {
            return None;
        }
        self.cells.fill(ABSENT);
        self.find(line, column)?;
        if amounts.iter().any(|amount| self.cells[amount.column] == ABSENT) {
            return None;
        }
        self.put(line)?;
        Some(Row { bytes: &self.bytes, start: 0, ends: &self.ends })
    }

    /// Finds the cells of the line.
    fn find(&mut self, line: &[u8], column: impl Fn(&str) -> Option<usize>) -> Option<()> {
        let mut text = Scanner { line, at: 0 };
        text.token(b'{')?;
        let mut expected = 0;
        loop {
            text.token(b'"')?;
            let nth = match self.known_key(&text, expected) {
                Some(nth) => nth,
                None => self.learn(text.key()?, &column)?,
            };
            let (key, column) = &self.keys[nth];
            (text.at, expected) = (text.at + key.len() + 1, nth + 1);
            text.token(b':')?;
            let cell = self.cells.get_mut(*column).filter(|cell| **cell == ABSENT)?;
            *cell = text.value()?;
            match text.next()? {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        text.skip_blanks();
        (text.at == line.len()).then_some(())
    }

    /// Returns the position of the next key in the list of keys, if it is there.
    #[inline]
    fn known_key(&self, text: &Scanner, expected: usize) -> Option<usize> {
        let is_next = |nth: &usize| text.is_next(&self.keys[*nth].0);
        // A line may leave out keys, so the search starts at the expected one and goes on behind it.
        (expected..self.keys.len()).find(is_next).or_else(|| (0..expected).find(is_next))
    }

    /// Adds a new key and returns its position in the list of keys.
    #[cold]
    fn learn(&mut self, key: &[u8], column: impl Fn(&str) -> Option<usize>) -> Option<usize> {
        let column = column(std::str::from_utf8(key).ok()?)?;
        self.keys.push((key.into(), column));
        Some(self.keys.len() - 1)
    }

    /// Writes the cells in the order of the columns. A cell with escapes is quoted, because it may contain any character.
    fn put(&mut self, line: &[u8]) -> Option<()> {
        self.bytes.clear();
        self.ends.clear();
        for cell in &self.cells {
            if cell.is_escaped {
                let text: String = serde_json::from_slice(&line[cell.start..cell.end]).ok()?;
                self.bytes.push(b'"');
                for part in text.split_inclusive('"') {
                    self.bytes.extend_from_slice(part.as_bytes());
                    self.bytes.extend(part.ends_with('"').then_some(b'"'));
                }
                self.bytes.push(b'"');
            } else if *cell != ABSENT {
                self.bytes.extend_from_slice(&line[cell.start..cell.end]);
            }
            self.ends.push(u32::try_from(self.bytes.len()).ok()?);
            self.bytes.push(b',');
        }
        Some(())
    }
}

/// Scans a line from left to right.
struct Scanner<'l> {
    line: &'l [u8],
    at: usize,
}

impl<'l> Scanner<'l> {
    fn rest(&self) -> &'l [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        while self.line.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
    }

    /// Returns the next byte that is not a space.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        self.skip_blanks();
        self.at += 1;
        self.line.get(self.at - 1).copied()
    }

    #[inline]
    fn token(&mut self, token: u8) -> Option<()> {
        (self.next()? == token).then_some(())
    }

    /// Returns whether this key is next.
    #[inline]
    fn is_next(&self, key: &[u8]) -> bool {
        self.rest().strip_prefix(key).is_some_and(|rest| rest.first() == Some(&b'"'))
    }

    /// Returns the next key, up to its closing quote.
    fn key(&self) -> Option<&'l [u8]> {
        let end = memchr2(b'"', b'\\', self.rest())?;
        (self.rest()[end] == b'"').then(|| &self.rest()[..end])
    }

    /// Returns the next value.
    #[inline]
    fn value(&mut self) -> Option<Cell> {
        let first = self.next()?;
        let start = self.at - 1;
        match first {
            b'"' => return self.text(),
            b'-' | b'0'..=b'9' => self.number(first)?,
            b't' => self.word(b"rue")?,
            b'f' => self.word(b"alse")?,
            b'n' => {
                self.word(b"ull")?;
                return Some(Cell { start, end: start, is_escaped: false });
            }
            _ => return None,
        }
        Some(Cell { start, end: self.at, is_escaped: false })
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        self.at += rest.len();
        self.line[..self.at.min(self.line.len())].ends_with(rest).then_some(())
    }

    /// Scans a string behind its opening quote.
    #[inline]
    fn text(&mut self) -> Option<Cell> {
        let (start, mut is_escaped) = (self.at, false);
        loop {
            self.at += memchr2(b'"', b'\\', self.rest())?;
            if self.line[self.at] == b'"' {
                break;
            }
            is_escaped = true;
            self.at += 2;
        }
        let end = self.at;
        self.at += 1;
        Some(if is_escaped {
            Cell { start: start - 1, end: end + 1, is_escaped }
        } else {
            Cell { start, end, is_escaped }
        })
    }

    /// Scans a number without an exponent, behind its first byte.
    fn number(&mut self, first: u8) -> Option<()> {
        let first = if first == b'-' { self.digit()? } else { first };
        if first != b'0' {
            while self.digit().is_some() {}
        }
        if self.rest().first() == Some(&b'.') {
            self.at += 1;
            self.digit()?;
            while self.digit().is_some() {}
        }
        // The caller checks that a comma or a closing brace follows.
        Some(())
    }

    #[inline]
    fn digit(&mut self) -> Option<u8> {
        let digit = self.line.get(self.at).copied().filter(u8::is_ascii_digit)?;
        self.at += 1;
        Some(digit)
    }
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::record::json::value::{object, plain};

    const KEYS: [&str; 4] = ["a", "b", "credits", "caf\u{e9}"];

    /// Returns the cells by `Flat` and by the JSON parser, if `Flat` reads the line.
    fn both(flat: &mut Flat, line: &str) -> Option<(Vec<String>, Vec<String>)> {
        let row =
            flat.row(line.as_bytes(), |key| KEYS.iter().position(|other| *other == key), &[])?;
        let record = row.record(1);
        let found = (0..KEYS.len()).map(|column| record.raw(column).to_owned()).collect();
        let (fields, twice) = object(line.trim()).expect("a line that Flat reads is an object");
        assert!(twice.is_empty(), "{line}");
        let fields: IndexMap<String, String> =
            fields.into_iter().map(|(key, raw)| (key, plain(raw.get()))).collect();
        assert!(fields.keys().all(|key| KEYS.contains(&key.as_str())), "{line}");
        Some((found, KEYS.map(|key| fields.get(key).cloned().unwrap_or_default()).to_vec()))
    }

    #[test]
    fn flat_objects_become_rows() {
        let mut flat = Flat::new(KEYS.len());
        for (line, cells) in [
            (r#"{"a":"x","b":"","credits":0.50,"café":null}"#, ["x", "", "0.50", ""]),
            (r#"  { "credits" : -12 , "a" : "x,y" } "#, ["x,y", "", "-12", ""]),
            (r#"{"b":true,"a":"say \"no\"\n","credits":0}"#, ["say \"no\"\n", "true", "0", ""]),
            (
                r#"{"a":"\"","b":"\"b\"","café":"\u00e9\ud83d\ude00\r"}"#,
                ["\"", "\"b\"", "", "\u{e9}\u{1f600}\r"],
            ),
            ("{\"a\":\"\\\\\"}\r", ["\\", "", "", ""]),
        ] {
            let (found, parsed) = both(&mut flat, line).expect(line);
            assert_eq!(found, cells, "{line}");
            assert_eq!(parsed, cells, "{line}");
        }
    }

    #[test]
    fn other_lines_need_the_parser() {
        let mut flat = Flat::new(KEYS.len());
        for line in [
            "",
            "{}",
            "[1]",
            r#"{"a":1e3}"#,
            r#"{"a":01}"#,
            r#"{"a":-}"#,
            r#"{"a":1.}"#,
            r#"{"a":nul}"#,
            r#"{"a":{"b":1}}"#,
            r#"{"a":[]}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,}"#,
            r#"{"a":1}}"#,
            r#"{"a":1} x"#,
            r#"{"a":"x"#,
            r#"{"a":"\"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\ud800"}"#,
            "{\"a\":\"\t\"}",
            r#"{"\u0061":1}"#,
            r#"{"other":1}"#,
            "\u{a0}{\"a\":1}",
        ] {
            assert!(
                flat.row(line.as_bytes(), |key| KEYS.iter().position(|other| *other == key), &[])
                    .is_none(),
                "{line}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_row_agrees_with_the_parser(
            lines in prop::collection::vec(prop::collection::vec(prop::sample::select(vec![
                "{", "}", "\"", ":", ",", " ", "\\", "\\\"", "\\u00e9", "\\n", "\t", "\"a\":", "\"b\":", ",\"credits\":", "\"x\"", "\"\"", "\"y\\\"z\",",
                "0", "-1", "2.5", ".", "e3", "-", "true", "null", "false", "nul", "[", "]", "caf\u{e9}", "{\"a\":", "\"x\",\"b\":", "}",
            ]), 0..12), 1..6),
        ) {
            let mut flat = Flat::new(KEYS.len());
            for line in lines {
                if let Some((found, parsed)) = both(&mut flat, &line.concat()) {
                    prop_assert_eq!(found, parsed);
                }
            }
        }
    }
}
