//! The same events with fixes applied. A fix says what is left of each event's cost; an event that several fixes touch is left
//! with the least of them, so nothing is saved twice and nothing below 0.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::trail::Trail;
use crate::base::Credits;

/// What a fix leaves of an event's cost, in three worlds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Left {
    /// Where the fix helps least.
    pub cautious: Credits,
    /// Where it helps as it typically does.
    pub typical: Credits,
    /// Where it helps most.
    pub hopeful: Credits,
}

impl Left {
    /// Nothing, in every world.
    pub const NOTHING: Self =
        Self { cautious: Credits::ZERO, typical: Credits::ZERO, hopeful: Credits::ZERO };

    fn worlds(self) -> [Credits; 3] {
        [self.cautious, self.typical, self.hopeful]
    }
}

/// What a fix leaves, by position in the trail.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fix {
    left: BTreeMap<usize, Left>,
}

impl Fix {
    /// Leaves this much of a row; the least where it is said twice.
    pub fn leave(&mut self, position: usize, left: Left) {
        let kept = self.left.entry(position).or_insert(left);
        kept.cautious = kept.cautious.min(left.cautious);
        kept.typical = kept.typical.min(left.typical);
        kept.hopeful = kept.hopeful.min(left.hopeful);
    }

    /// Leaves percentages of a row's cost.
    pub fn leave_percent(
        &mut self,
        trail: &Trail,
        position: usize,
        cautious: i64,
        typical: i64,
        hopeful: i64,
    ) {
        let cost = trail.rows[position].cost.unwrap_or_default();
        let of = |amount: Credits, percent: i64| super::estimate::portion(amount, percent, 100);
        let left = Left {
            cautious: of(cost.low, cautious),
            typical: of(cost.typical, typical),
            hopeful: of(cost.high, hopeful),
        };
        self.leave(position, left);
    }

    /// Positions that it touches.
    pub fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        self.left.keys().copied()
    }

    /// Positions of which it typically leaves nothing: with it, these events would not have happened.
    pub fn spared(&self) -> impl Iterator<Item = usize> + '_ {
        self.left
            .iter()
            .filter(|(_, left)| !left.typical.is_positive())
            .map(|(position, _)| *position)
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }
}

/// The cost of every row in three worlds, some fixes applied. Rows whose cost is unknown cost nothing here, and save nothing.
#[derive(Clone, Debug)]
pub(crate) struct World {
    rows: Vec<[Credits; 3]>,
}

impl World {
    /// The world as it was.
    pub(crate) fn of(trail: &Trail) -> Self {
        let three = |cost: Estimate| [cost.low, cost.typical, cost.high];
        Self { rows: trail.rows.iter().map(|row| three(row.cost.unwrap_or_default())).collect() }
    }

    /// What a fix would save on top of those applied.
    pub(crate) fn saving(&self, fix: &Fix) -> Estimate {
        let mut saved = [Credits::ZERO; 3];
        for (position, left) in &fix.left {
            for ((saved, cost), left) in
                saved.iter_mut().zip(self.rows[*position]).zip(left.worlds())
            {
                *saved += (cost - left.floor_zero()).floor_zero();
            }
        }
        Estimate::around(saved[0], saved[1], saved[2])
    }

    /// Applies a fix and says what it saved.
    pub(crate) fn apply(&mut self, fix: &Fix) -> Estimate {
        let saving = self.saving(fix);
        for (position, left) in &fix.left {
            for (cost, left) in self.rows[*position].iter_mut().zip(left.worlds()) {
                *cost = (*cost).min(left.floor_zero());
            }
        }
        saving
    }

    /// The cost of a row in each world: least help, typical, most help.
    pub(crate) fn cost(&self, position: usize) -> [Credits; 3] {
        self.rows[position]
    }
}
