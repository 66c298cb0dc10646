//! Everything that a rule may look at.

use super::alert::{Alert, AlertDay, Causes, RuleScope, RuleState, Severity};
use super::facts::{Baseline, Facts, LowerBound, Unknown};
use crate::base::{Credits, Cycle, Day, Quotient, Ratio6, Untrusted};
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::ledger::Series;

/// One pool, or one app in a pool, as of a day.
#[derive(Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts about the log, not states of a machine"
)]
pub(crate) struct Subject<'a> {
    pub pool: Pool,
    /// `None` for the whole pool.
    pub scope: Option<RuleScope>,
    /// Credits per day in the report's zone, from `first` to as-of, floored at 0 each day ([`Series::floored`]).
    pub floored: &'a Series,
    /// The log's first day, in any pool and before filters; for an app, the day of its own first event.
    pub first: Day,
    /// The judged day.
    pub as_of: Day,
    /// The as-of day is not over: figures are "so far".
    pub partial: bool,
    /// Events of this subject up to as-of.
    pub events_in_log: u64,
    /// The cycle that contains as-of.
    pub cycle: Cycle,
    /// `used` covers the whole cycle: the log reaches back to its start, or `--used-before` was given.
    pub covered: bool,
    /// The log's last day, if nothing is known of the days from there to as-of.
    pub log_ends: Option<Day>,
    /// Net credits used in the cycle through as-of.
    pub used: Credits,
    /// Earned, coupon and top-up credits of the cycle; included in `capacity`.
    pub granted: Credits,
    /// Allowance and grants of the pool (also for an app); `None` if no allowance is known.
    pub capacity: Option<Credits>,
    /// Capacities of other cycles, for days in the past; a day outside all of them is judged with `capacity`.
    pub other_capacities: &'a [(Cycle, Option<Credits>)],
    /// The cycle has credits that neither log nor card assigns to a pool.
    pub unassigned_in_cycle: bool,
    /// Credits per UTC day at which the plan stops; `None` if the plan has no such cap or no plan is known.
    pub daily_cap: Option<Credits>,
    /// Net credits per UTC day; only `daily-cap` reads them.
    pub utc_days: Option<&'a Series>,
    /// The projection of the cycle; `forecast` takes the run-out day from it.
    pub projection: Option<&'a ProjectionOutcome>,
    /// [`crate::forecast::p_exhausted`], not rounded.
    pub p_exhausted: Option<Credits>,
    /// App × class × user with their net credits, at least for as-of and the days of its baseline.
    pub parts: &'a dyn Parts,
    /// The log has totals so far and no days.
    pub is_snapshot: bool,
    /// An app or user filter is set, so nothing can be compared with the capacity of the whole workspace.
    pub filtered: bool,
}

/// The parts of a subject. They are computed on request, because only a subject that fired needs them.
pub(crate) trait Parts {
    fn list(&self) -> &[Part];
}

impl Parts for Vec<Part> {
    fn list(&self) -> &[Part] {
        self
    }
}

/// The use of one app, class and user together.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// `None` if the log names no app.
    pub app: Option<Untrusted>,
    /// The class id.
    pub class: String,
    /// `None` if the log names no user.
    pub user: Option<Untrusted>,
    /// Net credits per day.
    pub net: Series,
}

impl Subject<'_> {
    /// An alert about as-of without figures, not judged yet.
    pub(super) fn alert(&self, rule: &'static str, severity: Severity) -> Alert {
        Alert {
            rule,
            state: RuleState::NotJudged,
            severity,
            minor: false,
            pool: self.pool,
            scope: self.scope.clone(),
            day: self.as_of,
            partial: self.partial,
            value: None,
            baseline: None,
            ratio: None,
            threshold: None,
            window: None,
            causes: Causes::default(),
            facts: Facts::NoEvents,
        }
    }

    pub(super) fn alert_day(
        &self,
        rule: &str,
        day: Day,
        value: Credits,
        baseline: Option<Ratio6>,
        ratio: Option<Quotient<4>>,
    ) -> AlertDay {
        AlertDay {
            rule: rule.to_owned(),
            pool: self.pool,
            scope: self.scope.clone(),
            day,
            value,
            baseline,
            ratio,
            minor: self.is_within_pace(day, value),
        }
    }

    /// The facts of a rule that compares the day with a baseline.
    pub(super) fn day_facts(&self, against: Baseline, harmless_for: Option<i64>) -> Facts {
        match self.events_in_log {
            0 => Facts::NoEvents,
            _ => Facts::Day { against, harmless_for },
        }
    }

    /// Whether this is a pool with a balance of its own: not an app, and not the unassigned credits, unless they have an
    /// allowance.
    pub(super) fn has_balance(&self) -> bool {
        self.scope.is_none() && (self.pool != Pool::Unassigned || self.capacity.is_some())
    }

    /// The capacity on a day; `None` under a filter.
    pub(super) fn capacity_on(&self, day: Day) -> Option<Credits> {
        if self.filtered {
            return None;
        }
        let other = self
            .other_capacities
            .iter()
            .find(|(cycle, _)| cycle.holds(day) && !self.cycle.holds(day));
        other.map_or(self.capacity, |(_, capacity)| *capacity)
    }

    /// The capacity, or why nothing can be compared with it.
    pub(super) fn known_capacity(&self) -> Result<Credits, Unknown> {
        if self.filtered {
            return Err(Unknown::CapacityOfPart);
        }
        if let Some(last) = self.log_ends.filter(|last| *last < self.cycle.start) {
            return Err(Unknown::LogEnds(last));
        }
        self.capacity.ok_or(Unknown::Allowance)
    }

    /// Why more may have been used than `used`, if it may.
    pub(super) fn lower_bound(&self) -> Option<LowerBound> {
        if !self.covered && self.is_snapshot {
            return Some(LowerBound::Readings);
        }
        if !self.covered {
            return Some(LowerBound::LateStart { days: self.first.since(self.cycle.start) });
        }
        if let Some(last) = self.log_ends {
            return Some(LowerBound::EarlyEnd { last });
        }
        self.unassigned_in_cycle.then_some(LowerBound::Unassigned)
    }

    /// The days of `from..=to` with use, from the log's first day to as-of.
    pub(super) fn used_days_up_to_as_of(
        &self,
        from: Day,
        to: Day,
    ) -> impl Iterator<Item = Day> + use<'_> {
        let used = self.floored.within(from.max(self.first), to.min(self.as_of));
        used.iter().filter(|(_, credits)| !credits.is_zero()).map(|(day, _)| *day)
    }

    /// The days of `from..=to` from the log's first day to as-of.
    pub(super) fn days_up_to_as_of(&self, from: Day, to: Day) -> impl Iterator<Item = Day> + use<> {
        from.max(self.first).through(to.min(self.as_of))
    }
}
