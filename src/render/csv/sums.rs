//! The sums of a report: totals of each pool, breakdowns, cycles, and the mix of sources.

use super::row::{Row, name};
use crate::base::Day;
use crate::event::Pool;
use crate::report::{Breakdown, PoolReport, Report};

pub(super) fn totals(rows: &mut Vec<Row<'_>>, pool: Pool, p: &PoolReport) {
    let share = p.used_share.map(|s| s.to_string());
    let known = |credits| Some(credits).filter(|_| p.known);
    let count = |events| Some(events).filter(|_| p.known);
    let all = [
        ("credits", known(p.credits), count(p.events), None),
        ("refunded", known(p.refunded), None, None),
        ("reported", known(p.reported), None, None),
        ("modeled", known(p.modeled), None, None),
        ("modeled_low", known(p.modeled_low), None, None),
        ("modeled_high", known(p.modeled_high), None, None),
        ("reported_estimates", known(p.reported_estimates), None, None),
        ("unpriced", None, count(p.unpriced_events), None),
        ("allowance", p.allowance, None, None),
        ("granted", p.granted, None, None),
        ("used", p.used, None, share),
        ("remaining", p.remaining, None, None),
    ];
    for (dimension, credits, events, share) in all {
        rows.push(Row {
            section: "pool",
            pool: Some(pool),
            dimension,
            credits,
            events,
            share,
            ..Row::default()
        });
    }
}

/// The pools without figures.
pub(super) fn not_in_log(rows: &mut Vec<Row<'_>>, report: &Report) {
    rows.extend(report.pools.not_in_log().map(|pool| Row {
        section: "pool",
        pool: Some(pool),
        dimension: "not_in_log",
        name: "not in this log".to_owned(),
        ..Row::default()
    }));
}

pub(super) fn breakdowns(rows: &mut Vec<Row<'_>>, pool: Pool, p: &PoolReport) {
    let all: [(&str, &[Breakdown]); 6] = [
        ("app", &p.by_app),
        ("source", &p.by_source),
        ("class", &p.by_class),
        ("model", &p.by_model),
        ("user", &p.by_user),
        ("operation", &p.by_operation),
    ];
    for (dimension, lines) in all {
        rows.extend(lines.iter().map(|line| Row {
            section: "breakdown",
            pool: Some(pool),
            dimension,
            name: name(line.name.as_ref()),
            date: None,
            credits: Some(line.credits),
            events: Some(line.events),
            share: line.share.map(|s| s.to_string()),
        }));
    }
}

pub(super) fn extra<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for breakdown in &report.by {
        rows.extend(breakdown.rows.iter().map(|line| {
            // Weeks, months and cycles are named by their first day.
            let calendar =
                matches!(breakdown.dimension.as_str(), "day" | "week" | "month" | "cycle");
            let date: Option<Day> =
                line.name.as_ref().filter(|_| calendar).and_then(|n| n.raw().parse().ok());
            Row {
                section: "breakdown",
                pool: Some(breakdown.pool),
                dimension: &breakdown.dimension,
                name: name(line.name.as_ref().filter(|_| date.is_none())),
                date,
                credits: Some(line.credits),
                events: Some(line.events),
                share: line.share.map(|s| s.to_string()),
            }
        }));
    }
}

pub(super) fn cycles_and_mix<'a>(rows: &mut Vec<Row<'a>>, report: &'a Report) {
    for cycle in &report.cycles {
        let used = if cycle.covered { "used" } else { "used_at_least" };
        for (dimension, credits) in
            [(used, cycle.used), ("allowance", cycle.allowance), ("unused", cycle.unused)]
        {
            if credits.is_some() {
                rows.push(Row {
                    section: "cycle",
                    pool: Some(cycle.pool),
                    dimension,
                    date: Some(cycle.start),
                    credits,
                    ..Row::default()
                });
            }
        }
    }
    for source in &report.mix {
        let row = |name: &str, credits, share: Option<crate::base::Ratio6>| Row {
            section: "mix",
            dimension: &source.source,
            name: name.to_owned(),
            credits,
            share: share.map(|s| s.to_string()),
            ..Row::default()
        };
        rows.push(row("", Some(source.credits), source.share));
        rows.extend(source.typical_low.map(|low| row("typical_low", None, Some(low))));
        rows.extend(source.typical_high.map(|high| row("typical_high", None, Some(high))));
    }
}
