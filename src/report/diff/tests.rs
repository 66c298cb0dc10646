use std::fmt::Write as _;

use proptest::prelude::*;

use super::data::Counts;
use super::effects::Effects;
use super::testing::{compared, log, report, with};
use super::*;
use crate::base::Credits;
use crate::base::Day;
use crate::report::{AsOf, Request};

fn c(text: &str) -> Credits {
    text.parse().unwrap()
}

/// A log of one e-mail's worth of credits on each day of April or May.
fn month(month: u32, days: u32, app: &str, credits: &[&str]) -> String {
    let rows: Vec<(String, &str)> = (1..=days)
        .map(|d| (format!("2026-{month:02}-{d:02}"), credits[d as usize % credits.len()]))
        .collect();
    let rows: Vec<_> =
        rows.iter().map(|(day, credits)| (day.as_str(), app, "SendEmail", *credits)).collect();
    log(&rows)
}

fn outcome(before: &str, after: &str) -> (Outcome, Vec<String>) {
    let verdict = compared(&report(before), &report(after)).verdict;
    (verdict.outcome, verdict.reasons.into_iter().filter(|r| r.blocking).map(|r| r.code).collect())
}

#[test]
fn more_a_day_is_worse_and_less_is_better() {
    let (low, high) = (month(4, 14, "shop", &["10", "11"]), month(5, 14, "shop", &["20", "21"]));
    assert_eq!(outcome(&low, &high), (Outcome::Worse, vec![]));
    let (high, low) = (month(4, 14, "shop", &["20", "21"]), month(5, 14, "shop", &["10", "11"]));
    assert_eq!(outcome(&high, &low), (Outcome::Better, vec![]));
}

#[test]
fn what_days_differ_by_is_no_real_change() {
    // Days of 0 and 40: the means of 20 and 23 lie well within two standard errors of each other.
    let (before, after) = (month(4, 14, "shop", &["0", "40"]), month(5, 14, "shop", &["0", "46"]));
    assert_eq!(outcome(&before, &after), (Outcome::NoRealChange, vec![]));
    // The same change without a spread is one.
    let (before, after) = (month(4, 14, "shop", &["20"]), month(5, 14, "shop", &["23"]));
    assert_eq!(outcome(&before, &after), (Outcome::Worse, vec![]));
}

#[test]
fn under_five_percent_of_the_mean_is_no_real_change_and_five_percent_is_one() {
    let of = |before: &str, after: &str| {
        outcome(&month(4, 14, "a", &[before]), &month(5, 14, "a", &[after])).0
    };
    // 5 % of the mean of 39 and 41 is 2.
    assert_eq!(of("39", "41"), Outcome::Worse);
    assert_eq!(of("39", "40.99"), Outcome::NoRealChange);
    assert_eq!(of("41", "39"), Outcome::Better);
    assert_eq!(of("40", "40"), Outcome::NoRealChange);
}

#[test]
fn the_noise_is_twice_the_standard_error_of_the_difference() {
    // Sample variance of seven 0s and seven 2s is 14/13, of constant days 0: 2 · √(14/13/14) = 0.554700.
    let change =
        compared(&report(&month(4, 14, "a", &["0", "2"])), &report(&month(5, 14, "a", &["3"])));
    assert_eq!(change.pools.integration.per_day.noise.unwrap().to_string(), "0.554700");
    assert_eq!(change.pools.message.per_day.noise, None, "no message credits in these logs");
}

#[test]
fn days_that_both_sides_hold_are_not_compared() {
    let log = month(5, 20, "a", &["3"]);
    let window = |since: &str, until: &str| {
        let day = |text: &str| Some(text.parse().unwrap());
        with(&log, &Request { since: day(since), until: day(until), ..Request::default() })
    };
    let verdict = |b: &Report, a: &Report| compared(b, a).verdict;
    let (first, second) = (window("2026-05-01", "2026-05-10"), window("2026-05-10", "2026-05-20"));
    assert_eq!(verdict(&first, &second).outcome, Outcome::NotComparable);
    assert_eq!(verdict(&first, &second).reason, "both sides contain 2026-05-10");
    assert_eq!(verdict(&first, &window("2026-05-11", "2026-05-20")).outcome, Outcome::NoRealChange);
}

#[test]
fn six_days_are_too_few_and_seven_are_not() {
    let of = |days| outcome(&month(4, 14, "a", &["3"]), &month(5, days, "a", &["9"]));
    assert_eq!(of(6), (Outcome::NotComparable, vec!["short-window".to_owned()]));
    assert_eq!(of(7), (Outcome::Worse, vec![]));
}

#[test]
fn what_has_no_price_is_not_guessed() {
    let mut after = month(5, 18, "a", &["9"]);
    // 2 of 20 is 10 %, which is not more than 10 %; 3 of 21 is.
    after.push_str(
        "2026-05-02T10:00:00Z,a,connector_call,\n2026-05-03T10:00:00Z,a,connector_call,\n",
    );
    let before = month(4, 14, "a", &["3"]);
    assert_eq!(outcome(&before, &after).0, Outcome::Worse);
    after.push_str("2026-05-04T10:00:00Z,a,connector_call,\n");
    assert_eq!(outcome(&before, &after), (Outcome::NotComparable, vec!["unpriced".to_owned()]));
}

#[test]
fn rejected_rows_units_and_filters_stand_against_comparing() {
    let before = report(&month(4, 14, "a", &["3"]));
    let after = report(&month(5, 14, "a", &["9"]));
    let of = |before: &Report, after: &Report| {
        let verdict = compared(before, after).verdict;
        assert_eq!(verdict.outcome, Outcome::NotComparable);
        verdict.reasons.iter().find(|r| r.blocking).unwrap().code.clone()
    };
    let (mut unit, mut filtered, mut rejected) = (after.clone(), after.clone(), after.clone());
    unit.unit = "requests".to_owned();
    filtered.filters = vec!["app=shop".into()];
    (rejected.quality.rows, rejected.quality.rejected) = (1000, 11);
    assert_eq!(of(&before, &unit), "unit");
    assert_eq!(compared(&before, &unit).pools.integration.effects, None);
    assert_eq!(of(&before, &filtered), "filters");
    assert_eq!(of(&before, &rejected), "rejected");
    rejected.quality.rejected = 10;
    assert_eq!(compared(&before, &rejected).verdict.outcome, Outcome::Worse);
}

#[test]
fn an_empty_log_is_not_compared() {
    let full = report(&month(5, 14, "a", &["9"]));
    let verdict = compared(&report("timestamp,app,operation,credits\n"), &full).verdict;
    assert_eq!(
        (verdict.outcome, verdict.reason.as_str()),
        (Outcome::NotComparable, "there is no log for any day of before")
    );
}

#[test]
fn worse_wins_over_better() {
    let both = |integration: &str, message: &str, month: u32| {
        let mut log = String::from("timestamp,app,operation,credits\n");
        for day in 1..=14 {
            let _ = writeln!(log, "2026-{month:02}-{day:02}T10:00:00Z,a,SendEmail,{integration}");
            let _ = writeln!(log, "2026-{month:02}-{day:02}T11:00:00Z,a,prompt,{message}");
        }
        report(&log)
    };
    let compared = compared(&both("5", "1", 4), &both("4", "2", 5));
    assert_eq!(compared.pools.integration.verdict.outcome, Outcome::Better);
    assert_eq!(compared.pools.message.verdict.outcome, Outcome::Worse);
    assert_eq!(compared.verdict.outcome, Outcome::Worse);
}

#[test]
fn a_window_that_the_log_does_not_fill_is_cut_and_says_so() {
    let log = month(5, 14, "a", &["3"]);
    let day = |text: &str| text.parse::<Day>().unwrap();
    let window = |since, until, as_of| {
        let request = Request {
            since: Some(day(since)),
            until: Some(day(until)),
            as_of,
            ..Request::default()
        };
        let named = Named {
            name: "log.csv".into(),
            kind: SideKind::Period,
            asked: Some((day(since), day(until))),
        };
        (with(&log, &request), named)
    };
    let after = window("2026-05-08", "2026-05-31", AsOf::LastEvent);
    let before = window("2026-04-20", "2026-05-07", AsOf::LastEvent);
    let cut = compare((&before.0, &before.1), (&after.0, &after.1));
    assert_eq!((cut.before.days, cut.after.days), (7, 7));
    assert_eq!(cut.verdict.reasons.iter().filter(|r| r.code == "cut-window").count(), 2);
    // Up to a week after the last event nothing was used; of later days the log says nothing.
    let days_as_of = |as_of| {
        let after = window("2026-05-08", "2026-05-31", AsOf::Day(day(as_of)));
        compare((&before.0, &before.1), (&after.0, &after.1)).after.days
    };
    assert_eq!((days_as_of("2026-05-21"), days_as_of("2026-05-22")), (14, 7));
}

#[test]
fn weekdays_are_counted_from_monday() {
    // May 2026 begins on a Friday.
    let side =
        compared(&report(&month(4, 14, "a", &["3"])), &report(&month(5, 10, "a", &["3"]))).after;
    assert_eq!((side.days, side.weekdays), (10, [1, 1, 1, 1, 2, 2, 2]));
}

#[test]
fn changed_lines_come_first_by_the_size_of_the_change_a_day() {
    let before = log(&[
        ("2026-04-01", "same", "SendEmail", "900"),
        ("2026-04-02", "less", "SendEmail", "9"),
        ("2026-04-08", "gone", "SendEmail", "2"),
    ]);
    let after = log(&[
        ("2026-05-01", "same", "SendEmail", "900"),
        ("2026-05-02", "less", "SendEmail", "1"),
        ("2026-05-08", "new", "SendEmail", "3"),
    ]);
    let rows = compared(&report(&before), &report(&after)).pools.integration.by_app;
    let seen: Vec<_> =
        rows.iter().map(|r| (r.name.as_ref().unwrap().raw(), r.state, r.credits.change)).collect();
    assert_eq!(
        seen,
        [
            ("less", RowState::Changed, c("-8")),
            ("new", RowState::New, c("3")),
            ("gone", RowState::Gone, c("-2")),
            ("same", RowState::Same, c("0")),
        ]
    );
    assert_eq!(rows[1].credits.relative, None);
    assert_eq!(rows[2].credits.relative.unwrap().to_string(), "-1.000000");
}

type Row = (u8, u8, u8, u8, i64, bool);

/// Rows of days, apps, users, operations and credits in thousandths, some of them left to the rate card.
fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(
        (0_u8..16, 0_u8..4, 0_u8..4, 0_u8..6, -2_000_i64..90_000, prop::bool::weighted(0.8)),
        0..60,
    )
}

fn text(month: u32, rows: &[Row]) -> String {
    let mut log = String::from("id,timestamp,app,user,operation,model,credits\n");
    let operations =
        ["SendEmail", "InvokeLLM", "prompt", "discuss", "GenerateImage", "something_new"];
    for (i, (day, app, user, operation, credits, reported)) in rows.iter().enumerate() {
        let credits = if *reported {
            Credits::whole(*credits).divide(Credits::whole(1000), 3).unwrap().to_string()
        } else {
            String::new()
        };
        let model = if *operation == 1 {
            ["gpt_5", "automatic", "", "gemini_3_flash"][*user as usize]
        } else {
            ""
        };
        let app = ["shop", "blog", "", "desk"][*app as usize];
        let operation = operations[*operation as usize];
        let _ = writeln!(
            log,
            "e{month}-{i},2026-{month:02}-{:02}T10:00:00Z,{app},u{user},{operation},{model},{credits}",
            day + 1
        );
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_breakdown_and_the_effects_sum_to_the_change(before in any_rows(), after in any_rows()) {
        let (before, after) = (report(&text(4, &before)), report(&text(5, &after)));
        let found = compared(&before, &after);
        for (pool, change) in found.pools.each() {
            let own = |r: &Report| r.pools.each().find(|(p, _)| *p == pool).map(|(_, f)| f.credits).unwrap_or_default();
            prop_assert_eq!(change.credits.change, own(&after) - own(&before));
            for (dimension, rows) in change.dimensions() {
                prop_assert_eq!(rows.iter().map(|r| r.credits.change).sum::<Credits>(), change.credits.change, "{}", dimension);
                let events = |of: fn(&Counts) -> u64| rows.iter().map(|r| of(&r.events)).sum::<u64>();
                prop_assert_eq!((events(|c| c.before), events(|c| c.after)), (change.events.before, change.events.after));
                prop_assert!(rows.windows(2).all(|w| w[0].state != RowState::Same || w[1].state == RowState::Same));
            }
            let effects = change.effects.unwrap();
            prop_assert_eq!(effects.sum(), change.credits.change);
            let of_rows = change.by_class.iter().map(|r| r.effects.unwrap()).fold(Effects::default(), Effects::plus);
            prop_assert_eq!(of_rows, effects);
            for row in &change.by_class {
                prop_assert_eq!(row.effects.unwrap().sum(), row.credits.change);
            }
        }
    }

    #[test]
    fn exchanging_the_sides_turns_every_sign_and_the_verdict(before in any_rows(), after in any_rows()) {
        let (before, after) = (report(&text(4, &before)), report(&text(5, &after)));
        let (one, two) = (compared(&before, &after), compared(&after, &before));
        for ((_, a), (_, b)) in one.pools.each().zip(two.pools.each()) {
            let (x, y) = (a.effects.unwrap(), b.effects.unwrap());
            prop_assert_eq!((x.volume, x.mix, x.rate), (-y.volume, -y.mix, -y.rate));
            prop_assert_eq!(a.volume_from_days, b.volume_from_days.map(|v| -v));
            prop_assert_eq!(a.per_day.noise, b.per_day.noise);
            let turned = match a.verdict.outcome {
                Outcome::Better => Outcome::Worse,
                Outcome::Worse => Outcome::Better,
                same => same,
            };
            prop_assert_eq!(turned, b.verdict.outcome);
            let names = |c: &PoolChange| c.by_app.iter().map(|r| r.name.clone()).collect::<Vec<_>>();
            prop_assert_eq!(names(a), names(b));
        }
    }

    #[test]
    fn a_saved_report_compares_like_its_log(before in any_rows(), after in any_rows()) {
        let (before, after) = (report(&text(4, &before)), report(&text(5, &after)));
        let saved = crate::report::saved::read("r.json", serde_json::to_string(&before).unwrap().as_bytes()).unwrap();
        let found = compared(&saved, &after);
        prop_assert_eq!(&found, &compared(&before, &after));
        let json = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Comparison>(&json).unwrap(), found);
    }
}
