//! Short runs of ASCII digits → numbers, eight bytes at a time and without branches: the place of the point and the number of digits
//! change from row to row, so a branch on them would often be mispredicted.

use crate::ingest::DecimalMark;

/// `0` eight times.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Highest bit of each byte.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// [`nanos`] reads numbers of fewer bytes than this.
const ROOM: usize = 8;

/// The value of eight digits; `None` if one of them is not a digit.
#[inline]
pub(crate) fn eight(digits: [u8; 8]) -> Option<u32> {
    number(u64::from_le_bytes(digits))
}

/// The value of eight digits, the first of which is in the lowest byte.
#[inline]
fn number(digits: u64) -> Option<u32> {
    let each = digits ^ ZEROS;
    // For a byte above 9, one of the two has the highest bit set.
    if ((each.wrapping_add(ONES * 0x76)) | each) & HIGH != 0 {
        return None;
    }
    let pairs = (each * 10 + (each >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    #[expect(clippy::cast_possible_truncation, reason = "it is below 10⁸")]
    Some((fours * 10_000 + (fours >> 32)) as u32)
}

/// The number in the first `length` bytes, in units of 10⁻⁹. `None` unless it has fewer than eight bytes: digits and at most one
/// point.
#[inline]
pub(crate) fn nanos(bytes: [u8; 8], length: usize, mark: DecimalMark) -> Option<i64> {
    const POWERS: [i64; ROOM] =
        [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100];
    if length >= ROOM {
        return None;
    }
    let end = 1 << (length * 8);
    let text = u64::from_le_bytes(bytes) & (end - 1);
    let points =
        if mark == DecimalMark::Point { text ^ (ONES * u64::from(b'.')) } else { u64::MAX };
    // The lowest set bit marks the first point, or the end if there is none. Later bits may be wrong, and do not matter.
    let found = (points.wrapping_sub(ONES) & !points & HIGH) | (end << 7);
    let before = found.trailing_zeros() & !7;
    let whole = text & ((1 << before) - 1);
    let fraction = text >> before >> 8 << before;
    let digits = length - usize::from((before as usize) < length * 8);
    if digits == 0 {
        return None;
    }
    // Leading zeros fill the eight bytes.
    let padded = ((whole | fraction) << (64 - digits * 8)) | (ZEROS >> (digits * 8));
    Some(i64::from(number(padded)?) * POWERS[(digits - before as usize / 8) % ROOM])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str, beyond: &str, mark: DecimalMark) -> Option<i64> {
        let bytes = format!("{text}{beyond}........");
        nanos(bytes.as_bytes()[..8].try_into().unwrap(), text.len(), mark)
    }

    #[test]
    fn eight_digits() {
        assert_eq!(eight(*b"01234567"), Some(1_234_567));
        assert_eq!(eight(*b"99999999"), Some(99_999_999));
        for at in 0..8 {
            for byte in (0..=255_u8).filter(|byte| !byte.is_ascii_digit()) {
                let mut digits = *b"12345678";
                digits[at] = byte;
                assert_eq!(eight(digits), None, "{byte} at {at}");
            }
        }
    }

    #[test]
    fn numbers() {
        use DecimalMark::{Comma, Point};
        let found = [
            ("2.5", 2_500_000_000),
            ("1", 1_000_000_000),
            ("0.35", 350_000_000),
            ("1234567", 1_234_567_000_000_000),
        ];
        for (text, nanos) in found.into_iter().chain([
            (".5", 500_000_000),
            ("5.", 5_000_000_000),
            (".000001", 1_000),
        ]) {
            assert_eq!(read(text, ",7", Point), Some(nanos), "{text}");
        }
        assert_eq!(read("12", ".5", Comma), Some(12_000_000_000));
        for text in ["", ".", "-1", "1.2.3", "..", "1e3", "12345678", "1,5", " 1", "\"1\""] {
            assert_eq!(read(text, "5", Point), None, "{text}");
        }
        assert_eq!(read("1.5", "", Comma), None);
    }

    proptest! {
        /// Compares with reading digit by digit.
        #[test]
        fn as_one_digit_after_the_other(text in "[0-9.]{0,7}", beyond in "[0-9.,]{0,8}") {
            let parts: Vec<&str> = text.split('.').collect();
            let digits: String = parts.concat();
            let wanted = (parts.len() <= 2 && !digits.is_empty()).then(|| {
                let places = parts.get(1).map_or(0, |fraction| fraction.len());
                digits.parse::<i64>().unwrap() * 10_i64.pow(9 - u32::try_from(places).unwrap())
            });
            prop_assert_eq!(read(&text, &beyond, DecimalMark::Point), wanted);
        }

        /// The result equals that of the general reader, or is `None`.
        #[test]
        fn as_the_general_reader(text in "[0-9.,e -]{0,9}") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                if let Some(nanos) = read(&text, "", mark) {
                    prop_assert_eq!(Some(nanos), crate::ingest::cell::amount::nanos(text.as_bytes(), mark));
                }
            }
        }
    }
}
