//! The report as a page: what is said, in which order and in which words. Everything that a page shows beyond the report's
//! own figures (a line of the rest, a pace, a week's sum) is worked out here, so that a format only has to write it down.

mod afterwards;
mod alerts;
mod audit;
mod balance;
mod breakdowns;
pub(crate) mod cells;
pub(crate) mod compare;
mod context;
mod days;
mod findings;
pub(crate) mod gate;
pub(crate) mod gate_words;
mod headline;
mod plans;
mod quality;
mod terms;
pub(crate) mod unit;

pub(crate) use cells::{
    Block, Cell, Chart, Column, ColumnKind, Document, Flag, Gauge, Grain, Line, Note, Section,
    Span, Table, Tone,
};

use crate::base::{Day, Untrusted};
use crate::event::Pool;
use crate::report::{AuditSummary, Report};

/// What of the report a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewOptions {
    /// How many rows a ranking has before the rest is summed up as one; 0 shows all.
    pub top: usize,
    /// Breakdowns that are shown because someone asked for them: `operation`, `source`, `day`.
    pub by: Vec<String>,
    /// Whether the page ends with what its words mean.
    pub definitions: bool,
}

impl Default for ViewOptions {
    fn default() -> Self {
        Self { top: 10, by: Vec::new(), definitions: true }
    }
}

/// The page of a report.
pub(crate) fn document(report: &Report, options: &ViewOptions) -> Document {
    if report.as_of.is_none() {
        return Document {
            headline: headline::of_nothing(report),
            context: context::lines(report),
            sections: quality::section(report),
        };
    }
    let applied = report.audit.as_ref().and_then(|audit| audit.applied.as_ref());
    if let Some(audit) = report.audit.as_ref().filter(|_| applied.is_none()) {
        return of_audit(report, audit, options);
    }
    let sections = [
        if applied.is_some() { findings::sections(report, options) } else { Vec::new() },
        balance::gauges(report),
        breakdowns::apps(report, options),
        days::charts(report),
        alerts::section(report),
        balance::projection(report),
        breakdowns::mix(report),
        breakdowns::details(report, options),
        report
            .audit
            .as_ref()
            .filter(|_| applied.is_some())
            .map(|audit| plans::plans(audit, true))
            .unwrap_or_default(),
        balance::cycles(report),
        breakdowns::extra(report, options),
        quality::section(report),
        terms::section(report, options),
    ];
    let mut headline = applied.map(|applied| audit::supposed(report, applied)).unwrap_or_default();
    headline.extend(headline::sentences(report));
    Document {
        headline,
        context: context::lines(report),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// The page of an audit.
fn of_audit(report: &Report, audit: &AuditSummary, options: &ViewOptions) -> Document {
    let sections = [
        audit::sources(audit),
        breakdowns::mix(report),
        findings::sections(report, options),
        audit::together(report, audit),
        plans::plans(audit, false),
        balance::cycles(report),
        audit::reconciled(report, audit),
        audit::limits(audit),
        breakdowns::extra(report, options),
        quality::section(report),
        audit::inputs(report, audit),
        terms::section(report, options),
    ];
    Document {
        headline: audit::headline(report, audit),
        context: context::lines(report),
        sections: sections.into_iter().flatten().collect(),
    }
}

/// A section with one heading and some blocks.
fn section(id: impl Into<String>, title: Line, blocks: Vec<Block>) -> Section {
    Section { id: id.into(), title, aside: None, blocks }
}

/// Two days as a person writes them: `24 – 27 May`, `30 May – 2 Jun`; with the year where it is not the page's own.
fn between(from: Day, to: Day, year: Option<i32>) -> Line {
    if from == to {
        return Line::default().cell(dated(from, year));
    }
    if Some(from.year()) != year || Some(to.year()) != year {
        return Line::default().cell(Cell::Date(from)).text(" – ").cell(Cell::Date(to));
    }
    if from.month_start() == to.month_start() {
        return Line::default().count(u64::from(from.day_of_month())).text(" – ").day(to);
    }
    Line::default().day(from).text(" – ").day(to)
}

fn dated(day: Day, year: Option<i32>) -> Cell {
    if Some(day.year()) == year { Cell::Day(day) } else { Cell::Date(day) }
}

/// What a person calls a class: the title that the report has for it, else its id.
fn class_title(report: &Report, id: &str) -> Untrusted {
    let named = |row: &&crate::report::Breakdown| row.name.as_ref().is_some_and(|n| n.raw() == id);
    let row = report.pools.each().find_map(|(_, pool)| pool.by_class.iter().find(named));
    row.and_then(|r| r.title.clone()).map_or_else(|| Untrusted::from(id), Untrusted::from)
}

/// What `report` calls the amounts of a pool, at the beginning of a sentence and inside of it.
fn pool_title(report: &Report, pool: Pool) -> &'static str {
    unit::title(&report.unit, pool)
}

fn pool_words(report: &Report, pool: Pool) -> &'static str {
    unit::words(&report.unit, pool)
}

/// The pools with anything to show, those in trouble first.
fn pools_by_need(report: &Report) -> Vec<(Pool, &crate::report::PoolReport)> {
    let mut pools: Vec<_> =
        report.pools.each().filter(|(_, p)| p.events > 0 || !p.credits.is_zero()).collect();
    pools.sort_by_key(|(pool, p)| balance::flag(report, *pool, p));
    pools
}
