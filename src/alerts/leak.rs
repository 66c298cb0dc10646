//! `leak`: a slow rise, found by a one-sided cumulative sum. The sum is a statistic, so it is `f64`; baseline and ratio are exact.

use super::alert::{Alert, AlertDay, RuleState, Severity, Window};
use super::facts::Facts;
use super::history::{warming_up, window};
use super::params::{self, Params};
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Day, Quotient, Ratio6};

pub(super) struct Leak;

const ID: &str = "leak";

/// One day of the sum.
struct Step {
    day: Day,
    /// The sum including this day, before firing resets it.
    sum: f64,
    fired: bool,
}

/// The sum from the log's first judged day to `last`, across resets of the cycle.
fn run(subject: &Subject, leak: &params::Leak, last: Day) -> Vec<Step> {
    // Most days of most apps are 0, and `to_f64` goes through the digits of the exact amount.
    let float = |u: Credits| if u.is_zero() { 0.0 } else { u.to_f64() };
    let u: Vec<f64> = subject.floored.window(subject.first, last).map(float).collect();
    let (warm_up, window) = (
        usize::try_from(leak.warm_up).unwrap_or(0).max(1),
        usize::try_from(leak.window).unwrap_or(1).max(1),
    );
    let (mut c, mut steps) = (0.0_f64, Vec::new());
    for t in warm_up..u.len() {
        let before = &u[t.saturating_sub(window)..t];
        let (mean, deviation) = statistics(before);
        if mean > 0.0 {
            let score = (u[t] - mean) / deviation.max(mean * leak.least_spread);
            c = (c + score.min(leak.cap) - leak.slack).max(0.0);
        } else if u[t] > 0.0 {
            c += leak.cap - leak.slack;
        } else {
            c = 0.0;
        }
        let fired = c >= f64::from(leak.limit);
        steps.push(Step {
            day: subject.first.plus(i32::try_from(t).unwrap_or(i32::MAX)),
            sum: c,
            fired,
        });
        if fired {
            c = 0.0;
        }
    }
    steps
}

/// Mean and population standard deviation.
fn statistics(days: &[f64]) -> (f64, f64) {
    let n = days.len() as f64;
    let mean = days.iter().sum::<f64>() / n;
    let squares: f64 = days.iter().map(|u| (u - mean) * (u - mean)).sum();
    (mean, (squares / n).sqrt())
}

/// The days before `day` that give mean and deviation.
fn before(subject: &Subject, leak: &params::Leak, day: Day) -> Window {
    window(subject.floored, day, day.since(subject.first).min(leak.window))
}

/// The day's credits, the mean before it, and their ratio.
fn figures(
    subject: &Subject,
    day: Day,
    window: &Window,
) -> (Credits, Option<Ratio6>, Option<Quotient<4>>) {
    let (u, sum) = (subject.floored.at(day), window.sum(subject.floored));
    (u, Ratio6::of(sum, window.count()), Quotient::of(u.times(i64::from(window.days)), sum))
}

impl Rule for Leak {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "a slow rise: days above their 28-day average, day after day"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/leak.md")
    }

    fn judges_apps(&self) -> bool {
        true
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        let (leak, day) = (&params.leak, subject.as_of);
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(Credits::whole(i64::from(leak.limit)));
        alert.value = Some(subject.floored.at(day));
        let steps = run(subject, leak, day);
        let Some(step) = steps.last() else {
            return vec![warming_up(alert, day.since(subject.first).max(0), leak.warm_up)];
        };
        let window = before(subject, leak, day);
        let (_, baseline, ratio) = figures(subject, day, &window);
        alert.state = if step.fired { RuleState::Fired } else { RuleState::Clear };
        alert.facts = match subject.events_in_log {
            0 => Facts::NoEvents,
            _ => Facts::Rise { sum: step.sum, limit: leak.limit },
        };
        (alert.baseline, alert.ratio, alert.window) = (baseline, ratio, Some(window));
        vec![alert]
    }

    fn days(&self, subject: &Subject, params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        let leak = &params.leak;
        let steps = run(subject, leak, to.min(subject.as_of));
        let entry = |step: &Step| {
            let (u, baseline, ratio) = figures(subject, step.day, &before(subject, leak, step.day));
            subject.alert_day(ID, step.day, u, baseline, ratio)
        };
        steps.iter().filter(|step| step.fired && step.day >= from).map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::testing::{Bench, day};

    fn sums(days: &[i64]) -> Vec<(f64, bool)> {
        let bench = Bench::new("2026-05-01", days);
        run(&bench.subject(), &params::Leak::default(), bench.as_of())
            .iter()
            .map(|s| (s.sum, s.fired))
            .collect()
    }

    fn near(got: (f64, bool), wanted: (f64, bool)) {
        assert!((got.0 - wanted.0).abs() < 1e-12 && got.1 == wanted.1, "{got:?} is not {wanted:?}");
    }

    /// Fourteen days of `base`, then `rest`.
    fn after_14(base: i64, rest: &[i64]) -> Vec<i64> {
        let mut days = vec![base; 14];
        days.extend(rest);
        days
    }

    #[test]
    fn a_hand_made_rise() {
        // 14 days of 8: m = 8, sd = 0, so the divisor is m/4 = 2.
        // Day 15, u = 11: 1.5 − 0.5 = 1.
        // Day 16, u = 11: m = 123/15 = 8.2; population variance 14 · 9/225 = 0.56, sd = .748 < m/4 = 2.05: 2.8/2.05 − .5.
        let got = sums(&after_14(8, &[11, 11]));
        near(got[0], (1.0, false));
        near(got[1], (1.0 + 2.8 / 2.05 - 0.5, false));
    }

    #[test]
    fn a_day_adds_at_most_one_and_a_half_and_three_fires() {
        // m = 8, u = 1000: capped at 2 − 0.5.
        let got = sums(&after_14(8, &[1000, 1000, 8]));
        near(got[0], (1.5, false));
        // m = (112 + 1000)/15 = 74.13, sd = √(14·66.13² + 925.87²)/√15 = 247.4: (1000 − 74.13)/247.4 = 3.7, capped.
        near(got[1], (3.0, true));
        // Firing reset it to 0, and a day below the mean leaves it there.
        near(got[2], (0.0, false));
    }

    #[test]
    fn first_use_counts_and_idleness_forgets() {
        near(sums(&after_14(0, &[1]))[0], (1.5, false));
        // After a first use the mean is no longer 0; before it every day sets the sum to 0.
        let got = sums(&after_14(0, &[0, 0]));
        near(got[0], (0.0, false));
        near(got[1], (0.0, false));
    }

    #[test]
    fn nothing_adds_up_before_the_15th_day() {
        let mut days = vec![8; 12];
        days.extend([1000, 1000]);
        let bench = Bench::new("2026-05-01", &days);
        let alert = Leak.judge(&bench.subject(), &Params::default()).remove(0);
        let facts = Facts::WarmingUp { days: 13, need: 14 };
        assert_eq!((alert.state, alert.facts), (RuleState::WarmingUp, facts));
        assert!(sums(&days).is_empty());
    }

    #[test]
    fn the_window_is_28_days() {
        // By day 40 the 10 days of 100 are no longer in the window (29 days of 4 follow them): m = 4, divisor 1, u = 5.
        let mut days = vec![100; 10];
        days.extend([4; 29]);
        days.push(5);
        near(*sums(&days).last().unwrap(), (0.5, false));
    }

    #[test]
    fn alert_holds_the_compared_values() {
        let bench = Bench::new("2026-05-01", &after_14(8, &[1000, 1000]));
        let alert = Leak.judge(&bench.subject(), &Params::default()).remove(0);
        assert_eq!(alert.state, RuleState::Fired);
        // 1112/15, and 15 000/1112.
        assert_eq!(alert.baseline.unwrap().to_string(), "74.133333");
        assert_eq!(alert.ratio.unwrap().to_string(), "13.4892");
        assert_eq!(alert.window.unwrap().days, 15);
        let fired =
            Leak.days(&bench.subject(), &Params::default(), day("2026-05-01"), day("2026-05-31"));
        assert_eq!(fired.iter().map(|d| d.day).collect::<Vec<_>>(), [day("2026-05-16")]);
        // The sum also runs over the days before the requested ones.
        assert_eq!(
            Leak.days(&bench.subject(), &Params::default(), day("2026-05-16"), day("2026-05-16"))
                .len(),
            1
        );
    }

    /// Seventy days with a rise from the 31st on and refunds on every seventh; another program computed the expected values.
    #[test]
    fn a_long_series_agrees_with_another_program() {
        let days: Vec<i64> = (0..70)
            .map(|i| {
                (i * i * 7 + 13 * i) % 23 + if i >= 30 { i / 3 } else { 0 }
                    - if i % 7 == 0 { 30 } else { 0 }
            })
            .collect();
        let bench = Bench::new("2026-03-12", &days);
        let fired =
            Leak.days(&bench.subject(), &Params::default(), day("2026-01-01"), day("2026-12-31"));
        let indexes: Vec<i32> = fired.iter().map(|d| d.day.since(day("2026-03-12"))).collect();
        assert_eq!(indexes, [18, 38, 41, 62]);
        near(*sums(&days).last().unwrap(), (0.010_990_934_956_358_833, false));
    }

    #[test]
    fn runs_across_the_reset() {
        let mut days = vec![8; 30];
        days.extend([11, 11, 11]);
        // 2 April + 30 days = 2 May: the rise begins on 2 May after a cycle that ended on 30 April.
        let bench = Bench::new("2026-04-01", &days);
        let steps = run(&bench.subject(), &params::Leak::default(), bench.as_of());
        assert!(
            steps[steps.len() - 3].sum > 0.0
                && steps.last().unwrap().sum > steps[steps.len() - 2].sum
        );
    }
}
