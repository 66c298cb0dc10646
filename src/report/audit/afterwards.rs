//! The findings of an audit, re-measured in a later log.

use serde::{Deserialize, Serialize};

use super::AuditSummary;
use crate::audit::afterwards::{Afterwards, Verdict, Window, judge, same};
use crate::audit::{Finding, find};
use crate::report::Report;

/// What became of an audit's findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Remeasured {
    /// The fixes that are said to be applied, as named; empty: every fix and habit of the audit before.
    pub applied: Vec<String>,
    /// Each of them, in the order of the audit before.
    pub findings: Vec<Afterwards>,
    /// What should be known of these figures.
    pub caveats: Vec<String>,
}

impl Remeasured {
    /// How many of a verdict.
    pub fn count(&self, verdict: Verdict) -> u64 {
        self.findings.iter().filter(|f| f.verdict == verdict).count() as u64
    }
}

/// Why findings cannot be re-measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    /// A report without an audit.
    #[error("it is a report without an audit")]
    NoAudit {
        /// It is the earlier side.
        before: bool,
    },
    /// A report of what would have been.
    #[error("it supposes fixes (--apply), so it does not say what happened")]
    Supposed {
        /// It is the earlier side.
        before: bool,
    },
    /// A name that is neither a fix nor a finding of the audit before.
    #[error("{name:?} is no finding of the audit before")]
    Unknown {
        /// What was named.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
}

/// Re-measures the findings that were applied: by name of the fix, of the detector, or by id; none: all that a total counts.
/// `days`: of either side.
///
/// # Errors
/// A side that is no audit of what happened, or a name that is not in the audit before.
pub(crate) fn remeasure(
    before: &Report,
    after: &Report,
    days: (u32, u32),
    applied: &[String],
) -> Result<Remeasured, Error> {
    let (then, now) = (audit_of(before, true)?, audit_of(after, false)?);
    let own = |f: &Finding, name: &str| {
        [Some(f.id.as_str()), Some(f.detector.as_str()), f.fix.as_deref()]
            .iter()
            .flatten()
            .any(|own| own.eq_ignore_ascii_case(name))
    };
    if let Some(name) = applied.iter().find(|name| !before.findings.iter().any(|f| own(f, name))) {
        // A fix that exists, and had nothing to do here, is no slip of the pen, but there is nothing to measure either.
        let known =
            before.findings.iter().filter(|f| f.saving.is_some()).map(|f| f.id.clone()).collect();
        return Err(Error::Unknown { name: name.clone(), known });
    }
    let is_meant = |f: &&Finding| {
        if applied.is_empty() { f.class.counts() } else { applied.iter().any(|name| own(f, name)) }
    };
    let (then_window, now_window) = (
        Window { days: days.0, volumes: &then.volumes },
        Window { days: days.1, volumes: &now.volumes },
    );
    let findings =
        before.findings.iter().filter(is_meant).filter(|f| find(&f.detector).is_some()).map(
            |finding| {
                let later: Vec<&Finding> =
                    after.findings.iter().filter(|f| same(finding, f)).collect();
                judge(finding, then_window, &later, now_window)
            },
        );
    let mut caveats = Vec::new();
    if applied.is_empty() {
        caveats.push(
            "Every fix and habit of the audit before is measured; --audit=R1,L1 or --audit=cache names those that were applied."
                .to_owned(),
        );
    }
    if then.parameters != now.parameters {
        caveats.push(
            "The audits used different thresholds: use the same [audit] settings on both sides."
                .to_owned(),
        );
    }
    Ok(Remeasured { applied: applied.to_vec(), findings: findings.collect(), caveats })
}

fn audit_of(report: &Report, before: bool) -> Result<&AuditSummary, Error> {
    match &report.audit {
        None => Err(Error::NoAudit { before }),
        Some(audit) if audit.applied.is_some() => Err(Error::Supposed { before }),
        Some(audit) => Ok(audit),
    }
}
