//! The log as of one of the judged days.

use super::data::{Balance, JudgedDay};
use crate::alerts::subject::Subject;
use crate::base::Quotient;
use crate::event::Pool;
use crate::forecast::{self, ProjectionOutcome};
use crate::report::Request;
use crate::report::facts::{Facts, ReportContext};
use crate::report::judge::PoolOfLog;
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
            for pool in Pool::ALL
                .into_iter()
                .filter(|p| request.keeps(*p) && (*p != Pool::Unassigned || !empty(*p)))
            {
                let of_log = PoolOfLog::of(&asked, pool, first, baseline_days);
                let projection = forecast::project(&of_log.state(&asked));
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

    pub(super) fn has_any_capacity(&self) -> bool {
        self.has_capacity(Pool::Message) || self.has_capacity(Pool::Integration)
    }

    /// The balances of the pools that are in the report as a whole.
    pub(super) fn balances(&self) -> Vec<Balance> {
        let balance = |of_log: &PoolOfLog| {
            let state = of_log.state(&self.asked);
            let p_exhausted =
                forecast::p_exhausted(&state).and_then(|p| Quotient::from_f64(p.to_f64()));
            Balance { pool: of_log.pool, used: state.used, capacity: of_log.capacity, p_exhausted }
        };
        let request = self.asked.request;
        let whole = |pool| request.sees_whole(pool) && pool != Pool::Unassigned;
        self.pools.iter().filter(|(p, _)| whole(p.pool)).map(|(p, _)| balance(p)).collect()
    }
}
