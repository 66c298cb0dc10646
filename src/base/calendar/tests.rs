//! Days, zones with their clock changes, and cycles.

use super::cycle::{Cycle, CycleRule};
use super::day::{Day, NotADay};
use super::instant::{Instant, TimeOfDay};
use super::zone::Zone;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn days_are_parsed_and_printed() {
    assert_eq!(day("20260520"), day("2026-05-20"));
    assert_eq!(day("1970-01-02").number(), 1);
    assert_eq!(day("2026-05-20").to_string(), "2026-05-20");
    for text in
        ["2026-02-29", "2026-5-20", "20-05-2026", "2026-13-01", "", "99999999", "2026_05_20"]
    {
        assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
    }
}

#[test]
fn a_day_is_the_zones_day() {
    let zone: Zone = "america/new_york".parse().unwrap();
    let instant =
        Instant::from_civil(day("2026-03-08"), TimeOfDay::new(4, 59, 59, 0).unwrap(), 0).unwrap();
    assert_eq!(zone.day_of(instant), day("2026-03-07"));
    assert_eq!(zone.day_of(Instant::from_micros(instant.micros() + 1_000_000)), day("2026-03-08"));
    // The day on which clocks go forward has 23 hours.
    let length =
        zone.start_of(day("2026-03-09")).micros() - zone.start_of(day("2026-03-08")).micros();
    assert_eq!(length, 23 * 3_600_000_000);
}

#[test]
fn wall_times_that_occur_twice_or_never() {
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let half_past_two = TimeOfDay::new(2, 30, 0, 0).unwrap();
    assert_eq!(
        zone.at(day("2026-10-25"), half_past_two).unwrap().to_rfc3339(),
        "2026-10-25T00:30:00Z"
    );
    assert_eq!(
        zone.at(day("2026-03-29"), half_past_two).unwrap().to_rfc3339(),
        "2026-03-29T01:30:00Z"
    );
}

#[test]
fn unknown_zones_name_a_near_one() {
    assert_eq!("Berlin".parse::<Zone>().unwrap_err().near.as_deref(), Some("Europe/Berlin"));
    assert_eq!("New York".parse::<Zone>().unwrap_err().near.as_deref(), Some("America/New_York"));
    assert_eq!("Mars/Olympus".parse::<Zone>().unwrap_err().near, None);
}

#[test]
fn a_fixed_offset_is_ahead_of_utc_with_a_plus() {
    let at = |zone: &str| {
        let zone: Zone = zone.parse().unwrap();
        let instant =
            Instant::from_civil(day("2026-06-04"), TimeOfDay::new(23, 0, 0, 0).unwrap(), 0)
                .unwrap();
        let noon = zone.at(day("2026-06-04"), TimeOfDay::new(12, 0, 0, 0).unwrap()).unwrap();
        assert_eq!(zone.to_string().parse(), Ok(zone));
        (zone.to_string(), zone.hour_of(instant), noon.to_rfc3339())
    };
    for text in ["GMT+2", "UTC+2", "utc+02:00", "+02:00", "+2", "+0200", "UTC +2", "gmt + 2:00"] {
        let wanted = ("UTC+02:00".to_owned(), 1, "2026-06-04T10:00:00Z".to_owned());
        assert_eq!(at(text), wanted, "{text}");
    }
    let wanted = ("UTC-05:30".to_owned(), 17, "2026-06-04T17:30:00Z".to_owned());
    assert_eq!((at("GMT-5:30"), at("UTC\u{2212}05:30")), (wanted.clone(), wanted));
    assert_eq!(at("UTC+0").0, "UTC");
    // The database's own name keeps its meaning, which is the opposite.
    assert_eq!(at("Etc/GMT+2").1, 21);
    for text in ["GMT+15", "UTC-13", "+2:60", "+02:07", "UTC+", "UTC2", "+1:2:3", "GMT+2x"] {
        assert_eq!(text.parse::<Zone>().unwrap_err().near, None, "{text}");
    }
}

#[test]
fn a_reset_day_is_clamped_to_short_months() {
    let rule = CycleRule::Monthly { day: 31, assumed: false };
    let cycle = |text: &str| {
        let c = rule.cycle_of(day(text));
        (c.start.to_string(), c.reset.to_string())
    };
    assert_eq!(cycle("2026-02-27"), ("2026-01-31".into(), "2026-02-28".into()));
    assert_eq!(cycle("2026-02-28"), ("2026-02-28".into(), "2026-03-31".into()));
    assert_eq!(cycle("2026-04-30"), ("2026-04-30".into(), "2026-05-31".into()));
    let cycles = rule.cycles(day("2026-01-15"), day("2026-03-31"));
    assert_eq!(cycles.len(), 4);
    assert!(cycles.windows(2).all(|pair| pair[0].reset == pair[1].start));
}

#[test]
fn an_explicit_cycle_repeats_only_by_assumption() {
    let cycle = Cycle { start: day("2026-05-05"), reset: day("2026-06-05") };
    let rule = CycleRule::Explicit(cycle);
    assert_eq!(rule.cycle_of(day("2026-06-04")), cycle);
    assert!(!rule.assumes(cycle));
    let next = rule.cycle_of(day("2026-06-05"));
    assert_eq!((next.reset, rule.next(cycle)), (day("2026-07-06"), next));
    assert!(rule.assumes(next));
    assert_eq!(rule.cycle_of(day("2026-05-04")).start, day("2026-04-04"));
    assert_eq!(rule.cycles(day("2026-01-01"), day("2026-05-20")), vec![cycle]);
    assert_eq!(cycle.days(), 31);
}
