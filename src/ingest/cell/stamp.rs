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
use crate::ingest::cell::digits;

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
    pub const fn hint() -> &'static str {
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
pub(crate) fn detect<'a>(
    cells: impl Iterator<Item = &'a str>,
    forced: Option<DateOrder>,
) -> Result<StampFormat, Ambiguous> {
    let mut seen = Seen::default();
    cells.for_each(|cell| seen.add(cell));
    seen.format(forced)
}

/// What the cells of a column say about its format.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen {
    /// The first cell that can only begin with the day.
    dmy: Option<Untrusted>,
    /// The first cell that can only begin with the month.
    mdy: Option<Untrusted>,
    /// Whether a date with points could begin with either.
    dotted: bool,
    /// The first two other cells that could.
    unclear: Vec<Untrusted>,
    /// Whether some cell may be a serial day, and some is none.
    serial: bool,
    other: bool,
}

impl Seen {
    /// Adds a cell.
    pub fn add(&mut self, cell: &str) {
        if fixed(cell).is_some() {
            self.other = true;
            return;
        }
        let text = clean(cell);
        if is_nothing(&text) {
            return;
        }
        let is_serial =
            decimal(&text).is_some_and(|(whole, fraction)| serial_day(whole, fraction).is_some());
        self.serial |= is_serial;
        self.other |= !is_serial;
        let Ok(Written { date: Date::Ordered { first, second, short, dots, .. }, .. }) =
            parse(&text)
        else {
            return;
        };
        match (first > 12, second > 12) {
            (true, true) => {}
            (false, true) => drop(self.mdy.get_or_insert_with(|| cell.into())),
            // `25/06/26` may also begin with the year.
            (true, false) if dots || !short => drop(self.dmy.get_or_insert_with(|| cell.into())),
            (false, false) if !short && first == second => {}
            (false, false) if !short && dots => self.dotted = true,
            _ if self.unclear.len() < 2 && self.unclear.iter().all(|other| other.raw() != cell) => {
                self.unclear.push(cell.into());
            }
            _ => {}
        }
    }

    /// The format, of a column with these cells.
    pub fn format(&self, forced: Option<DateOrder>) -> Result<StampFormat, Ambiguous> {
        let serial = self.serial && !self.other;
        let order = match (forced, &self.dmy, &self.mdy) {
            (Some(order), ..) => Some(order),
            (None, Some(dmy), Some(mdy)) => {
                return Err(Ambiguous::Conflicting { dmy: dmy.clone(), mdy: mdy.clone() });
            }
            (None, Some(_), None) => Some(DateOrder::Dmy),
            (None, None, Some(_)) => Some(DateOrder::Mdy),
            (None, None, None) if !self.unclear.is_empty() => {
                return Err(Ambiguous::Unclear { samples: self.unclear.clone() });
            }
            (None, None, None) => self.dotted.then_some(DateOrder::Dmy),
        };
        Ok(StampFormat { order, serial })
    }
}

impl StampFormat {
    /// Reads one cell; a time without a zone is taken to be in `naive_zone`, a date alone stays a date.
    pub fn read(&self, cell: &str, naive_zone: &Zone) -> Result<Stamp, BadStamp> {
        if let Some((day, time, offset)) = fixed(cell) {
            return at(day, Some(time), offset, *naive_zone);
        }
        let text = clean(cell);
        if is_nothing(&text) {
            return Err(BadStamp::Empty);
        }
        if let Some((whole, fraction)) = decimal(&text) {
            return match serial_day(whole, fraction).filter(|_| self.serial) {
                Some((day, None)) => Ok(Stamp::On(day)),
                Some((day, time)) => at(day, time, None, *naive_zone),
                None => number(whole, fraction, *naive_zone),
            };
        }
        let written = parse(&text)?;
        let day = match written.date {
            Date::Known { year, month, day } => day_of(year, month, day)?,
            Date::Ordered { first, second, year, short, .. } => match self.order {
                Some(DateOrder::Dmy) => day_of(year, second, first)?,
                Some(DateOrder::Mdy) => day_of(year, first, second)?,
                None if first == second && !short => day_of(year, first, second)?,
                None => return Err(BadStamp::NoOrder),
            },
        };
        at(day, written.time, written.offset, *naive_zone)
    }
}

impl StampFormat {
    /// Whether the column would be read in the same way, had this cell been among those that it was decided by.
    pub fn agrees(&self, cell: &str) -> bool {
        if fixed(cell).is_some() {
            return true;
        }
        let text = clean(cell);
        let Ok(Written { date: Date::Ordered { first, second, short, dots, .. }, .. }) =
            parse(&text)
        else {
            return true;
        };
        match (first > 12, second > 12) {
            (true, true) => true,
            (false, true) => self.order == Some(DateOrder::Mdy),
            (true, false) if dots || !short => self.order == Some(DateOrder::Dmy),
            (false, false) if !short && first == second => true,
            _ => self.order.is_some(),
        }
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

/// A year as written: two digits are 1990 to 2089.
fn year_of(digits: &str) -> Result<u32, BadStamp> {
    let year = int(digits)?;
    Ok(match (digits.len(), year) {
        (2, 0..=89) => 2000 + year,
        (2, _) => 1900 + year,
        _ => year,
    })
}

fn at(
    day: Day,
    time: Option<TimeOfDay>,
    offset: Option<i32>,
    naive_zone: Zone,
) -> Result<Stamp, BadStamp> {
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
    if b.len() < 19
        || b[4] != b'-'
        || b[7] != b'-'
        || b[13] != b':'
        || b[16] != b':'
        || !matches!(b[10], b'T' | b' ' | b't')
    {
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
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            Some(offset(*sign == b'-', two(end + 1)?, two(end + 4)?)?)
        }
        _ => return None,
    };
    Some((day, time, offset))
}

/// Reads the forms of nearly every log from bytes, and keeps the minute of the row before: many rows have the same.
#[derive(Debug, Default)]
pub(crate) struct Quick {
    /// `2026-05-01T09:30`
    written: [u8; 16],
    /// Microseconds since 1970 at that day's midnight.
    midnight: i64,
    /// And when that minute begins, where its offset is 0.
    minute: i64,
}

impl Quick {
    /// Microseconds since 1970, just as [`StampFormat::read`] finds them; `None` for any other form, and for a time without an offset
    /// where that is not `utc`.
    pub(crate) fn read(&mut self, cell: &[u8], utc: bool) -> Option<i64> {
        let (minute, rest) = cell.split_first_chunk::<16>()?;
        if *minute != self.written {
            self.see(minute)?;
        }
        let (micros, rest) = seconds(rest)?;
        // Leap seconds are left to the careful way.
        if micros >= MINUTE {
            return None;
        }
        let east = match rest {
            [] if utc => 0,
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h, hh, b':', m, mm] => {
                let (hours, minutes) =
                    (u32::try_from(two(*h, *hh)?).ok()?, u32::try_from(two(*m, *mm)?).ok()?);
                i64::from(offset(*sign == b'-', hours, minutes)?)
            }
            _ => return None,
        };
        Some(self.minute - east * SECOND + micros)
    }

    fn see(&mut self, minute: &[u8; 16]) -> Option<()> {
        let (day, [b'T' | b' ' | b't', h, hh, b':', m, mm]) = minute.split_first_chunk::<10>()?
        else {
            return None;
        };
        let (hour, minutes) = (two(*h, *hh)?, two(*m, *mm)?);
        // The end of the day is left to the careful way.
        if hour > 23 || minutes > 59 {
            return None;
        }
        if *day != self.written[..10] {
            let (day, ..) = fixed(std::str::from_utf8(&[&day[..], b"T00:00:00"].concat()).ok()?)?;
            self.midnight = i64::from(day.number()) * 86_400 * SECOND;
        }
        self.written = *minute;
        self.minute = self.midnight + hour * 60 * MINUTE + minutes * MINUTE;
        Some(())
    }
}

/// Microseconds.
const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// `:30`, `:30.123` or the like: its microseconds, and what comes after it.
fn seconds(text: &[u8]) -> Option<(i64, &[u8])> {
    // With six digits, as the platform writes them, whole seconds and fraction are one number.
    if let Some(([b':', second @ .., b'.', _, _, _, _, _, _], rest)) =
        text.split_first_chunk::<10>()
        && !starts_with_digit(rest)
    {
        let mut both = [0; 8];
        both[..2].copy_from_slice(second);
        both[2..].copy_from_slice(&text[4..10]);
        if let Some(micros) = digits::eight(both) {
            return Some((micros.into(), rest));
        }
    }
    let ([b':', tens, ones], mut rest) = text.split_first_chunk::<3>()? else { return None };
    let (mut micros, mut unit) = (two(*tens, *ones)? * SECOND, SECOND / 10);
    if let [b'.', fraction @ ..] = rest {
        rest = fraction;
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            micros += i64::from(digit - b'0') * unit;
            unit /= 10;
            rest = after;
        }
        if rest.len() == fraction.len() {
            return None;
        }
    }
    Some((micros, rest))
}

const fn starts_with_digit(text: &[u8]) -> bool {
    matches!(text, [b'0'..=b'9', ..])
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    match (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0')) {
        (tens @ 0..=9, ones @ 0..=9) => Some(i64::from(tens) * 10 + i64::from(ones)),
        _ => None,
    }
}

/// The fraction of a second, cut to microseconds.
fn micros(fraction: &str) -> Option<u32> {
    if fraction.is_empty() {
        return None;
    }
    let (mut micros, mut unit) = (0, 100_000);
    for digit in fraction.bytes().take(6) {
        if !digit.is_ascii_digit() {
            return None;
        }
        micros += u32::from(digit - b'0') * unit;
        unit /= 10;
    }
    Some(micros)
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

fn is_nothing(text: &str) -> bool {
    ["", "-", "null", "none", "n/a", "nat", "undefined"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

/// `123.5` or `123,5` → `("123", "5")`.
fn decimal(text: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    (!whole.is_empty() && digits(whole) && digits(fraction)).then_some((whole, fraction))
}

/// A number on its own: a compact date, or a time since 1970 in the one unit in which its year is believed.
fn number(whole: &str, fraction: &str, naive_zone: Zone) -> Result<Stamp, BadStamp> {
    // The first second of 1990, and of 2101.
    const SECONDS: std::ops::Range<i64> = 631_152_000..4_133_980_800;
    let value: i64 = whole.parse().map_err(|_| BadStamp::NotATime)?;
    if fraction.is_empty() && matches!(whole.len(), 8 | 12 | 14) {
        let two = |at: usize| {
            whole.get(at..at + 2).map_or(Some(0), |part| part.parse().ok()).unwrap_or(0)
        };
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
    let (number, millis) =
        if millis == 86_400_000 { (number + 1, 0) } else { (number, u32::try_from(millis).ok()?) };
    let day = Day::from_number(number);
    let seconds = millis / 1000;
    let time =
        TimeOfDay::new(seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000 * 1000)?;
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
    /// `short`: the year was written with two digits.
    Ordered {
        first: u32,
        second: u32,
        year: u32,
        short: bool,
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
                        _ => return Err(BadStamp::NotATime),
                    };
                    clock.offset = Some(
                        offset(*sign == '-', int(hours)?, int(minutes)?)
                            .ok_or(BadStamp::Impossible)?,
                    );
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
        clock.time =
            Some(TimeOfDay::new(hour, minute, second, micros).ok_or(BadStamp::Impossible)?);
        clock.offset = clock.offset.or(utc.then_some(0));
        Ok(clock)
    }
}

fn hours_minutes_seconds<'t, 'a>(
    tokens: &'t [Token<'a>],
) -> Result<([u32; 4], &'t [Token<'a>]), BadStamp> {
    let (hour, minute, second, rest) = match tokens {
        [Number(h), Mark(':'), Number(m), Mark(':'), Number(s), rest @ ..]
            if m.len() == 2 && s.len() == 2 =>
        {
            (*h, *m, *s, rest)
        }
        [Number(h), Mark(':'), Number(m), rest @ ..] if m.len() == 2 => (*h, *m, "0", rest),
        // Without colons, after a `T`.
        [Number(n), rest @ ..] if n.len() == 6 => (&n[..2], &n[2..4], &n[4..], rest),
        [Number(n), rest @ ..] if n.len() == 4 => (&n[..2], &n[2..], "0", rest),
        [Number(h), rest @ ..] if h.len() <= 2 => (*h, "0", "0", rest),
        _ => return Err(BadStamp::NotATime),
    };
    let (fraction, rest) = match rest {
        [Mark('.' | ','), Number(fraction), rest @ ..] if second != "0" => {
            (micros(fraction).unwrap_or(0), rest)
        }
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
    let (mut parts, mut marks) = (Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Number(_) => parts.push(*token),
            Word(word) if month_of(word).is_some() => parts.push(*token),
            // `25th`
            Word(ordinal)
                if at > 0 && matches!(tokens[at - 1], Number(_)) && is_ordinal(ordinal) => {}
            Mark(' ') => {}
            Mark('-' | '/' | '.' | ',') if at > 0 => marks += 1,
            _ => return Err(BadStamp::NotATime),
        }
    }
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
                return Err(BadStamp::NotATime);
            };
            if mark != same {
                return Err(BadStamp::NotATime);
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
                return Err(BadStamp::NotATime);
            }
            (int(a)?, Some(int(b)?), int(c)?)
        }
        _ => return Err(BadStamp::NotATime),
    };
    Ok(Date::Known { year, month: month.ok_or(BadStamp::NotATime)?, day })
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use DateOrder::{Dmy, Mdy};

    fn read(order: Option<DateOrder>, cell: &str) -> Result<String, BadStamp> {
        StampFormat { order, serial: false }.read(cell, &Zone::Utc).map(|stamp| stamp.to_string())
    }

    fn order(cells: &[&str]) -> Option<DateOrder> {
        detect(cells.iter().copied(), None).unwrap().order
    }

    #[test]
    fn forms_that_need_no_order() {
        for (cell, stamp) in [
            ("2026-03-19T09:25:49.995000", "2026-03-19T09:25:49.995000Z"),
            ("2026-04-18T16:59:33.331Z", "2026-04-18T16:59:33.331000Z"),
            ("2026-03-19T09:25:49", "2026-03-19T09:25:49Z"),
            ("2026-03-19t09:25:49z", "2026-03-19T09:25:49Z"),
            ("2026-06-25T00:30:00+02:00", "2026-06-24T22:30:00Z"),
            ("2026-06-25T00:30:00+0200", "2026-06-24T22:30:00Z"),
            ("2026-06-25T00:30:00+02", "2026-06-24T22:30:00Z"),
            ("2026-06-25T20:00:00-05:30", "2026-06-26T01:30:00Z"),
            ("2026-06-25T20:00:00\u{2212}05:30", "2026-06-26T01:30:00Z"),
            ("2026-06-25 18:43:12 UTC", "2026-06-25T18:43:12Z"),
            ("2026-06-25 18:43:12 GMT", "2026-06-25T18:43:12Z"),
            ("2026-06-25 18:43:12", "2026-06-25T18:43:12Z"),
            ("2026-06-25 18:43", "2026-06-25T18:43:00Z"),
            ("2026-06-25T18:43Z", "2026-06-25T18:43:00Z"),
            ("2026-06-25 9:05", "2026-06-25T09:05:00Z"),
            ("2026-06-25", "2026-06-25"),
            ("20260625", "2026-06-25"),
            ("2026/06/25", "2026-06-25"),
            ("2026.6.5", "2026-06-05"),
            ("2026/06/25 18:43:12", "2026-06-25T18:43:12Z"),
            ("20260625T184312Z", "2026-06-25T18:43:12Z"),
            ("20260625T1843", "2026-06-25T18:43:00Z"),
            ("20260625184312", "2026-06-25T18:43:12Z"),
            ("202606251843", "2026-06-25T18:43:00Z"),
            ("2026-06-25T09:25:49.1234567Z", "2026-06-25T09:25:49.123456Z"),
            ("2026-06-25T09:25:49.123456789Z", "2026-06-25T09:25:49.123456Z"),
            ("2026-06-25T09:25:49.9999999", "2026-06-25T09:25:49.999999Z"),
            ("2026-06-25 09:25:49,995", "2026-06-25T09:25:49.995000Z"),
            ("2026-06-25T24:00:00", "2026-06-26T00:00:00Z"),
            ("2026-06-25T23:59:60Z", "2026-06-26T00:00:00Z"),
            ("'2026-06-25", "2026-06-25"),
            (" \"2026-06-25 18:43\" ", "2026-06-25T18:43:00Z"),
            ("\u{200e}2026-06-25", "2026-06-25"),
            ("Jun 25, 2026", "2026-06-25"),
            ("June 25th, 2026 2:03 PM", "2026-06-25T14:03:00Z"),
            ("25 Jun 2026 14:03", "2026-06-25T14:03:00Z"),
            ("25. June 2026", "2026-06-25"),
            ("2026 Sept 5", "2026-09-05"),
            ("25-Jun-2026", "2026-06-25"),
            ("25-JUN-26", "2026-06-25"),
            ("Thu, 25 Jun 2026 14:03:09 +0200", "2026-06-25T12:03:09Z"),
            ("Thu, 25 Jun 2026 14:03:09 GMT", "2026-06-25T14:03:09Z"),
            (
                "Thu Jun 25 2026 14:03:00 GMT+0200 (Central European Summer Time)",
                "2026-06-25T12:03:00Z",
            ),
            ("Thu Jun 25 14:03:00 2026", "2026-06-25T14:03:00Z"),
            ("Thu Jun 25 14:03:00 UTC 2026", "2026-06-25T14:03:00Z"),
            ("25/Jun/2026:14:03:09 +0000", "2026-06-25T14:03:09Z"),
            ("2026-06-25 14:03:09.5 +0200 CEST", "2026-06-25T12:03:09.500000Z"),
            ("2026-06-25T14:03:09+02:00[Europe/Berlin]", "2026-06-25T12:03:09Z"),
            ("June 25, 2026 at 9:05 a.m.", "2026-06-25T09:05:00Z"),
            ("{\"$date\": \"2026-06-25T14:03:09Z\"}", "2026-06-25T14:03:09Z"),
            ("{\"$date\":{\"$numberLong\":\"1782396189000\"}}", "2026-06-25T14:03:09Z"),
            // 1782396189 = 20629 days (2026-06-25) and 50589 seconds (14:03:09).
            ("1782396189", "2026-06-25T14:03:09Z"),
            ("1782396189.25", "2026-06-25T14:03:09.250000Z"),
            ("1782396189123", "2026-06-25T14:03:09.123000Z"),
            ("1782396189123456", "2026-06-25T14:03:09.123456Z"),
            ("1782396189123456789", "2026-06-25T14:03:09.123456Z"),
            ("631152000", "1990-01-01T00:00:00Z"),
            ("6/6/2026", "2026-06-06"),
        ] {
            assert_eq!(read(None, cell), Ok(stamp.to_owned()), "{cell:?}");
        }
    }

    #[test]
    fn forms_in_the_columns_order() {
        for (order, cell, stamp) in [
            (Mdy, "6/25/2026 2:03 PM", "2026-06-25T14:03:00Z"),
            (Mdy, "6/25/2026, 9:05:07\u{202f}AM", "2026-06-25T09:05:07Z"),
            (Mdy, "06/05/2026", "2026-06-05"),
            (Dmy, "06/05/2026", "2026-05-06"),
            (Mdy, "1/2/2026 12:00 AM", "2026-01-02T00:00:00Z"),
            (Mdy, "1/2/2026 12:30pm", "2026-01-02T12:30:00Z"),
            (Mdy, "1/2/2026 9 PM", "2026-01-02T21:00:00Z"),
            (Dmy, "5.6.2026 07:08", "2026-06-05T07:08:00Z"),
            (Dmy, "05.06.2026 07:08:09", "2026-06-05T07:08:09Z"),
            (Dmy, "25.06.26", "2026-06-25"),
            (Mdy, "6/25/26 18:43", "2026-06-25T18:43:00Z"),
            (Dmy, "25-06-2026", "2026-06-25"),
            (Dmy, "25. 6. 2026", "2026-06-25"),
            (Dmy, "2026-06-05", "2026-06-05"),
        ] {
            assert_eq!(read(Some(order), cell), Ok(stamp.to_owned()), "{cell:?}");
        }
    }

    #[test]
    fn what_is_not_a_time() {
        use BadStamp::{Empty, Impossible, NoOrder, NotATime, OutOfRange};
        for (cell, bad) in [
            ("", Empty),
            ("  ", Empty),
            ("null", Empty),
            ("None", Empty),
            ("-", Empty),
            ("\"\"", Empty),
            ("NaT", Empty),
            ("2026-02-29", Impossible),
            ("2026-02-30T10:00:00Z", Impossible),
            ("2026-13-01", Impossible),
            ("20260231", Impossible),
            ("2026-06-25T25:00:00", Impossible),
            ("2026-06-25 10:61", Impossible),
            ("2026-06-25 13:00 PM", Impossible),
            ("2026-06-25T10:00:00+23:00", Impossible),
            ("2026-00-10", Impossible),
            ("31 Jun 2026", Impossible),
            ("1970-01-01T00:00:00Z", OutOfRange),
            ("0001-01-01", OutOfRange),
            ("2101-01-01", OutOfRange),
            ("1989-12-31 23:59:59", OutOfRange),
            ("3/4/2026", NoOrder),
            ("25/6/2026", NoOrder),
            ("Invalid Date", NotATime),
            ("hello", NotATime),
            ("0", NotATime),
            ("46162.5", NotATime),
            ("-1782396189", NotATime),
            ("1.78240E+12", NotATime),
            ("12:30", NotATime),
            ("2026-06", NotATime),
            ("Jun 2026", NotATime),
            ("2026-W26", NotATime),
            ("2026-176", NotATime),
            ("2026-06-25 10:00 EST", NotATime),
            ("2026-06-25T10:00:00:123", NotATime),
            ("2026-06/25", NotATime),
            ("2026-06-25T10:00:00Z junk", NotATime),
            ("2026-06-25 (Thursday)", NotATime),
            ("25--06 2026", NotATime),
            ("-25-06 2026", NotATime),
            ("Jun 25, 26", NotATime),
            ("2026-06-25T10:00:00.", NotATime),
            ("2026-06-25 10:0", NotATime),
            ("99999999999999999999", NotATime),
            ("2026-06-25T10:00:00+2:00", NotATime),
            ("\u{662}\u{660}\u{662}\u{666}-06-25", NotATime),
            ("[1,2]", NotATime),
            ("{}", NotATime),
        ] {
            assert_eq!(read(None, cell), Err(bad), "{cell:?}");
        }
        assert_eq!(read(Some(Mdy), "25/6/2026"), Err(Impossible));
        assert_eq!(read(Some(Dmy), "25/06/0026"), Err(OutOfRange));
        let ids = [Empty, NotATime, Impossible, OutOfRange, NoOrder].map(BadStamp::reason);
        assert_eq!(ids, ["no-time", "bad-time", "impossible-date", "bad-time", "bad-time"]);
    }

    #[test]
    fn the_columns_values_tell_the_order() {
        assert_eq!(order(&["3/4/2026", "13/4/2026"]), Some(Dmy));
        assert_eq!(order(&["3/4/2026", "4/13/2026 9:00 AM", "2026-06-25"]), Some(Mdy));
        assert_eq!(order(&["3.4.2026"]), Some(Dmy));
        assert_eq!(order(&["3.13.2026", "3.4.2026"]), Some(Mdy));
        assert_eq!(order(&["25.06.26", "5.6.26"]), Some(Dmy));
        assert_eq!(order(&["6/25/26"]), Some(Mdy));
        for cells in [&["2026-06-25", "", "1782396189"][..], &["6/6/2026"], &["31/31/2026"], &[]] {
            assert_eq!(order(cells), None, "{cells:?}");
        }
    }

    #[test]
    fn an_order_that_no_cell_tells_is_a_question() {
        let ask = |cells: &[&str]| detect(cells.iter().copied(), None).unwrap_err().to_string();
        assert_eq!(
            ask(&["3/4/2026", "5/5/2026", "3/4/2026", "7-8-2026"]),
            "3/4/2026 and 7-8-2026 may begin with the day or the month"
        );
        assert_eq!(ask(&["5.6.26"]), "5.6.26 may begin with the day or the month");
        assert_eq!(ask(&["25/06/26"]), "25/06/26 may begin with the day or the month");
        assert_eq!(
            ask(&["13/4/2026", "4/13/2026"]),
            "13/4/2026 begins with the day, 4/13/2026 with the month"
        );
        assert_eq!(detect(["3/4/2026"].into_iter(), Some(Mdy)).unwrap().order, Some(Mdy));
    }

    #[test]
    fn serial_days_only_where_the_whole_column_is_such() {
        let format =
            detect(["46162", "46162,5", "", "46162.3958333333"].into_iter(), None).unwrap();
        assert!(format.serial);
        let read = |cell| format.read(cell, &Zone::Utc).map(|stamp| stamp.to_string());
        // 46162 − 25569 = 20593 days after 1970-01-01.
        assert_eq!(read("46162"), Ok("2026-05-20".into()));
        assert_eq!(read("46162.5"), Ok("2026-05-20T12:00:00Z".into()));
        assert_eq!(read("46162.3958333333"), Ok("2026-05-20T09:30:00Z".into()));
        // A fraction is a time, also where it rounds to midnight.
        assert_eq!(read("46162.9999999999"), Ok("2026-05-21T00:00:00Z".into()));
        assert!(!detect(["46162", "2026-05-20"].into_iter(), None).unwrap().serial);
        assert!(!detect(["46162", "12345"].into_iter(), None).unwrap().serial);
        assert!(!detect([""].into_iter(), None).unwrap().serial);
    }

    #[test]
    fn naive_times_are_in_the_given_zone() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let read = |cell| StampFormat::default().read(cell, &berlin).unwrap().to_string();
        assert_eq!(read("2026-06-25T09:25:49.5"), "2026-06-25T07:25:49.500000Z");
        assert_eq!(read("2026-06-25 09:25"), "2026-06-25T07:25:00Z");
        assert_eq!(read("2026-06-25T09:25:49Z"), "2026-06-25T09:25:49Z");
        assert_eq!(read("2026-06-25"), "2026-06-25");
    }

    proptest! {
        /// Every instant from 1990 to the end of 2100, printed in each form, reads back to the form's own precision.
        #[test]
        fn any_instant_reads_back(micros in 631_152_000_000_000_i64..4_133_980_800_000_000, east in -48_i64..=56) {
            // `east` counts quarters of an hour.
            let wall = (micros + east * 900_000_000).clamp(631_152_000_000_000, 4_133_980_799_999_999);
            let micros = wall - east * 900_000_000;
            let day = Day::from_number(i32::try_from(wall.div_euclid(86_400_000_000)).unwrap());
            let (y, mo, d) = (day.year(), day.month(), day.day_of_month());
            let rest = wall.rem_euclid(86_400_000_000);
            let (h, mi, s, us) = (rest / 3_600_000_000, rest / 60_000_000 % 60, rest / 1_000_000 % 60, rest % 1_000_000);
            let zone = format!("{}{:02}:{:02}", if east < 0 { '-' } else { '+' }, east.abs() / 4, east.abs() % 4 * 15);
            let compact = zone.replace(':', "");
            let (half, h12) = (if h < 12 { "AM" } else { "PM" }, (h + 11) % 12 + 1);
            let month = &MONTHS[mo as usize - 1];
            let day_name = &WEEKDAYS[day.weekday() as usize][..3];
            let (second, minute, milli) = (1_000_000, 60_000_000, 1000);
            let cases = [
                (None, 1, format!("{y}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}.{us:06}{zone}")),
                (None, 1, format!("{y}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02},{us:06}789 {compact}")),
                (None, milli, format!("{y}/{mo}/{d} {h}:{mi:02}:{s:02}.{:03}{compact}", us / 1000)),
                (None, second, format!("{y}{mo:02}{d:02}T{h:02}{mi:02}{s:02}{compact}")),
                (None, second, format!("{day_name}, {d} {} {y} {h:02}:{mi:02}:{s:02} {compact}", &month[..3])),
                (None, second, format!("{month} {d}, {y} {h12}:{mi:02}:{s:02} {half} GMT{compact}")),
                (None, second, format!("{d:02}/{}/{y}:{h:02}:{mi:02}:{s:02} {compact}", &month[..3])),
                (Some(Dmy), second, format!("{d}.{mo}.{y} {h:02}:{mi:02}:{s:02} {zone}")),
                (Some(Mdy), minute, format!("{mo}/{d}/{y} {h12}:{mi:02} {half} {zone}")),
                (Some(Mdy), minute, format!("{mo:02}-{d:02}-{y} {h12}:{mi:02}{half} {zone}")),
            ];
            for (order, step, cell) in &cases {
                let expected = Stamp::At(Instant::from_micros(micros - wall.rem_euclid(*step)));
                let got = StampFormat { order: *order, serial: false }.read(cell, &Zone::Utc);
                prop_assert_eq!(got, Ok(expected), "{}", cell);
            }
            for (step, number) in [(1_000_000, wall / 1_000_000), (1000, wall / 1000), (1, wall)] {
                let got = StampFormat::default().read(&number.to_string(), &Zone::Utc);
                prop_assert_eq!(got, Ok(Stamp::At(Instant::from_micros(wall - wall.rem_euclid(step)))));
            }
            for cell in [format!("{y}-{mo:02}-{d:02}"), format!("{y}{mo:02}{d:02}"), format!("{d} {month} {y}")] {
                prop_assert_eq!(StampFormat::default().read(&cell, &Zone::Utc), Ok(Stamp::On(day)));
            }
        }

        #[test]
        fn no_text_panics(cell in ".*", like in "[0-9]{1,4}[-/.T: ]{1,2}[0-9A-Za-z]{1,4}[-/., ][0-9]{1,20}[T ]?[0-9:.,+a-zé]{0,12}") {
            let berlin: Zone = "Europe/Berlin".parse().unwrap();
            for text in [&cell, &like] {
                for (order, serial) in [(None, true), (Some(Dmy), false), (Some(Mdy), false)] {
                    let _ = StampFormat { order, serial }.read(text, &berlin);
                }
                let _ = detect([text.as_str(), "1/2/2026"].into_iter(), None);
            }
        }

        #[test]
        fn numbers_do_not_panic(whole in "[0-9]{1,22}", fraction in "[.,]?[0-9]{0,30}") {
            let cell = whole + &fraction;
            let format = detect([cell.as_str()].into_iter(), None).unwrap();
            let _ = format.read(&cell, &Zone::Utc);
        }
    }
}
