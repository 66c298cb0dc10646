//! Projections worked out by hand, and the trailing method against a naive model.

use proptest::prelude::*;

use super::range::Range;
use super::*;
use crate::base::{Credits, Cycle, Day, Ratio6};
use crate::ledger::Series;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

/// A cycle of 31 days in May, and a log of whole credits per day from `first` on, as of its last day.
pub(super) struct Bench {
    series: Series,
    capacity: Option<Credits>,
    partial: bool,
    used_before: Credits,
}

impl Bench {
    pub(super) fn new(first: &str, days: &[i64]) -> Self {
        let series = Series::new(day(first), days.iter().map(|n| Credits::whole(*n)).collect());
        Self { series, capacity: None, partial: false, used_before: Credits::ZERO }
    }

    fn capacity(mut self, whole: i64) -> Self {
        self.capacity = Some(Credits::whole(whole));
        self
    }

    pub(super) fn state(&self) -> PoolState<'_> {
        let cycle = Cycle { start: day("2026-05-01"), reset: day("2026-06-01") };
        let as_of = self.series.last();
        PoolState {
            net: &self.series,
            log_first: self.series.first(),
            as_of,
            partial: self.partial,
            cycle,
            used: self.used_before + self.series.sum(cycle.start, as_of),
            used_before: self.used_before,
            capacity: self.capacity,
        }
    }

    fn projection(&self) -> Projection {
        match project(&self.state()) {
            ProjectionOutcome::Projected(p) => *p,
            ProjectionOutcome::Unavailable { unavailable } => panic!("{unavailable}"),
        }
    }
}

#[test]
fn carries_the_14_day_average_to_the_reset() {
    // 1–20 May, 10 a day, as of 20 May: 200 used, 11 days left, 310 in all.
    let p = Bench::new("2026-05-01", &[10; 20]).capacity(300).projection();
    assert_eq!(p.daily_average.to_string(), "10.000000");
    assert_eq!((p.days_left, p.total.to_string().as_str()), (11, "310.000000"));
    assert_eq!(p.exceeds, Some(true));
    // 100 left at 10 a day: the tenth day after the 20th.
    assert_eq!(p.out_date, Some(day("2026-05-30")));
    assert!(!p.low_history);
}

#[test]
fn a_total_equal_to_the_capacity_does_not_exceed_it() {
    let p = Bench::new("2026-05-01", &[10; 20]).capacity(310).projection();
    assert_eq!((p.exceeds, p.out_date), (Some(false), None));
}

#[test]
fn thirds_are_decided_exactly() {
    // 14 days with a sum of 1: m = 1/14. 14 May, 17 days left: 1 + 17/14 = 31/14.
    let mut days = [0; 14];
    days[3] = 1;
    let mut bench = Bench::new("2026-05-01", &days);
    assert_eq!(
        bench.projection().total,
        Ratio6::of(Credits::whole(31), Credits::whole(14)).unwrap()
    );
    bench.capacity = Some(c("2.2142857142857142857142857142"));
    assert_eq!(bench.projection().exceeds, Some(true));
    bench.capacity = Some(c("2.2142857142857142857142857143"));
    assert_eq!(bench.projection().exceeds, Some(false));
}

#[test]
fn the_window_crosses_the_reset_and_use_does_not() {
    // 21 April – 4 May: 14 days of 7; in the cycle only 4 of them.
    let p = Bench::new("2026-04-21", &[7; 14]).capacity(1000).projection();
    assert_eq!(p.daily_average.to_string(), "7.000000");
    assert_eq!(p.total.to_string(), "217.000000");
}

#[test]
fn refunds_reduce_use_but_not_the_average() {
    let mut days = [14; 14];
    days[13] = -100;
    let p = Bench::new("2026-05-01", &days).projection();
    assert_eq!(p.daily_average.to_string(), "13.000000");
    // 13 × 14 − 100 = 82, and 17 days of 13.
    assert_eq!(p.total.to_string(), "303.000000");
    assert_eq!((p.exceeds, p.out_date, p.p_exhausted), (None, None, None));
}

#[test]
fn used_up_names_the_first_day_that_reached_it() {
    let mut days = [0; 20];
    days[4] = 60;
    days[6] = 40;
    days[9] = 5;
    let p = Bench::new("2026-05-01", &days).capacity(100).projection();
    assert_eq!(p.out_date, Some(day("2026-05-07")));
    assert_eq!(p.p_exhausted.unwrap().to_string(), "1.00");
    assert_eq!((p.out_early, p.out_late), (p.out_date, p.out_date));
}

#[test]
fn used_up_is_reported_even_if_the_total_does_not_exceed() {
    let mut days = [0; 20];
    days[0] = 100;
    let p = Bench::new("2026-05-01", &days).capacity(100).projection();
    assert_eq!(p.daily_average.to_string(), "0.000000");
    assert_eq!((p.exceeds, p.out_date), (Some(false), Some(day("2026-05-01"))));
}

#[test]
fn what_was_used_before_the_log_starts_the_running_total() {
    let mut bench = Bench::new("2026-05-03", &[10; 14]).capacity(120);
    bench.used_before = Credits::whole(100);
    let p = bench.projection();
    assert_eq!(p.out_date, Some(day("2026-05-04")));
    assert_eq!(p.total.to_string(), "390.000000");
}

#[test]
fn no_use_never_runs_out() {
    let p = Bench::new("2026-05-01", &[0; 20]).capacity(10).projection();
    assert_eq!((p.exceeds, p.out_date), (Some(false), None));
    assert_eq!(p.p_exhausted.unwrap().to_string(), "0.00");
    assert_eq!(p.p90.unwrap().to_string(), "0.000");
}

#[test]
fn a_young_log_has_an_average_of_the_days_there_are_and_no_range() {
    let p = Bench::new("2026-05-01", &[1, 2, 4]).capacity(1).projection();
    assert!(p.low_history);
    assert_eq!(p.daily_average.to_string(), "2.333333");
    // 7 + 28 · 7/3 = 72.333…
    assert_eq!(p.total.to_string(), "72.333333");
    assert_eq!((p.p10, p.p50, p.p90, p.p_exhausted, p.out_early), (None, None, None, None, None));
    let bench = Bench::new("2026-05-01", &[1, 2]);
    let ProjectionOutcome::Unavailable { unavailable } = project(&bench.state()) else { panic!() };
    assert!(unavailable.contains("2 whole days"), "{unavailable}");
    assert!(Need::of(&bench.state(), 30).is_none());
}

#[test]
fn today_is_at_least_an_average_day_until_it_is_over() {
    // 1–19 May 10 a day, 4 so far on the 20th: 190 + max(4, 10) + 110.
    let mut days = [10; 20];
    days[19] = 4;
    let mut bench = Bench::new("2026-05-01", &days).capacity(200);
    bench.partial = true;
    let p = bench.projection();
    assert_eq!(
        (p.daily_average.to_string().as_str(), p.total.to_string().as_str()),
        ("10.000000", "310.000000")
    );
    assert_eq!(p.out_date, Some(day("2026-05-20")));
    // The range's rate ends yesterday too: 194 + 11 × 10.
    assert_eq!(p.p50.unwrap().to_string(), "304.000");
    days[19] = 40;
    let mut busy = Bench::new("2026-05-01", &days);
    busy.partial = true;
    assert_eq!(busy.projection().total.to_string(), "340.000000");
}

#[test]
fn today_does_not_count_as_history_until_it_is_over() {
    let mut bench = Bench::new("2026-05-01", &[10; 14]);
    bench.partial = true;
    assert!(bench.projection().low_history);
    let mut three = Bench::new("2026-05-01", &[10; 3]);
    three.partial = true;
    assert!(matches!(project(&three.state()), ProjectionOutcome::Unavailable { .. }));
}

#[test]
fn quantiles_of_a_steady_pool_are_one_number() {
    let p = Bench::new("2026-05-01", &[10; 20]).capacity(300).projection();
    for quantile in [p.p10, p.p50, p.p90] {
        assert_eq!(quantile.unwrap().to_string(), "310.000");
    }
    // 99 of 99 quantiles are above: 99.5 hundredths.
    assert_eq!(
        p_exhausted(&Bench::new("2026-05-01", &[10; 20]).capacity(300).state()),
        Some(c("0.995"))
    );
    assert_eq!(
        p_exhausted(&Bench::new("2026-05-01", &[10; 20]).capacity(311).state()),
        Some(c("0.005"))
    );
    assert_eq!((p.out_early, p.out_late), (Some(day("2026-05-30")), Some(day("2026-05-30"))));
}

/// The thirty days of the definition, as of 10 May: the last ten are of the cycle.
const WORKED: [i64; 30] = [
    12, 0, 7, 9, 15, 0, 0, 22, 8, 10, 11, 9, 0, 3, 18, 14, 6, 0, 0, 25, 13, 9, 7, 30, 0, 0, 16, 12,
    20, 24,
];

/// The definition's examples: days left, capacity; e and s; p10, p50, p90; n.
#[test]
fn the_worked_numbers_of_the_range() {
    for (left, capacity, [e, s], quantiles, n) in [
        (20, 300, [11.985_241, 9.044_101], ["280.264", "352.617", "623.940"], 79),
        (5, 200, [13.426_918, 10.203_122], ["172.627", "193.033", "269.556"], 46),
        (1, 170, [14.475_410, 14.935_842], ["138.007", "143.982", "166.386"], 9),
    ] {
        let bench = Bench::new("2026-04-11", &WORKED).capacity(capacity);
        let mut state = bench.state();
        state.cycle.reset = state.as_of.plus(left + 1);
        assert_eq!(state.used, Credits::whole(131));
        let range = Range::of(&state).unwrap();
        assert!((range.rate - e).abs() < 5e-7 && (range.spread - s).abs() < 5e-7, "{range:?}");
        let ProjectionOutcome::Projected(p) = project(&state) else { panic!() };
        let printed = [p.p10, p.p50, p.p90].map(|quantile| quantile.unwrap().to_string());
        assert_eq!(printed, quantiles, "{left}");
        assert_eq!(
            p_exhausted(&state),
            Credits::whole(2 * n + 1).divide(Credits::whole(200), 3),
            "{left}"
        );
    }
    let first = Bench::new("2026-04-11", &WORKED).capacity(300);
    let mut state = first.state();
    state.cycle.reset = day("2026-05-31");
    let ProjectionOutcome::Projected(p) = project(&state) else { panic!() };
    assert_eq!(p.p_exhausted.unwrap().to_string(), "0.80");
}

/// The need of a whole cycle: e and s of 28 days, worked out here once more.
#[test]
fn the_need_of_the_next_cycle() {
    let days: Vec<i64> = (0..28).map(|i| if i % 2 == 0 { 9 } else { 11 }).collect();
    let weights: Vec<f64> = (0..28).map(|i| 0.5_f64.powf(f64::from(27 - i) / 28.0)).collect();
    let e = weights.iter().zip(&days).map(|(w, u)| w * *u as f64).sum::<f64>()
        / weights.iter().sum::<f64>();
    let s = (28.0_f64 / 27.0).sqrt();
    let need = Need::of(&Bench::new("2026-05-01", &days).state(), 30).unwrap();
    assert!((need.at(0.5) - 30.0 * (e + 0.04 * s)).abs() < 1e-9);
    assert!((need.at(0.8) - 30.0 * (e + 1.135 * s)).abs() < 1e-9);
    // The quantile whose need is exactly 315, and every hundredth above it.
    let q = 0.5 + ((315.0 / 30.0 - e) / s - 0.04) * 0.4 / 1.46;
    let above: i64 = (1..=99).map(|percent| i64::from(f64::from(percent) / 100.0 > q)).sum();
    let wanted = Credits::whole(2 * above + 1).divide(Credits::whole(200), 3);
    assert_eq!(need.exceeds(Credits::whole(315)), wanted);
}

/// Seventy days with refunds and a rise, as of 20 May; the expected values come from another program.
#[test]
fn the_range_of_a_long_series() {
    let days: Vec<i64> = (0..70)
        .map(|i| {
            (i * i * 7 + 13 * i) % 23 + if i >= 30 { i / 3 } else { 0 }
                - if i % 7 == 0 { 30 } else { 0 }
        })
        .collect();
    let bench = |capacity| Bench::new("2026-03-12", &days).capacity(capacity);
    let p = bench(790).projection();
    let printed = [p.p10, p.p50, p.p90].map(|quantile| quantile.unwrap().to_string());
    assert_eq!(printed, ["741.413", "802.846", "1033.223"]);
    for (capacity, n, early, late) in [
        (650, 99, Some("2026-05-23"), Some("2026-05-26")),
        (700, 96, Some("2026-05-24"), Some("2026-05-29")),
        (790, 58, Some("2026-05-26"), None),
        (900, 33, Some("2026-05-28"), None),
    ] {
        let bench = bench(capacity);
        let p = bench.projection();
        assert_eq!(
            p_exhausted(&bench.state()),
            Credits::whole(2 * n + 1).divide(Credits::whole(200), 3),
            "{capacity}"
        );
        assert_eq!((p.out_early, p.out_late), (early.map(day), late.map(day)), "{capacity}");
    }
    let need = Need::of(&bench(790).state(), 30).unwrap();
    assert!((need.at(0.5) - 654.530_684_910_723_8).abs() < 1e-9);
    assert!((need.at(0.8) - 1_076.435_680_987_193_3).abs() < 1e-9);
}

#[test]
fn the_last_day_of_a_cycle_leaves_nothing_to_guess() {
    let p = Bench::new("2026-05-01", &[10; 31]).capacity(311).projection();
    assert_eq!((p.days_left, p.exceeds), (0, Some(false)));
    assert_eq!(p.p_exhausted.unwrap().to_string(), "0.00");
    assert_eq!((p.out_early, p.out_late), (None, None));
}

proptest! {
    /// Whole credits, so that everything can be done again in i128.
    #[test]
    fn trailing_agrees_with_a_naive_model(days in prop::collection::vec(-20_i64..100, 3..60), offset in 0_i32..31, capacity in 0_i64..4000) {
        // As-of is the cycle's day `offset`; the log begins as many days before as it needs.
        let as_of = day("2026-05-01").plus(offset);
        let first = as_of.plus(1 - i32::try_from(days.len()).unwrap());
        let p = Bench::new(&first.to_string(), &days).capacity(capacity).projection();
        let n = days.len().min(14);
        let sum: i128 = days[days.len() - n..].iter().map(|u| i128::from((*u).max(0))).sum();
        let in_cycle = days.len().min(usize::try_from(offset).unwrap() + 1);
        let cycle_days = &days[days.len() - in_cycle..];
        let used: i128 = cycle_days.iter().map(|u| i128::from(*u)).sum();
        let (left, n, capacity) = (i128::from(30 - offset), n as i128, i128::from(capacity));
        let total = n * used + sum * left;
        let printed = Ratio6::of(Credits::whole(i64::try_from(total).unwrap()), Credits::whole(i64::try_from(n).unwrap())).unwrap();
        prop_assert_eq!(p.total, printed);
        prop_assert_eq!(p.exceeds, Some(total > n * capacity));
        let expected = if used >= capacity {
            let mut running = 0;
            let index = cycle_days.iter().position(|u| { running += i128::from(*u); running >= capacity }).unwrap();
            Some(as_of.plus(i32::try_from(index).unwrap() + 1 - i32::try_from(in_cycle).unwrap()))
        } else if total > n * capacity {
            // Day by day until the average has filled the gap.
            let steps = (1..=31).find(|k| k * sum >= n * (capacity - used)).unwrap();
            Some(as_of.plus(i32::try_from(steps).unwrap()))
        } else { None };
        prop_assert_eq!(p.out_date, expected);
        prop_assert!(p.out_date.is_none_or(|d| d < day("2026-06-01")));
        if let (Some(p10), Some(p50), Some(p90)) = (p.p10, p.p50, p.p90) {
            prop_assert!(p10 <= p50 && p50 <= p90);
        }
    }
}
