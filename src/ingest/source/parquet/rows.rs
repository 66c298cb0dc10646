//! The rows of a table, written one after the other.

use std::io;
use std::sync::Arc;

use super::bytes::Budget;
use super::flat::{self, Flat};
use super::kind::Kind;
use super::nested::{self, Group, Nested};
use super::pages::{Pages, rows_at_a_time};
use super::problem::Problem;
use super::{Column, Table, quietly};

/// Bytes of text that are made at a time.
const PIECE: usize = 256 << 10;

/// The most bytes of a row.
const LONGEST_ROW: usize = 32 << 20;

/// How many times the bytes of the file its text may have, and how many bytes in any case.
const MOST_TIMES: u64 = 10_000;
const LEAST_MOST: u64 = 4 << 30;

/// The rows of a table, as text.
pub(crate) struct Rows {
    table: Arc<Table>,
    budget: Arc<Budget>,
    /// The next row group, and the rows that are left of the one before.
    group: usize,
    left: u64,
    /// The rows whose values are decoded.
    ready: usize,
    at_a_time: usize,
    flats: Vec<Box<dyn Flat>>,
    nested: Option<Nested>,
    /// The same at the end of every row.
    end: Vec<u8>,
    /// Names of columns in JSON.
    names: Vec<Vec<u8>>,
    is_begun: bool,
    is_over: bool,
    cell: Vec<u8>,
    /// Bytes of text that were made.
    made: u64,
    /// Places that are not UTF-8.
    pub replaced: u64,
}

impl Rows {
    pub(crate) fn new(table: &Arc<Table>) -> Self {
        let names = table.columns.iter().map(|column| json_name(&column.name)).collect();
        Self {
            end: end(table),
            names,
            table: Arc::clone(table),
            budget: Arc::default(),
            group: 0,
            left: 0,
            ready: 0,
            at_a_time: 1,
            flats: Vec::new(),
            nested: None,
            is_begun: false,
            is_over: false,
            cell: Vec::new(),
            made: 0,
            replaced: 0,
        }
    }

    /// Appends some text. Returns false if there is no more.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        let panicked = Err(Problem::Damaged("a part of it cannot be decoded"));
        let more = quietly(|| self.some(out)).unwrap_or(panicked);
        self.is_over = !matches!(more, Ok(true));
        Ok(more?)
    }

    fn some(&mut self, out: &mut Vec<u8>) -> Result<bool, Problem> {
        if !self.is_begun {
            self.is_begun = true;
            self.header(out);
        }
        while out.len() < PIECE {
            if self.ready == 0 && !self.decode()? {
                return Ok(false);
            }
            self.ready -= 1;
            let start = out.len();
            if self.table.is_lines() {
                self.line(out)?;
            } else {
                self.record(out)?;
            }
            if out.len() - start > LONGEST_ROW {
                return Err(Problem::TooLarge("a row of more than 32 MiB"));
            }
        }
        // A few bytes can stand for a text that is read for days.
        self.made += out.len() as u64;
        if self.made > LEAST_MOST.max(self.table.size.saturating_mul(MOST_TIMES)) {
            return Err(Problem::TooLarge("rows of more than 10,000 times the bytes of the file"));
        }
        Ok(true)
    }

    /// Decodes the values of the next rows. Returns false if there are none.
    fn decode(&mut self) -> Result<bool, Problem> {
        while self.left == 0 {
            if self.group == self.table.meta.num_row_groups() {
                return Ok(false);
            }
            self.open()?;
        }
        let rows = self.at_a_time.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.flats.iter_mut().try_for_each(|column| column.fill(rows))?;
        self.left -= rows as u64;
        self.ready = rows;
        Ok(true)
    }

    /// Opens the columns of the next row group.
    fn open(&mut self) -> Result<(), Problem> {
        // The pages of the group before are no longer needed.
        self.flats.clear();
        self.nested = None;
        let table = Arc::clone(&self.table);
        let meta = table.meta.row_group(self.group);
        self.group += 1;
        self.left = u64::try_from(meta.num_rows()).unwrap_or(0);
        self.at_a_time = rows_at_a_time(meta);
        if self.left == 0 {
            return Ok(());
        }
        let (input, budget, size) = (&table.input, &self.budget, table.size);
        for (leaf, kind) in table.columns.iter().filter_map(|column| column.flat) {
            let chunk = meta.columns().get(leaf);
            let chunk = chunk.ok_or(Problem::Damaged("a column is missing"))?;
            let pages = Box::new(Pages::new(input, budget, chunk, size)?);
            self.flats.push(flat::column(kind, chunk.column_descr_ptr(), pages));
        }
        if let Some(columns) = &table.nested {
            let group = Group { input, budget, meta, size };
            self.nested = Some(Nested::new(columns, &group)?);
        }
        Ok(())
    }

    fn header(&mut self, out: &mut Vec<u8>) {
        if self.table.is_lines() {
            return;
        }
        let table = Arc::clone(&self.table);
        let names = table.columns.iter().map(|column| &column.name);
        for (at, name) in names.chain(table.folders.iter().map(|(name, _)| name)).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            quoted(name.as_bytes(), out);
        }
        out.push(b'\n');
    }

    /// Writes a row as CSV.
    fn record(&mut self, out: &mut Vec<u8>) -> Result<(), Problem> {
        let table = Arc::clone(&self.table);
        for (at, (Column { flat, .. }, column)) in
            table.columns.iter().zip(&mut self.flats).enumerate()
        {
            if at > 0 {
                out.push(b',');
            }
            self.cell.clear();
            let is_there = column.write(&mut self.cell)?;
            match flat {
                _ if !is_there => {}
                Some((_, Kind::Text)) => {
                    self.replaced += sound(&mut self.cell);
                    quoted(&self.cell, out);
                }
                Some((_, kind)) => {
                    out.extend_from_slice(&self.cell);
                    // Three digits of a fraction could be taken for thousands.
                    if kind.is_number() && self.cell.iter().rev().nth(3) == Some(&b'.') {
                        out.push(b'0');
                    }
                }
                None => {}
            }
        }
        // An empty line would be no row.
        if table.columns.len() == 1 && self.cell.is_empty() {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(&self.end);
        Ok(())
    }

    /// Writes a row as a JSON object.
    fn line(&mut self, out: &mut Vec<u8>) -> Result<(), Problem> {
        let table = Arc::clone(&self.table);
        let nested = self.nested.as_mut().map(Nested::next).transpose()?;
        let mut nested = nested.unwrap_or_default().into_iter();
        let mut flats = self.flats.iter_mut();
        for (at, (Column { flat, .. }, name)) in table.columns.iter().zip(&self.names).enumerate() {
            out.push(if at == 0 { b'{' } else { b',' });
            out.extend_from_slice(name);
            if let Some((_, kind)) = flat {
                self.cell.clear();
                let column = flats.next().ok_or(Problem::Damaged("a column is missing"))?;
                if !column.write(&mut self.cell)? {
                    out.extend_from_slice(b"null");
                    continue;
                }
                if *kind == Kind::Text {
                    self.replaced += sound(&mut self.cell);
                }
                nested::scalar(*kind, &self.cell, out)?;
            } else {
                let (_, field) = nested.next().ok_or(Problem::Damaged("a column is missing"))?;
                nested::json(&field, out)?;
            }
        }
        out.extend_from_slice(&self.end);
        Ok(())
    }
}

/// The end of every row: the values that the names of folders give.
fn end(table: &Table) -> Vec<u8> {
    let mut end = Vec::new();
    for (name, value) in &table.folders {
        end.push(b',');
        if table.is_lines() {
            end.extend(json_name(name));
            end.extend(json_text(value));
        } else {
            quoted(value.as_bytes(), &mut end);
        }
    }
    end.extend_from_slice(if table.is_lines() { b"}\n" } else { b"\n" });
    end
}

fn json_text(text: &str) -> Vec<u8> {
    serde_json::Value::from(text).to_string().into_bytes()
}

fn json_name(name: &str) -> Vec<u8> {
    let mut text = json_text(name);
    text.push(b':');
    text
}

/// Writes a text, in quotes if a reader could take a part of it for a delimiter.
fn quoted(text: &[u8], out: &mut Vec<u8>) {
    if !text.iter().any(|byte| matches!(byte, b',' | b'"' | b';' | b'\t' | b'|' | b'\n' | b'\r')) {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for part in text.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(part);
        if part.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

/// Replaces what is not UTF-8. Returns the number of places.
fn sound(text: &mut Vec<u8>) -> u64 {
    if std::str::from_utf8(text).is_ok() {
        return 0;
    }
    let wrong = text.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    *text = String::from_utf8_lossy(text).into_owned().into_bytes();
    wrong as u64
}
