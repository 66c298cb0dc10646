//! The days of each pool as a chart, with sums by week, month and year for pages that have no room for
//! each day.

use super::cells::{Block, Cell, Chart, Line, Section};
use super::parts::{pool_title, section};
use super::pools::pools_by_need;
use crate::base::Credits;
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::report::{AlertRow, PoolReport, Report, grains};

/// Lays out a chart for each pool that has more than one day.
pub(crate) fn charts(report: &Report) -> Vec<Section> {
    let pools = pools_by_need(report).into_iter().filter(|(_, p)| p.daily.len() > 1);
    pools.map(|(pool, figures)| chart(report, pool, figures)).collect()
}

fn chart(report: &Report, pool: Pool, figures: &PoolReport) -> Section {
    let average = average(report, pool, figures);
    let days: Vec<_> = figures.daily.iter().map(|row| (row.date, row.credits)).collect();
    let chart = Chart {
        grains: grains(&days),
        today: report.as_of.filter(|d| figures.daily.iter().any(|row| row.date == *d)),
        average,
        top: None,
    };
    let mut section = section(
        format!("days-{pool}"),
        Line::of(pool_title(report, pool)).text(" by day"),
        vec![Block::Chart(chart)],
    );
    section.aside = average.map(|a| Line::of("14-day average ").cell(Cell::Rounded(a, 1)));
    section
}

/// Returns the average that the spike rule compares with, or that of the projection if the rule has none.
fn average(report: &Report, pool: Pool, figures: &PoolReport) -> Option<Credits> {
    let of_spike = |a: &&AlertRow| a.rule == "spike" && a.pool == pool && a.scope.is_none();
    let spike = report.alerts.iter().find(of_spike).and_then(|a| a.baseline);
    let projected = || match &figures.projection {
        Some(ProjectionOutcome::Projected(p)) if !p.low_history => Some(p.daily_average),
        _ => None,
    };
    spike.or_else(projected).map(crate::base::Quotient::value).filter(|a| a.is_positive())
}
