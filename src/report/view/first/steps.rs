//! What to do: one to three steps, each a command or a decision.

use super::super::advice::runs_out;
use super::super::cells::{Block, Line, Section, Tone};
use super::super::outlook::{Outlook, outlook};
use super::super::parts::section as titled;
use super::super::unit;
use crate::report::{PlanInfo, Report};

/// The section; empty if nothing has to be done.
pub(super) fn section(report: &Report) -> Vec<Section> {
    let steps = steps(report);
    if steps.is_empty() {
        return Vec::new();
    }
    let number = |(at, step): (usize, Line)| {
        Line::default().count(at as u64 + 1).text("  ").all(Tone::Strong).then(step)
    };
    let lines = steps.into_iter().enumerate().map(number).collect();
    vec![titled("steps", Line::of("What to do"), vec![Block::Lines(lines)])]
}

fn steps(report: &Report) -> Vec<Line> {
    // Nothing is known of the plans of other tools.
    if !unit::is_ours(&report.unit) {
        return Vec::new();
    }
    let outlooks: Vec<Outlook> = report.pools.each().map(|(_, p)| outlook(report, p)).collect();
    let mut steps = Vec::new();
    if outlooks.iter().any(|o| matches!(o, Outlook::NoPlan)) {
        let both = report.cycle.as_ref().is_some_and(|cycle| cycle.assumed);
        let line = Line::of("Say which plan you have");
        let line = line.text_if(both, " and on which day of the month it is reset");
        let line = line.text(": add --plan builder");
        steps.push(line.text_if(both, " --cycle-day 5").text("; credits plans lists the plans"));
    }
    let in_trouble = runs_out(report);
    if in_trouble {
        steps.push(Line::of(
            "See which credits were wasted: credits audit, with the files and flags of this report",
        ));
    }
    let is_current = |p: &PlanInfo| report.plan.as_ref().is_some_and(|own| own.name == p.name);
    let advised =
        report.advice.as_ref().and_then(|advice| advice.plan.as_ref().or(advice.safe.as_ref()));
    if let Some(plan) =
        advised.filter(|plan| !is_current(plan) && (in_trouble || report.plan.is_none()))
    {
        let line = Line::of(if report.plan.is_some() { "Or plan for " } else { "At this pace " });
        let line = line.name(plan.title.as_str());
        let line = line.text_if(report.plan.is_none(), " is enough");
        let line = match plan.usd_month {
            Some(usd) => line.text(", $").credits(usd).text(" a month"),
            None => line,
        };
        steps.push(match report.cycle.as_ref().filter(|_| in_trouble && report.plan.is_some()) {
            Some(cycle) => line
                .text(" (only an upgrade helps before the reset; else change on ")
                .day(cycle.end)
                .text(")"),
            None => line,
        });
    } else if in_trouble && report.advice.is_none() {
        steps.push(Line::of(
            "Only an upgrade helps before the reset; which plan is enough is known after 14 days of log",
        ));
    }
    steps
}
