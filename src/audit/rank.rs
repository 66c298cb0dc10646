//! Ranks findings in the order in which they should be acted on: each one saves the most after those before it. Credits of two pools cannot be
//! compared, so a saving counts by its share of the pool's capacity, if the plan is known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::detector::Detector;
use super::detectors::{ALL, find};
use super::draft::DraftFinding;
use super::estimate::Estimate;
use super::finding::{Finding, FindingClass, Saving};
use super::gaps::{Gap, gaps};
use super::params::Params;
use super::replay::World;
use super::timeline::Timeline;
use super::volume::{Volume, volumes};
use crate::base::Credits;
use crate::event::Pool;

/// The result of an audit, in values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Fixes and habits by what they save, then questions, then what should stay.
    pub findings: Vec<Finding>,
    /// By pool: spent, saved by all fixes and habits together, left.
    pub totals: Vec<Total>,
    /// How many events each detector examined.
    pub volumes: Vec<Volume>,
    /// What the log does not say.
    pub(crate) gaps: Vec<Gap>,
}

/// A pool before and after all fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Total {
    /// The pool.
    pub pool: Pool,
    /// Credits of the period, net of refunds.
    pub spent: Estimate,
    /// What all fixes and habits save together.
    pub saving: Estimate,
    /// The typical cost less the saving.
    pub left: Estimate,
}

/// An audit, and what is saved of each event (by index into the log).
#[derive(Clone, Debug, Default)]
pub(crate) struct Replayed {
    pub(crate) audit: Audit,
    /// Saved by all fixes and habits.
    pub(crate) fixes: BTreeMap<usize, Estimate>,
    /// Saved on top of them if every question turned out to be waste.
    pub(crate) questions: BTreeMap<usize, Estimate>,
}

/// Runs every detector, and ranks and replays the findings.
pub fn audit(timeline: &Timeline, params: &Params) -> Audit {
    replayed(timeline, ranked(timeline, params)).audit
}

/// Replays findings in their order: the audit, with what is saved of each event.
pub(crate) fn replayed(timeline: &Timeline, ranked: Vec<DraftFinding>) -> Replayed {
    let untouched = World::of(timeline);
    let mut fixed = untouched.clone();
    for draft in ranked.iter().filter(|d| d.finding.class.counts()) {
        fixed.apply(&draft.fix);
    }
    let mut answered = fixed.clone();
    for draft in ranked.iter().filter(|d| d.finding.class == FindingClass::Question) {
        answered.apply(&draft.fix);
    }
    let volumes = volumes(timeline, &ranked);
    let findings = ranked.into_iter().map(|draft| draft.finding).collect();
    let totals = totals(timeline, &untouched, &fixed);
    Replayed {
        audit: Audit { findings, totals, volumes, gaps: gaps(timeline) },
        fixes: saved(timeline, &untouched, &fixed),
        questions: saved(timeline, &fixed, &answered),
    }
}

/// Returns what is saved of each event between two worlds, on its low, typical and high cost.
pub(super) fn saved(
    timeline: &Timeline,
    before: &World,
    after: &World,
) -> BTreeMap<usize, Estimate> {
    let mut saved = BTreeMap::new();
    for (position, event) in timeline.events.iter().enumerate().filter(|(_, e)| e.cost.is_some()) {
        let (before, after) = (before.cost(position), after.cost(position));
        let difference = Estimate {
            low: before[0] - after[0],
            typical: before[1] - after[1],
            high: before[2] - after[2],
        };
        if difference != Estimate::ZERO {
            saved.insert(event.index, difference);
        }
    }
    saved
}

/// Returns every finding, ranked and named, with its fix.
pub(crate) fn ranked(timeline: &Timeline, params: &Params) -> Vec<DraftFinding> {
    let untouched = World::of(timeline);
    let (counted, mut rest): (Vec<_>, Vec<_>) = drafts(timeline, params, &untouched)
        .into_iter()
        .partition(|draft| draft.finding.class.counts());
    let mut ranked = by_saving(timeline, &untouched, counted);
    for draft in &mut rest {
        let alone = untouched.saving(&draft.fix);
        draft.finding.saving = saving(timeline, draft, alone, alone);
    }
    let size = |d: &DraftFinding| {
        let f = &d.finding;
        let saving = f.saving.map_or(Credits::ZERO, |s| s.alone.typical);
        (f.class == FindingClass::Keep, Reverse(saving), Reverse(f.wasted.typical))
    };
    rest.sort_by(|a, b| size(a).cmp(&size(b)).then_with(|| a.order().cmp(&b.order())));
    ranked.extend(rest);
    number(&mut ranked);
    for draft in &mut ranked {
        draft.cite(timeline, params.evidence_rows);
        cover(&mut draft.finding);
    }
    ranked
}

/// Runs every detector. Findings that would save too little of their pool are dropped.
fn drafts(timeline: &Timeline, params: &Params, untouched: &World) -> Vec<DraftFinding> {
    let spent: BTreeMap<Pool, Credits> =
        Pool::ALL.iter().map(|pool| (*pool, timeline.spent(Some(*pool)).high)).collect();
    let mut drafts: Vec<DraftFinding> =
        ALL.iter().flat_map(|detector| detector.detect(timeline, params)).collect();
    drafts.retain(|d| {
        let pool = d.finding.pool.map_or(Credits::ZERO, |pool| spent[&pool]);
        d.fix.is_empty()
            || untouched.saving(&d.fix).high.times(100) >= pool.times(params.least_percent)
    });
    drafts.sort_by(|a, b| a.order().cmp(&b.order()));
    drafts
}

/// Repeatedly takes the finding that saves most after those already taken.
fn by_saving(
    timeline: &Timeline,
    untouched: &World,
    mut drafts: Vec<DraftFinding>,
) -> Vec<DraftFinding> {
    let (mut ranked, mut world) = (Vec::new(), untouched.clone());
    let capacities = capacities(timeline);
    let worth = |draft: &DraftFinding, world: &World| {
        let saving = world.saving(&draft.fix).typical;
        let capacity = draft.finding.pool.and_then(|pool| capacities.get(&pool));
        capacity.and_then(|capacity| saving.divide(*capacity, SHARE_PLACES)).unwrap_or(saving)
    };
    // Savings can only shrink as other fixes are applied. So an old figure is an upper bound, and only the largest is recomputed.
    let mut bounds: Vec<(Credits, bool)> =
        drafts.iter().map(|d| (worth(d, &world), true)).collect();
    while !drafts.is_empty() {
        // The first of the largest, so that ties keep their order.
        let best = (0..drafts.len()).rev().max_by_key(|i| bounds[*i].0).unwrap_or(0);
        let (_, is_current) = bounds[best];
        if !is_current {
            bounds[best] = (worth(&drafts[best], &world), true);
            continue;
        }
        bounds.remove(best);
        let mut chosen = drafts.remove(best);
        let alone = untouched.saving(&chosen.fix);
        let period = world.apply(&chosen.fix);
        chosen.finding.saving = saving(timeline, &chosen, alone, period);
        ranked.push(chosen);
        for (_, is_current) in &mut bounds {
            *is_current = false;
        }
    }
    ranked
}

/// Decimals of a share of a capacity.
const SHARE_PLACES: u32 = 12;

/// The latest capacity of each pool of the log; empty unless all of them are known.
fn capacities(timeline: &Timeline) -> BTreeMap<Pool, Credits> {
    let mut capacities = BTreeMap::new();
    for pool in Pool::ALL.into_iter().filter(|pool| !timeline.spent(Some(*pool)).high.is_zero()) {
        let own = timeline.cycles.iter().filter(|c| c.pool == pool);
        let latest = own.max_by_key(|c| c.cycle.start).and_then(|c| c.capacity);
        let Some(capacity) = latest.filter(|capacity| capacity.is_positive()) else {
            return BTreeMap::new();
        };
        capacities.insert(pool, capacity);
    }
    capacities
}

/// Gives each finding its id: the detector's letter, and a number by rank.
fn number(ranked: &mut [DraftFinding]) {
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    for draft in ranked {
        let number = numbers.entry(draft.finding.detector).or_default();
        *number += 1;
        let letter = find(draft.finding.detector).map_or('?', Detector::letter);
        draft.finding.id = format!("{letter}{number}");
    }
}

/// On fewer days than this a thing happened once, and a shorter log shows no cycle.
const RECURRING_DAYS: usize = 3;
const LEAST_LOG_DAYS: i32 = 14;

fn saving(
    timeline: &Timeline,
    draft: &DraftFinding,
    alone: Estimate,
    period: Estimate,
) -> Option<Saving> {
    let days: BTreeSet<_> = draft.positions.iter().map(|p| timeline.events[*p].day).collect();
    let recurs = days.len() >= RECURRING_DAYS && timeline.days() >= LEAST_LOG_DAYS;
    let cycle = if recurs {
        period.scaled(i64::from(timeline.cycle_days), i64::from(timeline.days()))
    } else {
        period
    };
    (!draft.fix.is_empty()).then_some(Saving { period, cycle, recurs, alone })
}

/// Nothing is saved that was not wasted: a question without a size of its own wasted what it may save.
fn cover(finding: &mut Finding) {
    if let Some(Saving { alone, .. }) = finding.saving {
        let wasted = &mut finding.wasted;
        wasted.low = wasted.low.max(alone.low);
        wasted.typical = wasted.typical.max(alone.typical);
        wasted.high = wasted.high.max(alone.high);
    }
}

/// Sums two worlds by pool: the cost of the first, what the second saves of it, and what is left.
pub(super) fn totals(timeline: &Timeline, before: &World, after: &World) -> Vec<Total> {
    let mut totals = Vec::new();
    for pool in Pool::ALL {
        let (mut spent, mut saved) = ([Credits::ZERO; 3], [Credits::ZERO; 3]);
        let mut any = false;
        for (position, _) in
            timeline.events.iter().enumerate().filter(|(_, e)| e.classified.pool == pool)
        {
            any = true;
            let (before, after) = (before.cost(position), after.cost(position));
            for at in 0..3 {
                spent[at] += before[at];
                saved[at] += before[at] - after[at];
            }
        }
        if any {
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
