//! What to do: one to three steps, each a command or a decision.

use super::super::advice::runs_out;
use super::super::cells::{Block, Cell, Line, Section, Tone};
use super::super::parts::section as titled;
use super::super::unit;
use crate::base::Credits;
use crate::event::Pool;
use crate::report::{CycleInfo, InputRow, PlanInfo, PoolReport, Report};

/// The most characters of paths in a command that is written out.
const LONGEST: usize = 60;

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
    if let Some(last) = report.log_ends {
        return vec![
            Line::of("Export the log again: this one ends on ").day(last),
            Line::of("Or see what it knows, as of its last day: --as-of ").cell(Cell::Date(last)),
        ];
    }
    let mut steps = Vec::new();
    let in_trouble = runs_out(report);
    steps.extend(over(report));
    if in_trouble {
        steps.push(Line::of("See which credits could be saved: ").then(audit(report)));
    }
    let is_current = |p: &PlanInfo| report.plan.as_ref().is_some_and(|own| own.name == p.name);
    let advised =
        report.advice.as_ref().and_then(|advice| advice.plan.as_ref().or(advice.safe.as_ref()));
    // Without a plan, the headline says which one is enough.
    let is_news = in_trouble && report.plan.is_some();
    if let Some(plan) = advised.filter(|plan| is_news && !is_current(plan)) {
        let dearer = plan.usd_month > report.plan.as_ref().and_then(|own| own.usd_month);
        let line = Line::of(if dearer { "Or upgrade to " } else { "Or plan for " });
        let line = line.name(plan.title.as_str());
        let line = match plan.usd_month {
            Some(usd) => line.text(", $").credits(usd).text(" a month"),
            None => line,
        };
        steps.push(line.text_if(dearer, ": an upgrade counts at once"));
    } else if in_trouble && report.advice.is_none() {
        steps.push(Line::of(
            "Only an upgrade helps before the reset; which plan is enough is known after 14 days of log",
        ));
    }
    steps
}

/// The question of a pool of which more is used than there was.
fn over(report: &Report) -> Option<Line> {
    let is_over = |p: &PoolReport| p.remaining.is_some_and(Credits::is_negative);
    let (pool, _) =
        report.pools.each().find(|(pool, p)| *pool != Pool::Unassigned && is_over(p))?;
    let line = Line::of(
        "Look on the billing page whether credits were bought or the plan is larger, and add --allowance ",
    );
    Some(line.text(pool.name()).text("=NUMBER"))
}

/// The command that audits the same log. A report does not know every flag, so it is written out only if the files, the plan and the
/// reset day are all there is to say.
fn audit(report: &Report) -> Line {
    let unknown = Line::of("credits audit, with the files and flags of this report");
    let read: Vec<&InputRow> = report.inputs.iter().filter(|i| i.left_out.is_none()).collect();
    let is_plain = |path: &str| {
        !path.starts_with('-')
            && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b))
    };
    let length = read.iter().map(|i| i.path.raw().len()).sum::<usize>();
    let is_short = (1..=2).contains(&read.len()) && read.iter().all(|i| is_plain(i.path.raw()));
    let is_short = is_short && length <= LONGEST;
    let is_monthly = |cycle: &CycleInfo| {
        let day = cycle.start.day_of_month();
        day <= 28 && cycle.end.day_of_month() == day && cycle.days <= 31
    };
    let cycle = report.cycle.as_ref().filter(|cycle| !cycle.assumed);
    let has_allowance = report.pools.each().any(|(_, p)| p.allowance.is_some());
    let is_set_otherwise = report.timezone != "UTC" || (report.plan.is_none() && has_allowance);
    if !is_short || is_set_otherwise || !report.filters.is_empty() || !cycle.is_none_or(is_monthly)
    {
        return unknown;
    }
    let mut line = Line::of("credits audit");
    for input in read {
        line = line.text(" ").words(input.path.raw());
    }
    if let Some(plan) = &report.plan {
        line = line.text(" --plan ").name(plan.name.as_str());
    }
    match cycle {
        Some(cycle) => line.text(" --cycle-day ").count(u64::from(cycle.start.day_of_month())),
        None => line,
    }
}
