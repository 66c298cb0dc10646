//! The alerts of the first screen: those that fired and matter, one line each, and a count of the rest.

use std::collections::BTreeSet;

use super::alerts::{Highest, OF_A_DAY, flag, has_a_say, shows};
use super::cells::{Block, Cell, Flag, Line, Note, Section, Tone};
use super::parts::{class_title, section as titled};
use super::unit;
use crate::alerts::cause::OTHERS;
use crate::alerts::{Cause, RuleState};
use crate::base::figure::times;
use crate::base::{Credits, Day, Quotient, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::{AlertRow, Report};

/// The most lines of alerts; the rest is counted.
const LINES: usize = 3;

/// The section; empty if no rule was judged.
pub(super) fn section(report: &Report) -> Vec<Section> {
    if report.alerts.is_empty() {
        return Vec::new();
    }
    let mut notes = notes(report);
    let left_out = notes.len().saturating_sub(LINES) as u64;
    notes.truncate(LINES);
    let mut blocks = Vec::new();
    if !notes.is_empty() {
        blocks.push(Block::Notes(notes));
    }
    blocks.push(Block::Lines(vec![rest(report, left_out).all(Tone::Muted)]));
    vec![titled("alerts", Line::of("Alerts"), blocks)]
}

/// How many alerts fired: what fired for one day and pool is one.
pub(super) fn count(report: &Report) -> u64 {
    notes(report).len() as u64
}

/// Whole pools first. An app's own alert is shown only if its pool is quiet: else it is the cause that the pool's alert names.
fn notes(report: &Report) -> Vec<Note> {
    let fired = |a: &&AlertRow| a.is_loud() && has_a_say(report, a);
    let fired: Vec<&AlertRow> = report.alerts.iter().filter(fired).collect();
    let mut notes = Vec::new();
    for pool in Pool::ALL {
        let own: Vec<&AlertRow> =
            fired.iter().copied().filter(|a| a.pool == pool && a.scope.is_none()).collect();
        let of_day = |a: &&&AlertRow| OF_A_DAY.contains(&a.rule.as_str());
        let mut days: Vec<&AlertRow> = own.iter().filter(of_day).copied().collect();
        days.sort_by_key(|a| OF_A_DAY.iter().position(|rule| *rule == a.rule));
        notes.extend(note_of_day(report, &days));
        // Who hears that a pool runs out need not hear how full it is.
        let runs_out = own.iter().any(|a| a.rule == "forecast");
        let highest = Highest::of(&own);
        let is_shown = |a: &&&AlertRow| {
            let is_said = of_day(a) || (runs_out && a.rule == "budget");
            !is_said && highest.is(a)
        };
        notes.extend(own.iter().filter(is_shown).map(|a| note(report, a)));
        if days.is_empty() {
            let apps = fired.iter().filter(|a| a.pool == pool && a.scope.is_some());
            let mut apps: Vec<&AlertRow> = apps.copied().filter(|a| of_day(&a)).collect();
            apps.sort_by_key(|a| std::cmp::Reverse(a.value));
            let mut seen = BTreeSet::new();
            apps.retain(|a| {
                let app = a.scope.as_ref().and_then(|scope| scope.app.as_ref());
                seen.insert(app.map(Untrusted::raw))
            });
            notes.extend(apps.iter().filter_map(|a| note_of_day(report, &[a])));
        }
    }
    notes.sort_by_key(|note| note.flag);
    notes
}

/// A rule that does not judge a day: its own sentence.
fn note(report: &Report, alert: &AlertRow) -> Note {
    // The headline and the balance name the day.
    let message = alert.message.split("; on ").next().unwrap_or(&alert.message);
    let line = Line::default().words(message.trim_end_matches('.'));
    let line = line.text("   [").name(alert.rule.as_str()).text("]");
    Note {
        flag: flag(alert),
        head: Cell::Label(unit::label(&report.unit, alert.pool)),
        lines: vec![line],
    }
}

/// What fired for one day: `24 May: 910, 2.4 times the usual day; almost all of it "shop", InvokeLLM (GPT-5)   [spike, steady]`.
fn note_of_day(report: &Report, alerts: &[&AlertRow]) -> Option<Note> {
    let first = alerts.first()?;
    let mut line = Line::default();
    if let Some(day) = first.day {
        line = line.day(day).text(": ");
    }
    if let Some(scope) = &first.scope {
        line = line.quoted(scope.app.as_ref(), "no app named").text(" used ");
    }
    line = line.credits(first.value.unwrap_or_default());
    line = match (first.rule.as_str(), first.ratio) {
        ("leak", _) => line.text(", the end of a slow rise"),
        ("excess", piled) => piled_up(line, first.baseline, piled),
        (rule, Some(ratio)) => line
            .text(", ")
            .words(&times(ratio.value()))
            .text(if rule == "spike" { " the usual day" } else { " the usual high day" }),
        (_, None) => line.text(", the first use in 14 days"),
    };
    line = cause(report, first).into_iter().fold(line, Line::then);
    line = line.text("   [");
    for (at, alert) in alerts.iter().enumerate() {
        line = line.text_if(at > 0, ", ").name(alert.rule.as_str());
    }
    let worst = alerts.iter().map(|a| flag(a)).min().unwrap_or(Flag::Warning);
    let head = Cell::Label(unit::label(&report.unit, first.pool));
    Some(Note { flag: worst, head, lines: vec![line.text("]")] })
}

/// ` and, with the days before, 5.5 fair days too much (a fair day is 10.8)`
fn piled_up(line: Line, fair: Option<Ratio6>, piled: Option<Quotient<4>>) -> Line {
    let Some((fair, piled)) = fair.zip(piled) else {
        return line.text(", where a fair day has no use at all");
    };
    let line = line.text(", with the days before ").cell(Cell::Rounded(piled.value(), 1));
    line.text(" fair days too much (a fair day is ")
        .cell(Cell::Rounded(fair.value(), u32::from(fair.value() < Credits::whole(100))))
        .text(")")
}

/// The largest part of what is above usual, and roughly how much of it. If other parts fell, it can be more than the whole, so its
/// figure is left to the whole page.
fn cause(report: &Report, alert: &AlertRow) -> Option<Line> {
    let total: Credits = alert.groups.iter().map(|group| group.excess.value()).sum();
    let named = alert.groups.iter().filter(|g| g.class != OTHERS && g.excess.value().is_positive());
    let Cause { app, class, excess, .. } = named.max_by_key(|group| group.excess.value())?;
    let percent = Ratio6::of(excess.value(), total).map(Ratio6::value)?.times(100);
    let how_much = if percent >= Credits::whole(90) {
        "; almost all of it "
    } else if percent >= Credits::whole(50) {
        "; most of it "
    } else {
        "; the largest part "
    };
    let line = Line::of(how_much);
    let line = if app.is_some() { line.quoted(app.as_ref(), "").text(", ") } else { line };
    Some(line.name(class_title(report, class)))
}

/// `6 earlier days were unusual · 7 other rules are clear · 2 cannot be judged: --full`.
fn rest(report: &Report, left_out: u64) -> Line {
    let as_of = report.as_of;
    let earlier: BTreeSet<Day> = report
        .alert_days
        .iter()
        .filter(|day| day.scope.is_none() && Some(day.day) != as_of)
        .filter(|day| !day.minor && shows(report, &day.rule, day.pool))
        .map(|day| day.day)
        .collect();
    let whole = |a: &&AlertRow| a.scope.is_none() && a.rule != "pace" && has_a_say(report, a);
    let count = |state: RuleState| {
        let rows = report.alerts.iter().filter(whole).filter(|a| a.state == state);
        rows.map(|a| (a.rule.as_str(), a.pool)).collect::<BTreeSet<_>>().len() as u64
    };
    let fires = report.alerts.iter().any(|a| a.is_loud() && has_a_say(report, a));
    let minor: Vec<Line> =
        Pool::ALL.into_iter().filter_map(|pool| minor_day(report, pool)).collect();
    let (days, clear) = (earlier.len() as u64, count(RuleState::Clear));
    let unjudged = count(RuleState::NotJudged) + count(RuleState::WarmingUp);
    let is_quiet = !fires && minor.is_empty();
    let mut items = Vec::new();
    if is_quiet && clear > 0 {
        items.push(Line::of("no rule fired"));
    }
    if !minor.is_empty() {
        items.push(
            Line::default()
                .listed(minor)
                .text(", more than usual but within an even pace of the plan"),
        );
    }
    if left_out > 0 {
        items.push(Line::default().counted(left_out, " more alert", " more alerts"));
    }
    if days > 0 {
        items.push(Line::default().counted(
            days,
            " earlier day was unusual",
            " earlier days were unusual",
        ));
    }
    if clear > 0 {
        let line = Line::default().count(clear).text_if(!is_quiet, " other");
        items.push(line.text(if clear == 1 { " rule is clear" } else { " rules are clear" }));
    }
    if unjudged > 0 {
        let line = Line::default().count(unjudged);
        let line = line.text_if(clear == 0, if unjudged == 1 { " rule" } else { " rules" });
        items.push(line.text(" cannot be judged"));
    }
    Line::items(items).text(": --full")
}

/// `message: 4 on 24 May`, if that day is unusual but small beside the plan.
fn minor_day(report: &Report, pool: Pool) -> Option<Line> {
    let is_minor = |a: &&AlertRow| a.minor && a.scope.is_none() && a.pool == pool;
    let alert = report.alerts.iter().find(is_minor)?;
    let line = Line::of(unit::label(&report.unit, pool)).text(": ");
    let line = line.credits(alert.value.unwrap_or_default());
    Some(match alert.day {
        Some(day) => line.text(" on ").day(day),
        None => line,
    })
}
