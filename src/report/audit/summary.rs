//! The audit's part of a report, beside the findings.

use serde::{Deserialize, Serialize};

use super::advice::PlanAdvice;
use super::claim::Claim;
use super::plans::{Hours, PlanOption};
use super::sources::BurnSource;
use super::worth::{CreditPrice, PoolWorth};
use crate::audit::reconcile::{Reading, Reconciled, ReportedTotal};
use crate::audit::{Params, Total, Volume};
use crate::base::Credits;
use crate::event::Pool;

/// What an audit says beside its findings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AuditSummary {
    /// The fixes that this report assumes. Its figures (pools, days, alerts, totals, burn sources, plans) are then what the same events
    /// would have cost, and `findings` holds only what was applied, with the sizes before the fixes. Null in an audit of what
    /// happened.
    pub applied: Option<Applied>,
    /// By pool: spent in the period, saved by all fixes and habits together, left.
    pub totals: Vec<Total>,
    /// What a credit costs; null without a priced plan, or if a filter hides part of the pools.
    #[serde(default)]
    pub credit_price: Option<CreditPrice>,
    /// By pool: what all fixes and habits are worth together.
    #[serde(default)]
    pub worth: Vec<PoolWorth>,
    /// The evidence for a claim at the platform's support; only with `--evidence`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// The largest sources of each pool in the period.
    pub burn_sources: Vec<BurnSource>,
    /// How many events each detector examined: a later log is compared by them.
    #[serde(default)]
    pub volumes: Vec<Volume>,
    /// Each published plan against the cycles of the log; empty if a filter hides part of the pools.
    pub plans: Vec<PlanOption>,
    /// What to do about the plan; null if no plan is in force, if a filter hides part of the pools, or with fewer than 14 days of log.
    #[serde(default)]
    pub plan_advice: Option<PlanAdvice>,
    /// Readings of the dashboard against the log.
    pub reconciled: Vec<Reconciled>,
    /// What this log does not show, in whole sentences.
    pub cannot_tell: Vec<String>,
    /// Thresholds of the detectors that differ from the built-in ones: `repeated-calls.least-calls = 5`.
    pub parameters: Vec<String>,
}

/// The fixes that a report assumes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Applied {
    /// Ids of the findings, in the order in which they were applied.
    pub findings: Vec<String>,
    /// By pool, what they save together: exactly the difference of the pool's credits.
    pub saved: Vec<Saved>,
}

/// What applied fixes save in a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Saved {
    /// The pool.
    pub pool: Pool,
    /// Credits of the period as it was.
    pub was: Credits,
    /// Credits of the period with the fixes.
    pub now: Credits,
}

/// The questions of an audit, beside those of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditRequest {
    /// Thresholds of the detectors.
    pub params: Params,
    /// Find what remains of patterns after their fixes, however small it is.
    pub remains: bool,
    /// List the evidence for a claim at the platform's support.
    pub claim: bool,
    /// Readings of the dashboard.
    pub readings: Vec<Reading>,
    /// Totals of the workspace and of apps.
    pub totals: Vec<ReportedTotal>,
    /// The hours that the open questions take, and what an hour costs.
    pub hours: Hours,
}

impl AuditSummary {
    /// The summary of an empty log.
    pub(super) fn empty() -> Self {
        Self {
            applied: None,
            totals: Vec::new(),
            credit_price: None,
            worth: Vec::new(),
            claim: None,
            burn_sources: Vec::new(),
            volumes: Vec::new(),
            plans: Vec::new(),
            plan_advice: None,
            reconciled: Vec::new(),
            cannot_tell: vec!["The log has no events, so there is nothing to audit.".to_owned()],
            parameters: Vec::new(),
        }
    }
}
