//! The parts of a pool that are judged on their own (`--per app`).

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::gate::Dimension;
use super::scope::Scope;
use crate::alerts::Part;
use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;
use crate::ledger::{Key, Series};
use crate::report::facts::ReportContext;

/// A part of a pool.
pub(super) struct PartOfPool {
    pub scope: Scope,
    /// The real name of an app, even if names are redacted, because overrides use it.
    pub app: Option<String>,
    /// The day of its first event.
    pub first: Day,
    pub floored: Series,
    pub events: u64,
    pub parts: Vec<Part>,
}

/// The parts of a pool by one dimension, ordered by name. Events without an app or user belong to no part.
pub(super) fn of(
    asked: &ReportContext,
    pool: Pool,
    dimension: Dimension,
    all: &[Part],
) -> Vec<PartOfPool> {
    let Some(first) = asked.timeline.log_first else { return Vec::new() };
    let symbols = asked.facts.names.symbols;
    let class = |key: &Key| asked.facts.classes[usize::from(key.class.0)].id.clone();
    let own = |key: &Key| match dimension {
        Dimension::App => key.app.map(|s| symbols.name(s).to_owned()),
        Dimension::User => key.user.map(|s| symbols.name(s).to_owned()),
        Dimension::Class => Some(class(key)),
    };
    let mut days: BTreeMap<String, BTreeMap<Day, (Credits, u64)>> = BTreeMap::new();
    for ((name, day), sums) in asked.span(pool, first).by_day(own) {
        if let Some(name) = name {
            days.entry(name).or_default().insert(day, sums);
        }
    }
    // A part is as old as its first event in any pool.
    let mut firsts: BTreeMap<String, Day> = BTreeMap::new();
    for of in Pool::ALL {
        for (name, day) in asked.span(of, first).by_day(own).into_keys() {
            if let Some(name) = name {
                let known = firsts.entry(name).or_insert(day);
                *known = day.min(*known);
            }
        }
    }
    let parts = by_name(all, dimension);
    let mut found: Vec<PartOfPool> = Vec::new();
    for (name, days) in days {
        let unfiltered = symbols.find(&name).filter(|_| dimension == Dimension::App);
        let unfiltered = unfiltered.and_then(|symbol| asked.facts.ledger.first_day_of(symbol));
        let Some(first) = unfiltered.or(firsts.get(&name).copied()) else { continue };
        let mut net = Series::of_days(first, asked.timeline.as_of);
        for (day, (credits, _)) in &days {
            net.add(*day, *credits);
        }
        let redaction = asked.facts.names.redaction;
        let scope = match dimension {
            Dimension::App => Scope::App(redaction.app(&name)),
            Dimension::User => Scope::User(redaction.user(&name)),
            Dimension::Class => Scope::Class(Untrusted::from(name.as_str())),
        };
        found.push(PartOfPool {
            parts: parts.get(scope.name().raw()).cloned().unwrap_or_default(),
            app: (dimension == Dimension::App).then_some(name),
            first,
            floored: net.floored(),
            events: days.values().map(|d| d.1).sum(),
            scope,
        });
    }
    found.sort_by(|a, b| a.scope.cmp(&b.scope));
    found
}

/// The parts of a pool by the shown name of the app, user or class that they belong to. A log can have 100,000 of these, so each part is
/// looked at once.
fn by_name(all: &[Part], dimension: Dimension) -> HashMap<&str, Vec<Part>> {
    let mut parts: HashMap<&str, Vec<Part>> = HashMap::new();
    for part in all {
        let name = match dimension {
            Dimension::App => part.app.as_ref().map(Untrusted::raw),
            Dimension::User => part.user.as_ref().map(Untrusted::raw),
            Dimension::Class => Some(part.class.as_str()),
        };
        if let Some(name) = name {
            parts.entry(name).or_default().push(part.clone());
        }
    }
    parts
}
