//! Days: as-of, period, zone, cycle.

use super::values;
use crate::base::{Cycle, CycleRule, Day, Zone};
use crate::cli::env::Env;
use crate::cli::error::Failure;
use crate::cli::origin::{Merged, Text};

/// The day at whose end everything is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AsOf {
    /// The day of the log's last event, before filters.
    LastEvent,
    /// A given day.
    Day(Day),
    /// Today, which is not over yet.
    Now,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TimeSettings {
    pub(crate) as_of: AsOf,
    /// First day to list.
    pub(crate) since: Option<Day>,
    /// Last day to list. Also the latest as-of, if that is not set.
    pub(crate) until: Option<Day>,
    /// Number of days up to as-of to list.
    pub(crate) last: Option<i32>,
    /// List everything up to as-of.
    pub(crate) all: bool,
    /// The zone in which days begin and end.
    pub(crate) zone: Zone,
    pub(crate) cycle: CycleRule,
}

impl TimeSettings {
    pub(crate) fn of(written: &Merged, env: &Env) -> Result<Self, Failure> {
        let zone = written.one("timezone").map_or(Ok(Zone::Utc), |t| values::zone(t, env))?;
        let today = zone.day_of(env.now);
        let judged = written.one("as-of").map_or(Ok(AsOf::LastEvent), |text| as_of(text, today))?;
        // Who judges another day as today means the days before that one.
        let today = if let AsOf::Day(day) = judged { day } else { today };
        let optional_day =
            |name: &str| written.one(name).map(|text| values::day_or_word(text, today)).transpose();
        let time = Self {
            as_of: judged,
            since: optional_day("since")?,
            until: optional_day("until")?,
            last: written.one("last").map(last).transpose()?,
            all: written.on("all")?,
            zone,
            cycle: cycle(written)?,
        };
        time.forward(written, env)?;
        Ok(time)
    }

    /// Refuses a first day after the last one, whichever settings they come from.
    fn forward(&self, written: &Merged, env: &Env) -> Result<(), Failure> {
        let Some((since, text)) = self.since.zip(written.one("since")) else { return Ok(()) };
        let as_of = match self.as_of {
            AsOf::LastEvent => None,
            AsOf::Day(day) => Some(day),
            AsOf::Now => Some(self.zone.day_of(env.now)),
        };
        for (name, end) in [("until", self.until), ("as-of", as_of)] {
            if let Some(end) = end.filter(|end| *end < since) {
                let failure = text.wrong(format!(
                    "the range is reversed: it begins on {since} and ends on {end} ({name})"
                ));
                let hint = match name {
                    "until" => format!("did you mean --since {end} --until {since}?"),
                    _ => format!("name {end} or an earlier day"),
                };
                return Err(failure.hint(hint));
            }
        }
        Ok(())
    }
}

/// The last year of which a time is read. Each day up to as-of is looked at, so a year like 9999 would take hours and the memory of the
/// machine.
const LAST_YEAR: i32 = 2100;

/// The most days of a cycle: a hundred years.
const LONGEST_CYCLE: i32 = 36_525;

/// A day that is not over yet is judged so far, whichever word names it.
fn as_of(text: &Text, today: Day) -> Result<AsOf, Failure> {
    match text.text.trim().to_ascii_lowercase().as_str() {
        "now" | "today" => return Ok(AsOf::Now),
        "last-event" => return Ok(AsOf::LastEvent),
        _ => {}
    }
    match values::day_or_word(text, today) {
        Ok(day) if day.year() > LAST_YEAR => Err(text
            .wrong(format!("{day} is after {LAST_YEAR}, and no log is read that reaches further"))),
        Ok(day) => Ok(AsOf::Day(day)),
        Err(_) => Err(text
            .wrong(format!("{:?} is not a date (YYYY-MM-DD or YYYYMMDD)", text.text.trim()))
            .hint("or write now, today, yesterday, 3 days ago or last-event")),
    }
}

/// Parses `14d`, `2w`, `3m`, `week`, `month` or a bare number of days. A month is 30 days.
fn last(text: &Text) -> Result<i32, Failure> {
    let given = text.text.trim().to_ascii_lowercase();
    let units = [("days", 1), ("day", 1), ("d", 1), ("weeks", 7), ("week", 7), ("w", 7)];
    let units = units.into_iter().chain([("months", 30), ("month", 30), ("m", 30)]);
    let named = units
        .into_iter()
        .find_map(|(unit, days)| Some((given.strip_suffix(unit)?.trim(), unit, days)));
    let (digits, days) = match named {
        // `week` alone is one week.
        Some(("", "week" | "month" | "day", days)) => ("1", days),
        Some((number, _, days)) => (number, days),
        None => (given.as_str(), 1),
    };
    let number =
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok()).flatten();
    let total = number.and_then(|n| n.checked_mul(days)).filter(|n| (1..=100_000).contains(n));
    total.ok_or_else(|| {
        text.wrong(format!("{:?} is not a number of days, 1 or more", text.text))
            .hint("write days, weeks or months, like 14d, 2w, week or month (30 days)")
    })
}

fn cycle(written: &Merged) -> Result<CycleRule, Failure> {
    if let Some(text) = written.one("cycle") {
        let form = "write the first day and the day of the reset, like 2026-05-05..2026-06-05";
        let Some((start, reset)) = text.text.split_once("..") else {
            return Err(text.wrong(format!("{:?} is not START..RESET", text.text)).hint(form));
        };
        let (start, reset) = (values::day_in(text, start)?, values::day_in(text, reset)?);
        if start == reset {
            return Err(text
                .wrong("the cycle is empty: it begins and is reset on the same day")
                .hint(form));
        }
        if reset < start {
            return Err(text
                .wrong(format!("the cycle is reversed: {reset} is before {start}"))
                .hint(form));
        }
        if reset.since(start) > LONGEST_CYCLE {
            return Err(text.wrong("the cycle is longer than 100 years").hint(form));
        }
        return Ok(CycleRule::Explicit(Cycle { start, reset }));
    }
    match written.one("cycle-day") {
        Some(text) => {
            let day = values::count(text, 1, 31)?;
            Ok(CycleRule::Monthly { day: u32::try_from(day).unwrap_or(1), assumed: false })
        }
        None => Ok(CycleRule::Monthly { day: 1, assumed: true }),
    }
}
