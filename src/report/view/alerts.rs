//! The alerts section: the rules, what an excess is made of, and the days that fired.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Block, Cell, Column, Flag, Line, Note, Section, Table, Tone, name_or};
use super::parts::{between, class_title, section as titled};
use super::unit;
use crate::alerts::cause::OTHERS;
use crate::alerts::{AlertDay, Cause, Episode, RuleState, Severity, fold};
use crate::base::{Credits, Day, Untrusted};
use crate::event::Pool;
use crate::report::{AlertRow, Report};

/// Number of named parts of an excess.
const CAUSES: usize = 3;
/// Rules about the use of a day. Those that fire for the same pool and day are one alert, in the words of the first.
pub(super) const OF_A_DAY: [&str; 4] = ["spike", "steady", "excess", "leak"];
/// Number of listed episodes. A log of years and hundreds of apps has tens of thousands.
const EPISODES: usize = 40;

/// The section; empty if no rule was judged.
pub(crate) fn section(report: &Report) -> Vec<Section> {
    if report.alerts.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![match report.log_ends {
        Some(last) => Block::Lines(vec![
            Line::of("No rule is judged: the log ends on ").cell(Cell::FullDay(last)).text("."),
        ]),
        None => Block::Notes(notes(report)),
    }];
    if report.log_ends.is_none() {
        blocks.push(Block::Lines(quiet(report)));
    }
    blocks.retain(|block| {
        !matches!(block, Block::Notes(n) if n.is_empty())
            && !matches!(block, Block::Lines(l) if l.is_empty())
    });
    let days: Vec<AlertDay> = leading(report).into_iter().cloned().collect();
    let mut episodes = fold(&days);
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
    blocks.extend(minor_days(report).map(|line| Block::Lines(vec![line.all(Tone::Muted)])));
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

/// The alerts that fired, most severe first. If several thresholds of a rule fired, only the highest is listed.
fn notes(report: &Report) -> Vec<Note> {
    let mut fired = fired(report);
    fired.sort_by_key(|a| (flag(a), a.pool, a.scope.is_some()));
    // A log can have 100,000 apps, so no alert is compared with all others.
    let highest = Highest::of(&fired);
    let mut of_days: BTreeMap<_, Vec<&AlertRow>> = BTreeMap::new();
    for alert in fired.iter().filter(|a| place_of(a).is_some()) {
        of_days.entry((alert.pool, scope_of(alert), alert.day)).or_default().push(alert);
    }
    let mut notes: Vec<Note> = Vec::new();
    for alert in fired.iter().filter(|a| highest.is(a)) {
        let place = place_of(alert);
        let same = place.and_then(|_| of_days.get(&(alert.pool, scope_of(alert), alert.day)));
        let names = match same {
            Some(same) if same.iter().any(|b| place_of(b) < place) => continue,
            Some(same) => rules(&same.iter().map(|b| b.rule.as_str())),
            None => Cell::Name(alert.rule.as_str().into()),
        };
        notes.push(note(report, alert, names));
    }
    notes.extend(minor(report));
    notes
}

fn fired(report: &Report) -> Vec<&AlertRow> {
    report.alerts.iter().filter(|a| has_fired(report, a)).collect()
}

/// The rules that did not fire: the clear ones in one line, and the others with the reason. A rule of single apps is named once for
/// each pool.
fn quiet(report: &Report) -> Vec<Line> {
    let fired = Highest::of(&fired(report));
    let is_quiet =
        |a: &&AlertRow| a.state != RuleState::Fired && has_a_say(report, a) && !fired.has(a);
    let rows = || report.alerts.iter().filter(is_quiet);
    let mut lines = Vec::new();
    let mut clear: Vec<(Pool, Vec<&str>)> = Vec::new();
    for alert in rows().filter(|a| a.state == RuleState::Clear) {
        match clear.iter_mut().find(|(pool, _)| *pool == alert.pool) {
            Some((_, rules)) if rules.contains(&alert.rule.as_str()) => {}
            Some((_, rules)) => rules.push(&alert.rule),
            None => clear.push((alert.pool, vec![&alert.rule])),
        }
    }
    if !clear.is_empty() {
        let of_pool = |(pool, rules): (Pool, Vec<&str>)| {
            let line = Line::of(unit::label(&report.unit, pool)).text(" ");
            line.listed(rules.into_iter().map(|rule| Line::default().name(rule)).collect())
        };
        let items = Line::items(clear.into_iter().map(of_pool));
        lines.push(Line::of("Clear: ").then(items).all(Tone::Muted));
    }
    let others: Vec<&AlertRow> = rows().filter(|a| a.state != RuleState::Clear).collect();
    let highest = Highest::of(&others);
    let (known, unknown): (Vec<&AlertRow>, Vec<&AlertRow>) =
        others.iter().filter(|a| highest.is(a)).partition(|a| flag(a) == Flag::Info);
    lines.extend(reasons(report, "Not judged: ", &unknown));
    lines.extend(reasons(report, "For information: ", &known));
    lines
}

/// A line for each reason why rules are not judged, with the rules that it holds for.
fn reasons(report: &Report, what: &'static str, alerts: &[&AlertRow]) -> Vec<Line> {
    let mut by_reason: Vec<(Pool, &str, Vec<&str>)> = Vec::new();
    for alert in alerts {
        let reason = alert.message.trim_end_matches('.').trim_end_matches(" (for information)");
        let rule = alert.rule.as_str();
        match by_reason.iter_mut().find(|(pool, own, _)| (*pool, *own) == (alert.pool, reason)) {
            Some((.., rules)) if rules.contains(&rule) => {}
            Some((.., rules)) => rules.push(rule),
            None => by_reason.push((alert.pool, reason, vec![rule])),
        }
    }
    let line = |(pool, reason, rules): (Pool, &str, Vec<&str>)| {
        let line = Line::of(what).text(unit::label(&report.unit, pool)).text(", ").words(reason);
        named(line, Cell::Name(rules.join(", ").as_str().into())).all(Tone::Muted)
    };
    by_reason.into_iter().map(line).collect()
}

/// Adds the names of the rules, which are topics of `credits explain`.
fn named(line: Line, rules: Cell) -> Line {
    line.text(" [").cell(rules).text("]")
}

/// The place of a rule among those about the use of a day.
fn place_of(alert: &AlertRow) -> Option<usize> {
    OF_A_DAY.iter().position(|rule| *rule == alert.rule)
}

/// `spike, excess`, in the order of their rank.
fn rules<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> Cell {
    let found = OF_A_DAY.into_iter().filter(|rule| names.clone().any(|name| name == *rule));
    Cell::Name(found.collect::<Vec<_>>().join(", ").as_str().into())
}

/// Fired, to be shown, and not minor.
pub(super) fn has_fired(report: &Report, alert: &AlertRow) -> bool {
    alert.state == RuleState::Fired && !alert.minor && has_a_say(report, alert)
}

/// The alerts of as-of that are within the even pace of the plan, in one line.
fn minor(report: &Report) -> Option<Note> {
    let minor = report.alerts.iter().filter(|a| a.minor && has_a_say(report, a));
    let mut line = Line::default();
    let mut seen = BTreeSet::new();
    for alert in minor {
        if !seen.insert((alert.pool, scope_of(alert), alert.day)) {
            continue;
        }
        line = line.text_if(seen.len() > 1, ", ").text(unit::label(&report.unit, alert.pool));
        if let Some(scope) = &alert.scope {
            line = line.text(" ").quoted(scope.app.as_ref(), "no app named");
        }
        line = line.text(" ").credits(alert.value.unwrap_or_default());
    }
    let line = line.text(": unusual, but within an even pace of the plan").all(Tone::Muted);
    (!seen.is_empty()).then(|| Note {
        flag: Flag::Info,
        head: Cell::Label("minor"),
        lines: vec![line],
    })
}

/// The days that fired and are to be shown: not minor, and of each pool, scope and day the one alert of the first rule.
pub(crate) fn leading(report: &Report) -> Vec<&AlertDay> {
    let rank = |day: &AlertDay| OF_A_DAY.iter().position(|rule| *rule == day.rule);
    let mut first: BTreeMap<_, usize> = BTreeMap::new();
    let key = |day: &AlertDay| {
        let app = day.scope.as_ref().map(|scope| scope.app.as_ref().map(|a| a.raw().to_owned()));
        (day.pool, app, day.day)
    };
    let shown: Vec<&AlertDay> = report
        .alert_days
        .iter()
        .filter(|day| !day.minor && shows(report, &day.rule, day.pool))
        .collect();
    for (day, rank) in shown.iter().filter_map(|day| Some((day, rank(day)?))) {
        let best = first.entry(key(day)).or_insert(rank);
        *best = rank.min(*best);
    }
    let is_first = |day: &&AlertDay| rank(day).is_none_or(|own| first[&key(day)] == own);
    shown.into_iter().filter(is_first).collect()
}

/// How many days fired within the even pace of the plan, beside as-of, which the notes name.
fn minor_days(report: &Report) -> Option<Line> {
    let days: BTreeSet<Day> = report
        .alert_days
        .iter()
        .filter(|day| {
            day.minor && Some(day.day) != report.as_of && shows(report, &day.rule, day.pool)
        })
        .map(|day| day.day)
        .collect();
    let line = Line::of("On ").counted(days.len() as u64, " other day", " other days");
    (!days.is_empty())
        .then(|| line.text(" a rule fired within an even pace of the plan: --json lists them."))
}

/// Whether a rule is shown for a pool. If the capacity is known, `excess` stands for `steady` and `leak`; if not, they for it.
pub(crate) fn shows(report: &Report, rule: &str, pool: Pool) -> bool {
    let mut pools = report.pools.each();
    let figures = pools.find(|(own, _)| *own == pool).map(|(_, figures)| figures);
    let has_capacity = figures.is_some_and(|f| f.allowance.is_some() && f.granted.is_some());
    match rule {
        "steady" | "leak" => !has_capacity,
        "excess" => has_capacity,
        _ => true,
    }
}

/// The highest threshold that fired, by rule, pool and scope. A log can have 100,000 scopes.
pub(super) struct Highest<'a>(BTreeMap<FiredKey<'a>, Option<Credits>>);

/// Whether it is about a part of the pool, and the app of that part.
fn scope_of(alert: &AlertRow) -> (bool, Option<&Untrusted>) {
    (alert.scope.is_some(), alert.scope.as_ref().and_then(|scope| scope.app.as_ref()))
}

type FiredKey<'a> = (&'a str, Pool, (bool, Option<&'a Untrusted>));

impl<'a> Highest<'a> {
    pub(super) fn of(fired: &[&'a AlertRow]) -> Self {
        let mut highest = Self(BTreeMap::new());
        for alert in fired {
            let known = highest.0.entry(Self::key(alert)).or_insert(alert.threshold);
            *known = alert.threshold.max(*known);
        }
        highest
    }

    fn key(alert: &AlertRow) -> FiredKey<'_> {
        (&alert.rule, alert.pool, scope_of(alert))
    }

    /// Whether none of the alerts that fired is a higher threshold of the same rule, pool and scope.
    pub(super) fn is(&self, alert: &AlertRow) -> bool {
        self.0.get(&Self::key(alert)).is_none_or(|highest| *highest <= alert.threshold)
    }

    /// Whether the same rule fired in the same pool and scope.
    fn has(&self, alert: &AlertRow) -> bool {
        self.0.contains_key(&Self::key(alert))
    }
}

/// Whether a rule has something to say about this log. The cap of a known plan without one has not, nor has a rule about our pools if
/// the amounts are another tool's, which are in no pool.
pub(super) fn has_a_say(report: &Report, alert: &AlertRow) -> bool {
    let no_cap =
        alert.rule == "daily-cap" && alert.state == RuleState::NotJudged && report.plan.is_some();
    !no_cap
        && shows(report, &alert.rule, alert.pool)
        && (unit::is_ours(&report.unit) || alert.pool == Pool::Unassigned)
}

fn note(report: &Report, alert: &AlertRow, rules: Cell) -> Note {
    let mut line = Line::default();
    if let Some(scope) = &alert.scope {
        line = line.quoted(scope.app.as_ref(), "no app named").text(": ");
    }
    let line = named(line.words(alert.message.trim_end_matches('.')), rules);
    let mut lines = vec![line];
    lines.extend(causes(report, alert));
    Note { flag: flag(alert), head: Cell::Label(unit::label(&report.unit, alert.pool)), lines }
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
    let line = match rest {
        rest if rest.is_zero() => line,
        rest if rest.is_negative() => line.text(", while others fell by ").credits(rest.abs()),
        rest => line.text(", rest ").credits(rest),
    };
    // Not "nobody": the rollup does not say who.
    let has_users = report.inputs.iter().all(|input| input.users);
    Some(line.text_if(!has_users, " (without users, as the rollup was made)"))
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

/// The rules that fired with one in an episode.
fn fired_rules(report: &Report, from: Day, to: Day, peak: &AlertDay) -> Cell {
    if !OF_A_DAY.contains(&peak.rule.as_str()) {
        return Cell::Name(peak.rule.as_str().into());
    }
    let same = report.alert_days.iter().filter(|day| {
        let is_within = from <= day.day && day.day <= to && shows(report, &day.rule, day.pool);
        is_within && (day.pool, &day.scope) == (peak.pool, &peak.scope)
    });
    rules(&same.map(|day| day.rule.as_str()))
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
            fired_rules(report, from, to, peak),
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
