//! The sentence about an alert. Every rule's wording is here and nowhere else; the rules return values.
//!
//! A sentence holds numbers and days, never text from the log: names are cells of their own on a page, so that each output
//! format escapes them in its own way.

use crate::alerts::alert::{Alert, RuleState, Window};
use crate::alerts::facts::{Baseline, Facts, LowerBound, Unknown};
use crate::base::figure::{amount_in_text as amount, counted, exact, factor, percent_down, times};
use crate::base::{Credits, Day, Ratio6};

/// Why a rule that compares with the allowance is not judged.
pub(crate) const NO_ALLOWANCE: &str = "no allowance is known: set --plan or --allowance";
/// The same under a filter by app or user.
pub(crate) const CAPACITY_OF_PART: &str =
    "a filter by app or user is set, but the allowance is for the whole workspace";
/// Why nothing is judged.
pub(crate) const NO_EVENTS: &str = "the log has no events up to this day";

/// Why a rule or a projection that reads single days says nothing.
pub(crate) const NO_DAYS: &str = "a snapshot has totals and no days";

/// Why nothing is known of the judged day.
pub(crate) fn log_ends(last: Day) -> String {
    format!("the log ends on {}", last.in_words())
}

/// The sentence of a report's alert.
pub(crate) fn sentence(alert: &Alert) -> String {
    let so_far = so_far(alert);
    match &alert.facts {
        Facts::Unknown(unknown) => why_unknown(*unknown),
        Facts::WarmingUp { days, need } => format!("warming up: {days} of {need} days"),
        Facts::NoEvents => "no events".to_owned(),
        Facts::Day { against, harmless_for } => {
            let text = day(alert, *against);
            match harmless_for {
                Some(days) => format!("{text}, but too little to matter in {days} days"),
                None => text,
            }
        }
        Facts::Rise { sum, limit } => rise(alert, *sum, *limit),
        Facts::Piled { sum, limit } => piled(alert, *sum, *limit),
        Facts::RunningOut { .. } => running_out(alert),
        Facts::Share { capacity, with_grants, at_least } => {
            share(alert, *capacity, *with_grants, *at_least)
        }
        Facts::Cap { cap } => {
            let (used, cap) = (value(alert), amount(*cap));
            format!("{used}{so_far} of the {cap} message credits of the UTC day")
        }
        Facts::Pace { day, days, at_least } => pace(alert, *day, *days, *at_least),
    }
}

/// The sentence of a gate's verdict, with pool and day in front:
/// `integration credits on 2026-05-20: 412 against a 14-day average of 83.2 (4.95 ×; window 05-06…05-19, 4 zero days)`.
pub(crate) fn of_gate(alert: &Alert) -> String {
    let start = format!("{} credits on {}", alert.pool.name(), alert.day);
    let (Facts::Day { against: Baseline::Average, .. }, Some(window)) =
        (&alert.facts, &alert.window)
    else {
        return format!("{start}: {}", sentence(alert));
    };
    let (value, so_far, days) = (value(alert), so_far(alert), window.days);
    let span = short_span(window);
    match (alert.ratio, alert.baseline) {
        (Some(ratio), Some(baseline)) => {
            let (baseline, ratio) = (amount(baseline.value()), factor(ratio));
            format!(
                "{start}: {value}{so_far} against a {days}-day average of {baseline} ({ratio} ×; window {span})"
            )
        }
        _ if alert.state == RuleState::Fired => {
            format!("{start}: {value}{so_far}, the first use in {days} days (window {span})")
        }
        _ => format!("{start}: {}", sentence(alert)),
    }
}

fn so_far(alert: &Alert) -> &'static str {
    if alert.partial { " so far" } else { "" }
}

fn value_of(alert: &Alert) -> Credits {
    alert.value.unwrap_or_default()
}

fn value(alert: &Alert) -> String {
    amount(value_of(alert))
}

fn baseline(alert: &Alert) -> String {
    amount(alert.baseline.map(Ratio6::value).unwrap_or_default())
}

fn why_unknown(unknown: Unknown) -> String {
    let reason = match unknown {
        Unknown::Allowance => NO_ALLOWANCE,
        Unknown::CapacityOfPart => CAPACITY_OF_PART,
        Unknown::Cap => "the plan has no daily cap, or no plan is set",
        Unknown::CapOfPart => {
            "a filter by app or user is set, but the daily cap is for the whole workspace"
        }
        Unknown::UtcDays => "the credits per UTC day are not known",
        Unknown::LogEnds(last) => return log_ends(last),
        Unknown::NoDays => NO_DAYS,
    };
    reason.to_owned()
}

/// Why more may have been used than the log shows.
fn why_at_least(bound: LowerBound) -> String {
    match bound {
        LowerBound::LateStart { days } => {
            let days = counted(u64::from(days.unsigned_abs()), "day");
            format!("the log starts {days} into the cycle, so set --used-before")
        }
        LowerBound::EarlyEnd { last } => log_ends(last),
        LowerBound::Readings => {
            "the totals or balances that were noted do not tell all that was used".to_owned()
        }
        LowerBound::Unassigned => "some credits of the cycle belong to no known pool".to_owned(),
    }
}

fn day(alert: &Alert, against: Baseline) -> String {
    let (value, so_far) = (value(alert), so_far(alert));
    let days = alert.window.as_ref().map_or(0, |window| window.days);
    let used = alert.value.is_some_and(Credits::is_positive);
    match (alert.ratio, &alert.window) {
        (Some(ratio), Some(window)) => {
            let (baseline, span) = (baseline(alert), span(window));
            let of = match against {
                Baseline::Average => format!("{days}-day average"),
                Baseline::HighDay => "usual high day".to_owned(),
            };
            if used {
                let times = times(ratio.value());
                format!("{value}{so_far} is {times} the {of} of {baseline} ({span})")
            } else {
                format!("no use{so_far}; the {of} is {baseline} ({span})")
            }
        }
        _ if used => format!("first use in {days} days: {value}{so_far}"),
        _ => format!("no use{so_far}, and none in the {days} days before"),
    }
}

fn rise(alert: &Alert, sum: f64, limit: i32) -> String {
    let verdict = match alert.state {
        RuleState::Fired => "use has been rising",
        _ => "no slow rise",
    };
    let (value, so_far, baseline) = (value(alert), so_far(alert), baseline(alert));
    let (days, span) =
        alert.window.as_ref().map_or((0, String::new()), |window| (window.days, span(window)));
    format!(
        "{verdict}: {value}{so_far} against the {days}-day average of {baseline} ({span}), cumulative sum {sum:.2} of {limit}"
    )
}

/// `40 against a fair day of 10.79; what lies above fair days has piled up to 5.46 of them (limit 3)`.
fn piled(alert: &Alert, sum: Option<f64>, limit: Credits) -> String {
    let (value, so_far, baseline) = (value(alert), so_far(alert), baseline(alert));
    let start = format!("{value}{so_far} against a fair day of {baseline}");
    let limit = exact(limit);
    match sum {
        None => format!("{value}{so_far}, where any use is above the fair day of 0"),
        Some(sum) if alert.state == RuleState::Fired => {
            format!(
                "{start}; what lies above fair days has piled up to {sum:.2} of them (limit {limit})"
            )
        }
        Some(sum) => format!("{start}; {sum:.2} fair days above it have piled up (limit {limit})"),
    }
}

fn running_out(alert: &Alert) -> String {
    let Facts::RunningOut { probability, warn_from, reset, out, at_least } = &alert.facts else {
        return String::new();
    };
    let reset = reset.in_words();
    if *probability >= Credits::whole(1) {
        let since = out.map(|day| format!(" since {}", day.in_words())).unwrap_or_default();
        return format!("used up{since}; the reset is on {reset}");
    }
    let likely = exact(value_of(alert).times(100));
    let text = format!("{likely}% likely{} to run out before the reset on {reset}", so_far(alert));
    if alert.state == RuleState::Fired {
        let when =
            out.map(|day| format!("; on {} at the average of the last 14 days", day.in_words()));
        return text + &when.unwrap_or_default();
    }
    if let Some(bound) = at_least {
        return format!("at least {text}: {}", why_at_least(*bound));
    }
    let warn = percent_down(*warn_from, Credits::whole(1)).unwrap_or_default();
    format!("{text} (threshold {warn})")
}

fn share(
    alert: &Alert,
    capacity: Credits,
    with_grants: bool,
    at_least: Option<LowerBound>,
) -> String {
    let used = alert.value.unwrap_or_default();
    let whole = if with_grants { "allowance and grants" } else { "allowance" };
    let (so_far, threshold) = (so_far(alert), exact(alert.threshold.unwrap_or_default()));
    let text = match percent_down(used, capacity) {
        Some(share) => format!("{share} of the {whole} used{so_far} (threshold {threshold}%)"),
        None => format!(
            "{} used{so_far} of {} (threshold {threshold}%)",
            amount(used),
            amount(capacity)
        ),
    };
    match at_least {
        Some(bound) => format!("at least {text}: {}", why_at_least(bound)),
        None => text,
    }
}

fn pace(alert: &Alert, day: i32, days: i32, at_least: Option<LowerBound>) -> String {
    let pace = alert.ratio.map_or_else(|| "unknown".to_owned(), factor);
    let bound = if at_least.is_some() { "at least " } else { "" };
    let (used, expected) = (value(alert), baseline(alert));
    let text = format!(
        "pace {bound}{pace}: {used} used by day {day} of {days}, an even pace would be {expected}"
    );
    match at_least {
        Some(bound) => format!("{text}; {}", why_at_least(bound)),
        None if alert.threshold.is_none() => format!("{text} (for information)"),
        None => text,
    }
}

/// `6–19 May, 2 zero days`
fn span(window: &Window) -> String {
    let (from, to) = (window.from, window.to);
    let same_month = from.month_start() == to.month_start();
    let days = match (from == to, same_month) {
        (true, _) => to.in_words(),
        (false, true) => format!("{}–{}", from.day_of_month(), to.in_words()),
        (false, false) => format!("{} – {}", from.in_words(), to.in_words()),
    };
    days + &zero_days(window)
}

/// `05-06…05-19, 4 zero days`
fn short_span(window: &Window) -> String {
    let short = |day: Day| format!("{:02}-{:02}", day.month(), day.day_of_month());
    format!("{}…{}{}", short(window.from), short(window.to), zero_days(window))
}

fn zero_days(window: &Window) -> String {
    match u64::from(window.zero_days.unsigned_abs()) {
        0 => String::new(),
        n => format!(", {}", counted(n, "zero day")),
    }
}

#[cfg(test)]
mod tests;
