//! Events and rollups as Parquet: the columns of their CSV, with types.
//!
//! Amounts are decimal numbers, and one that does not fit is an error, because a rounded amount would be a wrong one. Times are texts of
//! ISO 8601: a log may have days without a time among them, and a column has one type. Texts are written as they are: no program that
//! reads Parquet runs them.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::{ByteArray, FixedLenByteArray};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::{Type, TypePtr};

use super::format::{EventWriter, OutputFormat};
use crate::base::Untrusted;
use crate::report::event_row::{Cell, EventRow, HEADER, OTHER_UNIT};

/// Rows of a row group, and the bytes of their texts, at most.
const ROWS: usize = 1 << 16;
const BYTES: usize = 32 << 20;

/// Digits of an amount, and those after the point.
const PRECISION: i32 = 38;
const SCALE: i32 = 18;
const PLACES: usize = 18;

/// Columns of events with amounts.
const AMOUNTS: [&str; 6] = ["quantity", "credits", "low", "typical", "high", "quota"];

pub(super) struct Parquet;

impl OutputFormat for Parquet {
    fn id(&self) -> &'static str {
        "parquet"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["parquet"]
    }

    fn describes(&self) -> &'static str {
        "events and rollups: a table for engines"
    }

    fn events(&self) -> Option<EventWriter> {
        Some(events)
    }
}

/// The type of a column. An empty cell of any of them is null.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Text,
    Amount,
    Whole,
}

fn events(rows: &mut dyn Iterator<Item = EventRow>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = rows.peekable();
    // All events of a log have one unit.
    let is_other = rows.peek().is_some_and(|row| row.unit.is_some());
    let names = HEADER.iter().chain(OTHER_UNIT.iter().filter(|_| is_other));
    let kind = |name| if AMOUNTS.contains(name) { Kind::Amount } else { Kind::Text };
    let columns: Vec<(&str, Kind)> = names.map(|name| (*name, kind(name))).collect();
    let cells = |row: EventRow| {
        let more = row.cells_of_other_unit();
        let text = |cell: &Cell<'_>| match cell {
            Cell::Ours(text) => text.clone(),
            Cell::Theirs(text) => text.map(Untrusted::raw).unwrap_or_default().to_owned(),
        };
        row.cells().iter().chain(more.iter().flatten()).map(text).collect::<Vec<_>>()
    };
    table(&columns, &mut rows.map(cells), out)
}

/// Writes a table, some rows at a time.
pub(super) fn table(
    columns: &[(&str, Kind)],
    rows: &mut dyn Iterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let written = Written::default();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("credits ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut file =
        SerializedFileWriter::new(written.clone(), schema(columns)?, Arc::new(properties))
            .map_err(failed)?;
    let mut waiting: Vec<Vec<String>> = vec![Vec::new(); columns.len()];
    let mut bytes = 0;
    for row in rows {
        bytes += row.iter().map(String::len).sum::<usize>();
        waiting.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
        if waiting[0].len() >= ROWS || bytes >= BYTES {
            group(&mut file, columns, &mut waiting)?;
            written.move_to(out)?;
            bytes = 0;
        }
    }
    if !waiting[0].is_empty() {
        group(&mut file, columns, &mut waiting)?;
    }
    file.close().map_err(failed)?;
    written.move_to(out)
}

fn schema(columns: &[(&str, Kind)]) -> io::Result<TypePtr> {
    let column = |(name, kind): &(&str, Kind)| {
        let (physical, logical) = match kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Amount => {
                (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::decimal(SCALE, PRECISION)))
            }
            Kind::Whole => (Physical::INT64, None),
        };
        let mut builder = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        if *kind == Kind::Amount {
            builder = builder.with_length(16).with_precision(PRECISION).with_scale(SCALE);
        }
        builder.build().map(Arc::new)
    };
    let fields = columns.iter().map(column).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let root = Type::group_type_builder("log").with_fields(fields).build();
    root.map(Arc::new).map_err(failed)
}

/// Writes a row group, and empties its columns.
fn group(
    file: &mut SerializedFileWriter<Written>,
    columns: &[(&str, Kind)],
    cells: &mut [Vec<String>],
) -> io::Result<()> {
    let mut group = file.next_row_group().map_err(failed)?;
    for ((name, _), cells) in columns.iter().zip(cells) {
        let Some(mut column) = group.next_column().map_err(failed)? else { break };
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let there = cells.drain(..).filter(|cell| !cell.is_empty());
        let wrong = |cell: &str| {
            let text = format!(
                "the column {name} cannot hold {cell}: it has up to 20 digits before the point and {SCALE} after it; write CSV"
            );
            io::Error::new(io::ErrorKind::InvalidData, text)
        };
        let done = match column.untyped() {
            ColumnWriter::ByteArrayColumnWriter(writer) => {
                let values: Vec<_> = there.map(|cell| ByteArray::from(cell.into_bytes())).collect();
                writer.write_batch(&values, Some(&levels), None)
            }
            ColumnWriter::FixedLenByteArrayColumnWriter(writer) => {
                let amount = |cell: String| {
                    let steps = steps(&cell).ok_or_else(|| wrong(&cell))?;
                    Ok(FixedLenByteArray::from(steps.to_be_bytes().to_vec()))
                };
                let values = there.map(amount).collect::<io::Result<Vec<_>>>()?;
                writer.write_batch(&values, Some(&levels), None)
            }
            ColumnWriter::Int64ColumnWriter(writer) => {
                let whole = |cell: String| cell.parse::<i64>().map_err(|_| wrong(&cell));
                let values = there.map(whole).collect::<io::Result<Vec<_>>>()?;
                writer.write_batch(&values, Some(&levels), None)
            }
            _ => Ok(0),
        };
        done.map_err(failed)?;
        column.close().map_err(failed)?;
    }
    group.close().map_err(failed)?;
    Ok(())
}

/// An amount in steps of the last digit of its column; `None` if it does not fit.
fn steps(amount: &str) -> Option<i128> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let missing = PLACES.checked_sub(fraction.len())?;
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let steps = digits.checked_mul(10_i128.pow(u32::try_from(missing).ok()?))?;
    (steps.unsigned_abs() < 10_u128.pow(PRECISION as u32)).then_some(steps)
}

fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

/// What was written and not moved on yet. The writer of Parquet wants something that threads may share.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn move_to(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_fits_or_is_refused() {
        assert_eq!(steps("1.5"), Some(1_500_000_000_000_000_000));
        assert_eq!(steps("-0.000000000000000001"), Some(-1));
        assert_eq!(steps("0.0000000000000000001"), None);
        assert_eq!(
            steps("99999999999999999999"),
            Some(99_999_999_999_999_999_999 * 10_i128.pow(18))
        );
        assert_eq!(steps("100000000000000000000"), None);
        let mut rows = [vec!["0.0000000000000000001".to_owned()]].into_iter();
        let error = table(&[("credits", Kind::Amount)], &mut rows, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("the column credits cannot hold"), "{error}");
    }
}
