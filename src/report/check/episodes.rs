//! Since when a rule has been firing, and which days are the same event.

use crate::alerts::{Params, Rule, Subject, fold};
use crate::base::Day;

/// Consecutive firing days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Event {
    /// The first day.
    pub first: Day,
    /// From this day on it is as high as it was last said; a known event of an earlier day does not cover it.
    pub said: Day,
    /// The last day.
    pub last: Day,
}

impl Event {
    pub(crate) fn holds(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Every event of a daily rule up to as-of; of a rule about the cycle, the cycle so far.
pub(super) fn events(rule: &dyn Rule, subject: &Subject, params: &Params) -> Vec<Event> {
    if !rule.judges_days() {
        let first = since_in_cycle(rule, subject, params);
        return vec![Event { first, said: subject.cycle.start, last: subject.as_of }];
    }
    let days = rule.days(subject, params, subject.first, subject.as_of);
    let event = |episode: crate::alerts::Episode| Event {
        first: episode.first,
        said: episode.said.last().map_or(episode.first, |day| day.day),
        last: episode.last,
    };
    fold(&days).into_iter().map(event).collect()
}

/// The day on which a budget was reached; the cycle's start for rules that can turn on and off.
fn since_in_cycle(rule: &dyn Rule, subject: &Subject, params: &Params) -> Day {
    let start = subject.cycle.start;
    let (Some(threshold), Some(capacity), "budget") =
        (params.budget.last(), subject.capacity, rule.id())
    else {
        return start;
    };
    let net = |from, to| {
        subject.parts.list().iter().map(|part| part.net.sum(from, to)).sum::<crate::base::Credits>()
    };
    // Parts do not reach back to the cycle's start in a long cycle; what is missing was used before their first day.
    let mut used = subject.used - net(start, subject.as_of);
    for day in start.through(subject.as_of) {
        used += net(day, day);
        if threshold.checked_mul(capacity).is_some_and(|limit| used.times(100) >= limit) {
            return day;
        }
    }
    start
}
