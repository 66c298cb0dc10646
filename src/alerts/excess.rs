//! `excess`: use above a fair day, piled up. The sum is a statistic, so it is `f64`, from the oldest day on.

use super::alert::{Alert, AlertDay, RuleState, Severity};
use super::facts::Facts;
use super::history::{warming_up, window};
use super::params::{self, Params};
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Day, Quotient, Ratio6};

pub(super) struct Excess;

const ID: &str = "excess";

/// The days of log before the first judged one.
const WARM_UP: i32 = 14;

/// One judged day.
struct Step {
    day: Day,
    /// The fair day.
    fair: f64,
    /// The sum including this day, before firing resets it; `None` if the fair day is 0 and something was used.
    sum: Option<f64>,
    fired: bool,
}

impl Step {
    fn baseline(&self) -> Option<Ratio6> {
        Ratio6::from_f64(self.fair)
    }

    fn ratio(&self) -> Option<Quotient<4>> {
        self.sum.and_then(Quotient::from_f64)
    }
}

/// Every day from the log's 15th to `last`, across resets of the cycle. A day without a known capacity has no fair day: it is left
/// out, and the sum starts again.
fn run(subject: &Subject, excess: &params::Excess, last: Day) -> Vec<Step> {
    let float = |u: Credits| if u.is_zero() { 0.0 } else { u.to_f64() };
    let u: Vec<f64> = subject.floored.window(subject.first, last).map(float).collect();
    let limit = excess.limit.to_f64();
    let window = usize::try_from(excess.window).unwrap_or(1).max(1);
    let (mut c, mut steps) = (0.0_f64, Vec::new());
    for t in usize::try_from(WARM_UP).unwrap_or(0)..u.len() {
        let day = subject.first.plus(i32::try_from(t).unwrap_or(i32::MAX));
        let Some(capacity) = subject.capacity_on(day) else {
            c = 0.0;
            continue;
        };
        let before = &u[t.saturating_sub(window)..t];
        let mean = before.iter().sum::<f64>() / before.len() as f64;
        let fair = f64::midpoint(capacity.to_f64() / f64::from(excess.cycle_days), mean);
        let sum = if fair > 0.0 {
            Some((c + u[t] / fair - 1.0).max(0.0))
        } else {
            Some(0.0).filter(|_| u[t] == 0.0)
        };
        let fired = sum.is_none_or(|sum| sum >= limit);
        steps.push(Step { day, fair, sum, fired });
        c = sum.filter(|_| !fired).unwrap_or(0.0);
    }
    steps
}

impl Rule for Excess {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "use above a fair day of the plan and of your own has piled up to three fair days"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/excess.md")
    }

    fn needs_capacity(&self) -> bool {
        true
    }

    fn judges_days(&self) -> bool {
        true
    }

    fn may_be_minor(&self) -> bool {
        true
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        params.excess.limit = number.unwrap_or(params.excess.limit);
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        if !subject.has_balance() {
            return Vec::new();
        }
        let (excess, day) = (&params.excess, subject.as_of);
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(excess.limit);
        alert.value = Some(subject.floored.at(day));
        if let Err(unknown) = subject.known_capacity() {
            return vec![Alert { value: None, facts: Facts::Unknown(unknown), ..alert }];
        }
        let steps = run(subject, excess, day);
        let Some(step) = steps.last() else {
            return vec![warming_up(alert, day.since(subject.first).max(0), WARM_UP)];
        };
        alert.state = if step.fired { RuleState::Fired } else { RuleState::Clear };
        alert.facts = match subject.events_in_log {
            0 => Facts::NoEvents,
            _ => Facts::Piled { sum: step.sum, limit: excess.limit },
        };
        (alert.baseline, alert.ratio) = (step.baseline(), step.ratio());
        let days = day.since(subject.first).min(excess.window);
        alert.window = Some(window(subject.floored, day, days));
        vec![alert]
    }

    fn days(&self, subject: &Subject, params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        if !subject.has_balance() || subject.filtered {
            return Vec::new();
        }
        let steps = run(subject, &params.excess, to.min(subject.as_of));
        let entry = |step: &Step| {
            let u = subject.floored.at(step.day);
            subject.alert_day(ID, step.day, u, step.baseline(), step.ratio())
        };
        steps.iter().filter(|step| step.fired && step.day >= from).map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alerts::facts::Unknown;
    use crate::alerts::testing::{Bench, c, day};
    use crate::base::Cycle;

    fn bench(capacity: i64, days: &[i64]) -> Bench {
        let mut bench = Bench::new("2026-03-01", days);
        bench.capacity = Some(Credits::whole(capacity));
        bench
    }

    /// Days that fired, counted from 1, and their sums to six places.
    fn fired(bench: &Bench) -> Vec<(i32, String)> {
        run(&bench.subject(), &params::Excess::standard(), bench.as_of())
            .iter()
            .filter(|step| step.fired)
            .map(|step| {
                let sum = step.sum.map_or_else(String::new, |sum| format!("{sum:.6}"));
                (step.day.since(bench.net.first()) + 1, sum)
            })
            .collect()
    }

    #[test]
    fn the_worked_numbers() {
        let mut days = vec![10; 14];
        days.extend([10, 20, 30, 10, 10, 40]);
        let bench = bench(300, &days);
        let sums: Vec<String> = run(&bench.subject(), &params::Excess::standard(), bench.as_of())
            .iter()
            .map(|step| format!("{:.6}", step.sum.unwrap()))
            .collect();
        assert_eq!(sums, ["0.000000", "1.000000", "2.909091", "2.828010", "2.751087", "5.458404"]);
        assert_eq!(fired(&bench), [(20, "5.458404".to_owned())]);
        let alert = Excess.judge(&bench.subject(), &Params::default()).remove(0);
        assert_eq!((alert.state, alert.value), (RuleState::Fired, Some(c("40"))));
        // m of 19 days: 220/19 = 11.578947…; f = (10 + m)/2.
        assert_eq!(alert.baseline.unwrap().to_string(), "10.789474");
        assert_eq!(alert.ratio.unwrap().to_string(), "5.4584");
        assert_eq!(alert.threshold, Some(c("3")));
        let listed =
            Excess.days(&bench.subject(), &Params::default(), day("2026-03-20"), day("2026-12-31"));
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].day, listed[0].ratio), (day("2026-03-20"), alert.ratio));
    }

    #[test]
    fn constant_use_never_rings_and_a_small_rise_does_in_time() {
        assert_eq!(fired(&bench(300, &[10; 70])), []);
        let mut days = vec![10; 60];
        days.extend([16; 15]);
        assert_eq!(
            fired(&bench(300, &days)),
            [(66, "3.473900".to_owned()), (72, "3.182599".to_owned())]
        );
    }

    #[test]
    fn the_quiet_preset_rings_later() {
        let mut days = vec![10; 60];
        days.extend([16; 6]);
        let bench = bench(300, &days);
        let quiet = Params { excess: params::Excess::quiet(), ..Params::default() };
        assert_eq!(Excess.judge(&bench.subject(), &quiet)[0].state, RuleState::Clear);
        assert_eq!(Excess.judge(&bench.subject(), &Params::default())[0].state, RuleState::Fired);
    }

    #[test]
    fn without_a_fair_day_any_use_rings() {
        let mut days = vec![0; 14];
        days.extend([0, 5]);
        let bench = bench(0, &days);
        let alert = Excess.judge(&bench.subject(), &Params::default()).remove(0);
        assert_eq!((alert.state, alert.ratio), (RuleState::Fired, None));
        assert_eq!(alert.baseline.unwrap().to_string(), "0.000000");
        assert_eq!(fired(&bench), [(16, String::new())]);
    }

    #[test]
    fn needs_a_capacity_and_fourteen_days() {
        let of = |change: fn(&mut Subject)| {
            let bench = bench(300, &[10; 20]);
            let mut subject = bench.subject();
            change(&mut subject);
            Excess.judge(&subject, &Params::default()).remove(0)
        };
        assert_eq!(of(|s| s.capacity = None).facts, Facts::Unknown(Unknown::Allowance));
        let filtered = of(|s| s.filtered = true);
        assert_eq!(filtered.facts, Facts::Unknown(Unknown::CapacityOfPart));
        assert_eq!((filtered.state, filtered.value), (RuleState::NotJudged, None));
        let young = of(|s| s.first = s.as_of.plus(-13));
        assert_eq!(young.state, RuleState::WarmingUp);
        assert_eq!(young.facts, Facts::WarmingUp { days: 13, need: 14 });
        assert_eq!(of(|s| s.first = s.as_of.plus(-14)).state, RuleState::Clear);
    }

    #[test]
    fn each_day_has_the_capacity_of_its_cycle() {
        // 20 a day: twice the fair day of a small plan, and the fair day of a large one.
        let bench = bench(300, &[20; 40]);
        let mut subject = bench.subject();
        subject.cycle = Cycle { start: day("2026-04-01"), reset: day("2026-05-01") };
        let march = Cycle { start: day("2026-03-01"), reset: day("2026-04-01") };
        let large = [(march, Some(Credits::whole(600)))];
        subject.other_capacities = &large;
        let steps = run(&subject, &params::Excess::standard(), bench.as_of());
        assert!(steps.iter().take(17).all(|step| step.sum == Some(0.0)));
        assert!((steps[17].fair - 15.0).abs() < 1e-12 && steps[17].sum.unwrap() > 0.3);
        let unknown = [(march, None)];
        subject.other_capacities = &unknown;
        let steps = run(&subject, &params::Excess::standard(), bench.as_of());
        assert_eq!(steps[0].day, day("2026-04-01"));
    }

    proptest! {
        #[test]
        fn constant_use_within_the_plan_never_rings(u in 0_i64..200, more in 0_i64..500, n in 15_usize..120) {
            prop_assert_eq!(fired(&bench(30 * u + more, &vec![u; n])), []);
        }
    }
}
