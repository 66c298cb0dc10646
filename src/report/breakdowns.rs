//! A pool's sums, one row for each name.

use std::collections::BTreeMap;
use std::hash::Hash;

use super::facts::ReportContext;
use super::pool::{Breakdown, ExtraBreakdown, ExtraRow};
use super::request::{Dimension, Request};
use crate::base::{Credits, Day, Ratio6, Untrusted};
use crate::event::Pool;
use crate::ledger::{Key, Span, Tally, rank};

/// The sums by a dimension, ranked. Values with the same shown name are one row.
pub(super) fn ranked<D: Ord + Hash>(
    span: &Span,
    dimension: impl Fn(&Key) -> D,
    name: impl Fn(D) -> Option<Untrusted>,
) -> Vec<Breakdown> {
    let total = span.total().credits;
    let mut sums: BTreeMap<Option<Untrusted>, Tally> = BTreeMap::new();
    for (own, tally) in span.by(dimension) {
        sums.entry(name(own)).or_default().merge(&tally);
    }
    let mut rows: Vec<(Option<Untrusted>, Tally)> = sums.into_iter().collect();
    rank(&mut rows);
    let row = |(name, tally): (Option<Untrusted>, Tally)| Breakdown {
        name,
        title: None,
        credits: tally.credits,
        events: tally.events,
        unpriced_events: tally.unpriced,
        share: Ratio6::of(tally.credits, total),
        recent: Vec::new(),
    };
    rows.into_iter().map(row).collect()
}

/// The breakdowns that `--by` asks for.
pub(super) fn extras(context: &ReportContext) -> Vec<ExtraBreakdown> {
    let mut extras = Vec::new();
    for dimension in &context.request.by {
        for pool in Pool::ALL {
            let span = context.span(pool, context.timeline.from);
            if span.is_empty() {
                continue;
            }
            extras.push(ExtraBreakdown {
                dimension: dimension.name().to_owned(),
                pool,
                rows: extra(context, *dimension, &span),
            });
        }
    }
    extras
}

fn extra(context: &ReportContext, dimension: Dimension, span: &Span) -> Vec<ExtraRow> {
    let names = context.facts.names;
    let ranked_rows = |rows: Vec<Breakdown>| rows.into_iter().map(ExtraRow::from).collect();
    match dimension {
        Dimension::Week => by_days(context, span, |day, _| day.week_start()),
        Dimension::Month => by_days(context, span, |day, _| day.month_start()),
        Dimension::Cycle => {
            by_days(context, span, |day, request| request.cycle.cycle_of(day).start)
        }
        Dimension::Feature => {
            ranked_rows(ranked(span, |key| key.feature, |own| names.feature(own)))
        }
        Dimension::File => ranked_rows(ranked(span, |key| key.files, |own| names.files(own))),
    }
}

/// The sums of runs of days, by the first day of each.
fn by_days(context: &ReportContext, span: &Span, start: fn(Day, &Request) -> Day) -> Vec<ExtraRow> {
    let mut sums: BTreeMap<Day, (Credits, u64)> = BTreeMap::new();
    for (((), day), (credits, events)) in span.by_day(|_| ()) {
        let sum = sums.entry(start(day, context.request)).or_default();
        *sum = (sum.0 + credits, sum.1 + events);
    }
    let total: Credits = sums.values().map(|(credits, _)| *credits).sum();
    let row = |(day, (credits, events)): (Day, (Credits, u64))| ExtraRow {
        name: Some(Untrusted::from(day.to_string())),
        credits,
        events,
        share: Ratio6::of(credits, total),
    };
    sums.into_iter().map(row).collect()
}

impl From<Breakdown> for ExtraRow {
    fn from(row: Breakdown) -> Self {
        Self { name: row.name, credits: row.credits, events: row.events, share: row.share }
    }
}
