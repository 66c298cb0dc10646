//! What a rule may look at.

use super::words::NO_ALLOWANCE;
use super::{Alert, AlertDay, RuleScope, RuleState, Severity};
use crate::base::figure::counted;
use crate::base::{Credits, Cycle, Day, Quotient, Six, Untrusted};
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::ledger::Series;

/// One pool, or one app within a pool, as of a day.
#[derive(Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent facts about the log, not states of a machine"
)]
pub(crate) struct Subject<'a> {
    /// Which pool.
    pub pool: Pool,
    /// Null: the whole pool.
    pub scope: Option<RuleScope>,
    /// Credits a day in the report's zone, from `first` to as-of, floored at 0 each day ([`Series::floored`]).
    pub floored: &'a Series,
    /// The log's first day, in any pool and before filters; for an app, the day of its own first event.
    pub first: Day,
    /// The day that is judged.
    pub as_of: Day,
    /// The as-of day is not over: verdicts are "so far".
    pub partial: bool,
    /// Events of this subject up to as-of.
    pub events_in_log: u64,
    /// The cycle that holds as-of.
    pub cycle: Cycle,
    /// What was used in the cycle is known from its first day on: the log reaches back to it, or `--used-before` was given.
    pub covered: bool,
    /// Net credits used in the cycle through as-of.
    pub used: Credits,
    /// Earned, coupon and top-up credits of the cycle; part of `capacity`.
    pub granted: Credits,
    /// The pool's allowance and grants (the pool's for an app, too); `None` where no allowance is known.
    pub capacity: Option<Credits>,
    /// Capacities of other cycles, for days of the past; a day in none of them is judged with `capacity`.
    pub other_capacities: &'a [(Cycle, Option<Credits>)],
    /// The cycle holds credits that neither log nor card assigns to a pool.
    pub unassigned_in_cycle: bool,
    /// Credits a UTC day at which the plan stops; `None` where the plan has no such cap, or no plan is known.
    pub daily_cap: Option<Credits>,
    /// Net credits a UTC day; read by `daily-cap` only.
    pub utc_days: Option<&'a Series>,
    /// Where the cycle ends up; for the day in `forecast`'s message.
    pub projection: Option<&'a ProjectionOutcome>,
    /// [`crate::forecast::p_exhausted`], not rounded.
    pub p_exhausted: Option<Credits>,
    /// App × class × user with their net credits; at least as-of and the days of the baseline before it.
    pub parts: &'a dyn Parts,
    /// An app or user filter is in force: nothing can be compared with the shared pool's capacity.
    pub filtered: bool,
}

/// What a subject is made of. Few are asked: only what burns is taken apart.
pub(crate) trait Parts {
    /// All of them.
    fn list(&self) -> &[Part];
}

impl Parts for Vec<Part> {
    fn list(&self) -> &[Part] {
        self
    }
}

/// What one app, class and user together used.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The app; `None` where the log does not say.
    pub app: Option<Untrusted>,
    /// The class id.
    pub class: String,
    /// The user; `None` where the log does not say.
    pub user: Option<Untrusted>,
    /// Net credits a day.
    pub net: Series,
}

impl Subject<'_> {
    /// An entry of a rule about as-of, not judged and without figures.
    pub(super) fn alert(&self, rule: &str, severity: Severity) -> Alert {
        Alert {
            rule: rule.to_owned(),
            state: RuleState::NotJudged,
            severity,
            pool: self.pool,
            scope: self.scope.clone(),
            day: Some(self.as_of),
            value: None,
            baseline: None,
            ratio: None,
            threshold: None,
            window: None,
            causes: Vec::new(),
            message: String::new(),
        }
    }

    pub(super) fn alert_day(
        &self,
        rule: &str,
        day: Day,
        value: Credits,
        baseline: Option<Six>,
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
        }
    }

    /// Whether this is a pool with a balance of its own: not an app, not the unassigned credits.
    pub(super) fn has_balance(&self) -> bool {
        self.scope.is_none() && self.pool != Pool::Unassigned
    }

    /// The capacity on a day; `None` under a filter, too.
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
    pub(super) fn known_capacity(&self) -> Result<Credits, &'static str> {
        if self.filtered {
            return Err(
                "a filter by app or user is set, and the allowance is the whole workspace's",
            );
        }
        self.capacity.ok_or(NO_ALLOWANCE)
    }

    /// Why the credits used may be more than the log shows, so that a rule may fire but never clear.
    pub(super) fn lower_bound(&self) -> Option<String> {
        if !self.covered {
            let late = self.first.since(self.cycle.start);
            let days = counted(u64::from(late.unsigned_abs()), "day");
            return Some(format!("the log starts {days} into the cycle: --used-before"));
        }
        self.unassigned_in_cycle
            .then(|| "the cycle holds credits that belong to no known pool".to_owned())
    }

    /// ` so far` where as-of is not over.
    pub(super) fn so_far(&self) -> &'static str {
        if self.partial { " so far" } else { "" }
    }

    /// The days to look at within `from..=to`.
    pub(super) fn days_up_to_as_of(&self, from: Day, to: Day) -> impl Iterator<Item = Day> + use<> {
        from.max(self.first).through(to.min(self.as_of))
    }
}
