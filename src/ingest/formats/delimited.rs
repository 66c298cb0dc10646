//! Comma-, semicolon-, tab- and pipe-separated text.

use csv::{ReaderBuilder, StringRecord};
use memchr::{memchr, memchr_iter, memchr2, memchr2_iter};

use crate::ingest::blocks::Blocks;
use crate::ingest::index::{Index, Odd};
use crate::ingest::plain::Row;
use crate::ingest::record::{Broken, Column, MOST_COLUMNS, Record, Table, TooMuch};
use crate::ingest::reject;
use crate::ingest::roles;

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

/// Rows with broken quotes before each line is taken for a row by itself: every one of them may have been read to the file's end.
pub(super) const MOST_OPEN_QUOTES: usize = 16;

/// How a text is separated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialect {
    /// What stands between cells.
    pub delimiter: u8,
    /// Records before the header.
    pub preamble: usize,
}

impl Dialect {
    /// `csv`, or `tsv` where tabs separate.
    pub const fn name(self) -> &'static str {
        if self.delimiter == b'\t' { "tsv" } else { "csv" }
    }
}

/// Finds the delimiter and the header. The delimiter whose header has the most known names wins, then the one that cuts most
/// records into the same number of cells.
pub fn sniff(text: &str, forced: Option<u8>) -> Dialect {
    let sample = head(text, SAMPLE_BYTES);
    // Excel's own first line.
    let declared = sample.lines().next().and_then(|line| line.trim().strip_prefix("sep=")).and_then(|rest| rest.bytes().next());
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
    records.map(|record| record.map(|(record, _)| record)).collect::<Result<_, _>>().unwrap_or_else(|Odd| {
        let records = reader(sample, delimiter).into_records().take(SAMPLE_ROWS).filter_map(Result::ok);
        records.map(|record| record_of(&record, 0)).collect()
    })
}

/// The delimiters that occur, and one that does not: what does not occur cuts nothing, whichever it is.
fn candidates(sample: &str) -> Vec<u8> {
    let occurs = |delimiter: &u8| memchr(*delimiter, sample.as_bytes()).is_some();
    let absent = DELIMITERS.iter().find(|delimiter| !occurs(delimiter));
    DELIMITERS.iter().filter(|delimiter| occurs(delimiter) || Some(*delimiter) == absent).copied().collect()
}

/// Reads a whole text. The rows that end within the first `head` bytes decide which column plays which role.
pub fn read(text: &str, dialect: Dialect, head: usize) -> Result<Table, TooMuch> {
    let rows = match plain(text, dialect, head)? {
        Some(rows) => rows,
        None => careful(text, dialect, head)?,
    };
    let Rows { mut table, head: decisive, .. } = rows;
    table.head = Some(decisive).filter(|rows| *rows > 0 && text.len() > head);
    Ok(table)
}

/// Takes a text apart where its quotes and newlines are marked, as nearly every log can be; `None` where that does not do.
fn plain(text: &str, dialect: Dialect, head: usize) -> Result<Option<Rows<'_>>, TooMuch> {
    let mut rows = Rows::new(text, dialect, head);
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
    blocks: Blocks<&'a [u8]>,
    block: Vec<u8>,
    index: Index,
    /// Where the block begins, how many of its rows and of their cells were read, where the next row begins in it, and on which line.
    base: usize,
    rows: usize,
    cells: usize,
    start: usize,
    line: u64,
}

impl<'a> Marked<'a> {
    fn new(text: &'a str, delimiter: u8, block: usize) -> Self {
        let blocks = Blocks::new(text.as_bytes(), block);
        let (block, index) = (Vec::new(), Index::default());
        Self { text, delimiter, blocks, block, index, base: 0, rows: 0, cells: 0, start: 0, line: 1 }
    }

    /// The next record, and where it ends.
    fn next(&mut self) -> Result<Option<(Record, usize)>, Odd> {
        loop {
            let Some(cells) = self.index.rows().get(self.rows).map(|cells| *cells as usize) else {
                self.base += self.block.len();
                (self.rows, self.cells, self.start) = (0, 0, 0);
                if self.blocks.next(&mut self.block).map_err(|_| Odd)?.is_none() {
                    return Ok(None);
                }
                // A parser would not take a mark of the byte order for a part of the first cell.
                if self.block.starts_with("\u{feff}".as_bytes()) {
                    return Err(Odd);
                }
                self.index.mark(&self.block, self.delimiter)?;
                continue;
            };
            let row = Row { bytes: &self.block, start: self.start, ends: &self.index.ends()[self.cells..cells] };
            let (line, begins) = (self.line, self.base + self.start);
            self.line += 1 + memchr_iter(b'\n', row.all()).count() as u64;
            (self.rows, self.cells, self.start) = (self.rows + 1, cells, self.index.ends()[cells - 1] as usize + 1);
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
///
/// A quote that is opened and never closed, or closed by the opening quote of a later cell, would swallow the rows in between.
/// Such a row is given up, and reading goes on in the line after it.
fn careful(text: &str, dialect: Dialect, head: usize) -> Result<Rows<'_>, TooMuch> {
    let mut rows = Rows::new(text, dialect, head);
    let (mut start, mut broken) = (0_usize, 0_usize);
    while start < text.len() && broken < MOST_OPEN_QUOTES {
        let (mut next, mut resume) = (start, text.len());
        let mut records = reader(&text[start..], dialect.delimiter);
        let mut raw = StringRecord::new();
        while let Ok(true) = records.read_record(&mut raw) {
            let begins = begin_of(text, next);
            next = start + usize::try_from(records.position().byte()).unwrap_or(usize::MAX);
            let record = text[begins..next.max(begins)].trim_end_matches(['\n', '\r']);
            let has_break = || memchr2(b'\n', b'\r', record.as_bytes()).is_some();
            if (next >= text.len() || has_break()) && !is_well_quoted(record, dialect.delimiter) {
                broken += 1;
                resume = rows.give_up(begins)?;
                break;
            }
            // The reader stands between `\r` and `\n`.
            let ends = next + usize::from(text.as_bytes()[..next].ends_with(b"\r") && text.as_bytes().get(next) == Some(&b'\n'));
            let line = rows.lines.of(begins);
            rows.add(record_of(&raw, line), ends)?;
        }
        start = resume;
    }
    // Quotes mean nothing here. Each line is a row, so that no more than the wrong ones are lost.
    while start < text.len() {
        let begins = begin_of(text, start);
        let end = end_of_line(text, begins);
        let line = &text[begins..end];
        start = end;
        let mut raw = StringRecord::new();
        if let Ok(true) = reader(line, dialect.delimiter).read_record(&mut raw) {
            if is_well_quoted(line.trim_end_matches(['\n', '\r']), dialect.delimiter) {
                let line = rows.lines.of(begins);
                rows.add(record_of(&raw, line), usize::MAX)?;
            } else {
                rows.give_up(begins)?;
            }
        }
    }
    Ok(rows)
}

/// A row that is wider than a table is rejected for it; how much wider does not matter.
fn record_of(raw: &StringRecord, line: u64) -> Record {
    let cells = raw.len().min(MOST_COLUMNS + 1);
    let mut record = Record::over(line, raw.as_slice(), cells);
    (0..cells).filter_map(|cell| raw.range(cell)).for_each(|range| record.mark(range.start, range.end));
    record
}

/// A table while its rows are read.
struct Rows<'a> {
    table: Table,
    lines: Lines<'a>,
    /// Records before the header.
    skip: usize,
    /// Bytes of the text's head, and rows that end within it.
    limit: usize,
    head: usize,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, dialect: Dialect, limit: usize) -> Self {
        let table = Table { format: dialect.name(), delimiter: Some(char::from(dialect.delimiter)), ..Table::default() };
        Self { table, lines: Lines { text, at: 0, line: 1 }, skip: dialect.preamble, limit, head: 0 }
    }

    /// Adds a record that ends there.
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
            self.table.has_room()?;
            self.table.rows.push(record);
        }
        if ends <= self.limit {
            self.head = self.table.rows.len();
        }
        Ok(())
    }

    /// Sets the line aside that begins here, and says where the next one does.
    fn give_up(&mut self, begins: usize) -> Result<usize, TooMuch> {
        self.table.has_room()?;
        let end = end_of_line(self.lines.text, begins);
        let excerpt = reject::excerpt(self.lines.text[begins..end].trim_end());
        let line = self.lines.of(begins);
        self.table.broken.push(Broken { line, reason: "unterminated-quote", excerpt });
        Ok(end)
    }
}

/// Whether every quote that opens a cell is closed at the cell's end.
pub(super) fn is_well_quoted(record: &str, delimiter: u8) -> bool {
    let bytes = record.as_bytes();
    let (mut at, mut begins) = (0, true);
    while at < bytes.len() {
        if begins && bytes[at] == b'"' {
            at += 1;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (Some(b'"'), Some(b'"')) => at += 2,
                    (Some(b'"'), None) => return true,
                    (Some(b'"'), Some(after)) if *after == delimiter || matches!(after, b'\n' | b'\r') => break,
                    (None, _) | (Some(b'"'), Some(_)) => return false,
                    _ => at += 1,
                }
            }
            at += 1;
        }
        let Some(byte) = bytes.get(at) else { break };
        begins = *byte == delimiter || matches!(byte, b'\n' | b'\r');
        at += 1;
    }
    true
}

pub(super) fn end_of_line(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(rest.len(), |n| n + 1);
    // `\r\n` is one end.
    let both = end > 0 && rest[end - 1] == b'\r' && rest.get(end) == Some(&b'\n');
    from + end + usize::from(both)
}

pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    // No escape character: a Base44 cell may end in `\""`, where the backslash is JSON's.
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes())
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
    let no_number = |r: &Record| !r.cells().any(|cell| cell.trim().starts_with(|c: char| c.is_ascii_digit()));
    let known = top.iter().position(|r| known_names(r) >= 2 && no_number(r));
    known.or_else(|| top.iter().position(|r| r.len() == width && filled(r) * 2 > width)).unwrap_or(0)
}

fn known_names(record: &Record) -> usize {
    record.cells().filter(|cell| cell.len() < 60 && roles::is_known(&Column::new(cell).name.plain)).count()
}

/// Where a record really begins: after the line breaks and blank lines that the parser skips.
pub(super) fn begin_of(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|b| matches!(b, b'\n' | b'\r')).count()
}

/// Counts lines up to growing places: `\n`, `\r\n` and a lone `\r` each end one.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) line: u64,
}

impl Lines<'_> {
    pub(super) fn of(&mut self, at: usize) -> u64 {
        let bytes = self.text.as_bytes();
        if self.at < at {
            let breaks = memchr2_iter(b'\n', b'\r', &bytes[self.at..at]).map(|found| self.at + found);
            self.line += breaks.filter(|found| bytes[*found] == b'\n' || bytes.get(found + 1) != Some(&b'\n')).count() as u64;
            self.at = at;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read(text, sniff(text, None), usize::MAX).unwrap()
    }

    fn names(table: &Table) -> Vec<&str> {
        table.columns.iter().map(|c| c.raw.as_str()).collect()
    }

    #[test]
    fn every_delimiter() {
        for d in [",", ";", "\t", "|"] {
            let text = format!("date{d}credits{d}app\n2026-05-01{d}3{d}shop\n2026-05-02{d}4{d}shop\n");
            let table = table(&text);
            assert_eq!(names(&table), ["date", "credits", "app"], "{d}");
            assert_eq!(table.rows[1].cell(1), "4");
        }
        // A decimal comma is no delimiter.
        assert_eq!(names(&table("Datum;Menge\n2026-05-01;3,5\n2026-05-02;4,5\n")), ["Datum", "Menge"]);
    }

    #[test]
    fn a_title_above_the_header_is_not_a_row() {
        let table = table("Usage of May\n\nexported by,me\ndate,credits,app\n2026-05-01,3,shop\n");
        assert_eq!(names(&table), ["date", "credits", "app"]);
        assert_eq!((table.rows.len(), table.rows[0].line), (1, 5));
        assert_eq!(names(&super::tests::table("sep=;\ndate;credits\n2026-05-01;3\n")), ["date", "credits"]);
    }

    #[test]
    fn lines_are_the_files_lines() {
        let text = "date,prompt,credits\r\n2026-05-01,\"two\r\nlines\",1\r\n\r\n2026-05-02,x,2\r\n";
        let lines: Vec<u64> = table(text).rows.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 5]);
    }

    #[test]
    fn quotes_after_a_backslash_are_doubled_quotes() {
        let table = table("date,credits,metadata\n2026-05-01,1,\"{\"\"a\"\":\"\"say \\\"\"hi\\\"\"\"\"}\"\n");
        assert_eq!(table.rows[0].cell(2), r#"{"a":"say \"hi\""}"#);
    }

    #[test]
    fn a_quote_that_closes_in_a_later_row_does_not_swallow_the_rows_between() {
        let head = "date,credits,prompt\n";
        for (body, lines, broken) in [
            ("2026-05-01,1,\"open\n2026-05-02,2,b\n2026-05-03,3,\"c\"\n2026-05-04,4,d\n", vec![3, 4, 5], vec![2]),
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
        let table = table("date,credits,prompt\n2026-05-01,1,a\n2026-05-02,2,\"b\n2026-05-03,3,c\n");
        assert_eq!(table.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(table.broken, [Broken { line: 3, reason: "unterminated-quote", excerpt: "2026-05-02,2,\"b".into() }]);
    }
}
