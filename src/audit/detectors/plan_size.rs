//! Judges by the last cycles whether the plan is the right size.

use crate::audit::detector::Detector;
use crate::audit::draft::DraftFinding;
use crate::audit::estimate::Estimate;
use crate::audit::facts::{Facts, PlanSizeFacts, PlanSizing};
use crate::audit::finding::{Effort, FindingBasis, FindingClass};
use crate::audit::params::{self, Params};
use crate::audit::timeline::{CycleUse, Timeline};
use crate::base::Credits;
use crate::event::Pool;

pub(super) struct PlanSize;

/// Cycles of a pool, with their capacity.
type PoolCycles = (Pool, Vec<(CycleUse, Credits)>);

impl Detector for PlanSize {
    fn id(&self) -> &'static str {
        "plan-size"
    }
    fn letter(&self) -> char {
        'Z'
    }
    fn title(&self) -> &'static str {
        "a plan that is too large, too small or right"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("../docs/plan-size.md")
    }
    fn weakness(&self) -> &'static str {
        "If the credits ran out, the log does not show how much more would have been used."
    }

    fn detect(&self, timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
        let limits = &params.plan_size;
        let judged: Vec<PoolCycles> = [Pool::Message, Pool::Integration]
            .into_iter()
            .map(|pool| (pool, last_cycles(timeline, pool, limits.cycles)))
            .filter(|(_, cycles)| cycles.len() >= limits.least_cycles && !cycles.is_empty())
            .collect();
        let mut all = Vec::new();
        for own in &judged {
            let Some(size) = sizing(&own.1, limits) else { continue };
            all.push(self.draft(size, vec![own.clone()]).within(own.0, None));
        }
        // A plan buys both pools together, so it is too large only if both are.
        let is_low = |(_, cycles): &PoolCycles| all_below(cycles, limits.oversized_percent);
        if judged.len() == 2 && judged.iter().all(is_low) {
            all.push(self.draft(PlanSizing::TooLarge, judged));
        }
        all
    }
}

impl PlanSize {
    fn draft(&self, size: PlanSizing, pools: Vec<PoolCycles>) -> DraftFinding {
        let class = match size {
            PlanSizing::Right => FindingClass::Keep,
            PlanSizing::TooLarge | PlanSizing::TooSmall => FindingClass::Question,
        };
        let cycles = pools.iter().flat_map(|(_, cycles)| cycles);
        let looked_at = cycles.clone().count();
        let unused: Credits =
            cycles.map(|(cycle, capacity)| (*capacity - cycle.used).floor_zero()).sum();
        let wasted = if class == FindingClass::Question { unused } else { Credits::ZERO };
        let facts = Facts::PlanSize(PlanSizeFacts { size, pools });
        let mut draft = DraftFinding::new(self.id(), class, Effort::None, facts).rest_on(
            Vec::new(),
            looked_at,
            Estimate::exact(wasted),
        );
        draft.finding.basis = FindingBasis::Measured;
        draft
    }
}

fn last_cycles(timeline: &Timeline, pool: Pool, count: usize) -> Vec<(CycleUse, Credits)> {
    let mut cycles = timeline.finished_cycles(pool);
    cycles.drain(..cycles.len().saturating_sub(count));
    cycles
}

/// Judges one pool; `None` if it is neither too small nor right.
fn sizing(cycles: &[(CycleUse, Credits)], limits: &params::PlanSize) -> Option<PlanSizing> {
    let exhausted = cycles.iter().filter(|(c, capacity)| c.used >= *capacity).count();
    if 2 * exhausted > cycles.len() {
        Some(PlanSizing::TooSmall)
    } else if all_reach(cycles, limits.right_percent) {
        Some(PlanSizing::Right)
    } else {
        None
    }
}

fn all_reach(cycles: &[(CycleUse, Credits)], percent: i64) -> bool {
    cycles.iter().all(|(c, capacity)| c.used.times(100) >= capacity.times(percent))
}

fn all_below(cycles: &[(CycleUse, Credits)], percent: i64) -> bool {
    cycles.iter().all(|(c, capacity)| c.used.times(100) < capacity.times(percent))
}
