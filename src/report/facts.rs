//! Everything that a report is made from, and a request on known days.

use super::names::Names;
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

    /// A pool's allowance in a cycle: by the plan at the cycle's end, or at as-of if that comes first. An upgrade counts at once.
    pub(crate) fn allowance(&self, pool: Pool, cycle: Cycle) -> Option<Credits> {
        self.request.allowance_on(pool, cycle.last().min(self.timeline.as_of))
    }

    /// Credits granted in a cycle up to as-of.
    pub(crate) fn granted(&self, pool: Pool, cycle: Cycle) -> Credits {
        let last = cycle.last().min(self.timeline.as_of);
        let is_in_cycle = |day: Day| cycle.start <= day && day <= last;
        let configured =
            self.request.granted.iter().filter(|(day, of, _)| *of == pool && is_in_cycle(*day));
        self.facts.ledger.granted(pool, cycle.start, last)
            + configured.map(|(_, _, credits)| credits).sum::<Credits>()
    }

    /// Net credits used in a cycle up to as-of. `--used-before` adds to the current cycle.
    pub(crate) fn used(&self, pool: Pool, cycle: Cycle) -> Credits {
        let is_current = cycle == self.timeline.cycle;
        let before = self.request.used_before.get(&pool).filter(|_| is_current).copied();
        let last = cycle.last().min(self.timeline.as_of);
        let logged = self.facts.ledger.span(pool, cycle.start, last).total().credits;
        logged + before.unwrap_or_default()
    }
}
