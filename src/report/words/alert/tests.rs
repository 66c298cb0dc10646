use super::*;
use crate::alerts::testing::{Bench, c, day};
use crate::alerts::{self, Params, Subject};
use crate::event::Pool;

/// The sentences of a rule about a changed subject.
fn sentences(rule: &str, bench: &Bench, change: impl Fn(&mut Subject)) -> Vec<String> {
    let mut subject = bench.subject();
    change(&mut subject);
    let rule = alerts::find(rule).unwrap();
    rule.judge(&subject, &Params::default()).iter().map(sentence).collect()
}

fn first(rule: &str, bench: &Bench) -> String {
    sentences(rule, bench, |_| {}).remove(0)
}

/// Fourteen days of `before`, then `last`.
fn after_14(before: i64, last: i64) -> Bench {
    let mut days = vec![before; 14];
    days.push(last);
    Bench::new("2026-05-01", &days)
}

/// Twenty days with one credit each, and a capacity.
fn twenty(capacity: &str) -> Bench {
    let mut bench = Bench::new("2026-05-01", &[1; 20]);
    bench.capacity = Some(c(capacity));
    bench
}

#[test]
fn spike() {
    assert_eq!(
        first("spike", &after_14(10, 21)),
        "21 is 2.1 times the 14-day average of 10 (1–14 May)"
    );
    assert_eq!(
        first("spike", &after_14(1500, 6750)),
        "6,750 is 4.5 times the 14-day average of 1,500 (1–14 May)"
    );
    assert_eq!(first("spike", &after_14(0, 3)), "first use in 14 days: 3");
    assert_eq!(first("spike", &after_14(0, 0)), "no events");
    let idle = sentences("spike", &after_14(0, 0), |s| s.events_in_log = 1);
    assert_eq!(idle, ["no use, and none in the 14 days before"]);
    assert_eq!(first("spike", &Bench::new("2026-05-01", &[1; 10])), "warming up: 9 of 14 days");
    let mut today = after_14(10, 15);
    today.partial = true;
    assert_eq!(
        first("spike", &today),
        "15 so far is 1.5 times the 14-day average of 10 (1–14 May)"
    );
}

#[test]
fn steady() {
    let mut days = vec![0; 10];
    days.extend([3, 1, 4, 2, 7]);
    let mut bench = Bench::new("2026-05-01", &days);
    let text = "7 is 2.2 times the usual high day of 3.25 (1–14 May, 10 zero days)";
    assert_eq!(first("steady", &bench), text);
    bench.capacity = Some(c("143"));
    assert_eq!(first("steady", &bench), format!("{text}, but too little to matter in 30 days"));
}

#[test]
fn leak() {
    let mut days = vec![8; 14];
    days.extend([1000, 1000]);
    assert_eq!(
        first("leak", &Bench::new("2026-05-01", &days)),
        "use has been rising: 1,000 against the 15-day average of 74.13 (1–15 May), cumulative sum 3.00 of 3"
    );
    assert_eq!(
        first("leak", &after_14(8, 11)),
        "no slow rise: 11 against the 14-day average of 8 (1–14 May), cumulative sum 1.00 of 3"
    );
    assert_eq!(first("leak", &Bench::new("2026-05-01", &[8; 14])), "warming up: 13 of 14 days");
    assert_eq!(first("leak", &after_14(0, 0)), "no events");
}

#[test]
fn budget() {
    let used = |bench: &Bench, used: &str, change: fn(&mut Subject)| {
        sentences("budget", bench, |s| {
            s.used = c(used);
            change(s);
        })
    };
    let bench = twenty("250");
    assert_eq!(used(&bench, "197.5", |_| {})[1], "79% of the allowance used (threshold 80%)");
    assert_eq!(
        used(&bench, "199.99", |s| (s.granted, s.partial) = (c("50"), true))[1],
        "79.9% of the allowance and grants used so far (threshold 80%)"
    );
    assert_eq!(
        used(&bench, "0", |s| (s.covered, s.first) = (false, s.cycle.start.plus(4)))[0],
        "at least 0% of the allowance used (threshold 50%): the log starts 4 days into the cycle, so set --used-before"
    );
    assert_eq!(
        used(&bench, "200", |s| s.unassigned_in_cycle = true)[2],
        "at least 80% of the allowance used (threshold 90%): some credits of the cycle belong to no known pool"
    );
    assert_eq!(
        used(&bench, "0", |s| s.capacity = None)[0],
        "no allowance is known: set --plan or --allowance"
    );
    assert_eq!(used(&bench, "0", |s| s.filtered = true)[0], CAPACITY_OF_PART);
    assert_eq!(used(&twenty("0"), "1234", |_| {})[0], "1,234 used of 0 (threshold 50%)");
}

#[test]
fn daily_cap() {
    let bench = Bench::new("2026-05-01", &[0, 4]);
    let of = |change: fn(&mut Subject)| {
        let mut subject = bench.subject();
        (subject.pool, subject.daily_cap, subject.utc_days) =
            (Pool::Message, Some(c("5")), Some(&bench.net));
        change(&mut subject);
        sentence(&alerts::find("daily-cap").unwrap().judge(&subject, &Params::default())[0])
    };
    assert_eq!(of(|_| {}), "4 of the 5 message credits of the UTC day");
    assert_eq!(of(|s| s.partial = true), "4 so far of the 5 message credits of the UTC day");
    assert_eq!(of(|s| s.daily_cap = None), "the plan has no daily cap, or no plan is set");
    assert_eq!(of(|s| s.utc_days = None), "the credits per UTC day are not known");
    assert_eq!(
        of(|s| s.filtered = true),
        "a filter by app or user is set, but the daily cap is for the whole workspace"
    );
}

#[test]
fn pace() {
    let bench = twenty("3100");
    let of = |used: &str, limit: Option<&str>, covered: bool| {
        let mut subject = bench.subject();
        (subject.used, subject.covered) = (c(used), covered);
        let params = Params { pace: limit.map(c), ..Params::default() };
        sentence(&alerts::find("pace").unwrap().judge(&subject, &params)[0])
    };
    let text = "1.25: 2,500 used by day 20 of 31, an even pace would be 2,000";
    assert_eq!(of("2500", None, true), format!("pace {text} (for information)"));
    assert_eq!(of("2500", Some("1.2"), true), format!("pace {text}"));
    assert_eq!(
        of("2500", Some("1.5"), false),
        format!("pace at least {text}; the log starts 0 days into the cycle, so set --used-before")
    );
}

#[test]
fn forecast() {
    let bench = twenty("100");
    let of = |probability: Option<&str>, change: fn(&mut Subject)| {
        sentences("forecast", &bench, |s| {
            s.p_exhausted = probability.map(c);
            change(s);
        })
        .remove(0)
    };
    assert_eq!(
        of(Some("0.695"), |_| {}),
        "69% likely to run out before the reset on 1 June (threshold 70%)"
    );
    assert_eq!(of(Some("0.995"), |_| {}), "99% likely to run out before the reset on 1 June");
    assert_eq!(
        of(Some("0.3"), |s| s.unassigned_in_cycle = true),
        "at least 30% likely to run out before the reset on 1 June: some credits of the cycle belong to no known pool"
    );
    assert_eq!(of(Some("1"), |_| {}), "used up; the reset is on 1 June");
    assert_eq!(of(None, |s| s.first = s.as_of.plus(-8)), "warming up: 9 of 14 days");
    assert_eq!(
        of(None, |s| (s.first, s.partial) = (s.as_of.plus(-8), true)),
        "warming up: 8 of 14 days"
    );
    assert_eq!(of(None, |s| s.capacity = None), NO_ALLOWANCE);
}

#[test]
fn forecast_names_the_day() {
    let mut bench = twenty("25");
    let of = |bench: &Bench| {
        let mut subject = bench.subject();
        let state = crate::forecast::PoolState {
            net: &bench.net,
            log_first: subject.first,
            as_of: subject.as_of,
            partial: false,
            cycle: subject.cycle,
            used: subject.used,
            used_before: Credits::ZERO,
            capacity: subject.capacity,
        };
        let outcome = crate::forecast::project(&state);
        subject.projection = Some(&outcome);
        subject.p_exhausted = crate::forecast::p_exhausted(&state);
        sentence(&alerts::find("forecast").unwrap().judge(&subject, &Params::default())[0])
    };
    // 1 a day from 1 to 20 May, and a capacity of 25: 5 days more.
    assert_eq!(
        of(&bench),
        "99% likely to run out before the reset on 1 June; on 25 May at the average of the last 14 days"
    );
    bench.capacity = Some(c("7"));
    assert_eq!(of(&bench), "used up since 7 May; the reset is on 1 June");
}

#[test]
fn the_gate_names_pool_and_day() {
    let judged = |bench: &Bench| {
        of_gate(&alerts::find("spike").unwrap().judge(&bench.subject(), &Params::default())[0])
    };
    assert_eq!(
        judged(&after_14(1500, 6750)),
        "integration credits on 2026-05-15: 6,750 against a 14-day average of 1,500 (4.50 ×; window 05-01…05-14)"
    );
    assert_eq!(
        judged(&after_14(0, 3)),
        "integration credits on 2026-05-15: 3, the first use in 14 days (window 05-01…05-14, 14 zero days)"
    );
    assert_eq!(judged(&after_14(0, 0)), "integration credits on 2026-05-15: no events");
}

#[test]
fn spans_name_the_month_once() {
    let window = |from: &str, to: &str, zero_days| Window {
        from: day(from),
        to: day(to),
        days: 0,
        zero_days,
    };
    assert_eq!(span(&window("2026-05-06", "2026-05-19", 2)), "6–19 May, 2 zero days");
    assert_eq!(span(&window("2026-04-28", "2026-05-11", 1)), "28 April – 11 May, 1 zero day");
    assert_eq!(span(&window("2026-05-06", "2026-05-06", 0)), "6 May");
}
