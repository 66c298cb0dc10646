//! Comma-, semicolon-, tab- and pipe-separated text.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

use crate::ingest::cell::roles;
use crate::ingest::record::blocks::{LONGEST_RECORD, last_end};
use crate::ingest::record::index::{Index, Odd};
use crate::ingest::record::pieces::{Pieces, reader, record_of};
use crate::ingest::record::record::{
    Broken, Column, MOST_COLUMNS, MOST_ROWS, Record, Table, TooMuch,
};
use crate::ingest::record::row::Row;

/// Delimiters, in the order in which they are preferred where the text does not tell.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a text is looked at to find the delimiter and the header.
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_ROWS: usize = 40;
const SAMPLE_BLOCK: usize = 8 * 1024;

/// Lines above a header that are a title, not rows.
const MOST_PREAMBLE: usize = 20;

/// How much of a text is marked at once.
const BLOCK: usize = 64 << 10;

/// How a text is separated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Dialect {
    /// What stands between cells.
    pub delimiter: u8,
    /// Records before the header.
    pub preamble: usize,
}

impl Dialect {
    /// `csv`, or `tsv` where tabs separate.
    pub(crate) const fn name(self) -> &'static str {
        if self.delimiter == b'\t' { "tsv" } else { "csv" }
    }
}

/// Finds the delimiter and the header. The delimiter whose header has the most known names wins, then the one that cuts most
/// records into the same number of cells.
pub(crate) fn sniff(text: &str, forced: Option<u8>) -> Dialect {
    let sample = head(text, SAMPLE_BYTES);
    // Excel's own first line.
    let declared = sample
        .lines()
        .next()
        .and_then(|line| line.trim().strip_prefix("sep="))
        .and_then(|rest| rest.bytes().next());
    let candidates = forced.or(declared).map_or_else(|| candidates(sample), |one| vec![one]);
    let mut best: Option<((usize, usize, usize), Dialect)> = None;
    for delimiter in candidates {
        let records = first_records(sample, delimiter);
        let width = usual_width(&records);
        let preamble = header_row(&records, width);
        let hits = records.get(preamble).map_or(0, known_names);
        let header_fits = records.get(preamble).is_some_and(|r| r.len() == width);
        let even = records.iter().filter(|r| r.len() == width).count() * 100 / records.len().max(1);
        let score = (hits, if width > 1 && header_fits { even } else { 0 }, width);
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, Dialect { delimiter, preamble }));
        }
    }
    best.map_or(Dialect { delimiter: b',', preamble: 0 }, |(_, dialect)| dialect)
}

/// The first records of a sample.
fn first_records(sample: &str, delimiter: u8) -> Vec<Record> {
    let mut marked = Marked::new(sample, delimiter, SAMPLE_BLOCK);
    let records = std::iter::from_fn(|| marked.next().transpose()).take(SAMPLE_ROWS);
    records.map(|record| record.map(|(record, _)| record)).collect::<Result<_, _>>().unwrap_or_else(
        |Odd| {
            let records =
                reader(sample, delimiter).into_records().take(SAMPLE_ROWS).filter_map(Result::ok);
            records.map(|record| record_of(&record, 0)).collect()
        },
    )
}

/// The delimiters that occur, and one that does not: what does not occur cuts nothing, whichever it is.
fn candidates(sample: &str) -> Vec<u8> {
    let occurs = |delimiter: &u8| memchr(*delimiter, sample.as_bytes()).is_some();
    let absent = DELIMITERS.iter().find(|delimiter| !occurs(delimiter));
    DELIMITERS
        .iter()
        .filter(|delimiter| occurs(delimiter) || Some(*delimiter) == absent)
        .copied()
        .collect()
}

/// Reads a whole text. The rows that end within the first `head` bytes decide which column plays which role.
pub(crate) fn read(text: &str, dialect: Dialect, head: usize) -> Result<Table, TooMuch> {
    let rows = match plain(text, dialect, head)? {
        Some(rows) => rows,
        None => careful(text, dialect, head)?,
    };
    let Rows { mut table, head: decisive, .. } = rows;
    table.head = Some(decisive).filter(|rows| *rows > 0 && text.len() > head);
    Ok(table)
}

/// Reads a whole text whose quotes and line ends are as blocks need them; `None` where they are not.
pub(crate) fn read_plain(text: &str, dialect: Dialect) -> Result<Option<Table>, TooMuch> {
    plain(text, dialect, usize::MAX).map(|rows| rows.map(|rows| rows.table))
}

/// Takes a text apart where its quotes and newlines are marked, as nearly every log can be; `None` where that does not do.
fn plain(text: &str, dialect: Dialect, head: usize) -> Result<Option<Rows>, TooMuch> {
    let mut rows = Rows::new(dialect, head);
    rows.table.rows.reserve(memchr_iter(b'\n', text.as_bytes()).count().min(MOST_ROWS));
    let mut marked = Marked::new(text, dialect.delimiter, BLOCK);
    loop {
        match marked.next() {
            Ok(Some((record, ends))) => rows.add(record, ends)?,
            Ok(None) => return Ok(Some(rows)),
            Err(Odd) => return Ok(None),
        }
    }
}

/// The records of a text whose quotes and newlines are marked; blank lines are none.
struct Marked<'a> {
    text: &'a str,
    delimiter: u8,
    /// About how long a block is, and the block that is marked.
    size: usize,
    block: Cow<'a, [u8]>,
    index: Index,
    /// Where the block begins, how many of its rows and of their cells were read, where the next row begins in it, and on which line.
    base: usize,
    rows: usize,
    cells: usize,
    start: usize,
    line: u64,
}

impl<'a> Marked<'a> {
    fn new(text: &'a str, delimiter: u8, size: usize) -> Self {
        let (block, index) = (Cow::Borrowed(&[][..]), Index::default());
        Self { text, delimiter, size, block, index, base: 0, rows: 0, cells: 0, start: 0, line: 1 }
    }

    /// Whole records, as they stand in the text; a last one without a newline gets one. `None` at the end.
    fn block(&self) -> Result<Option<Cow<'a, [u8]>>, Odd> {
        let rest = self.text.as_bytes().get(self.base..).unwrap_or_default();
        let mut size = self.size;
        while size < rest.len() {
            if let Some(end) = last_end(&rest[..size]) {
                return Ok(Some(Cow::Borrowed(&rest[..end])));
            }
            if size > LONGEST_RECORD {
                return Err(Odd);
            }
            size *= 2;
        }
        Ok(match rest.last() {
            None => None,
            Some(b'\n') => Some(Cow::Borrowed(rest)),
            Some(_) => Some(Cow::Owned([rest, b"\n"].concat())),
        })
    }

    /// The next record, and where it ends.
    fn next(&mut self) -> Result<Option<(Record, usize)>, Odd> {
        loop {
            let Some(cells) = self.index.rows().get(self.rows).map(|cells| *cells as usize) else {
                self.base += self.block.len();
                (self.rows, self.cells, self.start) = (0, 0, 0);
                let Some(block) = self.block()? else { return Ok(None) };
                self.block = block;
                // A parser would not take a mark of the byte order for a part of the first cell.
                if self.block.starts_with("\u{feff}".as_bytes()) {
                    return Err(Odd);
                }
                self.index.mark(&self.block, self.delimiter)?;
                continue;
            };
            let row = Row {
                bytes: &self.block,
                start: self.start,
                ends: &self.index.ends()[self.cells..cells],
            };
            let (line, begins) = (self.line, self.base + self.start);
            self.line += 1 + memchr_iter(b'\n', row.all()).count() as u64;
            (self.rows, self.cells, self.start) =
                (self.rows + 1, cells, self.index.ends()[cells - 1] as usize + 1);
            if row.ends.len() > MOST_COLUMNS {
                return Err(Odd);
            }
            if row.ends.len() > 1 || !row.all().is_empty() {
                let text = &self.text[begins..begins + row.all().len()];
                return Ok(Some((row.cut(text, line), self.base + self.start)));
            }
        }
    }
}

/// Takes any text apart.
fn careful(text: &str, dialect: Dialect, head: usize) -> Result<Rows, TooMuch> {
    let (mut rows, mut pieces) = (Rows::new(dialect, head), Pieces::new(dialect));
    pieces.take(text, true, &mut |row, ends| rows.push(row, ends))?;
    let Table { columns, header_line, .. } = pieces.table();
    (rows.table.columns, rows.table.header_line) = (columns, header_line);
    Ok(rows)
}

/// A table while its rows are read.
struct Rows {
    table: Table,
    /// Records before the header.
    skip: usize,
    /// Bytes of the text's head, and rows that end within it.
    limit: usize,
    head: usize,
}

impl Rows {
    fn new(dialect: Dialect, limit: usize) -> Self {
        let table = Table {
            format: dialect.name(),
            delimiter: Some(char::from(dialect.delimiter)),
            ..Table::default()
        };
        Self { table, skip: dialect.preamble, limit, head: 0 }
    }

    /// Adds a record that ends there; the first ones are what stands above the header, and the header.
    fn add(&mut self, record: Record, ends: usize) -> Result<(), TooMuch> {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.table.header_line.is_none() {
            if record.len() > MOST_COLUMNS {
                return Err(TooMuch::Columns);
            }
            self.table.columns = record.cells().map(Column::new).collect();
            self.table.header_line = Some(record.line);
        } else if !record.is_blank() {
            return self.push(Ok(record), ends as u64);
        }
        Ok(())
    }

    /// Adds a row that ends there.
    fn push(&mut self, row: Result<Record, Broken>, ends: u64) -> Result<(), TooMuch> {
        self.table.has_room()?;
        match row {
            Ok(row) => self.table.rows.push(row),
            Err(broken) => self.table.broken.push(broken),
        }
        if ends <= self.limit as u64 {
            self.head = self.table.rows.len();
        }
        Ok(())
    }
}

fn head(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].rfind('\n').map_or(&text[..end], |line| &text[..=line])
}

/// The most frequent number of cells above one; of equally frequent ones the larger.
fn usual_width(records: &[Record]) -> usize {
    let mut widths = std::collections::BTreeMap::<usize, usize>::new();
    for record in records.iter().filter(|r| r.len() > 1) {
        *widths.entry(record.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| width)
}

/// The first record that looks like a header: two known names, or else the first that is as wide as most and mostly filled.
fn header_row(records: &[Record], width: usize) -> usize {
    let top = &records[..records.len().min(MOST_PREAMBLE)];
    let filled = |r: &Record| r.cells().filter(|cell| !cell.trim().is_empty()).count();
    let no_number =
        |r: &Record| !r.cells().any(|cell| cell.trim().starts_with(|c: char| c.is_ascii_digit()));
    let known = top.iter().position(|r| known_names(r) >= 2 && no_number(r));
    known
        .or_else(|| top.iter().position(|r| r.len() == width && filled(r) * 2 > width))
        .unwrap_or(0)
}

fn known_names(record: &Record) -> usize {
    record
        .cells()
        .filter(|cell| cell.len() < 60 && roles::is_known(&Column::new(cell).name.plain))
        .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(text: &str) -> Table {
        read(text, sniff(text, None), usize::MAX).unwrap()
    }

    fn names(table: &Table) -> Vec<&str> {
        table.columns.iter().map(|c| c.raw.as_str()).collect()
    }

    proptest! {
        #[test]
        fn both_ways_are_one(body in "[ab,\"\r\n]{0,80}", limit in 10..100_usize) {
            let text = format!("date,credits\n{body}");
            let dialect = sniff(&text, None);
            if let Some(quick) = plain(&text, dialect, limit).unwrap() {
                let slow = careful(&text, dialect, limit).unwrap();
                prop_assert_eq!((quick.table, quick.head), (slow.table, slow.head));
            }
        }
    }

    #[test]
    fn every_delimiter() {
        for d in [",", ";", "\t", "|"] {
            let text =
                format!("date{d}credits{d}app\n2026-05-01{d}3{d}shop\n2026-05-02{d}4{d}shop\n");
            let table = table(&text);
            assert_eq!(names(&table), ["date", "credits", "app"], "{d}");
            assert_eq!(table.rows[1].cell(1), "4");
        }
        // A decimal comma is no delimiter.
        assert_eq!(
            names(&table("Datum;Menge\n2026-05-01;3,5\n2026-05-02;4,5\n")),
            ["Datum", "Menge"]
        );
    }

    #[test]
    fn a_title_above_the_header_is_not_a_row() {
        let table = table("Usage of May\n\nexported by,me\ndate,credits,app\n2026-05-01,3,shop\n");
        assert_eq!(names(&table), ["date", "credits", "app"]);
        assert_eq!((table.rows.len(), table.rows[0].line), (1, 5));
        assert_eq!(
            names(&super::tests::table("sep=;\ndate;credits\n2026-05-01;3\n")),
            ["date", "credits"]
        );
    }

    #[test]
    fn lines_are_the_files_lines() {
        let text = "date,prompt,credits\r\n2026-05-01,\"two\r\nlines\",1\r\n\r\n2026-05-02,x,2\r\n";
        let lines: Vec<u64> = table(text).rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 5]);
    }

    #[test]
    fn quotes_after_a_backslash_are_doubled_quotes() {
        let table = table(
            "date,credits,metadata\n2026-05-01,1,\"{\"\"a\"\":\"\"say \\\"\"hi\\\"\"\"\"}\"\n",
        );
        assert_eq!(table.rows[0].cell(2), r#"{"a":"say \"hi\""}"#);
    }

    #[test]
    fn a_quote_that_closes_in_a_later_row_does_not_swallow_the_rows_between() {
        let head = "date,credits,prompt\n";
        for (body, lines, broken) in [
            (
                "2026-05-01,1,\"open\n2026-05-02,2,b\n2026-05-03,3,\"c\"\n2026-05-04,4,d\n",
                vec![3, 4, 5],
                vec![2],
            ),
            ("\"2026-05-01\",\"1\",\"a\n\"2026-05-02\",\"2\",\"b\"\n", vec![3], vec![2]),
            ("2026-05-01,1,\"two\nlines, \"\"quoted\"\"\"\n2026-05-02,2,b\n", vec![2, 4], vec![]),
        ] {
            let table = table(&format!("{head}{body}"));
            assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), lines, "{body}");
            assert_eq!(table.broken.iter().map(|b| b.line).collect::<Vec<_>>(), broken, "{body}");
        }
    }

    #[test]
    fn many_open_quotes_cost_their_own_rows_only() {
        let open = "2026-05-01,1,\"open\n".repeat(100);
        let table = table(&format!("date,credits,prompt\n{open}2026-05-02,2,b\n{open}"));
        assert_eq!((table.rows.len(), table.rows[0].line, table.broken.len()), (1, 102, 200));
    }

    #[test]
    fn what_is_too_wide_is_refused() {
        let text = ",".repeat(MOST_COLUMNS);
        assert_eq!(read(&text, sniff(&text, None), usize::MAX), Err(TooMuch::Columns));
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_rest() {
        let table =
            table("date,credits,prompt\n2026-05-01,1,a\n2026-05-02,2,\"b\n2026-05-03,3,c\n");
        assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(
            table.broken,
            [Broken { line: 3, reason: "unterminated-quote", excerpt: "2026-05-02,2,\"b".into() }]
        );
    }
}
