//! One rule asked about one pool or a part of it.

use super::data::JudgedDay;
use super::episodes::{FiringDays, firing_days};
use super::fingerprint::fingerprint;
use super::gate::{Action, Gate, GateRule};
use super::judged::{Judged, unjudged};
use super::scopes::PartOfPool;
use super::verdict::{DayVerdict, GateCause, RuleVerdict};
use crate::alerts::alert::{Alert, Cause, RuleScope, RuleState};
use crate::alerts::params::Params;
use crate::alerts::rule::Rule;
use crate::alerts::subject::Subject;
use crate::alerts::{cause, minor};
use crate::base::{Credits, Ratio6};
use crate::event::Pool;
use crate::report::facts::Facts;
use crate::report::words;

#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub rule: &'a GateRule,
    pub known: &'a dyn Rule,
    pub gate: &'a Gate,
    pub facts: &'a Facts<'a>,
    pub pool: Pool,
    /// `None` for the whole pool.
    pub part: Option<&'a PartOfPool>,
}

/// The alert of each judged day; `None` if the log starts after that day.
type Alerts = Vec<(JudgedDay, Option<Alert>)>;

fn state(alert: Option<&Alert>) -> RuleState {
    alert.map_or(RuleState::NotJudged, |a| a.state)
}

fn is_open(alert: Option<&Alert>) -> bool {
    matches!(state(alert), RuleState::NotJudged | RuleState::WarmingUp)
}

impl Question<'_> {
    /// Judges the rule on each judged day and returns one verdict: that of the last day that fired, else of the first day that
    /// could not be judged, else of the first day. `None` if the rule does not apply here or is switched off.
    pub(super) fn judge(&self, wholes: &[(JudgedDay, Option<Subject>)]) -> Option<Judged> {
        let app = self.part.and_then(|p| p.app.as_deref());
        let action = self.gate.action(self.rule, self.pool, app)?;
        let params = self.gate.params(self.rule, self.pool, app);
        let (mut alerts, subjects) = self.alerts(wholes, &params)?;
        let subject = subjects.last()?;
        let has_fired = |alert: Option<&Alert>| state(alert) == RuleState::Fired;
        let fails = |a: &Alert| a.state == RuleState::Fired && (!a.minor || self.rule.minor);
        let fired = alerts.iter().rposition(|(_, a)| a.as_ref().is_some_and(fails));
        let fired = fired.or_else(|| alerts.iter().rposition(|(_, a)| has_fired(a.as_ref())));
        let chosen =
            fired.or_else(|| alerts.iter().position(|(_, a)| is_open(a.as_ref()))).unwrap_or(0);

        let mut verdict = self.blank(action, alerts[chosen].0, &params);
        if self.known.judges_days() {
            verdict.days = alerts.iter().map(day_verdict).collect();
        }
        let history = if self.gate.baseline.is_some() || fired.is_some() {
            firing_days(self.known, subject, &params)
        } else {
            Vec::new()
        };
        if let Some(alert) = alerts.swap_remove(chosen).1 {
            let at = subjects.iter().find(|s| s.as_of == alert.day).unwrap_or(subject);
            fill(&mut verdict, alert, at, self.facts);
            verdict.severity = self.rule.severity.unwrap_or(verdict.severity);
            if verdict.minor && !self.rule.minor {
                verdict.action = Action::Warn;
            }
        }
        let firing = self.date(&mut verdict, &history, &params);
        Some(Judged { verdict, firing, history })
    }

    /// The alert of each day, and the subjects behind them. `None` if the rule does not apply.
    fn alerts<'s>(
        &'s self,
        wholes: &[(JudgedDay, Option<Subject<'s>>)],
        params: &Params,
    ) -> Option<(Alerts, Vec<Subject<'s>>)> {
        let (mut alerts, mut subjects) = (Vec::new(), Vec::new());
        for (day, whole) in wholes {
            let Some(whole) = whole else {
                alerts.push((*day, None));
                continue;
            };
            let subject = self.part.map_or_else(|| whole.clone(), |part| narrowed(whole, part));
            let alert = minor::judge(self.known, &subject, params).into_iter().next()?;
            alerts.push((*day, Some(alert)));
            subjects.push(subject);
        }
        Some((alerts, subjects))
    }

    fn blank(&self, action: Action, day: JudgedDay, params: &Params) -> RuleVerdict {
        let reason = words::alert::NO_EVENTS;
        let mut verdict = unjudged(self.rule, Some(self.pool), Some(day.day), reason);
        verdict.action = action;
        verdict.scope = self.part.map(|p| p.scope.clone());
        verdict.complete = day.complete;
        verdict.fingerprint = self.fingerprint(&verdict, params, None);
        verdict
    }

    /// If the rule fired: since when, and the fingerprint of these firing days, which it returns.
    fn date(
        &self,
        verdict: &mut RuleVerdict,
        history: &[FiringDays],
        params: &Params,
    ) -> Option<FiringDays> {
        if verdict.state != RuleState::Fired {
            return None;
        }
        let firing =
            verdict.day.and_then(|day| history.iter().copied().find(|days| days.contains(day)));
        let has_a_start = self.known.judges_days() || self.known.counts_up();
        verdict.since = firing.map(|days| days.first).or(verdict.day).filter(|_| has_a_start);
        let reported = firing.map(|days| days.reported).or(verdict.day);
        verdict.fingerprint = self.fingerprint(verdict, params, reported);
        firing
    }

    fn fingerprint(
        &self,
        verdict: &RuleVerdict,
        params: &Params,
        day: Option<crate::base::Day>,
    ) -> String {
        let threshold = params.budget.last().copied().filter(|_| self.known.counts_up());
        let scope = verdict.scope.as_ref();
        fingerprint(&self.rule.rule, Some(self.pool), scope, threshold, day)
    }
}

fn day_verdict((day, alert): &(JudgedDay, Option<Alert>)) -> DayVerdict {
    let alert = alert.as_ref();
    DayVerdict {
        day: day.day,
        complete: day.complete,
        state: state(alert),
        value: alert.and_then(|a| a.value),
        baseline: alert.and_then(|a| a.baseline),
        ratio: alert.and_then(|a| a.ratio),
    }
}

fn narrowed<'a>(whole: &Subject<'a>, part: &'a PartOfPool) -> Subject<'a> {
    Subject {
        // The rules only ask whether there is a scope; the verdict has the real one.
        scope: Some(RuleScope { app: Some(part.scope.name().clone()) }),
        floored: &part.floored,
        first: part.first,
        events_in_log: part.events,
        parts: &part.parts,
        ..whole.clone()
    }
}

/// Copies an alert into the gate's verdict, with the excess and what it is made of.
fn fill(verdict: &mut RuleVerdict, alert: Alert, subject: &Subject, facts: &Facts) {
    let mean = alert.window.as_ref().and_then(|w| {
        Ratio6::of(subject.floored.sum(w.from, w.to), Credits::whole(i64::from(w.days)))
    });
    verdict.excess =
        alert.value.zip(mean).map(|(value, mean)| Ratio6::rounded(value - mean.value()));
    if let (RuleState::Fired, Some(window)) = (alert.state, &alert.window) {
        let causes = cause::causes(subject, subject.as_of, window);
        let titled = |causes: Vec<Cause>| causes.into_iter().map(|c| titled(c, facts)).collect();
        (verdict.causes, verdict.groups) = (titled(causes.parts), titled(causes.groups));
    }
    verdict.message = words::alert::of_gate(&alert);
    verdict.state = alert.state;
    (verdict.severity, verdict.minor) = (alert.severity, alert.minor);
    verdict.reason = is_open(Some(&alert)).then(|| words::alert::sentence(&alert));
    (verdict.value, verdict.baseline, verdict.ratio) = (alert.value, alert.baseline, alert.ratio);
    (verdict.threshold, verdict.window) = (alert.threshold, alert.window);
}

fn titled(cause: Cause, facts: &Facts) -> GateCause {
    let class = facts.classes.iter().find(|c| c.id == cause.class);
    GateCause {
        title: class.map_or_else(|| cause.class.clone(), |c| c.title.clone()),
        app: cause.app,
        class: cause.class,
        user: cause.user,
        excess: cause.excess,
    }
}
