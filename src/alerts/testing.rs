//! A subject with whole credits per day, for tests.

use super::subject::Subject;
use crate::base::{Credits, Cycle, Day};
use crate::event::Pool;
use crate::ledger::Series;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

/// The integration pool in May 2026, as of the series' last day.
pub(crate) struct Bench {
    pub net: Series,
    pub floored: Series,
    pub capacity: Option<Credits>,
    pub partial: bool,
}

impl Bench {
    pub(crate) fn new(first: &str, days: &[i64]) -> Self {
        let net = Series::new(day(first), days.iter().map(|n| Credits::whole(*n)).collect());
        Self { floored: net.floored(), net, capacity: None, partial: false }
    }

    pub(crate) fn set(&mut self, on: &str, amount: &str) {
        let mut days = self.net.days().clone();
        days[usize::try_from(day(on).since(self.net.first())).unwrap()] = c(amount);
        self.net = Series::new(self.net.first(), days);
        self.floored = self.net.floored();
    }

    pub(crate) fn as_of(&self) -> Day {
        self.net.last()
    }

    pub(crate) fn subject(&self) -> Subject<'_> {
        let cycle = Cycle { start: day("2026-05-01"), reset: day("2026-06-01") };
        Subject {
            pool: Pool::Integration,
            scope: None,
            floored: &self.floored,
            first: self.net.first(),
            as_of: self.as_of(),
            partial: self.partial,
            events_in_log: u64::from(self.net.days().iter().any(|c| !c.is_zero())),
            cycle,
            covered: true,
            log_ends: None,
            used: self.net.sum(cycle.start, self.as_of()),
            granted: Credits::ZERO,
            capacity: self.capacity,
            other_capacities: &[],
            unassigned_in_cycle: false,
            daily_cap: None,
            utc_days: None,
            projection: None,
            p_exhausted: None,
            parts: const { &Vec::new() },
            is_snapshot: false,
            filtered: false,
        }
    }
}
