//! Bytes → UTF-8 text: `--encoding`, a byte order mark, UTF-16 by its NUL bytes, UTF-8, or a guess with a note.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::base::grouped;
use crate::ingest::source::binary::{is_mostly_control, known_binary};
use crate::ingest::source::not_text::DecodeError;

/// Text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// Its encoding.
    pub coding: Coding,
    /// Invalid sequences, each read as U+FFFD.
    pub replaced: u64,
}

/// The encoding of a file, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Coding {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// The length of the byte order mark.
    pub mark: usize,
    /// False if the encoding is a guess.
    pub certain: bool,
    /// Whether UTF-8 is assumed. On an invalid sequence, [`Self::settled`] decides again.
    pub is_assumed: bool,
    /// Whether the user or a byte order mark names the encoding.
    pub is_given: bool,
}

impl Coding {
    /// Detects the encoding: by `label` (`--encoding`), a byte order mark, or the places of NUL bytes; else UTF-8 is assumed. `start`
    /// is the whole file or at least its first 64 KiB.
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

    /// The encoding of a text that this program makes itself.
    pub(crate) const fn own() -> Self {
        let (encoding, mark) = (UTF_8, 0);
        Self { encoding, mark, certain: true, is_assumed: true, is_given: true }
    }

    /// Picks the encoding of a file with invalid UTF-8: damaged UTF-8 if most multi-byte sequences are valid, else Windows-1252 (a
    /// guess, since it accepts any byte). `seen` must cover all bytes, unless the encoding is given.
    #[must_use]
    pub(crate) fn settled(self, seen: &Utf8) -> Self {
        if self.is_given || !self.is_assumed {
            return Self { is_assumed: false, ..self };
        }
        let encoding = if seen.is_damaged() { UTF_8 } else { WINDOWS_1252 };
        Self { encoding, certain: false, is_assumed: false, ..self }
    }

    /// Notes about the encoding and the invalid sequences, and whether each is about a guess.
    pub(crate) fn notes(self, replaced: u64) -> impl Iterator<Item = (bool, String)> {
        let name = self.encoding.name();
        let guess = (!self.certain).then(|| {
            format!("read as {name}, which is a guess; if letters are wrong, set --encoding")
        });
        let replacements = (replaced > 0).then(|| {
            let places = if replaced == 1 { "place is" } else { "places are" };
            format!(
                "{} {places} not valid {name} and read as \u{fffd}; if that is many, set --encoding",
                grouped(&replaced.to_string())
            )
        });
        guess.into_iter().chain(replacements).map(|text| (true, text))
    }
}

/// Decodes a whole file.
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

/// Decodes, and counts the invalid sequences. The byte order mark is not part of the text.
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

/// Detects UTF-16 without a byte order mark: in Latin letters, digits and separators, every other byte is 0.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    let zeros =
        |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    // Two in five, because half of the file may be in another script. A NUL character is a zero in both places.
    let (many, few) = (pairs * 2 / 5, pairs / 20);
    match pairs {
        0..=1 => None,
        _ if second > many && first <= few => Some(UTF_16LE),
        _ if first > many && second <= few => Some(UTF_16BE),
        _ => None,
    }
}

/// Evidence for and against UTF-8, collected piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Utf8 {
    /// Valid multi-byte sequences.
    letters: u64,
    /// Invalid sequences.
    wrong: u64,
    /// The length of an invalid sequence at the end.
    at_end: usize,
    /// The start of a sequence that continues in the next piece.
    begun: Vec<u8>,
    /// Whether the file ends within a letter.
    pub is_cut: bool,
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
            // Every multi-byte sequence begins with such a byte.
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

    /// Ends the evidence: no piece follows.
    pub(crate) fn end(&mut self) {
        if !self.begun.is_empty() {
            self.is_cut = true;
            self.wrong += 1;
            self.at_end = self.begun.len();
            self.begun.clear();
        }
    }

    /// Whether this is UTF-8 with damage: as many valid sequences as invalid ones, or a file that was cut within a letter.
    fn is_damaged(&self) -> bool {
        (self.letters > 0 && self.letters >= self.wrong) || (self.wrong == 1 && self.at_end > 1)
    }
}

#[cfg(test)]
mod tests;
