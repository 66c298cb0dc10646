//! What findings save, as it is printed: the parts add up to the printed sum.

use std::collections::BTreeMap;

use super::cells::{Cell, Line};
use crate::audit::Estimate;
use crate::base::Credits;
use crate::event::Pool;
use crate::report::{Finding, Report};

/// An approximate amount: without decimals unless it is small.
pub(super) fn about(amount: Credits) -> Cell {
    Cell::Rounded(amount, digits(amount))
}

/// An amount that a finding saves, and its decimals.
pub(crate) type PrintedSaving = Option<(Estimate, u32)>;

/// What each finding saves in the period, as it is printed; `None` if that is nothing. The printed savings of the fixes and habits of a
/// pool add up to the printed total: each is the difference of two rounded sums.
pub(crate) fn printed_savings(findings: &[Finding]) -> Vec<PrintedSaving> {
    let mut totals: BTreeMap<Option<Pool>, Estimate> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.class.counts()) {
        let own = finding.saving.map_or(Estimate::ZERO, |saving| saving.period);
        *totals.entry(finding.pool).or_default() += own;
    }
    let mut so_far: BTreeMap<Option<Pool>, Estimate> = BTreeMap::new();
    let mut printed = |finding: &Finding| {
        let own = finding.saving?.period;
        if !finding.class.counts() {
            return Some((own, digits(own.typical)));
        }
        let digits = digits(totals[&finding.pool].typical);
        let after = so_far.entry(finding.pool).or_default();
        let before = *after;
        *after += own;
        let part = |before: Credits, after: Credits| after.round(digits) - before.round(digits);
        let typical = part(before.typical, after.typical);
        let low = part(before.low, after.low).min(typical);
        let high = part(before.high, after.high).max(typical);
        Some((Estimate { low, typical, high }, digits))
    };
    let is_something = |(saving, _): &(Estimate, u32)| saving.high.is_positive();
    findings.iter().map(|finding| printed(finding).filter(is_something)).collect()
}

/// When a finding saves what it saves.
pub(crate) fn how_often(finding: &Finding) -> &'static str {
    if finding.saving.is_some_and(|saving| saving.recurs) { " in this period" } else { ", once" }
}

/// The decimals of an approximate amount.
pub(super) fn digits(amount: Credits) -> u32 {
    let large = amount >= Credits::whole(20) || amount <= Credits::whole(-20);
    u32::from(!large && amount.round(0) != amount)
}

/// `2,590 (2,410 – 2,750)`; one number if the bounds are equal.
pub(super) fn ranged(line: Line, amount: Estimate) -> Line {
    ranged_to(line, amount, digits(amount.typical))
}

/// The same with so many decimals.
pub(super) fn ranged_to(line: Line, amount: Estimate, digits: u32) -> Line {
    let line = line.cell(Cell::Rounded(amount.typical, digits));
    if amount.low.round(digits) == amount.high.round(digits) {
        return line;
    }
    line.text(" (").cell(Cell::Range(amount.low, amount.high, digits)).text(")")
}

/// `integration credits`, or `credits` if the finding is about both pools.
pub(super) fn pool_of(report: &Report, pool: Option<Pool>) -> &'static str {
    pool.map_or(super::unit::column(&report.unit), |pool| super::parts::pool_words(report, pool))
}
