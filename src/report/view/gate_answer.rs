//! What a gate comes to in one sentence, and the facts behind the rules that could not be judged. Every output begins with them.

use super::cells::{Cell, Line};
use super::gate_words::{largest, place, summary};
use super::headline::fate::before_reset;
use super::unit;
use crate::alerts::alert::Severity;
use crate::base::figure::grouped;
use crate::base::{Credits, Day, Quotient, Ratio6, Zone};
use crate::event::Pool;
use crate::report::check::data::{Balance, Check, Verdict};
use crate::report::check::verdict::RuleVerdict;

/// Rules about the balance of the cycle. What they say matters more than an unusual day.
const OF_BALANCE: [&str; 2] = ["forecast", "budget"];

/// A fact because of which rules could not be judged.
pub(crate) struct Open<'a> {
    /// One sentence.
    pub fact: Line,
    /// The rules, of which there is at least one.
    pub rules: Vec<&'a RuleVerdict>,
}

/// The first sentence of every output, without a full stop.
pub(crate) fn answer(check: &Check) -> Line {
    match check.verdict {
        Verdict::Error => {
            let message = check.error.as_ref().map(|error| error.message.clone());
            Line::of("Nothing was judged: ").cell(Cell::Words(message.unwrap_or_default()))
        }
        Verdict::Indeterminate => unjudged(check),
        Verdict::Fired => main(check).map_or_else(Line::default, |verdict| fired(check, verdict)),
        Verdict::Clear => clear(check),
    }
}

/// A word or two for a badge: `out 28 May`, `spike 24 May`, `clear`.
pub(crate) fn badge(check: &Check) -> String {
    match (check.verdict, main(check)) {
        (Verdict::Fired, Some(verdict)) => {
            match balance(check, verdict).and_then(|balance| Some((balance, balance.out_date?))) {
                Some((balance, day)) if is_out(balance) => format!("out since {}", day.in_words()),
                Some((_, day)) => format!("out {}", day.in_words()),
                None => {
                    let day = verdict.day.map(|day| format!(" {}", day.in_words()));
                    format!("{}{}", verdict.rule, day.unwrap_or_default())
                }
            }
        }
        (Verdict::Indeterminate, _) => "not judged".to_owned(),
        _ => summary(check),
    }
}

/// The facts behind the rules that make the gate indeterminate, each once.
pub(crate) fn open(check: &Check) -> Vec<Open<'_>> {
    let unknown: Vec<&RuleVerdict> = check.rules.iter().filter(|rule| rule.is_unknown()).collect();
    if let Some(fact) = log_ends(check, "the log ends on ").filter(|_| !unknown.is_empty()) {
        return vec![Open { fact, rules: unknown }];
    }
    let mut facts: Vec<(&str, Open<'_>)> = Vec::new();
    for rule in unknown {
        let reason = rule.reason.as_deref().unwrap_or_default();
        if let Some((_, open)) = facts.iter_mut().find(|(known, _)| *known == reason) {
            open.rules.push(rule);
        } else {
            let fact = Line::default().words(reason);
            facts.push((reason, Open { fact, rules: vec![rule] }));
        }
    }
    facts.into_iter().map(|(_, open)| open).collect()
}

impl Open<'_> {
    /// `spike integration`; the names of several rules: `spike, forecast`.
    pub(crate) fn subject(&self) -> Line {
        if let [only] = self.rules.as_slice() {
            return Line::default().words(&only.rule).text(" ").then(place(only));
        }
        Line::default().words(&rule_names(self.rules.iter().copied()).join(", "))
    }

    /// An id that stays while the fact does. The first rule stands for all: the number of days in the sentence grows from night to night.
    pub(crate) fn fingerprint(&self) -> &str {
        self.rules.first().map_or("", |rule| &rule.fingerprint)
    }

    /// `spike, forecast cannot be judged: …`
    pub(crate) fn sentence(&self) -> Line {
        self.subject().text(" cannot be judged: ").then(self.fact.clone())
    }
}

/// The rules of some verdicts, each once.
pub(crate) fn rule_names<'a>(verdicts: impl Iterator<Item = &'a RuleVerdict>) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for verdict in verdicts {
        if !names.contains(&verdict.rule.as_str()) {
            names.push(&verdict.rule);
        }
    }
    names
}

/// That the export did not run, if the log is older than the gate allows. `begins` are the first words.
fn log_ends(check: &Check, begins: &'static str) -> Option<Line> {
    let (last, as_of) = (check.log.last?, check.as_of?);
    let is_old = check.doubts.iter().any(|doubt| doubt.id == "too-old");
    let hours = check.log.age_hours.filter(|_| is_old)?;
    let last = last.day(&check.timezone.parse().unwrap_or(Zone::Utc));
    let line = Line::of(begins).cell(of_year(last, as_of));
    let line = match hours / 24 {
        0 | 1 => line.text(", ").counted(u64::try_from(hours).ok()?, " hour", " hours"),
        days => line.text(", ").counted(u64::try_from(days).ok()?, " day", " days"),
    };
    Some(line.text(" ago: the export did not run"))
}

/// A day, with its year unless that is the year of as-of.
fn of_year(day: Day, as_of: Day) -> Cell {
    if day.year() == as_of.year() { Cell::Day(day) } else { Cell::FullDay(day) }
}

fn unjudged(check: &Check) -> Line {
    if let Some(line) = log_ends(check, "The log ends on ") {
        return line;
    }
    match open(check).into_iter().next() {
        Some(first) => Line::of("Not judged: ").then(first.fact),
        None => Line::default().words(&summary(check)),
    }
}

/// The verdict that matters most of those because of which the gate fails.
pub(crate) fn main(check: &Check) -> Option<&RuleVerdict> {
    let rank = |rule: &&RuleVerdict| {
        let is_of_balance = OF_BALANCE.contains(&rule.rule.as_str());
        (rule.scope.is_some(), !is_of_balance, rule.severity != Severity::Urgent)
    };
    check.rules.iter().filter(|rule| rule.fails()).min_by_key(rank)
}

/// The balance that a verdict is about.
fn balance<'a>(check: &'a Check, verdict: &RuleVerdict) -> Option<&'a Balance> {
    let is_of_balance = OF_BALANCE.contains(&verdict.rule.as_str());
    let balance = check.balances.iter().find(|balance| Some(balance.pool) == verdict.pool);
    balance.filter(|_| is_of_balance && verdict.scope.is_none())
}

fn is_out(balance: &Balance) -> bool {
    balance.left.is_some_and(|left| !left.is_positive())
}

fn fired(check: &Check, verdict: &RuleVerdict) -> Line {
    let title = verdict.pool.map_or("Credits", |pool| unit::title(&check.unit, pool));
    let out = balance(check, verdict).and_then(|balance| Some((balance, balance.out_date?)));
    let line = match (out, check.cycle.as_ref()) {
        (Some((balance, day)), Some(cycle)) if is_out(balance) => {
            before_reset(Line::of(title).text(" ran out on ").day(day), day, cycle)
        }
        (Some((_, day)), Some(cycle)) => {
            before_reset(Line::of(title).text(" run out about ").day(day), day, cycle)
        }
        _ => of_rule(check, verdict),
    };
    match cause(check, verdict) {
        Some(cause) => line.text(": ").then(cause),
        None => line,
    }
}

/// A rule that is about something else than the end of a balance.
fn of_rule(check: &Check, verdict: &RuleVerdict) -> Line {
    let words = verdict.pool.map_or("all credits", |pool| unit::words(&check.unit, pool));
    let whole = || Line::default().words(&verdict.message);
    let (Some(day), Some(as_of)) = (verdict.day, check.as_of) else { return whole() };
    let is_of_day = verdict.excess.is_some() || verdict.refunds.is_some();
    let line = match verdict.ratio.map(Quotient::value) {
        Some(ratio) if is_of_day && verdict.rule == "spike" => Line::default()
            .cell(of_year(day, as_of))
            .text_if(!verdict.complete, " so far")
            .text(" was ")
            .words(&times(ratio))
            .text(" times a usual day for "),
        // The message begins as the lines of a gate do, with the day as programs write it.
        _ => {
            let start = verdict.pool.map(|pool| format!("{} credits on {day}: ", pool.name()));
            let rest = start.and_then(|start| verdict.message.strip_prefix(&start));
            let Some(rest) = rest else { return whole() };
            let title = verdict.pool.map_or("Credits", |pool| unit::title(&check.unit, pool));
            let line = Line::of(title).text(" on ").cell(of_year(day, as_of));
            return of_part(line, verdict).text(": ").words(rest);
        }
    };
    of_part(line.words(words), verdict)
}

/// ` (integration app "shop")`, if a rule is about a part of a pool.
fn of_part(line: Line, verdict: &RuleVerdict) -> Line {
    if verdict.scope.is_none() {
        return line;
    }
    line.text(" (").then(place(verdict)).text(")")
}

/// The ratio of a day to a usual one, in as many digits as a sentence needs.
fn times(ratio: Credits) -> String {
    grouped(&ratio.to_fixed(1))
}

/// The app and kind of call with the largest excess: of the verdict itself, else of another one of the same pool.
fn cause(check: &Check, verdict: &RuleVerdict) -> Option<Line> {
    let others = check
        .rules
        .iter()
        .filter(|other| other.pool == verdict.pool && other.scope.is_none() && other.is_new());
    let (group, ..) = std::iter::once(verdict).chain(others).find_map(largest)?;
    let line = Line::default().words(&group.title);
    Some(match &group.app {
        Some(app) => line.text(" in ").name(app.clone()),
        None => line,
    })
}

fn clear(check: &Check) -> Line {
    if let Some(line) = may_run_out(check) {
        return line;
    }
    let lasts: Vec<Pool> = check
        .balances
        .iter()
        .filter(|balance| balance.capacity.is_some() && !is_out(balance))
        .filter(|balance| balance.out_date.is_none())
        .map(|balance| balance.pool)
        .collect();
    let acknowledged = check.counts.acknowledged;
    let known = |line: Line| match acknowledged {
        0 => line,
        n => line.text("; ").counted(n, " known event", " known events"),
    };
    let none = if acknowledged > 0 { "Nothing new fired" } else { "No rule fired" };
    match (lasts.as_slice(), check.cycle.as_ref()) {
        ([pool], Some(cycle)) if !cycle.assumed => {
            let line = Line::of(none).text(": ").text(unit::words(&check.unit, *pool));
            known(line.text(" last until the reset on ").day(cycle.end))
        }
        ([_, _, ..], Some(cycle)) if !cycle.assumed => {
            known(Line::of(none).text(": both pools last until the reset on ").day(cycle.end))
        }
        _ => known(Line::of(none)),
    }
}

/// A balance that would run out at the present pace, although no rule fires for it.
fn may_run_out(check: &Check) -> Option<Line> {
    let projected = check.balances.iter().filter(|balance| balance.out_date.is_some());
    let worst = projected.max_by_key(|balance| balance.p_exhausted.map(Quotient::value))?;
    let chance = Ratio6::of(worst.p_exhausted?.value(), Credits::whole(1))?;
    let cycle = check.cycle.as_ref()?;
    let line = Line::of("No rule fired, but ").text(unit::words(&check.unit, worst.pool));
    let line = line.text(" may run out before the reset on ").day(cycle.end);
    Some(line.text(": the chance is ").share(chance))
}
