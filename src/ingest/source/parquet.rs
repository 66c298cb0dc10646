//! A Parquet file → its rows as text: CSV, or a JSON object for each row if columns are nested.
//!
//! The rest of the reader then needs to know nothing of Parquet, and a table says the same in both forms. Values are written by their types
//! to the last digit: what a decimal number or a time is, is not guessed. The text is made while it is read, again for every pass, and only
//! a few pages are in memory.

mod bytes;
mod delta;
mod flat;
mod header;
mod kind;
mod nested;
mod pages;
pub(crate) mod problem;
mod rows;
mod thrift;
mod unpack;
mod value;

use std::path::Path;
use std::sync::Arc;

use parquet::basic::LogicalType;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};

use self::bytes::Input;
use super::lake;
use super::named::{Content, Source, unreadable};
use super::quiet::quietly;
use crate::base::Untrusted;
use crate::ingest::Error;
use crate::ingest::limits::MOST_COLUMNS;
use kind::Kind;
use problem::Problem;
pub(super) use rows::Rows;
use thrift::Outline;

/// The first and last bytes.
const MAGIC: &[u8] = b"PAR1";

/// The same of a file whose description is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// The length of the end of a file: the length of its description, and [`MAGIC`].
const END: usize = 8;

/// The most bytes of the description of a file.
const LARGEST_FOOTER: usize = 16 << 20;

/// How deep columns may be nested.
const DEEPEST: usize = 24;

/// The most values of a column with lists in a row group: one row may hold all of them.
const MOST_IN_LISTS: i64 = 1_000_000;

/// A Parquet file.
#[derive(Debug)]
pub(crate) struct Table {
    input: Arc<Input>,
    size: u64,
    meta: ParquetMetaData,
    columns: Vec<Column>,
    /// The nested columns.
    nested: Option<Arc<SchemaDescriptor>>,
    /// Columns that the names of its folders give, and their values: `app=shop/part-0.parquet`.
    folders: Vec<(String, String)>,
    /// Notes about columns that are not read.
    notes: Vec<String>,
}

/// A column that is read.
#[derive(Debug)]
struct Column {
    name: String,
    /// Its place among the columns that hold values, and how these are written; `None` if it is nested.
    flat: Option<(usize, Kind)>,
}

impl Table {
    /// The description of a source; `None` if it is no Parquet file.
    pub(crate) fn of(source: &Source) -> Result<Option<Arc<Self>>, Error> {
        if source.sheet.is_some() {
            return Ok(None);
        }
        let start = source.start(END).map_err(|e| unreadable(&source.path, &e))?;
        if !start.starts_with(MAGIC) && !start.starts_with(ENCRYPTED) {
            return Ok(None);
        }
        let table = match Self::read(source, &start) {
            Ok(Some(table)) => table,
            Ok(None) => return Ok(None),
            Err(problem) => return Err(unreadable(&source.path, &problem.into())),
        };
        lake::require_loose(&source.path)?;
        Ok(Some(Arc::new(table)))
    }

    fn read(source: &Source, start: &[u8]) -> Result<Option<Self>, Problem> {
        let input = Input::open(source)?;
        let size = input.size()?;
        let end = input.up_to(size.saturating_sub(END as u64), END)?;
        if !end.ends_with(MAGIC) && !end.ends_with(ENCRYPTED) {
            // A text may begin with these letters, but no letter follows them in a Parquet file.
            let is_text = start[MAGIC.len()..].iter().all(|byte| *byte >= b' ' || *byte == b'\n');
            return if is_text { Ok(None) } else { Err(Problem::CutOff) };
        }
        if end.ends_with(ENCRYPTED) {
            return Err(Problem::Encrypted);
        }
        let wrong = Problem::Damaged("its description is not valid");
        let length = end.first_chunk().map_or(0, |length| u32::from_le_bytes(*length)) as usize;
        if length > LARGEST_FOOTER {
            return Err(Problem::TooLarge("a description of more than 16 MiB"));
        }
        let at = size.checked_sub((END + length) as u64).ok_or(wrong.clone())?;
        let footer = input.all(at, length)?;
        let outline = Outline::of(&footer).map_err(|_| wrong.clone())?;
        if outline.is_encrypted {
            return Err(Problem::Encrypted);
        }
        if outline.depth > DEEPEST {
            return Err(Problem::TooLarge("columns that are nested deeper than 24 levels"));
        }
        if outline.nodes > 2 * MOST_COLUMNS {
            return Err(Problem::TooLarge("more than 20,000 columns"));
        }
        let meta = quietly(|| ParquetMetaDataReader::decode_metadata(&footer));
        let meta = meta.and_then(Result::ok).ok_or(wrong.clone())?;
        let rows = meta.row_groups().iter().map(|group| u64::try_from(group.num_rows()).ok());
        let sum = rows.sum::<Option<u64>>();
        if sum.is_none() || sum != u64::try_from(meta.file_metadata().num_rows()).ok() {
            return Err(wrong);
        }
        let mut table = Self {
            input: Arc::new(input),
            size,
            meta,
            columns: Vec::new(),
            nested: None,
            folders: Vec::new(),
            notes: Vec::new(),
        };
        table.find_columns()?;
        if let Content::File(path) = &source.content {
            table.find_folders(path);
        }
        Ok(Some(table))
    }

    /// Decides which columns are read, and how.
    fn find_columns(&mut self) -> Result<(), Problem> {
        let schema = self.meta.file_metadata().schema_descr_ptr();
        if schema.num_columns() > MOST_COLUMNS {
            return Err(Problem::TooLarge("more than 20,000 columns"));
        }
        let mut nested: Vec<TypePtr> = Vec::new();
        let mut leaves = (0..schema.num_columns()).peekable();
        for (root, field) in schema.root_schema().get_fields().iter().enumerate() {
            let name = field.name().to_owned();
            let mut own = Vec::new();
            while let Some(leaf) = leaves.next_if(|leaf| schema.get_column_root_idx(*leaf) == root)
            {
                own.push(leaf);
            }
            let has_lists = own.iter().any(|leaf| schema.column(*leaf).max_rep_level() > 0);
            let flat = match own[..] {
                [leaf] if field.is_primitive() && !has_lists => {
                    let Some(kind) = Kind::of(field) else {
                        self.leave_out(&name, "of a type that no log has");
                        continue;
                    };
                    Some((leaf, kind))
                }
                _ => None,
            };
            if flat.is_none() {
                if has_lists && self.has_long_lists(&own) {
                    self.leave_out(&name, "its lists have more than 1,000,000 values in one row group; let your engine write smaller ones");
                    continue;
                }
                if is_variant(field) {
                    self.leave_out(&name, "of a type that no log has");
                    continue;
                }
                nested.push(Arc::clone(field));
            }
            self.columns.push(Column { name, flat });
        }
        if !nested.is_empty() {
            let root = Type::group_type_builder("schema").with_fields(nested).build()?;
            self.nested = Some(Arc::new(SchemaDescriptor::new(Arc::new(root))));
        }
        Ok(())
    }

    fn has_long_lists(&self, leaves: &[usize]) -> bool {
        let groups = self.meta.row_groups().iter();
        groups
            .flat_map(|group| leaves.iter().filter_map(|leaf| group.columns().get(*leaf)))
            .any(|chunk| chunk.num_values() > MOST_IN_LISTS)
    }

    fn leave_out(&mut self, name: &str, why: &str) {
        let name = Untrusted::from(name).for_terminal_cut(40);
        self.notes.push(format!("column \"{name}\" is not read: {why}"));
    }

    /// The columns in the names of folders, which the files in them lack.
    fn find_folders(&mut self, path: &Path) {
        let above = path.ancestors().skip(1).filter_map(|folder| folder.file_name()?.to_str());
        for (name, value) in above.filter_map(|folder| folder.split_once('=')) {
            let is_known = self.columns.iter().any(|column| column.name == name)
                || self.folders.iter().any(|(other, _)| other == name);
            if !is_known && !name.is_empty() {
                let value = if value == lake::NULL { String::new() } else { lake::decoded(value) };
                self.folders.push((lake::decoded(name), value));
            }
        }
    }

    /// Whether its text is JSON, not CSV.
    pub(crate) fn is_lines(&self) -> bool {
        self.nested.is_some()
    }

    /// Notes about columns that are not read.
    pub(crate) fn notes(&self) -> &[String] {
        &self.notes
    }
}

fn is_variant(field: &Type) -> bool {
    matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Variant(_)))
}
