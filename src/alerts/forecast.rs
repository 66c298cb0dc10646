//! `forecast`: the capacity is likely to be used up before the reset.

use super::history::warming_up;
use super::words::percent;
use super::{Alert, Params, Rule, RuleState, Severity, Subject};
use crate::base::{Credits, Day, Quotient};
use crate::forecast::{FULL_HISTORY, ProjectionOutcome};

pub(super) struct Forecast;

const ID: &str = "forecast";

impl Rule for Forecast {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "running out before the reset is 65 % likely (urgent: 80 %)"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/forecast.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(params.forecast_warn);
        if let Err(reason) = subject.known_capacity() {
            return vec![Alert { message: reason.to_owned(), ..alert }];
        }
        let Some(probability) = subject.p_exhausted else {
            let last = if subject.partial { subject.as_of.plus(-1) } else { subject.as_of };
            let days = (last.since(subject.first) + 1).max(0);
            return vec![warming_up(alert, days, FULL_HISTORY)];
        };
        alert.value = Quotient::<2>::from_f64(probability.to_f64()).map(Quotient::value);
        if probability >= params.forecast_urgent {
            alert.severity = Severity::Urgent;
        }
        let reset = subject.cycle.reset.in_words();
        let likely = probability.times(100);
        let out = match subject.projection {
            Some(ProjectionOutcome::Projected(projection)) => {
                projection.out_date.map(Day::in_words)
            }
            _ => None,
        };
        let said = if probability >= Credits::whole(1) {
            let since = out.as_ref().map_or_else(String::new, |day| format!(" since {day}"));
            format!("used up{since}; the reset is on {reset}")
        } else {
            format!("{likely} %{} likely to run out before the reset on {reset}", subject.so_far())
        };
        (alert.state, alert.message) = if probability >= Credits::whole(1) {
            (RuleState::Fired, said)
        } else if probability >= params.forecast_warn {
            let when = out.map_or_else(String::new, |day| {
                format!("; on {day} at the average of the last 14 days")
            });
            (RuleState::Fired, format!("{said}{when}"))
        } else if let Some(reason) = subject.lower_bound() {
            (RuleState::NotJudged, format!("{said} by what is known ({reason})"))
        } else {
            let warn = percent(params.forecast_warn, Credits::whole(1)).unwrap_or_default();
            (RuleState::Clear, format!("{said} (threshold {warn})"))
        };
        vec![alert]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, c};
    use crate::forecast::{PoolState, p_exhausted, project};

    fn judged(probability: Option<&str>, change: impl Fn(&mut Subject)) -> Alert {
        let mut bench = Bench::new("2026-05-01", &[1; 20]);
        bench.capacity = Some(c("100"));
        let mut subject = bench.subject();
        subject.p_exhausted = probability.map(c);
        change(&mut subject);
        Forecast.judge(&subject, &Params::default()).remove(0)
    }

    #[test]
    fn the_probability_decides_before_it_is_rounded() {
        for (p, state, severity) in [
            ("0.645", RuleState::Clear, Severity::Warning),
            ("0.65", RuleState::Fired, Severity::Warning),
            ("0.655", RuleState::Fired, Severity::Warning),
            ("0.795", RuleState::Fired, Severity::Warning),
            ("0.8", RuleState::Fired, Severity::Urgent),
            ("1", RuleState::Fired, Severity::Urgent),
        ] {
            let alert = judged(Some(p), |_| {});
            assert_eq!((alert.state, alert.severity), (state, severity), "{p}");
        }
        assert_eq!(
            judged(Some("0.645"), |_| {}).message,
            "64.5 % likely to run out before the reset on 1 Jun (threshold 65 %)"
        );
    }

    #[test]
    fn says_when() {
        // 1 a day from 1 to 20 May, 11 days left of May, a capacity of 25: 5 days more.
        let mut bench = Bench::new("2026-05-01", &[1; 20]);
        bench.capacity = Some(c("25"));
        let mut subject = bench.subject();
        let state = PoolState {
            net: &bench.net,
            log_first: subject.first,
            as_of: subject.as_of,
            partial: false,
            cycle: subject.cycle,
            used: subject.used,
            used_before: Credits::ZERO,
            capacity: subject.capacity,
        };
        let outcome = project(&state);
        (subject.projection, subject.p_exhausted) = (Some(&outcome), p_exhausted(&state));
        let alert = Forecast.judge(&subject, &Params::default()).remove(0);
        assert_eq!((alert.state, alert.severity), (RuleState::Fired, Severity::Urgent));
        assert_eq!(
            alert.message,
            "99.5 % likely to run out before the reset on 1 Jun; on 25 May at the average of the last 14 days"
        );
        let spent = PoolState { capacity: Some(c("7")), ..state };
        let outcome = project(&spent);
        (subject.projection, subject.p_exhausted) = (Some(&outcome), p_exhausted(&spent));
        let alert = Forecast.judge(&subject, &Params::default()).remove(0);
        assert_eq!(alert.message, "used up since 7 May; the reset is on 1 Jun");
    }

    #[test]
    fn a_lower_bound_may_fire_but_never_clears() {
        for change in
            [|s: &mut Subject| s.covered = false, |s: &mut Subject| s.unassigned_in_cycle = true]
        {
            assert_eq!(judged(Some("0.3"), change).state, RuleState::NotJudged);
            assert_eq!(judged(Some("0.7"), change).state, RuleState::Fired);
        }
    }

    #[test]
    fn says_what_is_missing() {
        let unknown = judged(None, |s| s.capacity = None);
        assert_eq!(unknown.state, RuleState::NotJudged);
        assert_eq!(unknown.message, "no allowance is known: --plan or --allowance");
        assert_eq!(judged(Some("0.9"), |s| s.filtered = true).state, RuleState::NotJudged);
        let young = judged(None, |s| s.first = s.as_of.plus(-8));
        assert_eq!(
            (young.state, young.message.as_str()),
            (RuleState::WarmingUp, "warming up: 9 of 14 days")
        );
        let today = judged(None, |s| (s.first, s.partial) = (s.as_of.plus(-8), true));
        assert_eq!(today.message, "warming up: 8 of 14 days");
    }
}
