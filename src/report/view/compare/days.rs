//! The days of a pool before and after, on one scale.

use super::figures::average;
use super::windows::dates;
use crate::base::Ratio6;
use crate::event::Pool;
use crate::report::diff::{Comparison, DayCredits, PoolChange, Side};
use crate::report::grains;
use crate::report::view::cells::{Block, Chart, Line, Section, Tone};
use crate::report::view::parts::section;
use crate::report::view::unit;

/// Lays out a chart of each side, if both have more than one day and something was used.
pub(super) fn chart(c: &Comparison, pool: Pool, change: &PoolChange) -> Option<Section> {
    let days = &change.daily;
    let most = days.before.iter().chain(&days.after).map(|day| day.credits).max()?;
    if days.before.len() < 2 || days.after.len() < 2 || !most.is_positive() {
        return None;
    }
    let drawn = |days: &[DayCredits]| {
        let points: Vec<_> = days.iter().map(|day| (day.date, day.credits)).collect();
        let chart = Chart { grains: grains(&points), today: None, average: None, top: Some(most) };
        Block::Chart(chart)
    };
    let head = |head: &'static str, side: &Side, mean: Option<Ratio6>| {
        let line = Line::of(head).text(", ");
        let line = match side.from.zip(side.to) {
            Some((from, to)) => line.then(dates(from, to)),
            None => line,
        };
        let line = match mean {
            Some(mean) => line.text(": ").cell(average(mean.value())).text(" a day"),
            None => line,
        };
        Block::Lines(vec![line.all(Tone::Muted)])
    };
    let blocks = vec![
        head("Before", &c.before, change.per_day.before),
        drawn(&days.before),
        head("After", &c.after, change.per_day.after),
        drawn(&days.after),
    ];
    let title = Line::of(unit::title(&c.before.unit, pool)).text(" by day, before and after");
    Some(section(format!("days-{pool}"), title, blocks))
}
