//! Doubts about a judged day. A hundred good days do not make up for one whose rows could not be read or priced.

use super::data::{Doubt, JudgedDay};
use super::doubts::{UNPRICED, unpriced, unpriced_events};
use super::gate::Limits;
use super::odd_days;
use super::share::exceeds;
use crate::base::{Day, Zone};
use crate::event::Pool;
use crate::ingest::Reject;
use crate::report::Request;
use crate::report::facts::Facts;
use crate::report::words::gate as words;

/// The doubts about one day.
pub(super) fn of_day(facts: &Facts, day: Day, request: &Request, limits: &Limits) -> Vec<Doubt> {
    let may_be = |reject: &&Reject| may_be_on(reject, day, request.zone);
    let rejected = facts.rejects.iter().filter(may_be).count() as u64;
    // What filters drop does not make up for rows that they might keep.
    let rows = facts.ledger.events_that_may_count(day, day) + rejected;
    let too_many = exceeds(rejected, rows, limits.max_rejected).then(|| {
        let limit = limits.max_rejected;
        let message = words::rejected_on(rejected, rows, day, !request.filters.is_empty(), limit);
        Doubt::of("rejected", message)
    });
    let mut doubts: Vec<Doubt> = too_many.into_iter().collect();
    doubts.extend(odd_days::of_another_year(facts.ledger, day, limits));
    doubts.extend(unpriced(facts.ledger, day, day, request, None, limits));
    if doubts.iter().all(|doubt| doubt.id != UNPRICED) {
        let is_judged = |pool: &Pool| request.keeps(*pool) && facts.ledger.observes(*pool, day);
        for pool in [Pool::Message, Pool::Integration].into_iter().filter(is_judged) {
            doubts.extend(unpriced(facts.ledger, day, day, request, Some(pool), limits));
        }
    }
    doubts
}

/// Returns true if a row that could not be read may be of a day: its own time says so, or it lies between rows of that day, or nothing
/// tells.
fn may_be_on(reject: &Reject, day: Day, zone: Zone) -> bool {
    match reject.between {
        [Some(one), Some(other)] => {
            let (one, other) = (one.day(&zone), other.day(&zone));
            one.min(other) <= day && day <= one.max(other)
        }
        _ => true,
    }
}

/// What a reader of the verdict should know about a judged day: rows that make it smaller than it was, or that were not counted.
pub(super) fn remarks(
    facts: &Facts,
    judged: JudgedDay,
    zone: Zone,
    limits: &Limits,
) -> Vec<String> {
    let day = judged.day;
    let refunded = Pool::ALL
        .into_iter()
        .map(|pool| facts.ledger.span(pool, day, day).total().refunded)
        .sum::<crate::base::Credits>();
    let mut remarks = Vec::new();
    if let Some((last, earliest)) =
        odd_days::ends_early(facts.ledger, day).filter(|_| judged.complete)
    {
        remarks.push(words::ends_early(day, last, earliest));
    }
    if let Some(lost) = odd_days::lost_amounts(facts.ledger, day) {
        remarks.push(words::lost_amounts(day, lost));
    }
    if !refunded.is_zero() {
        remarks.push(words::refunded_on(day, refunded));
    }
    let (without, events) = unpriced_events(facts.ledger, day, day, &Pool::ALL);
    // Who allows more than usual has them named.
    let is_raised = limits.max_unpriced > Limits::default().max_unpriced;
    if is_raised && without > 0 && !exceeds(without, events, limits.max_unpriced) {
        remarks.push(words::unpriced_on(without, events, day));
    }
    for (reason, what) in words::UNCOUNTED {
        let on_day = facts
            .inputs
            .iter()
            .flat_map(|input| &input.uncounted)
            .filter(|((of, stamp), _)| *of == reason && stamp.day(&zone) == day);
        let rows: u64 = on_day.map(|(_, rows)| rows).sum();
        if rows > 0 {
            remarks.push(words::uncounted_on(day, rows, what));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Stamp;

    #[test]
    fn a_row_between_two_days_may_be_of_either() {
        let day = |n: i32| Day::from_number(n);
        let on = |n: i32| Some(Stamp::On(day(n)));
        let reject = |between| Reject {
            input: 0,
            line: 1,
            reason: "bad-time",
            column: None,
            excerpt: "".into(),
            between,
        };
        let may = |between, n| may_be_on(&reject(between), day(n), Zone::Utc);
        assert!(may([on(3), on(3)], 3) && !may([on(3), on(3)], 4));
        assert!(may([on(3), on(5)], 4) && may([on(5), on(3)], 3) && !may([on(5), on(3)], 6));
        assert!(may([None, on(3)], 9) && may([on(3), None], 9) && may([None, None], 9));
    }
}
