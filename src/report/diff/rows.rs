//! Computes the change of a pool: its totals, and the lines of each breakdown.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::daily::Days;
use super::data::{Amounts, Counts, Observed, PerDay, PoolChange, RowChange, RowState};
use super::effects::{self, Effects, KindTotal};
use super::outcome::PoolVerdict;
use super::per_day;
use crate::base::{Credits, Ratio6, Untrusted};
use crate::report::{Breakdown, PoolReport};

type Pair<'a> = (Option<&'a Breakdown>, Option<&'a Breakdown>);

/// Computes the change of a pool. `verdict` adds its verdict later.
pub(super) fn pool(
    before: &PoolReport,
    after: &PoolReport,
    days: (i64, i64),
    same_unit: bool,
) -> PoolChange {
    let observed = Observed { before: before.known, after: after.known };
    if !(before.known && after.known) {
        return PoolChange { observed, ..PoolChange::default() };
    }
    let by = |of: fn(&PoolReport) -> &Vec<Breakdown>| rows(of(before), of(after), days);
    let mut by_class = by(|p| &p.by_class);
    let kinds: Vec<(KindTotal, KindTotal)> = by_class.iter().map(parts).collect();
    let split = effects::split(&kinds).filter(|_| same_unit);
    for (row, effects) in by_class.iter_mut().zip(split.iter().flatten()) {
        row.effects = Some(*effects);
    }
    PoolChange {
        observed,
        verdict: PoolVerdict::default(),
        credits: Amounts::of(before.credits, after.credits),
        per_day: PerDay {
            before: Ratio6::of(before.credits, Credits::whole(days.0)),
            after: Ratio6::of(after.credits, Credits::whole(days.1)),
            change: per_day::per_day(before.credits, after.credits, days),
            relative: per_day::relative(before.credits, after.credits, days),
            noise: per_day::noise(&before.daily, &after.daily),
        },
        events: Counts { before: before.events, after: after.events },
        unpriced_events: Counts { before: before.unpriced_events, after: after.unpriced_events },
        effects: split.map(|split| split.into_iter().fold(Effects::default(), Effects::plus)),
        volume_from_days: effects::from_days(&kinds, days).filter(|_| same_unit),
        daily: Days::of(&before.daily, &after.daily),
        by_app: by(|p| &p.by_app),
        by_source: by(|p| &p.by_source),
        by_class,
        by_model: by(|p| &p.by_model),
        by_user: by(|p| &p.by_user),
        by_operation: by(|p| &p.by_operation),
    }
}

fn parts(row: &RowChange) -> (KindTotal, KindTotal) {
    let part = |credits, events: u64, unpriced| KindTotal {
        events: events.saturating_sub(unpriced),
        credits,
    };
    (
        part(row.credits.before, row.events.before, row.unpriced_events.before),
        part(row.credits.after, row.events.after, row.unpriced_events.after),
    )
}

fn rows(before: &[Breakdown], after: &[Breakdown], days: (i64, i64)) -> Vec<RowChange> {
    let mut pairs: BTreeMap<&Option<Untrusted>, Pair> = BTreeMap::new();
    for row in before {
        pairs.entry(&row.name).or_default().0 = Some(row);
    }
    for row in after {
        pairs.entry(&row.name).or_default().1 = Some(row);
    }
    let mut rows: Vec<RowChange> =
        pairs.into_iter().map(|(name, pair)| row(name.clone(), pair, days)).collect();
    rows.sort_by(|a, b| order(a, b, days));
    rows
}

fn row(name: Option<Untrusted>, (before, after): Pair, days: (i64, i64)) -> RowChange {
    let credits = |row: Option<&Breakdown>| row.map(|r| r.credits).unwrap_or_default();
    let (b, a) = (credits(before), credits(after));
    let state = match (before, after) {
        (None, _) => RowState::New,
        (_, None) => RowState::Gone,
        _ if b == a => RowState::Same,
        _ => RowState::Changed,
    };
    let counts = |of: fn(&Breakdown) -> u64| Counts {
        before: before.map_or(0, of),
        after: after.map_or(0, of),
    };
    RowChange {
        name,
        title: after.or(before).and_then(|row| row.title.clone()),
        state,
        credits: Amounts::of(b, a),
        per_day: per_day::per_day(b, a, days),
        per_day_relative: per_day::relative(b, a, days),
        events: counts(|r| r.events),
        unpriced_events: counts(|r| r.unpriced_events),
        effects: None,
    }
}

/// Orders changed lines first, by the size of their change a day (of the whole windows if one has no
/// days), then by the change of events, then by credits. Ties go by name, unnamed lines last.
fn order(a: &RowChange, b: &RowChange, days: (i64, i64)) -> Ordering {
    let size = |row: &RowChange| match days {
        (0, _) | (_, 0) => row.credits.change.abs(),
        days => per_day::numerator(row.credits.before, row.credits.after, days).abs(),
    };
    let events = |row: &RowChange| row.events.after.abs_diff(row.events.before);
    let held = |row: &RowChange| row.credits.before + row.credits.after;
    let same = |row: &RowChange| row.state == RowState::Same;
    same(a)
        .cmp(&same(b))
        .then_with(|| size(b).cmp(&size(a)))
        .then_with(|| events(b).cmp(&events(a)))
        .then_with(|| held(b).cmp(&held(a)))
        .then_with(|| a.name.is_none().cmp(&b.name.is_none()))
        .then_with(|| a.name.cmp(&b.name))
}
