//! One pool, before and after: totals, and the lines of each breakdown.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::effects::{self, Effects, Part};
use super::verdict::{self, PoolVerdict};
use super::{Amounts, Counts, PerDay, PoolChange};
use crate::base::{Credits, Six, Untrusted};
use crate::report::{Breakdown, PoolReport};

/// One line of a breakdown, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RowChange {
    /// The app, user, class, …; null where the log does not say.
    pub name: Option<Untrusted>,
    /// What a person calls it, where that differs (classes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether both sides have it.
    pub state: RowState,
    /// Credits of the whole windows, exact. The changes of all lines sum to the pool's.
    pub credits: Amounts,
    /// The change a day; null where a window has no day.
    pub per_day: Option<Six>,
    /// Change a day ÷ credits a day before; null where those are 0 or below.
    pub per_day_relative: Option<Six>,
    /// Events.
    pub events: Counts,
    /// Of them, events whose credits are unknown.
    pub unpriced_events: Counts,
    /// The change of `credits`, split (classes only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effects: Option<Effects>,
}

/// Which sides have a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RowState {
    /// Only after.
    New,
    /// Only before.
    Gone,
    /// Both, with different credits.
    Changed,
    /// Both, with the same credits.
    Same,
}

type Pair<'a> = (Option<&'a Breakdown>, Option<&'a Breakdown>);

/// How a pool changed; its verdict is given later.
pub(super) fn pool(
    before: &PoolReport,
    after: &PoolReport,
    days: (i64, i64),
    same_unit: bool,
) -> PoolChange {
    let by = |of: fn(&PoolReport) -> &Vec<Breakdown>| rows(of(before), of(after), days);
    let mut by_class = by(|p| &p.by_class);
    let kinds: Vec<(Part, Part)> = by_class.iter().map(parts).collect();
    let split = effects::split(&kinds).filter(|_| same_unit);
    for (row, effects) in by_class.iter_mut().zip(split.iter().flatten()) {
        row.effects = Some(*effects);
    }
    PoolChange {
        verdict: PoolVerdict::default(),
        credits: Amounts::of(before.credits, after.credits),
        per_day: PerDay {
            before: Six::of(before.credits, Credits::whole(days.0)),
            after: Six::of(after.credits, Credits::whole(days.1)),
            change: per_day(before.credits, after.credits, days),
            relative: per_day_relative(before.credits, after.credits, days),
            noise: verdict::noise(&before.daily, &after.daily),
        },
        events: Counts { before: before.events, after: after.events },
        unpriced_events: Counts { before: before.unpriced_events, after: after.unpriced_events },
        effects: split.map(|split| split.into_iter().fold(Effects::default(), Effects::plus)),
        volume_from_days: effects::from_days(&kinds, days).filter(|_| same_unit),
        by_app: by(|p| &p.by_app),
        by_source: by(|p| &p.by_source),
        by_class,
        by_model: by(|p| &p.by_model),
        by_user: by(|p| &p.by_user),
        by_operation: by(|p| &p.by_operation),
    }
}

/// `after/days.1 − before/days.0`, as one quotient: the sign of the numerator is exact.
pub(super) fn per_day_numerator(before: Credits, after: Credits, days: (i64, i64)) -> Credits {
    after.times(days.0) - before.times(days.1)
}

fn per_day(before: Credits, after: Credits, days: (i64, i64)) -> Option<Six> {
    Six::of(per_day_numerator(before, after, days), Credits::whole(days.0).times(days.1))
}

fn per_day_relative(before: Credits, after: Credits, days: (i64, i64)) -> Option<Six> {
    Six::of(per_day_numerator(before, after, days), before.times(days.1))
        .filter(|_| before.is_positive())
}

fn parts(row: &RowChange) -> (Part, Part) {
    let part =
        |credits, events: u64, unpriced| Part { events: events.saturating_sub(unpriced), credits };
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
        per_day: per_day(b, a, days),
        per_day_relative: per_day_relative(b, a, days),
        events: counts(|r| r.events),
        unpriced_events: counts(|r| r.unpriced_events),
        effects: None,
    }
}

/// Changed lines first, by the size of the change a day (of the whole windows, where there are no days), then by that of
/// the events, then by what they hold; ties by name in byte order, the unnamed last.
fn order(a: &RowChange, b: &RowChange, days: (i64, i64)) -> Ordering {
    let size = |row: &RowChange| match days {
        (0, _) | (_, 0) => row.credits.change.abs(),
        days => per_day_numerator(row.credits.before, row.credits.after, days).abs(),
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
