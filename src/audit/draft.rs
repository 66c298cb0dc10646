//! A finding before all findings are ranked.

use super::estimate::Estimate;
use super::facts::Facts;
use super::finding::{Effort, EvidenceRow, Finding, FindingBasis, FindingClass, Part};
use super::replay::Fix;
use super::timeline::{Timeline, TimelineEvent};
use crate::base::Untrusted;
use crate::event::Pool;

/// What a detector returns: a finding, and the fix to replay.
#[derive(Clone, Debug)]
pub struct DraftFinding {
    /// Its id, saving and evidence are filled in when all findings are ranked.
    pub(crate) finding: Finding,
    /// Empty if nothing can be replayed.
    pub(crate) fix: Fix,
    /// The events that the finding rests on, by position in the timeline.
    pub(crate) positions: Vec<usize>,
}

impl DraftFinding {
    /// An estimated finding without names, sizes or events.
    pub(crate) fn new(
        detector: &'static str,
        class: FindingClass,
        effort: Effort,
        facts: Facts,
    ) -> Self {
        let finding = Finding {
            id: String::new(),
            detector,
            facts,
            app: None,
            feature: None,
            user: None,
            pool: None,
            basis: FindingBasis::Estimated,
            class,
            wasted: Estimate::ZERO,
            saving: None,
            effort,
            looked_at: 0,
            rows: 0,
            evidence: Vec::new(),
            parts: Vec::new(),
        };
        Self { finding, fix: Fix::default(), positions: Vec::new() }
    }

    #[must_use]
    pub(crate) fn within(mut self, pool: Pool, app: Option<&str>) -> Self {
        self.finding.pool = Some(pool);
        self.finding.app = app.map(Untrusted::from);
        self
    }

    #[must_use]
    pub(crate) fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = fix;
        self
    }

    /// Sets the events that the finding rests on, the number of events examined, and the waste.
    #[must_use]
    pub(crate) fn rest_on(
        mut self,
        positions: Vec<usize>,
        looked_at: usize,
        wasted: Estimate,
    ) -> Self {
        self.positions = positions;
        self.finding.looked_at = looked_at as u64;
        self.finding.wasted = wasted;
        self
    }

    /// Marks the finding as measured if the log reports the credits of every event that it rests on.
    #[must_use]
    pub(crate) fn measured_if_reported(mut self, timeline: &Timeline) -> Self {
        let all = self.positions.iter().all(|p| timeline.events[*p].is_reported());
        self.finding.basis = if all { FindingBasis::Measured } else { FindingBasis::Estimated };
        self
    }

    /// Lists the parts: largest first, ties by name.
    #[must_use]
    pub(crate) fn with_parts(mut self, mut parts: Vec<Part>) -> Self {
        parts.sort_by(|a, b| {
            b.credits
                .cmp(&a.credits)
                .then_with(|| b.events.cmp(&a.events))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| a.note.cmp(&b.note))
        });
        self.finding.parts = parts;
        self
    }

    /// Fills in the evidence: at most this many rows, in the order of files and lines.
    pub(super) fn cite(&mut self, timeline: &Timeline, at_most: usize) {
        self.positions.sort_unstable();
        self.positions.dedup();
        self.finding.rows = self.positions.len() as u64;
        let row = |p: &usize| {
            let TimelineEvent { logged, .. } = &timeline.events[*p];
            EvidenceRow {
                input: logged.provenance.input,
                line: logged.provenance.line,
                file: Untrusted::default(),
            }
        };
        let mut rows: Vec<EvidenceRow> = self.positions.iter().map(row).collect();
        rows.sort_unstable();
        rows.truncate(at_most);
        self.finding.evidence = rows;
    }

    /// Breaks ties: by names and sizes, never by places in a file.
    pub(super) fn order(&self) -> impl Ord + '_ {
        let f = &self.finding;
        (f.detector, &f.app, &f.feature, &f.user, f.pool, f.facts.order(), f.wasted.typical)
    }
}
