//! How the cycle of a pool ends: the one answer behind headline, flags, projection and plan advice.

use crate::base::{Credits, Day};
use crate::forecast::ProjectionOutcome;
use crate::report::{PoolReport, Report};

/// How a pool's cycle ends, as far as the report knows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outlook {
    /// The capacity was used up on this day.
    WentOut(Day),
    /// It is used up, and the day is unknown.
    IsOut,
    /// It will be used up on this day.
    RunsOut { on: Day, early: Option<Day>, late: Option<Day> },
    /// It lasts at the present average, but the probability that it does not is high.
    Doubtful(Credits),
    /// It lasts.
    Lasts,
    /// It lasts as far as is known, but something is missing.
    LastsByHalf(Missing),
    /// Nothing was used in the cycle.
    Unused,
    /// No plan and no allowance is known.
    NoPlan,
    /// A filter is set, so only some of the pool's events are in the report.
    Filtered,
    /// The log ends before as-of, so more may have been used.
    LogEnds,
    /// There is no projection, for this reason.
    CannotTell(String),
}

/// What is missing for a certain outlook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The first days of the cycle.
    CycleStart,
    /// The pool of some credits.
    Pool,
}

/// Allowance and grants of the cycle.
pub(crate) fn capacity(pool: &PoolReport) -> Option<Credits> {
    pool.allowance.map(|a| a + pool.granted.unwrap_or_default())
}

/// How a pool's cycle ends.
pub(crate) fn outlook(report: &Report, pool: &PoolReport) -> Outlook {
    let (Some(as_of), Some(cycle)) = (report.as_of, &report.cycle) else {
        return Outlook::Filtered;
    };
    let has_ended = report.log_ends.is_some();
    let Some(used) = pool.used else {
        return if has_ended { Outlook::LogEnds } else { Outlook::Filtered };
    };
    let Some(capacity) = capacity(pool) else {
        return if used.is_zero() && pool.events == 0 { Outlook::Unused } else { Outlook::NoPlan };
    };
    let projected = pool.projection.as_ref().and_then(ProjectionOutcome::projected);
    if used >= capacity && used.is_positive() {
        return projected
            .and_then(|p| p.out_date)
            .filter(|d| *d <= as_of)
            .map_or(Outlook::IsOut, Outlook::WentOut);
    }
    if has_ended {
        return Outlook::LogEnds;
    }
    let Some(projection) = projected else {
        return match &pool.projection {
            Some(ProjectionOutcome::Unavailable { unavailable }) => {
                Outlook::CannotTell(unavailable.clone())
            }
            _ => Outlook::Filtered,
        };
    };
    if let (Some(true), Some(on)) = (projection.exceeds, projection.out_date) {
        return Outlook::RunsOut { on, early: projection.out_early, late: projection.out_late };
    }
    let doubtful =
        projection.p_exhausted.map(crate::base::Quotient::value).filter(|p| is_doubtful(*p));
    match doubtful {
        Some(p) => Outlook::Doubtful(p),
        None if !cycle.covered => Outlook::LastsByHalf(Missing::CycleStart),
        None if report
            .pools
            .unassigned
            .as_ref()
            .is_some_and(|u| !u.used.unwrap_or(u.credits).is_zero()) =>
        {
            Outlook::LastsByHalf(Missing::Pool)
        }
        None if used.is_zero() && pool.events == 0 => Outlook::Unused,
        None => Outlook::Lasts,
    }
}

/// True if it is as likely as not that a pool runs out. From here on a plan does not fit, so the page must not say that it lasts.
pub(super) fn is_doubtful(probability: Credits) -> bool {
    probability.times(2) >= Credits::whole(1)
}
