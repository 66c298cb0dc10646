//! Alerts of days that are within the even pace of the plan: fired, but nothing to run for.

use super::alert::{Alert, RuleState};
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use super::without_days;
use crate::base::{Credits, Day};

/// Asks a rule, and marks what fired as minor if the day was within the even pace.
pub(crate) fn judge(rule: &dyn Rule, subject: &Subject, params: &Params) -> Vec<Alert> {
    let mut alerts = without_days::judge(rule, subject, params);
    for alert in alerts.iter_mut().filter(|alert| alert.state == RuleState::Fired) {
        alert.minor = rule.may_be_minor()
            && alert.value.is_some_and(|value| subject.is_within_pace(alert.day, value));
    }
    alerts
}

impl Subject<'_> {
    /// True if a whole cycle of days like this one would not use more than the capacity. False if that is unknown.
    pub(super) fn is_within_pace(&self, day: Day, value: Credits) -> bool {
        let others = self.other_capacities.iter().map(|(cycle, _)| *cycle);
        let cycle = std::iter::once(self.cycle).chain(others).find(|cycle| cycle.holds(day));
        let days = cycle.unwrap_or(self.cycle).days();
        self.capacity_on(day).is_some_and(|capacity| value.times(i64::from(days)) <= capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, c};
    use crate::alerts::{AlertDay, find};

    fn spiked(capacity: Option<&str>, value: &str) -> (Vec<Alert>, Vec<AlertDay>) {
        let mut bench = Bench::new("2026-05-01", &[1; 15]);
        bench.set("2026-05-15", value);
        bench.capacity = capacity.map(c);
        let (subject, params) = (bench.subject(), Params::default());
        let spike = find("spike").unwrap();
        let days = spike.days(&subject, &params, subject.first, subject.as_of);
        (judge(spike, &subject, &params), days)
    }

    #[test]
    fn a_day_within_the_even_pace_is_minor() {
        // 31 days of 8 are 248.
        for (capacity, value, minor) in [
            (Some("248"), "8", true),
            (Some("248"), "8.0000001", false),
            (Some("247"), "8", false),
            (None, "8", false),
        ] {
            let (alerts, days) = spiked(capacity, value);
            assert_eq!((alerts[0].state, alerts[0].minor), (RuleState::Fired, minor), "{value}");
            assert_eq!(days.last().map(|day| day.minor), Some(minor), "{value}");
        }
        let (clear, _) = spiked(Some("248"), "2");
        assert_eq!((clear[0].state, clear[0].minor), (RuleState::Clear, false));
    }

    #[test]
    fn what_stops_the_builder_is_never_minor() {
        let bench = Bench::new("2026-05-01", &[5; 15]);
        let mut subject = bench.subject();
        subject.pool = crate::event::Pool::Message;
        subject.capacity = Some(c("1000"));
        (subject.daily_cap, subject.utc_days) = (Some(c("5")), Some(&bench.net));
        let cap = find("daily-cap").unwrap();
        let alert = judge(cap, &subject, &Params::default()).remove(0);
        assert_eq!((alert.state, alert.minor), (RuleState::Fired, false));
        let days = cap.days(&subject, &Params::default(), subject.first, subject.as_of);
        assert!(!days.is_empty() && days.iter().all(|day| !day.minor));
    }
}
