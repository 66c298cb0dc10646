//! One cell → the parts of a number, before its column's decimal mark is known.

use std::borrow::Cow;

use super::exact::{BadAmount, is_digits, split_exponent};
use crate::base::currency;
use crate::ingest::DecimalMark;

/// A word that vendors write instead of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AmountWord {
    /// Covered by the plan.
    Included,
    /// Free of charge.
    Free,
    /// Not charged: errored or aborted.
    NotCharged,
}

/// Evidence of one cell for its column's decimal mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum MarkEvidence {
    Nothing,
    /// The cell can be read only with this mark.
    Is(DecimalMark),
    /// With this mark the cell has three decimals; with the other one it has thousands: `1,234`.
    Maybe(DecimalMark),
}

/// The content of a cell.
pub(super) enum Cell {
    Empty,
    Word(AmountWord),
    Number(Number),
}

/// The parts of a number.
pub(super) struct Number {
    pub(super) negative: bool,
    pub(super) money: bool,
    /// Digits, points, commas and group separators.
    pub(super) body: String,
    pub(super) exponent: i64,
}

impl Number {
    /// Evidence for the decimal mark, by the places of the separators.
    pub(super) fn evidence(&self) -> MarkEvidence {
        let body = self.body.as_str();
        let Some(last) = body.rfind(['.', ',']) else { return MarkEvidence::Nothing };
        let (whole, fraction) = (&body[..last], &body[last + 1..]);
        let (mark, opposite, sign, separator) = match body.as_bytes()[last] {
            b',' => (DecimalMark::Comma, DecimalMark::Point, ',', '.'),
            _ => (DecimalMark::Point, DecimalMark::Comma, '.', ','),
        };
        if !is_digits(fraction) {
            return MarkEvidence::Nothing;
        }
        if whole.contains(sign) {
            return if is_grouped(body, sign) {
                MarkEvidence::Is(opposite)
            } else {
                MarkEvidence::Nothing
            };
        }
        if !is_grouped(whole, separator) || fraction.is_empty() {
            return MarkEvidence::Nothing;
        }
        let thousands = is_grouped(body, sign) && self.exponent == 0;
        if thousands { MarkEvidence::Maybe(mark) } else { MarkEvidence::Is(mark) }
    }
}

/// Whether digits have no separators, or one kind (`separator`, a space or an apostrophe) in all the right places: groups of
/// three, or of two as in India (`12,34,567`). A grouped number does not begin with 0.
pub(super) fn is_grouped(whole: &str, separator: char) -> bool {
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

/// Maps full-width forms, minus signs, spaces and apostrophes to ASCII, and drops direction marks.
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

/// Splits a cell into the digits and the text around them.
pub(super) fn parse(cell: &str) -> Result<Cell, BadAmount> {
    let plain = plain_characters(cell);
    let text = plain.trim();
    let text = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    // One guard: against formulas (`base::untrusted::unguard`), or a spreadsheet's mark for text (`'5`).
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
    // The point of `.5` belongs to the number; the one of `Fr.5` does not.
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

/// Meaning of the text before and after the digits.
struct Around {
    negative: bool,
    money: bool,
}

/// Letters before a dollar sign: `US$`, `R$`.
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
                    // `3.5-` is negative; but `5.-` is a price of 5, and `5+` means 5 or more.
                    '-' if is_before || (rest.len() == after.len() && !marked) => signs.push(c),
                    '+' if is_before => signs.push(c),
                    '(' if is_before => open += 1,
                    ')' if !is_before => close += 1,
                    '%' | '\u{2030}' => return Err(BadAmount::Percent),
                    c if currency::is_symbol(c) => symbols += 1,
                    c if c.is_alphabetic() => {
                        taken = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                        let word = rest[..taken].to_lowercase();
                        if rest[taken..].starts_with('.') {
                            taken += 1;
                        }
                        let sign_follows = rest[taken..].starts_with('$');
                        if currency::is_code(&word) {
                            codes += 1;
                        } else if sign_follows && DOLLARS.contains(&word.as_str()) {
                            // The dollar sign is counted by the next turn.
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
