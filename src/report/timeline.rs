//! The days of a report: as-of, period and cycle, from the log and the request.

use super::request::{AsOf, Request};
use super::{CycleInfo, Period, PeriodKind};
use crate::base::{Cycle, Day};
use crate::ledger::Ledger;

/// The days that a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Timeline {
    /// The day at whose end everything is judged.
    pub as_of: Day,
    /// True if as-of is not over yet.
    pub partial: bool,
    /// Day of the log's first event before filters; `None` when there is none up to as-of.
    pub log_first: Option<Day>,
    /// Day of the log's last event up to as-of, before filters.
    pub log_last: Option<Day>,
    /// The last day of which the log says anything: as-of, or the log's last day if it ended too long before.
    pub known_until: Day,
    /// First listed day.
    pub from: Day,
    /// What chose the first listed day.
    pub kind: PeriodKind,
    /// The cycle that holds as-of.
    pub cycle: Cycle,
    /// True if the cycle is an assumption, since no reset day is known.
    pub assumed: bool,
}

impl Timeline {
    /// Returns `None` if the log is empty and the request names no as-of.
    pub(crate) fn of(ledger: &Ledger, request: &Request) -> Option<Self> {
        let (wanted, partial) = match request.as_of {
            AsOf::LastEvent => (ledger.last_day()?, false),
            AsOf::Day(day) => (day, false),
            AsOf::Today(day) => (day, true),
        };
        let as_of = request.until.map_or(wanted, |until| until.min(wanted));
        let log_first = ledger.first_day().filter(|first| *first <= as_of);
        let log_last = ledger.last_day_until(as_of);
        // Of the days after a snapshot nothing is known, not even that they had no use.
        let quiet_days = if request.snapshot.is_some() { 0 } else { request.quiet_days };
        let known_until = log_last.filter(|last| as_of.since(*last) > quiet_days).unwrap_or(as_of);
        let cycle = request.cycle.cycle_of(as_of);
        let (from, kind) = match (request.all, request.since, request.last_days) {
            (true, _, _) => (log_first.unwrap_or(as_of), PeriodKind::All),
            (_, Some(since), _) => (since, PeriodKind::Since),
            (_, _, Some(days)) => (as_of.plus(1 - days), PeriodKind::Last),
            _ => (cycle.start, PeriodKind::Cycle),
        };
        let assumed = request.cycle.assumes(cycle);
        Some(Self {
            as_of,
            partial: partial && as_of == wanted,
            log_first,
            log_last,
            known_until,
            from,
            kind,
            cycle,
            assumed,
        })
    }

    /// First day of the daily lists. They do not begin before the log does.
    pub(crate) fn listed_from(&self) -> Day {
        self.log_first.map_or(self.as_of.plus(1), |first| first.max(self.from))
    }

    /// The log's last day, if nothing is known of the days from there to as-of.
    pub(crate) fn ended(self) -> Option<Day> {
        (self.known_until < self.as_of).then_some(self.known_until)
    }

    /// The whole days between the log's last event and as-of that count as days without use.
    pub(crate) fn quiet_days(self) -> i32 {
        let since = self.log_last.map_or(0, |last| self.known_until.since(last));
        (since - i32::from(self.partial)).max(0)
    }

    /// Returns true if the log reaches back to a cycle's start.
    pub(crate) fn covers(&self, cycle: Cycle) -> bool {
        self.log_first.is_some_and(|first| first <= cycle.start)
    }

    /// Returns true if the log says something about a cycle.
    pub(crate) fn reaches(&self, cycle: Cycle) -> bool {
        self.log_first.is_some() && cycle.start <= self.known_until
    }

    /// Returns true if the log covers a cycle from its start to its end, or to as-of if that comes first.
    pub(crate) fn covers_whole(&self, cycle: Cycle) -> bool {
        self.covers(cycle) && cycle.last().min(self.as_of) <= self.known_until
    }

    pub(super) fn period(&self) -> Period {
        Period { from: self.from, to: self.as_of, kind: self.kind }
    }

    /// The cycle, with whether the log covers it.
    pub(super) fn cycle_info(&self, covered: bool) -> CycleInfo {
        CycleInfo {
            start: self.cycle.start,
            end: self.cycle.reset,
            day: self.as_of.since(self.cycle.start) + 1,
            days: self.cycle.days(),
            assumed: self.assumed,
            covered,
        }
    }
}
