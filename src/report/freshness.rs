//! Which inputs ended earlier than the others, and which pools an input feeds.

use std::collections::BTreeSet;

use super::facts::Facts;
use crate::base::{Instant, Stamp, Symbol, Zone};
use crate::event::Pool;

const HOUR: i64 = 3_600_000_000;

/// The moment of a stamp. A date alone counts to its end, because its event may be as late as that.
pub(super) fn latest(stamp: Stamp, zone: Zone) -> Instant {
    match stamp {
        Stamp::At(instant) => instant,
        Stamp::On(day) => day.end(&zone),
    }
}

/// For each input, true if its last event lies more than so many hours before a moment, and no other input has later events of any of
/// its apps.
pub(super) fn stale(facts: &Facts, zone: Zone, judged_at: Instant, max_age: i64) -> Vec<bool> {
    let is_old =
        |stamp| judged_at.micros() - latest(stamp, zone).micros() > max_age.saturating_mul(HOUR);
    let ends = || (0..).zip(facts.extents.iter().map(|extent| extent.map(|extent| extent.last)));
    ends()
        .map(|(input, end)| {
            let Some(end) = end.filter(|end| is_old(*end)) else { return false };
            let goes_on = |(other, other_end): (u32, Option<Stamp>)| {
                let Some(other_end) = other_end.filter(|_| other != input) else { return false };
                let is_later = |(app, _): (Option<Symbol>, _)| {
                    let (own, later) = (end.day(&zone), latest(other_end, zone));
                    facts.reaches.get(other, app).is_some_and(|reach| {
                        reach.last > own || (reach.last == own && later > latest(end, zone))
                    })
                };
                facts.reaches.of(input).any(is_later)
            };
            !ends().any(goes_on)
        })
        .collect()
}

/// The pools that an input feeds: those of its apps, in any input. `None` if that is not known, because it has no events or names no app.
pub(super) fn pools_fed(facts: &Facts, input: u32) -> Option<BTreeSet<Pool>> {
    let apps: Vec<Option<Symbol>> = facts.reaches.of(input).map(|(app, _)| app).collect();
    if apps.is_empty() || apps.contains(&None) {
        return None;
    }
    let inputs = 0..u32::try_from(facts.inputs.len()).unwrap_or(u32::MAX);
    let reaches = inputs.flat_map(|input| apps.iter().map(move |app| (input, *app)));
    let pools =
        reaches.filter_map(|(input, app)| facts.reaches.get(input, app)).flat_map(|reach| {
            Pool::ALL.into_iter().zip(reach.pools).filter(|(_, has)| *has).map(|(pool, _)| pool)
        });
    Some(pools.collect())
}
