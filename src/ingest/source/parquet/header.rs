//! The header of a page.

use parquet::basic::Encoding;

use super::problem::Problem;
use super::thrift::{Bad, Reader};

/// What a page holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Data,
    Index,
    Dictionary,
    DataV2,
}

/// The header of a page.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub kind: Kind,
    /// Bytes of the page, unpacked and as they stand in the file.
    pub size: usize,
    pub packed: usize,
    /// The check sum of the bytes in the file.
    sum: Option<u32>,
    pub values: u32,
    pub encoding: i64,
    /// Of repetition and definition levels: how they are written, or how long they are.
    pub level_encodings: [i64; 2],
    pub level_lengths: [u32; 2],
    pub nulls: u32,
    pub rows: u32,
    pub is_packed: bool,
}

/// Fields of a header, by their numbers.
const TYPE: i64 = 1;
const SIZE: i64 = 2;
const PACKED: i64 = 3;
const SUM: i64 = 4;
const DATA: i64 = 5;
const DICTIONARY: i64 = 7;
const DATA_V2: i64 = 8;

impl Header {
    /// Reads a header, and says how long it is.
    pub(super) fn read(bytes: &[u8]) -> Result<(Self, usize), Bad> {
        let (mut whole, mut part) = ([None; 5], [None; 8]);
        let mut is_packed = true;
        let mut reader = Reader::new(bytes);
        reader.fields(&mut |reader, id, kind| match (id, kind) {
            (TYPE | SIZE | PACKED | SUM, 5) => {
                whole[usize::try_from(id).unwrap_or(0)] = Some(reader.zigzag()?);
                Ok(())
            }
            (DATA | DICTIONARY | DATA_V2, 12) => reader.fields(&mut |reader, id, kind| {
                match (usize::try_from(id).ok().filter(|id| *id < part.len()), kind) {
                    (Some(7), 1 | 2) => is_packed = kind == 1,
                    (Some(id), 5) => part[id] = Some(reader.zigzag()?),
                    _ => reader.skip(kind)?,
                }
                Ok(())
            }),
            _ => reader.skip(kind),
        })?;
        let number = |field: Option<i64>| field.ok_or(Bad::Wrong);
        let count = |field: Option<i64>| u32::try_from(number(field)?).map_err(|_| Bad::Wrong);
        let kind = match number(whole[1])? {
            0 => Kind::Data,
            1 => Kind::Index,
            2 => Kind::Dictionary,
            3 => Kind::DataV2,
            _ => return Err(Bad::Wrong),
        };
        // An index page has no fields of its own.
        let values = if kind == Kind::Index { 0 } else { count(part[1])? };
        let is_second = kind == Kind::DataV2;
        let of_second = |field| if is_second { count(field) } else { Ok(0) };
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "32 bits")]
        let header = Self {
            kind,
            size: count(whole[2])? as usize,
            packed: count(whole[3])? as usize,
            sum: whole[4].map(|sum| sum as u32),
            values,
            encoding: part[if is_second { 4 } else { 2 }].unwrap_or(0),
            level_encodings: [part[4].unwrap_or(3), part[3].unwrap_or(3)],
            level_lengths: [of_second(part[6])?, of_second(part[5])?],
            nulls: of_second(part[2])?,
            rows: of_second(part[3])?,
            is_packed,
        };
        Ok((header, reader.read()))
    }

    /// The length of the levels of a page of the second version.
    pub(super) fn levels(&self) -> Result<usize, Problem> {
        let [rep, def] = self.level_lengths;
        let sum = rep.checked_add(def).map(|sum| sum as usize);
        sum.ok_or(Problem::Damaged("a page is not as its header says"))
    }

    /// Compares the check sum, if there is one.
    pub(super) fn check_sum(&self, packed: &[u8]) -> Result<(), Problem> {
        let Some(sum) = self.sum else { return Ok(()) };
        let mut crc = flate2::Crc::new();
        crc.update(packed);
        if crc.sum() == sum {
            Ok(())
        } else {
            Err(Problem::Damaged("the check sum of a page is wrong"))
        }
    }
}

/// An encoding by its number.
pub(super) fn encoding(number: i64) -> Result<Encoding, Problem> {
    Ok(match number {
        0 => Encoding::PLAIN,
        2 => Encoding::PLAIN_DICTIONARY,
        3 => Encoding::RLE,
        5 => Encoding::DELTA_BINARY_PACKED,
        6 => Encoding::DELTA_LENGTH_BYTE_ARRAY,
        7 => Encoding::DELTA_BYTE_ARRAY,
        8 => Encoding::RLE_DICTIONARY,
        9 => Encoding::BYTE_STREAM_SPLIT,
        _ => return Err(Problem::Damaged("an encoding in it is not known")),
    })
}
