//! Decides whether a change means anything. The limits are data, and every verdict comes with its reason.

use super::data::{Comparison, PoolChange};
use super::outcome::{LIMITS, Outcome, PoolVerdict, Reason, Verdict};
use super::{per_day, reasons};
use crate::base::{Ratio6, figure};
use crate::event::Pool;
use crate::report::Report;

/// Sets the verdict of each pool and of the comparison.
pub(super) fn judge(comparison: &mut Comparison, reports: (&Report, &Report)) {
    let (before, after) = (&comparison.before, &comparison.after);
    let mut reasons = reasons::against(before, after);
    for (pool, change) in comparison.pools.each() {
        let counts = (change.unpriced_events, change.events);
        if reasons::above(counts.0.before, counts.1.before, LIMITS.most_unpriced_percent)
            || reasons::above(counts.0.after, counts.1.after, LIMITS.most_unpriced_percent)
        {
            let text = format!(
                "{} of {} {pool} events before and {} of {} after have no known price: more than {}%",
                figure::count(counts.0.before),
                figure::count(counts.1.before),
                figure::count(counts.0.after),
                figure::count(counts.1.after),
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
    reasons.extend(comparison.pools.one_sided().map(|(pool, is_after)| {
        let side = if is_after { "before" } else { "after" };
        Reason {
            code: "not-in-log".to_owned(),
            pool: Some(pool),
            blocking: true,
            text: format!(
                "{pool} credits are not in the log {side}, so nothing is known of them there"
            ),
        }
    }));
    reasons.extend(reasons::undecided(reports));
    reasons.extend(reasons::caveats(before, after, reports));
    let days = (i64::from(before.days), i64::from(after.days));
    let pools = &mut comparison.pools;
    let each = [
        (Pool::Message, Some(&mut pools.message)),
        (Pool::Integration, Some(&mut pools.integration)),
        (Pool::Unassigned, pools.unassigned.as_mut()),
    ];
    for (pool, change) in each {
        let Some(change) = change else { continue };
        if !(change.observed.before || change.observed.after) {
            change.verdict = PoolVerdict {
                outcome: Outcome::NotComparable,
                reason: format!("{pool} credits are in neither log"),
            };
            continue;
        }
        let block = reasons.iter().find(|r| r.blocking && r.pool.is_none_or(|of| of == pool));
        change.verdict = match block {
            Some(block) => {
                PoolVerdict { outcome: Outcome::NotComparable, reason: block.text.clone() }
            }
            None => of_pool(pool, change, days),
        };
    }
    comparison.verdict = overall(comparison, &reasons);
    comparison.verdict.reasons = reasons;
}

fn of_pool(pool: Pool, change: &PoolChange, days: (i64, i64)) -> PoolVerdict {
    let given = |outcome, reason| PoolVerdict { outcome, reason };
    if !change.is_used() {
        return given(Outcome::NoRealChange, format!("no {pool} events on either side"));
    }
    let (b, a) = (change.credits.before, change.credits.after);
    let difference = per_day::numerator(b, a, days);
    let shown = |amount: Option<Ratio6>| {
        amount.map_or_else(|| "?".to_owned(), |x| figure::exact(x.value().round(2)))
    };
    let moved = format!(
        "{pool} credits a day {} → {}",
        shown(change.per_day.before),
        shown(change.per_day.after)
    );
    if difference.is_zero() {
        return given(Outcome::NoRealChange, format!("{moved}: the same"));
    }
    // |Δ| < p % of the mean of both sides, without a division.
    let sum = b.times(days.1).abs() + a.times(days.0).abs();
    if difference.abs().times(200) < sum.times(i64::from(LIMITS.least_change_percent)) {
        return given(
            Outcome::NoRealChange,
            format!("{moved}: a change of less than {}%", LIMITS.least_change_percent),
        );
    }
    let noise = change.per_day.noise.map(Ratio6::value).unwrap_or_default();
    if change.per_day.change.is_some_and(|c| c.value().abs() < noise) {
        return given(
            Outcome::NoRealChange,
            format!("{moved}: days differ by more (± {})", figure::exact(noise.round(2))),
        );
    }
    let outcome = if difference.is_positive() { Outcome::Worse } else { Outcome::Better };
    given(
        outcome,
        format!("{moved}: more than days differ by (± {})", figure::exact(noise.round(2))),
    )
}

fn overall(comparison: &Comparison, reasons: &[Reason]) -> Verdict {
    let used: Vec<_> = comparison.pools.each().filter(|(_, change)| change.is_used()).collect();
    let order = [Outcome::Worse, Outcome::NotComparable, Outcome::Better, Outcome::NoRealChange];
    for outcome in order {
        let found: Vec<&str> = used
            .iter()
            .filter(|(_, c)| c.verdict.outcome == outcome)
            .map(|(_, c)| c.verdict.reason.as_str())
            .collect();
        if let Some(first) = found.first() {
            // A reason that holds for all pools is given once.
            let same = found.iter().all(|reason| reason == first);
            let reason = if same { (*first).to_owned() } else { found.join("; ") };
            return Verdict { outcome, reason, ..Verdict::default() };
        }
    }
    let block = reasons.iter().find(|reason| reason.blocking).map(|reason| reason.text.clone());
    let reason = block.unwrap_or_else(|| "no events on either side".to_owned());
    Verdict { outcome: Outcome::NotComparable, reason, ..Verdict::default() }
}
