//! Checks the lists of lengths in a page. Their decoder makes room for as many as the page claims.

use parquet::basic::Encoding;

use super::problem::Problem;
use super::thrift::{Bad, Reader};

const WRONG: Problem = Problem::Damaged("a list of lengths is not as its page says");

/// Checks the lengths of a page whose values begin at a place.
pub(super) fn check(
    encoding: Encoding,
    bytes: &[u8],
    start: usize,
    values: u32,
) -> Result<(), Problem> {
    let rest = bytes.get(start..).ok_or(WRONG)?;
    // Levels that say that all is null may be all that there is.
    if rest.is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(rest);
    let checked = match encoding {
        Encoding::DELTA_LENGTH_BYTE_ARRAY => pass(&mut reader, values),
        Encoding::DELTA_BYTE_ARRAY => {
            pass(&mut reader, values).and_then(|()| pass(&mut reader, values))
        }
        _ => Ok(()),
    };
    checked.map_err(|_| WRONG)
}

/// Passes over a list of numbers (`DELTA_BINARY_PACKED`) with at most so many values.
fn pass(reader: &mut Reader<'_>, values: u32) -> Result<(), Bad> {
    let (block, parts, total) = (reader.varint()?, reader.varint()?, reader.varint()?);
    reader.zigzag()?;
    if total > u64::from(values) || parts == 0 || parts > block || block > 1 << 20 {
        return Err(Bad::Wrong);
    }
    let of_a_part = block / parts;
    let mut left = total.saturating_sub(1);
    while left > 0 {
        reader.zigzag()?;
        let widths = (0..parts).map(|_| reader.byte()).collect::<Result<Vec<_>, _>>()?;
        for width in widths {
            if left == 0 {
                break;
            }
            let bytes = u64::from(width) * of_a_part / 8;
            reader.pass(usize::try_from(bytes).map_err(|_| Bad::Wrong)?)?;
            left = left.saturating_sub(of_a_part);
        }
    }
    Ok(())
}
