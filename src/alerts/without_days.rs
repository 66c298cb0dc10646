//! Totals so far, which have no days: what the rules can say of them.

use super::alert::{Alert, AlertDay, RuleState};
use super::facts::{Facts, Unknown};
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::Day;

/// Judges as-of by a rule. Of totals without days, a rule that reads days says nothing, unless the capacity is used up.
pub(crate) fn judge(rule: &dyn Rule, subject: &Subject, params: &Params) -> Vec<Alert> {
    let mut alerts = rule.judge(subject, params);
    let is_out = subject.capacity.is_some_and(|capacity| subject.used >= capacity);
    if subject.is_snapshot && rule.needs_days() {
        for alert in &mut alerts {
            if rule.judges_days() || !is_out || alert.state != RuleState::Fired {
                let facts = Facts::Unknown(Unknown::NoDays);
                *alert = Alert { facts, ..subject.alert(rule.id(), alert.severity) };
            }
        }
    }
    alerts
}

/// The days of `from..=to` on which a rule fired; none of totals without days.
pub(crate) fn days(
    rule: &dyn Rule,
    subject: &Subject,
    params: &Params,
    (from, to): (Day, Day),
) -> Vec<AlertDay> {
    if subject.is_snapshot { Vec::new() } else { rule.days(subject, params, from, to) }
}
