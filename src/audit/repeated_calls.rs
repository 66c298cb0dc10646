//! The same call with the same input, again: what a cache would have answered.

use std::collections::BTreeMap;

use super::estimate::Estimate;
use super::replay::Left;
use super::text::{count, number, percent, range};
use super::{Detector, FindingBasis, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};
use crate::event::{Outcome, Pool};

pub(super) struct RepeatedCalls;

const ACTION: &str =
    "Store the answer in an entity keyed by the prompt's hash, and look there first.";
const ASK: &str = "Log the prompt's hash with each call, then audit again: calls of one feature by one user in step look like repeats.";
const ASK_AGENT: &str = "Ask whether these messages have one answer: a page of frequent questions, or a cached reply before the agent, would give it.";
const PASTE: &str = "async function cachedOrFresh(prompt: string, maxAgeMs: number) {
  const bytes = await crypto.subtle.digest(\"SHA-256\", new TextEncoder().encode(prompt));
  const hash = Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, \"0\")).join(\"\");
  const [hit] = await base44.entities.LLMCache.filter({ hash }, \"-created_date\", 1);
  if (hit && Date.now() - Date.parse(hit.stored_at) < maxAgeMs) return hit.response;
  const response = await base44.integrations.Core.InvokeLLM({ prompt });
  await base44.entities.LLMCache.create({ hash, response, stored_at: new Date().toISOString() });
  return response;
}";

/// How long an answer is kept: an hour, a day, forever.
const LIFETIMES: [(&str, i64); 3] =
    [("1 hour", 3600), ("1 day", 86_400), ("forever", i64::MAX / 2_000_000)];

impl Detector for RepeatedCalls {
    fn id(&self) -> &'static str {
        "repeated-calls"
    }
    fn letter(&self) -> char {
        'R'
    }
    fn title(&self) -> &'static str {
        "calls with an input that was seen before"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("cache")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/repeated-calls.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see whether the answer should differ each time (a draw, a rewrite on demand), or whether it depends on something outside the prompt."
    }
    fn looks_at(&self, row: &Row) -> bool {
        cacheable(row)
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let mut all = Vec::new();
        for ((pool, app, call), rows) in
            trail.group(|row| cacheable(row).then_some((row.classified.pool, row.app, row.call())))
        {
            let inputs: BTreeMap<usize, String> =
                rows.iter().filter_map(|p| Some((*p, input(&trail.rows[*p], params)?))).collect();
            let (seen, unseen): (Vec<usize>, Vec<usize>) =
                rows.into_iter().partition(|p| inputs.contains_key(p));
            all.extend(self.measured(trail, params, (pool, app, call), &seen, &inputs));
            all.extend(self.supposed(trail, params, (pool, app, call), &unseen));
        }
        all
    }
}

type Place<'a> = (Pool, Option<&'a str>, &'a str);

impl RepeatedCalls {
    fn measured(
        &self,
        trail: &Trail,
        params: &Params,
        place: Place,
        rows: &[usize],
        inputs: &BTreeMap<usize, String>,
    ) -> Option<Found> {
        let key = |p: usize| (trail.rows[p].class.id.as_str(), trail.rows[p].model, inputs.get(&p));
        let hits = LIFETIMES.map(|(_, seconds)| hits(trail, rows, seconds, key));
        let forever = &hits[2];
        if forever.is_empty()
            || rows.len() < params.repeated_calls.least_calls
            || 100 * forever.len() < params.repeated_calls.least_hit_percent * rows.len()
        {
            return None;
        }
        // An agent's answer also depends on what was said before, which no log tells.
        let agent = rows.first().is_some_and(|p| trail.rows[*p].is_agent());
        let (class, action) =
            if agent { (FindingClass::Question, ASK_AGENT) } else { (FindingClass::Fix, ACTION) };
        let mut found = self.found(place, "Repeated").advise(class, "2–4 h", action);
        fill(&mut found, trail, rows, &hits);
        found.measured_if_reported(trail);
        let wasted = Estimate::around(
            trail.cost(&hits[0]).low,
            trail.cost(&hits[1]).typical,
            trail.cost(forever).high,
        );
        for position in forever {
            let cost = trail.rows[*position].cost.unwrap_or_default();
            let kept = |n: usize, whole: Credits| {
                if hits[n].binary_search(position).is_ok() { Credits::ZERO } else { whole }
            };
            found.fix.leave(
                *position,
                Left {
                    cautious: kept(0, cost.low),
                    typical: kept(1, cost.typical),
                    hopeful: Credits::ZERO,
                },
            );
        }
        found.finding.summary = format!(
            "{} of {} calls repeat an input; a cache would answer {} of them for an hour, {} for a day, {} if it never forgets.",
            number(forever.len()),
            number(rows.len()),
            percent(hits[0].len(), rows.len()),
            percent(hits[1].len(), rows.len()),
            percent(forever.len(), rows.len()),
        );
        found.finding.paste = (!agent).then(|| PASTE.to_owned());
        let rests = if hits[1].is_empty() { forever } else { &hits[1] };
        found.rest_on(rests.clone(), rows.len(), wasted);
        Some(found)
    }

    /// No input is logged: the same user's calls of the same feature within an hour.
    fn supposed(
        &self,
        trail: &Trail,
        params: &Params,
        place: Place,
        rows: &[usize],
    ) -> Option<Found> {
        let known = |p: &&usize| {
            let row = &trail.rows[**p];
            row.is_llm() && row.feature.is_some() && row.user.is_some() && row.at.is_some()
        };
        let rows: Vec<usize> = rows.iter().filter(known).copied().collect();
        let key = |p: usize| {
            (
                trail.rows[p].class.id.as_str(),
                trail.rows[p].model,
                trail.rows[p].feature,
                trail.rows[p].user,
            )
        };
        let hits = LIFETIMES.map(|(_, seconds)| hits(trail, &rows, seconds, key));
        let hour = &hits[0];
        if hour.is_empty()
            || rows.len() < params.repeated_calls.least_calls
            || 100 * hour.len() < params.repeated_calls.unseen_hit_percent * rows.len()
        {
            return None;
        }
        let mut found =
            self.found(place, "Probably repeated").advise(FindingClass::Question, "2–4 h", ASK);
        fill(&mut found, trail, &rows, &hits);
        found.finding.basis = FindingBasis::Estimated;
        for position in hour {
            found.fix.leave_percent(trail, *position, 100, 40, 0);
        }
        let cost = trail.cost(hour);
        found.finding.summary = format!(
            "{} of {} calls follow a call of the same feature by the same user within an hour: {} credits.",
            number(hour.len()),
            number(rows.len()),
            range(cost)
        );
        found.rest_on(
            hour.clone(),
            rows.len(),
            Estimate::around(Credits::ZERO, cost.scaled(60, 100).typical, cost.high),
        );
        Some(found)
    }

    fn found(&self, (pool, app, call): Place, how: &str) -> Found {
        Found::new(
            self,
            format!("{how} {call}{}", if call.ends_with("messages") { "" } else { " calls" }),
        )
        .within(pool, app)
    }
}

fn fill(found: &mut Found, trail: &Trail, rows: &[usize], hits: &[Vec<usize>; 3]) {
    found.detail("calls", rows.len());
    for ((name, _), hits) in LIFETIMES.iter().zip(hits) {
        found.detail(
            &format!("hits, kept {name}"),
            format!(
                "{} ({}), {} credits",
                number(hits.len()),
                percent(hits.len(), rows.len()),
                range(trail.cost(hits))
            ),
        );
    }
    if let Some(share) = on_page_load(trail, rows) {
        found.detail("calls that begin a visit of their user", share);
    }
    let mut by_feature: BTreeMap<Option<&str>, (usize, [Vec<usize>; 3])> = BTreeMap::new();
    for position in rows {
        let entry = by_feature.entry(trail.rows[*position].feature).or_default();
        entry.0 += 1;
        for (own, hits) in entry.1.iter_mut().zip(hits) {
            own.extend(hits.binary_search(position).is_ok().then_some(*position));
        }
    }
    let part = |(feature, (calls, hits)): (Option<&str>, (usize, [Vec<usize>; 3]))| Part {
        kind: NameKind::Feature,
        name: feature.map(Untrusted::from),
        // Of its calls, those that repeat one.
        events: hits[2].len() as u64,
        credits: trail.cost(&hits[2]).typical,
        note: format!(
            "of {}: hit rate {} in an hour, {} in a day, {} forever",
            count(calls, "call"),
            percent(hits[0].len(), calls),
            percent(hits[1].len(), calls),
            percent(hits[2].len(), calls)
        ),
    };
    found.list(by_feature.into_iter().map(part).collect());
}

/// Calls whose answer is the same for the same input. A failed call left nothing to keep.
fn cacheable(row: &Row) -> bool {
    row.event.outcome == Outcome::Ok
        && (row.is_llm()
            || (row.is_agent() && !row.is("agent.whatsapp"))
            || row.is("integration.extract-data")
            || row.is("integration.generate-speech"))
}

/// The input, or its hash where the app logs one.
fn input(row: &Row, params: &Params) -> Option<String> {
    let hash =
        row.extra(&["prompthash", "inputhash", "requesthash"]).map(|hash| format!("#{hash}"));
    let long = |text: &&str| {
        !row.is_agent() || text.chars().count() >= params.repeated_calls.agent_characters
    };
    hash.or_else(|| row.prompt().filter(long).map(str::to_owned))
}

/// Positions that a cache of this lifetime would have answered. An answer is stored when it is asked for in vain.
/// Rows with a date alone are answered by an earlier row of the same day where an answer lives a day or longer.
fn hits<K: Ord>(
    trail: &Trail,
    rows: &[usize],
    seconds: i64,
    key: impl Fn(usize) -> K,
) -> Vec<usize> {
    let mut stored: BTreeMap<K, i64> = BTreeMap::new();
    let mut hits = Vec::new();
    for position in rows {
        let row = &trail.rows[*position];
        let now = match row.at {
            Some(at) => at.micros(),
            None if seconds < 86_400 => continue,
            None => i64::from(row.day.number()) * 86_400_000_000,
        };
        match stored.get(&key(*position)) {
            Some(then) if now - then < seconds.saturating_mul(1_000_000) => hits.push(*position),
            _ => {
                stored.insert(key(*position), now);
            }
        }
    }
    hits
}

/// The share of calls within a minute of the start of a visit: half an hour without any event of the same user in the app.
/// `None` where only these calls are logged, so that every visit begins with one.
fn on_page_load(trail: &Trail, rows: &[usize]) -> Option<String> {
    let first = &trail.rows[*rows.first()?];
    let mut last: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let (mut beginning, mut known, mut others) = (0, 0, 0);
    for (position, row) in trail.rows.iter().enumerate().filter(|(_, row)| row.app == first.app) {
        let (Some(user), Some(at)) = (row.user, row.at) else { continue };
        let now = at.micros() / 1_000_000;
        let visit = last.entry(user).or_insert((now, now));
        if now - visit.1 > 1800 {
            visit.0 = now;
        }
        visit.1 = now;
        if rows.binary_search(&position).is_ok() {
            known += 1;
            beginning += usize::from(now - visit.0 <= 60);
        } else {
            others += 1;
        }
    }
    (known > 0 && others * 2 >= known).then(|| percent(beginning, known))
}
