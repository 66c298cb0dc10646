//! Whether a change means anything. The numbers that decide are data, and every verdict comes with its reason.

use serde::{Deserialize, Serialize};

use super::rows::per_day_numerator;
use super::{Comparison, PoolChange, Side};
use crate::base::{Credits, Six};
use crate::event::Pool;
use crate::report::{DailyRow, Report};

/// The numbers that a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Limits {
    /// Fewer days than this on either side are not compared: a week holds each weekday once.
    pub least_days: u32,
    /// A change a day below so many standard errors of the difference is within what days differ by anyway.
    pub standard_errors: u32,
    /// A change below so many percent of the mean of both sides is no real one, however regular the days are.
    pub least_change_percent: u32,
    /// More unpriced events than so many percent of a pool's, on either side, and the pool is not compared.
    pub most_unpriced_percent: u32,
    /// More rejected rows than so many percent, on either side, and nothing is compared.
    pub most_rejected_percent: u32,
    /// The share of credits that the log reports itself may move by so many points before that is said.
    pub basis_points_percent: u32,
    /// The share of weekend days may differ by so many points before that is said.
    pub weekend_points_percent: u32,
}

/// The numbers in force.
pub const LIMITS: Limits = Limits {
    least_days: 7,
    standard_errors: 2,
    least_change_percent: 5,
    most_unpriced_percent: 10,
    most_rejected_percent: 1,
    basis_points_percent: 20,
    weekend_points_percent: 5,
};

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Fewer credits a day.
    Better,
    /// More credits a day.
    Worse,
    /// No more than days differ by anyway, or next to nothing.
    #[default]
    NoRealChange,
    /// The sides are not alike enough, or not known well enough.
    NotComparable,
}

impl Outcome {
    /// `better`, `worse`, `no real change`, `not comparable`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoRealChange => "no real change",
            Self::NotComparable => "not comparable",
        }
    }
}

/// The verdict over both pools. A pool that is worse wins over one that is not comparable, that over one that is better, and
/// that over one without a real change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
    /// What stands against comparing, and what should be known of the figures.
    pub reasons: Vec<Reason>,
    /// The numbers that decided.
    pub limits: Limits,
}

impl Default for Verdict {
    fn default() -> Self {
        Self {
            outcome: Outcome::default(),
            reason: String::new(),
            reasons: Vec::new(),
            limits: LIMITS,
        }
    }
}

/// The verdict over one pool.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolVerdict {
    /// What it comes to.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub reason: String,
}

/// Something that stands against comparing, or that should be known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reason {
    /// `overlap`, `short-window`, …
    pub code: String,
    /// The pool it is about; null: all.
    pub pool: Option<Pool>,
    /// Whether it makes the sides not comparable.
    pub blocking: bool,
    /// In a sentence.
    pub text: String,
}

/// `2 · √(s²/n + s²/n)` over the days of both windows; `None` with fewer than two days on a side.
pub(super) fn noise(before: &[DailyRow], after: &[DailyRow]) -> Option<Six> {
    let error = |days: &[DailyRow]| {
        let n = days.len() as f64;
        let amounts: Vec<f64> = days.iter().map(|d| d.credits.to_f64()).collect();
        let mean = amounts.iter().sum::<f64>() / n;
        (days.len() > 1)
            .then(|| amounts.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
    };
    Six::from_f64(f64::from(LIMITS.standard_errors) * (error(before)? + error(after)?).sqrt())
}

/// Gives each pool and the whole their verdict.
pub(super) fn judge(comparison: &mut Comparison, reports: (&Report, &Report)) {
    let (before, after) = (&comparison.before, &comparison.after);
    let mut reasons = against(before, after);
    for (pool, change) in comparison.pools.each() {
        let counts = (change.unpriced_events, change.events);
        if above(counts.0.before, counts.1.before, LIMITS.most_unpriced_percent)
            || above(counts.0.after, counts.1.after, LIMITS.most_unpriced_percent)
        {
            let text = format!(
                "{} of {} {pool} events before and {} of {} after have no known price: more than {} %",
                counts.0.before,
                counts.1.before,
                counts.0.after,
                counts.1.after,
                LIMITS.most_unpriced_percent
            );
            reasons.push(Reason {
                code: "unpriced".to_owned(),
                pool: Some(pool),
                blocking: true,
                text,
            });
        }
    }
    reasons.extend(caveats(before, after, reports));
    let days = (i64::from(before.days), i64::from(after.days));
    let pools = &mut comparison.pools;
    let each = [
        (Pool::Message, Some(&mut pools.message)),
        (Pool::Integration, Some(&mut pools.integration)),
        (Pool::Unassigned, pools.unassigned.as_mut()),
    ];
    for (pool, change) in each {
        let Some(change) = change else { continue };
        let block = reasons.iter().find(|r| r.blocking && r.pool.is_none_or(|of| of == pool));
        change.verdict = match block {
            Some(block) => {
                PoolVerdict { outcome: Outcome::NotComparable, reason: block.text.clone() }
            }
            None => of_pool(pool, change, days),
        };
    }
    comparison.verdict = Verdict { reasons, ..overall(comparison) };
}

fn of_pool(pool: Pool, change: &PoolChange, days: (i64, i64)) -> PoolVerdict {
    let given = |outcome, reason| PoolVerdict { outcome, reason };
    if !change.is_used() {
        return given(Outcome::NoRealChange, format!("no {pool} events on either side"));
    }
    let (b, a) = (change.credits.before, change.credits.after);
    let difference = per_day_numerator(b, a, days);
    let shown = |amount: Option<Six>| {
        amount.map_or_else(|| "?".to_owned(), |x| x.value().round(2).to_string())
    };
    let moved = format!(
        "{pool} credits a day {} → {}",
        shown(change.per_day.before),
        shown(change.per_day.after)
    );
    if difference.is_zero() {
        return given(Outcome::NoRealChange, format!("{moved}: the same"));
    }
    // |Δ| < p % of the mean of both, with every divisor multiplied out.
    let sum = b.times(days.1).abs() + a.times(days.0).abs();
    if difference.abs().times(200) < sum.times(i64::from(LIMITS.least_change_percent)) {
        return given(
            Outcome::NoRealChange,
            format!("{moved}: a change of less than {} %", LIMITS.least_change_percent),
        );
    }
    let noise = change.per_day.noise.map(Six::value).unwrap_or_default();
    if change.per_day.change.is_some_and(|c| c.value().abs() < noise) {
        return given(
            Outcome::NoRealChange,
            format!("{moved}: days differ by more (± {})", noise.round(2)),
        );
    }
    let outcome = if difference.is_positive() { Outcome::Worse } else { Outcome::Better };
    given(outcome, format!("{moved}: more than days differ by (± {})", noise.round(2)))
}

fn overall(comparison: &Comparison) -> Verdict {
    let used: Vec<_> = comparison.pools.each().filter(|(_, change)| change.is_used()).collect();
    let order = [Outcome::Worse, Outcome::NotComparable, Outcome::Better, Outcome::NoRealChange];
    for outcome in order {
        let found: Vec<&str> = used
            .iter()
            .filter(|(_, c)| c.verdict.outcome == outcome)
            .map(|(_, c)| c.verdict.reason.as_str())
            .collect();
        if let Some(first) = found.first() {
            // One reason that holds for all pools is said once.
            let same = found.iter().all(|reason| reason == first);
            let reason = if same { (*first).to_owned() } else { found.join("; ") };
            return Verdict { outcome, reason, ..Verdict::default() };
        }
    }
    let reason = "no events on either side".to_owned();
    Verdict { outcome: Outcome::NotComparable, reason, ..Verdict::default() }
}

/// More than so many percent.
fn above(part: u64, whole: u64, percent: u32) -> bool {
    u128::from(part) * 100 > u128::from(whole) * u128::from(percent)
}

/// What stands against comparing at all.
fn against(before: &Side, after: &Side) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut block = |code: &str, text: String| {
        reasons.push(Reason { code: code.to_owned(), pool: None, blocking: true, text });
    };
    let sides = [("before", before), ("after", after)];
    for (which, side) in sides {
        if side.days == 0 {
            block("no-days", format!("there is no log for any day of {which}"));
        }
    }
    if before.unit != after.unit {
        block("unit", "the amounts have different units".to_owned());
    }
    if before.filters != after.filters {
        block("filters", "the sides were filtered differently".to_owned());
    }
    if let (Some((from0, to0)), Some((from1, to1))) =
        (before.from.zip(before.to), after.from.zip(after.to))
    {
        let (from, to) = (from0.max(from1), to0.min(to1));
        if from <= to {
            let days = to.since(from) + 1;
            let text = match days {
                1 => format!("both sides hold {from}"),
                _ => format!("both sides hold the {days} days from {from} to {to}"),
            };
            block("overlap", text);
        }
    }
    for (which, side) in sides {
        if (1..LIMITS.least_days).contains(&side.days) {
            let days =
                if side.days == 1 { "1 day".to_owned() } else { format!("{} days", side.days) };
            block(
                "short-window",
                format!("{which} has {days}, and fewer than {} say little", LIMITS.least_days),
            );
        }
        if above(side.rejected, side.rows, LIMITS.most_rejected_percent) {
            let (rejected, rows) = (side.rejected, side.rows);
            let limit = LIMITS.most_rejected_percent;
            block(
                "rejected",
                format!(
                    "{rejected} of {rows} rows of {which} could not be read: more than {limit} %"
                ),
            );
        }
    }
    reasons
}

/// What should be known of the figures.
fn caveats(before: &Side, after: &Side, reports: (&Report, &Report)) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut say = |code: &str, text: String| {
        reasons.push(Reason { code: code.to_owned(), pool: None, blocking: false, text });
    };
    for (which, side) in [("before", before), ("after", after)] {
        if let (Some(asked), Some((from, to))) = (side.asked, side.from.zip(side.to)) {
            let (wanted, had) =
                (format!("{} to {}", asked.from, asked.to), format!("{from} to {to}"));
            say(
                "cut-window",
                format!("{which} was to be {wanted}; the log has {had}, and only these days count"),
            );
        }
        if side.partial_today {
            say(
                "partial-day",
                format!(
                    "the last day of {which} is not over yet, so its credits a day are too low"
                ),
            );
        }
    }
    if before.timezone != after.timezone {
        say("timezone", "days begin in different time zones".to_owned());
    }
    if before.days > 0
        && after.days > 0
        && apart(weekend(before), weekend(after), LIMITS.weekend_points_percent)
    {
        let of = |side: &Side| format!("{} of {}", side.weekdays[5] + side.weekdays[6], side.days);
        say(
            "weekdays",
            format!(
                "the weeks are not alike: {} days before and {} after are on a weekend",
                of(before),
                of(after)
            ),
        );
    }
    let rates = |side: &Side| side.models.clone();
    if rates(before) != rates(after) && before.events > 0 && after.events > 0 {
        say("rates", "the sides were priced by different rate cards; a change of prices is in the rate effect".to_owned());
    }
    let (b, a) = (reported(reports.0), reported(reports.1));
    if let (Some(b), Some(a)) = (b, a)
        && (a - b).abs().times(100) > Credits::whole(i64::from(LIMITS.basis_points_percent))
    {
        let percent = |share: Credits| share.times(100).round(0);
        let (b, a) = (percent(b), percent(a));
        say(
            "basis",
            format!(
                "the log itself reports {b} % of the credits before and {a} % after; the rest is the rate card's"
            ),
        );
    }
    reasons
}

/// Weekend days and all days.
fn weekend(side: &Side) -> (u32, u32) {
    (side.weekdays[5] + side.weekdays[6], side.days)
}

/// Whether two shares are more than so many points apart.
fn apart(a: (u32, u32), b: (u32, u32), percent: u32) -> bool {
    let cross = |part: u32, whole: u32| u128::from(part) * u128::from(whole);
    let difference = cross(a.0, b.1).abs_diff(cross(b.0, a.1));
    difference * 100 > cross(a.1, b.1) * u128::from(percent)
}

/// Of the credits, the part that the log reports itself.
fn reported(report: &Report) -> Option<Credits> {
    let sum = |of: fn(&crate::report::PoolReport) -> Credits| {
        report.pools.each().map(|(_, p)| of(p)).sum::<Credits>()
    };
    sum(|p| p.reported).divide(sum(|p| p.credits), 6)
}
