//! How a pool's cycle ends, as a sentence.

use super::super::cells::{Cell, Line};
use super::super::outlook::{Missing, Outlook, capacity, outlook};
use super::super::parts::pool_title;
use crate::base::{Credits, Day, Ratio6};
use crate::event::Pool;
use crate::forecast::ProjectionOutcome;
use crate::report::{CycleInfo, PoolReport, Report};

/// One sentence about how a pool's cycle ends.
pub(super) fn fate(report: &Report, pool: Pool, figures: &PoolReport, cycle: &CycleInfo) -> Line {
    let line = Line::of(pool_title(report, pool));
    match outlook(report, figures) {
        Outlook::WentOut(day) => {
            let line = before_reset(line.text(" ran out on ").day(day), day, cycle);
            failed_since(line, pool, figures).text(".")
        }
        Outlook::IsOut => line
            .text(" are used up. The next ones come with the reset on ")
            .day(cycle.end)
            .text("."),
        Outlook::RunsOut { on, early, late } => runs_out(line, figures, cycle, (on, early, late)),
        Outlook::Doubtful(p) => line
            .text(" may run out before the reset on ")
            .day(cycle.end)
            .text(": the chance is ")
            .cell(Ratio6::of(p, Credits::whole(1)).map_or(Cell::Unknown, Cell::Share))
            .text("."),
        Outlook::Lasts => line.text(" will last until the reset on ").day(cycle.end).text("."),
        Outlook::LastsByHalf(Missing::CycleStart) => {
            let line = line.text(" will last at this pace, if ");
            let line = match room(figures) {
                Some(room) => line.text("no more than ").credits(room),
                None => line.text("little"),
            };
            line.text(" was used in this cycle before the log begins.")
        }
        Outlook::LastsByHalf(Missing::Pool) => {
            line.text(" will last, unless the credits without a known pool belong to them.")
        }
        Outlook::Unused => line.text(" were not used in this cycle."),
        Outlook::NoPlan => line.text(": the run-out date is unknown. Set --plan or --allowance."),
        Outlook::Filtered => line.text(": a filter is set, so the balance is not shown."),
        Outlook::LogEnds => line.text(": the log ends before the judged day."),
        Outlook::CannotTell(why) => {
            line.text(": the run-out date is not known yet, ").words(&why).text(".")
        }
    }
}

/// What may have been used before the log begins, if the pool is to last at the present average.
fn room(figures: &PoolReport) -> Option<Credits> {
    let Some(ProjectionOutcome::Projected(p)) = &figures.projection else { return None };
    Some(capacity(figures)? - p.total.value()).filter(|room| !room.is_negative())
}

/// The days between which a pool runs out, or about when and how likely, if it may last.
fn runs_out(
    line: Line,
    figures: &PoolReport,
    cycle: &CycleInfo,
    (on, early, late): (Day, Option<Day>, Option<Day>),
) -> Line {
    // The day by the plain average may lie outside the range, which it then widens.
    let range = early.zip(late).map(|(early, late)| (early.min(on), late.max(on)));
    if let Some((first, last)) = range.filter(|(first, last)| first < last && *last < cycle.end) {
        let line = line.text(" run out between ").then(from_to(first, last)).text(", at least ");
        return days_before_reset(line, last, cycle).text(".");
    }
    let chance = match &figures.projection {
        Some(ProjectionOutcome::Projected(p)) if range.is_none() => p.p_exhausted,
        _ => None,
    };
    let is_likely = chance.is_none_or(|p| p.value().times(2) >= Credits::whole(1));
    let line = line.text(if is_likely { " run out about " } else { " may run out about " }).day(on);
    let line = before_reset(line, on, cycle);
    match chance.and_then(|p| Ratio6::of(p.value(), Credits::whole(1))) {
        Some(p) => line.text(", if use goes on like this: the chance is ").share(p).text("."),
        None => line.text("."),
    }
}

/// `26 and 30 May`, `28 May and 1 June`.
fn from_to(first: Day, last: Day) -> Line {
    if first.month_start() == last.month_start() {
        return Line::default().count(u64::from(first.day_of_month())).text(" and ").day(last);
    }
    Line::default().day(first).text(" and ").day(last)
}

pub(crate) fn before_reset(line: Line, day: Day, cycle: &CycleInfo) -> Line {
    days_before_reset(line.text(", "), day, cycle)
}

fn days_before_reset(line: Line, day: Day, cycle: &CycleInfo) -> Line {
    let left = u64::try_from(cycle.end.since(day)).unwrap_or(0);
    line.counted(left, " day", " days").text(" before the reset on ").day(cycle.end)
}

/// What an empty pool has meant. If the log goes on after that day, the settings and the log do not agree: more credits may have been
/// bought, another plan may be in force, or calls that failed or are priced too high may be in the sum.
fn failed_since(line: Line, pool: Pool, figures: &PoolReport) -> Line {
    let over = figures.remaining.filter(|left| left.is_negative());
    if let Some(over) = over.filter(|_| pool != Pool::Unassigned) {
        return line
            .text("; ")
            .credits(-over)
            .text(" more are in the log since, so more were bought, the plan is larger, or not all of it was charged in this cycle");
    }
    match pool {
        Pool::Message => line.text("; the builder has taken no more prompts since"),
        Pool::Integration => line.text("; every call that needs them has failed since"),
        Pool::Unassigned => line,
    }
}
