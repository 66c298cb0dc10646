//! The audit's part of the report: the findings with their sentences, and what a consultant adds (sources, plans, readings).

mod advice;
mod claim;
pub(crate) mod finding;
pub(crate) mod fix_check;
pub(crate) mod fix_checks;
mod plans;
mod sources;
pub(crate) mod summary;
mod worth;

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::facts::{Facts, ReportContext};
use super::timeline::Timeline;
use super::words;
use super::{Analysis, Redaction, Report, Request};
use crate::alerts;
use crate::audit::claim::questioned;
use crate::audit::reconcile::{ReportedTotal, reconcile};
use crate::audit::{
    self, Audit, Counterfactual, CycleUse, Estimate, EvidenceRow, NameKind, Params, Replayed,
    TimelineInput, UnknownFix, apply, ranked, replayed,
};
use crate::base::{Day, Symbol, Untrusted};
use crate::event::{Event, Pool};
use crate::ledger::Tally;
use crate::model::Classified;
use worth::Scale;

pub(crate) use crate::audit::reconcile::Reconciled;
pub(crate) use advice::{PlanAdvice, PlanVerdict, PoolNeed};
pub(crate) use claim::{Claim, ClaimRow, ClaimSum};
pub(crate) use finding::{Finding, Part, Worth};
pub(crate) use plans::{Hours, PlanOption};
pub(crate) use summary::{Applied, AuditRequest, AuditSummary, Saved};
pub(crate) use worth::CreditPrice;

impl Analysis<'_> {
    /// Builds the report with an audit of the period.
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
            short_names(&mut report);
            return report;
        };
        let cycles = cycle_uses(&asked);
        let params =
            if wanted.remains { wanted.params.for_remains() } else { wanted.params.clone() };
        let (Replayed { audit: found, fixes, questions }, claimed) =
            self.with_timeline(&asked, &cycles, |timeline| {
                let findings = ranked(timeline, &params);
                let claimed = wanted.claim.then(|| questioned(timeline, &findings));
                (replayed(timeline, findings), claimed)
            });
        let Audit { findings, totals, mut volumes, gaps } = found;
        for app in volumes.iter_mut().filter_map(|volume| volume.app.as_mut()) {
            *app = redaction.app(app.raw());
        }
        report.findings =
            findings.into_iter().map(|f| self.shown(Finding::of(f), redaction)).collect();
        let claim = claimed.map(|found| {
            let mut claim = Claim::of(self, &found, redaction);
            claim.is_estimated =
                report.pools.each().any(|(_, pool)| pool.reported_estimates.is_positive());
            claim
        });
        let scale = Scale::of(&asked, &totals, wanted.hours.rate);
        scale.add_to(&mut report.findings);
        let (worth, credit_price) = (scale.together(&report.findings), scale.price);
        let saved = advice::Saved {
            fixes: self.saved_by_day(request, &fixes),
            questions: self.saved_by_day(request, &questions),
        };
        report.audit = Some(AuditSummary {
            totals,
            credit_price,
            worth,
            claim,
            volumes,
            reconciled: reconciled(&asked, wanted),
            cannot_tell: gaps.into_iter().map(words::gap::sentence).collect(),
            parameters: parameters(&wanted.params),
            ..sources_and_plans(&asked, &cycles, &saved, &wanted.hours)
        });
        short_names(&mut report);
        report
    }

    /// Builds the report of the same events with some fixes applied: by name (`cache`), detector (`repeated-calls`) or finding
    /// (`R1`).
    ///
    /// # Errors
    /// A name is not a fix.
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
            Some(asked) => self.with_timeline(&asked, &cycle_uses(&asked), |timeline| {
                apply(timeline, &wanted.params, fixes)
            })?,
            None => Counterfactual::default(),
        };
        let world = self.repriced(&counterfactual);
        let mut report = world.report(request, rules, redaction);
        let applied = Applied {
            findings: counterfactual.applied.clone(),
            saved: saved_by_pool(&before, &report),
        };
        before.findings.retain(|f| applied.findings.contains(&f.id));
        report.findings = before.findings;
        let facts = world.facts(redaction);
        let of_world = asked(&facts, request).map(|asked| {
            let rest = world.saved_by_day(request, &counterfactual.rest);
            let saved = advice::Saved { fixes: rest, questions: plans::SavedByDay::new() };
            AuditSummary {
                totals: counterfactual.totals,
                ..sources_and_plans(&asked, &cycle_uses(&asked), &saved, &wanted.hours)
            }
        });
        report.audit = before.audit.map(|was| AuditSummary {
            applied: Some(applied),
            volumes: Vec::new(),
            // The dashboard shows what happened, so it cannot be compared with this world.
            reconciled: Vec::new(),
            cannot_tell: was.cannot_tell,
            parameters: was.parameters,
            ..of_world.unwrap_or_else(AuditSummary::empty)
        });
        short_names(&mut report);
        Ok(report)
    }

    /// Lists the events behind a finding.
    pub fn evidence<'f>(
        &'f self,
        finding: &'f Finding,
    ) -> impl Iterator<Item = (&'f EvidenceRow, &'f Event, &'f Classified)> {
        let mut places: HashMap<(u32, u64), Vec<usize>> = HashMap::new();
        for (index, event) in self.log.events.iter().enumerate().rev() {
            places.entry((event.provenance.input, event.provenance.line)).or_default().push(index);
        }
        finding.evidence.iter().filter_map(move |row| {
            // Several records may begin on one line; they are listed in their order.
            let index = places.get_mut(&(row.input, row.line))?.pop()?;
            Some((row, &self.log.events[index], &self.classified[index]))
        })
    }

    fn with_timeline<T>(
        &self,
        asked: &ReportContext,
        cycles: &[CycleUse],
        read: impl FnOnce(&audit::Timeline) -> T,
    ) -> T {
        let scopes: Vec<_> =
            self.log.events.iter().map(|event| self.model.scope_evidence(event)).collect();
        read(&audit::Timeline::new(&TimelineInput {
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

    /// Sums by pool and day what is saved of each event.
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

    /// Redacts the names of a finding, and adds the names of the files to its rows.
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

/// Names the inputs by the last parts of their paths that tell them apart: a page for a client says nothing about the disk that it was made
/// on, and has the same bytes from any folder.
fn short_names(report: &mut Report) {
    // The last part of a path, the last two, …, the whole of it.
    let tails = |path: &str| -> Vec<String> {
        let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        (0..parts.len()).rev().map(|first| parts[first..].join("/")).collect()
    };
    let mut paths_of: BTreeMap<String, usize> = BTreeMap::new();
    for tail in report.inputs.iter().flat_map(|input| tails(input.path.raw())) {
        *paths_of.entry(tail).or_default() += 1;
    }
    let short = |path: &str| -> Untrusted {
        let is_one = |tail: &String| paths_of.get(tail).is_none_or(|paths| *paths == 1);
        let name = tails(path).into_iter().find(is_one);
        Untrusted::from(name.unwrap_or_else(|| path.to_owned()).as_str())
    };
    for input in &mut report.inputs {
        input.path = short(input.path.raw());
    }
    let rows = report.findings.iter_mut().flat_map(|finding| &mut finding.evidence);
    let claimed = report.audit.iter_mut().filter_map(|audit| audit.claim.as_mut());
    let claimed = claimed.flat_map(|claim| &mut claim.rows).map(|row| &mut row.file);
    let files = rows.map(|row| &mut row.file).chain(claimed);
    for file in files.filter(|file| !file.raw().is_empty()) {
        *file = short(file.raw());
    }
}

/// The parts of the summary that follow from the ledger: of what happened, or of a world with fixes.
fn sources_and_plans(
    asked: &ReportContext,
    cycles: &[CycleUse],
    saved: &advice::Saved,
    hours: &Hours,
) -> AuditSummary {
    let plans = plans::options(asked, cycles, &saved.fixes);
    let plan_advice = advice::advise(asked, cycles, &plans, saved, hours);
    let burn_sources = sources::largest(asked);
    AuditSummary {
        burn_sources,
        plans,
        plan_advice,
        cannot_tell: Vec::new(),
        ..AuditSummary::empty()
    }
}

/// By pool: the credits of the period as it was and with the fixes, if they differ.
fn saved_by_pool(before: &Report, after: &Report) -> Vec<Saved> {
    let credits = |report: &Report, pool| {
        report.pools.each().find(|(p, _)| *p == pool).map(|(_, figures)| figures.credits)
    };
    let saved = |pool: &Pool| {
        let (was, now) = (credits(before, *pool)?, credits(after, *pool)?);
        (was != now).then_some(Saved { pool: *pool, was, now })
    };
    Pool::ALL.iter().filter_map(saved).collect()
}

fn asked<'a>(facts: &'a Facts<'a>, request: &'a Request) -> Option<ReportContext<'a>> {
    let timeline = Timeline::of(facts.ledger, request)?;
    timeline.log_first?;
    Some(ReportContext { facts, request, timeline })
}

/// Returns what each pool used in each cycle of the log.
fn cycle_uses(asked: &ReportContext) -> Vec<CycleUse> {
    let Some(first) = asked.timeline.log_first else { return Vec::new() };
    let mut uses = Vec::new();
    for cycle in asked.request.cycle.cycles(first, asked.timeline.as_of) {
        for pool in asked.pools_of_plan() {
            let capacity = asked.allowance(pool, cycle).map(|a| a + asked.granted(pool, cycle));
            uses.push(CycleUse {
                cycle,
                pool,
                used: asked.used(pool, cycle),
                capacity: capacity.filter(|_| asked.request.sees_whole(pool)),
                covered: asked.covers_whole(pool, cycle),
                over: cycle.reset <= asked.timeline.as_of,
            });
        }
    }
    uses
}

/// Compares readings of the current cycle with the log. What was used before the log begins counts as explained.
fn reconciled(asked: &ReportContext, wanted: &AuditRequest) -> Vec<Reconciled> {
    let start = asked.timeline.cycle.start;
    let mut rows = reconcile(asked.facts.ledger, &wanted.readings, start, asked.timeline.as_of);
    let totals = wanted.totals.iter().filter(|total| total.to <= asked.timeline.as_of);
    rows.extend(totals.map(|total| of_total(asked, total, total.from.unwrap_or(start))));
    for row in rows.iter_mut().filter(|row| row.from == start) {
        let before = asked.request.used_before.get(&row.pool).copied().unwrap_or_default();
        row.explained += before;
        row.unexplained -= before;
    }
    rows
}

/// Compares a total with the log's events of the same days and app.
fn of_total(asked: &ReportContext, total: &ReportedTotal, from: Day) -> Reconciled {
    let span = asked.facts.ledger.span(total.pool, from, total.to);
    let is_it = |app: Option<Symbol>| {
        let name = app.map(|app| asked.facts.names.symbols.name(app).to_lowercase());
        name.is_some_and(|name| total.app.iter().any(|wanted| wanted.to_lowercase() == name))
    };
    let tally = if total.app.is_empty() {
        span.total()
    } else {
        let apps = span.by(|key| key.app).into_iter().filter(|(app, _)| is_it(*app));
        apps.fold(Tally::default(), |mut all, (_, tally)| {
            all.merge(&tally);
            all
        })
    };
    let app = total.app.first().map(|name| asked.facts.names.redaction.app(name));
    Reconciled {
        app,
        pool: total.pool,
        from,
        to: total.to,
        reported: total.used,
        explained: tally.credits,
        unexplained: total.used - tally.credits,
        unpriced_events: tally.unpriced,
    }
}

/// Lists every threshold that differs from its built-in value.
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
