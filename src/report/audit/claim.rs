//! The evidence for a claim at the platform's support: rows, times and sums.

use serde::{Deserialize, Serialize};

use crate::audit::claim::{ClaimKind, Questioned};
use crate::base::{Credits, Stamp, Untrusted};
use crate::event::Pool;
use crate::report::{Analysis, Redaction};

/// Charges that the platform's support is asked to look at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Claim {
    /// By kind, then by time.
    pub rows: Vec<ClaimRow>,
    /// Sums by kind and pool.
    pub sums: Vec<ClaimSum>,
    /// The amounts are the app's own estimates, and not the platform's figures.
    pub is_estimated: bool,
}

/// One charge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClaimRow {
    /// Why it is questioned.
    pub kind: ClaimKind,
    /// The pool.
    pub pool: Pool,
    /// The file.
    pub file: Untrusted,
    /// 1-based line on which the record begins.
    pub line: u64,
    /// The row's own id.
    pub id: Option<Untrusted>,
    /// When.
    pub time: Stamp,
    /// The app.
    pub app: Option<Untrusted>,
    /// The user.
    pub user: Option<Untrusted>,
    /// The operation, as logged.
    pub operation: Option<Untrusted>,
    /// The model, as logged.
    pub model: Option<Untrusted>,
    /// Credits that were charged.
    pub charged: Credits,
    /// Credits that would have been right: nothing, or the price.
    pub due: Credits,
}

/// The charges of a kind and pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClaimSum {
    /// Why they are questioned.
    pub kind: ClaimKind,
    /// The pool.
    pub pool: Pool,
    /// How many.
    pub rows: u64,
    /// Credits that were charged.
    pub charged: Credits,
    /// Credits that would have been right.
    pub due: Credits,
    /// The difference.
    pub excess: Credits,
}

impl Claim {
    /// Adds places and names to the questioned charges.
    pub(super) fn of(
        analysis: &Analysis,
        questioned: &[Questioned],
        redaction: &Redaction,
    ) -> Self {
        let row = |q: &Questioned| {
            let (event, classified) =
                (&analysis.log.events[q.index], &analysis.classified[q.index]);
            let shown = analysis.row(event, classified, redaction);
            let input = analysis.log.inputs.get(event.provenance.input as usize);
            ClaimRow {
                kind: q.kind,
                pool: classified.pool,
                file: input.map(|input| input.path.clone()).unwrap_or_default(),
                line: event.provenance.line,
                id: shown.id,
                time: event.stamp,
                app: shown.app,
                user: shown.user,
                operation: shown.operation,
                model: shown.model,
                charged: q.charged,
                due: q.due,
            }
        };
        let rows: Vec<ClaimRow> = questioned.iter().map(row).collect();
        Self { sums: sums(&rows), rows, is_estimated: false }
    }
}

fn sums(rows: &[ClaimRow]) -> Vec<ClaimSum> {
    let mut sums: Vec<ClaimSum> = Vec::new();
    for row in rows {
        let at = sums.iter().position(|sum| (sum.kind, sum.pool) == (row.kind, row.pool));
        let at = at.unwrap_or_else(|| {
            let zero = Credits::ZERO;
            let (kind, pool) = (row.kind, row.pool);
            sums.push(ClaimSum { kind, pool, rows: 0, charged: zero, due: zero, excess: zero });
            sums.len() - 1
        });
        let sum = &mut sums[at];
        sum.rows += 1;
        sum.charged += row.charged;
        sum.due += row.due;
        sum.excess += row.charged - row.due;
    }
    sums
}
