//! Parts that many sections are built from.

use super::cells::{Block, Cell, Line, Section};
use super::unit;
use crate::base::{Day, Untrusted};
use crate::event::Pool;
use crate::model::Source;
use crate::report::Report;

/// Builds a section with a heading and blocks.
pub(crate) fn section(id: impl Into<String>, title: Line, blocks: Vec<Block>) -> Section {
    Section { id: id.into(), title, aside: None, blocks }
}

/// Writes a range of days as a person does: `24 – 27 May`, `30 May – 2 June`. The year is added if it
/// is not `year`, the year of the page.
pub(crate) fn between(from: Day, to: Day, year: Option<i32>) -> Line {
    if from == to {
        let day = if Some(from.year()) == year { Cell::Day(from) } else { Cell::FullDay(from) };
        return Line::default().cell(day);
    }
    if Some(from.year()) != year || Some(to.year()) != year {
        return Line::default().cell(Cell::FullDay(from)).text(" – ").cell(Cell::FullDay(to));
    }
    if from.month_start() == to.month_start() {
        return Line::default().count(u64::from(from.day_of_month())).text(" – ").day(to);
    }
    Line::default().day(from).text(" – ").day(to)
}

/// Returns the title of a class, or its id if the report has no title for it.
pub(crate) fn class_title(report: &Report, id: &str) -> Untrusted {
    let named = |row: &&crate::report::Breakdown| row.name.as_ref().is_some_and(|n| n.raw() == id);
    let row = report.pools.each().find_map(|(_, pool)| pool.by_class.iter().find(named));
    row.and_then(|r| r.title.clone()).map_or_else(|| Untrusted::from(id), Untrusted::from)
}

/// What a sentence calls the class of events that have none, whose title says no more than `Not known`.
pub(crate) fn kinds_without_class(id: &str) -> Option<&'static str> {
    (id == Source::Unclassified.name()).then_some("kinds of call that no rate card knows")
}

/// Names the amounts of a pool at the beginning of a sentence: `Message credits`.
pub(crate) fn pool_title(report: &Report, pool: Pool) -> &'static str {
    unit::title(&report.unit, pool)
}

/// Names the amounts of a pool inside a sentence: `message credits`.
pub(crate) fn pool_words(report: &Report, pool: Pool) -> &'static str {
    unit::words(&report.unit, pool)
}

/// Returns the pools that the log says nothing about, of those that the report is about.
pub(crate) fn not_in_log(report: &Report) -> impl Iterator<Item = Pool> {
    let asked = |pool: &Pool| {
        let mut pools = report.filters.iter().filter_map(|f| f.raw().strip_prefix("pool="));
        pools.clone().next().is_none() || pools.any(|name| name == pool.name())
    };
    report.pools.not_in_log().filter(move |pool| unit::is_ours(&report.unit) && asked(pool))
}

/// Whether a report is of totals so far, and not of a log.
pub(super) fn is_snapshot(report: &Report) -> bool {
    are_all(report, "snapshot")
}

/// Whether all inputs that were read are of one format, and there are some.
pub(super) fn are_all(report: &Report, format: &str) -> bool {
    let mut read = report.inputs.iter().filter(|input| input.left_out.is_none()).peekable();
    read.peek().is_some() && read.all(|input| input.format == format)
}
