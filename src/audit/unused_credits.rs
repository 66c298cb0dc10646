//! Credits that vanished at the reset.

use super::text::{amount, count, share};
use super::{CycleUse, Detector, Estimate, FindingBasis, FindingClass, Found, Params, Trail};
use crate::base::Credits;
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
        "credits that vanished at the reset"
    }
    fn fix(&self) -> Option<&'static str> {
        None
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/unused-credits.md")
    }
    fn weakness(&self) -> &'static str {
        "A plan's price buys both pools jointly: credits left in one pool may be the price of enough in the other."
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.unused_credits;
        let mut all = Vec::new();
        for pool in [Pool::Message, Pool::Integration] {
            let finished = finished(trail, pool);
            let left: Vec<(CycleUse, Credits)> = finished
                .iter()
                .map(|(cycle, capacity)| (*cycle, (*capacity - cycle.used).floor_zero()))
                .collect();
            let much = |(left, capacity): (Credits, Credits)| {
                left.times(100) >= capacity.times(limits.least_percent) && left.is_positive()
            };
            let pairs =
                left.iter().zip(&finished).map(|((_, left), (_, capacity))| (*left, *capacity));
            if left.len() < limits.least_cycles || left.is_empty() || !pairs.clone().all(much) {
                continue;
            }
            let (unused, capacity): (Credits, Credits) =
                (pairs.clone().map(|(l, _)| l).sum(), pairs.map(|(_, c)| c).sum());
            let mut found = Found::new(self, format!("Unused {pool} credits")).within(pool, None).advise(
                FindingClass::Question,
                "0",
                "Ask whether a smaller plan covers both pools: what is left at the reset is gone.",
            );
            found.finding.basis = FindingBasis::Measured;
            found.finding.summary = format!(
                "{} left {} of {} credits unused ({}).",
                count(left.len(), "finished cycle"),
                amount(unused),
                amount(capacity),
                share(unused, capacity)
            );
            for (cycle, unused) in &left {
                found.detail(
                    &format!("unused from {} to {}", cycle.cycle.start, cycle.cycle.last()),
                    amount(*unused),
                );
            }
            found.rest_on(Vec::new(), left.len(), Estimate::exact(unused));
            all.push(found);
        }
        all
    }
}

/// Cycles of a pool that are over, covered by the log and of known capacity, oldest first.
pub(super) fn finished(trail: &Trail, pool: Pool) -> Vec<(CycleUse, Credits)> {
    let known = |c: &&CycleUse| c.pool == pool && c.over && c.covered;
    let mut cycles: Vec<(CycleUse, Credits)> = trail
        .cycles
        .iter()
        .filter(known)
        .filter_map(|c| Some((*c, c.capacity.filter(|capacity| capacity.is_positive())?)))
        .collect();
    cycles.sort_by_key(|(c, _)| c.cycle.start);
    cycles
}
