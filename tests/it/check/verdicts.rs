//! The verdicts of the gate and its exit codes.

use credits::cli::Exit;
use serde_json::{Value, json};

use super::{Desk, at, csv, event, steady, verdict};

pub(super) const AS_OF: [&str; 2] = ["--as-of", "2026-05-20"];

pub(super) fn quiet() -> Desk {
    Desk::with(&steady("2026-05-01", "2026-05-20", "10"))
}

/// Ten a day for `shop`, then 41.2 on the last day, 30 of them by `blog`.
pub(super) fn spiked() -> Desk {
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.extend([event("2026-05-20", "shop", "11.2"), event("2026-05-20", "blog", "30")]);
    Desk::with(&rows)
}

pub(super) fn with<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&AS_OF, args].concat()
}

#[test]
fn clear_is_0_and_says_what_was_left_out() {
    let ran = quiet().check(&AS_OF);
    assert_eq!((ran.exit, ran.stdout.as_str()), (Exit::Ok, ""));
    assert!(
        ran.stderr.contains("clear  spike  integration  2026-05-20  10 against 10\n"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("note: message credits are not in this log, so no rule judges them\n"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("note: forecast left out: no allowance is known"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("note: budget left out: no allowance is known"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("credits: clear (1 rule)\n"), "{}", ran.stderr);
}

#[test]
fn a_spike_is_1_and_names_its_cause() {
    let desk = spiked();
    let ran = desk.check(&AS_OF);
    assert_eq!(ran.exit, Exit::Fired);
    // 41.2 ÷ 10 = 4.12; 30 of the 31.2 above the average are blog's.
    let line = "fired  spike  integration  2026-05-20  41.2 against 10 (4.12 ×, threshold 2)  blog / InvokeLLM (GPT-5): 30 of 31.2\n";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("credits: 1 of 1 rule fired\n"), "{}", ran.stderr);
    let text = desk.check(&with(&["-f", "text", "--width", "400", "--users"])).stdout;
    let sentence = "integration credits on 2026-05-20: 41.2 against a 14-day average of 10 (4.12 ×; window 05-06…05-19); 30 of the 31.2 excess \
                    from InvokeLLM (GPT-5) in app \"blog\", user \"ana\"";
    let unwrapped = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unwrapped.contains(sentence), "{unwrapped}");
}

#[test]
fn causes_sum_to_the_excess_and_the_excess_is_value_less_baseline() {
    let mut rows = steady("2026-05-01", "2026-05-19", "0.7");
    rows.extend(
        (1..=30).map(|i| event("2026-05-20", &format!("app{i:02}"), &format!("{i}.{i:02}"))),
    );
    let (exit, check) = Desk::with(&rows).json(&AS_OF);
    assert_eq!(exit, Exit::Fired);
    let spike = verdict(&check, "spike", "integration");
    let number = |v: &Value| v.as_str().unwrap().parse::<credits::inside::base::Credits>().unwrap();
    for list in ["causes", "groups"] {
        let causes = spike[list].as_array().unwrap();
        assert_eq!(causes.len(), 21);
        assert_eq!(
            causes.iter().map(|c| number(&c["excess"])).sum::<credits::inside::base::Credits>(),
            number(&spike["excess"])
        );
    }
    assert_eq!(number(&spike["value"]) - number(&spike["baseline"]), number(&spike["excess"]));
}

#[test]
fn fired_wins_over_not_judged_and_both_are_listed() {
    // An allowance for one pool, and a rule that needs one in the other: message has no use before, integration fires.
    let (exit, check) = spiked().json(&with(&["--fail-on", "spike,daily-cap"]));
    assert_eq!((exit, &check["verdict"]), (Exit::Fired, &json!("fired")));
    assert_eq!(verdict(&check, "daily-cap", "message")["state"], "not-judged");
    let (exit, check) = quiet().json(&with(&["--fail-on", "spike,daily-cap"]));
    assert_eq!((exit, &check["verdict"]), (Exit::Indeterminate, &json!("indeterminate")));
}

#[test]
fn a_rule_that_is_named_and_has_no_input_is_indeterminate() {
    for rule in ["forecast", "budget=90", "pace=1.5", "daily-cap"] {
        let (exit, check) = quiet().json(&with(&["--fail-on", rule]));
        assert_eq!(exit, Exit::Indeterminate, "{rule}: {check:#}");
    }
    // With an allowance for the pool in use they can be judged; the other pool has neither events nor an allowance.
    let (exit, check) = quiet().json(&with(&[
        "--fail-on",
        "budget=90,pace=1.5,forecast",
        "--allowance",
        "integration=10000",
        "--cycle-day",
        "1",
    ]));
    assert_eq!(exit, Exit::Ok, "{check:#}");
    assert_eq!(check["left_out"].as_array().unwrap().len(), 3);
}

#[test]
fn budget_and_pace_fire_at_their_numbers() {
    // 200 used of 250 on day 20 of 31: 80 %, pace (200/250)/(20/31) = 1.24.
    let allowance = ["--allowance", "integration=250", "--cycle-day", "1"];
    let exit =
        |rules: &str| quiet().check(&[&AS_OF[..], &allowance, &["--fail-on", rules]].concat()).exit;
    assert_eq!(
        [exit("budget=80"), exit("budget=81"), exit("pace=1.24"), exit("pace=1.23")],
        [Exit::Fired, Exit::Ok, Exit::Ok, Exit::Fired]
    );
    // The log must reach back to the cycle's start for a clear budget, not for one that fired.
    let late = Desk::with(&steady("2026-05-03", "2026-05-20", "10"));
    let exit =
        |rules: &str| late.check(&[&AS_OF[..], &allowance, &["--fail-on", rules]].concat()).exit;
    assert_eq!([exit("budget=72"), exit("budget=73")], [Exit::Fired, Exit::Indeterminate]);
}

#[test]
fn an_empty_input_is_3() {
    for log in ["", "id,timestamp,app,credits\n", &csv(&[])] {
        let ran = Desk::of(log).check(&AS_OF);
        assert_eq!(ran.exit, Exit::Indeterminate, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("not judged  spike      the log has no events\n"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("the log has no events"), "{}", ran.stderr);
    }
    let nobody = quiet().check(&with(&["--app", "nobody"]));
    assert_eq!(nobody.exit, Exit::Indeterminate, "{}", nobody.stderr);
    assert_eq!(quiet().check(&["--as-of", "2026-04-01"]).exit, Exit::Indeterminate);
    assert_eq!(quiet().check(&with(&["--since", "2026-05-19"])).exit, Exit::Ok);
}

#[test]
fn a_wrong_file_is_2() {
    let desk = Desk::of("Datum,Projekt,Notiz\nx,y,z\n");
    let ran = desk.check(&AS_OF);
    assert_eq!((ran.exit, ran.stdout.as_str()), (Exit::Error, ""));
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    std::fs::remove_file(desk.path("usage.csv")).unwrap();
    assert_eq!(desk.check(&AS_OF).exit, Exit::Error);
}

#[test]
fn unclassified_is_a_rule_of_its_own() {
    let desk = quiet();
    desk.write(
        "usage.csv",
        &(desk.read("usage.csv") + "u,2026-05-19T10:00:00Z,shop,ana,integration,Mystery,,1\n"),
    );
    // 1 of the 16 events of 6–20 May.
    let exit = |rule: &str| desk.check(&with(&["--fail-on", rule])).exit;
    assert_eq!([exit("unclassified=5%"), exit("unclassified=7%")], [Exit::Fired, Exit::Ok]);
    // On the judged day it is 1 of 2.
    let usage = desk.read("usage.csv").replace("u,2026-05-19", "u,2026-05-20");
    desk.write("usage.csv", &usage);
    assert_eq!(exit("unclassified=7%"), Exit::Indeterminate);
}

#[test]
fn today_so_far_may_fire_and_never_clears_yesterday() {
    let mut rows = steady("2026-05-01", "2026-05-20", "10");
    rows.push(event("2026-05-21", "shop", "41"));
    let desk = Desk::with(&rows);
    let (exit, check) = desk.json(&[]);
    assert_eq!(exit, Exit::Fired);
    let spike = verdict(&check, "spike", "integration");
    assert_eq!(
        (&spike["day"], &spike["complete"], &spike["since"]),
        (&json!("2026-05-21"), &json!(false), &json!("2026-05-21"))
    );
    assert!(spike["message"].as_str().unwrap().contains("41 so far against"), "{spike:#}");
    let states: Vec<_> = spike["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["day"].clone(), d["state"].clone()))
        .collect();
    assert_eq!(
        states,
        [(json!("2026-05-20"), json!("clear")), (json!("2026-05-21"), json!("fired"))]
    );
    let (exit, check) = desk.json(&["--complete-days"]);
    assert_eq!((exit, &check["as_of"]), (Exit::Ok, &json!("2026-05-20")));

    // Yesterday fired; that today is quiet so far does not take it back.
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.extend([event("2026-05-20", "shop", "41"), event("2026-05-21", "shop", "1")]);
    let (exit, check) = Desk::with(&rows).json(&[]);
    assert_eq!(
        (exit, &verdict(&check, "spike", "integration")["day"]),
        (Exit::Fired, &json!("2026-05-20"))
    );
}

#[test]
fn an_ongoing_spike_is_one_alert_with_its_first_day() {
    let mut rows = steady("2026-05-01", "2026-05-18", "10");
    rows.extend([
        event("2026-05-19", "shop", "40"),
        event("2026-05-20", "shop", "45"),
        event("2026-05-21", "shop", "50"),
    ]);
    let (exit, check) = Desk::with(&rows).json(&[]);
    let spike = verdict(&check, "spike", "integration");
    assert_eq!(
        (exit, &spike["since"], &spike["day"]),
        (Exit::Fired, &json!("2026-05-19"), &json!("2026-05-21"))
    );
    assert_eq!(check["counts"]["fired"], 1);
}

#[test]
fn with_an_explicit_day_no_clock_is_read_and_no_surroundings_matter() {
    let mut desk = spiked();
    let run = |desk: &Desk| {
        let ran = desk.check(&with(&["-f", "json"]));
        (ran.stdout, ran.stderr)
    };
    let first = run(&desk);
    desk.now = at("2031-01-01 03");
    for (name, value) in [
        ("HOME", desk.file("")),
        ("XDG_CONFIG_HOME", desk.file("")),
        ("TZ", "Asia/Tokyo".into()),
        ("LANG", "de_DE.UTF-8".into()),
    ] {
        desk.vars.insert(name.to_owned(), value);
    }
    for hidden in [".credits.toml", ".config"] {
        let path = desk.path(hidden);
        if hidden == ".config" {
            std::fs::create_dir_all(path.join("credits")).unwrap();
            std::fs::write(path.join("credits/credits.toml"), "[check]\nexit-zero = true\n")
                .unwrap();
        } else {
            std::fs::write(path, "[check]\nexit-zero = true\n").unwrap();
        }
    }
    assert_eq!(run(&desk), first);
}

#[test]
fn apps_users_and_classes_are_judged_on_their_own() {
    let mut rows = steady("2026-05-01", "2026-05-19", "100");
    rows.extend(
        super::day("2026-05-01")
            .through(super::day("2026-05-19"))
            .map(|on| (on, "blog".to_owned(), "1".to_owned())),
    );
    rows.extend([
        event("2026-05-20", "shop", "100"),
        event("2026-05-20", "blog", "30"),
        event("2026-05-20", "new", "5"),
    ]);
    let desk = Desk::with(&rows);
    assert_eq!(desk.check(&AS_OF).exit, Exit::Ok);
    let (exit, check) = desk.json(&with(&["--per", "app"]));
    assert_eq!(exit, Exit::Fired);
    let state = |app: &str| {
        check["rules"].as_array().unwrap().iter().find(|r| r["scope"]["app"] == app).unwrap()["state"].clone()
    };
    // An app of its first day is warming up, which holds up nothing.
    assert_eq!([state("shop"), state("blog"), state("new")], ["clear", "fired", "warming-up"]);
    assert_eq!(desk.check(&with(&["--per", "spike=user"])).exit, Exit::Ok);
    assert_eq!(desk.check(&with(&["--per", "class,app"])).exit, Exit::Fired);
    // A number of its own, or only a warning.
    desk.write("credits.toml", "[check]\nper = ['app']\n[check.app.BLOG]\nspike-ratio = 30\n");
    assert_eq!(desk.check(&AS_OF).exit, Exit::Ok);
    desk.write("credits.toml", "[check]\nper = ['app']\n[check.app.blog]\non = 'warn'\n");
    let ran = desk.check(&AS_OF);
    assert_eq!(ran.exit, Exit::Ok);
    assert!(
        ran.stderr.contains("warned  spike  integration app \"blog\"")
            && ran.stderr.contains("1 only warned"),
        "{}",
        ran.stderr
    );
    desk.write("credits.toml", "[check]\nper = ['app']\n[check.app.blog]\non = 'off'\n");
    assert_eq!(
        desk.json(&AS_OF).1["rules"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|r| r["scope"]["app"] == "blog")
            .count(),
        0
    );
}

#[test]
fn a_filter_by_app_refuses_what_needs_the_whole_allowance() {
    let ran = quiet().check(&with(&[
        "--fail-on",
        "budget=90",
        "--allowance",
        "integration=10000",
        "--app",
        "shop",
    ]));
    assert_eq!(ran.exit, Exit::Error);
    assert!(
        ran.stderr.starts_with("error: budget compares with the whole workspace's allowance"),
        "{}",
        ran.stderr
    );
    // The default set leaves it out and says so, as it does with the pool that the log lacks.
    let (exit, check) = quiet().json(&with(&["--allowance", "integration=10000", "--app", "shop"]));
    assert_eq!((exit, check["left_out"].as_array().unwrap().len()), (Exit::Ok, 3));
}

#[test]
fn a_warning_does_not_fail_and_a_remapped_exit_is_loud() {
    let desk = spiked();
    assert_eq!(desk.check(&with(&["--warn-on", "spike"])).exit, Exit::Ok);
    let ran = desk.check(&with(&["--exit-zero", "-q"]));
    assert_eq!(ran.exit, Exit::Ok);
    assert_eq!(
        ran.stderr,
        "warning: the gate is fired, which is exit code 1; --exit-zero makes it 0\n"
    );
    let young = Desk::with(&steady("2026-05-15", "2026-05-20", "10"));
    assert_eq!(young.check(&AS_OF).exit, Exit::Indeterminate);
    assert_eq!(young.check(&with(&["--min-history", "5"])).exit, Exit::Ok);
    for (how, exit, code) in [("ok", Exit::Ok, 0), ("fail", Exit::Fired, 1)] {
        let ran = young.check(&with(&["--indeterminate", how]));
        assert_eq!(ran.exit, exit);
        let said = format!(
            "warning: the gate is indeterminate, which is exit code 3; --indeterminate={how} makes it {code}\n"
        );
        assert!(ran.stderr.ends_with(&said), "{}", ran.stderr);
    }
    // Neither hides an error.
    assert_eq!(
        Desk::of("a,b\n1,2\n").check(&with(&["--exit-zero", "--indeterminate", "ok"])).exit,
        Exit::Error
    );
}

#[test]
fn thresholds_move_the_verdict() {
    let desk = spiked();
    for (args, exit) in [
        (&["--spike-ratio", "4.12"][..], Exit::Ok),
        (&["--spike-ratio", "4.11"], Exit::Fired),
        (&["--fail-on", "spike=5"], Exit::Ok),
        (&["--min-credits", "41.3"], Exit::Ok),
        (&["--min-credits", "41.2"], Exit::Fired),
        (&["--baseline-days", "19"], Exit::Fired),
        (&["--baseline-days", "20"], Exit::Indeterminate),
    ] {
        assert_eq!(desk.check(&with(args)).exit, exit, "{args:?}");
    }
}

#[test]
fn a_refund_of_the_day_does_not_hide_what_it_used() {
    let mut rows = steady("2026-05-01", "2026-05-19", "10");
    rows.extend([event("2026-05-20", "shop", "60"), event("2026-05-20", "shop", "-55")]);
    let desk = Desk::with(&rows);
    let (exit, check) = desk.json(&AS_OF);
    assert_eq!(exit, Exit::Fired);
    let spike = verdict(&check, "spike", "integration");
    assert_eq!((&spike["value"], &spike["refunds"]), (&"60".into(), &"55".into()));
    assert!(spike["message"].as_str().unwrap().ends_with("before refunds of 55"), "{spike}");
    assert_eq!((&spike["excess"], &spike["groups"]), (&json!(null), &json!([])));
    // A refund that hides nothing changes nothing.
    let mut rows = steady("2026-05-01", "2026-05-20", "10");
    rows.push(event("2026-05-20", "shop", "-5"));
    let (exit, check) = Desk::with(&rows).json(&AS_OF);
    assert_eq!(exit, Exit::Ok);
    let spike = verdict(&check, "spike", "integration");
    assert_eq!((&spike["value"], &spike["refunds"]), (&"5".into(), &json!(null)));
}

#[test]
fn what_the_environment_sets_is_named_in_the_verdict() {
    let mut desk = spiked();
    desk.vars.insert("CREDITS_EXIT_ZERO".to_owned(), "1".to_owned());
    desk.vars.insert("CREDITS_MAX_REJECTED".to_owned(), "50%".to_owned());
    let ran = desk.check(&AS_OF);
    assert_eq!(ran.exit, Exit::Ok);
    for said in [
        "--exit-zero (CREDITS_EXIT_ZERO) makes it 0",
        "CREDITS_MAX_REJECTED=50% is set in the environment",
    ] {
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    let (_, check) = desk.json(&AS_OF);
    assert_eq!(check["remapped"]["by"], "--exit-zero (CREDITS_EXIT_ZERO)");
    assert!(check["remarks"].to_string().contains("CREDITS_MAX_REJECTED"), "{check}");
}

/// An export that lost the amount of the large call reads like one of a cheap call: the rate card prices it, and the verdict says so.
#[test]
fn amounts_that_a_day_lacks_and_the_days_before_have_are_named() {
    let mut rows = steady("2026-05-01", "2026-05-20", "10");
    rows.push(event("2026-05-20", "shop", ""));
    let args = ["--as-of", "2026-05-20", "--fail-on", "spike"];
    let ran = Desk::with(&rows).pipe(&args);
    assert!(ran.stderr.contains("of 2026-05-20 are by the rate card"), "{}", ran.stderr);
    // The same if an amount of another day is lost too.
    rows.push(event("2026-05-18", "shop", ""));
    let ran = Desk::with(&rows).pipe(&args);
    assert!(ran.stderr.contains("of 2026-05-20 are by the rate card"), "{}", ran.stderr);
    // A log that reports no amounts, or some, is as it always was.
    let silent: Vec<_> = steady("2026-05-01", "2026-05-20", "");
    let ran = Desk::with(&silent).pipe(&args);
    assert!(!ran.stderr.contains("are by the rate card"), "{}", ran.stderr);
}
