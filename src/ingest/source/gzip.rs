//! Gzip, known by its first bytes. Of a damaged file the readable part is kept, and `cut` says what is wrong.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use flate2::bufread::GzDecoder;

use crate::ingest::source::not_text::{DecodeError, LARGEST};

/// The first bytes of gzip data.
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];

/// The bytes that are decompressed at a time.
pub(crate) const INFLATED: usize = 256 << 10;

/// Decompressed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inflated {
    /// The content.
    pub bytes: Vec<u8>,
    /// Whether it was compressed.
    pub was_gzip: bool,
    /// Why it is incomplete, if it is: one sentence, safe to print.
    pub cut: Option<String>,
}

/// Decompresses gzip; other bytes are returned unchanged.
pub(crate) fn inflate(bytes: Vec<u8>) -> Result<Inflated, DecodeError> {
    inflate_up_to(bytes, LARGEST)
}

fn inflate_up_to(bytes: Vec<u8>, limit: u64) -> Result<Inflated, DecodeError> {
    if !bytes.starts_with(GZIP) {
        return Ok(Inflated { bytes, was_gzip: false, cut: None });
    }
    let mut members =
        Members::new(Box::new(BufReader::with_capacity(INFLATED, Cursor::new(bytes))));
    let mut out = Vec::new();
    // Reading bytes in memory cannot fail.
    while members.next(&mut out).unwrap_or(false) {
        if out.len() as u64 > limit {
            return Err(DecodeError::TooLarge { limit });
        }
    }
    Ok(Inflated { bytes: out, was_gzip: true, cut: members.cut })
}

/// Decompresses the members of a gzip file one after the other. Zeros may follow the last one.
pub(crate) struct Members {
    /// `None` once everything was read.
    at: Option<Member>,
    /// Why the content is incomplete, if it is: one sentence, safe to print. Set once everything was read.
    pub cut: Option<String>,
}

enum Member {
    Next(Box<dyn BufRead + Send>),
    Begun(Box<GzDecoder<Box<dyn BufRead + Send>>>),
}

impl Members {
    /// A reader of a compressed input. The input's buffer must have [`INFLATED`] bytes, because the readable part of damaged data
    /// depends on its size.
    pub(crate) fn new(input: Box<dyn BufRead + Send>) -> Self {
        Self { at: Some(Member::Next(input)), cut: None }
    }

    /// Appends up to [`INFLATED`] bytes. Returns false if there are no more.
    pub(crate) fn next(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        while let Some(member) = self.at.take() {
            let mut member = match member {
                Member::Next(input) => {
                    let (is_gzip, input) = is_gzip(input)?;
                    if !is_gzip {
                        self.pass_over(input)?;
                        return Ok(false);
                    }
                    Box::new(GzDecoder::new(input))
                }
                Member::Begun(member) => member,
            };
            match (&mut member).take(INFLATED as u64).read_to_end(out) {
                Ok(0) => self.at = Some(Member::Next(member.into_inner())),
                Ok(_) => {
                    self.at = Some(Member::Begun(member));
                    return Ok(true);
                }
                Err(error) => {
                    self.cut = Some(match error.kind() {
                        ErrorKind::UnexpectedEof => {
                            "the compressed file ends too early; the readable part was read"
                                .to_owned()
                        }
                        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                            "the compressed file is damaged; the readable part was read".to_owned()
                        }
                        _ => return Err(error),
                    });
                    return Ok(false);
                }
            }
        }
        Ok(false)
    }

    /// Skips the bytes behind the last member, and reports them unless all are zero.
    fn pass_over(&mut self, mut input: Box<dyn BufRead + Send>) -> io::Result<()> {
        let (mut count, mut is_zero) = (0, true);
        loop {
            let rest = input.fill_buf()?;
            let length = rest.len();
            if length == 0 {
                break;
            }
            is_zero &= rest.iter().all(|byte| *byte == 0);
            count += length;
            input.consume(length);
        }
        if !is_zero {
            self.cut =
                Some(format!("{count} bytes after the end of the compressed data were not read"));
        }
        Ok(())
    }
}

/// Whether gzip data follows in an input, and the input with nothing consumed.
fn is_gzip(mut input: Box<dyn BufRead + Send>) -> io::Result<(bool, Box<dyn BufRead + Send>)> {
    let first = input.fill_buf()?;
    match first.len() {
        0 => Ok((false, input)),
        1 => {
            let first = first[0];
            input.consume(1);
            let is_gzip = first == GZIP[0] && input.fill_buf()?.first() == Some(&GZIP[1]);
            Ok((is_gzip, Box::new(Cursor::new([first]).chain(input))))
        }
        _ => Ok((first.starts_with(GZIP), input)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_known_by_its_bytes_and_may_have_members() {
        let plain = inflate(b"a,b\n".to_vec()).unwrap();
        assert_eq!(
            (plain.bytes.as_slice(), plain.was_gzip, plain.cut),
            (&b"a,b\n"[..], false, None)
        );
        let two = inflate([gzip(b"a,b\n"), gzip(b"1,2\n"), vec![0; 512]].concat()).unwrap();
        assert_eq!((two.bytes.as_slice(), two.was_gzip, two.cut), (&b"a,b\n1,2\n"[..], true, None));
    }

    #[test]
    fn damaged_gzip_gives_what_can_be_read_and_says_so() {
        let lines: Vec<u8> = (0..20_000_u32)
            .flat_map(|n| format!("{},{}\n", n, n.wrapping_mul(2_654_435_761)).into_bytes())
            .collect();
        let whole = gzip(&lines);
        let half = inflate(whole[..whole.len() / 2].to_vec()).unwrap();
        assert!(
            lines.starts_with(&half.bytes) && half.bytes.len() > 10_000,
            "{}",
            half.bytes.len()
        );
        assert!(half.cut.unwrap().contains("ends too early"));
        let tail = inflate([gzip(b"a\n"), b"garbage".to_vec()].concat()).unwrap();
        assert_eq!(
            (tail.bytes.as_slice(), tail.cut.unwrap().as_str()),
            (&b"a\n"[..], "7 bytes after the end of the compressed data were not read")
        );
        let mut wrong_sum = gzip(b"a\n");
        let at = wrong_sum.len() - 8;
        wrong_sum[at] ^= 1;
        let wrong_sum = inflate(wrong_sum).unwrap();
        assert_eq!(wrong_sum.bytes, b"a\n");
        assert!(wrong_sum.cut.unwrap().contains("damaged"));
        assert!(inflate(vec![0x1f, 0x8b]).unwrap().cut.is_some());
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = [gzip(&[b'a'; 6000]), gzip(&[b'b'; 6000])].concat();
        assert_eq!(
            inflate_up_to(bomb.clone(), 11_999),
            Err(DecodeError::TooLarge { limit: 11_999 })
        );
        assert_eq!(inflate_up_to(bomb, 12_000).unwrap().bytes.len(), 12_000);
    }
}
