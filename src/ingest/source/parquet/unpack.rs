//! Unpacks a page to the size that its header states, and not a byte more.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use parquet::basic::CompressionCodec as Codec;

use super::problem::Problem;

const WRONG: Problem = Problem::Damaged("a page does not unpack");

/// Unpacks a page.
pub(super) fn unpack(codec: Codec, packed: &[u8], size: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    match codec {
        Codec::UNCOMPRESSED => bytes.extend_from_slice(packed),
        Codec::SNAPPY => {
            if snap::raw::decompress_len(packed).map_err(|_| WRONG)? != size {
                return Err(WRONG);
            }
            bytes = vec![0; size];
            let read = snap::raw::Decoder::new().decompress(packed, &mut bytes);
            bytes.truncate(read.map_err(|_| WRONG)?);
        }
        Codec::GZIP => up_to(MultiGzDecoder::new(packed), size, &mut bytes)?,
        Codec::ZSTD => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(packed).map_err(|_| WRONG)?;
            up_to(decoder, size, &mut bytes)?;
        }
        Codec::LZ4_RAW => {
            bytes = vec![0; size];
            let read = lz4_flex::block::decompress_into(packed, &mut bytes);
            bytes.truncate(read.map_err(|_| WRONG)?);
        }
        Codec::LZ4 => return Err(Problem::Codec("LZ4 in the old frame of Hadoop")),
        Codec::BROTLI => return Err(Problem::Codec("Brotli")),
        Codec::LZO => return Err(Problem::Codec("LZO")),
    }
    if bytes.len() == size { Ok(bytes) } else { Err(WRONG) }
}

fn up_to(input: impl Read, size: usize, bytes: &mut Vec<u8>) -> Result<(), Problem> {
    input.take(size as u64 + 1).read_to_end(bytes).map_err(|_| WRONG)?;
    Ok(())
}
