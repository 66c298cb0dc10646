//! The head of a text: its format, its columns and its first rows, from which everything else is decided.

use std::io::Read as _;

use memchr::memchr_iter;

use crate::base::Untrusted;
use crate::ingest::columns::decide::evidence_columns;
use crate::ingest::columns::evidence::Evidence;
use crate::ingest::event::outcome::{ReadError, Restart};
use crate::ingest::limits::TooMuch;
use crate::ingest::record::blocks::last_end;
use crate::ingest::record::csv::CsvReader;
use crate::ingest::record::delimited;
use crate::ingest::record::dialect;
use crate::ingest::record::dialect::Dialect;
use crate::ingest::record::json::document::{self, Found};
use crate::ingest::record::json::lines;
use crate::ingest::record::sniff;
use crate::ingest::record::table::{Broken, Record, Table};
use crate::ingest::run::pages;
use crate::ingest::run::rows::RecordReader;
use crate::ingest::run::threads::Strategy;
use crate::ingest::source::sheet::Sheet;
use crate::ingest::source::text::{Open, Text};
use crate::ingest::{Error, ReadOptions};

/// Bytes from which the format is told, if the head is shorter.
const SAMPLE: usize = 64 << 10;

/// Bytes past the head that are read with it, so that the row after it begins in them.
const BEYOND: usize = 4 << 10;

/// The name of the format of Parquet files.
const PARQUET: &str = "parquet";

/// The head of a text.
pub(crate) struct Head {
    /// The columns, and the rows that end within the head: one at least, if the text has one.
    pub table: Table,
    /// Reads the records of the text, from its start.
    pub reader: RecordReader,
    /// How its rows are best found.
    pub strategy: Strategy,
    /// Whether there is nothing past the head.
    pub is_all: bool,
}

impl Head {
    /// Reads the head of a text.
    pub(crate) fn read(text: &Text, options: &ReadOptions) -> Result<Self, ReadError> {
        let path = Untrusted::from(text.source.path.as_str());
        let head = options.blocks.head;
        let (start, is_cut) = start(text, head.max(SAMPLE))?;
        if let Some(table) = &text.table {
            let lines = || RecordReader::Lines(lines::Lines::default());
            let mut found = if start.is_empty() {
                Self::in_order(text, RecordReader::Empty, head)?
            } else if table.is_lines() {
                Self::in_order(text, lines(), head)?
            } else {
                Self::of_cells(text, &start, head)?
            };
            found.table.format = PARQUET;
            return Ok(found);
        }
        if let Some(chosen) = &text.source.sheet {
            return Self::of_sheet(text, &chosen.sheet, &start, head);
        }
        let reader = match sniff::format(&path, &start, options).map_err(ReadError::Refused)? {
            sniff::Format::Empty => RecordReader::Empty,
            sniff::Format::Delimited(dialect) => {
                if let Some(plain) = Self::plain(&start, dialect, head).filter(|_| !is_cut) {
                    return Ok(plain.told_above(&start));
                }
                RecordReader::Delimited(Box::new(CsvReader::new(dialect)))
            }
            sniff::Format::Json { lines_only } => json_reader(text, &path, &start, lines_only)?,
        };
        Ok(Self::in_order(text, reader, head)?.told_above(&start))
    }

    /// Keeps what a line above the header says of rows that are left out.
    fn told_above(mut self, start: &str) -> Self {
        self.table.cut = self.table.cut.take().or_else(|| pages::told_above(start, &self.table));
        self
    }

    /// The head of a sheet, of which the delimiter is known.
    fn of_sheet(text: &Text, sheet: &Sheet, start: &str, head: usize) -> Result<Self, ReadError> {
        let mut found = if start.is_empty() {
            Self::in_order(text, RecordReader::Empty, head)?
        } else {
            Self::of_cells(text, start, head)?
        };
        found.table.format = sheet.format;
        found.table.sheet = Some(sheet.name.clone());
        Ok(found)
    }

    /// The head of a text that was made of cells, with commas between them.
    fn of_cells(text: &Text, start: &str, head: usize) -> Result<Self, ReadError> {
        let dialect = dialect::sniff(start, Some(b','));
        if let Some(plain) = Self::plain(start, dialect, head) {
            return Ok(plain);
        }
        let reader = RecordReader::Delimited(Box::new(CsvReader::new(dialect)));
        Self::in_order(text, reader, head)
    }

    /// The head of plain delimited text. `None` if quotes and line ends are not as blocks need them, or there are no rows.
    fn plain(start: &str, dialect: Dialect, head: usize) -> Option<Self> {
        let is_all = start.len() <= head;
        let end = if is_all { start.len() } else { last_end(&start.as_bytes()[..head])? };
        let text = &start[..end];
        let mut table =
            delimited::read_plain(text, dialect).ok()?.filter(|table| !table.rows.is_empty())?;
        table.count_cells();
        let lines = usize::try_from(table.header_line?).ok()? - 1;
        let header = lines.checked_sub(1).map_or(Some(0), |last| {
            memchr_iter(b'\n', text.as_bytes()).nth(last).map(|at| at + 1)
        })?;
        let mut reader = CsvReader::new(dialect);
        reader.expect_cells(table.least_cells);
        let reader = RecordReader::Delimited(Box::new(reader));
        Some(Self { table, reader, strategy: Strategy::Blocks { header }, is_all })
    }

    /// The head of any other text.
    fn in_order(text: &Text, mut reader: RecordReader, head: usize) -> Result<Self, ReadError> {
        let (mut rows, mut begun) = (Vec::new(), reader.clone());
        // At once, and a little more, so that nothing is parsed twice.
        let size = head.max(SAMPLE) + BEYOND;
        let read = begun.rows(
            text.open(false)?,
            size,
            &mut |_| {},
            &mut |row: Result<Record, Broken>, ends: u64| {
                if ends > head as u64 && !rows.is_empty() {
                    return Err(ReadError::Enough);
                }
                rows.extend(row);
                Ok(())
            },
        );
        let is_all = match read {
            Ok(()) => true,
            Err(ReadError::Enough) => false,
            Err(other) => return Err(other),
        };
        let mut table = Table { rows, ..begun.table() };
        if let RecordReader::Delimited(csv) = &mut reader {
            table.count_cells();
            csv.expect_cells(table.least_cells);
        }
        let strategy = one_by_one(reader.with_fields(&begun));
        Ok(Self { table, reader, strategy, is_all })
    }

    /// Reads all rows for their date and number formats, and for the fields of all records.
    pub(crate) fn gather_evidence(
        &mut self,
        text: &Text,
        options: &ReadOptions,
    ) -> Result<Evidence, ReadError> {
        let path = Untrusted::from(text.source.path.as_str());
        loop {
            let mut evidence =
                evidence_columns(&path, &self.table, options).map_err(ReadError::Refused)?;
            let mut reader = self.reader.clone();
            reader.rows(
                text.open(false)?,
                options.blocks.size.max(SAMPLE),
                &mut |_| {},
                &mut |row: Result<Record, Broken>, _: u64| {
                    if let Ok(row) = &row {
                        evidence.add(row);
                    }
                    Ok(())
                },
            )?;
            let columns = reader.table().columns;
            if columns.len() == self.table.columns.len() {
                if reader.may_widen() {
                    self.strategy = one_by_one(self.reader.with_fields(&reader));
                }
                return Ok(evidence);
            }
            // Further fields may play roles.
            self.table.columns = columns;
        }
    }

    /// Reads row by row from now on.
    pub(crate) fn in_single_rows(&mut self) {
        self.strategy = one_by_one(self.reader.clone());
    }
}

/// How the rows of a text are found that is not plain.
fn one_by_one(reader: RecordReader) -> Strategy {
    match reader {
        RecordReader::Lines(lines) => Strategy::Lines(lines),
        reader => Strategy::InOrder(reader),
    }
}

/// The reader of a JSON text: of lines if its start is certainly that, else of whatever all of it turns out to be.
fn json_reader(
    text: &Text,
    path: &Untrusted,
    start: &str,
    lines_only: bool,
) -> Result<RecordReader, ReadError> {
    let refused = |error| Err(ReadError::Refused(error));
    let found = if lines_only || lines::is_surely_lines(start) {
        Found::Lines
    } else {
        document::find(&|| text.open(false).map(|opened| opened.input)).map_err(
            |error| match error.kind() {
                std::io::ErrorKind::InvalidData => ReadError::Restart(Restart::Encoding),
                _ => ReadError::Io(error),
            },
        )?
    };
    match found {
        Found::Lines => Ok(RecordReader::Lines(lines::Lines::default())),
        Found::Document(document) => Ok(RecordReader::Document(document)),
        Found::TooLarge => Err(ReadError::TooMuch(TooMuch::Object)),
        Found::SavedReport => refused(Error::SavedReport { path: path.clone() }),
        Found::Bad { line, problem } => refused(Error::NotALog {
            path: path.clone(),
            line: Some(line),
            problem: format!(
                "is not valid JSON: line {line}: {}",
                Untrusted::from(problem).for_terminal()
            ),
            hint: "export it again; a download that broke off ends like this".to_owned(),
            is_certain: false,
        }),
        Found::NoRecords(what) => refused(Error::NotALog {
            path: path.clone(),
            line: None,
            problem: format!("is {what}"),
            hint: "a log is an array of records, a page with \"items\", or one record per line"
                .to_owned(),
            is_certain: true,
        }),
    }
}

/// The first bytes of a text, up to its first letter at least, and whether these are all of a compressed file that is not complete.
fn start(text: &Text, length: usize) -> Result<(String, bool), ReadError> {
    let likely = usize::try_from(text.size).unwrap_or(length).min(length);
    let mut start = Vec::with_capacity(likely + 4);
    // One letter more than is looked at, so that a cut through it does not matter.
    let (Open { mut input, found }, mut wanted) = (text.open(false)?, length + 4);
    loop {
        let missing = wanted - start.len();
        let got = (&mut input).take(missing as u64).read_to_end(&mut start)?;
        if got < missing || !start.iter().all(u8::is_ascii_whitespace) {
            break;
        }
        wanted += length;
    }
    let is_cut = start.len() < wanted - 3 && found.lock().cut.is_some();
    let text = String::from_utf8(start).or_else(|error| {
        let valid = error.utf8_error();
        // What is cut through is no fault.
        let is_whole = valid.error_len().is_none();
        let mut start = error.into_bytes();
        start.truncate(valid.valid_up_to());
        let text = String::from_utf8(start).ok().filter(|_| is_whole);
        text.ok_or(ReadError::Restart(Restart::Encoding))
    })?;
    Ok((text, is_cut))
}
