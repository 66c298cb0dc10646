//! A finding in the making: what a detector knows, before all findings are ranked.

use super::estimate::Estimate;
use super::finding::{Detail, EvidenceRow, Finding, FindingBasis, FindingClass};
use super::replay::Fix;
use super::trail::{Row, Trail};
use super::{Detector, Part};
use crate::base::{Untrusted, grouped};
use crate::event::Pool;

/// What a detector found, and the fix to replay.
#[derive(Clone, Debug)]
pub struct Found {
    /// What is said; its id, its saving and its evidence are filled in later.
    pub finding: Finding,
    /// What the fix leaves of which rows; empty where nothing can be replayed.
    pub fix: Fix,
    /// The rows that it rests on, by position in the trail.
    pub rows: Vec<usize>,
}

impl Found {
    /// A question without names, sizes or words.
    pub fn new(detector: &dyn Detector, title: impl Into<String>) -> Self {
        let finding = Finding {
            id: String::new(),
            detector: detector.id().to_owned(),
            fix: detector.fix().map(str::to_owned),
            title: title.into(),
            app: None,
            feature: None,
            user: None,
            pool: None,
            basis: FindingBasis::Estimated,
            class: FindingClass::Question,
            summary: String::new(),
            wasted: Estimate::ZERO,
            saving: None,
            effort: String::new(),
            action: String::new(),
            paste: None,
            looked_at: 0,
            rows: 0,
            evidence: Vec::new(),
            details: Vec::new(),
            parts: Vec::new(),
            weakness: detector.weakness().to_owned(),
        };
        Self { finding, fix: Fix::default(), rows: Vec::new() }
    }

    /// In which app and pool.
    #[must_use]
    pub fn within(mut self, pool: Pool, app: Option<&str>) -> Self {
        self.finding.pool = Some(pool);
        self.finding.app = app.map(Untrusted::from);
        self
    }

    /// What to do, and what that takes.
    #[must_use]
    pub fn advise(mut self, class: FindingClass, effort: &str, action: &str) -> Self {
        self.finding.class = class;
        effort.clone_into(&mut self.finding.effort);
        action.clone_into(&mut self.finding.action);
        self
    }

    /// A figure.
    pub fn detail(&mut self, label: &str, value: impl std::fmt::Display) {
        self.finding
            .details
            .push(Detail { label: label.to_owned(), value: grouped(&value.to_string()) });
    }

    /// The rows that it rests on, how many were looked at, and what all of it cost too much.
    pub fn rest_on(&mut self, rows: Vec<usize>, looked_at: usize, wasted: Estimate) {
        self.rows = rows;
        self.finding.looked_at = looked_at as u64;
        self.finding.wasted = wasted;
    }

    /// Measured where the log gives the credits of every row that it rests on.
    pub fn measured_if_reported(&mut self, trail: &Trail) {
        let all = self.rows.iter().all(|p| trail.rows[*p].is_reported());
        self.finding.basis = if all { FindingBasis::Measured } else { FindingBasis::Estimated };
    }

    /// Lists parts, largest first, ties by name.
    pub fn list(&mut self, mut parts: Vec<Part>) {
        parts.sort_by(|a, b| {
            b.credits
                .cmp(&a.credits)
                .then_with(|| b.events.cmp(&a.events))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.note.cmp(&b.note))
        });
        self.finding.parts = parts;
    }

    /// Fills in which rows of which files, the first ones of them.
    pub(super) fn cite(&mut self, trail: &Trail, at_most: usize) {
        self.rows.sort_unstable();
        self.rows.dedup();
        self.finding.rows = self.rows.len() as u64;
        let place = |p: &usize| {
            let Row { event, .. } = &trail.rows[*p];
            EvidenceRow {
                input: event.provenance.input,
                line: event.provenance.line,
                file: Untrusted::default(),
            }
        };
        let mut places: Vec<EvidenceRow> = self.rows.iter().map(place).collect();
        places.sort_unstable();
        places.truncate(at_most);
        self.finding.evidence = places;
    }

    /// What ties are broken by: names, never places.
    pub(super) fn name(&self) -> impl Ord + '_ {
        let f = &self.finding;
        (&f.detector, &f.app, &f.feature, &f.user, f.pool, &f.title, f.wasted.typical)
    }
}
