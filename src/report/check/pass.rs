//! The log as of one of the judged days.

use super::data::{AppUse, Balance, JudgedDay, MOST_APPS};
use crate::alerts::subject::Subject;
use crate::base::Quotient;
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::report::Request;
use crate::report::facts::{Facts, ReportContext};
use crate::report::judge::{self, PoolOfLog};
use crate::report::timeline::Timeline;

/// One judged day: the pools up to it, each with its projection.
pub(super) struct Pass<'a> {
    pub asked: ReportContext<'a>,
    pub day: JudgedDay,
    pub pools: Vec<(PoolOfLog<'a>, ProjectionOutcome)>,
}

impl<'a> Pass<'a> {
    /// `None` if the log is empty. `baseline_days` is the widest window of any rule.
    pub(super) fn of(
        facts: &'a Facts<'a>,
        request: &'a Request,
        day: JudgedDay,
        baseline_days: i32,
    ) -> Option<Self> {
        let timeline = Timeline::of(facts.ledger, request)?;
        let asked = ReportContext { facts, request, timeline };
        let mut pools = Vec::new();
        if let Some(first) = timeline.log_first {
            let empty = |pool| asked.span(pool, first).is_empty();
            let is_judged = |pool: &Pool| request.keeps(*pool) && asked.observes(*pool);
            for pool in Pool::ALL
                .into_iter()
                .filter(|p| is_judged(p) && (*p != Pool::Unassigned || !empty(*p)))
            {
                let of_log = PoolOfLog::of(&asked, pool, first, baseline_days);
                let projection = judge::projection(&asked, &of_log.state(&asked));
                pools.push((of_log, projection));
            }
        }
        Some(Self { asked, day, pools })
    }

    /// A pool as the rules read it. Building it queries the whole ledger.
    pub(super) fn pool(&self, pool: Pool) -> Option<Subject<'_>> {
        let (of_log, projection) = self.pools.iter().find(|(p, _)| p.pool == pool)?;
        Some(of_log.subject(&self.asked, &of_log.state(&self.asked), projection))
    }

    pub(super) fn has_capacity(&self, pool: Pool) -> bool {
        self.pools.iter().any(|(p, _)| p.pool == pool && p.capacity.is_some())
    }

    /// The pools that the log says nothing about, of those that are judged.
    pub(super) fn not_in_log(&self) -> Vec<Pool> {
        let keeps = |pool: &Pool| self.asked.request.keeps(*pool) && !self.asked.observes(*pool);
        [Pool::Message, Pool::Integration].into_iter().filter(keeps).collect()
    }

    /// True if an allowance is known of any pool, even of one that the log says nothing about.
    pub(super) fn has_any_allowance(&self) -> bool {
        let ReportContext { request, timeline, .. } = self.asked;
        let is_set = |pool: Pool| request.allowance_on(pool, timeline.as_of).is_some();
        self.has_any_capacity() || Pool::ALL.into_iter().any(is_set)
    }

    pub(super) fn has_any_capacity(&self) -> bool {
        Pool::ALL.into_iter().any(|pool| self.has_capacity(pool))
    }

    /// What each app used in the cycle, largest first.
    pub(super) fn apps(&self) -> Vec<AppUse> {
        let ReportContext { facts, timeline, .. } = self.asked;
        let of_pool = |pool: Pool| {
            let span = facts.ledger.span(pool, timeline.cycle.start, timeline.as_of);
            let mut apps: Vec<AppUse> = span
                .by(|key| key.app)
                .into_iter()
                .map(|(app, tally)| AppUse { app: facts.names.app(app), pool, used: tally.credits })
                .collect();
            apps.sort_by(|one, other| (other.used, &one.app).cmp(&(one.used, &other.app)));
            apps.truncate(MOST_APPS);
            apps
        };
        self.pools.iter().flat_map(|(of_log, _)| of_pool(of_log.pool)).collect()
    }

    /// The balances of the pools that are in the report as a whole.
    pub(super) fn balances(&self) -> Vec<Balance> {
        let balance = |of_log: &PoolOfLog, outcome: &ProjectionOutcome| {
            let state = of_log.state(&self.asked);
            let p_exhausted = judge::p_exhausted(&self.asked, &state)
                .and_then(|p| Quotient::from_f64(p.to_f64()));
            let used = self.asked.used_if_known(of_log.pool, self.asked.timeline.cycle);
            let left = of_log.capacity.zip(used).map(|(capacity, used)| capacity - used);
            let projected = outcome.projected();
            Balance {
                pool: of_log.pool,
                used,
                capacity: of_log.capacity,
                left,
                p_exhausted,
                out_date: projected.and_then(|p| p.out_date),
                out_early: projected.and_then(|p| p.out_early),
                out_late: projected.and_then(|p| p.out_late),
            }
        };
        let has_balance = |of_log: &PoolOfLog| {
            self.asked.request.sees_whole(of_log.pool)
                && (of_log.pool != Pool::Unassigned || of_log.capacity.is_some())
        };
        let with_balance = self.pools.iter().filter(|(of_log, _)| has_balance(of_log));
        with_balance.map(|(of_log, outcome)| balance(of_log, outcome)).collect()
    }
}
