//! A user or an automation far above its own rate and that of others.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::replay::Left;
use super::text::{count, range};
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

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.bursts;
        let calls = trail.group(|row| (row.is_call() && row.at.is_some() && caller(row).is_some()).then_some((row.classified.pool, row.app)));
        let mut all = Vec::new();
        for ((pool, app), rows) in calls {
            let mut hours: BTreeMap<Caller, BTreeMap<i64, Vec<usize>>> = BTreeMap::new();
            for position in &rows {
                let row = &trail.rows[*position];
                let (Some(caller), Some(at)) = (caller(row), row.at) else { continue };
                hours.entry(caller).or_default().entry(at.micros().div_euclid(3_600_000_000)).or_default().push(*position);
            }
            for (who, own) in &hours {
                let kind = |caller: &Caller| matches!(caller, Caller::User(_)) == matches!(who, Caller::User(_));
                let peers: Vec<usize> = hours.iter().filter(|(other, _)| *other != who && kind(other)).flat_map(|(_, h)| h.values().map(Vec::len)).collect();
                let mine: Vec<usize> = own.values().map(Vec::len).collect();
                if mine.len().max(peers.len()) < limits.least_hours {
                    continue;
                }
                // What is usual: the middle of the caller's own hours, or all but the busiest of the others', whichever is more.
                let own_usual = if mine.len() >= limits.least_hours { quantile(&mine, 50) } else { 0 };
                let usual = own_usual.max(quantile(&peers, 95)).max(1);
                let is_burst = |rows: &&Vec<usize>| rows.len() >= limits.least_calls && rows.len() > limits.factor * usual;
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
                        let beyond = |allowed: usize, whole: Credits| if n < allowed { whole } else { Credits::ZERO };
                        let left = Left { cautious: beyond(2 * limit, cost.low), typical: beyond(limit, cost.typical), hopeful: beyond(usual, cost.high) };
                        cut += Estimate { low: cost.low - left.cautious, typical: cost.typical - left.typical, high: cost.high - left.hopeful };
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
                    "{} with up to {most} calls, where {usual} is usual; a limit of {limit} an hour would have cut {} credits.",
                    count(bursts.len(), "hour"),
                    range(cut),
                );
                found.detail("calls in the worst hour", most);
                found.detail("usual calls an hour", usual);
                found.detail("limit that would have held it, calls an hour", limit);
                found.finding.paste = Some(paste(limit));
                found.list(parts);
                found.rest_on(evidence, mine.iter().sum(), Estimate::around(cut.low, cut.typical, cut.high));
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

/// The smallest number that at least `percent` of all are not above; 0 of none.
fn quantile(numbers: &[usize], percent: usize) -> usize {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    let rank = (percent * sorted.len()).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0)
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
        assert_eq!(quantile(&[3, 1, 2], 50), 2);
        assert_eq!(quantile(&[1; 19], 95), 1);
        assert_eq!(quantile(&[4, 1, 1, 1], 95), 4);
        assert_eq!(quantile(&[], 95), 0);
    }
}
