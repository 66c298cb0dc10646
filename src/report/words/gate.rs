//! The sentences that the gate carries beside those of its alerts: doubts, rules that were left out, stale entries.

use crate::base::figure::{count, counted, exact};
use crate::base::{Credits, Day, Stamp};
use crate::event::Pool;

/// The doubt and the reason if there is nothing to judge.
pub(crate) const EMPTY_LOG: &str = "the log has no events";
/// The doubt about totals of an unknown day.
pub(crate) const UNDATED: &str =
    "the snapshot has no date, so it may be of any day: add a column date";
/// The same if filters are the cause.
pub(crate) const ALL_FILTERED: &str = "the filters exclude every event";
/// Why a rule that was asked for judges no pool at all.
pub(crate) const NO_POOL: &str = "the filters exclude every pool that this rule judges";
pub(crate) const NO_POOL_IN_LOG: &str = "no pool that this rule judges is in this log";
/// Why a pool is left out although the other one has an allowance.
pub(crate) const IDLE_POOL: &str = "the pool has neither events nor an allowance";
/// Why a pool has no verdicts.
pub(crate) const NOT_IN_LOG: &str = "the pool is not in this log";
/// Why a rule about such a pool is open all the same.
pub(crate) const MAY_BE_OF_POOL: &str =
    "the pool is not in this log, but some credits of the cycle belong to no known pool";
/// Why a known event is stale.
pub(crate) const NOT_ASKED: &str = "this run judges no such rule, pool and scope";
pub(crate) const GROWN: &str = "the event has grown by half since then, its main cause is another one, or another entry covers it";
pub(crate) const NOT_FIRED: &str = "the rule did not fire on that day";

pub(crate) fn expired(on: Day) -> String {
    format!("it expired on {on}")
}

pub(crate) fn event_ended(on: Day) -> String {
    format!("the event ended on {on}")
}

pub(crate) fn too_old(last: Stamp, hours: i64, most: i64) -> String {
    let hours = exact(Credits::whole(hours));
    format!("the log's last event ({last}) is {hours} hours old, more than --max-age {most}h")
}

pub(crate) fn risen(last: Day) -> String {
    format!("the balance rose during a call on {last}, so what that call used is unknown")
}

pub(crate) fn rejected(rejected: u64, rows: u64, limit: Credits) -> String {
    let (rejected, rows) = (count(rejected), count(rows));
    format!("{rejected} of {rows} rows could not be read, more than --max-rejected {limit}%")
}

pub(crate) fn rejected_on(
    rejected: u64,
    rows: u64,
    day: Day,
    is_filtered: bool,
    limit: Credits,
) -> String {
    let (rejected, rows) = (count(rejected), count(rows));
    let and = if is_filtered { " and of what the filters keep" } else { "" };
    format!(
        "{rejected} of {rows} rows that may be of {day}{and} could not be read, more than --max-rejected {limit}%"
    )
}

pub(crate) fn cut(path: &str, why: &str) -> String {
    format!("{path} is probably incomplete: {why}")
}

pub(crate) fn stale(path: &str, last: Stamp, most: i64) -> String {
    format!(
        "{path} ends with {last}, more than --max-age {most}h ago, and no other input has later events of its apps"
    )
}

pub(crate) fn empty(path: &str) -> String {
    format!("{path} has no rows; if that is right, leave it out")
}

pub(crate) fn all_rejected(path: &str, rows: u64) -> String {
    format!("none of the {} of {path} could be read", counted(rows, "row"))
}

pub(crate) fn ended(until: Day, hours: i64, most: i64) -> String {
    let hours = exact(Credits::whole(hours));
    format!(
        "the setting until ends the log with {until}, {hours} hours ago, more than --max-age {most}h"
    )
}

/// Reasons for rows that are not counted and may hide use, with their words after a number of rows.
pub(crate) const UNCOUNTED: [(&str, &str); 7] = [
    (crate::ingest::SAMPLE, "marked as samples (is_sample) and not counted"),
    (crate::ingest::BLOCKED, "blocked, so their credits are not counted"),
    (crate::ingest::EXPIRED, "expired, so their credits are not counted"),
    (crate::ingest::RENEWAL, "read as renewal of the allowance, and not counted"),
    (crate::ingest::REFUNDED, "charged and given back, so their credits are not counted"),
    (crate::ingest::CACHED, "answered from a cache, so the credits are not counted"),
    (crate::ingest::TOTAL, "read as total of other rows, and not counted"),
];

/// Events later than the judged day.
pub(crate) fn later(events: u64, as_of: Day) -> String {
    let are = if events == 1 { "is" } else { "are" };
    format!("{} {are} later than {as_of} and not judged", counted(events, "event"))
}

/// Events without a price, no more of them than the limit allows.
pub(crate) fn unpriced_on(unpriced: u64, events: u64, day: Day) -> String {
    let has = if unpriced == 1 { "has no price and counts" } else { "have no price and count" };
    let (unpriced, events) = (count(unpriced), count(events));
    format!("{unpriced} of {events} events on {day} {has} as nothing")
}

pub(crate) fn uncounted_on(day: Day, rows: u64, what: &str) -> String {
    let are = if rows == 1 { "is" } else { "are" };
    format!("{} of {day} {are} {what}", counted(rows, "row"))
}

pub(crate) fn refunded_on(day: Day, refunded: Credits) -> String {
    format!("refunds of {day} take {} credits off that day", exact(refunded))
}

pub(crate) fn without_refunds(message: &str, refunded: Credits) -> String {
    format!("{message}, before refunds of {}", exact(refunded))
}

pub(crate) fn unread(why: &str) -> String {
    format!("an input was not read: {why}")
}

pub(crate) fn unpriced(
    unpriced: u64,
    events: u64,
    from: Day,
    to: Day,
    pool: Option<Pool>,
    limit: Credits,
) -> String {
    let (unpriced, events) = (count(unpriced), count(events));
    let of = pool.map(|pool| format!(" that are or may be of the pool {pool}")).unwrap_or_default();
    format!(
        "{unpriced} of {events} events{of} from {from} to {to} have no price, more than --max-unpriced {limit}%"
    )
}

/// Rows whose year may be wrong.
pub(crate) fn of_another_year(rows: u64, own: Day, day: Day) -> String {
    let are = if rows == 1 { "is" } else { "are" };
    format!(
        "{} {are} of {own}, long before all others: if the year is wrong, {are} of {day}; else leave {} out",
        counted(rows, "row"),
        if rows == 1 { "it" } else { "them" }
    )
}

/// What a log says before a long silence is no sign that it is whole.
pub(crate) fn begins_later(rows: u64, ends: Day, begins: Day) -> String {
    format!(
        "the log has {} up to {ends} and then none before {begins}, so it may begin only there",
        counted(rows, "row")
    )
}

/// Events of the judged day report no credits, although the log reports those of their kind.
pub(crate) fn lost_amounts(day: Day, credits: Credits) -> String {
    format!(
        "{} credits of {day} are by the rate card, because their events report none; on the days before, the log reports those of their kind",
        exact(credits)
    )
}

/// The judged day ends earlier than the days before it.
pub(crate) fn ends_early(day: Day, last: u32, earliest: u32) -> String {
    format!(
        "the last row of {day} is of {last:02}:00 to {last:02}:59, and each of the days before went on until {earliest:02}:00 or later, so the log may be cut"
    )
}

/// A filter asks what some events do not say, and with them a rule would fire. `rule` is its sentence.
pub(crate) fn undecided(events: u64, from: Day, to: Day, what: &str, rule: &str) -> String {
    let events = counted(events, "event");
    format!(
        "the filters drop {events} from {from} to {to} with no known {what}, and with these: {rule}"
    )
}

/// The verdict of `unclassified`.
pub(crate) fn unclassified(
    unknown: u64,
    events: u64,
    from: Day,
    to: Day,
    limit: Credits,
) -> String {
    if events == 0 {
        return format!("no events from {from} to {to}");
    }
    let (unknown, events, limit) = (count(unknown), count(events), exact(limit));
    format!(
        "{unknown} of {events} events from {from} to {to} have an operation that no rate card knows (threshold {limit}%)"
    )
}
