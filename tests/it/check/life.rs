//! Known events, and the life of a scheduled job.

use credits::cli::Exit;
use serde_json::json;

use super::{Desk, at, day, event, steady, verdict};

const KNOWN: [&str; 2] = ["--baseline", "@known.toml"];

fn spiked() -> Desk {
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.push(event("2026-05-20", "shop", "41.2"));
    Desk::with(&rows)
}

#[test]
fn a_known_event_does_not_fail_until_it_expires() {
    let desk = spiked();
    let as_of = |on: &'static str| [&["--as-of", on][..], &KNOWN].concat();
    let missing = desk.check(&as_of("2026-05-20"));
    assert_eq!(missing.exit, Exit::Error, "a file that is named and not there is an error");
    let written = desk.check(
        &[
            &as_of("2026-05-20")[..],
            &["--update-baseline", "--reason", "moved \"all\" images", "--expires", "2026-05-22"],
        ]
        .concat(),
    );
    assert_eq!(written.exit, Exit::Ok, "{}", written.stderr);
    assert!(written.stderr.contains("note: added 1 known event to "), "{}", written.stderr);
    let file = desk.read("known.toml");
    assert!(file.ends_with("\n[[acknowledged]]\nrule = \"spike\"\npool = \"integration\"\nvalue = 41.2\ncause = \"shop / llm.gpt-5\"\nday = 2026-05-20\nreason = \"moved \\\"all\\\" images\"\nexpires = 2026-05-22\n"), "{file}");

    let (exit, check) = desk.json(&as_of("2026-05-20"));
    assert_eq!((exit, &check["counts"]["acknowledged"]), (Exit::Ok, &json!(1)));
    assert_eq!(verdict(&check, "spike", "integration")["state"], "fired");
    // `expires` is compared with as-of: on the day itself it holds, whatever the clock says.
    let shorter = |to: &str| {
        desk.write("known.toml", &file.replace("expires = 2026-05-22", &format!("expires = {to}")));
    };
    shorter("2026-05-20");
    assert_eq!(desk.check(&as_of("2026-05-20")).exit, Exit::Ok);
    shorter("2026-05-19");
    let expired = desk.check(&as_of("2026-05-20"));
    assert_eq!(expired.exit, Exit::Fired);
    assert!(
        expired.stderr.contains("acknowledged until 2026-05-19 only: moved \"all\" images"),
        "{}",
        expired.stderr
    );
}

#[test]
fn stale_entries_are_named() {
    let desk = spiked();
    let entry = |rule: &str, on: &str, expires: &str| {
        format!(
            "[[acknowledged]]\nrule = '{rule}'\npool = 'integration'\nday = {on}\nreason = 'x'\nexpires = {expires}\n"
        )
    };
    let file = [
        entry("spike", "2026-05-20", "2026-06-01"),
        entry("spike", "2026-05-10", "2026-06-01"),
        entry("leak", "2026-05-20", "2026-06-01"),
        entry("spike", "2026-06-10", "2026-06-20"),
    ];
    desk.write("known.toml", &file.concat());
    let (exit, check) = desk.json(&[&["--as-of", "2026-05-20"][..], &KNOWN].concat());
    assert_eq!(exit, Exit::Ok);
    let stale: Vec<_> = check["baseline"]["stale"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["line"].clone(), s["reason"].clone()))
        .collect();
    // The fourth is of a day that is still to come.
    let expected = [
        (json!(7), json!("the rule did not fire on that day")),
        (json!(13), json!("this run judges no such rule, pool and scope")),
    ];
    assert_eq!(stale, expected);
    desk.write(
        "usage.csv",
        &(desk.read("usage.csv")
            + "late,2026-05-22T09:00:00Z,shop,ana,integration,InvokeLLM,gpt_5,10\n"),
    );
    let (_, check) = desk.json(&[&["--as-of", "2026-05-22"][..], &KNOWN].concat());
    assert_eq!(check["baseline"]["stale"][0]["reason"], "the event ended on 2026-05-20");
}

#[test]
fn a_known_event_covers_its_days_until_it_grows_by_half() {
    let mut rows = steady("2026-05-01", "2026-05-18", "10");
    rows.extend([event("2026-05-19", "shop", "40"), event("2026-05-20", "shop", "45")]);
    let desk = Desk::with(&rows);
    desk.write(
        "known.toml",
        "[[acknowledged]]\nrule = 'spike'\npool = 'integration'\nday = 2026-05-19\nreason = 'x'\nexpires = 2026-06-01\n",
    );
    let exit = |desk: &Desk| desk.check(&[&["--as-of", "2026-05-20"][..], &KNOWN].concat()).exit;
    // 40 is 4 × 10; 45 against (12·10 + 40 + 10)/14 = 12.14 is 3.7 ×.
    assert_eq!(exit(&desk), Exit::Ok);
    rows.pop();
    rows.push(event("2026-05-20", "shop", "80"));
    // 80 against 12.14 is 6.6 ×, more than 1.5 × 4.
    desk.write("usage.csv", &super::csv(&rows));
    assert_eq!(exit(&desk), Exit::Fired);
}

#[test]
fn a_budget_is_known_for_its_threshold_and_its_cycle() {
    let desk = Desk::with(&steady("2026-05-01", "2026-06-30", "20"));
    let run = |on: &str, more: &[&str]| {
        let args = [
            "--as-of",
            on,
            "--allowance",
            "integration=500",
            "--cycle-day",
            "1",
            "--fail-on",
            "budget=80,budget=100",
        ];
        desk.check(&[&args[..], &KNOWN, more].concat()).exit
    };
    // 400 are used on 20 May, 500 on 25 May. A budget is no event that is over: it has to be named.
    assert_eq!(run("2026-05-20", &["--update-baseline"]), Exit::Fired);
    assert_eq!(run("2026-05-20", &["--update-baseline", "--acknowledge", "budget"]), Exit::Ok);
    assert_eq!(run("2026-05-24", &[]), Exit::Ok);
    assert_eq!(run("2026-05-25", &[]), Exit::Fired);
    // The entry ends with its cycle, whatever its 30 days say.
    assert!(desk.read("known.toml").contains("expires = 2026-05-31"));
    assert_eq!(run("2026-06-20", &[]), Exit::Fired);
}

#[test]
fn an_update_says_what_it_adds_and_what_it_does_not() {
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.push(super::event("2026-05-20", "shop", "60"));
    let desk = Desk::with(&rows);
    let fail = ["--fail-on", "spike,budget=40", "--allowance", "integration=500"];
    let args =
        [&["--as-of", "2026-05-20", "--cycle-day", "1", "--update-baseline"], &fail[..], &KNOWN]
            .concat();
    let ran = desk.check(&args);
    assert_eq!(ran.exit, Exit::Fired, "{}", ran.stderr);
    for said in [
        "spike integration, 2026-05-20, until 2026-06-19",
        "not added: budget, which is about the whole cycle; --acknowledge budget adds it until the reset",
    ] {
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    assert!(!desk.read("known.toml").contains("budget"));
}

#[test]
fn a_scheduled_job_lives_through_its_first_month() {
    let mut desk = Desk::of("id,timestamp,app,user,pool,operation,model,credits\n");
    let settings = "[time]\ncycle-day = 1\n[plan]\nallowance = { integration = 600 }\n[check]\nfail-on = ['spike', 'budget=100']\nbaseline = 'known.toml'\n";
    desk.write("credits.toml", settings);
    desk.write("known.toml", "");
    let night = |desk: &mut Desk, on: &str, use_of_day: &dyn Fn(&str) -> &'static str| {
        let last = day(on).plus(-1);
        let rows: Vec<_> = day("2026-05-01")
            .through(last)
            .map(|d| (d, "shop".to_owned(), use_of_day(&d.to_string()).to_owned()))
            .collect();
        desk.write("usage.csv", &super::csv(&rows));
        desk.now = at(&format!("{on} 03"));
        let ran = desk.check(&[]);
        (ran.exit.code(), ran.stderr)
    };
    let migration = |on: &str| if on == "2026-05-20" { "90" } else { "19" };

    // An empty first week.
    desk.now = at("2026-05-01 03");
    assert_eq!(desk.check(&[]).exit, Exit::Indeterminate);
    // Warming up: the budget can be judged, the spike cannot.
    let (exit, said) = night(&mut desk, "2026-05-08", &migration);
    assert_eq!(exit, 3, "{said}");
    assert!(
        said.contains("not judged  spike   integration  2026-05-07  warming up: 6 of 14 days"),
        "{said}"
    );
    // Quiet, from the first night on whose judged day has fourteen days before it.
    assert_eq!(night(&mut desk, "2026-05-15", &migration).0, 3);
    let (exit, said) = night(&mut desk, "2026-05-16", &migration);
    assert_eq!(exit, 0, "{said}");
    // The migration of the 20th.
    assert_eq!(night(&mut desk, "2026-05-20", &migration).0, 0);
    let (exit, said) = night(&mut desk, "2026-05-21", &migration);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains("fired       spike") || said.contains("fired  spike"), "{said}");
    assert_eq!(desk.check(&["--update-baseline", "--reason", "migration"]).exit, Exit::Ok);
    assert_eq!(night(&mut desk, "2026-05-21", &migration).0, 0);
    // The night after it is over, and the entry is stale.
    let (exit, said) = night(&mut desk, "2026-05-22", &migration);
    assert_eq!(exit, 0, "{said}");
    assert!(
        said.contains("stale known event (spike 2026-05-20): the event ended on 2026-05-20"),
        "{said}"
    );
    // 19 a day and the migration's 71 more: 26 days × 19 + 71 = 565, 28 days: 603, so the budget is reached on the 28th.
    assert_eq!(night(&mut desk, "2026-05-28", &migration).0, 0);
    let (exit, said) = night(&mut desk, "2026-05-29", &migration);
    assert_eq!(exit, 1, "{said}");
    assert!(
        said.contains("603 so far of 600 (threshold 100%)") && said.contains("since 2026-05-28"),
        "{said}"
    );
    assert_eq!(night(&mut desk, "2026-05-31", &migration).0, 1);
    // The reset.
    let (exit, said) = night(&mut desk, "2026-06-01", &migration);
    assert_eq!(exit, 0, "{said}");
    // The recorder stops: two nights later nobody may be told that all is well.
    desk.now = at("2026-06-03 03");
    assert_eq!(desk.check(&[]).exit, Exit::Indeterminate);
}
