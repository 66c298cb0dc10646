//! The headline: what an owner has to know, in plain sentences.

pub(super) mod fate;
mod largest;
mod late;
mod plan;

use super::cells::{Cell, Flag, Line, Tone};
use super::outlook::{Outlook, capacity, outlook};
use super::parts::{is_snapshot, not_in_log, pool_title, pool_words};
use super::pools::pools_by_need;
use super::{balance, fired, snapshot, unit};
use crate::alerts::RuleState;
use crate::base::Credits;
use crate::event::Pool;
use crate::report::{AlertRow, CycleInfo, PoolReport, Report};
use fate::fate;
use largest::{biggest, users_of};

/// The headline of a log without events.
pub(crate) fn of_nothing(report: &Report) -> Vec<Line> {
    let first = Line::of("There is nothing to report: the log has no events.").all(Tone::Strong);
    let quality = &report.quality;
    let why = if quality.rejected > 0 {
        Line::default()
            .counted(quality.rejected, " row", " rows")
            .text(" could not be read. `credits inspect FILE` shows how the file was understood, and `--map` corrects it.")
    } else if quality.filtered > 0 {
        Line::of("The filters exclude everything: ")
            .counted(quality.filtered, " event was", " events were")
            .text(" read. Try without --app, --user and --pool.")
    } else if quality.after_as_of > 0 {
        Line::default()
            .counted(quality.after_as_of, " event is", " events are")
            .text(" later than the as-of day. Try without --as-of.")
    } else if quality.ignored > 0 {
        Line::of("All of its rows are samples, grants or blocked calls: nothing was used.")
    } else if report.inputs.is_empty() {
        Line::of(
            "No file was read. Try `credits report usage.csv`, or `credits demo --report` to see what a report looks like.",
        )
    } else {
        Line::of(
            "The log is empty or a header alone. `credits init` helps to get one: a sheet to fill in, or a recorder for the app.",
        )
    };
    vec![first, why]
}

/// The headline of a log with events.
pub(crate) fn sentences(report: &Report) -> Vec<Line> {
    let pools = pools_by_need(report);
    let Some(cycle) = &report.cycle else {
        return vec![Line::of("The use is listed below.")];
    };
    let mut lines: Vec<Line> = log_ends(report).into_iter().chain(cap_is_used_up(report)).collect();
    let Some((first, figures)) = pools.first().copied() else {
        lines.extend(nothing_used(report).map(|line| line.all(Tone::Strong)));
        lines.extend(absent(report));
        return lines;
    };
    let outlooks: Vec<_> = pools
        .iter()
        .filter(|(p, f)| has_balance(*p, f))
        .map(|(p, f)| (*p, outlook(report, f)))
        .collect();
    let all_last = outlooks.len() == pools.len()
        && outlooks.iter().all(|(_, o)| matches!(o, Outlook::Lasts | Outlook::Unused));
    let fired = fired::count(report);
    let mut named = false;
    if all_last {
        lines.push(all_is_well(report, &outlooks, cycle, fired));
    } else if is_snapshot(report)
        && outlooks.iter().all(|(_, o)| matches!(o, Outlook::CannotTell(_) | Outlook::NoPlan))
    {
        lines.extend(snapshot::headline(report, &pools));
    } else if outlooks.is_empty() {
        lines.push(without_balance(report, first));
        lines.extend(used_so_far(report, &pools, cycle));
    } else if outlooks.iter().all(|(_, o)| *o == Outlook::LogEnds) {
        lines.extend(used_so_far(report, &pools, cycle));
    } else if outlooks.iter().all(|(_, o)| *o == Outlook::NoPlan) {
        lines.extend(used_so_far(report, &pools, cycle).map(|line| line.all(Tone::Strong)));
    } else if outlooks.iter().all(|(_, o)| *o == Outlook::Filtered) {
        let part = "A filter is set, so balances are not shown: they are of the whole workspace.";
        lines.push(Line::of(part).all(Tone::Strong));
    } else {
        named = true;
        let tone = match balance::flag(report, first, figures) {
            Flag::Urgent => Tone::Urgent,
            Flag::Warning => Tone::Warning,
            _ => Tone::Strong,
        };
        lines.push(fate(report, first, figures, cycle).all(tone));
    }
    let is_told = |o: &Outlook| {
        matches!(o, Outlook::NoPlan | Outlook::Filtered | Outlook::LogEnds)
            || (is_snapshot(report) && matches!(o, Outlook::CannotTell(_)))
    };
    let is_out = matches!(outlook(report, figures), Outlook::WentOut(_) | Outlook::IsOut);
    let others =
        pools.iter().skip(1).filter(|(p, f)| has_balance(*p, f) && !is_told(&outlook(report, f)));
    let others = others.map(|(p, f)| match outlook(report, f) {
        // The first sentence names the reset.
        Outlook::Lasts => Line::of(pool_title(report, *p)).text(" will last."),
        Outlook::RunsOut { on, .. } if is_out => {
            Line::of(pool_title(report, *p)).text(" follow about ").day(on).text(".")
        }
        _ => fate(report, *p, f, cycle),
    });
    let rest = if all_last { Line::default() } else { sentence_list(others) };
    let biggest = biggest(report, figures, first, named && !is_out).unwrap_or_default();
    // What follows from the first sentence stands right behind it.
    let both = if is_out { [rest, biggest] } else { [biggest, rest] };
    let both = both.into_iter().filter(|l| !l.0.is_empty());
    lines.extend(Some(sentence_list(both)).filter(|l| !l.0.is_empty()));
    lines.extend(then_what(report, &pools));
    if !outlooks.is_empty() && outlooks.iter().all(|(_, o)| *o == Outlook::NoPlan) {
        lines.extend(plan::enough(report));
        lines.push(plan::no_plan(report));
    }
    lines.extend(late::starts_late(report, &outlooks));
    lines.extend(absent(report));
    lines.extend(caveat(report));
    lines
}

/// Returns true if there may be something to compare the use with.
fn has_balance(pool: Pool, figures: &PoolReport) -> bool {
    pool != Pool::Unassigned || figures.allowance.is_some()
}

/// The first thing to know about a log that ended long before the judged day.
fn log_ends(report: &Report) -> Option<Line> {
    let (last, as_of) = (report.log_ends?, report.as_of?);
    let line = Line::of("The log ends on ").cell(if last.year() == as_of.year() {
        Cell::Day(last)
    } else {
        Cell::FullDay(last)
    });
    let line = line
        .text(", ")
        .counted(u64::try_from(as_of.since(last)).unwrap_or(0), " day", " days")
        .text(" before ")
        .day(as_of)
        .text(
            ": nothing is known of the days since, so no balance is shown and no rule is judged.",
        );
    Some(line.all(Tone::Warning))
}

/// What a Free plan's owner meets today: the builder is blocked until the daily balance is filled up again.
fn cap_is_used_up(report: &Report) -> Option<Line> {
    let fired = |a: &&AlertRow| a.rule == "daily-cap" && a.state == RuleState::Fired;
    let cap = report.alerts.iter().find(fired)?.threshold?;
    let line = Line::of("Today's ")
        .credits(cap)
        .text(" message credits are used up; the next come at midnight UTC");
    let message = &report.pools.message;
    let line = match (message.remaining, capacity(message)) {
        (Some(left), Some(capacity)) if left.is_positive() => line
            .text(", from the ")
            .credits(left)
            .text(" of ")
            .credits(capacity)
            .text(" that are left in this cycle."),
        _ => line.text("."),
    };
    Some(line.all(Tone::Urgent))
}

/// Nothing, if the log ended before the period: the first sentence says so.
fn nothing_used(report: &Report) -> Option<Line> {
    if !report.filters.is_empty() {
        return Some(Line::of("The filters exclude every event of this period."));
    }
    let ended = report.log_ends.zip(report.period.as_ref());
    let is_known = ended.is_none_or(|(last, period)| last >= period.from);
    is_known.then(|| Line::of("No credits were used in this period."))
}

/// The pools that the log says nothing about.
pub(crate) fn absent(report: &Report) -> Option<Line> {
    let pools: Vec<Pool> = not_in_log(report).collect();
    match pools.as_slice() {
        [] => None,
        [pool] => Some(
            Line::of(pool_title(report, *pool))
                .text(" are not in this log. Nothing is known of them, and no rule judges them."),
        ),
        _ => Some(Line::of("Message and integration credits are not in this log.")),
    }
}

/// Amounts that nothing is known to pay for.
fn without_balance(report: &Report, pool: Pool) -> Line {
    let line = if unit::is_ours(&report.unit) {
        Line::of(
            "Neither log nor rate card says which pool these credits belong to, so balances are unknown.",
        )
    } else {
        Line::of("The amounts of this log are ")
            .text(pool_words(report, pool))
            .text(", not the platform's credits, so balances are unknown.")
    };
    line.all(Tone::Strong)
}

fn sentence_list(lines: impl Iterator<Item = Line>) -> Line {
    lines.fold(
        Line::default(),
        |all, line| if all.0.is_empty() { line } else { all.text(" ").then(line) },
    )
}

fn all_is_well(
    report: &Report,
    outlooks: &[(Pool, Outlook)],
    cycle: &CycleInfo,
    fired: u64,
) -> Line {
    let who = match outlooks {
        [(pool, _)] => Line::of(pool_title(report, *pool)).text(" last"),
        _ => Line::of("Both pools last"),
    };
    let line = who.text(" until the reset on ").day(cycle.end);
    let is_whole = report.quality.unpriced == 0 && not_in_log(report).next().is_none();
    match fired {
        // "Nothing is wrong" would be too much if something is not known.
        0 if !is_whole => line.text(", and no alert fired.").all(Tone::Good),
        0 => line.text(". Nothing is wrong.").all(Tone::Good),
        n => line
            .text(", but ")
            .counted(n, " alert fired", " alerts fired")
            .text(": see Alerts.")
            .all(Tone::Warning),
    }
}

/// The use so far, if the outcome of the cycle is unknown.
fn used_so_far(report: &Report, pools: &[(Pool, &PoolReport)], cycle: &CycleInfo) -> Option<Line> {
    let used = pools.iter().filter_map(|(pool, figures)| figures.used.map(|used| (*pool, used)));
    let parts = used.enumerate().fold(Line::default(), |line, (i, (pool, used))| {
        line.text_if(i > 0, ", ").credits(used).text(" ").text(pool_words(report, pool))
    });
    let start = match report.log_ends {
        Some(last) => {
            Line::of("Used from ").day(cycle.start).text(" to ").day(last).text(", at least: ")
        }
        None => Line::of("Used since ").day(cycle.start).text(": "),
    };
    (!parts.0.is_empty()).then(|| start.then(parts).text("."))
}

/// What fails when the next pool is empty, of those in trouble.
fn then_what(report: &Report, pools: &[(Pool, &PoolReport)]) -> Option<Line> {
    let outlooks =
        || pools.iter().map(|(pool, figures)| (*pool, outlook(report, figures), figures));
    let is_ahead = |o: &Outlook| matches!(o, Outlook::RunsOut { .. } | Outlook::Doubtful(_));
    let is_out = |o: &Outlook| matches!(o, Outlook::WentOut(_) | Outlook::IsOut);
    let (pool, outlook, figures) = outlooks()
        .find(|(_, o, _)| is_ahead(o))
        .or_else(|| outlooks().find(|(_, o, _)| is_out(o)))?;
    // The first sentence says it of a pool that is empty, and who bought more meets no error.
    if is_out(&outlook) {
        let is_over = figures.remaining.is_some_and(Credits::is_negative);
        let fails = pool == Pool::Integration && !is_over;
        return fails.then(|| users_of(Line::of("Until the reset, users of "), figures));
    }
    let line = Line::of("Then ");
    match pool {
        Pool::Message => {
            let calls = &report.pools.integration;
            let calls_work = calls.observed
                && matches!(
                    super::outlook::outlook(report, calls),
                    Outlook::Lasts | Outlook::Unused
                );
            let line = line.text("the builder takes no more prompts");
            Some(line.text_if(calls_work, "; the apps themselves keep running").text("."))
        }
        Pool::Integration => {
            let line = line.text("every call that needs ").text(pool_words(report, pool));
            Some(users_of(line.text(" fails: users of "), figures))
        }
        Pool::Unassigned => None,
    }
}

/// A warning if so many rows or prices are missing that the sums are too low.
fn caveat(report: &Report) -> Option<Line> {
    let quality = &report.quality;
    let events: u64 = report.pools.each().map(|(_, p)| p.events).sum();
    let much = |n: u64, of: u64| n > 0 && n.saturating_mul(20) >= of;
    if much(quality.unpriced, events) {
        return Some(
            Line::default()
                .count(quality.unpriced)
                .text(" of ")
                .counted(events, " event has", " events have")
                .text(" no known price and are in no sum: the true figures are higher (see Data quality).")
                .all(Tone::Warning),
        );
    }
    much(quality.rejected, quality.rows).then(|| {
        Line::default()
            .count(quality.rejected)
            .text(" of ")
            .counted(quality.rows, " row", " rows")
            .text(" could not be read: the true figures may be higher (see Data quality).")
            .all(Tone::Warning)
    })
}
