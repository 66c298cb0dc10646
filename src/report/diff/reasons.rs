//! Reasons against comparing two sides, and caveats about their figures.

use super::data::Side;
use super::outcome::{LIMITS, Reason};
use crate::base::{Credits, figure};
use crate::report::Report;

/// Returns true if `part` is more than `percent` of `whole`.
pub(super) fn above(part: u64, whole: u64, percent: u32) -> bool {
    u128::from(part) * 100 > u128::from(whole) * u128::from(percent)
}

/// Returns the reasons why the sides cannot be compared at all.
pub(super) fn against(before: &Side, after: &Side) -> Vec<Reason> {
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
                1 => format!("both sides contain {from}"),
                _ => format!("both sides contain the {days} days from {from} to {to}"),
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
            let (rejected, rows) = (figure::count(side.rejected), figure::count(side.rows));
            let limit = LIMITS.most_rejected_percent;
            block(
                "rejected",
                format!(
                    "{rejected} of {rows} rows of {which} could not be read: more than {limit}%"
                ),
            );
        }
    }
    reasons
}

/// Returns the reason against comparing sides of which the filters drop too many events without a price that may belong to them.
pub(super) fn undecided(reports: (&Report, &Report)) -> Option<Reason> {
    let is_too_many = |report: &Report| {
        let events = report.pools.each().map(|(_, pool)| pool.events).sum::<u64>();
        let quality = &report.quality;
        let all = events.saturating_add(quality.undecided);
        above(quality.undecided_unpriced, all, LIMITS.most_unpriced_percent)
    };
    let (before, after) = reports;
    (is_too_many(before) || is_too_many(after)).then(|| {
        let events = |report: &Report| figure::count(report.quality.undecided_unpriced);
        let text = format!(
            "the filters drop {} events before and {} after that have no price and may belong to what is compared: more than {}%",
            events(before),
            events(after),
            LIMITS.most_unpriced_percent
        );
        Reason { code: "undecided".to_owned(), pool: None, blocking: true, text }
    })
}

/// Returns the caveats about the figures.
pub(super) fn caveats(before: &Side, after: &Side, reports: (&Report, &Report)) -> Vec<Reason> {
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
                format!(
                    "{wanted} was requested for {which}; the log covers {had}, and only these days count"
                ),
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
                "the weeks differ: {} days before and {} after are on a weekend",
                of(before),
                of(after)
            ),
        );
    }
    let rates = |side: &Side| side.models.clone();
    if rates(before) != rates(after) && before.events > 0 && after.events > 0 {
        say("rates", "the sides were priced by different rate cards; the rate effect includes the change of prices".to_owned());
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
                "the log itself reports {b}% of the credits before and {a}% after; the rate card gives the rest"
            ),
        );
    }
    reasons
}

/// Returns the number of weekend days, and of all days.
fn weekend(side: &Side) -> (u32, u32) {
    (side.weekdays[5] + side.weekdays[6], side.days)
}

/// Returns true if two shares differ by more than `percent` points.
fn apart(a: (u32, u32), b: (u32, u32), percent: u32) -> bool {
    let cross = |part: u32, whole: u32| u128::from(part) * u128::from(whole);
    let difference = cross(a.0, b.1).abs_diff(cross(b.0, a.1));
    difference * 100 > cross(a.1, b.1) * u128::from(percent)
}

/// Returns the share of credits that the log itself reports.
fn reported(report: &Report) -> Option<Credits> {
    let sum = |of: fn(&crate::report::PoolReport) -> Credits| {
        report.pools.each().map(|(_, p)| of(p)).sum::<Credits>()
    };
    sum(|p| p.reported).divide(sum(|p| p.credits), 6)
}
