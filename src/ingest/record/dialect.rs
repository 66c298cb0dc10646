//! How a delimited text separates its cells, and on which record its header is.

use memchr::memchr;

use crate::ingest::cell::roles;
use crate::ingest::record::index::Odd;
use crate::ingest::record::indexed::IndexedRecords;
use crate::ingest::record::parser::{reader, record_of};
use crate::ingest::record::table::{Column, Record};

/// Delimiters, in the order of preference if the text does not decide.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The sample in which the delimiter and the header are searched.
const SAMPLE_BYTES: usize = 64 * 1024;

const SAMPLE_ROWS: usize = 40;

const SAMPLE_BLOCK: usize = 8 * 1024;

/// The most lines that a title above the header may have.
const MOST_PREAMBLE: usize = 20;

/// Delimiter and header of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Dialect {
    /// The character between cells.
    pub delimiter: u8,
    /// Records before the header.
    pub preamble: usize,
}

impl Dialect {
    /// `tsv` if tabs separate the cells, else `csv`.
    pub(crate) const fn name(self) -> &'static str {
        if self.delimiter == b'\t' { "tsv" } else { "csv" }
    }
}

/// Finds the delimiter and the header. The delimiter with the most known names in its header wins; between equals, the one that
/// gives the most records the same number of cells.
pub(crate) fn sniff(text: &str, forced: Option<u8>) -> Dialect {
    let sample = head(text, SAMPLE_BYTES);
    // Excel writes the delimiter into a first line of its own.
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
    let mut marked = IndexedRecords::new(sample, delimiter, SAMPLE_BLOCK);
    let records = std::iter::from_fn(|| marked.next().transpose()).take(SAMPLE_ROWS);
    records.collect::<Result<_, _>>().unwrap_or_else(|Odd| {
        let records =
            reader(sample, delimiter).into_records().take(SAMPLE_ROWS).filter_map(Result::ok);
        records.map(|record| record_of(&record, 0)).collect()
    })
}

/// The delimiters that occur, and one that does not, for a text of one column.
fn candidates(sample: &str) -> Vec<u8> {
    let occurs = |delimiter: &u8| memchr(*delimiter, sample.as_bytes()).is_some();
    let absent = DELIMITERS.iter().find(|delimiter| !occurs(delimiter));
    DELIMITERS
        .iter()
        .filter(|delimiter| occurs(delimiter) || Some(*delimiter) == absent)
        .copied()
        .collect()
}

/// The first lines of a text, up to `most` bytes.
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

/// The most frequent number of cells above one; between equals the larger.
fn usual_width(records: &[Record]) -> usize {
    let mut widths = std::collections::BTreeMap::<usize, usize>::new();
    for record in records.iter().filter(|r| r.len() > 1) {
        *widths.entry(record.len()).or_default() += 1;
    }
    widths.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(1, |(width, _)| width)
}

/// The first record with two known names, else the first one that is as wide as most and mostly filled.
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
