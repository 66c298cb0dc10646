//! `daily-cap`: a UTC day that reached the plan's daily number of message credits.

use super::words::amount;
use super::{Alert, AlertDay, Params, Rule, RuleState, Severity, Subject};
use crate::base::{Credits, Day, Quotient, Six};
use crate::event::Pool;
use crate::ledger::Series;

pub(super) struct DailyCap;

const ID: &str = "daily-cap";

fn used(days: &Series, day: Day) -> Credits {
    days.at(day).floor_zero()
}

impl Rule for DailyCap {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "the Free plan's 5 message credits of a UTC day are used"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/daily-cap.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn judges_days(&self) -> bool {
        true
    }

    fn judge(&self, subject: &Subject, _params: &Params) -> Vec<Alert> {
        if subject.pool != Pool::Message || subject.scope.is_some() {
            return Vec::new();
        }
        let mut alert = subject.alert(ID, Severity::Urgent);
        alert.threshold = subject.daily_cap;
        let not_judged =
            |alert: Alert, reason: &str| vec![Alert { message: reason.to_owned(), ..alert }];
        let Some(cap) = subject.daily_cap else {
            return not_judged(alert, "the plan has no daily cap, or no plan is known");
        };
        let Some(days) = subject.utc_days else {
            return not_judged(alert, "the credits of UTC days are not known");
        };
        if subject.filtered {
            return not_judged(
                alert,
                "a filter by app or user is set, and the daily cap is the whole workspace's",
            );
        }
        let value = used(days, subject.as_of);
        alert.state = if value >= cap { RuleState::Fired } else { RuleState::Clear };
        alert.value = Some(value);
        alert.baseline = Some(Six::rounded(cap));
        alert.ratio = Quotient::of(value, cap);
        let (said, so_far) = (amount(value), subject.so_far());
        alert.message =
            format!("{said}{so_far} of the {} message credits of the UTC day", amount(cap));
        vec![alert]
    }

    fn days(&self, subject: &Subject, _params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        let (Some(cap), Some(days)) = (subject.daily_cap, subject.utc_days) else {
            return Vec::new();
        };
        if subject.pool != Pool::Message || subject.scope.is_some() || subject.filtered {
            return Vec::new();
        }
        // The first UTC day may begin before the log's first day in the report's zone.
        from.max(days.first())
            .through(to.min(subject.as_of))
            .filter(|day| used(days, *day) >= cap)
            .map(|day| {
                let value = used(days, day);
                subject.alert_day(ID, day, value, Some(Six::rounded(cap)), Quotient::of(value, cap))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, c, day};

    fn with<T>(days: &[i64], look: impl Fn(&mut Subject) -> T) -> T {
        let bench = Bench::new("2026-05-01", days);
        let mut subject = bench.subject();
        subject.pool = Pool::Message;
        subject.daily_cap = Some(c("5"));
        subject.utc_days = Some(&bench.net);
        look(&mut subject)
    }

    fn state(days: &[i64], change: impl Fn(&mut Subject)) -> RuleState {
        with(days, |subject| {
            change(subject);
            DailyCap.judge(subject, &Params::default())[0].state
        })
    }

    #[test]
    fn five_is_the_cap() {
        assert_eq!(state(&[0, 4], |_| {}), RuleState::Clear);
        assert_eq!(state(&[0, 5], |_| {}), RuleState::Fired);
    }

    #[test]
    fn needs_a_plan_with_a_cap_and_the_whole_workspace() {
        assert_eq!(state(&[9], |s| s.daily_cap = None), RuleState::NotJudged);
        assert_eq!(state(&[9], |s| s.filtered = true), RuleState::NotJudged);
        assert!(
            with(&[9], |s| {
                s.pool = Pool::Integration;
                DailyCap.judge(s, &Params::default())
            })
            .is_empty()
        );
    }

    #[test]
    fn every_day_that_reached_it() {
        let fired = with(&[5, 4, 6, -9, 7], |s| {
            DailyCap.days(s, &Params::default(), day("2026-05-02"), day("2026-05-09"))
        });
        assert_eq!(
            fired.iter().map(|d| d.day).collect::<Vec<_>>(),
            [day("2026-05-03"), day("2026-05-05")]
        );
        assert_eq!(fired[0].ratio.unwrap().to_string(), "1.2000");
    }
}
