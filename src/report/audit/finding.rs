//! A finding as a report and its JSON carry it.

use serde::{Deserialize, Serialize};

use crate::audit::finding::{Effort, EvidenceRow, FindingBasis, FindingClass, NameKind, Saving};
use crate::audit::{self, Detector, Estimate, find};
use crate::base::{Credits, Ratio6, Untrusted};
use crate::event::Pool;
use crate::report::words;

/// One detected waste pattern (or its absence), with its size, its rows and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The detector's letter and the rank among its findings: `R1`.
    pub id: String,
    /// The detector: `repeated-calls`.
    pub detector: String,
    /// The name that applies the fix: `cache`; null if there is none.
    pub fix: Option<String>,
    /// What was found, in a few words; the names beside it say where.
    pub title: String,
    /// The app.
    pub app: Option<Untrusted>,
    /// The feature.
    pub feature: Option<Untrusted>,
    /// The user.
    pub user: Option<Untrusted>,
    /// The pool; null if the finding is about both.
    pub pool: Option<Pool>,
    /// Measured or estimated.
    pub basis: FindingBasis,
    /// Fix, habit, keep or question.
    pub class: FindingClass,
    /// The figures in one sentence.
    pub summary: String,
    /// Credits that the pattern cost beyond what the work needed, in the period.
    pub wasted: Estimate,
    /// What the fix saves; null if the fix cannot be replayed.
    pub saving: Option<Saving>,
    /// What the fix takes: `2–4 h`, `habit`.
    pub effort: String,
    /// Hours that the fix takes, from and to; null for a habit, and if there is nothing to do.
    #[serde(default)]
    pub effort_hours: Option<[u8; 2]>,
    /// What the fix is worth; null if it saves nothing that is known.
    #[serde(default)]
    pub worth: Option<Worth>,
    /// What to do: one imperative sentence.
    pub action: String,
    /// Text to paste: a prompt, a function, lines of a rate card.
    pub paste: Option<String>,
    /// Events that the detector examined: the volume by which a later log is compared.
    pub looked_at: u64,
    /// How many rows the finding rests on.
    pub rows: u64,
    /// The first of those rows, in the order of files and lines.
    pub evidence: Vec<EvidenceRow>,
    /// Figures.
    pub details: Vec<Detail>,
    /// The parts of the finding, largest first.
    pub parts: Vec<Part>,
    /// What the detector cannot know.
    pub weakness: String,
}

/// What a fix, or all of them in a pool, is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Worth {
    /// What is saved in a cycle (of what does not recur: once) ÷ the allowance of the pool; null if that is not known.
    pub of_allowance: Option<Ratio6>,
    /// What is saved in the period ÷ what the pool uses on an average day of it.
    pub days_of_use: Option<Ratio6>,
    /// US dollars in the period; null in a pool that does not bind, and without a priced plan.
    pub usd: Option<Credits>,
    /// The same for a cycle (once, if it does not recur).
    pub usd_cycle: Option<Credits>,
    /// Price of the hours that the fix takes, at least; null without an hourly rate.
    pub usd_effort_low: Option<Credits>,
    /// The same, at most.
    pub usd_effort_high: Option<Credits>,
}

/// A figure with its label. Neither contains text from the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Detail {
    /// The label.
    pub label: String,
    /// The value, as people write it.
    pub value: String,
}

/// One part of a finding: a feature, a file, a loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Part {
    /// What the name refers to.
    pub kind: NameKind,
    /// The name; null if the log does not say.
    pub name: Option<Untrusted>,
    /// How many events.
    pub events: u64,
    /// Their credits.
    pub credits: Credits,
    /// A remark, without text from the log.
    pub note: String,
}

impl Finding {
    /// Adds the sentences to the values of an audit.
    pub(crate) fn of(finding: audit::Finding) -> Self {
        let text = words::finding::text(&finding.facts);
        let detector = find(finding.detector);
        let part = |part: audit::finding::Part| Part {
            kind: part.kind,
            name: part.name,
            events: part.events,
            credits: part.credits,
            note: words::finding::note(&part.note),
        };
        let detail = |(label, value)| Detail { label, value };
        Self {
            id: finding.id,
            detector: finding.detector.to_owned(),
            fix: detector.and_then(Detector::fix).map(str::to_owned),
            title: text.title,
            app: finding.app,
            feature: finding.feature,
            user: finding.user,
            pool: finding.pool,
            basis: finding.basis,
            class: finding.class,
            summary: text.summary,
            wasted: finding.wasted,
            saving: finding.saving,
            effort: words::finding::effort(finding.effort),
            effort_hours: match finding.effort {
                Effort::Hours(from, to) => Some([from, to]),
                Effort::None | Effort::Habit => None,
            },
            worth: None,
            action: text.action.to_owned(),
            paste: text.paste,
            looked_at: finding.looked_at,
            rows: finding.rows,
            evidence: finding.evidence,
            details: text.details.into_iter().map(detail).collect(),
            parts: finding.parts.into_iter().map(part).collect(),
            weakness: detector.map(|d| d.weakness().to_owned()).unwrap_or_default(),
        }
    }

    /// Replaces the names, for a report that redacts them.
    pub(crate) fn rename(&mut self, shown: impl Fn(NameKind, &Untrusted) -> Untrusted) {
        for (kind, name) in [
            (NameKind::App, &mut self.app),
            (NameKind::Feature, &mut self.feature),
            (NameKind::User, &mut self.user),
        ] {
            *name = name.as_ref().map(|n| shown(kind, n));
        }
        for part in &mut self.parts {
            part.name = part.name.as_ref().map(|n| shown(part.kind, n));
        }
    }

    /// Returns true if the name is the id of the finding, its detector or its fix.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        [Some(self.id.as_str()), Some(self.detector.as_str()), self.fix.as_deref()]
            .iter()
            .flatten()
            .any(|own| own.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::testing::{Line, Log, line};

    fn findings() -> Vec<Finding> {
        let lines: Vec<Line> = (0..30)
            .map(|k| line(k, "InvokeLLM", "3").says("recommend").on("automatic").about("shelf"))
            .collect();
        Log::of(&lines).audit().findings.into_iter().map(Finding::of).collect()
    }

    #[test]
    fn a_finding_survives_json() {
        assert!(!findings().is_empty());
        let text = serde_json::to_string(&findings()).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Finding>>(&text).unwrap(), findings());
    }

    #[test]
    fn names_can_be_hidden_everywhere() {
        for mut finding in findings() {
            finding.rename(|kind, _| format!("{kind:?}").into());
            let text = serde_json::to_string(&finding).unwrap();
            assert!(
                !text.contains("\"shop\"") && !text.contains("shelf") && !text.contains("ana"),
                "{text}"
            );
        }
    }
}
