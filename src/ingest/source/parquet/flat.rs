//! A column without nesting, some values at a time.

use parquet::basic::Type as Physical;
use parquet::column::page::PageReader;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::{
    BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type,
    Int64Type, Int96Type,
};
use parquet::schema::types::ColumnDescPtr;

use super::kind::Kind;
use super::problem::Problem;
use super::value::{self, Stored};

/// A column without nesting.
pub(super) trait Flat: Send {
    /// Reads the values of the next rows, of which there must be so many.
    fn fill(&mut self, rows: usize) -> Result<(), Problem>;

    /// Writes the value of the next row. Returns whether there is one.
    fn write(&mut self, out: &mut Vec<u8>) -> Result<bool, Problem>;
}

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    kind: Kind,
    /// The definition level of a value that is there; 0 if all are.
    present: i16,
    levels: Vec<i16>,
    values: Vec<T::T>,
    /// The next ones.
    level: usize,
    value: usize,
}

impl<T: DataType> Flat for Typed<T>
where
    T::T: Stored,
{
    fn fill(&mut self, rows: usize) -> Result<(), Problem> {
        self.levels.clear();
        self.values.clear();
        (self.level, self.value) = (0, 0);
        let levels = Some(&mut self.levels);
        let (read, ..) = self.reader.read_records(rows, levels, None, &mut self.values)?;
        if read == rows {
            Ok(())
        } else {
            Err(Problem::Damaged("a column has fewer values than rows"))
        }
    }

    fn write(&mut self, out: &mut Vec<u8>) -> Result<bool, Problem> {
        self.level += 1;
        if self.present > 0 && self.levels.get(self.level - 1) != Some(&self.present) {
            return Ok(false);
        }
        let value = self.values.get(self.value);
        let value = value.ok_or(Problem::Damaged("a column has fewer values than rows"))?;
        self.value += 1;
        value::write(self.kind, value.value(), out)?;
        Ok(true)
    }
}

/// The column of a chunk.
pub(super) fn column(
    kind: Kind,
    column: ColumnDescPtr,
    pages: Box<dyn PageReader>,
) -> Box<dyn Flat> {
    fn typed<T: DataType>(
        kind: Kind,
        column: ColumnDescPtr,
        pages: Box<dyn PageReader>,
    ) -> Box<dyn Flat>
    where
        T::T: Stored,
    {
        let present = column.max_def_level();
        let reader = ColumnReaderImpl::<T>::new(column, pages);
        let (levels, values) = (Vec::new(), Vec::new());
        Box::new(Typed { reader, kind, present, levels, values, level: 0, value: 0 })
    }
    let typed = match column.physical_type() {
        Physical::BOOLEAN => typed::<BoolType>,
        Physical::INT32 => typed::<Int32Type>,
        Physical::INT64 => typed::<Int64Type>,
        Physical::INT96 => typed::<Int96Type>,
        Physical::FLOAT => typed::<FloatType>,
        Physical::DOUBLE => typed::<DoubleType>,
        Physical::BYTE_ARRAY => typed::<ByteArrayType>,
        Physical::FIXED_LEN_BYTE_ARRAY => typed::<FixedLenByteArrayType>,
    };
    typed(kind, column, pages)
}
