//! `daily-cap`: a UTC day that reached the plan's daily number of message credits.

use super::alert::{Alert, AlertDay, RuleState, Severity};
use super::facts::{Facts, Unknown};
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Day, Quotient, Ratio6};
use crate::event::Pool;
use crate::ledger::Series;

pub(super) struct DailyCap;

const ID: &str = "daily-cap";

fn used(days: &Series, day: Day) -> Credits {
    days.at(day).floor_zero()
}

/// The cap and the UTC days to compare with it.
fn compared<'a>(subject: &Subject<'a>) -> Result<(Credits, &'a Series), Unknown> {
    let cap = subject.daily_cap.ok_or(Unknown::Cap)?;
    let days = subject.utc_days.ok_or(Unknown::UtcDays)?;
    if subject.filtered { Err(Unknown::CapOfPart) } else { Ok((cap, days)) }
}

fn applies(subject: &Subject) -> bool {
    subject.pool == Pool::Message && subject.scope.is_none()
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

    fn needs_allowance(&self) -> bool {
        false
    }

    fn only_pool(&self) -> Option<Pool> {
        Some(Pool::Message)
    }

    fn judges_days(&self) -> bool {
        true
    }

    fn judge(&self, subject: &Subject, _params: &Params) -> Vec<Alert> {
        if !applies(subject) {
            return Vec::new();
        }
        let mut alert = subject.alert(ID, Severity::Urgent);
        alert.threshold = subject.daily_cap;
        let (cap, days) = match compared(subject) {
            Ok(compared) => compared,
            Err(unknown) => return vec![Alert { facts: Facts::Unknown(unknown), ..alert }],
        };
        // West of UTC, the next UTC day begins before the as-of day ends.
        let value = used(days, subject.as_of).max(used(days, subject.as_of.plus(1)));
        alert.state = if value >= cap { RuleState::Fired } else { RuleState::Clear };
        alert.value = Some(value);
        alert.baseline = Some(Ratio6::rounded(cap));
        alert.ratio = Quotient::of(value, cap);
        alert.facts = Facts::Cap { cap };
        vec![alert]
    }

    fn days(&self, subject: &Subject, _params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        let Some((cap, days)) = compared(subject).ok().filter(|_| applies(subject)) else {
            return Vec::new();
        };
        // East of UTC, the log's first UTC day begins before its first day in the report's zone; west of it, the last one ends later.
        let from = if from <= subject.first { days.first() } else { from.max(days.first()) };
        let to = if to >= subject.as_of { days.last().max(subject.as_of) } else { to };
        from.through(to)
            .filter(|day| used(days, *day) >= cap)
            .map(|day| {
                let value = used(days, day);
                let ratio = Quotient::of(value, cap);
                let found = subject.alert_day(ID, day, value, Some(Ratio6::rounded(cap)), ratio);
                // The builder stops at the cap, whatever the pace.
                AlertDay { minor: false, ..found }
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
    fn utc_days_that_begin_or_end_outside_the_zones_days() {
        // The report's days are 2 and 3 May; the UTC days 1 to 4 May.
        let fired = with(&[5, 0, 0, 6], |s| {
            (s.first, s.as_of) = (day("2026-05-02"), day("2026-05-03"));
            let state = DailyCap.judge(s, &Params::default())[0].state;
            (state, DailyCap.days(s, &Params::default(), s.first, s.as_of))
        });
        assert_eq!(fired.0, RuleState::Fired);
        assert_eq!(
            fired.1.iter().map(|d| d.day).collect::<Vec<_>>(),
            [day("2026-05-01"), day("2026-05-04")]
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
