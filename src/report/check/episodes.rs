//! Since when a rule has been firing, and which days belong to the same alert.

use crate::alerts::episode::{Episode, fold};
use crate::alerts::params::Params;
use crate::alerts::rule::Rule;
use crate::alerts::subject::Subject;
use crate::alerts::without_days;
use crate::base::{Credits, Day};

/// Consecutive days on which a rule fired; for a rule about the cycle, the cycle so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FiringDays {
    pub first: Day,
    /// The day on which it was last reported because it had grown. A known event of an earlier day does not cover it.
    pub reported: Day,
    pub last: Day,
}

impl FiringDays {
    pub(super) fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// All firing days of a rule up to as-of.
pub(super) fn firing_days(rule: &dyn Rule, subject: &Subject, params: &Params) -> Vec<FiringDays> {
    if !rule.judges_days() {
        let first = if rule.counts_up() { reached_on(subject, params) } else { None };
        let start = subject.cycle.start;
        let first = first.unwrap_or(start);
        return vec![FiringDays { first, reported: start, last: subject.as_of }];
    }
    let days = without_days::days(rule, subject, params, (subject.first, subject.as_of));
    let firing = |episode: Episode| FiringDays {
        first: episode.first,
        reported: episode.reported.last().map_or(episode.first, |day| day.day),
        last: episode.last,
    };
    fold(&days).into_iter().map(firing).collect()
}

/// The day on which the budget's highest threshold was reached.
fn reached_on(subject: &Subject, params: &Params) -> Option<Day> {
    let (threshold, capacity) = (params.budget.last()?, subject.capacity?);
    let limit = threshold.checked_mul(capacity)?;
    let start = subject.cycle.start;
    let net =
        |from, to| subject.parts.list().iter().map(|part| part.net.sum(from, to)).sum::<Credits>();
    // In a long cycle the parts do not reach back to its start; whatever they lack was used before their first day.
    let mut used = subject.used - net(start, subject.as_of);
    start.through(subject.as_of).find(|day| {
        used += net(*day, *day);
        used.times(100) >= limit
    })
}
