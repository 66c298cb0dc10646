//! `unclassified=5%`: too many events have an operation that no rate card knows. Only the gate judges it, over all pools.

use super::share::exceeds;
use crate::alerts::alert::{RuleState, Window};
use crate::base::{Credits, Day, Ratio6};
use crate::event::Pool;
use crate::model::Source;
use crate::report::facts::Facts;
use crate::report::words;

/// The result over some days.
pub(super) struct Share {
    pub state: RuleState,
    /// Percent.
    pub value: Option<Credits>,
    pub message: String,
    pub window: Window,
}

/// Judges the share of events without a known operation from one day to another, both included.
pub(super) fn judge(facts: &Facts, from: Day, to: Day, percent: Credits) -> Share {
    let (mut unknown, mut events) = (0_u64, 0_u64);
    let mut used = std::collections::BTreeSet::new();
    for pool in Pool::ALL {
        for ((class, day), (_, counted)) in
            facts.ledger.span_with_undecided(pool, from, to).by_day(|key| key.class)
        {
            events += counted;
            used.insert(day);
            if facts.classes[usize::from(class.0)].source == Source::Unclassified {
                unknown += counted;
            }
        }
    }
    let days = to.since(from) + 1;
    let zero_days = days - i32::try_from(used.len()).unwrap_or(days);
    let number = |n: u64| Credits::whole(i64::try_from(n).unwrap_or(i64::MAX));
    Share {
        state: match events {
            0 => RuleState::NotJudged,
            _ if exceeds(unknown, events, percent) => RuleState::Fired,
            _ => RuleState::Clear,
        },
        value: Ratio6::of(number(unknown).times(100), number(events)).map(Ratio6::value),
        message: words::gate::unclassified(unknown, events, from, to, percent),
        window: Window { from, to, days, zero_days },
    }
}
