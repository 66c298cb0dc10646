//! How many events each detector examined. A later log with far more or far fewer of them says nothing about a fix.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::detectors::ALL;
use super::draft::DraftFinding;
use super::timeline::Timeline;
use crate::base::Untrusted;
use crate::event::Pool;

/// The events of an app that a detector examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Volume {
    /// The detector.
    pub detector: String,
    /// The pool.
    pub pool: Pool,
    /// The app; null if the log does not say.
    pub app: Option<Untrusted>,
    /// How many events.
    pub events: u64,
    /// Of them, those that would still have happened with the detector's fixes: a fix that works does not change their number.
    pub needed: u64,
}

/// Counts the events of every detector that examines events, by pool and app.
pub(super) fn volumes(timeline: &Timeline, drafts: &[DraftFinding]) -> Vec<Volume> {
    let mut spared: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for draft in drafts.iter().filter(|d| d.finding.class.counts()) {
        spared.entry(draft.finding.detector).or_default().extend(draft.fix.spared());
    }
    let mut all = Vec::new();
    for detector in ALL {
        let spared = spared.remove(detector.id()).unwrap_or_default();
        for ((pool, app), positions) in timeline
            .group(|event| detector.looks_at(event).then_some((event.classified.pool, event.app)))
        {
            let lost = positions.iter().filter(|position| spared.contains(position)).count();
            all.push(Volume {
                detector: detector.id().to_owned(),
                pool,
                app: app.map(Untrusted::from),
                events: positions.len() as u64,
                needed: (positions.len() - lost) as u64,
            });
        }
    }
    all
}
