//! Whether a fix worked: the same finding, looked for again in a later log.

use serde::{Deserialize, Serialize};

use super::estimate::portion;
use super::finding::Finding;
use crate::base::Credits;

/// What became of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least 70 % of the estimated saving.
    Worked,
    /// Less, but something.
    Partly,
    /// Nothing, or it grew.
    NoEffect,
    /// The volume changed by more than 2 ×, or is not known.
    CannotTell,
}

/// A finding before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Afterwards {
    /// The finding's id in the report before.
    pub id: String,
    /// What it wasted a day before.
    pub wasted_before: Credits,
    /// What it wastes a day now.
    pub wasted_after: Credits,
    /// What was estimated to be saved a day.
    pub estimated: Credits,
    /// The verdict.
    pub verdict: Verdict,
}

/// Re-measures a finding. `after`: what the later audit found under [`same`], if anything; `volume`: the events looked at in the
/// later log, where the finding is gone. Amounts are a day, so that periods of different length compare.
pub fn judge(before: &Finding, days_before: i32, after: Option<&Finding>, volume: Option<u64>, days_after: i32) -> Afterwards {
    let a_day = |amount: Credits, days: i32| portion(amount, 1, i64::from(days.max(1)));
    let wasted_before = a_day(before.wasted.typical, days_before);
    let wasted_after = a_day(after.map_or(Credits::ZERO, |f| f.wasted.typical), days_after);
    let estimated = a_day(before.saving.map_or(Credits::ZERO, |s| s.period.typical), days_before);
    let rate = |events: u64, days: i32| a_day(Credits::whole(i64::try_from(events).unwrap_or(i64::MAX)), days);
    let later = after.map(|f| f.looked_at).or(volume);
    let (then, now) = (rate(before.looked_at, days_before), later.map(|events| rate(events, days_after)));
    let comparable = now.is_some_and(|now| now <= then.times(2) && then <= now.times(2));
    let saved = wasted_before - wasted_after;
    let verdict = if !comparable || !estimated.is_positive() {
        Verdict::CannotTell
    } else if saved.times(100) >= estimated.times(70) {
        Verdict::Worked
    } else if saved.is_positive() {
        Verdict::Partly
    } else {
        Verdict::NoEffect
    };
    Afterwards { id: before.id.clone(), wasted_before, wasted_after, estimated, verdict }
}

/// Whether two findings of different logs are about the same thing.
pub fn same(a: &Finding, b: &Finding) -> bool {
    let names = |f: &Finding| (f.detector.clone(), f.title.clone(), f.app.clone(), f.feature.clone(), f.pool);
    // Who else runs into loops is chance; a burst is one caller's.
    names(a) == names(b) && (a.user == b.user || a.detector != "bursts")
}
