//! What makes a clear rule one that was not judged: an old log, too many rows that could not be read, a log that was cut short, too many events without a price.

use serde::{Deserialize, Serialize};

use super::data::Reach;
use super::gate::Limits;
use crate::base::{Credits, Day, Instant, Stamp, Zone};
use crate::event::Pool;
use crate::ingest::Input;
use crate::ledger::Ledger;
use crate::report::Quality;

/// A reason to doubt what is clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Doubt {
    /// `no-events`, `too-old`, `rejected`, `cut`, `unpriced`.
    pub id: String,
    /// One sentence.
    pub message: String,
}

impl Doubt {
    fn of(id: &str, message: String) -> Self {
        Self { id: id.to_owned(), message }
    }
}

const HOUR: i64 = 3_600_000_000;

/// The moment of a stamp; a date alone counts to its end, since its event may be as late as that.
pub(super) fn latest(stamp: Stamp, zone: Zone) -> Instant {
    match stamp {
        Stamp::At(instant) => instant,
        Stamp::On(day) => day.end(&zone),
    }
}

/// Whole hours from an event to the moment of judging; not below 0.
pub(super) fn age_hours(last: Stamp, judged_at: Instant, zone: Zone) -> i64 {
    (judged_at.micros() - latest(last, zone).micros()).max(0) / HOUR
}

/// The last event is older than allowed.
pub(super) fn too_old(
    reach: &Reach,
    judged_at: Option<Instant>,
    zone: Zone,
    limits: &Limits,
) -> Option<Doubt> {
    let (last, judged_at) = (reach.last?, judged_at?);
    let late = judged_at.micros() - latest(last, zone).micros();
    if late <= limits.max_age_hours.saturating_mul(HOUR) {
        return None;
    }
    let (hours, most) = (late / HOUR, limits.max_age_hours);
    Some(Doubt::of(
        "too-old",
        format!("the log's last event ({last}) is {hours} hours old, more than --max-age {most}h"),
    ))
}

/// More rows could not be read than allowed.
pub(super) fn rejected(quality: &Quality, limits: &Limits) -> Option<Doubt> {
    let (rejected, rows) = (quality.rejected, quality.rows);
    exceeds(rejected, rows, limits.max_rejected).then(|| {
        Doubt::of(
            "rejected",
            format!(
                "{rejected} of {rows} rows could not be read, more than --max-rejected {}%",
                limits.max_rejected
            ),
        )
    })
}

/// An input was probably cut short: what is missing may be what burns.
pub(super) fn cut(inputs: &[Input]) -> Option<Doubt> {
    let cut = inputs.iter().find_map(|input| input.cut.as_ref())?;
    Some(Doubt::of("cut", format!("a log is probably not complete: {cut}")))
}

/// More events of some days have no price than allowed.
pub(super) fn unpriced(ledger: &Ledger, from: Day, to: Day, limits: &Limits) -> Option<Doubt> {
    let (mut unpriced, mut events) = (0, 0);
    for pool in Pool::ALL {
        let total = ledger.span(pool, from, to).total();
        unpriced += total.unpriced;
        events += total.events;
    }
    exceeds(unpriced, events, limits.max_unpriced).then(|| {
        let limit = limits.max_unpriced;
        Doubt::of(
            "unpriced",
            format!("{unpriced} of {events} events from {from} to {to} have no price, more than --max-unpriced {limit}%"),
        )
    })
}

/// Whether `part` of `whole` is more than so many percent, exactly.
pub(super) fn exceeds(part: u64, whole: u64, percent: Credits) -> bool {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Credits::whole(number(part)).times(100) > percent.times(number(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_in_a_hundred_is_not_more_than_one_percent() {
        let one = Credits::whole(1);
        assert!(!exceeds(1, 100, one));
        assert!(exceeds(1, 99, one));
        assert!(!exceeds(0, 0, one));
        assert!(exceeds(1, 1_000_000, Credits::ZERO));
    }

    #[test]
    fn thirty_six_hours_are_not_more_than_thirty_six() {
        let at = |micros| Stamp::At(Instant::from_micros(micros));
        let reach = |last| Reach { first: None, last: Some(last), age_hours: None };
        let limits = Limits::default();
        let judged = Some(Instant::from_micros(36 * HOUR));
        assert_eq!(too_old(&reach(at(0)), judged, Zone::Utc, &limits), None);
        let old = too_old(&reach(at(-1)), judged, Zone::Utc, &limits).unwrap();
        assert_eq!(old.id, "too-old");
        // A date alone: day 0 ends 24 hours after the epoch, so it is 36 hours old 60 hours after the epoch.
        let day = Stamp::On(Day::from_number(0));
        assert_eq!(
            too_old(&reach(day), Some(Instant::from_micros(60 * HOUR)), Zone::Utc, &limits),
            None
        );
        assert!(
            too_old(&reach(day), Some(Instant::from_micros(61 * HOUR)), Zone::Utc, &limits)
                .is_some()
        );
        assert_eq!(too_old(&reach(at(-1)), None, Zone::Utc, &limits), None);
    }
}
