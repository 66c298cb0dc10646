//! A column of amounts as people, exports and spreadsheets write them: `$0.02`, `1.234,50`, `(3.5)`, `2 cr`.
//!
//! What the comma and the point mean is decided once per column, never per cell:
//! - one cell that reads only one way (`1,5`, `0,125`, `1.234,50`, `1,234,567`) decides for the column;
//! - where cells contradict each other, a mark with ten times as many cells as the other wins, and the strays are rejected
//!   one by one, with every cell that could be one of them (`1,234` in a column of points); else it is a question;
//! - where no cell decides, a single point before three digits is a fraction, as programs write it (`1.234`, not proven),
//!   and a single comma before three digits is a question.
//!
//! Digits stay digits until they are an exact decimal: nothing here passes through a binary float.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::base::{Credits, Untrusted};
use crate::ingest::DecimalMark;

/// How the amounts of one column are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmountFormat {
    /// What stands before the fraction.
    pub mark: DecimalMark,
    /// A few cells use the other mark; they are rejected one by one. A sample of them.
    pub stray: Option<Untrusted>,
    /// Whether a cell proves the mark, or the user says it.
    pub proven: bool,
}

/// What a cell of an amount column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Amount {
    /// Nothing (also `-`, `null`, `None`, `N/A`): not reported, which is not 0.
    Empty,
    /// A number.
    Value {
        /// The number, exactly.
        credits: Credits,
        /// Whether a currency stands beside it.
        money: bool,
    },
    /// A word that vendors write in place of a number.
    Word(AmountWord),
}

/// A word in place of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountWord {
    /// Covered by the plan.
    Included,
    /// Free of charge.
    Free,
    /// Not charged: errored or aborted.
    NotCharged,
}

/// Why a column's decimal mark is not known; resolved by `--decimal comma|point`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ambiguous {
    /// Every cell reads both ways.
    #[error("{} may hold thousands or a fraction", show(.samples))]
    Unclear {
        /// One or two such cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can only be read with a comma as the decimal mark, some only with a point.
    #[error("{} and {} use different decimal marks", .comma.for_terminal_cut(40), .point.for_terminal_cut(40))]
    Conflicting {
        /// A cell whose decimal mark is the comma.
        comma: Untrusted,
        /// A cell whose decimal mark is the point.
        point: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// What to do about it.
    pub const fn hint() -> &'static str {
        "say which one is meant: --decimal comma or --decimal point"
    }
}

/// Why a cell is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadAmount {
    /// Not a number, or with words beside it that are neither a currency nor credits.
    #[error("this is not a number")]
    NotANumber,
    /// A number, but not as the rest of the column writes them.
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
    /// The stable id of the reason, explained by `credits explain`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Json => "amount-is-json",
            Self::TooManyDigits => "too-many-digits",
            _ => "bad-amount",
        }
    }
}

/// What one cell says about its column's decimal mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Evidence {
    Nothing,
    /// It reads only with this mark.
    Is(DecimalMark),
    /// With this mark it has three digits after it; with the other one it is thousands.
    Maybe(DecimalMark),
}

/// Cells of one kind: how many, and the first two that differ.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Cells {
    count: u64,
    samples: Vec<Untrusted>,
}

impl Cells {
    fn add(&mut self, cell: &str) {
        self.count += 1;
        if self.samples.len() < 2 && self.samples.iter().all(|other| other.raw() != cell) {
            self.samples.push(cell.into());
        }
    }

    fn sample(&self) -> Option<Untrusted> {
        self.samples.first().cloned()
    }
}

/// Decides a column's format from all its cells, or from as many as are at hand.
pub(crate) fn detect<'a>(
    cells: impl Iterator<Item = &'a str>,
    forced: Option<DecimalMark>,
) -> Result<AmountFormat, Ambiguous> {
    let mut seen = Seen::default();
    if forced.is_none() {
        cells.for_each(|cell| seen.add(cell));
    }
    seen.format(forced)
}

/// What the cells of a column say about its decimal mark.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    comma: Cells,
    point: Cells,
    maybe_comma: Cells,
    maybe_point: Cells,
}

impl Seen {
    /// Adds a cell.
    pub fn add(&mut self, cell: &str) {
        // Most cells are whole numbers, which say nothing, or have a point and few digits after it.
        match digits(cell.as_bytes(), DecimalMark::Point) {
            Some((_, 0)) => return,
            Some((_, 1 | 2)) => return self.point.add(cell),
            _ => {}
        }
        if let Ok(Cell::Number(number)) = parse(cell) {
            match number.evidence() {
                Evidence::Nothing => {}
                Evidence::Is(DecimalMark::Comma) => self.comma.add(cell),
                Evidence::Is(DecimalMark::Point) => self.point.add(cell),
                Evidence::Maybe(DecimalMark::Comma) => self.maybe_comma.add(cell),
                Evidence::Maybe(DecimalMark::Point) => self.maybe_point.add(cell),
            }
        }
    }

    /// The format, of a column with these cells.
    pub fn format(&self, forced: Option<DecimalMark>) -> Result<AmountFormat, Ambiguous> {
        use DecimalMark::{Comma, Point};
        if let Some(mark) = forced {
            return Ok(AmountFormat::with(mark));
        }
        let Self { comma, point, maybe_comma, maybe_point } = self;
        match (comma.sample(), point.sample()) {
            (Some(_), None) => Ok(AmountFormat::with(Comma)),
            (None, Some(_)) => Ok(AmountFormat::with(Point)),
            (None, None) if maybe_comma.count == 0 => {
                Ok(AmountFormat { proven: false, ..AmountFormat::with(Point) })
            }
            (None, None) => {
                let samples = maybe_comma.samples.iter().chain(&maybe_point.samples);
                Err(Ambiguous::Unclear { samples: samples.take(2).cloned().collect() })
            }
            (stray, Some(_)) if point.count >= comma.count * 10 => {
                Ok(AmountFormat { stray, ..AmountFormat::with(Point) })
            }
            (Some(_), stray) if comma.count >= point.count * 10 => {
                Ok(AmountFormat { stray, ..AmountFormat::with(Comma) })
            }
            (comma, point) => Err(Ambiguous::Conflicting {
                comma: comma.unwrap_or_default(),
                point: point.unwrap_or_default(),
            }),
        }
    }
}

impl AmountFormat {
    /// A column whose mark is known.
    pub const fn with(mark: DecimalMark) -> Self {
        Self { mark, stray: None, proven: true }
    }

    /// Reads one cell.
    pub fn read(&self, cell: &str) -> Result<Amount, BadAmount> {
        if let Some(credits) = plain(cell, self.mark) {
            return Ok(Amount::Value { credits, money: false });
        }
        match parse(cell)? {
            Cell::Empty => Ok(Amount::Empty),
            Cell::Word(word) => Ok(Amount::Word(word)),
            Cell::Number(number) => {
                Ok(Amount::Value { credits: self.value(&number)?, money: number.money })
            }
        }
    }

    /// Whether the column would be read in the same way, had this cell been among those that it was decided by.
    pub fn agrees(&self, cell: &str) -> bool {
        let Ok(Cell::Number(number)) = parse(cell) else { return true };
        match number.evidence() {
            Evidence::Nothing => true,
            Evidence::Is(mark) => mark == self.mark,
            Evidence::Maybe(mark) => mark == self.mark || self.proven,
        }
    }

    fn value(&self, number: &Number) -> Result<Credits, BadAmount> {
        let (mark, separator) = match self.mark {
            DecimalMark::Comma => (',', '.'),
            DecimalMark::Point => ('.', ','),
        };
        let body = number.body.as_str();
        let other = match number.evidence() {
            Evidence::Is(found) => found != self.mark,
            // It could be a stray's fraction as well as thousands.
            Evidence::Maybe(found) => found != self.mark && self.stray.is_some(),
            Evidence::Nothing => false,
        };
        if other {
            return Err(BadAmount::Misfit);
        }
        let (whole, fraction) = body.split_once(mark).unwrap_or((body, ""));
        if !is_digits(fraction) || !is_grouped(whole, separator) {
            return Err(BadAmount::NotANumber);
        }
        let digits = whole.bytes().filter(u8::is_ascii_digit).chain(fraction.bytes());
        exact(number.negative, digits, fraction.len(), number.exponent)
    }
}

/// Reads the source text of a JSON number, exactly.
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

/// The common case, `12` and `12.5`: at most 18 digits, which no rule above reads differently.
fn plain(cell: &str, mark: DecimalMark) -> Option<Credits> {
    let (mantissa, places) = digits(cell.as_bytes(), mark)?;
    Some(Credits::from_decimal(Decimal::new(mantissa, places)))
}

/// The common case in units of 10⁻⁹ credits; `None` where that has no room for it.
pub(crate) fn nanos(cell: &[u8], mark: DecimalMark) -> Option<i64> {
    const POWERS: [i64; 10] =
        [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    let (mantissa, places) = digits(cell, mark)?;
    mantissa.checked_mul(*POWERS.get(places as usize)?)
}

/// A plain number's digits, and how many of them come after the point.
#[inline]
fn digits(cell: &[u8], mark: DecimalMark) -> Option<(i64, u32)> {
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

/// Digits, `places` of them after the point, times ten to the `exponent`.
fn exact(
    negative: bool,
    digits: impl Iterator<Item = u8>,
    places: usize,
    exponent: i64,
) -> Result<Credits, BadAmount> {
    let ten_to = |n: i64| u32::try_from(n).ok().and_then(|n| 10_i128.checked_pow(n));
    let times = |value: i128, n: i64| {
        ten_to(n).and_then(|power| value.checked_mul(power)).ok_or(BadAmount::TooManyDigits)
    };
    // Zeros are idle until another digit follows.
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

enum Cell {
    Empty,
    Word(AmountWord),
    Number(Number),
}

/// A number's parts, before the decimal mark is known.
struct Number {
    negative: bool,
    money: bool,
    /// Digits, points, commas and group separators.
    body: String,
    exponent: i64,
}

impl Number {
    fn evidence(&self) -> Evidence {
        let body = self.body.as_str();
        let Some(last) = body.rfind(['.', ',']) else { return Evidence::Nothing };
        let (whole, fraction) = (&body[..last], &body[last + 1..]);
        let (mark, opposite, sign, separator) = match body.as_bytes()[last] {
            b',' => (DecimalMark::Comma, DecimalMark::Point, ',', '.'),
            _ => (DecimalMark::Point, DecimalMark::Comma, '.', ','),
        };
        if !is_digits(fraction) {
            return Evidence::Nothing;
        }
        if whole.contains(sign) {
            return if is_grouped(body, sign) { Evidence::Is(opposite) } else { Evidence::Nothing };
        }
        if !is_grouped(whole, separator) || fraction.is_empty() {
            return Evidence::Nothing;
        }
        let thousands = is_grouped(body, sign) && self.exponent == 0;
        if thousands { Evidence::Maybe(mark) } else { Evidence::Is(mark) }
    }
}

/// Whether digits have no separators, or the given one, a space or an apostrophe in all the right places:
/// groups of three, or as India writes them (`12,34,567`); no group begins a number with 0.
fn is_grouped(whole: &str, separator: char) -> bool {
    let Some(found) = whole.chars().find(|c| !c.is_ascii_digit()) else { return true };
    if ![separator, ' ', '\''].contains(&found) || whole.starts_with('0') {
        return false;
    }
    let mut groups = whole.split(found);
    let first = groups.next().unwrap_or_default();
    let last = groups.next_back().unwrap_or_default();
    let middle: Vec<&str> = groups.collect();
    let of = |n: usize| middle.iter().all(|group| group.len() == n);
    let sized =
        (of(3) && (1..=3).contains(&first.len())) || (of(2) && (1..=2).contains(&first.len()));
    sized && last.len() == 3 && whole.split(found).all(is_digits)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// `12e-3` → `12` and −3; an exponent beyond any amount is kept as beyond any amount.
fn split_exponent(text: &str) -> Option<(&str, i64)> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Some((text, 0)) };
    let size = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if size.is_empty() || !is_digits(size) {
        return None;
    }
    let size = size.parse().unwrap_or(i64::MAX).min(1_000_000);
    Some((mantissa, if exponent.starts_with('-') { -size } else { size }))
}

/// Other characters for the same thing: full-width forms, minus signs, spaces, apostrophes; direction marks say nothing.
fn plain_characters(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() {
        return Cow::Borrowed(cell);
    }
    let marks = ['\u{200e}', '\u{200f}', '\u{61c}', '\u{feff}'];
    let same = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{2212}' | '\u{2013}' | '\u{fe63}' => '-',
        '\u{2019}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    Cow::Owned(cell.chars().filter(|c| !marks.contains(c)).map(same).collect())
}

/// A cell's parts: what stands around the digits, and the digits.
fn parse(cell: &str) -> Result<Cell, BadAmount> {
    let plain = plain_characters(cell);
    let text = plain.trim();
    let text = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    // One guard, as before a formula (`base::untrusted::unguard`) or as a spreadsheet's mark of a text (`'5`).
    let text = text.strip_prefix('\'').unwrap_or(text).trim();
    if text.starts_with(['{', '[']) {
        return Err(BadAmount::Json);
    }
    let (Some(first), Some(last)) =
        (text.find(|c: char| c.is_ascii_digit()), text.rfind(|c: char| c.is_ascii_digit()))
    else {
        return without_digits(text);
    };
    let marks = ['.', ','];
    // `.5`; but not the point of `Fr.5`.
    let first = match text[..first].strip_suffix(marks) {
        Some(before) if !before.ends_with(char::is_alphabetic) => before.len(),
        _ => first,
    };
    let last = if text[last + 1..].starts_with(marks) { last + 1 } else { last };
    let around = Around::of(&text[..first], &text[last + 1..], text[..=last].ends_with(marks))?;
    let core = &text[first..=last];
    if core.chars().any(|c| !c.is_ascii() && c.is_numeric()) {
        return Err(BadAmount::OtherDigits);
    }
    let (body, exponent) = split_exponent(core).ok_or(BadAmount::NotANumber)?;
    if !body.bytes().all(|b| b.is_ascii_digit() || b".,' ".contains(&b))
        || !body.bytes().any(|b| b.is_ascii_digit())
    {
        return Err(BadAmount::NotANumber);
    }
    Ok(Cell::Number(Number {
        negative: around.negative,
        money: around.money,
        body: body.to_owned(),
        exponent,
    }))
}

fn without_digits(text: &str) -> Result<Cell, BadAmount> {
    let word = text.to_lowercase();
    match word.as_str() {
        "" | "-" | "--" | "\u{2014}" | "null" | "(null)" | "none" | "n/a" | "na" | "#n/a"
        | "nil" | "undefined" | "unknown" | "\\n" => Ok(Cell::Empty),
        "included" => Ok(Cell::Word(AmountWord::Included)),
        "free" => Ok(Cell::Word(AmountWord::Free)),
        word if word.ends_with("not charged") || word.ends_with("no charge") => {
            Ok(Cell::Word(AmountWord::NotCharged))
        }
        word => Err(match word.trim_start_matches(['-', '+']) {
            "nan" | "inf" | "infinity" | "\u{221e}" => BadAmount::NotFinite,
            word if word.chars().any(char::is_numeric) => BadAmount::OtherDigits,
            _ => BadAmount::NotANumber,
        }),
    }
}

/// What stands before and after the digits.
struct Around {
    negative: bool,
    money: bool,
}

/// Currencies in which software is sold, by ISO 4217, and those that are written in letters.
const CURRENCIES: [&str; 43] = [
    "aed", "ars", "aud", "bgn", "brl", "cad", "chf", "clp", "cny", "cop", "czk", "dkk", "egp",
    "eur", "gbp", "hkd", "huf", "idr", "ils", "inr", "jpy", "krw", "mxn", "myr", "nok", "nzd",
    "php", "pln", "ron", "sar", "sek", "sgd", "thb", "try", "twd", "usd", "zar", "rs", "fr", "kr",
    "ft", "z\u{142}", "k\u{10d}",
];

/// Whose dollar: `US$`, `R$`.
const DOLLARS: [&str; 11] = ["us", "ca", "c", "a", "au", "nz", "hk", "s", "nt", "mx", "r"];

impl Around {
    /// `marked`: the digits end with a point or a comma.
    fn of(before: &str, after: &str, marked: bool) -> Result<Self, BadAmount> {
        let (mut signs, mut open, mut close, mut symbols, mut codes) = (Vec::new(), 0, 0, 0, 0);
        let mut unit = Vec::new();
        for (text, is_before) in [(before, true), (after, false)] {
            let mut rest = text.trim();
            while let Some(c) = rest.chars().next() {
                let mut taken = c.len_utf8();
                match c {
                    ' ' => {}
                    // `3.5-`; but `5.-` is 5 where prices are written so, and `5+` is 5 or more.
                    '-' if is_before || (rest.len() == after.len() && !marked) => signs.push(c),
                    '+' if is_before => signs.push(c),
                    '(' if is_before => open += 1,
                    ')' if !is_before => close += 1,
                    '%' | '\u{2030}' => return Err(BadAmount::Percent),
                    '$' | '\u{a3}' | '\u{a5}' | '\u{20a0}'..='\u{20cf}' => symbols += 1,
                    c if c.is_alphabetic() => {
                        taken = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                        let word = rest[..taken].to_lowercase();
                        if rest[taken..].starts_with('.') {
                            taken += 1;
                        }
                        let sign_follows = rest[taken..].starts_with('$');
                        if CURRENCIES.contains(&word.as_str()) {
                            codes += 1;
                        } else if sign_follows && DOLLARS.contains(&word.as_str()) {
                            // The sign itself is counted next.
                        } else if is_before {
                            return Err(BadAmount::NotANumber);
                        } else {
                            unit.push(word);
                        }
                    }
                    c if c.is_numeric() => return Err(BadAmount::OtherDigits),
                    _ => return Err(BadAmount::NotANumber),
                }
                rest = &rest[taken..];
            }
        }
        let money = symbols + codes > 0;
        let unit: Vec<&str> = unit.iter().map(String::as_str).collect();
        let known = match unit.as_slice() {
            [] => true,
            ["message" | "integration", "credit" | "credits"]
            | ["credit" | "credits" | "cr" | "crs"] => !money,
            _ => false,
        };
        if !known
            || signs.len() > 1
            || open != close
            || open > 1
            || (open == 1 && !signs.is_empty())
            || symbols > 1
            || codes > 1
        {
            return Err(BadAmount::NotANumber);
        }
        Ok(Self { negative: open == 1 || signs == ['-'], money })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use DecimalMark::{Comma, Point};

    fn format(cells: &[&str]) -> AmountFormat {
        detect(cells.iter().copied(), None).unwrap()
    }

    fn value(mark: DecimalMark, cell: &str) -> Result<Amount, BadAmount> {
        AmountFormat::with(mark).read(cell)
    }

    fn credits(text: &str) -> Amount {
        Amount::Value { credits: text.parse().unwrap(), money: false }
    }

    #[test]
    fn forms_with_a_point() {
        for (cell, plain) in [
            ("0", "0"),
            ("3", "3"),
            ("-1", "-1"),
            ("'-1", "-1"),
            ("'5", "5"),
            ("+3", "3"),
            ("\u{2212}1.5", "-1.5"),
            ("0.02", "0.02"),
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            ("1.234", "1.234"),
            ("007", "7"),
            ("1,234.50", "1234.5"),
            ("1,234", "1234"),
            ("12,345,678", "12345678"),
            ("12,34,567.5", "1234567.5"),
            ("1'234.50", "1234.5"),
            ("1\u{2019}234", "1234"),
            ("1 234.5", "1234.5"),
            ("1\u{a0}234", "1234"),
            ("1\u{202f}234\u{202f}567", "1234567"),
            ("(3.5)", "-3.5"),
            ("3.5-", "-3.5"),
            (" 7 ", "7"),
            ("\"7\"", "7"),
            ("1e-3", "0.001"),
            ("1E+2", "100"),
            ("1.5e3", "1500"),
            ("-2.5E-1", "-0.25"),
            ("0e99999999999999999999", "0"),
            ("3.6300000000000003", "3.6300000000000003"),
            ("12345678901234.123456", "12345678901234.123456"),
            ("99999999999999999", "99999999999999999"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
            ("1.00000000000000000000000000000000000000", "1"),
            ("100000e-5", "1"),
            ("1e28", "10000000000000000000000000000"),
            ("3 credits", "3"),
            ("1 credit", "1"),
            ("2 cr", "2"),
            ("2cr.", "2"),
            ("4 Message Credits", "4"),
            ("\u{ff11}\u{ff12}\u{ff0e}\u{ff15}", "12.5"),
            ("\u{200e}-5", "-5"),
        ] {
            assert_eq!(value(Point, cell), Ok(credits(plain)), "{cell:?}");
        }
    }

    #[test]
    fn forms_with_a_comma() {
        for (cell, plain) in [
            ("1,5", "1.5"),
            ("1.234,50", "1234.5"),
            ("1.234", "1234"),
            ("1,234", "1.234"),
            ("1.234.567", "1234567"),
            ("1 234,5", "1234.5"),
            ("1'234,50", "1234.5"),
            ("-0,125", "-0.125"),
            (",5", "0.5"),
            ("(3,5)", "-3.5"),
            ("1,5e3", "1500"),
            ("12", "12"),
            ("0,25 credits", "0.25"),
        ] {
            assert_eq!(value(Comma, cell), Ok(credits(plain)), "{cell:?}");
        }
    }

    #[test]
    fn money_says_so() {
        for (mark, cell, plain) in [
            (Point, "$0.02", "0.02"),
            (Point, "-$3", "-3"),
            (Point, "$-3", "-3"),
            (Point, "($3.50)", "-3.5"),
            (Point, "US$1,000.00", "1000"),
            (Point, "USD 3", "3"),
            (Point, "$3.00 USD", "3"),
            (Point, "3 eur", "3"),
            (Comma, "\u{20ac} 1,50", "1.5"),
            (Comma, "1.234,50\u{a0}\u{20ac}", "1234.5"),
            (Comma, "R$ 2,5", "2.5"),
            (Point, "\u{a3}4", "4"),
            (Point, "\u{a5}400", "400"),
            (Point, "\u{20aa}7", "7"),
            (Point, "Fr.5", "5"),
            (Comma, "3,5 kr", "3.5"),
        ] {
            let expected = Amount::Value { credits: plain.parse().unwrap(), money: true };
            assert_eq!(value(mark, cell), Ok(expected), "{cell:?}");
        }
    }

    #[test]
    fn nothing_and_words() {
        for cell in [
            "",
            " ",
            "-",
            "\u{2013}",
            "\u{2014}",
            "null",
            "NULL",
            "None",
            "N/A",
            "n/a",
            "\"\"",
            "undefined",
            "#N/A",
        ] {
            assert_eq!(value(Point, cell), Ok(Amount::Empty), "{cell:?}");
        }
        for (cell, word) in [
            ("Included", AmountWord::Included),
            ("free", AmountWord::Free),
            ("No Charge", AmountWord::NotCharged),
            ("Errored, Not Charged", AmountWord::NotCharged),
        ] {
            assert_eq!(value(Point, cell), Ok(Amount::Word(word)), "{cell:?}");
        }
    }

    #[test]
    fn what_is_not_an_amount() {
        use BadAmount::{Json, Misfit, NotANumber, NotFinite, OtherDigits, Percent, TooManyDigits};
        for (cell, bad) in [
            ("5%", Percent),
            ("\u{661}\u{662}", OtherDigits),
            ("1\u{661}2", OtherDigits),
            ("{\"credits\":1}", Json),
            ("[1]", Json),
            ("\"{\"\"a\"\":1}\"", Json),
            ("NaN", NotFinite),
            ("Infinity", NotFinite),
            ("-inf", NotFinite),
            ("abc", NotANumber),
            ("12abc", NotANumber),
            ("3 seconds", NotANumber),
            ("1k", NotANumber),
            ("--1", NotANumber),
            ("(-1)", NotANumber),
            ("(1", NotANumber),
            ("5.-", NotANumber),
            ("5+", NotANumber),
            ("1-2", NotANumber),
            ("2026-06-25", NotANumber),
            ("09:30", NotANumber),
            ("1.2.3", NotANumber),
            ("12,34", Misfit),
            ("1.234,5", Misfit),
            ("1.234.567", Misfit),
            ("1 2", NotANumber),
            ("0,1,2", NotANumber),
            ("1e", NotANumber),
            ("e5", NotANumber),
            ("1e5.5", NotANumber),
            ("$3 credits", NotANumber),
            ("$ $3", NotANumber),
            ("5\u{b2}", OtherDigits),
            ("\u{bd}", OtherDigits),
            ("0x10", NotANumber),
            ("79228162514264337593543950336", TooManyDigits),
            ("1e29", TooManyDigits),
            ("1e-29", TooManyDigits),
            ("0.12345678901234567890123456789", TooManyDigits),
            ("1e999999999999999999999", TooManyDigits),
            ("123456789012345678901234567890123456789012345678901234567890", TooManyDigits),
        ] {
            assert_eq!(value(Point, cell), Err(bad), "{cell:?}");
        }
        assert_eq!(value(Comma, "1.5"), Err(Misfit));
    }

    #[test]
    fn one_clear_cell_decides_for_the_column() {
        assert_eq!(format(&["1", "1,5"]).mark, Comma);
        assert_eq!(format(&["1,234", "1.234,50"]).mark, Comma);
        assert_eq!(format(&["1.234", "0,5"]).mark, Comma);
        assert_eq!(format(&["1.234", "1.234.567"]).mark, Comma);
        assert_eq!(format(&["1,234", "1,234.50"]).mark, Point);
        assert_eq!(format(&["1,234", "1,234,567"]).mark, Point);
        assert_eq!(format(&["1,234", "0.5", "{\"a\":1,5}"]).mark, Point);
        assert_eq!(format(&["1,234", "\u{20ac} 3,50"]).mark, Comma);
        assert_eq!(format(&["0,125"]).mark, Comma);
        assert_eq!(format(&["1 234,567"]).mark, Comma);
        assert_eq!(format(&["1234,567"]).mark, Comma);
        for cells in [&["1.234", "12"][..], &["0.125"], &["7", "", "Included"], &[]] {
            assert_eq!(format(cells).mark, Point, "{cells:?}");
        }
        assert!(!format(&["1.234", "12"]).proven);
        assert!(format(&["1.234", "12.5"]).proven);
    }

    #[test]
    fn cells_that_read_both_ways_are_a_question() {
        let unclear = |cells: &[&str]| detect(cells.iter().copied(), None).unwrap_err().to_string();
        assert_eq!(
            unclear(&["7", "1,234", "1,234", "12,345"]),
            "1,234 and 12,345 may hold thousands or a fraction"
        );
        assert_eq!(
            unclear(&["1,234", "1.234"]),
            "1,234 and 1.234 may hold thousands or a fraction"
        );
        assert_eq!(
            detect(["1,234"].into_iter(), Some(Comma)).unwrap().read("1,234"),
            Ok(credits("1.234"))
        );
        assert_eq!(
            detect(["1,234"].into_iter(), Some(Point)).unwrap().read("1,234"),
            Ok(credits("1234"))
        );
    }

    #[test]
    fn contradictions_are_a_question_or_strays() {
        let both = detect(["1,5", "1.5"].into_iter(), None).unwrap_err();
        assert_eq!(both.to_string(), "1,5 and 1.5 use different decimal marks");
        // One stray in eleven cells: it is rejected, and so is what could be another one.
        let cells = ["2.5"; 10].into_iter().chain(["1,5"]);
        let format = detect(cells, None).unwrap();
        assert_eq!((format.mark, format.stray.is_some()), (Point, true));
        assert_eq!(format.read("1,5"), Err(BadAmount::Misfit));
        assert_eq!(format.read("1,234"), Err(BadAmount::Misfit));
        assert_eq!(format.read("1.234"), Ok(credits("1.234")));
    }

    #[test]
    fn json_numbers_from_their_source() {
        for (raw, plain) in [
            ("0", "0"),
            ("-0", "0"),
            ("1.50", "1.5"),
            ("1e-7", "0.0000001"),
            ("2E2", "200"),
            ("-3.25", "-3.25"),
        ] {
            assert_eq!(read_json_number(raw), Ok(plain.parse().unwrap()), "{raw}");
        }
        for raw in ["", "-", "+1", "01", ".5", "5.", "1e", "NaN", "1,5", " 1", "\"1\""] {
            assert_eq!(read_json_number(raw), Err(BadAmount::NotANumber), "{raw:?}");
        }
        assert_eq!(read_json_number("1e400"), Err(BadAmount::TooManyDigits));
    }

    /// Thousands groups, put in from the right.
    fn grouped(plain: &str, separator: &str, mark: &str) -> String {
        let (sign, unsigned) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
        let (whole, fraction) =
            unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
        let mut out = String::from(sign);
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push_str(separator);
            }
            out.push(digit);
        }
        fraction.map_or(out.clone(), |fraction| format!("{out}{mark}{fraction}"))
    }

    proptest! {
        #[test]
        fn any_amount_reads_back_in_any_format(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28) {
            let amount = Credits::from_decimal(Decimal::from_i128_with_scale(mantissa, scale));
            let plain = amount.to_string();
            let expected = Ok(Amount::Value { credits: amount, money: false });
            prop_assert_eq!(value(Point, &plain), expected);
            prop_assert_eq!(read_json_number(&plain), Ok(amount));
            for separator in [",", " ", "\u{a0}", "\u{202f}", "'", "\u{2019}"] {
                prop_assert_eq!(value(Point, &grouped(&plain, separator, ".")), expected);
            }
            for separator in ["", ".", " ", "\u{a0}", "\u{202f}", "'"] {
                prop_assert_eq!(value(Comma, &grouped(&plain, separator, ",")), expected);
            }
            prop_assert_eq!(value(Point, &format!("{mantissa}e-{scale}")), expected);
        }

        #[test]
        fn no_text_panics(cell in ".*", number in "[-+(]?[$€ ]?[0-9.,' eE]{0,12}[)%-]? ?(cr|USD)?") {
            for text in [&cell, &number] {
                let _ = (value(Point, text), value(Comma, text), read_json_number(text));
                let _ = detect([text.as_str(), "1,5"].into_iter(), None);
            }
        }

        /// What a column's own detection chose reads every cell that was printed in that format.
        #[test]
        fn a_detected_format_reads_its_column(amounts in prop::collection::vec(-10_000_000_i64..10_000_000, 1..20), comma: bool) {
            let (separator, mark) = if comma { (".", ",") } else { (",", ".") };
            let amounts: Vec<Credits> = amounts.iter().map(|n| Credits::from_decimal(Decimal::new(*n, 2))).collect();
            let cells: Vec<String> = amounts.iter().map(|a| grouped(&a.to_fixed(2), separator, mark)).collect();
            let format = detect(cells.iter().map(String::as_str), None).unwrap();
            for (cell, amount) in cells.iter().zip(amounts) {
                prop_assert_eq!(format.read(cell), Ok(Amount::Value { credits: amount, money: false }));
            }
        }
    }
}
