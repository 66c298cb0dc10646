//! A column of times as apps, exports and spreadsheets write them.
//!
//! - ISO 8601 in all its common spellings, RFC 2822, month names (English), what JavaScript and spreadsheets print.
//! - Whether `03/04/2026` begins with the day or the month is decided once per column, by the cells that read only one way
//!   (13 or more in one place). Cells that contradict each other, or a column in which no cell decides, are a question; but
//!   with points (`3.4.2026`) the day comes first, as wherever dates are written so.
//! - A year of two digits is read beside a month's name (`25-Jun-26`) or where the column's order is known; never as the first part.
//! - Numbers: seconds, milliseconds, microseconds and nanoseconds since 1970, and `20260625[1843[12]]`. From 1990 to 2100 their
//!   ranges do not overlap, so that a number has one reading at most. A spreadsheet's serial days (`46162.5`, the 1900 system)
//!   only where the whole column is such numbers, to the millisecond, and never certain.
//! - Years outside 1990–2100 are not believed: `1970-01-01` and `0001-01-01` stand for a missing time.

use std::borrow::Cow;

use crate::base::calendar::TimeOfDay;
use crate::base::{Day, Instant, Stamp, Untrusted, Zone};
use crate::ingest::DateOrder;

/// How the times of one column are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StampFormat {
    /// Which comes first in `03/04/2026`; `None` where no cell asks.
    pub order: Option<DateOrder>,
    /// Whether every cell is a spreadsheet's serial day number (`46162.5`), which is less than certain.
    pub serial: bool,
}

/// Why a column's date order is not known; resolved by `--date-order dmy|mdy`.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ambiguous {
    /// Every cell reads both ways.
    #[error("{} may begin with the day or the month", show(.samples))]
    Unclear {
        /// One or two such cells.
        samples: Vec<Untrusted>,
    },
    /// Some cells can only begin with the day, some only with the month.
    #[error("{} begins with the day, {} with the month", .dmy.for_terminal_cut(40), .mdy.for_terminal_cut(40))]
    Conflicting {
        /// A cell that begins with the day.
        dmy: Untrusted,
        /// A cell that begins with the month.
        mdy: Untrusted,
    },
}

fn show(samples: &[Untrusted]) -> String {
    samples.iter().map(|s| s.for_terminal_cut(40)).collect::<Vec<_>>().join(" and ")
}

impl Ambiguous {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        "say which one is meant: --date-order dmy or --date-order mdy"
    }
}

/// Why a cell is not a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadStamp {
    /// Nothing there.
    #[error("no time")]
    Empty,
    /// Not a time in any form that is known.
    #[error("not a time")]
    NotATime,
    /// A day that no calendar has, or a time that no clock shows.
    #[error("a date or time that does not exist")]
    Impossible,
    /// A year outside 1990–2100.
    #[error("a year outside 1990 to 2100")]
    OutOfRange,
    /// Day and month could be either way round.
    #[error("day and month could be either way round (--date-order)")]
    NoOrder,
}

impl BadStamp {
    /// The stable id of the reason, explained by `credits explain`.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Empty => "no-time",
            Self::Impossible => "impossible-date",
            Self::NotATime | Self::OutOfRange | Self::NoOrder => "bad-time",
        }
    }
}

/// Decides a column's format from all its cells, or from as many as are at hand.
pub fn detect<'a>(cells: impl Iterator<Item = &'a str>, forced: Option<DateOrder>) -> Result<StampFormat, Ambiguous> {
    let (mut dmy, mut mdy, mut dotted, mut unclear) = (None, None, false, Vec::new());
    let (mut serial, mut other) = (false, false);
    for cell in cells {
        if fixed(cell).is_some() {
            other = true;
            continue;
        }
        let text = clean(cell);
        if is_nothing(&text) {
            continue;
        }
        let is_serial = decimal(&text).is_some_and(|(whole, fraction)| serial_day(whole, fraction).is_some());
        serial |= is_serial;
        other |= !is_serial;
        let Ok(Written { date: Date::Ordered { first, second, year, dots }, .. }) = parse(&text) else { continue };
        let short = year < 100;
        match (first > 12, second > 12) {
            (true, true) => {}
            (false, true) => mdy = mdy.or(Some(cell)),
            // `25/06/26` may also begin with the year.
            (true, false) if dots || !short => dmy = dmy.or(Some(cell)),
            (false, false) if !short && first == second => {}
            (false, false) if !short && dots => dotted = true,
            _ if unclear.len() < 2 && !unclear.contains(&cell) => unclear.push(cell),
            _ => {}
        }
    }
    let serial = serial && !other;
    let order = match (forced, dmy, mdy) {
        (Some(order), ..) => Some(order),
        (None, Some(dmy), Some(mdy)) => return Err(Ambiguous::Conflicting { dmy: dmy.into(), mdy: mdy.into() }),
        (None, Some(_), None) => Some(DateOrder::Dmy),
        (None, None, Some(_)) => Some(DateOrder::Mdy),
        (None, None, None) if !unclear.is_empty() => {
            return Err(Ambiguous::Unclear { samples: unclear.into_iter().map(Untrusted::from).collect() });
        }
        (None, None, None) => dotted.then_some(DateOrder::Dmy),
    };
    Ok(StampFormat { order, serial })
}

impl StampFormat {
    /// Reads one cell; a time without a zone is taken to be in `naive_zone`, a date alone stays a date.
    pub fn read(&self, cell: &str, naive_zone: &Zone) -> Result<Stamp, BadStamp> {
        if let Some((day, time, offset)) = fixed(cell) {
            return at(day, Some(time), offset, naive_zone);
        }
        let text = clean(cell);
        if is_nothing(&text) {
            return Err(BadStamp::Empty);
        }
        if let Some((whole, fraction)) = decimal(&text) {
            return match serial_day(whole, fraction).filter(|_| self.serial) {
                Some((day, None)) => Ok(Stamp::On(day)),
                Some((day, time)) => at(day, time, None, naive_zone),
                None => number(whole, fraction, naive_zone),
            };
        }
        let written = parse(&text)?;
        let day = match written.date {
            Date::Known { year, month, day } => day_of(year, month, day)?,
            Date::Ordered { first, second, year, .. } => match self.order {
                Some(DateOrder::Dmy) => day_of(full_year(year), second, first)?,
                Some(DateOrder::Mdy) => day_of(full_year(year), first, second)?,
                None if first == second && year >= 100 => day_of(year, first, second)?,
                None => return Err(BadStamp::NoOrder),
            },
        };
        at(day, written.time, written.offset, naive_zone)
    }
}

/// The years that are believed.
const YEARS: std::ops::RangeInclusive<u32> = 1990..=2100;

fn day_of(year: u32, month: u32, day: u32) -> Result<Day, BadStamp> {
    if !YEARS.contains(&year) {
        return Err(BadStamp::OutOfRange);
    }
    i32::try_from(year).ok().and_then(|year| Day::new(year, month, day)).ok_or(BadStamp::Impossible)
}

fn full_year(year: u32) -> u32 {
    match year {
        0..=89 => 2000 + year,
        90..=99 => 1900 + year,
        year => year,
    }
}

fn at(day: Day, time: Option<TimeOfDay>, offset: Option<i32>, naive_zone: &Zone) -> Result<Stamp, BadStamp> {
    let Some(time) = time else { return Ok(Stamp::On(day)) };
    let instant = match offset {
        Some(offset) => Instant::from_civil(day, time, offset),
        None => naive_zone.at(day, time),
    };
    instant.map(Stamp::At).ok_or(BadStamp::Impossible)
}

/// The forms of nearly every log, by their fixed positions: `2026-03-19T09:25:49[.995000][Z|+02:00]`, also with a space.
fn fixed(cell: &str) -> Option<(Day, TimeOfDay, Option<i32>)> {
    let b = cell.as_bytes();
    if b.len() < 19 || b[4] != b'-' || b[7] != b'-' || b[13] != b':' || b[16] != b':' || !matches!(b[10], b'T' | b' ' | b't') {
        return None;
    }
    let two = |at: usize| match (b[at].wrapping_sub(b'0'), b[at + 1].wrapping_sub(b'0')) {
        (tens @ 0..=9, ones @ 0..=9) => Some(u32::from(tens) * 10 + u32::from(ones)),
        _ => None,
    };
    let day = day_of(two(0)? * 100 + two(2)?, two(5)?, two(8)?).ok()?;
    let mut end = 19;
    if b.get(19) == Some(&b'.') {
        end = 20 + b[20..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let micros = if end == 19 { 0 } else { micros(&cell[20..end])? };
    let time = TimeOfDay::new(two(11)?, two(14)?, two(17)?, micros)?;
    let offset = match &b[end..] {
        [] => None,
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => Some(offset(*sign == b'-', two(end + 1)?, two(end + 4)?)?),
        _ => return None,
    };
    Some((day, time, offset))
}

/// The fraction of a second, cut to microseconds.
fn micros(fraction: &str) -> Option<u32> {
    if fraction.is_empty() {
        return None;
    }
    fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(6)
        .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

/// Seconds east of UTC; from 12 hours west to 14 hours east, as the world has them.
fn offset(west: bool, hours: u32, minutes: u32) -> Option<i32> {
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    let most = if west { 12 } else { 14 } * 3600;
    (minutes < 60 && seconds <= most).then_some(if west { -seconds } else { seconds })
}

/// Without what stands around it: spaces, quotes, a guard, direction marks, the wrapping of a database dump (`{"$date": …}`).
fn clean(cell: &str) -> Cow<'_, str> {
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
            let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).and_then(|t| t.trim().strip_prefix(key));
            if let Some(inner) = inner.and_then(|t| t.trim_start().strip_prefix(':')) {
                text = inner.trim();
            }
        }
    }
    let text = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim()
}

fn is_nothing(text: &str) -> bool {
    ["", "-", "null", "none", "n/a", "nat", "undefined"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// `123.5` or `123,5` → `("123", "5")`.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (!whole.is_empty() && digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// A number on its own: a compact date, or a time since 1970 in the one unit in which its year is believed.
fn number(whole: &str, fraction: &str, naive_zone: &Zone) -> Result<Stamp, BadStamp> {
    // The first second of 1990, and of 2101.
    const SECONDS: std::ops::Range<i64> = 631_152_000..4_133_980_800;
    let value: i64 = whole.parse().map_err(|_| BadStamp::NotATime)?;
    if fraction.is_empty() && matches!(whole.len(), 8 | 12 | 14) {
        let two = |at: usize| whole.get(at..at + 2).map_or(Some(0), |part| part.parse().ok()).unwrap_or(0);
        let year = two(0) * 100 + two(2);
        if YEARS.contains(&year) {
            let day = day_of(year, two(4), two(6))?;
            let time = TimeOfDay::new(two(8), two(10), two(12), 0).ok_or(BadStamp::Impossible)?;
            return at(day, (whole.len() > 8).then_some(time), None, naive_zone);
        }
    }
    let micros_of = |fraction: &str| i64::from(micros(fraction).unwrap_or(0));
    let micros = if SECONDS.contains(&value) {
        value * 1_000_000 + micros_of(fraction)
    } else if SECONDS.contains(&(value / 1_000)) {
        value * 1_000 + micros_of(fraction) / 1_000
    } else if SECONDS.contains(&(value / 1_000_000)) {
        value
    } else if SECONDS.contains(&(value / 1_000_000_000)) {
        value / 1_000
    } else {
        return Err(BadStamp::NotATime);
    };
    Ok(Stamp::At(Instant::from_micros(micros)))
}

/// A spreadsheet's serial day and, where there is a fraction, the time of day to the millisecond (a binary float holds no more).
fn serial_day(whole: &str, fraction: &str) -> Option<(Day, Option<TimeOfDay>)> {
    if whole.len() != 5 {
        return None;
    }
    // Serial 25569 is 1970-01-01.
    let number = whole.parse::<i32>().ok()? - 25_569;
    let fraction = &fraction[..fraction.len().min(17)];
    let unit = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let millis = (part * 86_400_000 + unit / 2) / unit;
    let (number, millis) = if millis == 86_400_000 { (number + 1, 0) } else { (number, u32::try_from(millis).ok()?) };
    let day = Day::from_number(number);
    let seconds = millis / 1000;
    let time = TimeOfDay::new(seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000 * 1000)?;
    let year = u32::try_from(day.year()).ok()?;
    YEARS.contains(&year).then_some((day, (part > 0).then_some(time)))
}

/// A date as written: with its parts known, or first and second in the column's order.
#[derive(Clone, Copy)]
enum Date {
    Known {
        year: u32,
        month: u32,
        day: u32,
    },
    /// `year` below 100 has two digits.
    Ordered {
        first: u32,
        second: u32,
        year: u32,
        dots: bool,
    },
}

/// A cell's parts.
struct Written {
    date: Date,
    time: Option<TimeOfDay>,
    offset: Option<i32>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token<'a> {
    /// ASCII digits.
    Number(&'a str),
    /// Letters.
    Word(&'a str),
    /// Anything else; spaces once.
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
        let (taken, token) = if c.is_ascii_digit() {
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
        rest = &rest[taken..];
    }
    out
}

/// Longer cells are text, not times.
const LONGEST: usize = 100;

fn parse(text: &str) -> Result<Written, BadStamp> {
    if text.len() > LONGEST {
        return Err(BadStamp::NotATime);
    }
    // `… GMT+0200 (Central European Summer Time)`, `…+02:00[Europe/Berlin]`: the offset says it already.
    let comment = [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| text.ends_with(*close));
    let body = comment.and_then(|(open, _)| text.find(open)).map_or(text, |at| &text[..at]);
    let tokens = tokens(body);
    let (date, clock) = tokens.split_at(clock_begins(&tokens));
    let clock = Clock::read(clock)?;
    if body.len() < text.len() && clock.offset.is_none() {
        return Err(BadStamp::NotATime);
    }
    Ok(Written { date: read_date(date, clock.year)?, time: clock.time, offset: clock.offset })
}

/// Where the time of day begins: `9:25`, `T0925`, `9 AM`; the end where there is none.
fn clock_begins(tokens: &[Token]) -> usize {
    let begins = |at: usize| match tokens[at..] {
        [Number(hour), Mark(':'), Number(_), ..] => hour.len() <= 2,
        [Number(_), Mark(' '), word, ..] | [Number(_), word, ..] if word.is("am") || word.is("pm") => true,
        [Number(_), ..] => at > 1 && tokens[at - 1].is("t"),
        _ => false,
    };
    (0..tokens.len()).find(|at| begins(*at)).unwrap_or(tokens.len())
}

/// The time of day and what follows it.
#[derive(Default)]
struct Clock {
    time: Option<TimeOfDay>,
    offset: Option<i32>,
    /// `Thu Jun 25 14:03:00 2026`
    year: Option<u32>,
}

impl Clock {
    fn read(tokens: &[Token]) -> Result<Self, BadStamp> {
        if tokens.is_empty() {
            return Ok(Self::default());
        }
        let (hms, mut rest) = hours_minutes_seconds(tokens)?;
        let (mut clock, mut half, mut utc) = (Self::default(), None, false);
        loop {
            rest = match rest {
                [] => break,
                [Mark(' '), more @ ..] => more,
                [word, more @ ..] if half.is_none() && (word.is("am") || word.is("pm")) => {
                    half = Some(word.is("pm"));
                    more
                }
                [word, Mark('.'), m, Mark('.'), more @ ..] if half.is_none() && m.is("m") && (word.is("a") || word.is("p")) => {
                    half = Some(word.is("p"));
                    more
                }
                [word, more @ ..] if !utc && (word.is("z") || word.is("utc") || word.is("gmt")) => {
                    utc = true;
                    more
                }
                [Mark(sign @ ('+' | '-')), Number(hours), more @ ..] if clock.offset.is_none() => {
                    let (hours, minutes, more) = match (hours.len(), more) {
                        (2, [Mark(':'), Number(minutes), more @ ..]) if minutes.len() == 2 => (*hours, *minutes, more),
                        (1 | 2, more) => (*hours, "0", more),
                        (4, more) => (&hours[..2], &hours[2..], more),
                        _ => return Err(BadStamp::NotATime),
                    };
                    clock.offset = Some(offset(*sign == '-', int(hours)?, int(minutes)?).ok_or(BadStamp::Impossible)?);
                    more
                }
                // `+0200 CEST`: the offset says it already. An abbreviation alone means several zones.
                [Word(name), more @ ..] if clock.offset.is_some() && name.len() <= 5 => more,
                [Number(year), more @ ..] if clock.year.is_none() && year.len() == 4 => {
                    clock.year = Some(int(year)?);
                    more
                }
                _ => return Err(BadStamp::NotATime),
            }
        }
        let [hour, minute, second, micros] = hms;
        let hour = match half {
            None => hour,
            Some(_) if !(1..=12).contains(&hour) => return Err(BadStamp::Impossible),
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        clock.time = Some(TimeOfDay::new(hour, minute, second, micros).ok_or(BadStamp::Impossible)?);
        clock.offset = clock.offset.or(utc.then_some(0));
        Ok(clock)
    }
}

fn hours_minutes_seconds<'t, 'a>(tokens: &'t [Token<'a>]) -> Result<([u32; 4], &'t [Token<'a>]), BadStamp> {
    let (hour, minute, second, rest) = match tokens {
        [Number(h), Mark(':'), Number(m), Mark(':'), Number(s), rest @ ..] if m.len() == 2 && s.len() == 2 => (*h, *m, *s, rest),
        [Number(h), Mark(':'), Number(m), rest @ ..] if m.len() == 2 => (*h, *m, "0", rest),
        // Without colons, after a `T`.
        [Number(n), rest @ ..] if n.len() == 6 => (&n[..2], &n[2..4], &n[4..], rest),
        [Number(n), rest @ ..] if n.len() == 4 => (&n[..2], &n[2..], "0", rest),
        [Number(h), rest @ ..] if h.len() <= 2 => (*h, "0", "0", rest),
        _ => return Err(BadStamp::NotATime),
    };
    let (fraction, rest) = match rest {
        [Mark('.' | ','), Number(fraction), rest @ ..] if second != "0" => (micros(fraction).unwrap_or(0), rest),
        rest => (0, rest),
    };
    if rest.first() == Some(&Mark(':')) {
        return Err(BadStamp::NotATime);
    }
    Ok(([int(hour)?, int(minute)?, int(second)?, fraction], rest))
}

fn int(digits: &str) -> Result<u32, BadStamp> {
    digits.parse().map_err(|_| BadStamp::NotATime)
}

/// The date's tokens, which end where the clock begins.
fn read_date(mut tokens: &[Token], later_year: Option<u32>) -> Result<Date, BadStamp> {
    while let [rest @ .., last] = tokens {
        // `2026-06-25T`, `6/25/2026, `, `25/Jun/2026:`, `25 June 2026 at `
        if !(matches!(last, Mark(' ' | ',' | ':')) || last.is("t") || last.is("at")) {
            break;
        }
        tokens = rest;
    }
    if let [Word(weekday), rest @ ..] = tokens
        && is_weekday(weekday)
    {
        let skip = rest.iter().take_while(|token| matches!(token, Mark(' ' | ',' | '.'))).count();
        tokens = &rest[skip..];
    }
    let (mut numbers, mut month, mut marks) = (Vec::new(), None, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Number(digits) => numbers.push(*digits),
            Word(word) if month.is_none() && month_of(word).is_some() => month = month_of(word).map(|m| (m, numbers.len())),
            // `25th`
            Word(ordinal) if at > 0 && matches!(tokens[at - 1], Number(_)) && is_ordinal(ordinal) => {}
            Mark(' ') => {}
            Mark(mark @ ('-' | '/' | '.' | ',')) => marks.push(*mark),
            _ => return Err(BadStamp::NotATime),
        }
    }
    let lengths: Vec<usize> = numbers.iter().map(|digits| digits.len()).collect();
    let numbers = numbers.into_iter().map(int).collect::<Result<Vec<u32>, _>>()?;
    let known = |year, month, day| Ok(Date::Known { year, month, day });
    match (month, numbers.as_slice(), lengths.as_slice(), later_year) {
        (Some((month, 0)), [day, year], [1 | 2, 4], None) => known(*year, month, *day),
        (Some((month, 0)), [day], [1 | 2], Some(year)) => known(year, month, *day),
        (Some((month, 1)), [day, year], [1 | 2, 2 | 4], None) => known(full_year(*year), month, *day),
        (Some((month, 1)), [year, day], [4, 1 | 2], None) => known(*year, month, *day),
        (None, [date], [8], None) => known(date / 10_000, date / 100 % 100, date % 100),
        (None, [a, b, c], lengths, None) if matches!(marks.as_slice(), ['-', '-'] | ['/', '/'] | ['.', '.']) => match lengths {
            [4, 1 | 2, 1 | 2] => known(*a, *b, *c),
            [1 | 2, 1 | 2, 2 | 4] => Ok(Date::Ordered { first: *a, second: *b, year: *c, dots: marks[0] == '.' }),
            _ => Err(BadStamp::NotATime),
        },
        _ => Err(BadStamp::NotATime),
    }
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Three letters or more of a name.
fn abbreviates(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn month_of(word: &str) -> Option<u32> {
    MONTHS.iter().position(|name| abbreviates(word, name)).and_then(|at| u32::try_from(at + 1).ok())
}

fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|name| abbreviates(word, name))
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|suffix| word.eq_ignore_ascii_case(suffix))
}
