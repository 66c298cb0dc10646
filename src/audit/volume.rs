//! How much of its kind there was for each detector to look at: a later log with far more or far less of it proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::found::Found;
use super::trail::Trail;
use super::{ALL, find};
use crate::base::Untrusted;
use crate::event::Pool;

/// The events of an app among which a detector looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Volume {
    /// The detector.
    pub detector: String,
    /// Which pool.
    pub pool: Pool,
    /// The app; null where the log does not say, or where the detector looks at all of them together.
    pub app: Option<Untrusted>,
    /// How many events.
    pub events: u64,
    /// Of them, those that would still have happened with the detector's fixes: what a fix that works does not change.
    pub needed: u64,
}

/// Of every detector that looks at events, by pool and app.
pub(super) fn volumes(trail: &Trail, found: &[Found]) -> Vec<Volume> {
    let mut spared: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for found in found.iter().filter(|f| f.finding.class.counts()) {
        if let Some(detector) = find(&found.finding.detector) {
            spared.entry(detector.id()).or_default().extend(found.fix.spared());
        }
    }
    let mut all = Vec::new();
    for detector in ALL {
        let gone = spared.remove(detector.id()).unwrap_or_default();
        for ((pool, app), rows) in
            trail.group(|row| detector.looks_at(row).then_some((row.classified.pool, row.app)))
        {
            let count = |rows: usize| rows as u64;
            let lost = rows.iter().filter(|position| gone.contains(position)).count();
            let app = app.map(Untrusted::from);
            let (events, needed) = (count(rows.len()), count(rows.len() - lost));
            all.push(Volume { detector: detector.id().to_owned(), pool, app, events, needed });
        }
    }
    all
}
