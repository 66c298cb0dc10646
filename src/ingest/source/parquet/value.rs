//! A value → its text, to the last digit.

use std::io::Write as _;

use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};

use super::kind::{Kind, Parts};
use super::problem::Problem;
use crate::base::Day;

/// A value as it is stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Bool(bool),
    Int(i64),
    F32(f32),
    F64(f64),
    Bytes(&'a [u8]),
    /// A day, counted as astronomers do, and the nanoseconds since its midnight.
    Moment(i64, i64),
}

/// A type of stored values.
pub(super) trait Stored {
    fn value(&self) -> Value<'_>;
}

impl Stored for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl Stored for i32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Stored for i64 {
    fn value(&self) -> Value<'_> {
        Value::Int(*self)
    }
}

impl Stored for f32 {
    fn value(&self) -> Value<'_> {
        Value::F32(*self)
    }
}

impl Stored for f64 {
    fn value(&self) -> Value<'_> {
        Value::F64(*self)
    }
}

impl Stored for ByteArray {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self.data())
    }
}

impl Stored for FixedLenByteArray {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self.data())
    }
}

impl Stored for Int96 {
    fn value(&self) -> Value<'_> {
        let [low, high, day] = [0, 1, 2].map(|at| self.data().get(at).copied().unwrap_or(0));
        let nanos = u64::from(high) << 32 | u64::from(low);
        Value::Moment(i64::from(day), i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

/// The day of 1970-01-01, counted as astronomers do.
const EPOCH: i64 = 2_440_588;

const OF_A_DAY: i64 = 86_400;

const WRONG: Problem = Problem::Damaged("a value is not of the type of its column");

/// Writes a value. A text is written as it is, even if it is not UTF-8.
pub(super) fn write(kind: Kind, value: Value<'_>, out: &mut Vec<u8>) -> Result<(), Problem> {
    let written = match (kind, value) {
        (Kind::Bool, Value::Bool(is)) => write!(out, "{is}"),
        (Kind::Int, Value::Int(number)) => write!(out, "{number}"),
        (Kind::Unsigned(bits), Value::Int(number)) => {
            let mask = u64::MAX >> (64 - u32::from(bits.clamp(1, 64)));
            write!(out, "{}", number.cast_unsigned() & mask)
        }
        // The shortest digits that mean this number, as in JSON and in a sheet.
        (Kind::Float, Value::F32(number)) => write!(out, "{number}"),
        (Kind::Float, Value::F64(number)) => write!(out, "{number}"),
        (Kind::Decimal(scale), Value::Int(number)) => {
            decimal(number < 0, number.unsigned_abs().to_string().as_bytes(), scale, out);
            Ok(())
        }
        (Kind::Decimal(scale), Value::Bytes(bytes)) => return big(bytes, scale, out),
        (Kind::Text, Value::Bytes(bytes)) => out.write_all(bytes),
        (Kind::Uuid, Value::Bytes(bytes)) if bytes.len() == 16 => {
            uuid(bytes, out);
            Ok(())
        }
        (Kind::Date, Value::Int(day)) => {
            date(day, out);
            Ok(())
        }
        (Kind::Time(parts), Value::Int(time)) if time >= 0 => {
            clock(time, parts, out);
            Ok(())
        }
        (Kind::Stamp { parts, is_utc }, Value::Int(at)) => {
            let of_a_day = parts.of_a_second() * OF_A_DAY;
            stamp(at.div_euclid(of_a_day), at.rem_euclid(of_a_day), (parts, is_utc), out);
            Ok(())
        }
        (Kind::Stamp { parts, is_utc }, Value::Moment(day, nanos)) => {
            stamp(day - EPOCH, nanos, (parts, is_utc), out);
            Ok(())
        }
        _ => return Err(WRONG),
    };
    written.map_err(Problem::from)
}

/// Writes digits with so many places, and no zeros at the end.
fn decimal(is_negative: bool, digits: &[u8], scale: u32, out: &mut Vec<u8>) {
    let digits: &[u8] = &digits[digits.iter().take_while(|digit| **digit == b'0').count()..];
    if digits.is_empty() {
        out.push(b'0');
        return;
    }
    if is_negative {
        out.push(b'-');
    }
    let places = scale as usize;
    let whole = digits.len().saturating_sub(places);
    out.extend_from_slice(if whole == 0 { b"0" } else { &digits[..whole] });
    let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
    let end = (digits.len() - zeros).max(whole);
    if end > whole {
        out.push(b'.');
        out.resize(out.len() + places.saturating_sub(digits.len()), b'0');
        out.extend_from_slice(&digits[whole..end]);
    }
}

/// Writes a number in two's complement, its highest byte first.
fn big(bytes: &[u8], scale: u32, out: &mut Vec<u8>) -> Result<(), Problem> {
    let Some(first) = bytes.first() else { return Err(WRONG) };
    let is_negative = first & 0x80 != 0;
    if bytes.len() <= 16 {
        let fill = if is_negative { 0xff } else { 0 };
        let mut whole = [fill; 16];
        whole[16 - bytes.len()..].copy_from_slice(bytes);
        let number = i128::from_be_bytes(whole);
        decimal(is_negative, number.unsigned_abs().to_string().as_bytes(), scale, out);
        return Ok(());
    }
    if bytes.len() > 64 {
        return Err(WRONG);
    }
    let mut carry = is_negative;
    let mut size: Vec<u8> = bytes.to_vec();
    if is_negative {
        for byte in size.iter_mut().rev() {
            let (sum, over) = (!*byte).overflowing_add(u8::from(carry));
            (*byte, carry) = (sum, over);
        }
    }
    // Digits, the lowest first.
    let mut digits = vec![0_u8];
    for byte in size {
        let mut carry = u32::from(byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).unwrap_or(0);
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    let digits: Vec<u8> = digits.iter().rev().map(|digit| digit + b'0').collect();
    decimal(is_negative, &digits, scale, out);
    Ok(())
}

fn uuid(bytes: &[u8], out: &mut Vec<u8>) {
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        out.extend_from_slice(format!("{byte:02x}").as_bytes());
    }
}

/// Writes a day. One that no calendar shows with four digits of a year is no day for the readers of logs, either.
fn date(day: i64, out: &mut Vec<u8>) {
    let known = i32::try_from(day).ok().filter(|day| (-719_162..=2_932_896).contains(day));
    let text = known.map_or_else(|| format!("day {day}"), |day| Day::from_number(day).to_string());
    out.extend_from_slice(text.as_bytes());
}

/// Writes a time of day.
fn clock(time: i64, parts: Parts, out: &mut Vec<u8>) {
    let (seconds, rest) = (time / parts.of_a_second(), time % parts.of_a_second());
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let mut text = format!("{hours:02}:{minutes:02}:{:02}", seconds % 60);
    if rest > 0 {
        let fraction = format!("{rest:0width$}", width = parts.digits());
        text.push('.');
        text.push_str(fraction.trim_end_matches('0'));
    }
    out.extend_from_slice(text.as_bytes());
}

fn stamp(day: i64, time: i64, (parts, is_utc): (Parts, bool), out: &mut Vec<u8>) {
    date(day, out);
    out.push(b'T');
    clock(time, parts, out);
    if is_utc {
        out.push(b'Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: Kind, value: Value<'_>) -> String {
        let mut out = Vec::new();
        write(kind, value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn decimals_keep_every_digit() {
        let int = |number, scale| text(Kind::Decimal(scale), Value::Int(number));
        assert_eq!([int(150, 2), int(-5, 3), int(0, 9)], ["1.5", "-0.005", "0"]);
        assert_eq!(
            [int(1_234, 0), int(100, 2), int(i64::MIN, 4)],
            ["1234", "1", "-922337203685477.5808"]
        );
        let bytes = |bytes: &[u8], scale| text(Kind::Decimal(scale), Value::Bytes(bytes));
        assert_eq!([bytes(&[0xff], 1), bytes(&[1, 0], 2)], ["-0.1", "2.56"]);
        assert_eq!(bytes(&i128::MIN.to_be_bytes(), 0), i128::MIN.to_string());
        // 17 bytes: the same numbers, and some that are larger.
        let long = |sign: u8, number: i128| [&[sign], &number.to_be_bytes()[..]].concat();
        assert_eq!(bytes(&long(0, 12_345), 3), "12.345");
        assert_eq!(bytes(&long(0xff, -12_345), 3), "-12.345");
        assert_eq!(bytes(&long(1, 0), 0), "340282366920938463463374607431768211456");
        assert!(write(Kind::Decimal(0), Value::Bytes(&[]), &mut Vec::new()).is_err());
    }

    #[test]
    fn floats_are_the_shortest_digits_that_mean_them() {
        assert_eq!(text(Kind::Float, Value::F64(0.1 + 0.2)), "0.30000000000000004");
        assert_eq!(text(Kind::Float, Value::F32(0.1)), "0.1");
        assert_eq!(text(Kind::Float, Value::F64(3.0)), "3");
    }

    #[test]
    fn times() {
        let stamp = |parts, is_utc, at| text(Kind::Stamp { parts, is_utc }, Value::Int(at));
        assert_eq!(stamp(Parts::Millis, true, 1_500), "1970-01-01T00:00:01.5Z");
        assert_eq!(stamp(Parts::Micros, false, -1), "1969-12-31T23:59:59.999999");
        assert_eq!(stamp(Parts::Nanos, true, 86_400_000_000_001), "1970-01-02T00:00:00.000000001Z");
        let utc = Kind::Stamp { parts: Parts::Nanos, is_utc: true };
        assert_eq!(text(utc, Value::Moment(EPOCH + 1, 60_000_000_000)), "1970-01-02T00:01:00Z");
        assert_eq!(text(Kind::Date, Value::Int(20_000)), "2024-10-04");
        assert_eq!(text(Kind::Date, Value::Int(i64::MAX)), "day 9223372036854775807");
        assert_eq!(text(Kind::Time(Parts::Micros), Value::Int(3_600_000_000)), "01:00:00");
    }

    #[test]
    fn other_values() {
        assert_eq!(text(Kind::Unsigned(32), Value::Int(-1)), "4294967295");
        assert_eq!(text(Kind::Unsigned(64), Value::Int(-1)), "18446744073709551615");
        let bytes: Vec<u8> = (0..16).collect();
        assert_eq!(text(Kind::Uuid, Value::Bytes(&bytes)), "00010203-0405-0607-0809-0a0b0c0d0e0f");
    }
}
