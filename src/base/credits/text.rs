//! Amounts as text: `118.4`. Never through a float, in either direction.

use std::fmt;
use std::str::FromStr;

use ethnum::{I256, U256};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Credits, SCALE};

/// Digits before the point that are accepted when an amount is parsed.
const WHOLE_DIGITS: usize = 40;

/// Enough bytes for every digit of 256 bits, a leading zero, the sign and the point.
const ROOM: usize = 96;

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not `[-]digits[.digits]`.
    #[error("not a plain decimal number")]
    NotANumber,
    /// More digits than an amount can hold (28 after the point, 40 before it).
    #[error("more digits than an exact decimal can hold")]
    TooManyDigits,
}

impl Credits {
    /// The amount with exactly `places` digits after the point, rounded half to even: `12.50`.
    pub fn to_fixed(self, places: u32) -> String {
        let mut room = [b'0'; ROOM];
        let text = self.round(places).digits(&mut room);
        let idle = (SCALE - places.min(SCALE)) as usize + usize::from(places == 0);
        text[..text.len() - idle].to_owned()
    }

    /// Writes the amount with all 28 digits after the point to the end of `room`.
    fn digits(self, room: &mut [u8; ROOM]) -> &str {
        let (steps, mut at) = (self.0.unsigned_abs(), ROOM);
        let mut put = |at: &mut usize, byte: u8| {
            *at -= 1;
            room[*at] = byte;
        };
        let unit = U256::new(10_u128.pow(SCALE));
        let (mut whole, fraction) = match u128::try_from(steps) {
            Ok(narrow) => (U256::new(narrow / 10_u128.pow(SCALE)), narrow % 10_u128.pow(SCALE)),
            Err(_) => (steps / unit, (steps % unit).as_u128()),
        };
        // 64 bits hold half of the digits after the point, and the whole number of nearly every amount; their arithmetic is faster.
        let half = 10_u128.pow(SCALE / 2);
        for part in [fraction % half, fraction / half] {
            let mut part = u64::try_from(part).unwrap_or(0);
            for _ in 0..SCALE / 2 {
                put(&mut at, b'0' + (part % 10) as u8);
                part /= 10;
            }
        }
        put(&mut at, b'.');
        let mut small = loop {
            match u64::try_from(whole) {
                Ok(small) => break small,
                Err(_) => put(&mut at, b'0' + (whole % 10).as_u8()),
            }
            whole /= 10;
        };
        loop {
            put(&mut at, b'0' + (small % 10) as u8);
            small /= 10;
            if small == 0 {
                break;
            }
        }
        if self.is_negative() {
            put(&mut at, b'-');
        }
        std::str::from_utf8(&room[at..]).unwrap_or_default()
    }
}

impl FromStr for Credits {
    type Err = AmountError;

    /// Parses `[-+]digits[.digits]`, the form in which amounts are printed. `ingest` parses the forms that people write.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return Err(AmountError::NotANumber);
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if whole.len() > WHOLE_DIGITS || fraction.len() > SCALE as usize {
            return Err(AmountError::TooManyDigits);
        }
        let mut value = I256::ZERO;
        for byte in whole.bytes().chain(fraction.bytes()) {
            value = value * I256::new(10) + I256::from(byte - b'0');
        }
        let missing = SCALE - u32::try_from(fraction.len()).unwrap_or(SCALE);
        value *= I256::new(10_i128.pow(missing));
        Ok(Self(if text.starts_with('-') { -value } else { value }))
    }
}

impl fmt::Display for Credits {
    /// A plain decimal without exponent and without trailing zeros: `118.4`, `-0.5`, `0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut room = [b'0'; ROOM];
        let text = self.digits(&mut room);
        let last = text.bytes().rposition(|b| b != b'0').unwrap_or(0);
        let end = if text.as_bytes()[last] == b'.' { last } else { last + 1 };
        f.pad(&text[..end])
    }
}

impl fmt::Debug for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Credits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Credits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Parses a borrowed text without a copy.
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Credits;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Credits, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}
