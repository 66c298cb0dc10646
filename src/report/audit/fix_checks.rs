//! Checks the findings of an audit against a later log.

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::fix_check::{FixCheck, Side, Verdict, check, is_same};
use super::summary::AuditSummary;
use crate::audit::find;
use crate::report::Report;

/// Whether the fixes of an audit worked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FixChecks {
    /// The fixes that were applied, as named; empty: every fix and habit of the earlier audit.
    pub applied: Vec<String>,
    /// Each of them, in the order of the earlier audit.
    pub findings: Vec<FixCheck>,
    /// What to know before using these figures.
    pub caveats: Vec<String>,
}

impl FixChecks {
    /// Counts the findings with a verdict.
    pub(crate) fn count(&self, verdict: Verdict) -> u64 {
        self.findings.iter().filter(|f| f.verdict == verdict).count() as u64
    }
}

/// Why fixes cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("it is a report without an audit")]
    NoAudit {
        /// The earlier side.
        before: bool,
    },
    #[error("it assumes fixes (--apply), so it does not show what happened")]
    Supposed {
        /// The earlier side.
        before: bool,
    },
    #[error("{name:?} is not a finding of the earlier audit")]
    Unknown { name: String, known: Vec<String> },
}

/// Checks the findings that were applied: by name of the fix, by detector or by id. If none is named, checks every finding that
/// the total counts. `days` is the length of each side.
///
/// # Errors
/// A side is not an audit of what happened, or a name is not in the earlier audit.
pub(crate) fn check_fixes(
    before: &Report,
    after: &Report,
    days: (u32, u32),
    applied: &[String],
) -> Result<FixChecks, Error> {
    let (then, now) = (audit_of(before, true)?, audit_of(after, false)?);
    let is_known = |name: &String| before.findings.iter().any(|f| f.is_named(name));
    if let Some(name) = applied.iter().find(|name| !is_known(name)) {
        // The name may be that of an existing fix without a finding here: then there is nothing to check.
        let known =
            before.findings.iter().filter(|f| f.saving.is_some()).map(|f| f.id.clone()).collect();
        return Err(Error::Unknown { name: name.clone(), known });
    }
    let is_meant = |f: &&Finding| {
        if applied.is_empty() {
            f.class.counts()
        } else {
            applied.iter().any(|name| f.is_named(name))
        }
    };
    let then_side = Side { days: days.0, volumes: &then.volumes };
    let now_side = Side { days: days.1, volumes: &now.volumes };
    let check_one = |finding: &Finding| {
        let later: Vec<&Finding> = after.findings.iter().filter(|f| is_same(finding, f)).collect();
        check(finding, then_side, &later, now_side)
    };
    let meant = before.findings.iter().filter(is_meant);
    Ok(FixChecks {
        applied: applied.to_vec(),
        findings: meant.filter(|f| find(&f.detector).is_some()).map(check_one).collect(),
        caveats: caveats(then, now, applied),
    })
}

fn caveats(then: &AuditSummary, now: &AuditSummary, applied: &[String]) -> Vec<String> {
    let mut caveats = Vec::new();
    if applied.is_empty() {
        caveats.push(
            "Every fix and habit of the earlier audit is checked. To check only those that were applied, name them: --audit=R1,L1 or --audit=cache."
                .to_owned(),
        );
    }
    if then.parameters != now.parameters {
        caveats.push(
            "The audits used different thresholds: use the same [audit] settings on both sides."
                .to_owned(),
        );
    }
    caveats
}

fn audit_of(report: &Report, before: bool) -> Result<&AuditSummary, Error> {
    match &report.audit {
        None => Err(Error::NoAudit { before }),
        Some(audit) if audit.applied.is_some() => Err(Error::Supposed { before }),
        Some(audit) => Ok(audit),
    }
}
