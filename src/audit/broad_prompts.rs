//! Prompts that cost far more than work of their scope does.

use std::collections::BTreeMap;

use super::estimate::{Estimate, portion};
use super::replay::Left;
use super::text::{count, number, percent, range};
use super::words;
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};
use crate::event::Scope;
use crate::model::Confidence;

pub(super) struct BroadPrompts;

const PASTE: &str = "In <file>, in <function> (around line <n>), <the one change>.\n\
    Do not modify any other line of this file. Do not modify any other file.";

impl Detector for BroadPrompts {
    fn id(&self) -> &'static str {
        "broad-prompts"
    }
    fn letter(&self) -> char {
        'B'
    }
    fn title(&self) -> &'static str {
        "prompts that cost far more than work of their scope"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("scope")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/broad-prompts.md")
    }
    fn weakness(&self) -> &'static str {
        "The scope of a prompt is read from its scope column, its files or its words; a prompt that hides more work than it says looks broad."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_build()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.broad_prompts;
        let mut all = Vec::new();
        for ((pool, app), turns) in trail.group(|row| {
            (row.is_build() && row.is_reported()).then_some((row.classified.pool, row.app))
        }) {
            let is_broad = |p: &&usize| {
                let row = &trail.rows[**p];
                // Words alone choose no band: then only what is above the whole card is broad.
                match row.scope {
                    Some((_, Confidence::High | Confidence::Certain)) => {
                        row.credits().times(100) > band(row).high.times(limits.above_percent)
                    }
                    Some((_, Confidence::Low)) | None => row.credits() > Credits::whole(4),
                }
            };
            let broad: Vec<usize> = turns.iter().filter(is_broad).copied().collect();
            if broad.is_empty() || broad.len() < limits.least_turns {
                continue;
            }
            let mut found = Found::new(self, "Broad prompts").within(pool, app).advise(
                FindingClass::Habit,
                "habit",
                "Name the file, the function and the lines in every prompt, and forbid changes elsewhere.",
            );
            let medians = own_medians(trail, &turns, &broad);
            let mut would = Estimate::ZERO;
            for position in &broad {
                let row = &trail.rows[*position];
                let (band, cost) = (band(row), row.credits());
                let own = row.scope.and_then(|(scope, _)| medians.get(&scope).copied());
                // The least that is claimed: a third of the cost, where the band promises more.
                let cautious = band.high.max(portion(cost, 1, 3)).min(cost);
                let typical = own.unwrap_or(band.typical).min(cautious);
                let left = Left { cautious, typical, hopeful: band.low.min(typical) };
                would += Estimate { low: left.hopeful, typical: left.typical, high: left.cautious };
                found.fix.leave(*position, left);
            }
            let cost = trail.cost(&broad);
            let unscoped = broad
                .iter()
                .filter_map(|p| trail.rows[*p].prompt())
                .filter(|text| !words::is_scoped(text))
                .count();
            found.finding.summary = format!(
                "{} of {} build prompts ({}) cost {} credits; work of their scope costs {}.",
                number(broad.len()),
                number(turns.len()),
                percent(broad.len(), turns.len()),
                range(cost),
                range(would),
            );
            found.detail("broad prompts", broad.len());
            found.detail("of them, naming neither a file nor what must stay", unscoped);
            found.detail("their credits", range(cost));
            found.detail("in their scope's band", range(would));
            found.finding.paste = Some(PASTE.to_owned());
            found.list(parts(trail, &broad));
            let wasted = Estimate::around(
                cost.typical - would.high,
                cost.typical - would.typical,
                cost.typical - would.low,
            );
            found.rest_on(broad, turns.len(), wasted);
            all.push(found);
        }
        all
    }
}

/// The list price of a scope. Without any evidence the dearest, so that only what is above every band is broad.
fn band(row: &Row) -> Estimate {
    let tenths = |n: i64| portion(Credits::whole(n), 1, 10);
    let (low, typical, high) = match row.scope.map(|(scope, _)| scope) {
        Some(Scope::Simple) => (5, 5, 5),
        Some(Scope::Feature) => (10, 10, 10),
        Some(Scope::Module) => (20, 20, 20),
        Some(Scope::AppWide) | None => (30, 35, 40),
    };
    Estimate { low: tenths(low), typical: tenths(typical), high: tenths(high) }
}

/// By scope, the median cost of the app's own prompts that are not broad, where there are five at least.
fn own_medians(trail: &Trail, turns: &[usize], broad: &[usize]) -> BTreeMap<Scope, Credits> {
    let mut costs: BTreeMap<Scope, Vec<Credits>> = BTreeMap::new();
    for position in turns.iter().filter(|p| broad.binary_search(p).is_err()) {
        let row = &trail.rows[*position];
        if let Some((scope, _)) = row.scope {
            costs.entry(scope).or_default().push(row.credits());
        }
    }
    let median = |(scope, mut costs): (Scope, Vec<Credits>)| {
        costs.sort_unstable();
        (costs.len() >= 5).then(|| (scope, costs[costs.len() / 2]))
    };
    costs.into_iter().filter_map(median).collect()
}

fn parts(trail: &Trail, broad: &[usize]) -> Vec<Part> {
    let mut by_feature: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for position in broad {
        by_feature.entry(trail.rows[*position].feature).or_default().push(*position);
    }
    let part = |(feature, rows): (Option<&str>, Vec<usize>)| Part {
        kind: NameKind::Feature,
        name: feature.map(Untrusted::from),
        events: rows.len() as u64,
        credits: trail.cost(&rows).typical,
        note: count(rows.len(), "broad prompt"),
    };
    by_feature.into_iter().map(part).collect()
}
