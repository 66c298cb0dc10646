//! Digits → an exact decimal. Nothing here passes through a binary float.

use rust_decimal::Decimal;

use crate::base::Credits;
use crate::ingest::DecimalMark;

/// Why a cell is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum BadAmount {
    /// Not a number, or a number beside words that are neither a currency nor credits.
    #[error("this is not a number")]
    NotANumber,
    /// A number with the other decimal mark than its column.
    #[error("this does not fit the decimal mark of its column")]
    Misfit,
    /// `5%`
    #[error("this is a percentage, not an amount")]
    Percent,
    /// `NaN`, `Infinity`: a computation that failed is not a missing value.
    #[error("this is not a finite number")]
    NotFinite,
    /// Digits of another script (full-width digits are read).
    #[error("these digits are not 0 to 9")]
    OtherDigits,
    /// A JSON object or array.
    #[error("this is JSON text, not a number")]
    Json,
    /// More digits than a 96-bit decimal holds (28 after the point, 28 in all).
    #[error("this has more digits than an exact decimal can hold")]
    TooManyDigits,
}

impl BadAmount {
    /// The reject reason; `credits explain` explains each.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Json => "amount-is-json",
            Self::TooManyDigits => "too-many-digits",
            _ => "bad-amount",
        }
    }
}

/// Reads the source text of a JSON number.
pub(crate) fn read_json_number(raw: &str) -> Result<Credits, BadAmount> {
    let unsigned = raw.strip_prefix('-').unwrap_or(raw);
    let (mantissa, exponent) = split_exponent(unsigned).ok_or(BadAmount::NotANumber)?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty()
        || fraction.is_empty()
        || leading_zero
        || !is_digits(whole)
        || !is_digits(fraction)
    {
        return Err(BadAmount::NotANumber);
    }
    exact(raw.starts_with('-'), whole.bytes().chain(fraction.bytes()), fraction.len(), exponent)
}

/// Reads the common case, `12` and `12.5`, of at most 18 characters. The full parser gives the same value.
pub(super) fn plain(cell: &str, mark: DecimalMark) -> Option<Credits> {
    let (mantissa, places) = digits(cell.as_bytes(), mark)?;
    Some(Credits::from_decimal(Decimal::new(mantissa, places)))
}

/// Reads the common case in units of 10⁻⁹ credits. `None` if the value does not fit.
pub(crate) fn nanos(cell: &[u8], mark: DecimalMark) -> Option<i64> {
    const POWERS: [i64; 10] =
        [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let (mantissa, places) = digits(cell, mark)?;
    mantissa.checked_mul(*POWERS.get(places as usize)?)
}

/// The digits of a plain number, and how many of them come after the point.
#[inline]
pub(super) fn digits(cell: &[u8], mark: DecimalMark) -> Option<(i64, u32)> {
    let (negative, unsigned) = match cell {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, cell),
    };
    if unsigned.is_empty() || unsigned.len() > 18 {
        return None;
    }
    let (mut mantissa, mut places) = (0_i64, None);
    for byte in unsigned {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                places = places.map(|n: u32| n + 1);
            }
            b'.' if mark == DecimalMark::Point && places.is_none() => places = Some(0),
            _ => return None,
        }
    }
    if places.is_some() && unsigned.len() < 2 {
        return None;
    }
    Some((if negative { -mantissa } else { mantissa }, places.unwrap_or(0)))
}

/// The value of `digits`, of which `places` come after the point, times ten to the `exponent`.
pub(super) fn exact(
    negative: bool,
    digits: impl Iterator<Item = u8>,
    places: usize,
    exponent: i64,
) -> Result<Credits, BadAmount> {
    let ten_to = |n: i64| u32::try_from(n).ok().and_then(|n| 10_i128.checked_pow(n));
    let times = |value: i128, n: i64| {
        ten_to(n).and_then(|power| value.checked_mul(power)).ok_or(BadAmount::TooManyDigits)
    };
    // Zeros count only if another digit follows, so that trailing zeros never overflow.
    let (mut mantissa, mut idle) = (0_i128, 0_i64);
    for digit in digits {
        if digit == b'0' {
            idle += i64::from(mantissa != 0);
        } else {
            mantissa = times(mantissa, idle + 1)?
                .checked_add(i128::from(digit - b'0'))
                .ok_or(BadAmount::TooManyDigits)?;
            idle = 0;
        }
    }
    if mantissa == 0 {
        return Ok(Credits::ZERO);
    }
    let places = i64::try_from(places).unwrap_or(i64::MAX);
    let scale = places.saturating_sub(exponent).saturating_sub(idle);
    if scale < 0 {
        mantissa = times(mantissa, -scale)?;
    }
    let scale = u32::try_from(scale.max(0)).unwrap_or(u32::MAX);
    let mantissa = if negative { -mantissa } else { mantissa };
    Decimal::try_from_i128_with_scale(mantissa, scale)
        .map(Credits::from_decimal)
        .map_err(|_| BadAmount::TooManyDigits)
}

pub(super) fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Splits `12e-3` into `12` and −3. The exponent is capped at a million, which is beyond any amount.
pub(super) fn split_exponent(text: &str) -> Option<(&str, i64)> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Some((text, 0)) };
    let size = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if size.is_empty() || !is_digits(size) {
        return None;
    }
    let size = size.parse().unwrap_or(i64::MAX).min(1_000_000);
    Some((mantissa, if exponent.starts_with('-') { -size } else { size }))
}
