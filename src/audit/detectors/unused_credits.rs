//! Credits that expired at the reset.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, UnusedFacts};
use crate::audit::finding::{Effort, FindingBasis, FindingClass};
use crate::audit::params::Params;
use crate::audit::timeline::{CycleUse, Timeline};
use crate::base::{Credits, Cycle};
use crate::event::Pool;

pub(super) struct UnusedCredits;

impl Detector for UnusedCredits {
    fn id(&self) -> &'static str {
        "unused-credits"
    }
    fn letter(&self) -> char {
        'V'
    }
    fn title(&self) -> &'static str {
        "credits that expired at the reset"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/unused-credits.md")
    }
    fn weakness(&self) -> &'static str {
        "A plan buys both pools together: credits left in one pool may be the price of enough in the other."
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        [Pool::Message, Pool::Integration]
            .into_iter()
            .filter_map(|pool| self.of_pool(timeline, params, pool))
            .collect()
    }
}

impl UnusedCredits {
    fn of_pool(&self, timeline: &Timeline, params: &Params, pool: Pool) -> Option<DraftFinding> {
        let limits = &params.unused_credits;
        let finished = timeline.finished_cycles(pool);
        let left = |(cycle, capacity): &(CycleUse, Credits)| (*capacity - cycle.used).floor_zero();
        let is_much = |cycle: &(CycleUse, Credits)| {
            left(cycle).times(100) >= cycle.1.times(limits.least_percent)
                && left(cycle).is_positive()
        };
        if finished.len() < limits.least_cycles
            || finished.is_empty()
            || !finished.iter().all(is_much)
        {
            return None;
        }
        let cycles: Vec<(Cycle, Credits)> =
            finished.iter().map(|own| (own.0.cycle, left(own))).collect();
        let unused = cycles.iter().map(|(_, left)| *left).sum();
        let facts = Facts::Unused(UnusedFacts {
            pool,
            cycles,
            unused,
            capacity: finished.iter().map(|(_, capacity)| *capacity).sum(),
        });
        let mut draft = DraftFinding::new(self.id(), FindingClass::Question, Effort::None, facts)
            .within(pool, None)
            .rest_on(Vec::new(), finished.len(), Estimate::exact(unused));
        draft.finding.basis = FindingBasis::Measured;
        Some(draft)
    }
}
