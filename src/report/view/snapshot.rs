//! What a page says of a snapshot: the use so far and what is left, and that the rest needs days.

use super::advice;
use super::cells::{Block, Line, Section, Tone};
use super::parts::{pool_words, section};
use crate::event::Pool;
use crate::report::{PoolReport, Report};

/// The headline: what was used and what is left, as far as it is known.
pub(super) fn headline(report: &Report, pools: &[(Pool, &PoolReport)]) -> Vec<Line> {
    let Some(cycle) = &report.cycle else { return Vec::new() };
    let at_least = if cycle.covered { "" } else { ", at least" };
    let list = |of: fn(&PoolReport) -> Option<crate::base::Credits>| {
        let amounts = pools.iter().filter_map(|(pool, figures)| Some((*pool, of(figures)?)));
        Line::items(amounts.map(|(pool, amount)| {
            Line::default().credits(amount).text(" ").text(pool_words(report, pool))
        }))
    };
    let used = list(|figures| figures.used);
    let left = list(|figures| figures.remaining.filter(|_| figures.allowance.is_none()));
    let mut lines = Vec::new();
    if !left.0.is_empty() {
        lines.push(Line::of("Left: ").then(left).text(".").all(Tone::Strong));
    }
    if !used.0.is_empty() {
        let line = Line::of("Used since ").day(cycle.start).text(at_least).text(": ").then(used);
        lines.push(line.text(".").all(Tone::Strong));
    }
    lines.push(Line::of(
        "This is a snapshot: the run-out date, alerts on days and a forecast need days (type in the daily chart, or export a log).",
    ));
    lines
}

/// The plan that the pace so far needs, on the first screen.
pub(super) fn plan(report: &Report) -> Vec<Section> {
    let lines = advice::lines(report);
    if lines.is_empty() {
        return Vec::new();
    }
    vec![section("plan", Line::of("Plan"), vec![Block::Lines(lines)])]
}
