//! The pages of a column chunk: found, checked, unpacked with limits, and handed to the decoder.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{CompressionCodec as Codec, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use super::bytes::{Budget, Input, Share};
use super::delta;
use super::header::{Header, Kind, encoding};
use super::problem::Problem;
use super::unpack::unpack;

/// Bytes that are read for a header at first, and at most: it may hold the least and greatest value.
const HEADER: usize = 4 << 10;
const LONGEST_HEADER: usize = 4 << 20;

/// The most values of a page. Some decoders make room for all of them.
const MOST_VALUES: u32 = 1 << 24;

/// The bytes that a decoder keeps for each value of a dictionary, at most.
const OF_A_VALUE: usize = 32;

/// The rows that are decoded at a time.
const ROWS: usize = 1_024;

/// Values that are decoded at a time, of all columns together.
const VALUES: usize = 1 << 18;

/// Rows at a time, if texts share their beginnings.
const ROWS_OF_SHARED: usize = 64;

const DAMAGED: Problem = Problem::Damaged("a page is not as its header says");

/// The pages of a column chunk.
pub(super) struct Pages {
    input: Arc<Input>,
    budget: Arc<Budget>,
    codec: Codec,
    at: u64,
    end: u64,
    /// Values that are still to come.
    left: u64,
    has_levels: [bool; 2],
    /// Whether texts may share their beginnings.
    is_shared: bool,
    /// The least bytes of a value in a dictionary.
    least: usize,
    dictionary: Option<Share>,
    page: Option<Share>,
}

/// Whether texts of a chunk may share their beginnings.
fn is_shared(chunk: &ColumnChunkMetaData) -> bool {
    chunk.encodings().any(|encoding| encoding == Encoding::DELTA_BYTE_ARRAY)
}

/// The rows of a group that may be decoded at a time.
pub(super) fn rows_at_a_time(group: &RowGroupMetaData) -> usize {
    let rows = if group.columns().iter().any(is_shared) { ROWS_OF_SHARED } else { ROWS };
    rows.min(VALUES / group.num_columns().max(1)).max(1)
}

impl Pages {
    /// The pages of a chunk.
    pub(super) fn new(
        input: &Arc<Input>,
        budget: &Arc<Budget>,
        chunk: &ColumnChunkMetaData,
        size: u64,
    ) -> std::result::Result<Self, Problem> {
        let wrong = Problem::Damaged("a column lies outside of the file");
        if chunk.file_path().is_some_and(|path| !path.is_empty()) {
            return Err(Problem::Damaged("a column lies in another file"));
        }
        let first = chunk.data_page_offset();
        // Some writers state 0 for "no dictionary".
        let dictionary = chunk.dictionary_page_offset().filter(|at| *at > 0 && *at < first);
        let start = u64::try_from(dictionary.unwrap_or(first)).map_err(|_| wrong.clone())?;
        let length = u64::try_from(chunk.compressed_size()).map_err(|_| wrong.clone())?;
        let end = start.checked_add(length).filter(|end| *end <= size).ok_or(wrong.clone())?;
        let column = chunk.column_descr();
        let least = match column.physical_type() {
            parquet::basic::Type::FIXED_LEN_BYTE_ARRAY => {
                usize::try_from(column.type_length()).unwrap_or(0).max(1)
            }
            parquet::basic::Type::INT64 | parquet::basic::Type::DOUBLE => 8,
            parquet::basic::Type::INT96 => 12,
            _ => 4,
        };
        Ok(Self {
            input: Arc::clone(input),
            budget: Arc::clone(budget),
            codec: chunk.compression_codec(),
            at: start,
            end,
            left: u64::try_from(chunk.num_values()).map_err(|_| wrong)?,
            has_levels: [column.max_rep_level() > 0, column.max_def_level() > 0],
            is_shared: is_shared(chunk),
            least,
            dictionary: None,
            page: None,
        })
    }

    /// The header of the next page, and its length; `None` after the last one.
    fn header(&self) -> std::result::Result<Option<(Header, u64)>, Problem> {
        if self.left == 0 {
            return Ok(None);
        }
        let rest = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        for most in [HEADER, LONGEST_HEADER] {
            let bytes = self.input.up_to(self.at, rest.min(most))?;
            match Header::read(&bytes) {
                Ok((header, length)) => return Ok(Some((header, length as u64))),
                Err(super::thrift::Bad::Ended) if bytes.len() == most => {}
                Err(_) => break,
            }
        }
        Err(Problem::Damaged("a page has no header"))
    }

    fn next_page(&mut self) -> std::result::Result<Option<Page>, Problem> {
        // The decoder is done with the page before.
        self.page = None;
        loop {
            let Some((header, length)) = self.header()? else { return Ok(None) };
            let start = self.at + length;
            let end = start.checked_add(header.packed as u64).filter(|end| *end <= self.end);
            self.at = end.ok_or(DAMAGED)?;
            if header.kind == Kind::Index {
                continue;
            }
            let page = self.budget.share(self.room(&header)?)?;
            let packed = self.input.all(start, header.packed)?;
            header.check_sum(&packed)?;
            return self.unpacked(&header, packed, page).map(Some);
        }
    }

    /// The most bytes that a page takes while it is read.
    fn room(&self, header: &Header) -> std::result::Result<usize, Problem> {
        let of_values = match encoding(header.encoding)? {
            // Their lengths are kept.
            Encoding::DELTA_LENGTH_BYTE_ARRAY => 4 * header.values as usize,
            // Texts that share beginnings are copied, and each may be as long as the page.
            Encoding::DELTA_BYTE_ARRAY if self.is_shared => {
                let copies = header.size.saturating_mul(ROWS_OF_SHARED);
                copies.saturating_add(8 * header.values as usize)
            }
            Encoding::DELTA_BYTE_ARRAY => return Err(DAMAGED),
            _ => 0,
        };
        Ok(header.size.saturating_add(header.packed).saturating_add(of_values))
    }

    fn unpacked(
        &mut self,
        header: &Header,
        packed: Vec<u8>,
        page: Share,
    ) -> std::result::Result<Page, Problem> {
        let encoding = encoding(header.encoding)?;
        let values = header.values;
        if values > MOST_VALUES {
            return Err(Problem::TooLarge("a page of more than 16,777,216 values"));
        }
        if header.kind == Kind::Dictionary {
            let bytes = unpack(self.codec, &packed, header.size)?;
            if self.least.saturating_mul(values as usize) > bytes.len() {
                return Err(DAMAGED);
            }
            drop(page);
            self.dictionary = None;
            self.dictionary = Some(self.budget.share(bytes.len() + OF_A_VALUE * values as usize)?);
            return Ok(Page::DictionaryPage {
                buf: bytes.into(),
                num_values: values,
                encoding,
                is_sorted: false,
            });
        }
        self.page = Some(page);
        self.left = self.left.checked_sub(u64::from(values)).ok_or(DAMAGED)?;
        let page = if header.kind == Kind::Data {
            let bytes = unpack(self.codec, &packed, header.size)?;
            delta::check(encoding, &bytes, self.levels(header, &bytes)?, values)?;
            data(header, bytes.into(), encoding)
        } else {
            let levels = header.levels()?;
            let bytes = unpacked_v2(self.codec, header, packed, levels)?;
            delta::check(encoding, &bytes, levels, values)?;
            data_v2(header, bytes.into(), encoding)
        };
        Ok(page)
    }

    /// The length of the levels before the values of a page of the first version.
    fn levels(&self, header: &Header, bytes: &[u8]) -> std::result::Result<usize, Problem> {
        let mut at = 0_usize;
        for (has, kind) in self.has_levels.iter().zip(header.level_encodings) {
            if !has {
                continue;
            }
            if encoding(kind)? != Encoding::RLE {
                return Err(Problem::Damaged("an encoding in it is not known"));
            }
            let length = bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
            let length = u32::from_le_bytes(length.ok_or(DAMAGED)?) as usize;
            at = at.checked_add(4 + length).filter(|at| *at <= bytes.len()).ok_or(DAMAGED)?;
        }
        Ok(at)
    }
}

/// A page of the first version. [`Pages::levels`] has checked how levels are written; those that there are none of have any encoding.
fn data(header: &Header, buf: Bytes, encoding: Encoding) -> Page {
    Page::DataPage {
        buf,
        num_values: header.values,
        encoding,
        def_level_encoding: Encoding::RLE,
        rep_level_encoding: Encoding::RLE,
        statistics: None,
    }
}

/// Unpacks a page of the second version, of which the levels are not packed.
fn unpacked_v2(
    codec: Codec,
    header: &Header,
    packed: Vec<u8>,
    levels: usize,
) -> std::result::Result<Vec<u8>, Problem> {
    if levels > packed.len() || levels > header.size {
        return Err(DAMAGED);
    }
    // Nothing but nulls: there is nothing to unpack.
    if !header.is_packed || packed.len() == levels {
        return Ok(packed);
    }
    let mut bytes = packed[..levels].to_vec();
    bytes.extend(unpack(codec, &packed[levels..], header.size - levels)?);
    Ok(bytes)
}

fn data_v2(header: &Header, buf: Bytes, encoding: Encoding) -> Page {
    let [rep, def] = header.level_lengths;
    Page::DataPageV2 {
        buf,
        num_values: header.values,
        encoding,
        num_nulls: header.nulls,
        num_rows: header.rows,
        def_levels_byte_len: def,
        rep_levels_byte_len: rep,
        is_compressed: false,
        statistics: None,
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.next_page().map_err(ParquetError::from)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        let header = self.header().map_err(ParquetError::from)?;
        Ok(header.map(|(header, _)| PageMetadata {
            num_rows: (header.kind == Kind::DataV2).then_some(header.rows as usize),
            num_levels: (header.kind != Kind::Dictionary).then_some(header.values as usize),
            is_dict: header.kind == Kind::Dictionary,
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.next_page().map(|_| ()).map_err(ParquetError::from)
    }
}
