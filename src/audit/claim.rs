//! Evidence for a claim at the platform's support: what was charged for calls that failed, charged twice, or charged above the price.
//!
//! A row is listed once, in the first part that it belongs to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::draft::DraftFinding;
use super::facts::Facts;
use super::inputs::rest;
use super::list_price::{comparable, listed};
use super::timeline::{Timeline, TimelineEvent};
use crate::base::Credits;
use crate::event::{Authority, Outcome};

/// Two charges for one call follow each other within this many seconds.
const AT_ONCE: i64 = 5;

/// Metadata keys of the id of a request, by letters and digits alone.
const REQUEST_KEYS: [&str; 4] = ["requestid", "invocationid", "callid", "traceid"];

/// Why a charge is questioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// The log says that the call failed, and reports credits for it that no refund gave back.
    Failed,
    /// The same call, with the same id of the request or without one, was charged again within five seconds.
    Twice,
    /// The price of a class changed on a day on which the card's did not.
    PriceChange,
    /// More than the card's highest price.
    AbovePrice,
}

impl ClaimKind {
    /// The kind as JSON spells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Twice => "twice",
            Self::PriceChange => "price-change",
            Self::AbovePrice => "above-price",
        }
    }
}

/// A charge that is questioned: an event by its index into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Questioned {
    pub(crate) kind: ClaimKind,
    pub(crate) index: usize,
    pub(crate) charged: Credits,
    /// What would have been right.
    pub(crate) due: Credits,
}

/// Finds every questionable charge, by kind and time. Only what the log reports is a charge.
pub(crate) fn questioned(timeline: &Timeline, findings: &[DraftFinding]) -> Vec<Questioned> {
    let charges: Vec<usize> = (0..timeline.events.len())
        .filter(|p| {
            let event = &timeline.events[*p];
            event.is_reported() && !event.is_refund() && event.credits().is_positive()
        })
        .collect();
    let mut found: BTreeMap<usize, (ClaimKind, Credits)> = BTreeMap::new();
    let failed = |p: &&usize| timeline.events[**p].logged.outcome == Outcome::Failed;
    found.extend(charges.iter().filter(failed).map(|p| (*p, (ClaimKind::Failed, Credits::ZERO))));
    for position in twice(timeline, &charges) {
        found.entry(position).or_insert((ClaimKind::Twice, Credits::ZERO));
    }
    for (position, kind, due) in above_price(timeline, findings) {
        found.entry(position).or_insert((kind, due));
    }
    let row = |(position, (kind, due)): (usize, (ClaimKind, Credits))| {
        let event = &timeline.events[position];
        Questioned { kind, index: event.index, charged: event.credits(), due }
    };
    let mut rows: Vec<(usize, Questioned)> =
        found.into_iter().map(|(position, what)| (position, row((position, what)))).collect();
    rows.sort_by_key(|(position, row)| (row.kind, *position));
    rows.into_iter().map(|(_, row)| row).filter(|row| row.charged > row.due).collect()
}

/// The second charge, and each later one, of a call that succeeded.
fn twice(timeline: &Timeline, charges: &[usize]) -> Vec<usize> {
    let mut last = BTreeMap::new();
    let mut found = Vec::new();
    for position in charges {
        let event = &timeline.events[*position];
        let (prompt, rest, id) = (event.prompt(), rest(event), event.metadata(&REQUEST_KEYS));
        // Without a time, a user and anything that tells one call from another, equal calls prove nothing.
        let is_told = prompt.is_some() || !rest.trim().is_empty();
        let Some(at) = event.at.filter(|_| (is_told || id.is_some()) && event.user.is_some())
        else {
            continue;
        };
        if event.logged.outcome != Outcome::Ok {
            continue;
        }
        let who = (event.app, event.user);
        let what = (event.class.id.as_str(), event.operation, event.feature);
        let call = (who, what, prompt, rest, event.credits(), id);
        let now = at.micros();
        if let Some(then) = last.insert(call, now)
            && now - then <= AT_ONCE * 1_000_000
        {
            found.push(*position);
        }
    }
    found
}

/// Charges after a change of the price, and those above the card's price, with what was due.
fn above_price(timeline: &Timeline, findings: &[DraftFinding]) -> Vec<(usize, ClaimKind, Credits)> {
    let mut found = Vec::new();
    let mut changed = BTreeSet::new();
    for draft in findings {
        if let Facts::PriceChange(facts) = &draft.finding.facts {
            for position in &draft.positions {
                let quantity = timeline.events[*position].classified.quantity;
                let due = facts.old.checked_mul(quantity.unwrap_or(Credits::whole(1)));
                found.extend(due.map(|due| (*position, ClaimKind::PriceChange, due)));
                changed.insert(*position);
            }
        }
    }
    let mut above: Vec<usize> = comparable(timeline)
        .into_values()
        .flatten()
        .filter(|p| is_above(&timeline.events[*p]))
        .collect();
    for draft in findings {
        if matches!(draft.finding.facts, Facts::AbovePrice(_)) {
            above.extend(&draft.positions);
        }
    }
    let rest = above.iter().filter(|p| !changed.contains(*p));
    found.extend(rest.map(|p| (*p, ClaimKind::AbovePrice, listed(&timeline.events[*p]))));
    found
}

/// Whether the platform charged more than the card's highest price. An app's own estimate lies on both sides of a price, so it counts
/// only in a finding, which looks at all of them together.
fn is_above(event: &TimelineEvent) -> bool {
    let is_estimate = event.logged.reported.is_some_and(|r| r.authority == Authority::AppEstimate);
    !is_estimate && event.credits() > listed(event)
}
