//! JSON objects of nothing but texts, numbers and words, on a line each and with their keys mostly in the same order: as most lines of a
//! log are. They are made rows like those of a delimited text. Whatever else is written is left to the parser that reads anything.

use memchr::memchr2;

use crate::ingest::record::row::Row;

/// A cell that no key has named yet.
const ABSENT: Cell = Cell { start: usize::MAX, end: 0, is_escaped: false };

/// Where a cell stands in the line; of a text with escapes, with its quotes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cell {
    start: usize,
    end: usize,
    is_escaped: bool,
}

/// Makes rows of lines.
#[derive(Debug)]
pub(crate) struct Flat {
    /// Keys and their columns, in the order in which they were first seen: mostly that of all lines.
    keys: Vec<(Box<[u8]>, usize)>,
    cells: Vec<Cell>,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl Flat {
    /// Of objects that have no keys but so many.
    pub(crate) fn new(columns: usize) -> Self {
        Self { keys: Vec::new(), cells: vec![ABSENT; columns], bytes: Vec::new(), ends: Vec::new() }
    }

    /// The row of a line, which is UTF-8; `column` tells the place of a key. `None` where it takes another parser to be sure.
    pub(crate) fn row(
        &mut self,
        line: &[u8],
        column: impl Fn(&str) -> Option<usize>,
    ) -> Option<Row<'_>> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // All at once: in a text they would be an error, and elsewhere nobody writes them.
        if line.iter().fold(u8::MAX, |least, byte| least.min(*byte)) < b' ' {
            return None;
        }
        self.cells.fill(ABSENT);
        self.find(line, column)?;
        self.put(line)?;
        Some(Row { bytes: &self.bytes, start: 0, ends: &self.ends })
    }

    /// Finds where the cells are.
    fn find(&mut self, line: &[u8], column: impl Fn(&str) -> Option<usize>) -> Option<()> {
        let mut text = Scanner { line, at: 0 };
        text.token(b'{')?;
        let mut expected = 0;
        loop {
            text.token(b'"')?;
            let nth = match self.known(&text, expected) {
                Some(nth) => nth,
                None => self.learn(text.key()?, &column)?,
            };
            let (key, place) = &self.keys[nth];
            (text.at, expected) = (text.at + key.len() + 1, nth + 1);
            text.token(b':')?;
            let cell = self.cells.get_mut(*place).filter(|cell| **cell == ABSENT)?;
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

    /// The number of the key that is next, where it is known.
    #[inline]
    fn known(&self, text: &Scanner, expected: usize) -> Option<usize> {
        let is_next = |nth: &usize| text.is_next(&self.keys[*nth].0);
        // A key that a line leaves out is passed over.
        (expected..self.keys.len()).find(is_next).or_else(|| (0..expected).find(is_next))
    }

    /// Takes note of a key that was not seen before; gives its number.
    #[cold]
    fn learn(&mut self, key: &[u8], column: impl Fn(&str) -> Option<usize>) -> Option<usize> {
        let place = column(std::str::from_utf8(key).ok()?)?;
        self.keys.push((key.into(), place));
        Some(self.keys.len() - 1)
    }

    /// Writes the cells in the order of the columns. One with escapes is quoted, so that it may hold anything.
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

/// Goes over a line.
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

    /// The next byte that is not blank.
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

    /// Whether a key is next.
    #[inline]
    fn is_next(&self, key: &[u8]) -> bool {
        self.rest().strip_prefix(key).is_some_and(|rest| rest.first() == Some(&b'"'))
    }

    /// The key that is next.
    fn key(&self) -> Option<&'l [u8]> {
        let end = memchr2(b'"', b'\\', self.rest())?;
        (self.rest()[end] == b'"').then(|| &self.rest()[..end])
    }

    /// The value that is next.
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

    /// A text, after its first quote.
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

    /// A number without an exponent, after its first byte.
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
        // What cannot follow a number is found by who looks for what follows.
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

    /// The cells of a line by either way, where this one reads it.
    fn both(flat: &mut Flat, line: &str) -> Option<(Vec<String>, Vec<String>)> {
        let row = flat.row(line.as_bytes(), |key| KEYS.iter().position(|other| *other == key))?;
        let record = row.record(1);
        let found = (0..KEYS.len()).map(|column| record.raw(column).to_owned()).collect();
        let (fields, twice) = object(line.trim()).expect("what is read here is an object");
        assert!(twice.is_empty(), "{line}");
        let fields: IndexMap<String, String> =
            fields.into_iter().map(|(key, raw)| (key, plain(raw.get()))).collect();
        assert!(fields.keys().all(|key| KEYS.contains(&key.as_str())), "{line}");
        Some((found, KEYS.map(|key| fields.get(key).cloned().unwrap_or_default()).to_vec()))
    }

    #[test]
    fn what_is_read_here() {
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
    fn what_is_left_to_the_parser() {
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
                flat.row(line.as_bytes(), |key| KEYS.iter().position(|other| *other == key))
                    .is_none(),
                "{line}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_line_is_read_otherwise_than_the_parser_does(
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
