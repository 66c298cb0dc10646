//! Findings in the order in which they should be acted on: each the one that saves most after those before it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::finding::{Finding, Saving};
use super::found::Found;
use super::params::Params;
use super::replay::World;
use super::trail::Trail;
use super::volume::{Volume, volumes};
use super::{ALL, FindingClass, find, limits};
use crate::base::Credits;
use crate::event::Pool;

/// What an audit comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audit {
    /// Fixes and habits by what they save, then questions, then what should stay.
    pub findings: Vec<Finding>,
    /// By pool: spent, saved by all fixes and habits together, left.
    pub totals: Vec<Total>,
    /// What each detector had to look at.
    pub volumes: Vec<Volume>,
    /// What this log cannot tell, in whole sentences of ours.
    pub cannot_tell: Vec<String>,
}

/// A pool before and after all fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Total {
    /// Which pool.
    pub pool: Pool,
    /// Credits of the period, net of refunds.
    pub spent: Estimate,
    /// What all fixes and habits save together.
    pub saving: Estimate,
    /// What is left: the typical cost less the saving.
    pub left: Estimate,
}

/// An audit, and by event (index into the log) what is saved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replayed {
    /// The audit.
    pub audit: Audit,
    /// By all fixes and habits.
    pub fixes: BTreeMap<usize, Estimate>,
    /// By the questions on top of them, if each were answered as waste: what is left to look into.
    pub questions: BTreeMap<usize, Estimate>,
}

/// Looks for everything, ranks it and replays it.
pub fn audit(trail: &Trail, params: &Params) -> Audit {
    replayed(trail, params).audit
}

/// The same with what is saved of each event.
pub(crate) fn replayed(trail: &Trail, params: &Params) -> Replayed {
    let ranked = ranked(trail, params);
    let untouched = World::of(trail);
    let mut fixed = untouched.clone();
    for found in ranked.iter().filter(|f| f.finding.class.counts()) {
        fixed.apply(&found.fix);
    }
    let mut asked = fixed.clone();
    for found in ranked.iter().filter(|f| f.finding.class == FindingClass::Question) {
        asked.apply(&found.fix);
    }
    let volumes = volumes(trail, &ranked);
    let findings = ranked.into_iter().map(|found| found.finding).collect();
    let totals = totals(trail, &untouched, &fixed);
    Replayed {
        audit: Audit { findings, totals, volumes, cannot_tell: limits::cannot_tell(trail) },
        fixes: saved(trail, &untouched, &fixed),
        questions: saved(trail, &fixed, &asked),
    }
}

/// What is saved of each event between two worlds: on its low, typical and high cost.
pub(super) fn saved(trail: &Trail, before: &World, after: &World) -> BTreeMap<usize, Estimate> {
    let mut saved = BTreeMap::new();
    for (position, row) in trail.rows.iter().enumerate().filter(|(_, row)| row.cost.is_some()) {
        let (before, after) = (before.cost(position), after.cost(position));
        let difference = Estimate {
            low: before[0] - after[0],
            typical: before[1] - after[1],
            high: before[2] - after[2],
        };
        if difference != Estimate::ZERO {
            saved.insert(row.index, difference);
        }
    }
    saved
}

/// Everything that was found, ranked and named, with the fixes.
pub(super) fn ranked(trail: &Trail, params: &Params) -> Vec<Found> {
    let untouched = World::of(trail);
    let spent: BTreeMap<Pool, Credits> =
        Pool::ALL.iter().map(|pool| (*pool, trail.spent(Some(*pool)).high)).collect();
    let mut found: Vec<Found> =
        ALL.iter().flat_map(|detector| detector.detect(trail, params)).collect();
    found.retain(|f| {
        let pool = f.finding.pool.map_or(Credits::ZERO, |pool| spent[&pool]);
        f.fix.is_empty()
            || untouched.saving(&f.fix).high.times(100) >= pool.times(params.least_percent)
    });
    found.sort_by(|a, b| a.name().cmp(&b.name()));

    let (mut counted, mut rest): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|f| f.finding.class.counts());
    let (mut ranked, mut world) = (Vec::new(), untouched.clone());
    // What a fix saves can only shrink while others are applied, so an old figure is a bound: only the largest is looked at again.
    let mut bounds: Vec<(Credits, bool)> =
        counted.iter().map(|f| (world.saving(&f.fix).typical, true)).collect();
    while !counted.is_empty() {
        // The first of the largest: ties are in the order of names.
        let best = (0..counted.len()).rev().max_by_key(|i| bounds[*i].0).unwrap_or(0);
        if !bounds[best].1 {
            bounds[best] = (world.saving(&counted[best].fix).typical, true);
            continue;
        }
        bounds.remove(best);
        let mut chosen = counted.remove(best);
        let alone = untouched.saving(&chosen.fix);
        let period = world.apply(&chosen.fix);
        chosen.finding.saving = saving(trail, &chosen, alone, period);
        ranked.push(chosen);
        for bound in &mut bounds {
            bound.1 = false;
        }
    }
    for found in &mut rest {
        let alone = untouched.saving(&found.fix);
        found.finding.saving = saving(trail, found, alone, alone);
    }
    let size = |f: &Found| {
        (
            f.finding.class,
            f.finding.saving.map_or(Credits::ZERO, |s| s.alone.typical),
            f.finding.wasted.typical,
        )
    };
    rest.sort_by(|a, b| {
        let ((class_a, saving_a, wasted_a), (class_b, saving_b, wasted_b)) = (size(a), size(b));
        let keep = |class| class == FindingClass::Keep;
        keep(class_a)
            .cmp(&keep(class_b))
            .then_with(|| saving_b.cmp(&saving_a))
            .then_with(|| wasted_b.cmp(&wasted_a))
            .then_with(|| a.name().cmp(&b.name()))
    });
    ranked.extend(rest);

    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    for found in &mut ranked {
        let number = numbers.entry(found.finding.detector.clone()).or_default();
        *number += 1;
        let letter = find(&found.finding.detector).map_or('?', super::Detector::letter);
        found.finding.id = format!("{letter}{number}");
        found.cite(trail, params.evidence_rows);
    }
    ranked
}

fn saving(trail: &Trail, found: &Found, alone: Estimate, period: Estimate) -> Option<Saving> {
    let cycle = period.scaled(i64::from(trail.cycle_days), i64::from(trail.days()));
    (!found.fix.is_empty()).then_some(Saving { period, cycle, alone })
}

/// By pool: the cost of a world, what a further one saves of it, and what that leaves.
pub(super) fn totals(trail: &Trail, before: &World, after: &World) -> Vec<Total> {
    let mut totals = Vec::new();
    for pool in Pool::ALL {
        let (mut spent, mut saved) = ([Credits::ZERO; 3], [Credits::ZERO; 3]);
        let mut seen = false;
        for (position, _) in
            trail.rows.iter().enumerate().filter(|(_, row)| row.classified.pool == pool)
        {
            seen = true;
            let (before, after) = (before.cost(position), after.cost(position));
            for at in 0..3 {
                spent[at] += before[at];
                saved[at] += before[at] - after[at];
            }
        }
        if seen {
            let spent = Estimate::around(spent[0], spent[1], spent[2]);
            let saving = Estimate::around(saved[0], saved[1], saved[2]);
            let left = Estimate {
                low: (spent.typical - saving.high).floor_zero(),
                typical: spent.typical - saving.typical,
                high: (spent.typical - saving.low).floor_zero(),
            };
            totals.push(Total { pool, spent, saving, left });
        }
    }
    totals
}
