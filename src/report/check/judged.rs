//! A verdict while the gate is being judged.

use super::episodes::FiringDays;
use super::fingerprint::fingerprint;
use super::gate::GateRule;
use super::verdict::RuleVerdict;
use crate::alerts::alert::{RuleState, Severity};
use crate::base::Day;
use crate::event::Pool;

/// A verdict and the firing days behind it, which decide whether a known event covers it.
pub(super) struct Judged {
    pub verdict: RuleVerdict,
    /// The firing days that contain the verdict's day.
    pub firing: Option<FiringDays>,
    /// All firing days of the same rule, pool and scope.
    pub history: Vec<FiringDays>,
}

impl Judged {
    /// A verdict that rests on no day.
    pub(super) fn bare(verdict: RuleVerdict) -> Self {
        Self { verdict, firing: None, history: Vec::new() }
    }
}

/// A verdict without figures: not judged, for a reason.
pub(super) fn unjudged(
    rule: &GateRule,
    pool: Option<Pool>,
    day: Option<Day>,
    reason: &str,
) -> RuleVerdict {
    RuleVerdict {
        rule: rule.rule.clone(),
        state: RuleState::NotJudged,
        action: rule.action,
        severity: rule.severity.unwrap_or(Severity::Warning),
        minor: false,
        pool,
        scope: None,
        day,
        complete: true,
        since: None,
        value: None,
        baseline: None,
        ratio: None,
        threshold: None,
        window: None,
        excess: None,
        causes: Vec::new(),
        groups: Vec::new(),
        refunds: None,
        message: reason.to_owned(),
        reason: Some(reason.to_owned()),
        days: Vec::new(),
        acknowledged: None,
        fingerprint: fingerprint(&rule.rule, pool, None, None, None),
    }
}
