//! What the rules say, what fired first, and what an excess is made of.

use std::collections::BTreeMap;

use super::cells::{Block, Cell, Column, Flag, Line, Note, Section, Table, Tone, name_or};
use super::{between, class_title, section as titled};
use crate::alerts::{Alert, Cause, RuleScope, RuleState, Severity};
use crate::base::{Credits, Day, Quotient, Six, Untrusted};
use crate::event::Pool;
use crate::report::Report;

/// How many parts of an excess are named.
const CAUSES: usize = 3;
/// How many runs of days are listed: a log of years and hundreds of apps has tens of thousands.
const EPISODES: usize = 40;

/// The alerts.
pub fn section(report: &Report) -> Vec<Section> {
    if report.alerts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Notes(notes(report))];
    let episodes = episodes(report);
    // What fired today alone is in the notes already.
    if episodes.iter().any(|e| Some(e.to) != report.as_of || e.from != e.to) {
        let (shown, left_out) = most(episodes);
        blocks.push(Block::Table(history(&shown, report.as_of.map(Day::year))));
        if left_out > 0 {
            let line = Line::of("and ").counted(left_out, " more", " more").text(": --json lists every day that fired.");
            blocks.push(Block::Lines(vec![line.all(Tone::Muted)]));
        }
    }
    vec![titled("alerts", Line::of("Alerts"), blocks)]
}

fn flag(alert: &Alert) -> Flag {
    match (alert.state, alert.severity) {
        (RuleState::Fired, Severity::Urgent) => Flag::Urgent,
        (RuleState::Fired, Severity::Warning) => Flag::Warning,
        (RuleState::Fired, Severity::Info) => Flag::Info,
        // Without a number of its own, pace says how fast it goes and judges nothing.
        (RuleState::NotJudged, _) if alert.rule == "pace" && alert.value.is_some() => Flag::Info,
        (RuleState::NotJudged, _) => Flag::NotJudged,
        (RuleState::WarmingUp, _) => Flag::Waiting,
        (RuleState::Clear, _) => Flag::Ok,
    }
}

/// Fired first, the gravest on top. Of a rule's thresholds that fired, the highest speaks for the others; whatever did not
/// fire is said once per rule and pool.
fn notes(report: &Report) -> Vec<Note> {
    let mut fired: Vec<&Alert> = report.alerts.iter().filter(|a| a.state == RuleState::Fired).collect();
    fired.sort_by_key(|a| (flag(a), a.pool, a.scope.is_some()));
    let speaks = |a: &&Alert| {
        let same = |b: &&&Alert| b.rule == a.rule && b.pool == a.pool && b.scope == a.scope;
        fired.iter().filter(same).all(|b| b.threshold <= a.threshold)
    };
    let mut notes: Vec<Note> = fired.iter().filter(|a| speaks(a)).map(|a| note(report, a, 0)).collect();
    // A known plan without a daily cap leaves nothing to wonder about.
    let no_cap = |a: &&Alert| a.rule == "daily-cap" && a.state == RuleState::NotJudged && report.plan.is_some();
    let mut quiet: Vec<&Alert> = report.alerts.iter().filter(|a| a.state != RuleState::Fired && !no_cap(a)).collect();
    quiet.sort_by_key(|a| flag(a));
    let mut said: Vec<&Alert> = Vec::new();
    for alert in &quiet {
        let alike = |b: &&&Alert| b.rule == alert.rule && b.pool == alert.pool && b.state == alert.state;
        let over = fired.iter().any(|b| b.rule == alert.rule && b.pool == alert.pool && b.scope == alert.scope);
        if over || said.iter().any(|b| alike(&b)) {
            continue;
        }
        said.push(alert);
        let apps = quiet.iter().filter(alike).filter(|b| b.scope.is_some()).count() as u64;
        let whole = quiet.iter().filter(alike).find(|b| b.scope.is_none());
        notes.push(note(report, whole.unwrap_or(alert), if whole.is_some() { apps } else { apps - 1 }));
    }
    notes
}

fn note(report: &Report, alert: &Alert, more_apps: u64) -> Note {
    let flag = flag(alert);
    let mut line = Line::of(alert.pool.name());
    if let Some(scope) = &alert.scope {
        line = line.text(", ").quoted(scope.app.as_ref(), "no app named");
    }
    line = line.text(": ").words(alert.message.trim_end_matches('.'));
    if more_apps > 0 {
        line = line.text("; so for ").counted(more_apps, " app", " apps").text(" on its own");
    }
    let line = if alert.state == RuleState::Fired { line } else { line.all(Tone::Muted) };
    let mut lines = vec![line];
    lines.extend(causes(report, alert));
    Note { flag, head: Cell::Name(alert.rule.as_str().into()), lines }
}

/// `of the 503.8 above it: "shop" / InvokeLLM (GPT-5) 412, … rest 20.5`; the parts sum to the whole.
fn causes(report: &Report, alert: &Alert) -> Option<Line> {
    let mut parts: Vec<(Option<&Untrusted>, &str, Credits)> = Vec::new();
    for Cause { app, class, excess, .. } in &alert.causes {
        let app = app.as_ref();
        match parts.iter_mut().find(|(a, c, _)| *a == app && c == class) {
            Some((_, _, sum)) => *sum += excess.value(),
            None => parts.push((app, class, excess.value())),
        }
    }
    if parts.is_empty() {
        return None;
    }
    parts.sort_by(|a, b| (a.1 == "others").cmp(&(b.1 == "others")).then(b.2.cmp(&a.2)));
    let total: Credits = parts.iter().map(|p| p.2).sum();
    let named = parts.iter().filter(|p| p.1 != "others" && p.2.is_positive()).take(CAUSES);
    let mut rest = total;
    let mut line = Line::of("of the ").credits(total).text(" above it: ");
    for (i, (app, class, excess)) in named.enumerate() {
        rest -= *excess;
        line = line.text_if(i > 0, ", ").quoted(*app, "no app").text(" / ").name(class_title(report, class)).text(" ");
        line = line.toned(Cell::Credits(*excess), Tone::Strong);
    }
    Some(if rest.is_zero() { line } else { line.text(", rest ").credits(rest) })
}

/// Consecutive days on which a rule fired.
#[derive(Debug, Clone, PartialEq)]
struct Episode<'a> {
    rule: &'a str,
    pool: Pool,
    scope: Option<&'a RuleScope>,
    from: Day,
    to: Day,
    /// Of the day with the highest ratio.
    value: Credits,
    baseline: Option<Six>,
    ratio: Option<Quotient<4>>,
}

/// The firing days, runs of days folded into one, the latest first.
fn episodes(report: &Report) -> Vec<Episode<'_>> {
    let mut days: Vec<_> = report.alert_days.iter().collect();
    days.sort_by_key(|d| d.day);
    let mut episodes: Vec<Episode> = Vec::new();
    // The latest run of each rule, pool and app.
    let mut latest: BTreeMap<(&str, Pool, Option<Option<&Untrusted>>), usize> = BTreeMap::new();
    for day in days {
        let key = (day.rule.as_str(), day.pool, day.scope.as_ref().map(|s| s.app.as_ref()));
        let before = latest.insert(key, episodes.len());
        match before.and_then(|at| episodes.get_mut(at).map(|e| (at, e))) {
            Some((at, episode)) if day.day.since(episode.to) <= 1 => {
                latest.insert(key, at);
                episode.to = day.day;
                if day.ratio > episode.ratio {
                    (episode.value, episode.baseline, episode.ratio) = (day.value, day.baseline, day.ratio);
                }
            }
            _ => episodes.push(Episode {
                rule: &day.rule,
                pool: day.pool,
                scope: day.scope.as_ref(),
                from: day.day,
                to: day.day,
                value: day.value,
                baseline: day.baseline,
                ratio: day.ratio,
            }),
        }
    }
    episodes.sort_by_key(|e| std::cmp::Reverse(e.to));
    episodes
}

/// The latest runs of days, those of whole pools before those of single apps where not all find room; and how many are left out.
fn most(episodes: Vec<Episode<'_>>) -> (Vec<Episode<'_>>, u64) {
    let all = episodes.len();
    if all <= EPISODES + 1 {
        return (episodes, 0);
    }
    let (mut shown, parts): (Vec<Episode>, Vec<Episode>) = episodes.into_iter().partition(|e| e.scope.is_none());
    shown.truncate(EPISODES);
    shown.extend(parts.into_iter().take(EPISODES - shown.len()));
    shown.sort_by_key(|e| std::cmp::Reverse(e.to));
    let left_out = all - shown.len();
    (shown, left_out as u64)
}

fn history(episodes: &[Episode<'_>], year: Option<i32>) -> Table {
    let columns = vec![
        Column::word("Days that fired", 0),
        Column::word("", 0),
        Column::word("", 0),
        Column::name(""),
        Column::number("at most", 2),
        Column::number("against", 3),
        Column::number("ratio", 1),
    ];
    let row = |e: &Episode| {
        let days = between(e.from, e.to, year);
        vec![
            Cell::Line(days),
            Cell::Name(e.rule.into()),
            Cell::Label(e.pool.name()),
            e.scope.map_or(Cell::Label("all apps"), |s| name_or(s.app.as_ref(), "(no app named)")),
            Cell::Credits(e.value),
            e.baseline.map_or(Cell::Blank, |b| Cell::Rounded(b.value(), 1)),
            e.ratio.map_or(Cell::Blank, |r| Cell::Rounded(r.value(), 2)),
        ]
    };
    Table { columns, rows: episodes.iter().map(row).collect() }
}
