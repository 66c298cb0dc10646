//! Doubts: a log that is old, incomplete or without prices turns clear into "not judged".

use credits::cli::Exit;
use serde_json::json;

use super::verdicts::{AS_OF, quiet, spiked, with};
use super::{Desk, at, verdict};

#[test]
fn an_old_log_cannot_be_clear() {
    let mut desk = quiet();
    // The last event is of 20 May, nine o'clock: 27 hours before noon of the 21st, 37 before 22 o'clock.
    assert_eq!(desk.check(&[]).exit, Exit::Ok);
    desk.now = at("2026-05-21 22");
    let ran = desk.check(&[]);
    assert_eq!(ran.exit, Exit::Indeterminate);
    assert!(ran.stderr.contains("37 hours old, more than --max-age 36h"), "{}", ran.stderr);
    assert_eq!(desk.check(&["--max-age", "2d"]).exit, Exit::Ok);
    // Against the end of an explicit day.
    assert_eq!(desk.check(&["--as-of", "2026-05-21"]).exit, Exit::Indeterminate);
    assert_eq!(desk.check(&["--as-of", "2026-05-20"]).exit, Exit::Ok);
    // What fired, fired.
    let budget = ["--fail-on", "budget=80", "--allowance", "integration=250", "--cycle-day", "1"];
    assert_eq!(desk.check(&budget).exit, Exit::Fired);
}

#[test]
fn a_page_that_says_there_is_more_is_not_judged() {
    let page = |more: bool| {
        let rows: Vec<String> = (1..=20)
            .map(|day| {
                format!(r#"{{"id":"{day}","timestamp":"2026-05-{day:02}T09:00:00Z","operation":"InvokeLLM","credits":3}}"#)
            })
            .collect();
        format!(r#"{{"items":[{}],"has_more":{more}}}"#, rows.join(","))
    };
    let desk = quiet();
    for (more, exit) in [(false, Exit::Ok), (true, Exit::Indeterminate)] {
        desk.write("usage.csv", &page(more));
        let ran = desk.check(&AS_OF);
        assert_eq!(ran.exit, exit, "{}", ran.stderr);
    }
}

#[test]
fn rows_that_cannot_be_read_turn_clear_into_not_judged_and_leave_fired_alone() {
    let broken = |desk: &Desk, n: usize| {
        desk.write(
            "usage.csv",
            &(desk.read("usage.csv")
                + &"x,not a time,shop,ana,integration,InvokeLLM,gpt_5,1\n".repeat(n)),
        );
    };
    let desk = quiet();
    broken(&desk, 1);
    // 1 of 21 rows.
    let (exit, check) = desk.json(&AS_OF);
    assert_eq!(exit, Exit::Indeterminate);
    assert_eq!(
        verdict(&check, "spike", "integration")["reason"],
        "1 of 21 rows could not be read, more than --max-rejected 1%"
    );
    assert_eq!(check["doubts"][0]["id"], "rejected");
    // The row may be of the judged day, which has one other row.
    assert_eq!(desk.check(&with(&["--max-rejected", "5%"])).exit, Exit::Indeterminate);
    assert_eq!(desk.check(&with(&["--max-rejected", "50%"])).exit, Exit::Ok);
    let fired = spiked();
    let prompt = "m,2026-05-01T09:00:00Z,shop,ana,message,prompt,,1\n";
    fired.write("usage.csv", &(fired.read("usage.csv") + prompt));
    broken(&fired, 1);
    let (exit, check) = fired.json(&AS_OF);
    assert_eq!(exit, Exit::Fired);
    assert_eq!(
        (
            &verdict(&check, "spike", "integration")["state"],
            &verdict(&check, "spike", "message")["state"]
        ),
        (&json!("fired"), &json!("not-judged"))
    );
}

#[test]
fn events_without_a_price_in_the_judged_window_turn_clear_into_not_judged() {
    let unknown = |on: &str| format!("u{on},{on}T10:00:00Z,shop,ana,integration,Mystery,,\n");
    let desk = quiet();
    let base = desk.read("usage.csv");
    // The window is 6–20 May: 15 events, and then 2 of 17 are unknown.
    desk.write("usage.csv", &(base.clone() + &unknown("2026-05-10") + &unknown("2026-05-11")));
    let (exit, check) = desk.json(&AS_OF);
    assert_eq!(exit, Exit::Indeterminate, "{check:#}");
    assert_eq!(check["doubts"][0]["id"], "unpriced");
    assert_eq!(desk.check(&with(&["--max-unpriced", "12%"])).exit, Exit::Ok);
    // Before the window they do no harm.
    desk.write("usage.csv", &(base + &unknown("2026-05-02") + &unknown("2026-05-03")));
    assert_eq!(desk.check(&AS_OF).exit, Exit::Ok);
}
