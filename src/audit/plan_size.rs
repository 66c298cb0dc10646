//! Whether the plan is the right size for what the last cycles used.

use super::text::{amount, share};
use super::unused_credits::finished;
use super::{CycleUse, Detector, Estimate, FindingBasis, FindingClass, Found, Params, Trail};
use crate::base::Credits;
use crate::event::Pool;

pub(super) struct PlanSize;

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
        include_str!("docs/plan-size.md")
    }
    fn weakness(&self) -> &'static str {
        "Where the credits ran out, what more would have been used is not logged."
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.plan_size;
        let last = |pool: Pool| {
            let mut cycles = finished(trail, pool);
            cycles.drain(..cycles.len().saturating_sub(limits.cycles));
            cycles
        };
        let pools = [Pool::Message, Pool::Integration].map(|pool| (pool, last(pool)));
        let known = |cycles: &[(CycleUse, Credits)]| {
            cycles.len() >= limits.least_cycles && !cycles.is_empty()
        };
        let below = |cycles: &[(CycleUse, Credits)], percent: i64| {
            cycles.iter().all(|(c, capacity)| c.used.times(100) < capacity.times(percent))
        };
        let mut all = Vec::new();
        for (pool, cycles) in pools.iter().filter(|(_, cycles)| known(cycles)) {
            let out = cycles.iter().filter(|(c, capacity)| c.used >= *capacity).count();
            let at_least = |percent: i64| {
                cycles.iter().all(|(c, capacity)| c.used.times(100) >= capacity.times(percent))
            };
            let (class, title, action) = if 2 * out > cycles.len() {
                (
                    FindingClass::Question,
                    "Too small a plan",
                    "Upgrade at the start of the next cycle, unless the fixes above bring the use below the allowance.",
                )
            } else if at_least(limits.right_percent) {
                (FindingClass::Keep, "A plan of the right size", "Keep the plan.")
            } else {
                continue;
            };
            all.push(self.found(class, title, action, &[(*pool, cycles)]).within(*pool, None));
        }
        // Both pools are bought together: a plan is too large only where both say so.
        let judged: Vec<(Pool, &[(CycleUse, Credits)])> = pools
            .iter()
            .filter(|(_, cycles)| known(cycles))
            .map(|(pool, cycles)| (*pool, cycles.as_slice()))
            .collect();
        if judged.len() == 2
            && judged.iter().all(|(_, cycles)| below(cycles, limits.oversized_percent))
        {
            let action = "Move to the cheapest plan that covers both pools, at the next reset.";
            all.push(self.found(FindingClass::Question, "Too large a plan", action, &judged));
        }
        all
    }
}

impl PlanSize {
    fn found(
        &self,
        class: FindingClass,
        title: &str,
        action: &str,
        pools: &[(Pool, &[(CycleUse, Credits)])],
    ) -> Found {
        let mut found = Found::new(self, title).advise(class, "0", action);
        found.finding.basis = FindingBasis::Measured;
        let mut sentences = Vec::new();
        let mut unused = Credits::ZERO;
        for (pool, cycles) in pools {
            for (cycle, capacity) in *cycles {
                let label = format!("{pool}, from {} to {}", cycle.cycle.start, cycle.cycle.last());
                found.detail(
                    &label,
                    format!(
                        "{} of {} ({})",
                        amount(cycle.used),
                        amount(*capacity),
                        share(cycle.used, *capacity)
                    ),
                );
                unused += (*capacity - cycle.used).floor_zero();
            }
            let shares: Vec<String> =
                cycles.iter().map(|(c, capacity)| share(c.used, *capacity)).collect();
            sentences
                .push(format!("{pool}: {} of the allowance, cycle by cycle", shares.join(", ")));
        }
        found.finding.summary = format!("{}.", sentences.join("; "));
        let wasted = if class == FindingClass::Question { unused } else { Credits::ZERO };
        found.rest_on(
            Vec::new(),
            pools.iter().map(|(_, cycles)| cycles.len()).sum(),
            Estimate::exact(wasted),
        );
        found
    }
}
