//! `steady`: a day above twice the usual high day, if the excess is large enough to matter.

use super::alert::{Alert, AlertDay, RuleState, Severity, Window};
use super::facts::Baseline;
use super::fraction::Fraction;
use super::history::{History, history, warming_up, window};
use super::params::Params;
use super::rule::Rule;
use super::subject::Subject;
use crate::base::{Credits, Day, Quotient, Ratio6};

pub(super) struct Steady;

const ID: &str = "steady";

/// A day compared with the usual high day. Both are multiplied by `den`, so that the interpolation stays exact.
struct Look {
    u: Credits,
    scaled_u: Credits,
    scaled_p: Credits,
    den: Credits,
    above: bool,
    matters: bool,
    window: Window,
}

/// A quantile of the days with use, interpolated linearly. Returns it multiplied by the second figure.
fn high_day(days: impl Iterator<Item = Credits>, percentile: Fraction) -> (Credits, i64) {
    let mut used: Vec<Credits> = days.filter(|u| u.is_positive()).collect();
    used.sort_unstable();
    let Some(gaps) = used.len().checked_sub(1) else { return (Credits::ZERO, 1) };
    let (num, den) = (percentile.num.clamp(0, percentile.den), percentile.den);
    let position = num * i64::try_from(gaps).unwrap_or(0);
    let below = usize::try_from(position / den).unwrap_or(gaps).min(gaps);
    let (low, high) = (used[below], used[(below + 1).min(gaps)]);
    (low.times(den) + (high - low).times(position % den), den)
}

impl Look {
    fn at(subject: &Subject, params: &Params, day: Day, window: Window) -> Self {
        let steady = params.steady;
        let u = subject.floored.at(day);
        let (scaled_p, den) = high_day(
            subject.floored.window(window.from, window.to),
            Fraction::of(steady.percentile),
        );
        let scaled_u = u.times(den);
        let above = Fraction::of(steady.multiplier).is_exceeded(scaled_u, scaled_p);
        let reaches =
            |capacity: Credits| (scaled_u - scaled_p).times(steady.days) >= capacity.times(den);
        let matters = subject.capacity_on(day).is_none_or(reaches)
            && params.min_credits.is_none_or(|least| u >= least);
        Self { u, scaled_u, scaled_p, den: Credits::whole(den), above, matters, window }
    }

    fn fired(&self) -> bool {
        self.above && self.matters
    }

    fn baseline(&self) -> Option<Ratio6> {
        Ratio6::of(self.scaled_p, self.den)
    }

    fn ratio(&self) -> Option<Quotient<4>> {
        Quotient::of(self.scaled_u, self.scaled_p)
    }
}

impl Rule for Steady {
    fn id(&self) -> &'static str {
        ID
    }

    fn summary(&self) -> &'static str {
        "a day above twice the usual high day, whose excess would use up the allowance within 30 days"
    }

    fn doc(&self) -> &'static str {
        include_str!("docs/steady.md")
    }

    fn judges_apps(&self) -> bool {
        true
    }

    fn set_number(&self, params: &mut Params, number: Option<Credits>) {
        params.steady.multiplier = number.unwrap_or(params.steady.multiplier);
    }

    fn judge(&self, subject: &Subject, params: &Params) -> Vec<Alert> {
        let mut alert = subject.alert(ID, Severity::Warning);
        alert.threshold = Some(params.steady.multiplier);
        alert.value = Some(subject.floored.at(subject.as_of));
        let days = match history(subject, params, subject.as_of) {
            History::Young { days, need } => return vec![warming_up(alert, days, need)],
            History::Known(days) => days,
        };
        let look =
            Look::at(subject, params, subject.as_of, window(subject.floored, subject.as_of, days));
        alert.state = if look.fired() { RuleState::Fired } else { RuleState::Clear };
        alert.baseline = look.baseline();
        alert.ratio = look.ratio();
        let harmless = look.above && !look.matters;
        alert.facts = subject.day_facts(Baseline::HighDay, harmless.then_some(params.steady.days));
        alert.window = Some(look.window);
        vec![alert]
    }

    fn days(&self, subject: &Subject, params: &Params, from: Day, to: Day) -> Vec<AlertDay> {
        let look = |day| match history(subject, params, day) {
            History::Young { .. } => None,
            History::Known(days) => {
                Some(Look::at(subject, params, day, window(subject.floored, day, days)))
                    .filter(Look::fired)
            }
        };
        let entry =
            |day| look(day).map(|l| subject.alert_day(ID, day, l.u, l.baseline(), l.ratio()));
        subject.days_up_to_as_of(from, to).filter_map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::alerts::facts::Facts;
    use crate::alerts::params;
    use crate::alerts::testing::{Bench, c, day};
    use crate::base::Cycle;

    /// Ten days without use, then 1, 2, 3, 4, then `last`: 0.75 · 3 = 2.25, so P = 3 + 0.25 · (4 − 3) = 3.25.
    fn bench(last: i64, capacity: Option<i64>) -> Bench {
        let mut days = vec![0; 10];
        days.extend([3, 1, 4, 2, last]);
        let mut bench = Bench::new("2026-05-01", &days);
        bench.capacity = capacity.map(Credits::whole);
        bench
    }

    fn judged(bench: &Bench, params: &Params) -> Alert {
        Steady.judge(&bench.subject(), params).remove(0)
    }

    #[test]
    fn the_high_day_is_interpolated_among_the_days_with_use() {
        let alert = judged(&bench(7, None), &Params::default());
        assert_eq!(alert.baseline.unwrap().to_string(), "3.250000");
        // 7 ÷ 3.25 = 2.153846…
        assert_eq!(
            (alert.state, alert.ratio.unwrap().to_string().as_str()),
            (RuleState::Fired, "2.1538")
        );
        assert_eq!(alert.window.unwrap().zero_days, 10);
        assert_eq!(alert.facts, Facts::Day { against: Baseline::HighDay, harmless_for: None });
    }

    #[test]
    fn twice_the_high_day_is_not_above_it() {
        let mut equal = bench(0, None);
        equal.set("2026-05-15", "6.5");
        assert_eq!(judged(&equal, &Params::default()).state, RuleState::Clear);
        equal.set("2026-05-15", "6.5000000000000000000000000001");
        assert_eq!(judged(&equal, &Params::default()).state, RuleState::Fired);
    }

    #[test]
    fn thirty_days_of_the_excess_must_reach_the_capacity() {
        // 30 · (8 − 3.25) = 142.5
        assert_eq!(judged(&bench(8, Some(142)), &Params::default()).state, RuleState::Fired);
        let mut equal = bench(8, None);
        equal.capacity = Some(c("142.5"));
        assert_eq!(judged(&equal, &Params::default()).state, RuleState::Fired);
        let clear = judged(&bench(8, Some(143)), &Params::default());
        assert_eq!(clear.state, RuleState::Clear);
        let facts = Facts::Day { against: Baseline::HighDay, harmless_for: Some(30) };
        assert_eq!(clear.facts, facts);
    }

    #[test]
    fn the_quiet_preset() {
        let params = Params { steady: params::Steady::quiet(), ..Params::default() };
        // 3 · 3.25 = 9.75; 20 · (10 − 3.25) = 135.
        assert_eq!(judged(&bench(9, None), &params).state, RuleState::Clear);
        assert_eq!(judged(&bench(10, Some(135)), &params).state, RuleState::Fired);
        assert_eq!(judged(&bench(10, Some(136)), &params).state, RuleState::Clear);
    }

    #[test]
    fn without_use_the_high_day_is_zero() {
        let mut days = vec![0; 14];
        days.push(2);
        let mut bench = Bench::new("2026-05-01", &days);
        let alert = judged(&bench, &Params::default());
        assert_eq!((alert.state, alert.ratio), (RuleState::Fired, None));
        bench.capacity = Some(c("61"));
        assert_eq!(judged(&bench, &Params::default()).state, RuleState::Clear);
        assert_eq!(
            judged(&Bench::new("2026-05-01", &[0; 15]), &Params::default()).state,
            RuleState::Clear
        );
        assert_eq!(
            judged(&Bench::new("2026-05-01", &[9; 14]), &Params::default()).state,
            RuleState::WarmingUp
        );
    }

    #[test]
    fn a_filter_leaves_out_the_capacity() {
        let bench = bench(8, Some(10_000));
        let mut subject = bench.subject();
        subject.filtered = true;
        assert_eq!(Steady.judge(&subject, &Params::default())[0].state, RuleState::Fired);
    }

    #[test]
    fn days_of_another_cycle_are_judged_with_its_capacity() {
        let mut days = vec![1; 14];
        days.extend([9, 1, 1]);
        let mut bench = Bench::new("2026-04-15", &days);
        bench.capacity = Some(c("100000"));
        let cycles =
            [(Cycle { start: day("2026-04-01"), reset: day("2026-05-01") }, Some(c("240")))];
        let mut subject = bench.subject();
        subject.other_capacities = &cycles;
        let fired =
            |s: &Subject| Steady.days(s, &Params::default(), day("2026-04-01"), day("2026-05-31"));
        // 29 April: 30 · (9 − 1) = 240.
        assert_eq!(fired(&subject).len(), 1);
        subject.other_capacities = &[];
        assert!(fired(&subject).is_empty());
    }

    proptest! {
        /// Everything × 4, in whole numbers.
        #[test]
        fn agrees_with_a_naive_model(days in prop::collection::vec(-5_i64..30, 15..40), capacity in prop::option::of(0_i64..600)) {
            let mut bench = Bench::new("2026-05-01", &days);
            bench.capacity = capacity.map(Credits::whole);
            let u: Vec<i128> = days.iter().map(|n| i128::from((*n).max(0))).collect();
            let naive = |t: usize| {
                let mut used: Vec<i128> = u[t - 14..t].iter().copied().filter(|n| *n > 0).collect();
                used.sort_unstable();
                let four_p = if used.is_empty() { 0 } else {
                    let at = 3 * (used.len() - 1);
                    let high = used[at.div_ceil(4)];
                    4 * used[at / 4] + (high - used[at / 4]) * (at % 4) as i128
                };
                let matters = capacity.is_none_or(|c| 30 * (4 * u[t] - four_p) >= 4 * i128::from(c));
                4 * u[t] > 2 * four_p && matters
            };
            let expected: Vec<Day> = (14..u.len()).filter(|t| naive(*t)).map(|t| day("2026-05-01").plus(i32::try_from(t).unwrap())).collect();
            let fired = Steady.days(&bench.subject(), &Params::default(), day("2026-05-01"), bench.as_of());
            prop_assert_eq!(fired.iter().map(|d| d.day).collect::<Vec<_>>(), expected);
        }
    }
}
