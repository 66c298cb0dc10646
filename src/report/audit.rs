//! The audit's part of the report: what was found, and what a consultant says beside it.

mod advice;
pub(crate) mod afterwards;
mod plans;
mod sources;

use std::collections::BTreeMap;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::facts::{Facts, ReportContext};
use super::timeline::Timeline;
use super::{Analysis, Names, Redaction, Report, Request};
use crate::alerts;
use crate::audit::reconcile::{Reading, reconcile};
use crate::audit::{
    Audit, Counterfactual, CycleUse, Estimate, EvidenceRow, Finding, Material, NameKind, Params,
    Replayed, Trail, UnknownFix, apply, replayed,
};
use crate::base::{Credits, Six, Untrusted};
use crate::event::{Event, Pool};
use crate::model::Classified;

pub(crate) use crate::audit::reconcile::Reconciled;
pub(crate) use crate::audit::{Total, Volume};
pub(crate) use advice::{PlanAdvice, PlanVerdict, PoolNeed};
pub(crate) use plans::{Hours, PlanOption};
pub(crate) use sources::BurnSource;

/// What an audit says beside its findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AuditSummary {
    /// The fixes that this report supposes: its figures (pools, days, alerts, totals, burn sources, plans) are then not what happened,
    /// but what the same events would have cost; `findings` holds only what was applied, with the sizes that it had. Null in an audit
    /// of what happened.
    pub applied: Option<Applied>,
    /// By pool: spent in the period, saved by all fixes and habits together, left.
    pub totals: Vec<Total>,
    /// The largest sources of each pool in the period.
    pub burn_sources: Vec<BurnSource>,
    /// What each detector had to look at: what a later log is compared by.
    #[serde(default)]
    pub volumes: Vec<Volume>,
    /// Each published plan against the cycles of the log; empty where a filter hides a part of the pools.
    pub plans: Vec<PlanOption>,
    /// What to do about the plan; null where none is in force, where a filter hides a part of the pools, and with fewer than 14 days of log.
    #[serde(default)]
    pub plan_advice: Option<PlanAdvice>,
    /// What the dashboard said, against what the log explains.
    pub reconciled: Vec<Reconciled>,
    /// What this log cannot tell.
    pub cannot_tell: Vec<String>,
    /// Thresholds of the detectors that differ from the built-in ones: `repeated-calls.least-calls = 5`.
    pub parameters: Vec<String>,
}

/// The fixes of a world that did not happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Applied {
    /// Ids of the findings, in the order in which they were applied.
    pub findings: Vec<String>,
    /// What they save together, by pool: exactly what the pool's credits are lower than they were.
    pub saved: Vec<Saved>,
}

/// What applied fixes save in a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Saved {
    /// Which pool.
    pub pool: Pool,
    /// What it cost in the period.
    pub was: Credits,
    /// What it would have cost.
    pub now: Credits,
}

/// What an audit is asked for beside the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditRequest {
    /// Thresholds of the detectors.
    pub params: Params,
    /// Look for what is left of patterns after their fixes, however little it is.
    pub remains: bool,
    /// Readings of the dashboard.
    pub readings: Vec<Reading>,
    /// What an hour of engineering costs, and how many the rest takes.
    pub hours: Hours,
}

impl Analysis<'_> {
    /// The report with an audit of the period.
    pub fn audit(
        &self,
        request: &Request,
        rules: &alerts::Params,
        redaction: &Redaction,
        wanted: &AuditRequest,
    ) -> Report {
        let mut report = self.report(request, rules, redaction);
        let facts = self.facts(redaction);
        let Some(asked) = asked(&facts, request) else {
            let parameters = parameters(&wanted.params);
            report.audit = Some(AuditSummary { parameters, ..AuditSummary::empty() });
            return report;
        };
        let cycles = cycle_uses(&asked);
        let Replayed { audit: found, fixes, questions } = self.on_trail(&asked, &cycles, |trail| {
            if wanted.remains {
                replayed(trail, &wanted.params.for_remains())
            } else {
                replayed(trail, &wanted.params)
            }
        });
        let Audit { findings, totals, mut volumes, cannot_tell } = found;
        for app in volumes.iter_mut().filter_map(|volume| volume.app.as_mut()) {
            *app = redaction.app(app.raw());
        }
        report.findings = findings.into_iter().map(|f| self.shown(f, redaction)).collect();
        let saved = advice::Saved {
            fixes: self.saved_by_day(request, &fixes),
            questions: self.saved_by_day(request, &questions),
        };
        report.audit = Some(AuditSummary {
            volumes,
            reconciled: reconciled(&asked, &wanted.readings),
            cannot_tell,
            parameters: parameters(&wanted.params),
            ..AuditSummary::of_world(&asked, &cycles, totals, &saved, &wanted.hours)
        });
        report
    }

    /// The report of the same events with some fixes applied: by name (`cache`), detector (`repeated-calls`) or finding (`R1`).
    ///
    /// # Errors
    /// A name that is no fix.
    pub fn audit_applied(
        &self,
        request: &Request,
        rules: &alerts::Params,
        redaction: &Redaction,
        wanted: &AuditRequest,
        fixes: &[String],
    ) -> Result<Report, UnknownFix> {
        let mut before = self.audit(request, rules, redaction, wanted);
        let facts = self.facts(redaction);
        let counterfactual = match asked(&facts, request) {
            Some(asked) => self.on_trail(&asked, &cycle_uses(&asked), |trail| {
                apply(trail, &wanted.params, fixes)
            })?,
            None => Counterfactual::default(),
        };
        let world = self.repriced(&counterfactual);
        let mut report = world.report(request, rules, redaction);
        let credits = |report: &Report, pool| {
            report.pools.each().find(|(p, _)| *p == pool).map(|(_, figures)| figures.credits)
        };
        let pools = Pool::ALL.iter().filter_map(|pool| {
            let (was, now) = (credits(&before, *pool)?, credits(&report, *pool)?);
            (was != now).then_some(Saved { pool: *pool, was, now })
        });
        let applied = Applied { findings: counterfactual.applied.clone(), saved: pools.collect() };
        before.findings.retain(|f| applied.findings.contains(&f.id));
        report.findings = before.findings;
        let facts = world.facts(redaction);
        let of_world = asked(&facts, request).map(|asked| {
            let rest = world.saved_by_day(request, &counterfactual.rest);
            let saved = advice::Saved { fixes: rest, questions: plans::SavedByDay::new() };
            AuditSummary::of_world(
                &asked,
                &cycle_uses(&asked),
                counterfactual.totals,
                &saved,
                &wanted.hours,
            )
        });
        report.audit = before.audit.map(|was| AuditSummary {
            applied: Some(applied),
            volumes: Vec::new(),
            // What the dashboard says is of what happened.
            reconciled: Vec::new(),
            cannot_tell: was.cannot_tell,
            parameters: was.parameters,
            ..of_world.unwrap_or_else(AuditSummary::empty)
        });
        Ok(report)
    }

    /// The events behind a finding, for showing all of them.
    pub fn evidence<'f>(
        &'f self,
        finding: &'f Finding,
    ) -> impl Iterator<Item = (&'f EvidenceRow, &'f Event, &'f Classified)> {
        let mut places: HashMap<(u32, u64), Vec<usize>> = HashMap::new();
        for (index, event) in self.log.events.iter().enumerate().rev() {
            places.entry((event.provenance.input, event.provenance.line)).or_default().push(index);
        }
        finding.evidence.iter().filter_map(move |row| {
            // Records that begin on one line come in their order.
            let index = places.get_mut(&(row.input, row.line))?.pop()?;
            Some((row, &self.log.events[index], &self.classified[index]))
        })
    }

    fn on_trail<T>(
        &self,
        asked: &ReportContext,
        cycles: &[CycleUse],
        read: impl FnOnce(&Trail) -> T,
    ) -> T {
        let scopes: Vec<_> =
            self.log.events.iter().map(|event| self.model.scope_evidence(event)).collect();
        read(&Trail::new(&Material {
            events: &self.log.events,
            classified: &self.classified,
            kept: self.kept(),
            scopes: &scopes,
            classes: self.model.classes(),
            symbols: &self.log.symbols,
            zone: asked.request.zone,
            from: asked.timeline.from,
            to: asked.timeline.as_of,
            cycle_days: asked.timeline.cycle.days(),
            cycles,
        }))
    }

    /// What the fixes save, by pool and day.
    fn saved_by_day(
        &self,
        request: &Request,
        by_event: &BTreeMap<usize, Estimate>,
    ) -> plans::SavedByDay {
        let mut saved = plans::SavedByDay::new();
        for (index, estimate) in by_event {
            let key =
                (self.classified[*index].pool, self.log.events[*index].stamp.day(&request.zone));
            *saved.entry(key).or_default() += estimate.typical;
        }
        saved
    }

    /// A finding as it may be shown, its rows with the names of their files.
    fn shown(&self, mut finding: Finding, redaction: &Redaction) -> Finding {
        finding.rename(|kind, name| match kind {
            NameKind::App => redaction.app(name.raw()),
            NameKind::User => redaction.user(name.raw()),
            NameKind::Feature => redaction.feature(name.raw()),
            NameKind::File => redaction.file(name.raw()),
            NameKind::Plain => name.clone(),
        });
        for row in &mut finding.evidence {
            if let Some(input) = self.log.inputs.get(row.input as usize) {
                row.file = input.path.clone();
            }
        }
        finding
    }
}

impl AuditSummary {
    /// What follows from a world: what happened, or what would have.
    fn of_world(
        asked: &ReportContext,
        cycles: &[CycleUse],
        totals: Vec<Total>,
        saved: &advice::Saved,
        hours: &Hours,
    ) -> Self {
        let plans = plans::options(asked, cycles, &saved.fixes);
        let plan_advice = advice::advise(asked, cycles, &plans, saved, hours);
        let burn_sources = sources::largest(asked);
        Self { totals, burn_sources, plans, plan_advice, cannot_tell: Vec::new(), ..Self::empty() }
    }

    fn empty() -> Self {
        Self {
            applied: None,
            totals: Vec::new(),
            burn_sources: Vec::new(),
            volumes: Vec::new(),
            plans: Vec::new(),
            plan_advice: None,
            reconciled: Vec::new(),
            cannot_tell: vec!["The log holds no events: nothing can be said.".to_owned()],
            parameters: Vec::new(),
        }
    }
}

fn asked<'a>(facts: &'a Facts<'a>, request: &'a Request) -> Option<ReportContext<'a>> {
    let timeline = Timeline::of(facts.ledger, request)?;
    timeline.log_first?;
    Some(ReportContext { facts, request, timeline })
}

/// What each pool used of each cycle of the log.
fn cycle_uses(asked: &ReportContext) -> Vec<CycleUse> {
    let Some(first) = asked.timeline.log_first else { return Vec::new() };
    let mut uses = Vec::new();
    for cycle in asked.request.cycle.cycles(first, asked.timeline.as_of) {
        for pool in [Pool::Message, Pool::Integration] {
            let capacity = asked.allowance(pool, cycle).map(|a| a + asked.granted(pool, cycle));
            uses.push(CycleUse {
                cycle,
                pool,
                used: asked.used(pool, cycle),
                capacity: capacity.filter(|_| asked.request.sees_whole(pool)),
                covered: asked.timeline.covers(cycle),
                over: cycle.reset <= asked.timeline.as_of,
            });
        }
    }
    uses
}

/// Readings of the current cycle against the log; what was used before the log begins counts as explained.
fn reconciled(asked: &ReportContext, readings: &[Reading]) -> Vec<Reconciled> {
    let start = asked.timeline.cycle.start;
    let mut rows = reconcile(asked.facts.ledger, readings, start, asked.timeline.as_of);
    for row in rows.iter_mut().filter(|row| row.from == start) {
        let before = asked.request.used_before.get(&row.pool).copied().unwrap_or_default();
        row.explained += before;
        row.unexplained -= before;
    }
    rows
}

/// Every threshold that somebody changed.
fn parameters(params: &Params) -> Vec<String> {
    let json = |params: &Params| serde_json::to_value(params).unwrap_or_default();
    let (own, built_in) = (json(params), json(&Params::default()));
    let mut changed = Vec::new();
    for (name, value) in own.as_object().into_iter().flatten() {
        match value.as_object() {
            Some(table) => {
                let differ =
                    table.iter().filter(|(key, value)| built_in[name][key.as_str()] != **value);
                changed.extend(differ.map(|(key, value)| format!("{name}.{key} = {value}")));
            }
            None if built_in[name] != *value && name != "evidence-rows" => {
                changed.push(format!("{name} = {value}"));
            }
            None => {}
        }
    }
    changed
}

/// A name of the log's table as text.
fn class_title(names: &[crate::model::ClassInfo], class: usize) -> (String, Untrusted) {
    (names[class].id.clone(), Untrusted::from(names[class].title.clone()))
}

/// A share that is null where there is nothing to share.
fn part_of(part: Credits, whole: Credits) -> Option<Six> {
    if whole.is_positive() { Six::of(part, whole) } else { None }
}

/// Names as they may be shown.
fn names<'a>(asked: &ReportContext<'a>) -> Names<'a> {
    asked.facts.names
}
