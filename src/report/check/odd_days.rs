//! Days that do not look like the rest of the log: a few rows a year or more before all others, whose year may be wrong, a judged day
//! that ends earlier than days do, and one on which amounts are missing that the log reported before.

use super::data::Doubt;
use super::gate::Limits;
use super::share::exceeds;
use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::ledger::{Ledger, Tally};
use crate::report::words::gate as words;

/// Days without a row that separate rows of a wrong year from the others.
const SILENCE: i32 = 180;

/// The fewest days with known hours that tell when a day ends.
const FEWEST_DAYS: usize = 7;

/// Days before the judged one that tell what days are like.
const DAYS_BEFORE: i32 = 14;

/// The rows before a long silence, if they are few.
struct Before {
    days: Vec<Day>,
    rows: u64,
    /// The last of these days, and the first day after the silence.
    silence: (Day, Day),
}

/// The few rows that lie further before all others than these are apart.
fn before_silence(ledger: &Ledger, until: Day) -> Option<Before> {
    let days: Vec<(Day, u64)> = ledger.days_until(until).collect();
    let at = (1..days.len()).max_by_key(|at| days[*at].0.since(days[*at - 1].0))?;
    let (early, late) = days.split_at(at);
    let (ends, begins) = (early.last()?.0, late.first()?.0);
    let silence = begins.since(ends);
    let is_long = silence >= SILENCE && silence > late.last()?.0.since(begins);
    let events = |days: &[(Day, u64)]| days.iter().map(|(_, events)| events).sum::<u64>();
    let rows = events(early);
    (is_long && rows.saturating_mul(10) <= events(late)).then(|| Before {
        days: early.iter().map(|(day, _)| *day).collect(),
        rows,
        silence: (ends, begins),
    })
}

/// More rows than allowed have the date of a judged day in an earlier year, long before all others: their year may be a typing error.
pub(super) fn of_another_year(ledger: &Ledger, day: Day, limits: &Limits) -> Option<Doubt> {
    let is_same = |other: &&Day| {
        (other.month(), other.day_of_month()) == (day.month(), day.day_of_month())
            && other.year() < day.year()
    };
    let before = before_silence(ledger, day)?;
    let own = before.days.iter().rev().find(is_same)?;
    let rows = ledger.events_that_may_count(*own, *own);
    let all = ledger.events_that_may_count(day, day) + rows;
    exceeds(rows, all, limits.max_rejected)
        .then(|| Doubt::of("another-year", words::of_another_year(rows, *own, day)))
}

/// The log reaches back to a day only by a few rows before a long silence.
pub(super) fn begins_later(ledger: &Ledger, from: Day, until: Day) -> Option<Doubt> {
    let Before { rows, silence: (ends, begins), .. } =
        before_silence(ledger, until).filter(|before| before.silence.1 > from)?;
    Some(Doubt::of("another-year", words::begins_later(rows, ends, begins)))
}

/// The last hour of a judged day, and the earliest last hour of the days before, if each of these went on for longer. Under a filter no hours are known of
/// what it drops.
pub(super) fn ends_early(ledger: &Ledger, day: Day) -> Option<(u32, u32)> {
    if ledger.filtered_until(day) > 0 {
        return None;
    }
    let mut hours = ledger.last_hours(day.plus(-DAYS_BEFORE), day);
    let last = hours.remove(&day)?;
    let earliest = hours.values().min().copied().filter(|_| hours.len() >= FEWEST_DAYS)?;
    (last < earliest).then_some((last, earliest))
}

/// Credits of a day by the rate card, of kinds of call for which the log reported nearly all credits on the days before: an export may
/// have lost the amounts.
pub(super) fn lost_amounts(ledger: &Ledger, day: Day) -> Option<Credits> {
    let of_pool = |pool: Pool| {
        let before = ledger.span(pool, day.plus(-DAYS_BEFORE), day.plus(-1)).by(|key| key.class);
        let own = ledger.span(pool, day, day).by(|key| key.class);
        own.into_iter()
            .filter(|(class, own)| before.get(class).is_some_and(|before| lacks_more(own, before)))
            .map(|(_, tally)| tally.modeled)
            .sum::<Credits>()
    };
    let lost: Credits = Pool::ALL.into_iter().map(of_pool).sum();
    (!lost.is_zero()).then_some(lost)
}

/// Whether the part by the rate card is more than twice that of the days before, on which it was a quarter at most.
fn lacks_more(own: &Tally, before: &Tally) -> bool {
    let all = |tally: &Tally| tally.modeled + tally.reported;
    let is_rare = before.modeled.times(4) <= all(before) && before.reported.is_positive();
    let parts =
        own.modeled.checked_mul(all(before)).zip(before.modeled.times(2).checked_mul(all(own)));
    is_rare && parts.is_none_or(|(now, then)| now > then)
}
