//! Calls on a dearer model than the feature's other calls.

use std::collections::BTreeMap;

use super::estimate::{Estimate, portion};
use super::replay::Left;
use super::text::{amount, number, range};
use super::{Detector, FindingClass, Found, NameKind, Params, Part, Row, Trail};
use crate::base::{Credits, Untrusted};

pub(super) struct ExpensiveModel;

impl Detector for ExpensiveModel {
    fn id(&self) -> &'static str {
        "expensive-model"
    }
    fn letter(&self) -> char {
        'M'
    }
    fn title(&self) -> &'static str {
        "calls on a dearer model than the same feature's other calls"
    }
    fn fix(&self) -> Option<&'static str> {
        Some("cheaper-model")
    }
    fn doc(&self) -> &'static str {
        include_str!("docs/expensive-model.md")
    }
    fn weakness(&self) -> &'static str {
        "It cannot see whether the cheaper model's answers would have been good enough: a question, never a verdict."
    }
    fn looks_at(&self, row: &Row) -> bool {
        row.is_llm() || row.is_agent()
    }

    fn detect(&self, trail: &Trail, params: &Params) -> Vec<Found> {
        let limits = &params.expensive_model;
        let calls = trail.group(|row| {
            let asked = (row.is_llm() || row.is_agent())
                && !row.is("agent.whatsapp")
                && !row.classified.assumed_model
                && row.cost.is_some();
            row.feature
                .filter(|_| asked)
                .map(|feature| (row.classified.pool, row.app, feature, row.call()))
        });
        let mut all = Vec::new();
        for ((pool, app, feature, call), rows) in calls {
            let mut models: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            for position in &rows {
                let row = &trail.rows[*position];
                models
                    .entry(row.model.unwrap_or(row.class.title.as_str()))
                    .or_default()
                    .push(*position);
            }
            let mean = |rows: &[usize]| {
                portion(trail.cost(rows).typical, 1, i64::try_from(rows.len()).unwrap_or(1))
            };
            let usual = models
                .values()
                .filter(|rows| rows.len() >= limits.least_calls)
                .map(|rows| mean(rows))
                .min();
            let Some(cheap) = usual.filter(|cheap| cheap.is_positive()) else { continue };
            let is_dear = |rows: &Vec<usize>| {
                rows.len() >= limits.least_calls
                    && mean(rows).times(100) >= cheap.times(limits.dearer_percent)
            };
            let dear: Vec<(&str, Vec<usize>)> =
                models.into_iter().filter(|(_, rows)| is_dear(rows)).collect();
            if dear.is_empty() {
                continue;
            }
            let mut found = Found::new(self, format!("{call} on a dearer model")).within(pool, app).advise(
                FindingClass::Question,
                "1–2 h",
                "Ask whether this feature needs the dearer model: its other calls do with the cheaper one.",
            );
            found.finding.feature = Some(Untrusted::from(feature));
            let mut positions: Vec<usize> =
                dear.iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
            positions.sort_unstable();
            let mut difference = Estimate::ZERO;
            for position in &positions {
                let cost = trail.rows[*position].cost.unwrap_or_default();
                found.fix.leave(
                    *position,
                    Left { cautious: cost.low.min(cheap), typical: cheap, hopeful: cheap },
                );
                difference += cost.map(|c| (c - cheap).floor_zero());
            }
            found.finding.summary = format!(
                "{} of {} calls cost {} credits; at the cheaper model's {} a call they would have cost {} less.",
                number(positions.len()),
                number(rows.len()),
                range(trail.cost(&positions)),
                amount(cheap),
                range(difference),
            );
            found.detail("credits a call on the cheaper model", amount(cheap));
            let part = |(model, rows): &(&str, Vec<usize>)| Part {
                kind: NameKind::Plain,
                name: Some(Untrusted::from(*model)),
                events: rows.len() as u64,
                credits: trail.cost(rows).typical,
                note: format!("{} a call", amount(mean(rows))),
            };
            found.list(dear.iter().map(part).collect());
            found.rest_on(positions, rows.len(), Estimate { low: Credits::ZERO, ..difference });
            found.measured_if_reported(trail);
            all.push(found);
        }
        all
    }
}
