//! Replays events with fixes applied. A fix states what remains of an event's cost; if several fixes touch an event, the smallest
//! remainder wins. So nothing is saved twice, and no cost falls below 0.

use std::collections::BTreeMap;

use super::estimate::{Estimate, portion};
use super::timeline::Timeline;
use crate::base::Credits;

/// What remains of an event's cost after a fix, in three cases.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Remaining {
    /// If the fix helps least.
    pub(crate) cautious: Credits,
    /// If the fix helps as it typically does.
    pub(crate) typical: Credits,
    /// If the fix helps most.
    pub(crate) optimistic: Credits,
}

impl Remaining {
    fn cases(self) -> [Credits; 3] {
        [self.cautious, self.typical, self.optimistic]
    }
}

/// What a fix leaves of the events that it touches, by position in the timeline.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Fix {
    remaining: BTreeMap<usize, Remaining>,
}

impl Fix {
    /// Sets the cost that remains after the fix. If called twice for an event, the smaller value wins.
    pub(crate) fn leave(&mut self, position: usize, remaining: Remaining) {
        let kept = self.remaining.entry(position).or_insert(remaining);
        kept.cautious = kept.cautious.min(remaining.cautious);
        kept.typical = kept.typical.min(remaining.typical);
        kept.optimistic = kept.optimistic.min(remaining.optimistic);
    }

    /// Sets the remainders to percentages of each event's cost: cautious, typical, optimistic.
    pub(crate) fn leave_percent(
        &mut self,
        timeline: &Timeline,
        positions: &[usize],
        [cautious, typical, optimistic]: [i64; 3],
    ) {
        for position in positions {
            let cost = timeline.events[*position].cost.unwrap_or_default();
            let remaining = Remaining {
                cautious: portion(cost.low, cautious, 100),
                typical: portion(cost.typical, typical, 100),
                optimistic: portion(cost.high, optimistic, 100),
            };
            self.leave(*position, remaining);
        }
    }

    /// Saves percentages (cautious, typical, optimistic) of a share of an event's cost.
    pub(crate) fn leave_share(
        &mut self,
        cost: Estimate,
        position: usize,
        (part, whole): (usize, usize),
        percents: [i64; 3],
    ) {
        let [part, whole] = [part, whole].map(|n| i64::try_from(n).unwrap_or(1));
        let left = |cost: Credits, percent: i64| cost - portion(cost, percent * part, 100 * whole);
        let [cautious, typical, optimistic] = percents;
        let remaining = Remaining {
            cautious: left(cost.low, cautious),
            typical: left(cost.typical, typical),
            optimistic: left(cost.high, optimistic),
        };
        self.leave(position, remaining);
    }

    /// Positions of which typically nothing remains: with the fix, these events would not have happened.
    pub(crate) fn spared(&self) -> impl Iterator<Item = usize> + '_ {
        self.remaining
            .iter()
            .filter(|(_, remaining)| !remaining.typical.is_positive())
            .map(|(position, _)| *position)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.remaining.is_empty()
    }
}

/// The cost of every event in three cases, with some fixes applied. An event of unknown cost costs nothing here and saves nothing.
#[derive(Clone, Debug)]
pub(crate) struct World {
    costs: Vec<[Credits; 3]>,
}

impl World {
    /// The costs without any fix.
    pub(crate) fn of(timeline: &Timeline) -> Self {
        let cases = |cost: Estimate| [cost.low, cost.typical, cost.high];
        Self { costs: timeline.events.iter().map(|e| cases(e.cost.unwrap_or_default())).collect() }
    }

    /// Returns what a fix would save on top of those already applied.
    pub(crate) fn saving(&self, fix: &Fix) -> Estimate {
        let mut saved = [Credits::ZERO; 3];
        for (position, remaining) in &fix.remaining {
            for ((saved, cost), remaining) in
                saved.iter_mut().zip(self.costs[*position]).zip(remaining.cases())
            {
                *saved += (cost - remaining.floor_zero()).floor_zero();
            }
        }
        Estimate::around(saved[0], saved[1], saved[2])
    }

    /// Applies a fix and returns what it saved.
    pub(crate) fn apply(&mut self, fix: &Fix) -> Estimate {
        let saving = self.saving(fix);
        for (position, remaining) in &fix.remaining {
            for (cost, remaining) in self.costs[*position].iter_mut().zip(remaining.cases()) {
                *cost = (*cost).min(remaining.floor_zero());
            }
        }
        saving
    }

    /// The cost of an event in each case: cautious, typical, optimistic.
    pub(crate) fn cost(&self, position: usize) -> [Credits; 3] {
        self.costs[position]
    }
}
