//! Columns with structs, lists and maps: one row at a time, as JSON.

use std::sync::Arc;

use parquet::bloom_filter::Sbbf;
use parquet::column::page::PageReader;
use parquet::errors::Result;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::RowGroupReader;
use parquet::record::reader::{ReaderIter, RowIter, TreeBuilder};
use parquet::record::{Field, Row};
use parquet::schema::types::{SchemaDescriptor, Type};

use super::bytes::{Budget, Input};
use super::kind::{Kind, Parts};
use super::pages::Pages;
use super::problem::Problem;
use super::value::{self, Value};

/// Values that are decoded at a time.
const AT_A_TIME: usize = 64;

/// The pages of a row group.
pub(super) struct Group<'a> {
    pub input: &'a Arc<Input>,
    pub budget: &'a Arc<Budget>,
    pub meta: &'a RowGroupMetaData,
    pub size: u64,
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.meta
    }

    fn num_columns(&self) -> usize {
        self.meta.num_columns()
    }

    fn get_column_page_reader(&self, at: usize) -> Result<Box<dyn PageReader>> {
        let pages = Pages::new(self.input, self.budget, self.meta.column(at), self.size);
        pages.map(|pages| Box::new(pages) as Box<dyn PageReader>).map_err(Into::into)
    }

    fn get_column_bloom_filter(&self, _: usize) -> Option<&Sbbf> {
        None
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// The nested columns of a row group, row by row.
pub(super) struct Nested {
    rows: ReaderIter,
}

impl Nested {
    /// The columns of a schema, which is a part of the file's.
    pub(super) fn new(columns: &Arc<SchemaDescriptor>, group: &Group<'_>) -> Result<Self> {
        let builder = TreeBuilder::new().with_batch_size(AT_A_TIME);
        Ok(Self { rows: builder.as_iter(Arc::clone(columns), group)? })
    }

    /// The columns of the next row, in the order of their schema.
    pub(super) fn next(&mut self) -> std::result::Result<Vec<(String, Field)>, Problem> {
        let missing = Problem::Damaged("a column has fewer values than rows");
        Ok(self.rows.next().ok_or(missing)??.into_columns())
    }
}

/// Writes a value as JSON.
pub(super) fn json(field: &Field, out: &mut Vec<u8>) -> std::result::Result<(), Problem> {
    let micros = Kind::Stamp { parts: Parts::Micros, is_utc: true };
    let millis = Kind::Stamp { parts: Parts::Millis, is_utc: true };
    let (kind, value) = match field {
        Field::Null => {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        Field::Bool(is) => (Kind::Bool, Value::Bool(*is)),
        Field::Byte(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::Short(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::Int(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::Long(number) => (Kind::Int, Value::Int(*number)),
        Field::UByte(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::UShort(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::UInt(number) => (Kind::Int, Value::Int(i64::from(*number))),
        Field::ULong(number) => (Kind::Unsigned(64), Value::Int(number.cast_signed())),
        Field::Float16(number) => (Kind::Float, Value::F32(number.to_f32())),
        Field::Float(number) => (Kind::Float, Value::F32(*number)),
        Field::Double(number) => (Kind::Float, Value::F64(*number)),
        Field::Decimal(number) => {
            let scale = u32::try_from(number.scale()).unwrap_or(0);
            (Kind::Decimal(scale), Value::Bytes(number.data()))
        }
        Field::Str(text) => return string(text.as_bytes(), out),
        Field::Bytes(bytes) => return string(bytes.data(), out),
        Field::Date(day) => (Kind::Date, Value::Int(i64::from(*day))),
        Field::TimeMillis(time) => (Kind::Time(Parts::Millis), Value::Int(i64::from(*time))),
        Field::TimeMicros(time) => (Kind::Time(Parts::Micros), Value::Int(*time)),
        Field::TimestampMillis(at) => (millis, Value::Int(*at)),
        Field::TimestampMicros(at) => (micros, Value::Int(*at)),
        Field::Group(row) => return object(row, out),
        Field::ListInternal(list) => {
            return sequence(*b"[]", list.elements(), out, json);
        }
        Field::MapInternal(map) => {
            return sequence(*b"{}", map.entries(), out, |(key, value), out| {
                let mut text = Vec::new();
                json(key, &mut text)?;
                if text.starts_with(b"\"") {
                    out.extend_from_slice(&text);
                } else {
                    string(&text, out)?;
                }
                out.push(b':');
                json(value, out)
            });
        }
    };
    let mut text = Vec::new();
    value::write(kind, value, &mut text)?;
    scalar(kind, &text, out)
}

/// Writes the text of a value as JSON: a number or a word if it can be one, else a string.
pub(super) fn scalar(
    kind: Kind,
    text: &[u8],
    out: &mut Vec<u8>,
) -> std::result::Result<(), Problem> {
    let is_bare =
        kind == Kind::Bool || (kind.is_number() && text.last().is_some_and(u8::is_ascii_digit));
    if is_bare {
        out.extend_from_slice(text);
        return Ok(());
    }
    string(text, out)
}

fn object(row: &Row, out: &mut Vec<u8>) -> std::result::Result<(), Problem> {
    let fields: Vec<_> = row.get_column_iter().collect();
    sequence(*b"{}", &fields, out, |(name, field), out| {
        string(name.as_bytes(), out)?;
        out.push(b':');
        json(field, out)
    })
}

fn sequence<T>(
    [open, close]: [u8; 2],
    items: &[T],
    out: &mut Vec<u8>,
    write: impl Fn(&T, &mut Vec<u8>) -> std::result::Result<(), Problem>,
) -> std::result::Result<(), Problem> {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(item, out)?;
    }
    out.push(close);
    Ok(())
}

/// Writes a text in quotes.
pub(super) fn string(text: &[u8], out: &mut Vec<u8>) -> std::result::Result<(), Problem> {
    serde_json::to_writer(out, &String::from_utf8_lossy(text))
        .map_err(|_| Problem::Damaged("a text cannot be written"))
}
