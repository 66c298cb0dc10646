//! Alerts as sentences.

use crate::alerts::alert::{Alert, RuleState, Window};
use crate::base::Day;
use crate::base::figure::{amount_in_text as amount, factor};
use crate::event::Pool;

/// `integration credits on 2026-05-20: 412 against a 14-day average of 83.2 (4.95 ×; window 05-06…05-19, 4 zero days)`; holds no
/// text from the log.
pub(crate) fn of_gate(pool: Option<Pool>, alert: &Alert, partial: bool) -> String {
    let pool = pool.map_or("", Pool::name);
    let so_far = if partial { " so far" } else { "" };
    let on = alert.day.map(|day| format!(" on {day}")).unwrap_or_default();
    let spike = match (alert.rule.as_str(), alert.value, alert.baseline, &alert.window) {
        ("spike", Some(value), Some(baseline), Some(window)) => Some((value, baseline, window)),
        _ => None,
    };
    let Some((value, baseline, window)) = spike else {
        return format!("{pool} credits{on}: {}", alert.message);
    };
    let (value, days, span) = (amount(value), window.days, days(window));
    match alert.ratio {
        Some(ratio) => {
            let (baseline, ratio) = (amount(baseline.value()), factor(ratio));
            format!(
                "{pool} credits{on}: {value}{so_far} against a {days}-day average of {baseline} ({ratio} ×; window {span})"
            )
        }
        None if alert.state == RuleState::Fired => {
            format!(
                "{pool} credits{on}: {value}{so_far}, the first use in {days} days (window {span})"
            )
        }
        None => format!("{pool} credits{on}: {}", alert.message),
    }
}

/// `05-06…05-19, 4 zero days`
fn days(window: &Window) -> String {
    let short = |day: Day| format!("{:02}-{:02}", day.month(), day.day_of_month());
    let span = format!("{}…{}", short(window.from), short(window.to));
    match window.zero_days {
        0 => span,
        1 => format!("{span}, 1 zero day"),
        n => format!("{span}, {n} zero days"),
    }
}
