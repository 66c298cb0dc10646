//! Reasons why a clear rule counts as not judged: an old log, too many rows that could not be read, too many events without a price.
//! Those about single inputs are in `input_doubts`, those about a judged day in `day_doubts`. A rule that fired stays fired, because more data could only add to it.

use std::collections::BTreeMap;

use super::data::{Doubt, Reach};
use super::gate::{Gate, Limits};
use super::judged::Judged;
use super::odd_days;
use super::share::exceeds;
use crate::alerts::alert::RuleState;
use crate::alerts::{self, Rule};
use crate::base::{Day, Instant, Stamp, Zone};
use crate::event::Pool;
use crate::ingest::{Input, LeftOut};
use crate::ledger::Ledger;
use crate::report::facts::ReportContext;
use crate::report::freshness::latest;
use crate::report::words::gate as words;
use crate::report::{Quality, Request};

const HOUR: i64 = 3_600_000_000;

pub(super) const UNPRICED: &str = "unpriced";
const RISEN: &str = "risen-balance";

/// Whole hours from an event to the moment of judging; at least 0.
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
    let age = judged_at.micros() - latest(last, zone).micros();
    let most = limits.max_age_hours;
    (age > most.saturating_mul(HOUR))
        .then(|| Doubt::of("too-old", words::too_old(last, age / HOUR, most)))
}

/// More rows could not be read than allowed.
pub(super) fn rejected(quality: &Quality, limits: &Limits) -> Option<Doubt> {
    let (rejected, rows, limit) = (quality.rejected, quality.rows, limits.max_rejected);
    exceeds(rejected, rows, limit)
        .then(|| Doubt::of("rejected", words::rejected(rejected, rows, limit)))
}

/// The setting `until` ends the log earlier than allowed.
pub(super) fn ended(
    until: Option<Day>,
    judged_at: Option<Instant>,
    zone: Zone,
    limits: &Limits,
) -> Option<Doubt> {
    let (until, judged_at) = (until?, judged_at?);
    let (age, most) = (judged_at.micros() - until.end(&zone).micros(), limits.max_age_hours);
    (age > most.saturating_mul(HOUR))
        .then(|| Doubt::of("too-old", words::ended(until, age / HOUR, most)))
}

/// An input may be a log, and its events may be those that matter.
pub(super) fn unread(left_out: &[LeftOut]) -> Option<Doubt> {
    let input = left_out.iter().find(|input| input.may_be_log)?;
    Some(Doubt::of("unread", words::unread(&input.reason)))
}

/// More events of some days have no price than allowed, of all pools or of one. The events of no known pool count to the one that a filter
/// asks for.
pub(super) fn unpriced(
    ledger: &Ledger,
    from: Day,
    to: Day,
    request: &Request,
    of: Option<Pool>,
    limits: &Limits,
) -> Option<Doubt> {
    let (unpriced, events) = match of {
        None => unpriced_events(ledger, from, to, &Pool::ALL),
        Some(pool) if request.pools.is_empty() => unpriced_events(ledger, from, to, &[pool]),
        Some(pool) => unpriced_events(ledger, from, to, &[pool, Pool::Unassigned]),
    };
    let limit = limits.max_unpriced;
    exceeds(unpriced, events, limit).then(|| {
        let message = words::unpriced(unpriced, events, from, to, of, limit);
        Doubt { pools: of.map(|pool| vec![pool]), ..Doubt::of(UNPRICED, message) }
    })
}

/// The events without a price of some days in some pools, and all events of these days; those too that the filters may keep.
pub(super) fn unpriced_events(ledger: &Ledger, from: Day, to: Day, of: &[Pool]) -> (u64, u64) {
    let totals = of.iter().map(|pool| ledger.span_with_undecided(*pool, from, to).total());
    totals.fold((0, 0), |(unpriced, events), total| {
        (unpriced + total.unpriced, events + total.events)
    })
}

/// A balance rose while a call ran, on one of the days from `from` on: the cost of that call is unknown, whatever its share of the calls.
fn risen(inputs: &[Input], from: Day) -> Option<Doubt> {
    let last = inputs.iter().filter_map(|input| input.risen).max()?;
    (last >= from).then(|| Doubt::of(RISEN, words::risen(last)))
}

/// Turns clear verdicts into "not judged" if the log is in doubt, or the days that they rest on have too many unpriced events.
pub(super) fn apply(
    judged: &mut [Judged],
    doubts: &mut Vec<Doubt>,
    asked: &ReportContext,
    gate: &Gate,
) {
    let ReportContext { facts, request, timeline } = asked;
    let mut known_spans: BTreeMap<(Day, Option<Pool>), Option<Doubt>> = BTreeMap::new();
    for Judged { verdict, .. } in judged.iter_mut().filter(|j| j.verdict.state == RuleState::Clear)
    {
        // The days that the verdict rests on: those of its window, the judged day alone (`daily-cap`), or the cycle.
        let judges_days = alerts::find(&verdict.rule).is_some_and(Rule::judges_days);
        let from = match &verdict.window {
            Some(window) => window.from,
            None if judges_days => verdict.day.unwrap_or(timeline.cycle.start),
            None => timeline.cycle.start,
        };
        let without_price =
            |pool| unpriced(facts.ledger, from, timeline.as_of, request, pool, &gate.limits);
        let find = || {
            without_price(None)
                .or_else(|| without_price(Some(verdict.pool.filter(|p| *p != Pool::Unassigned)?)))
                .or_else(|| risen(facts.inputs, from))
                .or_else(|| odd_days::begins_later(facts.ledger, from, timeline.as_of))
        };
        let unpriced = known_spans.entry((from, verdict.pool)).or_insert_with(find).clone();
        let known = doubts.iter().find(|doubt| doubt.concerns(verdict.pool)).cloned();
        if let Some(doubt) = known.or_else(|| unpriced.clone()) {
            verdict.state = RuleState::NotJudged;
            verdict.reason = Some(doubt.message);
        }
        doubts.extend(unpriced.filter(|doubt| !doubts.contains(doubt)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
