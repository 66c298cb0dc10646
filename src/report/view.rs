//! Lays a report out as a document: which sections a page has, in which order, and in which words.
//!
//! A document is made of typed cells, not of text: an amount stays an amount and a name from a log stays
//! untrusted, so that each output format can write them in its own way. Figures that only a page shows,
//! such as the line "Others (12)", a pace or the sum of a week, are computed here. The formats only
//! write; that is why all of them show the same figures.

mod advice;
mod alerts;
mod audit;
mod balance;
mod breakdowns;
pub(crate) mod brief;
pub(crate) mod cells;
mod claim;
pub(crate) mod compare;
mod context;
mod days;
mod findings;
mod fired;
mod first;
mod fix_checks;
pub(crate) mod gate;
pub(crate) mod gate_answer;
pub(crate) mod gate_words;
mod gauges;
mod headline;
mod line;
mod options;
mod outlook;
mod parts;
mod plans;
mod pools;
mod quality;
mod savings;
mod snapshot;
mod terms;
pub(crate) mod unit;
mod what_if;
mod worth;

use crate::report::{AuditSummary, Report};

pub(crate) use alerts::{leading, shows};
pub(crate) use cells::{
    Block, Cell, Chart, Column, ColumnKind, Document, Flag, Gauge, Line, Note, Section, Span,
    Table, Tone,
};
pub(crate) use options::ViewOptions;
pub(crate) use savings::{PrintedSaving, how_often, printed_savings};

/// Lays out a report or an audit.
pub(crate) fn document(report: &Report, options: &ViewOptions) -> Document {
    if report.as_of.is_none() {
        return Document {
            headline: headline::of_nothing(report),
            context: context::lines(report),
            sections: quality::section(report, options),
        };
    }
    let applied = report.audit.as_ref().and_then(|audit| audit.applied.as_ref());
    if let Some((audit, claim)) = report.audit.as_ref().and_then(|a| Some((a, a.claim.as_ref()?))) {
        return claim::document(report, audit, claim, options);
    }
    if let Some(audit) = report.audit.as_ref().filter(|_| applied.is_none()) {
        return of_audit(report, audit, options);
    }
    let sections = [
        if applied.is_some() { findings::sections(report, options) } else { Vec::new() },
        gauges::section_of(report),
        alerts::section(report),
        first::what_to_do(report),
        breakdowns::apps(report, options),
        days::charts(report),
        balance::projection(report),
        what_if::section(report),
        breakdowns::mix(report),
        breakdowns::details(report, options),
        report
            .audit
            .as_ref()
            .filter(|_| applied.is_some())
            .map(|audit| plans::plans(report, audit, true))
            .unwrap_or_default(),
        balance::cycles(report),
        breakdowns::extra(report, options),
        quality::section(report, options),
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

/// Lays out what text shows: the first screen of a report, or everything if it was asked for. An audit is always whole.
pub(crate) fn text_document(report: &Report, options: &ViewOptions) -> Document {
    let is_plain = report.as_of.is_some() && report.audit.is_none();
    if is_plain && !options.full {
        first::document(report, options)
    } else {
        // An audit is handed on, so its words are defined on its pages.
        let definitions = options.definitions && report.audit.is_some();
        document(report, &ViewOptions { definitions, ..options.clone() })
    }
}

/// Lays out an audit: what to do comes first.
fn of_audit(report: &Report, audit: &AuditSummary, options: &ViewOptions) -> Document {
    let sections = [
        audit::sources(audit),
        breakdowns::mix(report),
        findings::sections(report, options),
        audit::together(report, audit),
        plans::plans(report, audit, false),
        balance::cycles(report),
        audit::reconciled(report, audit),
        audit::limits(audit),
        audit::methods(report, audit),
        breakdowns::extra(report, options),
        quality::section(report, options),
        audit::inputs(report, audit),
        terms::section(report, options),
    ];
    Document {
        headline: audit::headline(report, audit),
        context: context::lines(report),
        sections: sections.into_iter().flatten().collect(),
    }
}
