//! `pace`: the share used against the share of the cycle that has passed.

use super::alert::{Alert, RuleState, Severity};
use super::facts::Facts;
use super::fraction::Fraction;
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Quotient, Ratio6};

pub(super) struct Pace;

const ID: &str = "pace";

impl Rule for Pace {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "the share used ÷ the share of the cycle that has passed; a gate only with a number"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/pace.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn needs_days(&self) -> bool {
        false
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        params.pace = number.or(params.pace);
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        let severity = if params.pace.is_some() { Severity::Warning } else { Severity::Info };
        let mut alert = subject.alert(ID, severity);
        alert.threshold = params.pace;
        let capacity = match subject.known_capacity() {
            Ok(capacity) => capacity,
            Err(unknown) => return vec![Alert { facts: Facts::Unknown(unknown), ..alert }],
        };
        // used ÷ capacity ÷ (day ÷ days), multiplied out so that nothing is rounded.
        let (day, days) = (subject.as_of.since(subject.cycle.start) + 1, subject.cycle.days());
        let used = subject.used.times(i64::from(days));
        let even = capacity.times(i64::from(day));
        alert.value = Some(subject.used);
        alert.baseline = Ratio6::of(even, Credits::whole(i64::from(days)));
        alert.ratio = Quotient::of(used, even);
        let exceeded = params.pace.map(|limit| Fraction::of(limit).is_exceeded(used, even));
        let at_least = subject.lower_bound().filter(|_| exceeded == Some(false));
        alert.state = match exceeded {
            Some(true) => RuleState::Fired,
            Some(false) if at_least.is_none() => RuleState::Clear,
            _ => RuleState::NotJudged,
        };
        alert.facts = Facts::Pace { day, days, at_least };
        vec![alert]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, c};

    fn judged(used: &str, limit: Option<&str>, change: impl Fn(&mut Subject)) -> Alert {
        // As of 20 May, day 20 of 31; an even pace of 310 is 200.
        let mut bench = Bench::new("2026-05-01", &[1; 20]);
        bench.capacity = Some(c("310"));
        let mut subject = bench.subject();
        subject.used = c(used);
        change(&mut subject);
        Pace.judge(&subject, &Params { pace: limit.map(c), ..Params::default() }).remove(0)
    }

    #[test]
    fn the_share_used_over_the_share_passed() {
        let alert = judged("250", None, |_| {});
        assert_eq!(alert.ratio.unwrap().to_string(), "1.2500");
        assert_eq!(alert.baseline.unwrap().to_string(), "200.000000");
        assert_eq!((alert.state, alert.severity), (RuleState::NotJudged, Severity::Info));
    }

    #[test]
    fn fires_above_its_number_only() {
        assert_eq!(judged("300", Some("1.5"), |_| {}).state, RuleState::Clear);
        assert_eq!(judged("300.0000001", Some("1.5"), |_| {}).state, RuleState::Fired);
        assert_eq!(judged("100", Some("1.5"), |s| s.covered = false).state, RuleState::NotJudged);
        assert_eq!(judged("400", Some("1.5"), |s| s.covered = false).state, RuleState::Fired);
        assert_eq!(judged("400", Some("1.5"), |s| s.capacity = None).state, RuleState::NotJudged);
    }
}
