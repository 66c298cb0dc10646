//! The log as it would have been with some fixes applied: `--apply cache,scope`.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::params::Params;
use super::rank::{Total, ranked, saved, totals};
use super::replay::World;
use super::trail::Trail;
use super::{ALL, find};
use crate::model::{Basis, Classified, Price};

/// A name that is no fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is neither a fix nor a finding")]
pub struct UnknownFix {
    /// What was given.
    pub name: String,
    /// Every fix that there is.
    pub fixes: Vec<&'static str>,
}

/// What each changed event would have cost.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Counterfactual {
    /// The findings that were applied, by id, in rank order.
    pub applied: Vec<String>,
    /// What is saved, by index of the event: on its low, typical and high price.
    pub saved: BTreeMap<usize, Estimate>,
    /// What the other fixes and habits would save of what is left.
    pub rest: BTreeMap<usize, Estimate>,
    /// The pools of this world: what it costs, what the other fixes and habits would still save, and what that leaves.
    pub totals: Vec<Total>,
}

impl Counterfactual {
    /// The log's events as they would have been classified and priced; give these to the ledger in place of the others.
    pub(crate) fn reprice(&self, classified: &[Classified]) -> Vec<Classified> {
        let mut changed = classified.to_vec();
        for (index, saved) in &self.saved {
            let event = &mut changed[*index];
            event.credits = event.credits.map(|c| c - saved.typical);
            if let (Basis::Modeled, Some(price)) = (event.basis, event.price) {
                event.price = Some(Price {
                    low: Some((price.low.unwrap_or(price.typical) - saved.low).floor_zero()),
                    typical: price.typical - saved.typical,
                    high: Some((price.high.unwrap_or(price.typical) - saved.high).floor_zero()),
                });
            }
        }
        changed
    }
}

/// Applies fixes by name (`cache`), by detector (`repeated-calls`) or by finding (`R1`): what each event saves. A question is
/// applied too where it is named; `all` names every fix and habit.
pub(crate) fn apply(
    trail: &Trail,
    params: &Params,
    names: &[String],
) -> Result<Counterfactual, UnknownFix> {
    for name in names.iter().filter(|name| !name.eq_ignore_ascii_case("all")) {
        if find(name).is_none_or(|detector| detector.fix().is_none()) {
            return Err(UnknownFix {
                name: name.clone(),
                fixes: ALL.iter().filter_map(|d| d.fix()).collect(),
            });
        }
    }
    let untouched = World::of(trail);
    let (mut world, mut rest) = (untouched.clone(), untouched.clone());
    let mut applied = Vec::new();
    for found in ranked(trail, params) {
        let f = &found.finding;
        let own = [Some(f.id.as_str()), Some(f.detector.as_str()), f.fix.as_deref()];
        let is_meant = |name: &String| {
            own.iter().flatten().any(|n| n.eq_ignore_ascii_case(name))
                || (f.class.counts() && name.eq_ignore_ascii_case("all"))
        };
        let meant = names.iter().any(is_meant) && !found.fix.is_empty();
        if meant {
            world.apply(&found.fix);
            applied.push(f.id.clone());
        }
        if meant || f.class.counts() {
            rest.apply(&found.fix);
        }
    }
    let totals = totals(trail, &world, &rest);
    Ok(Counterfactual {
        applied,
        saved: saved(trail, &untouched, &world),
        rest: saved(trail, &world, &rest),
        totals,
    })
}
