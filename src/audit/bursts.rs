//! A user or an automation far above its own rate and that of others.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::replay::Left;
use super::text::{count, number, range};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};
use crate::model::Source;

pub(super) struct Bursts;

/// Who calls: a user, or an automation by its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Caller<'a> {
    User(&'a str),
    Automation(&'a str),
}

impl Caller<'_> {
    /// People are compared with people, automations with automations.
    const fn kind(&self) -> usize {
        match self {
            Self::User(_) => 0,
            Self::Automation(_) => 1,
        }
    }
}

impl Detector for Bursts {
    fn id(&self) -> &'static str {
        "bursts"
    }
    fn letter(&self) -> char {
        'U'
    }
    fn title(&self) -> &'static str {
        "one user or automation far above the usual rate"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("limit")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/bursts.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see whether the burst was wanted: an import or a launch looks like a runaway loop."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_call()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.bursts;
        let calls = trail.group(|row| {
            (row.is_call() && row.at.is_some() && caller(row).is_some())
                .then_some((row.classified.pool, row.app))
        });
        let mut all = Vec::new();
        for ((pool, app), rows) in calls {
            let mut hours: BTreeMap<Caller, BTreeMap<i64, Vec<usize>>> = BTreeMap::new();
            for position in &rows {
                let row = &trail.rows[*position];
                let (Some(caller), Some(at)) = (caller(row), row.at) else { continue };
                hours
                    .entry(caller)
                    .or_default()
                    .entry(at.micros().div_euclid(3_600_000_000))
                    .or_default()
                    .push(*position);
            }
            let mut everybody = [Hours::default(), Hours::default()];
            for (who, own) in &hours {
                for rows in own.values() {
                    everybody[who.kind()].add(rows.len());
                }
            }
            for (who, own) in &hours {
                let mut mine = Hours::default();
                for rows in own.values() {
                    mine.add(rows.len());
                }
                let peers = everybody[who.kind()].without(&mine);
                if mine.hours.max(peers.hours) < limits.least_hours {
                    continue;
                }
                // What is usual: the middle of the caller's own hours, or all but the busiest of the others', whichever is more.
                let own_usual =
                    if mine.hours >= limits.least_hours { mine.quantile(50) } else { 0 };
                let usual = own_usual.max(peers.quantile(95)).max(1);
                let is_burst = |rows: &&Vec<usize>| {
                    rows.len() >= limits.least_calls && rows.len() > limits.factor * usual
                };
                let bursts: Vec<&Vec<usize>> = own.values().filter(is_burst).collect();
                if bursts.is_empty() {
                    continue;
                }
                let mut found = Found::new(self, "A burst of calls").within(pool, app).advise(
                    FindingClass::Fix,
                    "2–4 h",
                    "Limit calls per user and hour on this endpoint, and stop a loop that retries without an end.",
                );
                let name = match who {
                    Caller::User(name) => {
                        found.finding.user = Some(Untrusted::from(*name));
                        NameKind::User
                    }
                    Caller::Automation(name) => {
                        found.finding.feature = Some(Untrusted::from(*name));
                        NameKind::Feature
                    }
                };
                let limit = 2 * usual;
                let (mut cut, mut evidence, mut parts) = (Estimate::ZERO, Vec::new(), Vec::new());
                for rows in &bursts {
                    for (n, position) in rows.iter().enumerate() {
                        let cost = trail.rows[*position].cost.unwrap_or_default();
                        let beyond = |allowed: usize, whole: Credits| {
                            if n < allowed { whole } else { Credits::ZERO }
                        };
                        let left = Left {
                            cautious: beyond(2 * limit, cost.low),
                            typical: beyond(limit, cost.typical),
                            hopeful: beyond(usual, cost.high),
                        };
                        cut += Estimate {
                            low: cost.low - left.cautious,
                            typical: cost.typical - left.typical,
                            high: cost.high - left.hopeful,
                        };
                        found.fix.leave(*position, left);
                    }
                    evidence.extend(rows.iter().copied());
                    parts.push(Part {
                        kind: name,
                        name: None,
                        events: rows.len() as u64,
                        credits: trail.cost(rows.iter()).typical,
                        note: format!("in the hour of {}", trail.rows[rows[0]].event.stamp),
                    });
                }
                let most = bursts.iter().map(|rows| rows.len()).max().unwrap_or(0);
                found.finding.summary = format!(
                    "{} with up to {} calls, where {} is usual; a limit of {} an hour would have cut {} credits.",
                    count(bursts.len(), "hour"),
                    number(most),
                    number(usual),
                    number(limit),
                    range(cut),
                );
                found.detail("calls in the worst hour", most);
                found.detail("usual calls an hour", usual);
                found.detail("limit that would have held it, calls an hour", limit);
                found.finding.paste = Some(paste(limit));
                found.list(parts);
                let looked_at = own.values().map(Vec::len).sum();
                found.rest_on(
                    evidence,
                    looked_at,
                    Estimate::around(cut.low, cut.typical, cut.high),
                );
                found.measured_if_reported(trail);
                all.push(found);
            }
        }
        all
    }
}

fn caller<'a>(row: &Row<'a>) -> Option<Caller<'a>> {
    match row.class.source {
        Source::Automations => row.feature.map(Caller::Automation),
        _ => row.user.map(Caller::User),
    }
}

/// How many hours had how many calls.
#[derive(Default)]
struct Hours {
    by_calls: BTreeMap<usize, usize>,
    hours: usize,
}

impl Hours {
    fn add(&mut self, calls: usize) {
        *self.by_calls.entry(calls).or_default() += 1;
        self.hours += 1;
    }

    fn without(&self, part: &Self) -> Self {
        let rest = |(calls, n): (&usize, &usize)| {
            (*calls, n - part.by_calls.get(calls).copied().unwrap_or(0))
        };
        Self { by_calls: self.by_calls.iter().map(rest).collect(), hours: self.hours - part.hours }
    }

    /// The smallest number of calls that at least `percent` of the hours are not above; 0 of none.
    fn quantile(&self, percent: usize) -> usize {
        let rank = (percent * self.hours).div_ceil(100).max(1);
        let mut seen = 0;
        let mut reached = |n: &usize| {
            seen += n;
            seen >= rank
        };
        self.by_calls.iter().find(|(_, n)| reached(n)).map_or(0, |(calls, _)| *calls)
    }
}

fn paste(limit: usize) -> String {
    format!(
        "const since = new Date(Date.now() - 3600_000).toISOString();
const recent = await base44.entities.CreditLog.filter({{ user_id: user.id, timestamp: {{ $gte: since }} }}, \"-timestamp\", {limit});
if (recent.length >= {limit}) return new Response(\"Too many requests: try again in an hour\", {{ status: 429 }});"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numbers_of_the_list() {
        let of = |list: &[usize]| {
            let mut hours = Hours::default();
            for calls in list {
                hours.add(*calls);
            }
            hours
        };
        assert_eq!(of(&[3, 1, 2]).quantile(50), 2);
        assert_eq!(of(&[1; 19]).quantile(95), 1);
        assert_eq!(of(&[4, 1, 1, 1]).quantile(95), 4);
        assert_eq!(of(&[]).quantile(95), 0);
        assert_eq!(of(&[4, 4, 9]).without(&of(&[9, 4])).quantile(95), 4);
    }
}
