//! `forecast`: the capacity is likely to be used up before the reset.

use super::alert::{Alert, RuleState, Severity};
use super::facts::{Facts, Unknown};
use super::history::warming_up;
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Quotient};
use crate::forecast::{FULL_HISTORY, ProjectionOutcome};

pub(super) struct Forecast;

const ID: &str = "forecast";

impl Rule for Forecast {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "running out before the reset is 70% likely (urgent: 80%)"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/forecast.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        if let Some(number) = number {
            params.forecast_warn = number;
            params.forecast_urgent = params.forecast_urgent.max(number);
        }
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(params.forecast_warn);
        if let Err(unknown) = subject.known_capacity() {
            return vec![Alert { facts: Facts::Unknown(unknown), ..alert }];
        }
        let Some(probability) = subject.p_exhausted else {
            if let Some(last) = subject.log_ends {
                return vec![Alert { facts: Facts::Unknown(Unknown::LogEnds(last)), ..alert }];
            }
            let last = if subject.partial { subject.as_of.plus(-1) } else { subject.as_of };
            let days = (last.since(subject.first) + 1).max(0);
            return vec![warming_up(alert, days, FULL_HISTORY)];
        };
        alert.value = Quotient::<2>::from_f64(probability.to_f64()).map(Quotient::value);
        if probability >= params.forecast_urgent {
            alert.severity = Severity::Urgent;
        }
        let fired = probability >= params.forecast_warn || probability >= Credits::whole(1);
        let at_least = subject.lower_bound().filter(|_| !fired);
        alert.state = match at_least {
            _ if fired => RuleState::Fired,
            Some(_) => RuleState::NotJudged,
            None => RuleState::Clear,
        };
        alert.facts = Facts::RunningOut {
            probability,
            warn_from: params.forecast_warn,
            reset: subject.cycle.reset,
            out: match subject.projection {
                Some(ProjectionOutcome::Projected(projection)) => projection.out_date,
                _ => None,
            },
            at_least,
        };
        vec![alert]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, c, day};
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
            ("0.695", RuleState::Clear, Severity::Warning),
            ("0.7", RuleState::Fired, Severity::Warning),
            ("0.705", RuleState::Fired, Severity::Warning),
            ("0.795", RuleState::Fired, Severity::Warning),
            ("0.8", RuleState::Fired, Severity::Urgent),
            ("1", RuleState::Fired, Severity::Urgent),
        ] {
            let alert = judged(Some(p), |_| {});
            assert_eq!((alert.state, alert.severity), (state, severity), "{p}");
        }
        let facts = Facts::RunningOut {
            probability: c("0.695"),
            warn_from: c("0.7"),
            reset: day("2026-06-01"),
            out: None,
            at_least: None,
        };
        assert_eq!(judged(Some("0.695"), |_| {}).facts, facts);
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
        let facts = Facts::RunningOut {
            probability: c("0.995"),
            warn_from: c("0.7"),
            reset: day("2026-06-01"),
            out: Some(day("2026-05-25")),
            at_least: None,
        };
        assert_eq!(alert.facts, facts);
        let spent = PoolState { capacity: Some(c("7")), ..state };
        let outcome = project(&spent);
        (subject.projection, subject.p_exhausted) = (Some(&outcome), p_exhausted(&spent));
        let alert = Forecast.judge(&subject, &Params::default()).remove(0);
        let facts = Facts::RunningOut {
            probability: c("1"),
            warn_from: c("0.7"),
            reset: day("2026-06-01"),
            out: Some(day("2026-05-07")),
            at_least: None,
        };
        assert_eq!(alert.facts, facts);
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
        assert_eq!(unknown.facts, Facts::Unknown(Unknown::Allowance));
        assert_eq!(judged(Some("0.9"), |s| s.filtered = true).state, RuleState::NotJudged);
        let young = judged(None, |s| s.first = s.as_of.plus(-8));
        let nine = Facts::WarmingUp { days: 9, need: 14 };
        assert_eq!((young.state, young.facts), (RuleState::WarmingUp, nine));
        let today = judged(None, |s| (s.first, s.partial) = (s.as_of.plus(-8), true));
        assert_eq!(today.facts, Facts::WarmingUp { days: 8, need: 14 });
    }
}
