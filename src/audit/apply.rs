//! The log as it would have been with some fixes applied: `--apply cache,scope`.

use std::collections::BTreeMap;

use super::detector::Detector;
use super::detectors::{ALL, find};
use super::estimate::Estimate;
use super::finding::Finding;
use super::params::Params;
use super::rank::{Total, ranked, saved, totals};
use super::replay::World;
use super::timeline::Timeline;
use crate::model::{Basis, Classified, Price};

/// A name that is not a fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is neither a fix nor a finding")]
pub struct UnknownFix {
    /// The name as given.
    pub name: String,
    /// Names of all fixes.
    pub fixes: Vec<&'static str>,
}

/// What each changed event would have cost.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Counterfactual {
    /// Ids of the applied findings, in rank order.
    pub(crate) applied: Vec<String>,
    /// What is saved, by index of the event, on its low, typical and high price.
    pub(crate) saved: BTreeMap<usize, Estimate>,
    /// What the other fixes and habits would save of the rest.
    pub(crate) rest: BTreeMap<usize, Estimate>,
    /// By pool: the cost with the fixes, what the other fixes and habits would still save, and what is then left.
    pub(crate) totals: Vec<Total>,
}

impl Counterfactual {
    /// Returns the events as they would have been classified and priced, for a ledger of that world.
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

/// Applies fixes by name (`cache`), by detector (`repeated-calls`) or by finding (`R1`), and returns what each event saves. A
/// question is applied only if it is named; `all` names every fix and habit.
pub(crate) fn apply(
    timeline: &Timeline,
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
    let untouched = World::of(timeline);
    let (mut world, mut rest) = (untouched.clone(), untouched.clone());
    let mut applied = Vec::new();
    for draft in ranked(timeline, params) {
        let meant =
            !draft.fix.is_empty() && names.iter().any(|name| is_named(&draft.finding, name));
        if meant {
            world.apply(&draft.fix);
            applied.push(draft.finding.id.clone());
        }
        if meant || draft.finding.class.counts() {
            rest.apply(&draft.fix);
        }
    }
    let totals = totals(timeline, &world, &rest);
    Ok(Counterfactual {
        applied,
        saved: saved(timeline, &untouched, &world),
        rest: saved(timeline, &world, &rest),
        totals,
    })
}

fn is_named(finding: &Finding, name: &str) -> bool {
    let fix = find(finding.detector).and_then(Detector::fix);
    let own = [Some(finding.id.as_str()), Some(finding.detector), fix];
    own.iter().flatten().any(|own| own.eq_ignore_ascii_case(name))
        || (finding.class.counts() && name.eq_ignore_ascii_case("all"))
}
