//! Bytes → UTF-8 text: compressed files, old encodings, and files that are no text at all.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use flate2::bufread::GzDecoder;

/// How large a text that is held in memory may be, compressed or not: a crafted file must not fill the machine.
pub const LARGEST: u64 = 256 << 20;

/// How gzip begins.
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];

/// Decompressed bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inflated {
    /// The content.
    pub bytes: Vec<u8>,
    /// Whether it was compressed.
    pub was_gzip: bool,
    /// Why it is not complete, where it is not: one sentence, safe to print.
    pub cut: Option<String>,
}

/// Text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// How the bytes became it.
    pub coding: Coding,
    /// How many places were not valid in the encoding and read as U+FFFD.
    pub replaced: u64,
}

/// Why bytes are not text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A file of another kind.
    #[error("this is {what}, not a text file")]
    Binary {
        /// `an Excel workbook`
        what: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// Not a WHATWG encoding label.
    #[error("{label:?} is not the name of an encoding")]
    UnknownEncoding {
        /// What was given.
        label: String,
    },
    /// More than is held in memory, decompressed where it was compressed.
    #[error("this is more than {} MiB of text, which is more than is read at once", .limit >> 20)]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
}

/// What to do about a log that cannot be held.
pub(crate) const TOO_LARGE: &str = "report, check and compare read CSV and one JSON record per line of any size; else split it by month, and read each part by itself";

impl DecodeError {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Binary { hint, .. } => hint,
            Self::UnknownEncoding { .. } => {
                "use a name such as utf-8, windows-1252, shift_jis or utf-16le"
            }
            Self::TooLarge { .. } => TOO_LARGE,
        }
    }
}

/// Decompresses gzip, which is known by its first bytes; anything else is given back as it is.
/// Of a damaged file, what can be read is kept and `cut` says what is wrong.
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
    // Bytes in memory can be read.
    while members.next(&mut out).unwrap_or(false) {
        if out.len() as u64 > limit {
            return Err(DecodeError::TooLarge { limit });
        }
    }
    Ok(Inflated { bytes: out, was_gzip: true, cut: members.cut })
}

/// How many bytes are inflated at once.
pub(crate) const INFLATED: usize = 256 << 10;

/// The members of a gzip file, one after the other; zeros may pad it.
pub(crate) struct Members {
    /// `None` where everything was read.
    at: Option<Member>,
    /// Why the content is not complete, where it is not: one sentence, safe to print. Known once everything was read.
    pub cut: Option<String>,
}

enum Member {
    Next(Box<dyn BufRead + Send>),
    Begun(Box<GzDecoder<Box<dyn BufRead + Send>>>),
}

impl Members {
    /// Of a compressed input, which has to be buffered by [`INFLATED`] bytes: of damaged data, what can be read depends on it.
    pub(crate) fn new(input: Box<dyn BufRead + Send>) -> Self {
        Self { at: Some(Member::Next(input)), cut: None }
    }

    /// Adds the next [`INFLATED`] bytes, or fewer; false where there are no more.
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
                            "the compressed file ends too early; what could be read was read"
                                .to_owned()
                        }
                        ErrorKind::InvalidInput | ErrorKind::InvalidData => {
                            "the compressed file is damaged; what could be read was read".to_owned()
                        }
                        _ => return Err(error),
                    });
                    return Ok(false);
                }
            }
        }
        Ok(false)
    }

    /// Reads what stands behind the last member.
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

/// Whether an input goes on as gzip begins, and the input, of which nothing is taken.
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

/// How bytes become text, as far as their beginning tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Coding {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// The length of the byte order mark.
    pub mark: usize,
    /// Whether the encoding is known, not guessed.
    pub certain: bool,
    /// Whether it is UTF-8 as far as is known: [`Self::settled`] decides where something speaks against it.
    pub is_assumed: bool,
    /// Whether the user or a byte order mark names it.
    pub is_given: bool,
}

impl Coding {
    /// By `label` (`--encoding`) where given, else by byte order mark and content: UTF-16 by where its NUL bytes stand, then UTF-8.
    /// `start` is at least the first 64 KiB, or everything.
    pub(crate) fn of(start: &[u8], label: Option<&str>) -> Result<Self, DecodeError> {
        if let Some((what, hint)) = known_binary(start) {
            return Err(DecodeError::Binary { what, hint });
        }
        let mark = |encoding| {
            Encoding::for_bom(start)
                .filter(|(found, _)| *found == encoding)
                .map_or(0, |(_, length)| length)
        };
        let is = |encoding, is_given| {
            let (mark, is_assumed) = (mark(encoding), encoding == UTF_8);
            Self { encoding, mark, certain: is_given || is_assumed, is_assumed, is_given }
        };
        if let Some(label) = label {
            let encoding = Encoding::for_label(label.trim().as_bytes());
            return encoding
                .map(|encoding| is(encoding, true))
                .ok_or_else(|| DecodeError::UnknownEncoding { label: label.to_owned() });
        }
        if start.starts_with(&[0xff, 0xfe, 0, 0]) || start.starts_with(&[0, 0, 0xfe, 0xff]) {
            return Err(DecodeError::Binary { what: "UTF-32 text", hint: "save it as UTF-8" });
        }
        if let Some((encoding, _)) = Encoding::for_bom(start) {
            return Ok(is(encoding, true));
        }
        if let Some(encoding) = utf16_by_nuls(start) {
            return Ok(is(encoding, false));
        }
        if is_mostly_control(start) {
            return Err(DecodeError::Binary {
                what: "a binary file",
                hint: "export the log as CSV or JSON",
            });
        }
        Ok(is(UTF_8, false))
    }

    /// What it is where not all of it is UTF-8: Windows-1252, which reads anything and is therefore never certain, or damaged UTF-8.
    /// `seen` is of all bytes, and not needed where the encoding is given.
    #[must_use]
    pub(crate) fn settled(self, seen: &Utf8) -> Self {
        if self.is_given || !self.is_assumed {
            return Self { is_assumed: false, ..self };
        }
        let encoding = if seen.is_damaged() { UTF_8 } else { WINDOWS_1252 };
        Self { encoding, certain: false, is_assumed: false, ..self }
    }

    /// What to say about it, where so many places were replaced.
    pub(crate) fn notes(self, replaced: u64) -> impl Iterator<Item = (bool, String)> {
        let name = self.encoding.name();
        let guess =
            (!self.certain).then(|| format!("read as {name}, which is a guess (--encoding)"));
        let places = (replaced > 0).then(|| {
            format!("{replaced} places are not valid {name} and read as \u{fffd} (--encoding)")
        });
        guess.into_iter().chain(places).map(|text| (true, text))
    }
}

/// Bytes as text: by [`Coding::of`], and by all of them where they are not UTF-8.
pub(crate) fn to_text<'a>(
    bytes: &'a [u8],
    label: Option<&str>,
) -> Result<Decoded<'a>, DecodeError> {
    let coding = Coding::of(bytes, label)?;
    if coding.is_assumed {
        return Ok(match std::str::from_utf8(&bytes[coding.mark..]) {
            Ok(text) => Decoded { text: Cow::Borrowed(text), coding, replaced: 0 },
            Err(_) => decode(bytes, coding.settled(&Utf8::of(bytes))),
        });
    }
    Ok(decode(bytes, coding))
}

/// Decodes, and counts what is not valid. The encoding's own byte order mark is not part of the text.
fn decode(bytes: &[u8], coding: Coding) -> Decoded<'_> {
    let body = &bytes[coding.mark..];
    let (text, malformed) = coding.encoding.decode_without_bom_handling(body);
    let replaced = if malformed { count_malformed(body, coding.encoding) } else { 0 };
    Decoded { text, coding, replaced }
}

fn count_malformed(bytes: &[u8], encoding: &'static Encoding) -> u64 {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut buffer, mut rest, mut count) = ([0_u8; 4096], bytes, 0);
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut buffer, true);
        rest = &rest[read..];
        match result {
            DecoderResult::InputEmpty => return count,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => count += 1,
        }
    }
}

/// UTF-16 without a byte order mark: Latin letters, digits and separators leave every other byte 0.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    let zeros =
        |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // Two in five: half of such a file may be in another script. A NUL character is a zero in both places.
    let (many, few) = (pairs * 2 / 5, pairs / 20);
    match pairs {
        0..=1 => None,
        _ if second > many && first <= few => Some(UTF_16LE),
        _ if first > many && second <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// What bytes that may be UTF-8 say about it, collected piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Utf8 {
    /// Letters that only UTF-8 would write so.
    letters: u64,
    /// Places that are wrong.
    wrong: u64,
    /// The length of a wrong place at the end.
    at_end: usize,
    /// The beginning of a letter that goes on in the next piece.
    begun: Vec<u8>,
}

impl Utf8 {
    fn of(bytes: &[u8]) -> Self {
        let mut seen = Self::default();
        seen.add(bytes);
        seen.end();
        seen
    }

    /// Adds a piece.
    pub(crate) fn add(&mut self, piece: &[u8]) {
        let joined = [std::mem::take(&mut self.begun).as_slice(), piece].concat();
        let mut rest = joined.as_slice();
        while !rest.is_empty() {
            self.at_end = 0;
            let (valid, wrong) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), Some(0)),
                Err(error) => (error.valid_up_to(), error.error_len()),
            };
            // Every letter beyond ASCII begins with such a byte.
            self.letters += rest[..valid].iter().map(|byte| u64::from(*byte >= 0xc0)).sum::<u64>();
            let Some(wrong) = wrong else {
                self.begun = rest[valid..].to_vec();
                return;
            };
            self.wrong += u64::from(wrong > 0);
            self.at_end = wrong;
            rest = &rest[valid + wrong..];
        }
    }

    /// Nothing follows.
    pub(crate) fn end(&mut self) {
        if !self.begun.is_empty() {
            self.wrong += 1;
            self.at_end = self.begun.len();
            self.begun.clear();
        }
    }

    /// More letters that only UTF-8 would write so than places that are wrong: a file that was cut within a letter, or a few bytes
    /// of another encoding pasted into it.
    fn is_damaged(&self) -> bool {
        (self.letters > 0 && self.letters >= self.wrong) || (self.wrong == 1 && self.at_end > 1)
    }
}

/// More than one byte in ten of the beginning is a control character that no text has.
fn is_mostly_control(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(8192)];
    let control = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    control * 10 > sample.len()
}

const SAVE_SHEET: &str = "save the sheet as CSV";
const EXPORT_TEXT: &str = "export the log as CSV or JSON";
const UNPACK: &str = "unpack it first";

/// Files of other kinds, by how they begin.
const BINARY: [(&[u8], &str, &str); 17] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook or another Office file",
        SAVE_SHEET,
    ),
    (b"%PDF-", "a PDF", EXPORT_TEXT),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (b"\x89PNG\r\n\x1a\n", "an image", EXPORT_TEXT),
    (b"\xff\xd8\xff", "an image", EXPORT_TEXT),
    (b"GIF87a", "an image", EXPORT_TEXT),
    (b"GIF89a", "an image", EXPORT_TEXT),
    (b"Obj\x01", "an Avro file", EXPORT_TEXT),
    (b"PK\x05\x06", "an empty zip archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd-compressed file", UNPACK),
    (b"\xfd7zXZ\0", "an xz-compressed file", UNPACK),
    (b"BZh91AY&SY", "a bzip2-compressed file", UNPACK),
    (b"\x1f\x8b", "a gzip-compressed file", UNPACK),
    (b"\x7fELF", "a program", EXPORT_TEXT),
    (b"bplist00", "a binary property list", EXPORT_TEXT),
];

/// `(what it is, what to do)` for a file that is known not to be text.
fn known_binary(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    // An archive names its files at its beginning and again at its end.
    let (head, tail) =
        (&bytes[..bytes.len().min(1 << 16)], &bytes[bytes.len().saturating_sub(1 << 16)..]);
    let holds = |name: &[u8]| {
        [head, tail].iter().any(|part| part.windows(name.len()).any(|window| window == name))
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(if holds(b"xl/workbook") || holds(b"xl/worksheets") {
            ("an Excel workbook", SAVE_SHEET)
        } else if holds(b"opendocument.spreadsheet") {
            ("an OpenDocument spreadsheet", SAVE_SHEET)
        } else {
            ("a zip archive", UNPACK)
        });
    }
    // A text could begin with these letters, but not also end with them or hold this.
    if bytes.len() > 8 && bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1") {
        return Some(("a Parquet file", EXPORT_TEXT));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(("an image", EXPORT_TEXT));
    }
    BINARY.iter().find(|(start, ..)| bytes.starts_with(start)).map(|(_, what, hint)| (*what, *hint))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    fn read(bytes: &[u8]) -> (String, &'static str, bool, u64, bool) {
        let d = to_text(bytes, None).unwrap();
        (
            d.text.into_owned(),
            d.coding.encoding.name(),
            d.coding.mark > 0,
            d.replaced,
            d.coding.certain,
        )
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

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(read("Größe,€".as_bytes()), ("Größe,€".into(), "UTF-8", false, 0, true));
        assert_eq!(read("\u{feff}a,b".as_bytes()), ("a,b".into(), "UTF-8", true, 0, true));
        assert_eq!(read(b""), (String::new(), "UTF-8", false, 0, true));
        assert!(matches!(to_text(b"plain", None).unwrap().text, Cow::Borrowed("plain")));
        // A NUL here and there is still text.
        assert_eq!(
            read(b"timestamp,credits\n2026-05-20,1\0\n").0,
            "timestamp,credits\n2026-05-20,1\0\n"
        );
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "timestamp,app\n2026-05-20,\u{5e9}\u{5dc}\u{5d5}\u{5dd}\n";
        assert_eq!(
            read(&utf16(&format!("\u{feff}{text}"), true)),
            (text.into(), "UTF-16LE", true, 0, true)
        );
        assert_eq!(
            read(&utf16(&format!("\u{feff}{text}"), false)),
            (text.into(), "UTF-16BE", true, 0, true)
        );
        assert_eq!(read(&utf16(text, true)), (text.into(), "UTF-16LE", false, 0, false));
        assert_eq!(read(&utf16(text, false)), (text.into(), "UTF-16BE", false, 0, false));
        let mut odd = utf16(text, true);
        odd.push(b'x');
        assert_eq!(read(&odd).3, 1);
    }

    #[test]
    fn other_encodings_are_guessed_or_named() {
        assert_eq!(read(b"caf\xe9,\x80 5"), ("café,€ 5".into(), "windows-1252", false, 0, false));
        let labelled = to_text(b"\x93\x8c\x8b\x9e", Some(" Shift_JIS ")).unwrap();
        assert_eq!(
            (labelled.text.as_ref(), labelled.coding.encoding.name(), labelled.coding.certain),
            ("東京", "Shift_JIS", true)
        );
        let wrong = to_text(b"caf\xe9!", Some("utf-8")).unwrap();
        assert_eq!((wrong.text.as_ref(), wrong.replaced), ("caf\u{fffd}!", 1));
        assert_eq!(to_text("\u{feff}a".as_bytes(), Some("utf8")).unwrap().text, "a");
        assert_eq!(to_text(&utf16("\u{feff}a", true), Some("utf-16le")).unwrap().text, "a");
        assert_eq!(
            to_text(b"a", Some("klingon")),
            Err(DecodeError::UnknownEncoding { label: "klingon".into() })
        );
    }

    #[test]
    fn a_file_cut_within_a_letter_is_still_utf8() {
        assert_eq!(read(&"5 €".as_bytes()[..4]), ("5 \u{fffd}".into(), "UTF-8", false, 1, false));
        assert_eq!(read(b"caf\xe9"), ("café".into(), "windows-1252", false, 0, false));
        assert_eq!(
            read(&"credits für €".as_bytes()[..15]),
            ("credits für \u{fffd}".into(), "UTF-8", false, 1, false)
        );
        assert_eq!(
            read(b"\xc3\xa9\xc3\xa8\xc3\xa0 \xff."),
            ("éèà \u{fffd}.".into(), "UTF-8", false, 1, false)
        );
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        let what = |bytes: &[u8]| match to_text(bytes, None) {
            Err(DecodeError::Binary { what, .. }) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            what(b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml"),
            "an Excel workbook"
        );
        assert_eq!(
            what(b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            "an OpenDocument spreadsheet"
        );
        assert_eq!(what(b"PK\x03\x04....usage.csv"), "a zip archive");
        assert_eq!(what(b"%PDF-1.7\n"), "a PDF");
        assert_eq!(what(b"PAR1\x15\x04\x15PAR1"), "a Parquet file");
        assert_eq!(what(b"SQLite format 3\0\x10\0"), "an SQLite database");
        assert_eq!(what(b"\x89PNG\r\n\x1a\n"), "an image");
        assert_eq!(what(b"\xff\xd8\xff\xe0"), "an image");
        assert_eq!(what(&[0, 1, 2, 3, 255, 254, 253, 7, 9, 0, 0]), "a binary file");
        assert_eq!(what(b"\xff\xfe\0\0a\0\0\0"), "UTF-32 text");
        assert_eq!(read(b"PAR1,credits\n").0, "PAR1,credits\n");
        assert_eq!(
            to_text(b"PK\x03\x04xl/workbook", None).unwrap_err().to_string(),
            "this is an Excel workbook, not a text file"
        );
    }

    proptest! {
        #[test]
        fn text_comes_back_from_every_unicode_encoding(text in "[ -~äöü€\n]{4,60}") {
            prop_assert_eq!(read(text.as_bytes()).0, text.clone());
            for little in [true, false] {
                prop_assert_eq!(read(&utf16(&format!("\u{feff}{text}"), little)).0, text.clone());
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), gz: bool, label in "utf-8|utf-16le|shift_jis|gb18030|x") {
            let _ = (to_text(&bytes, None), to_text(&bytes, Some(&label)));
            let _ = inflate(if gz { [GZIP, &[8], &bytes].concat() } else { bytes });
        }
    }

    #[test]
    fn what_bytes_say_does_not_depend_on_the_pieces() {
        for bytes in [
            "é ü 日本".as_bytes(),
            b"caf\xe9 ol\xe9",
            b"\xc3\xa9 \xe9\xe9",
            b"abc\xe6\x97",
            b"abc\xe6\x97 ",
            b"\xf0\x9f\x98",
        ] {
            let whole = Utf8::of(bytes);
            for size in 1..5 {
                let mut pieces = Utf8::default();
                bytes.chunks(size).for_each(|piece| pieces.add(piece));
                pieces.end();
                let facts = |seen: &Utf8| (seen.letters, seen.wrong, seen.at_end);
                assert_eq!(facts(&pieces), facts(&whole), "{bytes:?} by {size}");
            }
        }
        assert!(Utf8::of(b"abc\xe6\x97").is_damaged() && !Utf8::of(b"abc\xe6\x97 ").is_damaged());
    }
}
