//! The gate's sentences on pages and in annotations. Text from the log stays a cell of its own, so that each output format
//! escapes it in its own way.

use super::cells::{Cell, Line};
use crate::alerts::alert::RuleState;
use crate::alerts::cause::OTHERS;
use crate::base::Credits;
use crate::base::figure::{amount_in_text as amount, count, counted, exact, factor};
use crate::event::Pool;
use crate::report::check::data::{Check, LeftOut, Verdict};
use crate::report::check::gate::Action;
use crate::report::check::scope::Scope;
use crate::report::check::verdict::{GateCause, RuleVerdict};
use crate::report::words::gate::NOT_IN_LOG;

/// The most minor alerts that are named.
const MINOR: usize = 3;

/// The verdict's message and the largest part of the excess. A user is named only if the gate was asked to.
pub(crate) fn sentence(check: &Check, verdict: &RuleVerdict) -> Line {
    let line = Line::default().words(&verdict.message);
    let line = match &verdict.scope {
        Some(scope) => of_scope(scope).text(": ").then(line),
        None => line,
    };
    let line = match largest(verdict) {
        Some((group, _, rest)) if rest.is_negative() => {
            let line = line.text("; ").words(&group.title).then(of_part(check, verdict, group));
            let line = line.text(": ").words(&amount(group.excess.value()));
            line.text(" more than usual, all else ").words(&amount(-rest)).text(" less")
        }
        Some((group, excess, _)) => {
            let line = line.text("; ").words(&amount(group.excess.value())).text(" of the ");
            line.words(&amount(excess))
                .text(" excess from ")
                .words(&group.title)
                .then(of_part(check, verdict, group))
        }
        None => line,
    };
    match verdict.since.filter(|since| Some(*since) != verdict.day) {
        Some(since) => line.text("; since ").cell(Cell::Date(since)),
        None => line,
    }
}

fn of_scope(scope: &Scope) -> Line {
    Line::default().words(scope.kind()).text(" \"").name(scope.name().clone()).text("\"")
}

/// ` in app "shop", user "ana"`; the user with the largest part if there are several.
fn of_part(check: &Check, verdict: &RuleVerdict, group: &GateCause) -> Line {
    let mut line = Line::default();
    if let Some(app) = &group.app {
        line = line.text(" in app \"").name(app.clone()).text("\"");
    }
    if !check.names_users {
        return line;
    }
    let users: Vec<&GateCause> =
        verdict.causes.iter().filter(|c| c.app == group.app && c.class == group.class).collect();
    let Some((first, user)) = users.first().and_then(|first| Some((*first, first.user.as_ref()?)))
    else {
        return line;
    };
    let line = if first.excess == group.excess {
        line.text(", user \"")
    } else {
        line.text(", most by user \"")
    };
    let line = line.name(user.clone()).text("\"");
    if first.excess == group.excess {
        line
    } else {
        line.text(" (").words(&amount(first.excess.value())).text(")")
    }
}

/// The app and class with the largest excess, the whole excess, and the rest of it.
pub(super) fn largest(verdict: &RuleVerdict) -> Option<(&GateCause, Credits, Credits)> {
    let first =
        verdict.groups.iter().find(|c| c.class != OTHERS && c.excess.value().is_positive())?;
    let excess = verdict.excess?.value();
    Some((first, excess, excess - first.excess.value()))
}

/// `fired`, `minor`, `warned`, `acknowledged`, `clear`, `not judged`.
pub(crate) fn state(verdict: &RuleVerdict) -> &'static str {
    match verdict.state {
        RuleState::Fired if verdict.is_acknowledged() => "acknowledged",
        RuleState::Fired if verdict.is_folded() => "minor",
        RuleState::Fired if verdict.action == Action::Warn => "warned",
        RuleState::Fired => "fired",
        RuleState::Clear => "clear",
        RuleState::WarmingUp | RuleState::NotJudged => "not judged",
    }
}

/// The minor alerts in one line: `2 minor alerts, within an even pace of the plan: spike message 2026-05-24 8, …`.
pub(crate) fn minor(check: &Check) -> Option<Line> {
    let folded: Vec<&RuleVerdict> = check.rules.iter().filter(|r| r.is_folded()).collect();
    let alerts = counted(folded.len() as u64, "minor alert");
    let mut line = Line::default().words(&alerts).text(", within an even pace of the plan: ");
    for (at, verdict) in folded.iter().take(MINOR).enumerate() {
        line = line.text_if(at > 0, ", ").words(&verdict.rule).text(" ").then(place(verdict));
        if let Some(day) = verdict.day {
            line = line.text(" ").cell(Cell::Date(day));
        }
        line = line.text(" ").words(&amount(verdict.value.unwrap_or_default()));
    }
    let line = line.text_if(folded.len() > MINOR, ", …");
    (!folded.is_empty()).then_some(line)
}

/// `integration`, or `integration app "shop"`; `all pools`.
pub(crate) fn place(verdict: &RuleVerdict) -> Line {
    let line = Line::of(verdict.pool.map_or("all pools", Pool::name));
    match &verdict.scope {
        Some(scope) => line.text(" ").then(of_scope(scope)),
        None => line,
    }
}

/// `902 against 398.21 (2.27 ×, threshold 2)`, or the reason why the rule was not judged.
pub(crate) fn figures(check: &Check, verdict: &RuleVerdict) -> Line {
    if let Some(reason) = &verdict.reason {
        return Line::default().words(reason);
    }
    let so_far = if verdict.complete { "" } else { " so far" };
    let text = match (verdict.rule.as_str(), verdict.value, verdict.baseline, verdict.threshold) {
        ("spike" | "steady" | "pace", Some(value), Some(baseline), threshold) => {
            let limit = threshold
                .filter(|_| verdict.state == RuleState::Fired)
                .map(|t| format!(", threshold {}", exact(t)));
            let ratio = verdict
                .ratio
                .map(|r| format!("{} ×{}", factor(r), limit.clone().unwrap_or_default()));
            let first = || limit.clone().map(|limit| format!("no use before{limit}"));
            let bracket = ratio
                .filter(|_| verdict.state == RuleState::Fired)
                .or_else(|| first().filter(|_| verdict.ratio.is_none()));
            let bracket = bracket.map(|text| format!(" ({text})")).unwrap_or_default();
            format!("{}{so_far} against {}{bracket}", amount(value), amount(baseline.value()))
        }
        ("forecast", Some(p), _, Some(threshold)) => {
            let reset = check
                .cycle
                .as_ref()
                .map_or_else(|| "the reset".to_owned(), |cycle| cycle.end.to_string());
            let percent = |share: Credits| exact(share.times(100));
            let (p, threshold) = (percent(p), percent(threshold));
            format!("P(out before {reset}) = {p}%{so_far} (threshold {threshold}%)")
        }
        ("budget", Some(used), Some(capacity), Some(threshold)) => {
            format!(
                "{}{so_far} of {} (threshold {}%)",
                amount(used),
                amount(capacity.value()),
                exact(threshold)
            )
        }
        _ => {
            let after =
                verdict.message.split_once(": ").map_or(verdict.message.as_str(), |(_, text)| text);
            return Line::default().words(after);
        }
    };
    Line::default().words(&text)
}

/// `shop / InvokeLLM (GPT-5): 412 of 503.8`
pub(crate) fn cause(verdict: &RuleVerdict) -> Option<Line> {
    let (group, excess, rest) = largest(verdict)?;
    let line = match &group.app {
        Some(app) => Line::default().name(app.clone()).text(" / "),
        None => Line::default(),
    };
    let part = amount(group.excess.value());
    let figures = if rest.is_negative() {
        format!("+{part}, all else {}", amount(rest))
    } else {
        format!("{part} of {}", amount(excess))
    };
    Some(line.words(&group.title).text(": ").words(&figures))
}

/// `since 2026-05-18`, `until 2026-06-20: …`, `acknowledged until 2026-05-19 only: …`.
pub(crate) fn remark(verdict: &RuleVerdict) -> Option<Line> {
    let since = verdict
        .since
        .filter(|since| Some(*since) != verdict.day && verdict.state == RuleState::Fired);
    let since = since.map(|day| Line::of("since ").cell(Cell::Date(day)));
    let known = verdict.acknowledged.as_ref().map(|known| {
        let line = if known.expired { Line::of("acknowledged until ") } else { Line::of("until ") };
        let line = line.cell(Cell::Date(known.expires)).text_if(known.expired, " only");
        line.text(": ").name(known.reason.clone())
    });
    let later = (verdict.state == RuleState::Clear && verdict.days.iter().any(|d| !d.complete))
        .then(|| Line::of("today so far, too"));
    let line = Line::items([since, known, later].into_iter().flatten());
    (!line.0.is_empty()).then_some(line)
}

/// `2 of 4 rules fired, 1 only warned`
pub(crate) fn summary(check: &Check) -> String {
    let counts = check.counts;
    let rules = |n: u64| counted(n, "rule");
    let head = match check.verdict {
        Verdict::Error => return "an error, and nothing was judged".to_owned(),
        Verdict::Fired => format!("{} of {} fired", count(counts.fired), rules(counts.rules)),
        Verdict::Clear => format!("clear ({})", rules(counts.rules)),
        Verdict::Indeterminate => {
            let unknown = check.rules.iter().filter(|r| r.is_unknown()).count() as u64;
            format!("cannot be judged ({} of {})", count(unknown), rules(counts.rules))
        }
    };
    let mut parts = vec![head];
    let mut add = |n: u64, what: &str| {
        if n > 0 {
            parts.push(format!("{} {what}", count(n)));
        }
    };
    add(counts.warned - counts.minor, "only warned");
    add(counts.minor, "minor");
    add(counts.acknowledged, "acknowledged");
    if check.verdict != Verdict::Indeterminate {
        add(counts.not_judged, "not judged");
    }
    parts.join(", ")
}

/// `the gate is fired, which is exit code 1; --exit-zero makes it 0`
pub(crate) fn remapped(check: &Check) -> Option<String> {
    let how = check.remapped.as_ref()?;
    Some(format!(
        "the gate is {}, which is exit code {}; {} makes it {}",
        check.verdict.name(),
        how.from,
        how.by,
        how.to
    ))
}

/// What else to know: the rules that were left out (`forecast left out: no allowance is known …`), the pools that the log lacks, and
/// rows of the judged days that were not counted.
pub(crate) fn asides(check: &Check) -> Vec<String> {
    let pool = |pool: Option<Pool>| pool.map(|p| format!(" {p}")).unwrap_or_default();
    let is_of_log = |out: &&LeftOut| out.reason != NOT_IN_LOG;
    let absent = check
        .not_in_log
        .iter()
        .filter(|pool| {
            check.left_out.iter().any(|out| out.reason == NOT_IN_LOG && out.pool == Some(**pool))
        })
        .map(|pool| format!("{pool} credits are not in this log, so no rule judges them"));
    check
        .left_out
        .iter()
        .filter(is_of_log)
        .map(|out| format!("{}{} left out: {}", out.rule, pool(out.pool), out.reason))
        .chain(absent)
        .chain(check.remarks.iter().cloned())
        .collect()
}
