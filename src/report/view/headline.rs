//! The headline: what an owner has to know, in plain sentences.

use super::balance::{Missing, Outlook, outlook};
use super::cells::{Cell, Flag, Line, Tone};
use super::parts::{between, class_title, pool_title, pool_words};
use super::pools::pools_by_need;
use super::{balance, unit};
use crate::alerts::RuleState;
use crate::base::{Day, Ratio6};
use crate::event::Pool;
use crate::report::{Breakdown, CycleInfo, PoolReport, Report};

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
            "The log is empty or a header alone. `credits init` prints a recorder for an app that has no log yet.",
        )
    };
    vec![first, why]
}

/// The headline of a log with events.
pub(crate) fn sentences(report: &Report) -> Vec<Line> {
    let pools = pools_by_need(report);
    let mut lines = Vec::new();
    let Some(cycle) = &report.cycle else {
        return vec![Line::of("The use is listed below.")];
    };
    let Some((first, figures)) = pools.first().copied() else {
        let said = if report.filters.is_empty() {
            "No credits were used in this period."
        } else {
            "The filters exclude every event of this period."
        };
        return vec![Line::of(said).all(Tone::Strong)];
    };
    let flag = balance::flag(report, first, figures);
    let outlooks: Vec<_> = pools
        .iter()
        .filter(|(p, _)| *p != Pool::Unassigned)
        .map(|(p, f)| (*p, outlook(report, f)))
        .collect();
    let all_last = !outlooks.is_empty()
        && outlooks.iter().all(|(_, o)| matches!(o, Outlook::Lasts | Outlook::Unused));
    let fired = report.alerts.iter().filter(|a| a.state == RuleState::Fired).count() as u64;
    let mut named = false;
    if all_last && outlooks.len() == pools.len() {
        lines.push(all_is_well(report, &outlooks, cycle, fired));
    } else if !unit::is_ours(&report.unit) {
        let said = Line::of("The amounts of this log are ").text(pool_words(report, first));
        lines.push(
            said.text(", not the platform's credits, so balances are unknown.").all(Tone::Strong),
        );
        lines.extend(used_so_far(report, &pools, cycle));
    } else if outlooks.is_empty() {
        lines.push(
            Line::of(
                "Neither log nor rate card says which pool these credits belong to, so balances are unknown.",
            )
            .all(Tone::Strong),
        );
    } else if outlooks.iter().all(|(_, o)| *o == Outlook::NoPlan) {
        lines.push(no_plan());
        lines.extend(used_so_far(report, &pools, cycle));
    } else if outlooks.iter().all(|(_, o)| *o == Outlook::Filtered) {
        let part = "A filter is set, so balances are not shown: they are of the whole workspace.";
        lines.push(Line::of(part).all(Tone::Strong));
    } else {
        named = true;
        lines.push(fate(report, first, &outlook(report, figures), cycle).all(match flag {
            Flag::Urgent => Tone::Urgent,
            Flag::Warning => Tone::Warning,
            _ => Tone::Strong,
        }));
    }
    let others = outlooks
        .iter()
        .filter(|(p, o)| *p != first && !matches!(o, Outlook::NoPlan | Outlook::Filtered));
    let others = others.map(|(p, o)| match o {
        // The first sentence names the reset.
        Outlook::Lasts => Line::of(pool_title(report, *p)).text(" will last."),
        o => fate(report, *p, o, cycle),
    });
    let rest = if all_last { Line::default() } else { sentence_list(others) };
    let biggest = biggest(report, figures, first, named);
    let both = [biggest.unwrap_or_default(), rest].into_iter().filter(|l| !l.0.is_empty());
    lines.extend(Some(sentence_list(both)).filter(|l| !l.0.is_empty()));
    lines.extend(then_what(first, &outlook(report, figures), figures));
    lines.extend(caveat(report));
    lines
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
    match fired {
        // "Nothing is wrong" would be too much if some events have no price.
        0 if report.quality.unpriced > 0 => line.text(", and no alert fired.").all(Tone::Good),
        0 => line.text(". Nothing is wrong.").all(Tone::Good),
        n => line
            .text(", but ")
            .counted(n, " alert fired", " alerts fired")
            .text(": see Alerts.")
            .all(Tone::Warning),
    }
}

fn no_plan() -> Line {
    Line::of("No plan is set, so the run-out date is unknown. Set ")
        .text("--plan builder, or --allowance message=250,integration=10000.")
        .all(Tone::Strong)
}

/// The use so far, if the outcome of the cycle is unknown.
fn used_so_far(report: &Report, pools: &[(Pool, &PoolReport)], cycle: &CycleInfo) -> Option<Line> {
    let used = pools.iter().filter_map(|(pool, figures)| figures.used.map(|used| (*pool, used)));
    let parts = used.enumerate().fold(Line::default(), |line, (i, (pool, used))| {
        line.text_if(i > 0, ", ").credits(used).text(" ").text(pool_words(report, pool))
    });
    let start = Line::of("Used since ").day(cycle.start).text(": ");
    (!parts.0.is_empty()).then(|| start.then(parts).text("."))
}

/// One sentence about how a pool's cycle ends.
fn fate(report: &Report, pool: Pool, outlook: &Outlook, cycle: &CycleInfo) -> Line {
    let line = Line::of(pool_title(report, pool));
    match outlook {
        Outlook::WentOut(day) => before_reset(line.text(" ran out on ").day(*day), *day, cycle),
        Outlook::IsOut => line.text(" are used up. The next ones come with the reset on ").day(cycle.end).text("."),
        Outlook::RunsOut { on, early, late } => {
            let line = line.text(" run out on ").day(*on);
            let line = match (early, late) {
                (Some(early), Some(late)) if early == late => line.text(" (80 % range: that day)"),
                (Some(early), Some(late)) => line.text(" (80 % range: ").then(between(*early, *late, Some(cycle.end.year()).filter(|y| *y == early.year()))).text(")"),
                (Some(early), None) => line.text(" (80 % range: from ").day(*early).text(" to after the reset)"),
                (None, _) => line,
            };
            before_reset(line, *on, cycle)
        }
        Outlook::Doubtful(p) => line
            .text(" may run out before the reset on ")
            .day(cycle.end)
            .text(": the chance is ")
            .cell(Ratio6::of(*p, crate::base::Credits::whole(1)).map_or(Cell::Unknown, Cell::Share))
            .text("."),
        Outlook::Lasts => line.text(" will last until the reset on ").day(cycle.end).text("."),
        Outlook::LastsByHalf(Missing::CycleStart) => line.text(
            " will last according to this log, but it starts after the cycle did: set --used-before to what was used before.",
        ),
        Outlook::LastsByHalf(Missing::Pool) => {
            line.text(" will last, unless the credits without a known pool belong to them.")
        }
        Outlook::Unused => line.text(" were not used in this cycle."),
        Outlook::NoPlan => line.text(": the run-out date is unknown. Set --plan or --allowance."),
        Outlook::Filtered => line.text(": a filter is set, so the balance is not shown."),
        Outlook::CannotTell(why) => line.text(": the run-out date is not known yet, ").words(why).text("."),
    }
}

fn before_reset(line: Line, day: Day, cycle: &CycleInfo) -> Line {
    let left = u64::try_from(cycle.end.since(day)).unwrap_or(0);
    line.text(", ")
        .counted(left, " day", " days")
        .text(" before the reset on ")
        .day(cycle.end)
        .text(".")
}

/// The largest app and class of a pool. `named` is true if the pool is the subject of the sentence before.
fn biggest(report: &Report, figures: &PoolReport, pool: Pool, named: bool) -> Option<Line> {
    let top = |rows: &[Breakdown]| {
        rows.first()
            .and_then(|r| r.share.map(|s| (r.clone(), s)))
            .filter(|(r, _)| r.credits.is_positive())
    };
    let (app, app_share) = top(&figures.by_app)?;
    let line = Line::default().share(app_share);
    let line = if named {
        line.text(" of them")
    } else {
        line.text(" of the ").text(pool_words(report, pool))
    };
    let line = match &app.name {
        Some(_) => line.text(" go to ").quoted(app.name.as_ref(), ""),
        // Most exports of other tools name no apps.
        None if !unit::is_ours(&report.unit) => Line::default(),
        None => line.text(" go to events that name no app"),
    };
    let Some((class, share)) = top(&figures.by_class) else {
        return (!line.0.is_empty()).then(|| line.text("."));
    };
    let line = if line.0.is_empty() {
        line.share(share).text(" of the ").text(pool_words(report, pool)).text(" go")
    } else {
        line.text(", ").share(share)
    };
    let line = line.text(" to one kind of call: ");
    Some(match class.name.as_ref().map(|n| class_title(report, n.raw())) {
        Some(title) => line.name(title).text("."),
        None => line.text("unnamed."),
    })
}

/// What fails when a pool is empty.
fn then_what(pool: Pool, outlook: &Outlook, figures: &PoolReport) -> Option<Line> {
    let line = match outlook {
        Outlook::WentOut(_) | Outlook::IsOut => Line::of("Until the reset "),
        Outlook::RunsOut { .. } | Outlook::Doubtful(_) => Line::of("Then "),
        _ => return None,
    };
    match pool {
        Pool::Message => {
            Some(line.text("the builder takes no more prompts; the apps themselves keep running."))
        }
        Pool::Integration => {
            let apps: Vec<_> = figures
                .by_app
                .iter()
                .filter(|r| r.credits.is_positive() && r.name.is_some())
                .collect();
            let line = line.text("every call that needs them fails: users of ");
            let app = |line: Line, row: &Breakdown| match row.share {
                Some(share) => line.quoted(row.name.as_ref(), "").text(" (").share(share).text(")"),
                None => line.quoted(row.name.as_ref(), ""),
            };
            let line =
                match apps.as_slice() {
                    [] => line.text("the apps"),
                    [one] => line.quoted(one.name.as_ref(), ""),
                    [one, two] => app(app(line, one).text(" and "), two),
                    [one, two, rest @ ..] => app(app(line, one).text(", "), two)
                        .text(" and ")
                        .counted(rest.len() as u64, " more app", " more apps"),
                };
            Some(line.text(" see an error."))
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
