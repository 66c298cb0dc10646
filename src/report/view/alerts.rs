//! The alerts section: the rules, what an excess is made of, and the days that fired.

use super::cells::{Block, Cell, Column, Flag, Line, Note, Section, Table, Tone, name_or};
use super::parts::{between, class_title, section as titled};
use super::unit;
use crate::alerts::cause::OTHERS;
use crate::alerts::{AlertDay, Cause, Episode, RuleState, Severity, fold};
use crate::base::{Credits, Day};
use crate::event::Pool;
use crate::report::{AlertRow, Report};

/// Number of named parts of an excess.
const CAUSES: usize = 3;
/// Number of listed episodes. A log of years and hundreds of apps has tens of thousands.
const EPISODES: usize = 40;

/// The section; empty if no rule was judged.
pub(crate) fn section(report: &Report) -> Vec<Section> {
    if report.alerts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![match report.log_ends {
        Some(last) => Block::Lines(vec![
            Line::of("No rule is judged: the log ends on ").cell(Cell::Date(last)).text("."),
        ]),
        None => Block::Notes(notes(report)),
    }];
    let mut episodes = fold(&report.alert_days);
    episodes.sort_by_key(|e| std::cmp::Reverse(e.last));
    // An episode of today alone is in the notes already.
    if episodes.iter().any(|e| Some(e.last) != report.as_of || e.first != e.last) {
        let (shown, left_out) = most(episodes);
        blocks.push(Block::Table(history(report, &shown)));
        if left_out > 0 {
            let line = Line::of("and ")
                .counted(left_out, " more", " more")
                .text(": --json lists every day that fired.");
            blocks.push(Block::Lines(vec![line.all(Tone::Muted)]));
        }
    }
    vec![titled("alerts", Line::of("Alerts"), blocks)]
}

pub(super) fn flag(alert: &AlertRow) -> Flag {
    match (alert.state, alert.severity) {
        (RuleState::Fired, Severity::Urgent) => Flag::Urgent,
        (RuleState::Fired, Severity::Warning) => Flag::Warning,
        (RuleState::Fired, Severity::Info) => Flag::Info,
        // Without a threshold, pace is information.
        (RuleState::NotJudged, _) if alert.rule == "pace" && alert.value.is_some() => Flag::Info,
        (RuleState::NotJudged, _) => Flag::NotJudged,
        (RuleState::WarmingUp, _) => Flag::Waiting,
        (RuleState::Clear, _) => Flag::Ok,
    }
}

/// Fired alerts first, most severe first. If several thresholds of a rule fired, only the highest is listed. Alerts that did not
/// fire are listed once per rule and pool.
fn notes(report: &Report) -> Vec<Note> {
    let mut fired: Vec<&AlertRow> =
        report.alerts.iter().filter(|a| a.state == RuleState::Fired).collect();
    fired.sort_by_key(|a| (flag(a), a.pool, a.scope.is_some()));
    let mut notes: Vec<Note> =
        fired.iter().filter(|a| is_highest(a, &fired)).map(|a| note(report, a, 0)).collect();
    let is_quiet = |a: &&AlertRow| a.state != RuleState::Fired && has_a_say(report, a);
    let mut quiet: Vec<&AlertRow> = report.alerts.iter().filter(is_quiet).collect();
    quiet.sort_by_key(|a| flag(a));
    let mut listed: Vec<&AlertRow> = Vec::new();
    for alert in &quiet {
        let alike =
            |b: &&&AlertRow| b.rule == alert.rule && b.pool == alert.pool && b.state == alert.state;
        let has_fired = fired
            .iter()
            .any(|b| b.rule == alert.rule && b.pool == alert.pool && b.scope == alert.scope);
        if has_fired || listed.iter().any(|b| alike(&b)) {
            continue;
        }
        listed.push(alert);
        let apps = quiet.iter().filter(alike).filter(|b| b.scope.is_some()).count() as u64;
        let whole = quiet.iter().filter(alike).find(|b| b.scope.is_none());
        notes.push(note(
            report,
            whole.unwrap_or(alert),
            if whole.is_some() { apps } else { apps - 1 },
        ));
    }
    notes
}

/// Whether none of the alerts that fired is a higher threshold of the same rule, pool and scope.
pub(super) fn is_highest(alert: &AlertRow, fired: &[&AlertRow]) -> bool {
    let is_same =
        |b: &AlertRow| b.rule == alert.rule && b.pool == alert.pool && b.scope == alert.scope;
    fired.iter().filter(|b| is_same(b)).all(|b| b.threshold <= alert.threshold)
}

/// Whether a rule has something to say about this log. The cap of a known plan without one has not, nor has a rule about our pools if
/// the amounts are another tool's, which are in no pool.
pub(super) fn has_a_say(report: &Report, alert: &AlertRow) -> bool {
    let no_cap =
        alert.rule == "daily-cap" && alert.state == RuleState::NotJudged && report.plan.is_some();
    !no_cap && (unit::is_ours(&report.unit) || alert.pool == Pool::Unassigned)
}

fn note(report: &Report, alert: &AlertRow, more_apps: u64) -> Note {
    let flag = flag(alert);
    let mut line = Line::of(unit::label(&report.unit, alert.pool));
    if let Some(scope) = &alert.scope {
        line = line.text(", ").quoted(scope.app.as_ref(), "no app named");
    }
    line = line.text(": ").words(alert.message.trim_end_matches('.'));
    if more_apps > 0 {
        line = line.text("; the same for ").counted(more_apps, " app", " apps").text(" on its own");
    }
    let line = if alert.state == RuleState::Fired { line } else { line.all(Tone::Muted) };
    let mut lines = vec![line];
    lines.extend(causes(report, alert));
    Note { flag, head: Cell::Name(alert.rule.as_str().into()), lines }
}

/// `of the 503.8 above it: "shop" / InvokeLLM (GPT-5) 412, … rest 20.5`. If other parts fell, a part may be larger than the
/// whole, so that is said.
fn causes(report: &Report, alert: &AlertRow) -> Option<Line> {
    if alert.groups.is_empty() {
        return None;
    }
    let total: Credits = alert.groups.iter().map(|group| group.excess.value()).sum();
    let named = alert.groups.iter().filter(|g| g.class != OTHERS && g.excess.value().is_positive());
    let mut rest = total;
    let mut line = Line::of("of the ").credits(total).text(" above it: ");
    for (i, Cause { app, class, excess, .. }) in named.take(CAUSES).enumerate() {
        rest -= excess.value();
        line = line
            .text_if(i > 0, ", ")
            .quoted(app.as_ref(), "no app")
            .text(" / ")
            .name(class_title(report, class))
            .text(" ");
        line = line.toned(Cell::Credits(excess.value()), Tone::Strong);
    }
    Some(match rest {
        rest if rest.is_zero() => line,
        rest if rest.is_negative() => line.text(", while others fell: ").credits(rest),
        rest => line.text(", rest ").credits(rest),
    })
}

/// The latest episodes, and how many are left out. Those of whole pools come before those of single apps.
fn most(episodes: Vec<Episode>) -> (Vec<Episode>, u64) {
    let all = episodes.len();
    if all <= EPISODES + 1 {
        return (episodes, 0);
    }
    let is_whole = |e: &Episode| e.peaks.iter().all(|peak| peak.scope.is_none());
    let (mut shown, parts): (Vec<Episode>, Vec<Episode>) = episodes.into_iter().partition(is_whole);
    shown.truncate(EPISODES);
    shown.extend(parts.into_iter().take(EPISODES - shown.len()));
    shown.sort_by_key(|e| std::cmp::Reverse(e.last));
    let left_out = all - shown.len();
    (shown, left_out as u64)
}

/// The episodes, latest first. An episode gets another line for each day on which its ratio had grown by half.
fn history(report: &Report, episodes: &[Episode]) -> Table {
    let year = report.as_of.map(Day::year);
    let columns = vec![
        Column::word("Days that fired", 0),
        Column::word("", 0),
        Column::word("", 0),
        Column::name(""),
        Column::number("at most", 2),
        Column::number("against", 3),
        Column::number("ratio", 1),
    ];
    let row = |(from, to, peak): (Day, Day, &AlertDay)| {
        vec![
            Cell::Line(between(from, to, year)),
            Cell::Name(peak.rule.as_str().into()),
            Cell::Label(unit::label(&report.unit, peak.pool)),
            peak.scope
                .as_ref()
                .map_or(Cell::Label("all apps"), |s| name_or(s.app.as_ref(), "(no app named)")),
            Cell::Credits(peak.value),
            peak.baseline.map_or(Cell::Blank, |b| Cell::Rounded(b.value(), 1)),
            peak.ratio.map_or(Cell::Blank, |r| Cell::Rounded(r.value(), 2)),
        ]
    };
    Table { columns, rows: episodes.iter().flat_map(Episode::parts).map(row).collect() }
}
