//! `pace`: the share used beside the share of the cycle that has passed.

use super::fraction::Fraction;
use super::words::{amount, factor};
use super::{Alert, Params, Rule, RuleState, Severity, Subject};
use crate::base::{Credits, Quotient, Six};

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

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        let severity = if params.pace.is_some() { Severity::Warning } else { Severity::Info };
        let mut alert = subject.alert(ID, severity);
        alert.threshold = params.pace;
        let capacity = match subject.known_capacity() {
            Ok(capacity) => capacity,
            Err(reason) => return vec![Alert { message: reason.to_owned(), ..alert }],
        };
        // used ÷ capacity ÷ (so far ÷ days), without dividing.
        let (so_far, days) = (subject.as_of.since(subject.cycle.start) + 1, subject.cycle.days());
        let used = subject.used.times(i64::from(days));
        let even = capacity.times(i64::from(so_far));
        alert.value = Some(subject.used);
        alert.baseline = Six::of(even, Credits::whole(i64::from(days)));
        alert.ratio = Quotient::of(used, even);
        let pace = alert.ratio.map_or_else(|| "unknown".to_owned(), factor);
        let expected = alert.baseline.map_or_else(String::new, |even| amount(even.value()));
        let used_so_far = amount(subject.used);
        let said = format!(
            "pace {pace}: {used_so_far} used by day {so_far} of {days}, an even pace would be {expected}"
        );
        (alert.state, alert.message) = match params.pace {
            None => (RuleState::NotJudged, format!("{said} (for information)")),
            Some(limit) if Fraction::of(limit).is_exceeded(used, even) => (RuleState::Fired, said),
            Some(_) => match subject.lower_bound() {
                Some(reason) => (RuleState::NotJudged, format!("{said}, at least: {reason}")),
                None => (RuleState::Clear, said),
            },
        };
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
