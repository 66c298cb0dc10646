//! One cell → the parts of a date and a time, whatever form they are written in.
//!
//! The text is cut into tokens (digits, letters, marks). The time of day begins at the first token that can begin one; the
//! tokens before it are the date. A new date form is one more arm of the `match` in `read_date`, and one more line in the
//! table of forms in `tests.rs`.

use std::borrow::Cow;

use super::civil::{BadTime, int, micros, offset, year_of};
use super::names;
use super::names::Sign;
use crate::base::calendar::TimeOfDay;

/// Strips spaces, quotes, a formula guard, direction marks and the wrapping of a database dump (`{"$date": …}`).
pub(super) fn clean(cell: &str) -> Cow<'_, str> {
    if !cell.is_ascii() {
        let marks = ['\u{200e}', '\u{200f}', '\u{61c}', '\u{feff}'];
        let plain = |c: char| match c {
            '\u{2212}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let text: String = cell.chars().filter(|c| !marks.contains(c)).map(plain).collect();
        return Cow::Owned(unwrapped(&text).to_owned());
    }
    Cow::Borrowed(unwrapped(cell))
}

fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    if text.starts_with('{') {
        for key in ["\"$date\"", "\"$numberLong\""] {
            let inner = text
                .strip_prefix('{')
                .and_then(|t| t.strip_suffix('}'))
                .and_then(|t| t.trim().strip_prefix(key));
            if let Some(inner) = inner.and_then(|t| t.trim_start().strip_prefix(':')) {
                text = inner.trim();
            }
        }
    }
    let text = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim()
}

/// Whether a cell is a word for "no time".
pub(super) fn is_nothing(text: &str) -> bool {
    ["", "-", "null", "none", "n/a", "nat", "undefined"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// A date as written.
#[derive(Clone, Copy)]
pub(super) enum Date {
    /// The form says which part is which.
    Known { year: u32, month: u32, day: u32 },
    /// The column's date order decides. `short`: the year has two digits. `dots`: points separate the parts.
    Ordered { first: u32, second: u32, year: u32, short: bool, dots: bool },
}

/// The parts of a cell. `offset` is in seconds east of UTC.
pub(super) struct Written {
    pub(super) date: Date,
    pub(super) time: Option<TimeOfDay>,
    pub(super) offset: Option<i32>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token<'a> {
    /// ASCII digits.
    Number(&'a str),
    /// Letters.
    Word(&'a str),
    /// Any other character; a run of spaces is one.
    Mark(char),
}

use Token::{Mark, Number, Word};

impl Token<'_> {
    fn is(self, word: &str) -> bool {
        matches!(self, Word(found) if found.eq_ignore_ascii_case(word))
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut out, mut rest) = (Vec::with_capacity(16), text);
    while let Some(c) = rest.chars().next() {
        let run = |like: fn(char) -> bool| rest.find(|c: char| !like(c)).unwrap_or(rest.len());
        let (length, token) = if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            (end, Number(&rest[..end]))
        } else if c.is_alphabetic() {
            let end = run(char::is_alphabetic);
            (end, Word(&rest[..end]))
        } else if c == ' ' {
            (run(|c| c == ' '), Mark(' '))
        } else {
            (c.len_utf8(), Mark(c))
        };
        out.push(token);
        rest = &rest[length..];
    }
    out
}

/// Longer cells are text, not times.
const LONGEST: usize = 100;

/// Parses a cell that [`clean`] has cleaned.
pub(super) fn parse(text: &str) -> Result<Written, BadTime> {
    if text.len() > LONGEST {
        return Err(BadTime::NotATime);
    }
    // `… GMT+0200 (Central European Summer Time)`, `…+02:00[Europe/Berlin]`: the offset already gives the zone.
    let comment = [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| text.ends_with(*close));
    let body = comment.and_then(|(open, _)| text.find(open)).map_or(text, |at| &text[..at]);
    let tokens = tokens(body);
    let (date, clock) = tokens.split_at(clock_begins(&tokens));
    let (date, half) = without_half(date, !clock.is_empty());
    let clock = Clock::read(clock, half)?;
    if body.len() < text.len() && clock.offset.is_none() {
        return Err(BadTime::NotATime);
    }
    Ok(Written { date: read_date(date, clock.year)?, time: clock.time, offset: clock.offset })
}

/// Takes `오후` off the end of a date with a time of day behind it; true means the afternoon.
fn without_half<'t, 'a>(date: &'t [Token<'a>], has_clock: bool) -> (&'t [Token<'a>], Option<bool>) {
    match date {
        [before @ .., Word(word)] | [before @ .., Word(word), Mark(' ')] if has_clock => {
            let half = names::half(word);
            (if half.is_some() { before } else { date }, half)
        }
        _ => (date, None),
    }
}

/// The token that begins the time of day: `9:25`, `T0925`, `9 AM`; the end if there is none.
fn clock_begins(tokens: &[Token]) -> usize {
    let begins = |at: usize| match tokens[at..] {
        [Number(hour), Mark(':'), Number(_), ..] => hour.len() <= 2,
        [Number(_), Mark(' '), word, ..] | [Number(_), word, ..]
            if word.is("am") || word.is("pm") =>
        {
            true
        }
        [Number(_), ..] => at > 1 && tokens[at - 1].is("t"),
        _ => false,
    };
    (0..tokens.len()).find(|at| begins(*at)).unwrap_or(tokens.len())
}

/// The time of day, and the offset or year behind it.
#[derive(Default)]
struct Clock {
    time: Option<TimeOfDay>,
    offset: Option<i32>,
    /// `Thu Jun 25 14:03:00 2026`
    year: Option<u32>,
}

impl Clock {
    fn read(tokens: &[Token], mut half: Option<bool>) -> Result<Self, BadTime> {
        if tokens.is_empty() {
            return Ok(Self::default());
        }
        let (hms, mut rest) = hours_minutes_seconds(tokens)?;
        let (mut clock, mut utc) = (Self::default(), false);
        loop {
            rest = match rest {
                [] => break,
                [Mark(' '), more @ ..] => more,
                [word, more @ ..] if half.is_none() && (word.is("am") || word.is("pm")) => {
                    half = Some(word.is("pm"));
                    more
                }
                [word, Mark('.'), m, Mark('.'), more @ ..]
                    if half.is_none() && m.is("m") && (word.is("a") || word.is("p")) =>
                {
                    half = Some(word.is("p"));
                    more
                }
                [word, more @ ..] if !utc && (word.is("z") || word.is("utc") || word.is("gmt")) => {
                    utc = true;
                    more
                }
                [Mark(sign @ ('+' | '-')), Number(hours), more @ ..] if clock.offset.is_none() => {
                    let (hours, minutes, more) = match (hours.len(), more) {
                        (2, [Mark(':'), Number(minutes), more @ ..]) if minutes.len() == 2 => {
                            (*hours, *minutes, more)
                        }
                        (1 | 2, more) => (*hours, "0", more),
                        (4, more) => (&hours[..2], &hours[2..], more),
                        _ => return Err(BadTime::NotATime),
                    };
                    clock.offset = Some(
                        offset(*sign == '-', int(hours)?, int(minutes)?)
                            .ok_or(BadTime::Impossible)?,
                    );
                    more
                }
                [Word(name), more @ ..] if names::is_clock(name) => more,
                // `+0200 CEST`: the offset decides. An abbreviation alone can mean several zones and is not read.
                [Word(name), more @ ..] if clock.offset.is_some() && name.len() <= 5 => more,
                [Number(year), more @ ..] if clock.year.is_none() && year.len() == 4 => {
                    clock.year = Some(int(year)?);
                    more
                }
                _ => return Err(BadTime::NotATime),
            }
        }
        let [hour, minute, second, micros] = hms;
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return Err(BadTime::Impossible),
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        clock.time = Some(TimeOfDay::new(hour, minute, second, micros).ok_or(BadTime::Impossible)?);
        clock.offset = clock.offset.or(utc.then_some(0));
        Ok(clock)
    }
}

fn hours_minutes_seconds<'t, 'a>(
    tokens: &'t [Token<'a>],
) -> Result<([u32; 4], &'t [Token<'a>]), BadTime> {
    let (hour, minute, second, rest) = match tokens {
        [Number(h), Mark(':'), Number(m), Mark(':'), Number(s), rest @ ..]
            if m.len() == 2 && s.len() == 2 =>
        {
            (*h, *m, *s, rest)
        }
        [Number(h), Mark(':'), Number(m), rest @ ..] if m.len() == 2 => (*h, *m, "0", rest),
        // After a `T`, colons may be missing.
        [Number(n), rest @ ..] if n.len() == 6 => (&n[..2], &n[2..4], &n[4..], rest),
        [Number(n), rest @ ..] if n.len() == 4 => (&n[..2], &n[2..], "0", rest),
        [Number(h), rest @ ..] if h.len() <= 2 => (*h, "0", "0", rest),
        _ => return Err(BadTime::NotATime),
    };
    let (fraction, rest) = match rest {
        [Mark('.' | ','), Number(fraction), rest @ ..] if second != "0" => {
            (micros(fraction).unwrap_or(0), rest)
        }
        rest => (0, rest),
    };
    if rest.first() == Some(&Mark(':')) {
        return Err(BadTime::NotATime);
    }
    Ok(([int(hour)?, int(minute)?, int(second)?, fraction], rest))
}

/// Reads the tokens before the time of day. `later_year` is a year that followed the time.
fn read_date(tokens: &[Token], later_year: Option<u32>) -> Result<Date, BadTime> {
    let tokens = without_ends(tokens);
    if let Some(date) = signed_date(tokens) {
        return date;
    }
    let (mut parts, mut marks) = (Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Number(_) => parts.push(*token),
            Word(word) if names::month(word).is_some() => parts.push(*token),
            // `25th`
            Word(ordinal)
                if at > 0 && matches!(tokens[at - 1], Number(_)) && names::is_ordinal(ordinal) => {}
            Word(word) if names::is_between(word) => {}
            Mark(' ') => {}
            Mark('-' | '/' | '.' | ',' | '،' | '׳' | '’') if at > 0 => marks += 1,
            _ => return Err(BadTime::NotATime),
        }
    }
    let month_of = names::month;
    let short = |digits: &str| digits.len() <= 2;
    let (year, month, day) = match (parts.as_slice(), later_year) {
        ([Word(month), Number(day)], Some(year)) if short(day) => {
            (year, month_of(month), int(day)?)
        }
        ([Word(month), Number(day), Number(year)], None) if short(day) && year.len() == 4 => {
            (int(year)?, month_of(month), int(day)?)
        }
        ([Number(day), Word(month), Number(year)], None)
            if short(day) && matches!(year.len(), 2 | 4) =>
        {
            (year_of(year)?, month_of(month), int(day)?)
        }
        ([Number(year), Word(month), Number(day)], None) if year.len() == 4 && short(day) => {
            (int(year)?, month_of(month), int(day)?)
        }
        ([Number(date)], None) if date.len() == 8 && marks == 0 => {
            (int(&date[..4])?, Some(int(&date[4..6])?), int(&date[6..])?)
        }
        ([Number(a), Number(b), Number(c)], None) if short(b) => {
            let tight: Vec<Token> =
                tokens.iter().copied().filter(|token| *token != Mark(' ')).collect();
            let [Number(_), Mark(mark @ ('-' | '/' | '.')), Number(_), Mark(same), Number(_)] =
                tight.as_slice()
            else {
                return Err(BadTime::NotATime);
            };
            if mark != same {
                return Err(BadTime::NotATime);
            }
            if short(a) && matches!(c.len(), 2 | 4) {
                let (first, second, year) = (int(a)?, int(b)?, year_of(c)?);
                return Ok(Date::Ordered {
                    first,
                    second,
                    year,
                    short: short(c),
                    dots: *mark == '.',
                });
            }
            if a.len() != 4 || !short(c) {
                return Err(BadTime::NotATime);
            }
            (int(a)?, Some(int(b)?), int(c)?)
        }
        _ => return Err(BadTime::NotATime),
    };
    Ok(Date::Known { year, month: month.ok_or(BadTime::NotATime)?, day })
}

/// The tokens of a date without a weekday before them, and without what leads to a time of day behind them.
fn without_ends<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    while let [rest @ .., last] = tokens {
        // `2026-06-25T`, `6/25/2026, `, `25/Jun/2026:`, `25 June 2026 at `, `2026. 6. 25. `
        let is_end = match last {
            Mark(' ' | ',' | ':' | '.' | '،') => true,
            Word(word) => {
                let is_weekday = names::is_weekday(word) && names::month(word).is_none();
                last.is("t") || is_weekday || names::is_at(word) || names::is_between(word)
            }
            _ => false,
        };
        if !is_end {
            break;
        }
        tokens = rest;
    }
    // `mar 28 oct. 2026`: a Tuesday, since another word is the month.
    let is_month = |token: &Token| matches!(token, Word(word) if names::month(word).is_some());
    while let [Word(weekday), rest @ ..] = tokens
        && names::is_weekday(weekday)
        && (names::month(weekday).is_none() || rest.iter().any(is_month))
    {
        let is_mark = |token: &&Token| matches!(token, Mark(' ' | ',' | '.' | '،' | '-'));
        tokens = &rest[rest.iter().take_while(is_mark).count()..];
    }
    tokens
}

/// Reads 2026年10月28日: each number has its sign. `None` if a token has no sign.
fn signed_date(tokens: &[Token]) -> Option<Result<Date, BadTime>> {
    let parts: Vec<Token> = tokens.iter().copied().filter(|token| *token != Mark(' ')).collect();
    let (year, month, day) = match parts.as_slice() {
        [Number(year), Word(y), Number(month), Word(m), Number(day), Word(d)]
            if [y, m, d].map(|sign| names::sign(sign))
                == [Sign::Year, Sign::Month, Sign::Day].map(Some) =>
        {
            (*year, *month, *day)
        }
        _ => return None,
    };
    let number = |digits: &str| int(digits);
    let date = || Ok(Date::Known { year: number(year)?, month: number(month)?, day: number(day)? });
    Some(date())
}

/// Whether a cell that cannot be read looks like a date with a month in an unknown language: a day, a word and a year.
pub(super) fn has_unknown_month(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let tokens = tokens(text);
    let (date, _) = tokens.split_at(clock_begins(&tokens));
    let (mut numbers, mut words) = (Vec::new(), 0);
    for (at, token) in without_ends(date).iter().enumerate() {
        match token {
            Number(digits) => numbers.push(digits.len()),
            Word(word) if names::is_between(word) => {}
            Word(word) if at > 0 && names::is_ordinal(word) => {}
            Word(word) if word.chars().count() >= 3 && names::month(word).is_none() => words += 1,
            Mark(' ' | '-' | '/' | '.' | ',' | '،' | '׳' | '’') => {}
            _ => return false,
        }
    }
    words == 1 && matches!(numbers.as_slice(), [1 | 2, 4] | [4, 1 | 2])
}
