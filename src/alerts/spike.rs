//! `spike`: a day above twice its trailing 14-day average.

use super::alert::{Alert, AlertDay, RuleState, Severity};
use super::cause::causes;
use super::facts::Baseline;
use super::fraction::Fraction;
use super::history::{History, history, warming_up, window};
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Day, Quotient, Ratio6};

pub(super) struct Spike;

const ID: &str = "spike";

/// A day compared with its baseline.
struct Look {
    u: Credits,
    sum: Credits,
    days: i32,
    fired: bool,
}

impl Look {
    /// `ratio` is the threshold in whole numbers.
    fn at(subject: &Subject, params: &Params, ratio: Fraction, day: Day, days: i32) -> Self {
        let (u, sum) =
            (subject.floored.at(day), subject.floored.sum(day.plus(-days), day.plus(-1)));
        let above = ratio.is_exceeded(u.times(i64::from(days)), sum);
        let fired = above && params.min_credits.is_none_or(|least| u >= least);
        Self { u, sum, days, fired }
    }

    fn baseline(&self) -> Option<Ratio6> {
        Ratio6::of(self.sum, Credits::whole(i64::from(self.days)))
    }

    fn ratio(&self) -> Option<Quotient<4>> {
        Quotient::of(self.u.times(i64::from(self.days)), self.sum)
    }
}

impl Rule for Spike {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "a day above twice the average of the 14 days before it"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/spike.md")
    }

    fn judges_apps(&self) -> bool {
        true
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        params.ratio = number.unwrap_or(params.ratio);
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(params.ratio);
        alert.value = Some(subject.floored.at(subject.as_of));
        let days = match history(subject, params, subject.as_of) {
            History::Young { days, need } => return vec![warming_up(alert, days, need)],
            History::Known(days) => days,
        };
        let look = Look::at(subject, params, Fraction::of(params.ratio), subject.as_of, days);
        let window = window(subject.floored, subject.as_of, days);
        alert.state = if look.fired { RuleState::Fired } else { RuleState::Clear };
        alert.baseline = look.baseline();
        alert.ratio = look.ratio();
        alert.facts = subject.day_facts(Baseline::Average, None);
        if look.fired {
            alert.causes = causes(subject, subject.as_of, &window);
        }
        alert.window = Some(window);
        vec![alert]
    }

    fn days(&self, subject: &Subject, params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        let ratio = Fraction::of(params.ratio);
        let look = |day| match history(subject, params, day) {
            History::Young { .. } => None,
            History::Known(days) => {
                Some(Look::at(subject, params, ratio, day, days)).filter(|look| look.fired)
            }
        };
        let entry =
            |day| look(day).map(|l| subject.alert_day(ID, day, l.u, l.baseline(), l.ratio()));
        // A day without use is above nothing.
        subject.used_days_up_to_as_of(from, to).filter_map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alerts::facts::Facts;
    use crate::alerts::testing::{Bench, c, day};

    fn judged(days: &[i64]) -> Alert {
        Spike.judge(&Bench::new("2026-05-01", days).subject(), &Params::default()).remove(0)
    }

    /// Fourteen days of `baseline`, then `last`.
    fn after_14(baseline: i64, last: i64) -> Vec<i64> {
        let mut days = vec![baseline; 14];
        days.push(last);
        days
    }

    #[test]
    fn twice_the_average_is_not_above_it() {
        assert_eq!(judged(&after_14(10, 20)).state, RuleState::Clear);
        let fired = judged(&after_14(10, 21));
        assert_eq!(fired.state, RuleState::Fired);
        assert_eq!(fired.baseline.unwrap().to_string(), "10.000000");
        assert_eq!(fired.ratio.unwrap().to_string(), "2.1000");
        let window = fired.window.unwrap();
        assert_eq!((window.from, window.to), (day("2026-05-01"), day("2026-05-14")));
        assert_eq!(fired.facts, Facts::Day { against: Baseline::Average, harmless_for: None });
        assert_eq!(fired.threshold, Some(c("2")));
    }

    #[test]
    fn the_28th_digit_decides() {
        let mut bench = Bench::new("2026-05-01", &after_14(0, 0));
        // Σ = 7, so twice the average is 1 exactly.
        bench.set("2026-05-03", "7");
        bench.set("2026-05-15", "1");
        assert_eq!(Spike.judge(&bench.subject(), &Params::default())[0].state, RuleState::Clear);
        bench.set("2026-05-15", "1.0000000000000000000000000001");
        assert_eq!(Spike.judge(&bench.subject(), &Params::default())[0].state, RuleState::Fired);
    }

    #[test]
    fn first_use_fires_without_a_ratio() {
        let fired = judged(&after_14(0, 3));
        assert_eq!((fired.state, fired.ratio), (RuleState::Fired, None));
        assert_eq!(fired.baseline.unwrap().to_string(), "0.000000");
        let facts = Facts::Day { against: Baseline::Average, harmless_for: None };
        assert_eq!((fired.value, fired.facts), (Some(c("3")), facts));
        assert_eq!(fired.window.unwrap().zero_days, 14);
    }

    #[test]
    fn a_pool_without_events_is_clear_once_the_log_is_warm() {
        let quiet = judged(&after_14(0, 0));
        assert_eq!((quiet.state, quiet.facts), (RuleState::Clear, Facts::NoEvents));
        assert_eq!(judged(&[0; 14]).state, RuleState::WarmingUp);
    }

    #[test]
    fn warms_up_for_14_days_before_the_judged_one() {
        let young = judged(&[1, 1, 1, 1, 1, 1, 1, 1, 1, 90]);
        let facts = Facts::WarmingUp { days: 9, need: 14 };
        assert_eq!((young.state, young.facts), (RuleState::WarmingUp, facts));
        assert_eq!((young.baseline, young.ratio, young.window), (None, None, None));
    }

    #[test]
    fn less_history_takes_the_mean_of_the_days_there_are() {
        let params = Params { min_history: Some(7), ..Params::default() };
        let judge = |days: &[i64]| {
            Spike.judge(&Bench::new("2026-05-01", days).subject(), &params).remove(0)
        };
        assert_eq!(judge(&[1, 1, 1, 1, 1, 1, 9]).state, RuleState::WarmingUp);
        let fired = judge(&[1, 1, 1, 1, 1, 1, 3, 0, 9]);
        assert_eq!(fired.window.as_ref().unwrap().days, 8);
        // 9 of 9/8.
        assert_eq!(
            (fired.state, fired.ratio.unwrap().to_string().as_str()),
            (RuleState::Fired, "8.0000")
        );
        // With more than 14 days, 14 count.
        let mut long = vec![100; 6];
        long.extend(after_14(1, 3));
        assert_eq!(judge(&long).baseline.unwrap().to_string(), "1.000000");
    }

    #[test]
    fn the_window_excludes_the_day_and_what_is_older_than_14_days() {
        let mut days = vec![1000];
        days.extend(after_14(1, 2));
        assert_eq!(judged(&days).state, RuleState::Clear);
        *days.last_mut().unwrap() = 3;
        assert_eq!(judged(&days).state, RuleState::Fired);
    }

    #[test]
    fn a_day_of_refunds_is_a_zero_day() {
        let mut days = after_14(1, 2);
        days[5] = -500;
        let fired = judged(&days);
        // Σ = 13: 28 > 26.
        assert_eq!((fired.state, fired.window.unwrap().zero_days), (RuleState::Fired, 1));
        let refunded = judged(&after_14(1, -2));
        assert_eq!((refunded.state, refunded.value), (RuleState::Clear, Some(Credits::ZERO)));
    }

    #[test]
    fn another_ratio_and_window_stay_exact() {
        let params = Params { ratio: c("1.5"), baseline_days: 3, ..Params::default() };
        let judge = |days: &[i64]| {
            Spike.judge(&Bench::new("2026-05-01", days).subject(), &params).remove(0).state
        };
        assert_eq!(judge(&[2, 2, 2, 3]), RuleState::Clear);
        assert_eq!(judge(&[2, 2, 1, 3]), RuleState::Fired);
    }

    #[test]
    fn small_days_can_be_left_alone() {
        let params = Params { min_credits: Some(c("5")), ..Params::default() };
        let judge = |days: &[i64]| {
            Spike.judge(&Bench::new("2026-05-01", days).subject(), &params).remove(0).state
        };
        assert_eq!(judge(&after_14(1, 4)), RuleState::Clear);
        assert_eq!(judge(&after_14(1, 5)), RuleState::Fired);
    }

    #[test]
    fn today_is_partial() {
        let mut bench = Bench::new("2026-05-01", &after_14(10, 15));
        bench.partial = true;
        let alert = Spike.judge(&bench.subject(), &Params::default()).remove(0);
        assert_eq!(alert.state, RuleState::Clear);
        assert!(alert.partial);
    }

    #[test]
    fn each_day_is_judged_with_the_data_up_to_it() {
        let mut days = after_14(1, 3);
        days.extend([3, 1, 9]);
        let bench = Bench::new("2026-05-01", &days);
        let fired =
            Spike.days(&bench.subject(), &Params::default(), day("2026-04-01"), day("2026-07-01"));
        let said: Vec<_> =
            fired.iter().map(|d| (d.day.to_string(), d.ratio.unwrap().to_string())).collect();
        // Σ before the 15th: 14; the 16th: 16; the 18th: 18.
        let expected =
            [("2026-05-15", "3.0000"), ("2026-05-16", "2.6250"), ("2026-05-18", "7.0000")];
        assert_eq!(said, expected.map(|(d, r)| (d.to_owned(), r.to_owned())));
        assert_eq!(
            Spike
                .days(&bench.subject(), &Params::default(), day("2026-05-16"), day("2026-05-16"))
                .len(),
            1
        );
    }

    proptest! {
        #[test]
        fn agrees_with_a_naive_model(days in prop::collection::vec(-5_i64..30, 1..50)) {
            let bench = Bench::new("2026-05-01", &days);
            let u: Vec<i128> = days.iter().map(|n| i128::from((*n).max(0))).collect();
            let naive: Vec<Day> = (14..u.len())
                .filter(|t| 14 * u[*t] > 2 * u[t - 14..*t].iter().sum::<i128>())
                .map(|t| day("2026-05-01").plus(i32::try_from(t).unwrap()))
                .collect();
            let fired = Spike.days(&bench.subject(), &Params::default(), day("2026-05-01"), bench.as_of());
            prop_assert_eq!(fired.iter().map(|d| d.day).collect::<Vec<_>>(), naive.clone());
            let state = Spike.judge(&bench.subject(), &Params::default())[0].state;
            let expected = if u.len() < 15 { RuleState::WarmingUp } else if naive.contains(&bench.as_of()) { RuleState::Fired } else { RuleState::Clear };
            prop_assert_eq!(state, expected);
        }
    }
}
