//! Everything that a report is made from, and a request on known days.

use super::names::Names;
use super::pool::AllowanceFrom;
use super::request::Request;
use super::timeline::Timeline;
use crate::base::{Credits, Cycle, Day, Extent};
use crate::event::Pool;
use crate::ingest::{Input, LeftOut, Reject};
use crate::ledger::{Ledger, Reaches, Span};
use crate::model::{ClassInfo, Model, Plan};

/// Everything that a report is made from.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub ledger: &'a Ledger,
    pub names: Names<'a>,
    /// The model's classes, by id.
    pub classes: &'a [ClassInfo],
    /// Priced the events.
    pub model: &'a Model,
    /// Names of the model's cards, by index.
    pub cards: &'a [String],
    /// Published plans, for advice.
    pub published: &'a [Plan],
    pub inputs: &'a [Input],
    /// Inputs that are no logs.
    pub left_out: &'a [LeftOut],
    /// First and last event of each input.
    pub extents: &'a [Option<Extent>],
    /// How far each input reaches, by app.
    pub reaches: &'a Reaches,
    pub rejects: &'a [Reject],
    /// Row ids that several rows of different content have.
    pub conflicting_ids: u64,
}

/// The facts, the request, and the days that follow from both.
#[derive(Clone, Copy)]
pub(super) struct ReportContext<'a> {
    pub facts: &'a Facts<'a>,
    pub request: &'a Request,
    pub timeline: Timeline,
}

impl ReportContext<'_> {
    /// A pool from a day to as-of.
    pub(crate) fn span(&self, pool: Pool, from: Day) -> Span<'_> {
        self.facts.ledger.span(pool, from, self.timeline.as_of)
    }

    /// Returns true if the log up to as-of says anything about a pool.
    pub(crate) fn observes(&self, pool: Pool) -> bool {
        self.facts.ledger.observes(pool, self.timeline.as_of)
    }

    /// The pools that plans give credits for, of those in the log. Nothing is concluded from a pool that it does not mention.
    pub(crate) fn pools_of_plan(&self) -> Vec<Pool> {
        [Pool::Message, Pool::Integration].into_iter().filter(|pool| self.observes(*pool)).collect()
    }

    /// A pool's allowance in a cycle: by the plan at the cycle's end, or at as-of if that comes first. An upgrade counts at once.
    pub(crate) fn allowance(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        let day = cycle.last().min(self.timeline.as_of);
        let of_snapshot = || self.snapshot_in(cycle)?.limits.get(&pool).copied();
        self.request.allowance_on(pool, day).or_else(of_snapshot).or_else(|| {
            // Exports of other tools have one pool.
            self.facts.ledger.quota(day).filter(|_| pool == Pool::Unassigned)
        })
    }

    /// Where a pool's allowance in a cycle comes from.
    pub(crate) fn allowance_from(&self, pool: Pool, cycle: Cycle) -> Option<AllowanceFrom> {
        let day = cycle.last().min(self.timeline.as_of);
        self.allowance(pool, cycle)?;
        let is_set = self.request.allowance_on(pool, day).is_some();
        Some(if is_set { AllowanceFrom::Settings } else { AllowanceFrom::Log })
    }

    /// Credits granted in a cycle up to as-of.
    pub(crate) fn granted(&self, pool: Pool, cycle: Cycle) -> Credits {
        let last = cycle.last().min(self.timeline.as_of);
        let is_in_cycle = |day: Day| cycle.start <= day && day <= last;
        let configured =
            self.request.granted.iter().filter(|(day, of, _)| *of == pool && is_in_cycle(*day));
        self.facts.ledger.granted(pool, cycle.start, last)
            + configured.map(|(_, _, credits)| credits).sum::<Credits>()
            + self.risen(pool, cycle).unwrap_or_default()
    }

    /// Net credits used in a cycle: a lower bound if the log ends within it, `None` if it ends before.
    pub(crate) fn used_if_known(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        let is_known = self.timeline.reaches(cycle) && !self.is_of_longer_period(cycle);
        is_known.then(|| self.used(pool, cycle))
    }

    /// Net credits used in a cycle up to as-of. `--used-before` adds to the current cycle.
    pub(crate) fn used(&self, pool: Pool, cycle: Cycle) -> Credits {
        if let Some(used) = self.used_by_reading(pool, cycle) {
            return used;
        }
        let is_current = cycle == self.timeline.cycle;
        let before = self.request.used_before.get(&pool).filter(|_| is_current).copied();
        let last = cycle.last().min(self.timeline.as_of);
        let logged = self.facts.ledger.span(pool, cycle.start, last).total().credits;
        logged + before.unwrap_or_default()
    }
}
