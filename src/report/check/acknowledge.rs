//! Looks up what fired in the file of known events, acknowledges what is new if asked to, and names entries that are stale.

use super::baseline::Entry;
use super::data::{BaselineUse, Stale};
use super::episodes::FiringDays;
use super::gate::{Expires, Gate};
use super::judged::Judged;
use super::verdict::{Acknowledged, GateCause, RuleVerdict};
use crate::alerts::alert::RuleState;
use crate::alerts::{self, Rule};
use crate::base::{Credits, Day};
use crate::report::words::gate as words;

/// Marks acknowledged verdicts and fills `used`. Returns the entries that this run adds.
pub(super) fn acknowledge(
    judged: &mut [Judged],
    gate: &Gate,
    as_of: Day,
    cycle_end: Option<Day>,
    used: &mut Option<BaselineUse>,
) -> Vec<Entry> {
    let Some(baseline) = &gate.baseline else { return Vec::new() };
    let mut matched = vec![false; baseline.entries.len()];
    let mut added = Vec::new();
    for Judged { verdict, firing, .. } in &mut *judged {
        let Some(firing) = firing.filter(|_| verdict.state == RuleState::Fired) else { continue };
        let best = baseline
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| covers(entry, verdict, firing))
            .max_by_key(|(_, entry)| entry.expires);
        if let Some((at, entry)) = best {
            matched[at] = true;
            verdict.acknowledged = Some(acknowledged(entry, as_of));
        }
        if let Some(entry) = new_entry(gate, verdict, as_of, cycle_end) {
            verdict.acknowledged = Some(acknowledged(&entry, as_of));
            added.push(entry);
        }
    }
    if let Some(used) = used {
        used.added = added.len() as u64;
        let unmatched = baseline
            .entries
            .iter()
            .zip(&matched)
            .filter(|(entry, matched)| !**matched && entry.day <= as_of);
        used.stale = unmatched.map(|(entry, _)| stale(entry, judged, as_of)).collect();
    }
    added
}

/// The threshold that tells the alerts of one rule apart, if it can have several.
fn own_threshold(verdict: &RuleVerdict) -> Option<Credits> {
    let counts_up = alerts::find(&verdict.rule).is_some_and(Rule::counts_up);
    verdict.threshold.filter(|_| counts_up)
}

/// What most of an excess came from: the app and the class. `None` if that is not known.
fn main_cause(verdict: &RuleVerdict) -> Option<String> {
    let GateCause { app, class, .. } = verdict.groups.first()?;
    Some(app.as_ref().map_or_else(|| class.clone(), |app| format!("{} / {class}", app.raw())))
}

fn covers(entry: &Entry, verdict: &RuleVerdict, firing: FiringDays) -> bool {
    let scope = verdict.scope.as_ref();
    entry.is_about(&verdict.rule, verdict.pool, scope, verdict.threshold)
        && firing.reported <= entry.day
        && entry.day <= firing.last
        && !entry.has_grown(verdict.day, verdict.value)
        && !entry.has_another_cause(main_cause(verdict).as_deref())
}

/// The entry that acknowledges a verdict, if the gate fails for it and `--update-baseline` is on. Only what happened on a day is known
/// once and for all; a rule about the cycle has to be named, and its entry never outlives the cycle.
fn new_entry(
    gate: &Gate,
    verdict: &RuleVerdict,
    as_of: Day,
    cycle_end: Option<Day>,
) -> Option<Entry> {
    let how = gate.acknowledge.as_ref().filter(|_| verdict.fails())?;
    let is_of_day = alerts::find(&verdict.rule).is_some_and(Rule::judges_days);
    if !is_of_day && !how.rules.contains(&verdict.rule) {
        return None;
    }
    let expires = match how.expires {
        Expires::On(day) => day,
        Expires::After(days) => as_of.plus(days),
    };
    let last = cycle_end.map(|end| end.plus(-1)).filter(|_| !is_of_day);
    Some(Entry {
        line: 0,
        rule: verdict.rule.clone(),
        pool: verdict.pool,
        scope: verdict.scope.clone(),
        threshold: own_threshold(verdict),
        day: verdict.day.unwrap_or(as_of),
        value: verdict.value.filter(|_| is_of_day),
        cause: main_cause(verdict).filter(|_| is_of_day),
        reason: how.reason.clone(),
        expires: last.map_or(expires, |last| expires.min(last)),
    })
}

fn acknowledged(entry: &Entry, as_of: Day) -> Acknowledged {
    Acknowledged {
        day: entry.day,
        reason: entry.reason.as_str().into(),
        expires: entry.expires,
        expired: entry.expires < as_of,
    }
}

fn stale(entry: &Entry, judged: &[Judged], as_of: Day) -> Stale {
    let about = judged.iter().find(|Judged { verdict, .. }| {
        let scope = verdict.scope.as_ref();
        entry.is_about(&verdict.rule, verdict.pool, scope, own_threshold(verdict))
    });
    let reason = match about {
        None => words::NOT_ASKED.to_owned(),
        Some(_) if entry.expires < as_of => words::expired(entry.expires),
        Some(j) => match j.history.iter().find(|days| days.contains(entry.day)) {
            Some(days) if j.verdict.state == RuleState::Fired && days.last == as_of => {
                words::GROWN.to_owned()
            }
            Some(days) if days.last < as_of => words::event_ended(days.last),
            _ => words::NOT_FIRED.to_owned(),
        },
    };
    Stale {
        line: entry.line,
        rule: entry.rule.clone(),
        pool: entry.pool,
        scope: entry.scope.clone(),
        day: entry.day,
        reason,
    }
}
